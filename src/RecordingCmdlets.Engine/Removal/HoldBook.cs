using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using RecordingCmdlets.Engine.Json;
using RecordingCmdlets.Engine.Ledger;
using RecordingCmdlets.Engine.Querying;
using RecordingCmdlets.Engine.Storage;

namespace RecordingCmdlets.Engine.Removal;

/// <summary>The holds file. What cannot be read whole and understood whole is refused: a hold that is overlooked cannot be made good.</summary>
internal sealed class HoldBook(string? path, TimeProvider time) : IHoldBook
{
    private const string Format = "recordingcmdlets-holds/1";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public string Path { get; } = System.IO.Path.GetFullPath(path ?? StateFolder.Holds);

    public IReadOnlyList<Hold> Read() => ReadSet(mustExist: path is not null).Holds;

    /// <summary>Reads the file for a run.</summary>
    /// <param name="mustExist">A file that was named must be there; only the default one may be missing, and then there are no holds.</param>
    public HoldSet ReadSet(bool mustExist)
    {
        byte[] bytes;
        try
        {
            using var file = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            bytes = new byte[file.Length];
            file.ReadExactly(bytes);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return mustExist ? throw Missing(fault) : new HoldSet(Path, Hash([]), []);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(fault.Message, fault);
        }

        try
        {
            var content = JsonSerializer.Deserialize<HoldFile>(bytes, Json);
            if (content?.Format != Format) throw Unreadable($"it is not of the format {Format}", null);
            // A reader takes the last of two and drops the other without a word: that one would be a hold overlooked.
            if (JsonValues.HasEqualNames(bytes)) throw Unreadable("a name stands twice in one object", null);
            if (content.Holds is null || content.Holds.Contains(null!)) throw Unreadable("a hold is null", null);
            var set = new HoldSet(Path, Hash(bytes), content.Holds);
            foreach (var hold in content.Holds) Check(hold);
            return set;
        }
        catch (Exception fault) when (fault is JsonException or NotSupportedException or RecordingArgumentException)
        {
            throw Unreadable(fault.Message, fault);
        }
    }

    /// <summary>Tells whether the file has changed: the one that is read, and not a link to it, which stays as it is.</summary>
    public (DateTime Written, long Length) Stamp()
    {
        try
        {
            using var file = File.OpenHandle(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return (File.GetLastWriteTimeUtc(file), RandomAccess.GetLength(file));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return default; // Missing or out of reach: reading it tells which.
        }
    }

    public void Add(Hold hold, AuditOptions audit)
    {
        Check(hold);
        Change(audit, holds => ([.. holds, hold], "hold-added", hold));
    }

    public Hold? Remove(string holdId, AuditOptions audit)
    {
        Hold? removed = null;
        Change(audit, holds =>
        {
            removed = holds.FirstOrDefault(h => string.Equals(h.HoldId, holdId, StringComparison.OrdinalIgnoreCase));
            return removed is null ? null : ([.. holds.Where(h => h != removed)], "hold-removed", removed);
        });
        return removed;
    }

    private static void Check(Hold hold)
    {
        // Half of a character, as a title cut short may end in, would be stored as another one and match nothing.
        if (((string?[])[hold.HoldId, hold.Ticket, hold.Reason, hold.CreatedBy, hold.Provider, hold.Connection, hold.Kind, hold.Id, hold.Participant, hold.Title]).Any(t => t is not null && !JsonValues.IsEncodable(t)))
            throw new RecordingArgumentException("HoldTextInvalid", "A text of the hold has half of a character in it.", "Cut it before or after that character.");
        // A condition of no text, as an unset variable gives it, would cover nothing and look as if it did.
        string?[] texts = [hold.Provider, hold.Connection, hold.Kind, hold.Id, hold.Participant, hold.Title];
        if (texts.Any(t => t is not null && string.IsNullOrWhiteSpace(t)))
            throw new RecordingArgumentException("HoldEmpty", "A condition of the hold is empty.", "Give it a value, or leave it out.");
        var condition = hold.Provider ?? hold.Connection ?? hold.Kind ?? hold.Id ?? hold.Participant ?? hold.Title;
        if (condition is null && hold.After is null && hold.Before is null && !hold.All)
            throw new RecordingArgumentException("HoldEmpty", "The hold has no condition.", "Say what it covers; use -All for everything.");
        if (hold.Id is not null && hold.Provider is null)
            throw new RecordingArgumentException("HoldWithoutProvider", "A hold on an id needs its provider.", "Add -Provider.");
        if (hold.After >= hold.Before)
            throw new RecordingArgumentException("HoldSpanEmpty", "The hold's span ends before it begins.", "Exchange -After and -Before.");
        _ = hold.Title is null ? null : new Wildcard(hold.Title);
        _ = hold.Participant is null ? null : new Wildcard(hold.Participant);
    }

    private void Change(AuditOptions audit, Func<IReadOnlyList<Hold>, (List<Hold> Holds, string Type, Hold Changed)?> change) =>
        Task.Run(() => ChangeAsync(audit, change)).GetAwaiter().GetResult(); // A short file change behind a synchronous cmdlet.

    private async Task ChangeAsync(AuditOptions audit, Func<IReadOnlyList<Hold>, (List<Hold> Holds, string Type, Hold Changed)?> change)
    {
        try
        {
            // The file itself is replaced, not a link to it: others may read it under its own name.
            var file = new FileInfo(Path).LinkTarget is null ? Path : File.ResolveLinkTarget(Path, returnFinalTarget: true)!.FullName;
            StateFolder.Create(System.IO.Path.GetDirectoryName(file)!);
            using (await FileLock.AcquireAsync(file, time))
            {
                if (change(ReadSet(mustExist: false).Holds) is not var (holds, type, changed)) return;
                var bytes = JsonSerializer.SerializeToUtf8Bytes(new HoldFile { Format = Format, Holds = holds }, Json);
                await using var ledger = await RunLedger.OpenAsync(LedgerPurpose.Holds, audit, time, header => header with { HoldsPath = Path });
                ledger.NoteHolds(type, changed.HoldId, changed.Ticket, Hash(bytes), holds.Count);
                await ledger.FlushAsync();
                var draft = file + ".new";
                // What a run that died left, or somebody else laid here, would keep its mode or lead elsewhere.
                File.Delete(draft);
                await using (var stream = StateFolder.OpenForWriting(draft, FileMode.CreateNew, FileShare.None))
                {
                    await stream.WriteAsync(bytes);
                    stream.Flush(flushToDisk: true);
                }

                File.Move(draft, file, overwrite: true);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new HoldsException("HoldsUnwritable", $"The holds file {Path} cannot be changed: {fault.Message}", "Check the path and its permissions, and whether another process keeps it locked.", fault);
        }
    }

    private static string Hash(byte[] bytes) => Convert.ToHexString(SHA256.HashData(bytes)).ToLowerInvariant();

    private HoldsException Missing(Exception fault) =>
        new("HoldsMissing", $"There is no holds file {Path}.", "Nothing is deleted while the holds named are missing. Correct -HoldPath, or make the file with Add-RecordingHold.", fault);

    private HoldsException Unreadable(string why, Exception? fault) =>
        new("HoldsUnreadable", $"The holds file {Path} cannot be read: {why}", fault is UnauthorizedAccessException
            ? "Nothing is deleted while it cannot be read. Check who may read it and the folders above it, or name the file with -HoldPath."
            : "Nothing is deleted while it cannot be read. Repair it, or restore it from a backup.", fault);

    private sealed class HoldFile
    {
        public required string Format { get; init; }

        public required IReadOnlyList<Hold> Holds { get; init; }
    }
}
