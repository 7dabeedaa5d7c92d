namespace RecordingCmdlets;

/// <summary>A plan on disk: what would be removed, and what kept, with reasons for every item.</summary>
public sealed class RetentionPlan
{
    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>The same as a table for people, bound into the plan by its hash.</summary>
    public string? CsvPath { get; init; }

    /// <summary>The head of the plan: who approves the plan approves this.</summary>
    public required string Hash { get; init; }

    /// <summary>The run that made it.</summary>
    public required string PlanId { get; init; }

    /// <summary>The moment ages were counted from, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The policy it was made by.</summary>
    public required string Policy { get; init; }

    /// <summary>SHA-256 of the policy file, hex.</summary>
    public required string PolicyHash { get; init; }

    /// <summary>Items listed.</summary>
    public required long Listed { get; init; }

    /// <summary>Items to be removed.</summary>
    public required long ToRemove { get; init; }

    /// <summary>Items kept.</summary>
    public long ToKeep => Listed - ToRemove;

    /// <summary>Bytes of what is to be removed, as far as services tell.</summary>
    public required long BytesToRemove { get; init; }

    /// <summary>The oldest item to be removed, UTC.</summary>
    public DateTimeOffset? Oldest { get; init; }

    /// <summary>The newest item to be removed, UTC.</summary>
    public DateTimeOffset? Newest { get; init; }

    /// <summary>How much each rule takes of each connection.</summary>
    public required IReadOnlyList<RetentionPlanCount> Counts { get; init; }

    /// <summary>The same in words.</summary>
    public string CountText => string.Join("; ", Counts.Select(c => FormattableString.Invariant(
        $"{(c.Rule.Length == 0 ? "no rule" : c.Rule)}, {c.Connection}, {c.Kind}: {c.ToRemove:N0} of {c.Listed:N0}")));

    /// <summary>Why it would not be applied: a limit that it is past; null when there is nothing against it.</summary>
    public string? FuseBlown { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Path;
}

/// <summary>How much a rule takes of a connection.</summary>
/// <param name="Provider">The service.</param>
/// <param name="Connection">The connection.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Rule">The rule; empty for what no rule selects.</param>
/// <param name="Listed">Items it selects.</param>
/// <param name="ToRemove">Items of them to be removed.</param>
/// <param name="BytesToRemove">Bytes of these, as far as the service tells.</param>
public sealed record RetentionPlanCount(string Provider, string Connection, string Kind, string Rule, long Listed, long ToRemove, long BytesToRemove);
