using RecordingCmdlets.Engine.Http;

namespace RecordingCmdlets.Engine.Providers;

/// <summary>
/// Everything the engine needs to know of a service. A provider declares; walking pages, retrying, batching and deciding
/// are the engine's.
/// </summary>
internal sealed class ProviderDeclaration
{
    /// <summary>The name that <c>-Provider</c> takes; also the folder's.</summary>
    public required string Name { get; init; }

    /// <summary>What people call the service.</summary>
    public required string DisplayName { get; init; }

    /// <summary>The base address of each region; the empty name is the default one.</summary>
    public required IReadOnlyDictionary<string, Uri> BaseUris { get; init; }

    public required AuthDeclaration Auth { get; init; }

    /// <summary>The headers in which the service tells its throttle.</summary>
    public ThrottleHeaders ThrottleHeaders { get; init; } = ThrottleHeaders.None;

    /// <summary>The documented limits by limit class; empty where none is published.</summary>
    public IReadOnlyDictionary<string, RateLimit> Limits { get; init; } = new Dictionary<string, RateLimit>();

    /// <summary>Statuses that are retried here besides 408, 429 and 5xx.</summary>
    public IReadOnlySet<int> AlsoTransient { get; init; } = new HashSet<int>();

    /// <summary>The response headers that may hold a correlation id, in order of preference.</summary>
    public IReadOnlyList<string> CorrelationHeaders { get; init; } = ["x-request-id"];

    /// <summary>Reads the service's words from an error body; null when there are none.</summary>
    public required Func<ReadOnlyMemory<byte>, string?> ReadErrorText { get; init; }

    /// <summary>What to do about a status, where this service's reader can be told more than the general advice.</summary>
    public IReadOnlyDictionary<int, string> Advice { get; init; } = new Dictionary<int, string>();

    /// <summary>The cheapest call that needs a right key, with its query.</summary>
    public required (Route Route, string Query) Probe { get; init; }

    public required IReadOnlyList<ResourceDeclaration> Resources { get; init; }

    /// <summary>What deletion means at this service, in a sentence.</summary>
    public required string Deletion { get; init; }

    /// <summary>The documented pace, in a sentence.</summary>
    public required string LimitsText { get; init; }

    /// <summary>The most items a minute that can be deleted at the documented pace, for estimates; null where nothing is published.</summary>
    public double? DocumentedDeletionsPerMinute { get; init; }

    public ResourceDeclaration? FindResource(string kind) =>
        Resources.FirstOrDefault(r => string.Equals(r.Kind, kind, StringComparison.OrdinalIgnoreCase));
}

/// <summary>One kind of deletable thing.</summary>
internal sealed class ResourceDeclaration
{
    public required string Kind { get; init; }

    public required IdRule Id { get; init; }

    public required ListDeclaration List { get; init; }

    public required Route Get { get; init; }

    /// <summary>Where the one record stands in the answer to <see cref="Get"/>; empty for the root.</summary>
    public IReadOnlyList<string> GetPath { get; init; } = [];

    public required DeleteDeclaration Delete { get; init; }

    public BatchDeclaration? Batch { get; init; }

    public required Json.RecordMap Map { get; init; }

    /// <summary>Why a listed item cannot be deleted here, in a sentence; null when it can.</summary>
    public Func<Recording, string?> WhyNotEligible { get; init; } = static _ => null;
}

/// <summary>How one item is deleted.</summary>
/// <param name="Route">The destroying route.</param>
/// <param name="Permanence">What the question says of it, such as "delete permanently".</param>
/// <param name="Outcome">What a success means.</param>
internal sealed record DeleteDeclaration(Route Route, string Permanence, RemovalOutcome Outcome = RemovalOutcome.Deleted);

/// <summary>How many items are deleted by one request.</summary>
/// <param name="Route">The destroying route.</param>
/// <param name="Size">The items in one batch unless the connection says otherwise, and the most that are ever sent.</param>
/// <param name="WriteBody">Writes the body for the ids.</param>
internal sealed record BatchDeclaration(Route Route, int Size, Func<IReadOnlyList<string>, byte[]> WriteBody);

/// <summary>How a kind is listed.</summary>
internal sealed class ListDeclaration
{
    public required Route Route { get; init; }

    public required Paging Paging { get; init; }

    /// <summary>Where the records stand in a page.</summary>
    public required IReadOnlyList<string> ItemsPath { get; init; }

    /// <summary>The query key for "created at or after"; null when the service cannot filter so.</summary>
    public string? CreatedFromKey { get; init; }

    /// <summary>The query key for "created up to", inclusive; null when the service cannot filter so.</summary>
    public string? CreatedToKey { get; init; }

    /// <summary>
    /// The keys that <c>-Filter</c> takes, with the query key each is sent under. Each is the name of a field of the record, so
    /// that it can be checked again here: a service that ignores a filter lists everything. Only keys that deletion does
    /// not change.
    /// </summary>
    public IReadOnlyDictionary<string, string> Filters { get; init; } = new Dictionary<string, string>();
}

/// <summary>How a listing is cut into pages.</summary>
internal abstract record Paging;

/// <summary>Pages by number, with totals in each answer.</summary>
/// <param name="NumberKey">The query key of the page number.</param>
/// <param name="SizeKey">The query key of the page size.</param>
/// <param name="Size">The largest page size that the service takes.</param>
/// <param name="TotalPagesPath">Where an answer says how many pages there are.</param>
internal sealed record PageNumberPaging(string NumberKey, string SizeKey, int Size, IReadOnlyList<string> TotalPagesPath) : Paging;
