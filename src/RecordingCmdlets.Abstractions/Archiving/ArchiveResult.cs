namespace RecordingCmdlets;

/// <summary>What became of saving one item.</summary>
public enum ArchiveOutcome
{
    /// <summary>Everything asked for is on disk, of the length the service announced, and its hash is in the manifest.</summary>
    Saved,

    /// <summary>It was saved before, and what is on disk still has that hash.</summary>
    AlreadySaved,

    /// <summary>Something asked for is not on disk. The item must not be removed.</summary>
    Failed,

    /// <summary>It was not begun, since the run ended before.</summary>
    NotBegun,
}

/// <summary>One file of a saved item.</summary>
/// <param name="Part">What of the item it holds.</param>
/// <param name="Path">The file.</param>
/// <param name="SizeBytes">Its size in bytes.</param>
/// <param name="Sha256">Its SHA-256, hex.</param>
public sealed record ArchivedFile(ArchiveParts Part, string Path, long SizeBytes, string Sha256);

/// <summary>What became of saving one item.</summary>
public sealed class ArchiveResult
{
    /// <summary>The item.</summary>
    public required RecordingReference Reference { get; init; }

    /// <summary>The service.</summary>
    public string Provider => Reference.Provider;

    /// <summary>The service's own id.</summary>
    public string Id => Reference.Id;

    /// <summary>The title, for people.</summary>
    public string? Title { get; init; }

    /// <summary>The outcome.</summary>
    public required ArchiveOutcome Outcome { get; init; }

    /// <summary>Why, in a sentence; empty where the outcome says it all.</summary>
    public string Reason { get; init => field = PlainText.Of(value); } = "";

    /// <summary>The files.</summary>
    public IReadOnlyList<ArchivedFile> Files { get; init => field = value.ToArray(); } = [];

    /// <summary>What went wrong; null otherwise.</summary>
    public RecordingException? Error { get; init; }

    /// <summary>Whether all that was asked for is on disk and was verified: only then may the item be removed.</summary>
    public bool IsSafe => Outcome is ArchiveOutcome.Saved or ArchiveOutcome.AlreadySaved;
}

/// <summary>Where a saving run stands.</summary>
/// <param name="Asked">Items brought so far.</param>
/// <param name="Settled">Items that have their outcome.</param>
/// <param name="Failed">Items that could not be saved.</param>
/// <param name="Bytes">Bytes received so far.</param>
/// <param name="BytesExpected">Bytes announced for what is under way and done; 0 when nothing is known.</param>
public sealed record ArchiveProgress(long Asked, long Settled, long Failed, long Bytes, long BytesExpected)
{
    /// <summary>What is waited for, in a few words; null for nothing in particular.</summary>
    public string? Note { get; init; }
}

/// <summary>A saving run, once it is over.</summary>
public sealed class ArchiveSummary
{
    /// <summary>The run, as in the manifest.</summary>
    public required string RunId { get; init; }

    /// <summary>How many items have which outcome.</summary>
    public required IReadOnlyDictionary<ArchiveOutcome, long> Counts { get; init; }

    /// <summary>The bytes on disk.</summary>
    public required long Bytes { get; init; }

    /// <summary>The manifest.</summary>
    public required string? ManifestPath { get; init; }

    /// <summary>The head of the manifest.</summary>
    public required string? ManifestHead { get; init; }
}
