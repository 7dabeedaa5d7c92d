namespace RecordingCmdlets.Engine.Policy;

/// <summary>The simplest rule: what is older than an age goes. Pure; what has no date is never older than anything.</summary>
internal static class AgeRule
{
    public static PlanLine Plan(Recording recording, TimeSpan olderThan, DateTimeOffset now)
    {
        RetentionAge.Check(olderThan);
        var (decision, reason) = recording.CreatedAt switch
        {
            null => (PlanDecision.Keep, "No date, so its age cannot be told."),
            { } created when now - created > olderThan => (PlanDecision.Remove, $"{SpanWords.Age(now - created)} old, older than {SpanWords.Age(olderThan)}."),
            { } created => (PlanDecision.Keep, $"{SpanWords.Age(now - created)} old."),
        };
        return new PlanLine
        {
            Reference = recording.Reference,
            Decision = decision,
            Reasons = (string[])[reason],
            Title = recording.Title,
            CreatedAt = recording.CreatedAt,
            Duration = recording.Duration,
            SizeBytes = recording.SizeBytes,
            Recording = recording,
        };
    }
}
