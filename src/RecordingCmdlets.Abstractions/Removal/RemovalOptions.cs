namespace RecordingCmdlets;

/// <summary>How one removal run goes.</summary>
public sealed record class RemovalOptions
{
    /// <summary>The workers that each connection gets unless told otherwise.</summary>
    public const int DefaultThrottleLimit = 8;

    /// <summary>What an unattended run removes at the most unless told otherwise.</summary>
    public const int UnattendedMaximum = 1000;

    /// <summary>The share of what was listed that an unattended run removes at the most unless told otherwise.</summary>
    public const double UnattendedMaximumShare = 0.2;

    /// <summary>What is done with the items.</summary>
    public RemovalAction Action { get; init; }

    /// <summary>Takes bots and removes their media; otherwise recordings are taken, and a bot is refused.</summary>
    public bool IsForBots { get; init; }

    /// <summary>Keeps what has action items, and what cannot be told about.</summary>
    public bool UnlessActionItem { get; init; }

    /// <summary>More about the reason, for services that take it with the request.</summary>
    public string? Comment { get; init; }

    /// <summary>At most this many deletions; no limit when null.</summary>
    public int? MaximumDeletions { get; init; }

    /// <summary>Requests in flight at one time, for each connection.</summary>
    public int ThrottleLimit { get; init; } = DefaultThrottleLimit;

    /// <summary>After this long nothing new is sent; no limit when null.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Whether a batch is proved by looking again before its items are called deleted.</summary>
    public bool ProveBatches { get; init; } = true;

    /// <summary>A trial run: nothing is sent and no ledger is written.</summary>
    public bool IsTrial { get; init; }

    /// <summary>No person watches: the holds file must be named and must exist.</summary>
    public bool IsUnattended { get; init; }

    /// <summary>The holds file; the default one when null.</summary>
    public string? HoldPath { get; init; }

    /// <summary>Where and whether the ledger is written.</summary>
    public AuditOptions Audit { get; init; } = new();
}

/// <summary>What a run does with its items.</summary>
public enum RemovalAction
{
    /// <summary>Removes them for good.</summary>
    Delete,

    /// <summary>Moves them to the service's recycle bin.</summary>
    Recycle,

    /// <summary>Removes them from the service's recycle bin for good.</summary>
    Purge,
}

/// <summary>Where the ledger of a run is written, and what its header says.</summary>
public sealed class AuditOptions
{
    /// <summary>The path that means "standard output" for a host without a disk.</summary>
    public const string StandardOutput = "stdout";

    /// <summary>A folder (a file is made in it), or a new file ending in .jsonl, or <see cref="StandardOutput"/>; the default folder when null.</summary>
    public string? Path { get; init; }

    /// <summary>Goes without a ledger. Must be asked for by name.</summary>
    public bool IsDisabled { get; init; }

    /// <summary>Seals the ledger with an HMAC as well, so that who lacks the key cannot rewrite it unseen.</summary>
    public Secret? Key { get; init; }

    /// <summary>Why, in the operator's words.</summary>
    public string? Reason { get; init; }

    /// <summary>The ticket or case.</summary>
    public string? Ticket { get; init; }

    /// <summary>The script that asked, and its line; null at a prompt.</summary>
    public string? Script { get; init; }

    /// <summary>The names, never the values, of the parameters given.</summary>
    public IReadOnlyList<string> ParameterNames { get; init; } = [];

    /// <summary>The host program and its version.</summary>
    public string? Host { get; init; }
}
