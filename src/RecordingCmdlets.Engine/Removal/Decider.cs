using RecordingCmdlets.Engine.Providers;

namespace RecordingCmdlets.Engine.Removal;

/// <summary>What was decided on an item before anybody is asked.</summary>
/// <param name="Refusal">Null when the item is to go.</param>
/// <param name="NeedsFacts">Whether one look at the item must come first, since a hold cannot be ruled out.</param>
internal readonly record struct Verdict(Refusal? Refusal, bool NeedsFacts)
{
    public static Verdict Remove { get; } = new(null, false);

    public static Verdict LookFirst { get; } = new(null, true);
}

/// <summary>Why an item is not removed.</summary>
internal sealed record Refusal(RemovalOutcome Outcome, string Reason, RecordingException? Error = null);

/// <summary>The one pure decision: id valid, eligible as listed, no hold. The limit comes last, since it counts what passed.</summary>
internal static class Decider
{
    /// <param name="item">The identity.</param>
    /// <param name="resource">What the service declares of its kind.</param>
    /// <param name="method">How it would be removed.</param>
    /// <param name="facts">What the service said of the item; null when it has not been asked.</param>
    /// <param name="holds">The holds in force.</param>
    /// <param name="hasLooked">Whether the item has been looked at already: then what is still unknown counts as held.</param>
    public static Verdict Decide(RecordingReference item, ResourceDeclaration resource, RemovalDeclaration method, Recording? facts, HoldSet holds, bool hasLooked)
    {
        if (resource.Id.WhyInvalid(item.Id) is { } invalid)
        {
            return Refuse(RemovalOutcome.NotEligible, invalid, new RecordingArgumentException(
                "RecordingIdInvalid", $"{invalid} Nothing was sent.", "Correct the id; pipe from Get-Recording or Get-RecordingBot where you can."));
        }

        if (facts is null && method.MustBeSeen && !hasLooked) return Verdict.LookFirst;
        if (facts is not null && (method.NeedsNoRequest ?? method.IsGone)(facts)) return Refuse(RemovalOutcome.AlreadyGone, "The service shows it as removed already.");
        if (facts is not null && method.WhyNotEligible(facts) is { } why) return Refuse(RemovalOutcome.NotEligible, why);
        return holds.Judge(item, facts) switch
        {
            (HoldVerdict.Yes, { } hold) => Refuse(RemovalOutcome.Held, $"Hold {hold} covers it."),
            (HoldVerdict.CannotTell, { } hold) when hasLooked => Refuse(
                RemovalOutcome.Held, $"It cannot be told that hold {hold} does not cover it: the service does not say enough."),
            (HoldVerdict.CannotTell, _) => Verdict.LookFirst,
            _ => Verdict.Remove,
        };
    }

    private static Verdict Refuse(RemovalOutcome outcome, string reason, RecordingException? error = null) => new(new Refusal(outcome, reason, error), false);
}
