namespace RecordingCmdlets.Sandbox;

/// <summary>An export: some recordings that are put together into one archive, which takes a while.</summary>
/// <param name="id">The id of the job.</param>
/// <param name="files">The ids of the recordings.</param>
/// <param name="looks">How many times it is looked at before it is complete.</param>
/// <param name="validUntil">Until when the archive can be fetched.</param>
internal sealed class VonageExport(string id, IReadOnlyList<string> files, int looks, DateTimeOffset validUntil)
{
    private int seen;

    /// <summary><c>id</c>.</summary>
    public string Id => id;

    /// <summary>The ids of the recordings.</summary>
    public IReadOnlyList<string> Files => files;

    /// <summary><c>valid_until</c>.</summary>
    public DateTimeOffset ValidUntil => validUntil;

    /// <summary>Whether the archive is there.</summary>
    public bool IsComplete => Volatile.Read(ref seen) > looks;

    /// <summary><c>status</c>, of which only the last is documented.</summary>
    public string Status => IsComplete ? "complete" : Volatile.Read(ref seen) > 1 ? "in_progress" : "pending";

    /// <summary><c>files_completed</c>.</summary>
    public int FilesCompleted => IsComplete ? files.Count : files.Count * Math.Max(0, Volatile.Read(ref seen) - 1) / (looks + 1);

    /// <summary>Counts a look.</summary>
    public void See() => Interlocked.Increment(ref seen);
}
