using System.Management.Automation;
using RecordingCmdlets.Session;

namespace RecordingCmdlets.Pipeline;

/// <summary>The one mapping from what the engine throws to what PowerShell shows and scripts catch.</summary>
internal static class ErrorMapper
{
    public static ErrorRecord ToRecord(RecordingException fault, object? target) =>
        new(fault, fault.ErrorId, Category(fault), target)
        {
            ErrorDetails = new ErrorDetails(fault.Message) { RecommendedAction = fault.RecommendedAction + Hint(fault) },
        };

    /// <summary>What the engine cannot know: that somebody has connected, and did so elsewhere.</summary>
    private static string Hint(RecordingException fault) =>
        fault.ErrorId is "CredentialMissing" or "NotConnected" && RunspaceSession.IsAnotherConnected
            ? " Another runspace is connected, and a connection is its runspace's own: run Connect-RecordingProvider inside the script block of ForEach-Object -Parallel or of a thread job too. They share one pace."
            : "";

    private static ErrorCategory Category(RecordingException fault) => fault switch
    {
        RecordingAuthenticationException => ErrorCategory.AuthenticationError,
        RecordingPermissionException => ErrorCategory.PermissionDenied,
        RecordingNotFoundException => ErrorCategory.ObjectNotFound,
        RecordingUnavailableException => ErrorCategory.ResourceUnavailable,
        ProviderThrottledException => ErrorCategory.LimitsExceeded,
        ProviderTimeoutException or RemovalUnknownException => ErrorCategory.OperationTimeout,
        ProviderUnreachableException or ProviderFailedException => ErrorCategory.ConnectionError,
        ProviderResponseException => ErrorCategory.InvalidData,
        RecordingArgumentException => ErrorCategory.InvalidArgument,
        ProviderRefusedException => ErrorCategory.InvalidOperation,
        RemovalRefusedException { ErrorId: "DeletionLimitReached" or "RetentionLimitReached" or "RetentionFuseBlown" } => ErrorCategory.LimitsExceeded,
        RemovalRefusedException => ErrorCategory.OperationStopped,
        PlanException => ErrorCategory.InvalidData,
        BotWaitException { ErrorId: "BotWaitTimeout" } => ErrorCategory.OperationTimeout,
        BotWaitException => ErrorCategory.InvalidResult,
        TranscriptException { ErrorId: "TranscriptMissing" } => ErrorCategory.ObjectNotFound,
        TranscriptException { ErrorId: "TranscriptNotReady" } => ErrorCategory.ResourceUnavailable,
        TranscriptException => ErrorCategory.InvalidOperation,
        HoldsException or AuditException => ErrorCategory.ReadError,
        ArchiveException { ErrorId: "MediaUnavailable" or "ArchivePartUnsupported" } => ErrorCategory.ObjectNotFound,
        ArchiveException { ErrorId: "MediaIncomplete" or "MediaInvalid" } => ErrorCategory.InvalidData,
        ArchiveException => ErrorCategory.WriteError,
        ReportException { ErrorId: "ReportExists" } => ErrorCategory.ResourceExists,
        ReportException => ErrorCategory.WriteError,
        PolicyException { ErrorId: "PolicyInvalid" } => ErrorCategory.InvalidData,
        PolicyException => ErrorCategory.ReadError,
        _ => ErrorCategory.NotSpecified,
    };
}
