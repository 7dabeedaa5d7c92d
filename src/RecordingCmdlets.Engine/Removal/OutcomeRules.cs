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
        // 202, a success in a language that is not the service's, or one of a route that passes over what does not fit, is looked into first.
        if (answer is { IsSuccess: true }) return trace.IsUncertain || item.Method.IsBatchOfOne ? null : new Settlement(item.Method.Outcome, RemovalEvidence.Response);
        if (answer is not null && item.Method.DoubtfulRefusals.Contains(answer.StatusCode)) return null;
        if (answer is { StatusCode: 404 or 410 } && !item.Connection.SaysUnknown(item.Resource, answer)) return null;
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

    /// <summary>The settlement after the service was asked again what became of a deletion.</summary>
    /// <param name="item">The item.</param>
    /// <param name="presence">Whether it is still there.</param>
    /// <param name="facts">What the service shows of it; null when it shows nothing.</param>
    /// <param name="trace">What happened, try by try; null when nothing is known of it.</param>
    /// <param name="answer">The last answer; null when there was none.</param>
    /// <param name="error">Why there was no certain success; null when there was one.</param>
    public static Settlement ForReadBack(
        WorkItem item, Presence presence, Recording? facts, CallTrace? trace, ServiceAnswer? answer, RecordingException? error)
    {
        var wasAccepted = answer is { IsSuccess: true, IsPage: false } && error is null;
        switch (presence)
        {
            case Presence.There when wasAccepted:
                return new Settlement(RemovalOutcome.Accepted, RemovalEvidence.Response, "The service accepted the request, and still shows the item.");
            // Where nothing tells how a removal shows, this may be it.
            case Presence.There when trace is { IsUncertain: true } && item.Method is { LeavesTrace: false, ProofStatus: null } && facts is not null && item.Method.WhyNotEligible(facts) is { } changed:
                return Unknown($"The answer to a request was lost, and the item is not as it was: {changed}", error);
            case Presence.There:
                return facts is not null && item.Method.WhyNotEligible(facts) is { } why
                    ? new Settlement(RemovalOutcome.NotEligible, RemovalEvidence.ReadBack, why)
                    : new Settlement(RemovalOutcome.Failed, RemovalEvidence.ReadBack, $"It is still there. {error?.Message}".TrimEnd(), error);
            case Presence.Missing when wasAccepted && item.Method.IsProvedByPresence:
                return new Settlement(RemovalOutcome.Accepted, RemovalEvidence.BatchAccepted, "It is not there any more, but the recycle bin does not show it.");
            case Presence.Gone when wasAccepted:
            case Presence.Missing when wasAccepted && !item.Method.LeavesTrace:
                return new Settlement(item.Method.Outcome, RemovalEvidence.ReadBack);
            case Presence.Gone:
                return new Settlement(RemovalOutcome.AlreadyGone, RemovalEvidence.ReadBack, trace is { IsUncertain: true } || item.TravelledInBatch
                    ? "The answer to a request was lost; read back, the service shows it as removed."
                    : "The service shows it as removed; whether by this request or before it cannot be told.");
            case Presence.Missing when item.Method.LeavesTrace:
                return trace is { IsUncertain: true } || wasAccepted
                    ? Unknown("The service does not know it any more, although it goes on showing what it removed: nothing proves a removal.", error)
                    : new Settlement(RemovalOutcome.NotFound, RemovalEvidence.ReadBack, "The service does not know it, although it goes on showing what it removed.", error);
            case Presence.Missing when item.WasListed:
                return new Settlement(RemovalOutcome.AlreadyGone, RemovalEvidence.ReadBack, trace is { IsUncertain: true } || item.TravelledInBatch || answer is null
                    ? "The answer to the request was lost; read back, it is gone."
                    : "It was listed in this run and is gone now.");
            case Presence.Missing:
                return trace is { IsUncertain: false } && answer is { StatusCode: 404 or 410 }
                    ? new Settlement(RemovalOutcome.NotFound, RemovalEvidence.ReadBack, "The service does not know it.", error)
                    : Unknown("The answer to the request was lost; it is not there now, but was never seen before.", error);
            case Presence.Unknown when wasAccepted && item.Method.IsBatchOfOne:
                return new Settlement(RemovalOutcome.Accepted, RemovalEvidence.BatchAccepted, "The service accepted the request, and could not be asked what became of the item.");
            default:
                return answer is { IsSuccess: false } && trace is { IsUncertain: false } && !item.TravelledInBatch && !item.Method.DoubtfulRefusals.Contains(answer.StatusCode)
                    ? new Settlement(RemovalOutcome.Failed, RemovalEvidence.Response, error?.Message ?? "", error)
                    : Unknown("The answer to the request was lost, and the service could not be asked again.", error);
        }
    }

    /// <summary>The settlement when the run was stopped before the request came to an end.</summary>
    /// <param name="item">The item.</param>
    /// <param name="trace">What happened, try by try; null when nothing left.</param>
    /// <param name="reason">Why the run ends.</param>
    /// <param name="before">What an earlier request for the item came to; null when there was none.</param>
    public static Settlement ForStop(WorkItem item, CallTrace? trace, string reason, Settlement? before = null) =>
        trace is { IsUncertain: true } || item.TravelledInBatch
            ? Unknown($"{reason} A request had left and its answer was not awaited.", null)
            // One that never left has done nothing.
            : before is { Evidence: not RemovalEvidence.None } ? before : NotSent(reason);

    /// <summary>The settlement of an item that a new hold took back before a request left.</summary>
    /// <param name="item">The item.</param>
    /// <param name="wasSent">Whether an earlier try or batch with it may have left.</param>
    /// <param name="presence">Whether it is still there, for one that may have been sent.</param>
    public static Settlement ForNewHold(WorkItem item, bool wasSent, Presence presence) =>
        !wasSent || presence == Presence.There
            ? new Settlement(RemovalOutcome.Held, RemovalEvidence.None, "A hold was set while the run went on.")
            : ForReadBack(item, presence, null, null, null, null);

    public static Settlement NotSent(string reason) => new(RemovalOutcome.NotSent, RemovalEvidence.None, reason);

    private static Settlement Unknown(string reason, RecordingException? error) =>
        new(RemovalOutcome.Unknown, RemovalEvidence.None, reason, new RemovalUnknownException(
            reason, ResolveAdvice, error)
        { StatusCode = error?.StatusCode, CorrelationId = error?.CorrelationId });
}
