using System.Management.Automation;

namespace RecordingCmdlets.Pipeline;

/// <summary>The one mapping from what the engine throws to what PowerShell shows and scripts catch.</summary>
internal static class ErrorMapper
{
    public static ErrorRecord ToRecord(RecordingException fault, object? target) =>
        new(fault, fault.ErrorId, Category(fault), target)
        {
            ErrorDetails = new ErrorDetails(fault.Message) { RecommendedAction = fault.RecommendedAction },
        };

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
        RemovalRefusedException { ErrorId: "DeletionLimitReached" } => ErrorCategory.LimitsExceeded,
        RemovalRefusedException => ErrorCategory.OperationStopped,
        HoldsException or AuditException => ErrorCategory.ReadError,
        PolicyException { ErrorId: "PolicyInvalid" } => ErrorCategory.InvalidData,
        PolicyException => ErrorCategory.ReadError,
        _ => ErrorCategory.NotSpecified,
    };
}
