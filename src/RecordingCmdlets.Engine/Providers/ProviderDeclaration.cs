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

    /// <summary>The other path under which the same calls are published, for a base path; null where there is one form only.</summary>
    public Func<string, string?> OtherPath { get; init; } = static _ => null;

    public required AuthDeclaration Auth { get; init; }

    /// <summary>The environment variables that are read for settings that are not given.</summary>
    public IReadOnlyDictionary<ConnectionSetting, string> SettingVariables { get; init; } = new Dictionary<ConnectionSetting, string>();

    /// <summary>The capacities a credential can act in, the usual one first; empty where there is only one.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>What the account in a path may look like; null where no path names one.</summary>
    public IdRule? Account { get; init; }

    /// <summary>What stands for the account or the owner in a path when none is named, such as <c>self</c>.</summary>
    public string? Self { get; init; }

    /// <summary>The headers in which the service tells its throttle.</summary>
    public ThrottleHeaders ThrottleHeaders { get; init; } = ThrottleHeaders.None;

    /// <summary>How long to pause after a throttle that does not say how long.</summary>
    public TimeSpan? ThrottlePause { get; init; }

    /// <summary>The limits by limit class: documented, or where none is published, those we keep to; empty where they are learned.</summary>
    public IReadOnlyDictionary<string, RateLimit> Limits { get; init; } = new Dictionary<string, RateLimit>();

    /// <summary>Statuses that are retried here besides 408, 429 and 5xx.</summary>
    public IReadOnlySet<int> AlsoTransient { get; init; } = new HashSet<int>();

    /// <summary>The response headers that may hold a correlation id, in order of preference.</summary>
    public IReadOnlyList<string> CorrelationHeaders { get; init; } = ["x-request-id"];

    /// <summary>Reads what the service says in an error body; null when it says nothing.</summary>
    public required Func<ReadOnlyMemory<byte>, ErrorWords?> ReadError { get; init; }

    /// <summary>What to do about a status, where this service's reader can be told more than the general advice.</summary>
    public IReadOnlyDictionary<int, string> Advice { get; init; } = new Dictionary<int, string>();

    public required IReadOnlyList<ResourceDeclaration> Resources { get; init; }

    /// <summary>What deletion means at this service, in a sentence.</summary>
    public required string Deletion { get; init; }

    /// <summary>The documented pace, in a sentence.</summary>
    public required string LimitsText { get; init; }

    /// <summary>The most items a minute that can be deleted at the limits above, for estimates; null where they are learned.</summary>
    public double? DeletionsPerMinute { get; init; }

    /// <summary>The kinds for a role.</summary>
    public IEnumerable<ResourceDeclaration> ResourcesFor(string? role) => Resources.Where(r => r.Role is null || r.Role == role);
}

/// <summary>What a service says in an error body.</summary>
/// <param name="Text">Its words; null for none.</param>
internal sealed record ErrorWords(string? Text)
{
    /// <summary>The correlation id, where it stands in the body.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>What to do, where the body tells more than the status.</summary>
    public string? Advice { get; init; }

    /// <summary>Whether it is a throttle, whatever the status.</summary>
    public bool IsThrottle { get; init; }

    /// <summary>When to come back, where the body tells.</summary>
    public DateTimeOffset? RetryAt { get; init; }
}

/// <summary>A setting of a connection that may stand in an environment variable.</summary>
internal enum ConnectionSetting
{
    Region,
    BaseUri,
    Role,
    AccountId,
    SiteUrl,
}
