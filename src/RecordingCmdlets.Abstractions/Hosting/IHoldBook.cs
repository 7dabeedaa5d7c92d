namespace RecordingCmdlets;

/// <summary>The holds file. Every change is one atomic replacement of the file under a lock, so two processes cannot lose a hold.</summary>
public interface IHoldBook
{
    /// <summary>The file.</summary>
    string Path { get; }

    /// <summary>Reads all holds; empty when the default file does not exist yet.</summary>
    /// <returns>The holds, oldest first.</returns>
    /// <exception cref="HoldsException">The file cannot be read.</exception>
    IReadOnlyList<Hold> Read();

    /// <summary>Adds a hold and audits it.</summary>
    /// <param name="hold">The hold.</param>
    /// <param name="audit">Where the change is recorded.</param>
    void Add(Hold hold, AuditOptions audit);

    /// <summary>Removes a hold and audits it.</summary>
    /// <param name="holdId">The hold's id.</param>
    /// <param name="audit">Where the change is recorded.</param>
    /// <returns>The hold that was removed; null when there was none of that id.</returns>
    Hold? Remove(string holdId, AuditOptions audit);
}

/// <summary>The ledgers of a folder, or one of them.</summary>
public interface IAuditArchive
{
    /// <summary>The folder or file.</summary>
    string Path { get; }

    /// <summary>Reads what the ledgers say, an entry for each item asked for.</summary>
    /// <returns>The entries, file by file in the order of their runs.</returns>
    IEnumerable<AuditEntry> ReadEntries();

    /// <summary>Checks each ledger.</summary>
    /// <param name="expectedHead">The head given out at the end of the run, when one file is checked.</param>
    /// <param name="key">The HMAC key, when the runs used one.</param>
    /// <returns>A result for each file, and for each file that a run opened and that is gone.</returns>
    IEnumerable<AuditVerification> Verify(string? expectedHead, Secret? key);
}
