namespace RecordingCmdlets;

/// <summary>What a plan says of an item.</summary>
public enum PlanDecision
{
    /// <summary>Leave it.</summary>
    Keep,

    /// <summary>Remove it.</summary>
    Remove,
}

/// <summary>One line of a plan: this reference, this decision, these reasons.</summary>
public sealed class PlanLine
{
    /// <summary>The service.</summary>
    public string Provider => Reference.Provider;

    /// <summary>The connection.</summary>
    public string? Connection => Reference.Connection;

    /// <summary>What it is.</summary>
    public string Kind => Reference.Kind;

    /// <summary>The service's own id.</summary>
    public string Id => Reference.Id;

    /// <summary>The owner, where the service needs one to find it.</summary>
    public string? Owner => Reference.Owner;

    /// <summary>The site, where the service needs one to find it.</summary>
    public string? Site => Reference.Site;

    /// <summary>What to do.</summary>
    public required PlanDecision Decision { get; init; }

    /// <summary>Why, a sentence each.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>The rule of the policy that decided; null where no rule did.</summary>
    public string? Rule { get; init; }

    /// <summary>How it is removed, where it is.</summary>
    public RemovalAction Action { get; init; }

    /// <summary>Keeps it all the same when it has action items, or when that cannot be told.</summary>
    public bool UnlessActionItem { get; init; }

    /// <summary>The title, for people.</summary>
    public string? Title { get; init; }

    /// <summary>When the item was created, UTC.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>How long it is.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Its size in bytes, where the service tells.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>The identity of the item.</summary>
    public required RecordingReference Reference { get; init; }

    /// <summary>The recording the line was made from; null for a line read from a file.</summary>
    internal Recording? Recording { get; init; }
}
