namespace RecordingCmdlets;

/// <summary>What to list. Every condition that is set must hold; a recording that lacks the value does not match.</summary>
public sealed record class RecordingQuery
{
    /// <summary>Only these services; all connected ones when empty.</summary>
    public IReadOnlyList<string> Providers { get; init; } = [];

    /// <summary>Only these connections, by name; all when empty.</summary>
    public IReadOnlyList<string> Connections { get; init; } = [];

    /// <summary>Created at or after this moment.</summary>
    public DateTimeOffset? After { get; init; }

    /// <summary>Created before this moment.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>Wildcard patterns (*, ?, [a-z]) of the title; any of them. Case does not matter.</summary>
    public IReadOnlyList<string> Titles { get; init; } = [];

    /// <summary>Wildcard patterns of the owner; any of them. Case does not matter.</summary>
    public IReadOnlyList<string> Owners { get; init; } = [];

    /// <summary>Only these kinds; all when empty.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    /// <summary>Only this site.</summary>
    public string? Site { get; init; }

    /// <summary>Only these states, in the service's own words; all when empty. Case does not matter.</summary>
    public IReadOnlyList<string> Statuses { get; init; } = [];

    /// <summary>At least this long.</summary>
    public TimeSpan? MinimumDuration { get; init; }

    /// <summary>At most this long.</summary>
    public TimeSpan? MaximumDuration { get; init; }

    /// <summary>Also sessions of apps, which some services list among bots.</summary>
    public bool IncludeAppSessions { get; init; }

    /// <summary>Conditions under a service's own filter keys, exact values.</summary>
    public IReadOnlyDictionary<string, string> Filter { get; init; } = new Dictionary<string, string>();

    /// <summary>At most this many, the service's newest first; 0 means all.</summary>
    public int First { get; init; }

    /// <summary>So much further back a listing goes that must begin somewhere and is given no lower bound.</summary>
    internal TimeSpan Further { get; init; }

    /// <summary>The one moment that ages are counted from in this run, UTC.</summary>
    public required DateTimeOffset Now { get; init; }
}
