namespace RecordingCmdlets;

/// <summary>
/// A failure that this module can name. Each kind of failure has a type of its own; <see cref="ErrorId"/> is what
/// scripts may rely on. What it quotes of a service or a file is made plain text here, for all of them.
/// </summary>
public abstract class RecordingException : Exception
{
    private protected RecordingException(string errorId, string message, string action, Exception? inner = null) : base(PlainText.Of(message), PlainText.Of(inner))
    {
        ErrorId = errorId;
        RecommendedAction = PlainText.Of(action);
    }

    /// <summary>The stable id of the failure, such as <c>RecordingNotFound</c>.</summary>
    public string ErrorId { get; }

    /// <summary>What the reader can do about it.</summary>
    public string RecommendedAction { get; }

    /// <summary>The HTTP status that the service answered; null where there was no answer.</summary>
    public int? StatusCode { get; init; }

    /// <summary>The service's own id for the request; null when it sent none.</summary>
    public string? CorrelationId { get; init; }
}

/// <summary>No credential, a wrong one, or one that has expired. Ids: AuthenticationFailed, CredentialMissing, NotConnected.</summary>
public sealed class RecordingAuthenticationException(string errorId, string message, string action, Exception? inner = null)
    : RecordingException(errorId, message, action, inner);

/// <summary>The credential is right and lacks a permission (403). Id: PermissionMissing.</summary>
public sealed class RecordingPermissionException(string message, string action) : RecordingException("PermissionMissing", message, action);

/// <summary>The service does not know the item (404, 410). Id: RecordingNotFound.</summary>
public sealed class RecordingNotFoundException(string message, string action) : RecordingException("RecordingNotFound", message, action);

/// <summary>The item is locked or in a state that forbids the request (409, 423). Id: RecordingUnavailable.</summary>
public sealed class RecordingUnavailableException(string message, string action) : RecordingException("RecordingUnavailable", message, action);

/// <summary>The service asks for a longer wait than allowed (429). Id: ProviderThrottled.</summary>
public sealed class ProviderThrottledException(string message, string action, DateTimeOffset? retryAt)
    : RecordingException("ProviderThrottled", message, action)
{
    /// <summary>When the service will answer again, UTC, as far as it said.</summary>
    public DateTimeOffset? RetryAt { get; } = retryAt;
}

/// <summary>No answer within the time allowed. Id: ProviderTimeout.</summary>
public sealed class ProviderTimeoutException(string message, string action, Exception? inner = null)
    : RecordingException("ProviderTimeout", message, action, inner);

/// <summary>The service could not be reached, or the connection broke. Id: ProviderUnreachable.</summary>
public sealed class ProviderUnreachableException(string message, string action, Exception? inner = null)
    : RecordingException("ProviderUnreachable", message, action, inner);

/// <summary>The service failed on its side (5xx). Id: ProviderFailed.</summary>
public sealed class ProviderFailedException(string message, string action) : RecordingException("ProviderFailed", message, action);

/// <summary>The service refused the request as wrong (400 and other 4xx). Id: ProviderRefused.</summary>
public sealed class ProviderRefusedException(string message, string action) : RecordingException("ProviderRefused", message, action);

/// <summary>An answer that cannot be read, is too large, or points to another origin. Id: ProviderResponseInvalid.</summary>
public sealed class ProviderResponseException(string message, string action, Exception? inner = null)
    : RecordingException("ProviderResponseInvalid", message, action, inner);

/// <summary>The caller asked for something that cannot be. The id names what.</summary>
public sealed class RecordingArgumentException(string errorId, string message, string action)
    : RecordingException(errorId, message, action);

/// <summary>A brake held: hold, limit, declined or stopped. The id names which.</summary>
public sealed class RemovalRefusedException(string errorId, string message, string action)
    : RecordingException(errorId, message, action);

/// <summary>A request left and what it did cannot be known. Id: RemovalUnknown.</summary>
public sealed class RemovalUnknownException(string message, string action, Exception? inner = null)
    : RecordingException("RemovalUnknown", message, action, inner);

/// <summary>The holds file cannot be read or written. Ids: HoldsMissing, HoldsUnreadable, HoldsUnwritable.</summary>
public sealed class HoldsException(string errorId, string message, string action, Exception? inner = null)
    : RecordingException(errorId, message, action, inner);

/// <summary>A ledger cannot be read or written. Ids: AuditUnavailable, AuditUnreadable.</summary>
public sealed class AuditException(string errorId, string message, string action, Exception? inner = null)
    : RecordingException(errorId, message, action, inner);

/// <summary>A policy file that cannot be used. Ids: PolicyUnreadable, PolicyInvalid.</summary>
public sealed class PolicyException(string errorId, string message, string action, Exception? inner = null)
    : RecordingException(errorId, message, action, inner)
{
    /// <summary>What is wrong, and where; empty when the file could not be read at all.</summary>
    public IReadOnlyList<PolicyProblem> Problems { get; init; } = [];
}

/// <summary>A plan that cannot be used: not whole, not the approved one, or too old. The id names which.</summary>
public sealed class PlanException(string errorId, string message, string action, Exception? inner = null)
    : RecordingException(errorId, message, action, inner);

/// <summary>What was to be saved is not on disk as it should be. The id names why.</summary>
public sealed class ArchiveException(string errorId, string message, string action, Exception? inner = null)
    : RecordingException(errorId, message, action, inner);

/// <summary>A report that cannot be written. Ids: ReportExists, ReportUnwritable.</summary>
public sealed class ReportException(string errorId, string message, string action, Exception? inner = null)
    : RecordingException(errorId, message, action, inner);

/// <summary>A wait for a bot that cannot end well. Ids: BotFailed, BotStateUnreachable, BotWaitTimeout.</summary>
public sealed class BotWaitException(string errorId, string message, string action) : RecordingException(errorId, message, action);

/// <summary>A transcript that cannot be given. Ids: TranscriptMissing, TranscriptNotReady, TranscriptUntimed.</summary>
public sealed class TranscriptException(string errorId, string message, string action) : RecordingException(errorId, message, action);

/// <summary>A fault of this module itself: a rule that the code must keep was about to be broken. Id: InternalRuleBroken.</summary>
public sealed class InternalRuleException(string message)
    : RecordingException("InternalRuleBroken", message, "Nothing was sent. Please report this with the command that caused it.");
