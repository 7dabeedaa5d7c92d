using System.Text.Json;

namespace RecordingCmdlets.Engine.Providers;

/// <summary>
/// How it is learned what was said in an item, in steps; those that a service does not need are null. First the item is
/// looked at, which may tell all or that there is nothing; then a listing names the transcripts; then each one's content is read.
/// </summary>
internal sealed class TranscriptDeclaration
{
    /// <summary>The kind of which a bot's transcript is made up: its recordings have one each. Nothing else is declared then.</summary>
    public string? OfKind { get; init; }

    /// <summary>What the item itself tells, by what users see of it and by its record; null when it is not asked.</summary>
    public Func<Recording, JsonElement, TranscriptLead>? Look { get; init; }

    /// <summary>The listing that names an item's transcripts; null where there is none.</summary>
    public TranscriptListing? Listing { get; init; }

    /// <summary>Where the content is read; <c>{id}</c> is that of the transcript, or the item's own where that has none. Null where it comes with its name or by a link.</summary>
    public Route? Content { get; init; }

    /// <summary>The query of <see cref="Content"/>.</summary>
    public Func<RecordingReference, string> WriteContentQuery { get; init; } = static _ => "";

    /// <summary>Where it is told which moment times count from; null where they count from the beginning.</summary>
    public Route? Clock { get; init; }

    /// <summary>Reads that moment, in milliseconds of the service's clock; null when it is not told.</summary>
    public Func<JsonElement, long?> ReadClock { get; init; } = static _ => null;

    /// <summary>The same calls for sessions of apps, which are listed among bots.</summary>
    public TranscriptDeclaration? OfAppSession { get; init; }

    /// <summary>What the id of a transcript may look like, since it becomes part of a path.</summary>
    public IdRule? Id { get; init; }

    /// <summary>The form of the content: <c>.json</c>, <c>.vtt</c> or <c>.txt</c>.</summary>
    public string Extension { get; init; } = ".json";

    /// <summary>Reads the content, given the moment that its times count from.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    /// <exception cref="FormatException">It is none.</exception>
    public Func<ReadOnlyMemory<byte>, long?, IReadOnlyList<TranscriptUtterance>> Read { get; init; } = static (_, _) => [];

    public IEnumerable<Route> Routes => ((Route?[])[Listing?.Route, Content, Clock]).OfType<Route>().Concat(OfAppSession?.Routes ?? []);
}

/// <summary>A listing of transcripts.</summary>
/// <param name="Route">The call.</param>
/// <param name="ItemsPath">The member that holds them.</param>
/// <param name="Read">Reads one.</param>
internal sealed record TranscriptListing(Route Route, string ItemsPath, Func<JsonElement, TranscriptPart> Read)
{
    /// <summary>What the query must say for the next page; null at the end.</summary>
    public Func<JsonElement, (string Key, string Value)?> Next { get; init; } = static _ => null;

    /// <summary>The keys of which one is taken from the address under <c>next</c>; none where the next page is named otherwise.</summary>
    public IReadOnlyList<string> CursorKeys { get; init; } = [];

    /// <summary>The size of a page whose next one a <c>Link</c> header names: a full one without that may not be the last. Null where there is none.</summary>
    public int? LinkedSize { get; init; }

    /// <summary>Writes the query, where the item need not be looked at for it.</summary>
    public Func<RecordingReference, IEnumerable<(string Key, string Value)>>? WriteQuery { get; init; }
}

/// <summary>What an item tells of its transcripts.</summary>
internal sealed record TranscriptLead
{
    /// <summary>There is none, and none will come.</summary>
    public static TranscriptLead None { get; } = new() { Parts = [] };

    /// <summary>It is still being made.</summary>
    public static TranscriptLead Pending { get; } = new() { Parts = [new TranscriptPart(TranscriptState.Pending)] };

    /// <summary>The transcripts; null when they must be listed.</summary>
    public IReadOnlyList<TranscriptPart>? Parts { get; init; }

    /// <summary>The query by which they are listed; null when that cannot be told.</summary>
    public IReadOnlyList<(string Key, string Value)>? Query { get; init; }

    /// <summary>What a listed transcript must say that it is about; the item's id when null.</summary>
    public string? About { get; init; }
}

/// <summary>How far a transcript is.</summary>
internal enum TranscriptState
{
    /// <summary>It was removed or has failed.</summary>
    Gone,

    /// <summary>It is being made, or in a state that is not known.</summary>
    Pending,

    /// <summary>It can be read.</summary>
    Ready,
}

/// <summary>One transcript of an item.</summary>
/// <param name="State">How far it is.</param>
internal sealed record TranscriptPart(TranscriptState State)
{
    /// <summary>Its own id.</summary>
    public string? Id { get; init; }

    /// <summary>What it says that it is about: a recording, or a meeting.</summary>
    public string? About { get; init; }

    /// <summary>The signed link to its content.</summary>
    public string? Link { get; init; }

    /// <summary>Its content, where it comes at once.</summary>
    public string? Text { get; init; }
}
