namespace RecordingCmdlets;

/// <summary>
/// What is to be removed when, as a file says it. The first rule that selects an item decides about it, also to keep it:
/// later rules are for what no rule before selects. What cannot be told is kept.
/// </summary>
public sealed class RetentionPolicy
{
    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>SHA-256 of the file, hex.</summary>
    public required string Hash { get; init; }

    /// <summary>What it is called; the file's name when it says nothing.</summary>
    public required string Name { get; init; }

    /// <summary>The rules, in order.</summary>
    public required IReadOnlyList<RetentionRule> Rules { get; init; }

    /// <summary>What all rules together may remove at the most in one run.</summary>
    public RetentionFuse Fuse { get; init; } = new(RemovalOptions.UnattendedMaximum, RemovalOptions.UnattendedMaximumShare);

    /// <summary>Why, for the ledger; a rule's own reason comes first.</summary>
    public string? Reason { get; init; }

    /// <summary>The ticket or case, for the ledger.</summary>
    public string? Ticket { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>The most that one run may remove. Past it nothing at all is removed.</summary>
/// <param name="Maximum">Items; no limit when null.</param>
/// <param name="MaximumShare">The share of what was listed, 0 to 1; no limit when null.</param>
public sealed record RetentionFuse(int? Maximum, double? MaximumShare);

/// <summary>What a rule does with an item it selects that is old enough.</summary>
public enum RetentionAction
{
    /// <summary>Keeps it, whatever its age.</summary>
    Keep,

    /// <summary>Removes it for good.</summary>
    Delete,

    /// <summary>Moves it to the service's recycle bin.</summary>
    Recycle,
}

/// <summary>One rule of a policy. What is left empty selects everything.</summary>
public sealed class RetentionRule
{
    /// <summary>Its name, unique in the policy.</summary>
    public required string Name { get; init; }

    /// <summary>The services.</summary>
    public IReadOnlyList<string> Providers { get; init; } = [];

    /// <summary>The connections, by name.</summary>
    public IReadOnlyList<string> Connections { get; init; } = [];

    /// <summary>The kinds; when empty, what <c>Get-Recording</c> lists, and for a rule that keeps all there are.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    /// <summary>Wildcard patterns of the title; any of them.</summary>
    public IReadOnlyList<string> Titles { get; init; } = [];

    /// <summary>Wildcard patterns of the owner; any of them.</summary>
    public IReadOnlyList<string> Owners { get; init; } = [];

    /// <summary>Wildcard patterns of metadata by key; all of them.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>At least this long.</summary>
    public TimeSpan? MinimumDuration { get; init; }

    /// <summary>At most this long.</summary>
    public TimeSpan? MaximumDuration { get; init; }

    /// <summary>The age from which it is removed; null only for a rule that keeps.</summary>
    public TimeSpan? OlderThan { get; init; }

    /// <summary>What is done.</summary>
    public required RetentionAction Action { get; init; }

    /// <summary>Keeps what has action items, and what cannot be told about. It is asked when the item is about to go.</summary>
    public bool UnlessActionItem { get; init; }

    /// <summary>Keeps what carries one of these tags: <c>name</c>, or <c>name=value</c> with wildcards in the value.</summary>
    public IReadOnlyList<string> UnlessTags { get; init; } = [];

    /// <summary>Where items are saved before they are removed; null for nowhere.</summary>
    public ArchiveOptions? Backup { get; init; }

    /// <summary>What this rule may remove at the most in one run; null for the policy's own limit alone.</summary>
    public RetentionFuse? Fuse { get; init; }

    /// <summary>Why, for the ledger and for services that insist on it.</summary>
    public string? Reason { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>What is to be said of a policy file.</summary>
public sealed class RetentionPolicyReport
{
    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>Whether it can be used.</summary>
    public bool IsValid => Problems.Count == 0;

    /// <summary>What is wrong with it.</summary>
    public IReadOnlyList<PolicyProblem> Problems { get; init; } = [];

    /// <summary>What it does, in plain sentences.</summary>
    public IReadOnlyList<string> Explanation { get; init; } = [];

    /// <summary>The policy; null when it cannot be used.</summary>
    public RetentionPolicy? Policy { get; init; }
}

/// <summary>Something wrong with a policy file, and where.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="Location">The place in the policy, such as <c>rules[1].olderThan</c>.</param>
/// <param name="Message">What is wrong, and what would be right.</param>
public sealed record PolicyProblem(int Line, int Column, string Location, string Message);
