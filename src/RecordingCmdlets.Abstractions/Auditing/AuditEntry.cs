namespace RecordingCmdlets;

/// <summary>What a ledger says of one item: its intent and its outcome, joined.</summary>
public sealed class AuditEntry
{
    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>When the outcome was written, or the intent where there is no outcome; UTC.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>When the intent was on disk, before the request left; null where nothing was to be sent.</summary>
    public DateTimeOffset? IntentTime { get; init; }

    /// <summary>The service.</summary>
    public string Provider => Reference.Provider;

    /// <summary>The connection.</summary>
    public string? Connection => Reference.Connection;

    /// <summary>What it is.</summary>
    public string Kind => Reference.Kind;

    /// <summary>The service's own id.</summary>
    public string Id => Reference.Id;

    /// <summary>What was to be done with it.</summary>
    public RemovalAction Action { get; init; }

    /// <summary>The outcome; Unknown where the ledger ends before one.</summary>
    public required RemovalOutcome Outcome { get; init; }

    /// <summary>What the outcome rests on.</summary>
    public required RemovalEvidence Evidence { get; init; }

    /// <summary>Why, in a sentence.</summary>
    public string Reason { get; init => field = PlainText.Of(value); } = "";

    /// <summary>The HTTP status of the last answer.</summary>
    public int? StatusCode { get; init; }

    /// <summary>The service's id for the last request.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>Who ran it.</summary>
    public required string Operator { get; init; }

    /// <summary>The ticket of the run.</summary>
    public string? Ticket { get; init; }

    /// <summary>The ledger file.</summary>
    public required string Path { get; init; }

    /// <summary>The line in the file, from 1, of the intent; of the outcome where nothing was to be sent.</summary>
    public required long Line { get; init; }

    /// <summary>The identity of the item.</summary>
    public required RecordingReference Reference { get; init; }

    /// <summary>Whether the outcome is one that <c>Resolve-RecordingAudit</c> should ask the service about.</summary>
    public bool NeedsResolution => IntentTime is not null && (Outcome is RemovalOutcome.Unknown or RemovalOutcome.Accepted);

    /// <summary>Whether the run had seen the item on that connection before it asked for its removal.</summary>
    internal bool WasListed { get; init; }

    /// <summary>The base address of the connection, as the run had it.</summary>
    internal string? Origin { get; init; }

    /// <summary>The fingerprint of the credential, as the run had it: another account's 404 would prove nothing.</summary>
    internal string? CredentialFingerprint { get; init; }

    /// <summary>The account that the connection was opened for.</summary>
    internal string? AccountId { get; init; }

    /// <summary>The role that the connection acted in.</summary>
    internal string? Role { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Reference}: {Outcome}";
}

/// <summary>What a ledger file is worth.</summary>
public enum AuditState
{
    /// <summary>Unbroken from the first line to the seal.</summary>
    Sealed,

    /// <summary>Unbroken up to its last whole line, without a seal: the run died or still goes on.</summary>
    Unsealed,

    /// <summary>A line was changed, removed or added.</summary>
    Broken,

    /// <summary>Unbroken, but it is not the ledger whose head is known, or its HMAC is wrong.</summary>
    Mismatch,

    /// <summary>The file that a run opened is gone.</summary>
    Missing,
}

/// <summary>The result of checking one ledger file.</summary>
public sealed class AuditVerification
{
    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>The run; null when not even the header can be read.</summary>
    public string? RunId { get; init; }

    /// <summary>What was found.</summary>
    public required AuditState State { get; init; }

    /// <summary>Whether nothing speaks against the file: Sealed, or Unsealed.</summary>
    public bool IsIntact => State is AuditState.Sealed or AuditState.Unsealed;

    /// <summary>The whole lines read.</summary>
    public required long Lines { get; init; }

    /// <summary>The first line, from 1, at which the chain breaks; null when it does not.</summary>
    public long? FirstBrokenLine { get; init; }

    /// <summary>Intents without a certain outcome.</summary>
    public required long UnresolvedIntents { get; init; }

    /// <summary>SHA-256 of the last line before the seal, hex. Compare it with the one given out at the end of the run.</summary>
    public string? Head { get; init; }

    /// <summary>What was found, in a sentence.</summary>
    public required string Message { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Path}: {State}";
}
