using RecordingCmdlets.Engine.Removal;

namespace RecordingCmdlets.Engine.Reporting;

/// <summary>What a report shows of an item. Of what the service sent, nothing but these: no links, no fields of its own.</summary>
internal sealed record ReportRow(RecordingReference Reference)
{
    /// <summary>The place in the order of arrival, from 0.</summary>
    public long Number { get; init; }

    public string? Title { get; init; }

    public string? Owner { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public TimeSpan? Duration { get; init; }

    public long? SizeBytes { get; init; }

    public string? Status { get; init; }

    /// <summary>Whether the plan removes it.</summary>
    public bool IsToGo { get; init; }

    /// <summary>Why, in the words of the plan; empty where no plan speaks of it.</summary>
    public string Why { get; init; } = "";

    public HoldVerdict Held { get; init; }

    /// <summary>The ticket of the hold that covers it, or of the first that may.</summary>
    public string? HoldTicket { get; init; }

    /// <summary>What would become of it now: a hold stands above every plan.</summary>
    public string Decision => IsToGo && Held != HoldVerdict.Yes ? "would remove" : Why.Length > 0 ? "keep" : "listed";

    public static ReportRow Of(Recording item) => new(item.Reference)
    {
        Title = item.Title,
        Owner = item.Owner,
        CreatedAt = item.CreatedAt,
        Duration = item.Duration,
        SizeBytes = item.SizeBytes,
        Status = item.Status,
    };

    public static ReportRow Of(PlanLine line) => new(line.Reference)
    {
        Title = line.Title,
        Owner = line.Owner,
        CreatedAt = line.CreatedAt,
        Duration = line.Duration,
        SizeBytes = line.SizeBytes,
        IsToGo = line.Decision == PlanDecision.Remove,
        Why = string.Join(' ', (string?[])[line.Rule is null ? null : $"Rule '{line.Rule}'.", .. line.Reasons]).Trim(),
    };
}
