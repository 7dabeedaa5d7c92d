namespace RecordingCmdlets;

/// <summary>What of an item is saved.</summary>
[Flags]
public enum ArchiveParts
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The recording itself.</summary>
    Media = 1,

    /// <summary>What was said, as the service has it.</summary>
    Transcript = 2,

    /// <summary>What the service tells of it, without secrets and links.</summary>
    Metadata = 4,
}

/// <summary>Where and how items are saved.</summary>
public sealed record class ArchiveOptions
{
    /// <summary>The names of files unless told otherwise.</summary>
    public const string DefaultName = "{Provider}/{Created:yyyy}/{Created:yyyy-MM-dd} {Title} {Id}";

    /// <summary>The folder.</summary>
    public required string Path { get; init; }

    /// <summary>What is saved.</summary>
    public ArchiveParts Include { get; init; } = ArchiveParts.Media | ArchiveParts.Metadata;

    /// <summary>The form that is wanted where there are several, such as <c>mp3</c> or <c>wav</c>; the best there is when null, or where it is not to be had.</summary>
    public string? Format { get; init; }

    /// <summary>The file name without extension, below the folder; <c>{Provider}</c>, <c>{Connection}</c>, <c>{Kind}</c>, <c>{Id}</c>, <c>{Title}</c>, <c>{Owner}</c>, <c>{Created:format}</c>. Must hold the id.</summary>
    public string NameTemplate { get; init; } = DefaultName;

    /// <summary>Takes bots and saves what they captured; otherwise recordings are taken.</summary>
    public bool IsForBots { get; init; }

    /// <summary>Has services make archives of many files where they can, so that each file need not be asked for. Whatever an archive does not hold beyond doubt is fetched singly.</summary>
    public bool UsesExports { get; init; }

    /// <summary>Items saved at one time.</summary>
    public int ThrottleLimit { get; init; } = 4;

    /// <summary>After this long nothing new is begun; no limit when null.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Where the manifest is written, and what its header says; in the folder itself when no path is given.</summary>
    public AuditOptions Manifest { get; init; } = new();
}
