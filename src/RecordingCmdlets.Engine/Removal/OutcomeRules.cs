using RecordingCmdlets.Engine.Http;

namespace RecordingCmdlets.Engine.Removal;

/// <summary>What a request, or the lack of one, means for an item.</summary>
internal sealed record Settlement(RemovalOutcome Outcome, RemovalEvidence Evidence, string Reason = "", RecordingException? Error = null);

/// <summary>
/// Pure rules from what was seen to what is claimed. Nothing is called deleted on faith; what cannot be known is Unknown.
/// </summary>
internal static class OutcomeRules
{
    private const string ResolveAdvice = "Run Resolve-RecordingAudit later: it asks the service what became of it.";

    /// <summary>The settlement of a single deletion, or null when the service must be asked again first.</summary>
    /// <param name="item">The item.</param>
    /// <param name="trace">What happened, try by try.</param>
    /// <param name="answer">The last answer; null when there was none.</param>
    /// <param name="error">Why there was no success; null on success.</param>
    public static Settlement? ForAnswer(WorkItem item, CallTrace trace, ServiceAnswer? answer, RecordingException? error)
    {
        var isUncertain = trace.IsUncertain || item.TravelledInBatch;
        // 202, or a success in a language that is not the service's, is looked into first.
        if (answer is { IsSuccess: true }) return trace.IsUncertain ? null : new Settlement(item.Resource.Delete.Outcome, RemovalEvidence.Response);
        if (answer is { StatusCode: 404 or 410 })
        {
            if (item.WasListed)
            {
                return new Settlement(RemovalOutcome.AlreadyGone, RemovalEvidence.Inferred, isUncertain
                    ? "It is gone after a repeated request; an earlier try may have removed it."
                    : "It was listed in this run and is gone now.");
            }

            return trace.IsUncertain
                ? Unknown("It is gone after a repeated request, but was never seen before: an earlier try may have removed it, or it never existed.", error)
                : new Settlement(RemovalOutcome.NotFound, RemovalEvidence.Response, "The service does not know it.", error);
        }

        return isUncertain ? null : new Settlement(RemovalOutcome.Failed, answer is null ? RemovalEvidence.None : RemovalEvidence.Response, error?.Message ?? "", error);
    }

    /// <summary>The settlement after the service was asked again what became of an uncertain deletion.</summary>
    /// <param name="item">The item.</param>
    /// <param name="isThere">Whether it is still there; null when that could not be learned.</param>
    /// <param name="answer">The last answer; null when there was none.</param>
    /// <param name="error">Why the deletion was uncertain.</param>
    public static Settlement ForReadBack(WorkItem item, bool? isThere, ServiceAnswer? answer, RecordingException? error) => isThere switch
    {
        true when answer?.StatusCode == 202 => new Settlement(RemovalOutcome.Accepted, RemovalEvidence.Response, "The service accepted the request, and the item is still there."),
        false when answer?.StatusCode == 202 => new Settlement(item.Resource.Delete.Outcome, RemovalEvidence.ReadBack),
        true => new Settlement(RemovalOutcome.Failed, RemovalEvidence.ReadBack, $"It is still there. {error?.Message}".TrimEnd(), error),
        false when item.WasListed => new Settlement(
            RemovalOutcome.AlreadyGone, RemovalEvidence.ReadBack, "The answer to the request was lost; read back, it is gone."),
        false => Unknown("The answer to the request was lost; it is not there now, but was never seen before.", error),
        null => Unknown("The answer to the request was lost, and the service could not be asked again.", error),
    };

    /// <summary>The settlement when the run was stopped before the request came to an end.</summary>
    public static Settlement ForStop(WorkItem item, CallTrace? trace, string reason) =>
        trace is { IsUncertain: true } || item.TravelledInBatch
            ? Unknown($"{reason} A request had left and its answer was not awaited.", null)
            : NotSent(reason);

    /// <summary>The settlement of an item that a new hold took back before a request left.</summary>
    /// <param name="item">The item.</param>
    /// <param name="wasSent">Whether an earlier try or batch with it may have left.</param>
    /// <param name="isThere">Whether it is still there, for one that may have been sent; null when that could not be learned.</param>
    public static Settlement ForNewHold(WorkItem item, bool wasSent, bool? isThere) =>
        !wasSent || isThere == true
            ? new Settlement(RemovalOutcome.Held, RemovalEvidence.None, "A hold was set while the run went on.")
            : ForReadBack(item, isThere, null, null);

    public static Settlement NotSent(string reason) => new(RemovalOutcome.NotSent, RemovalEvidence.None, reason);

    private static Settlement Unknown(string reason, RecordingException? error) =>
        new(RemovalOutcome.Unknown, RemovalEvidence.None, reason, new RemovalUnknownException(
            reason, ResolveAdvice, error)
        { StatusCode = error?.StatusCode, CorrelationId = error?.CorrelationId });
}
