namespace RecordingCmdlets.Engine.Reporting;

/// <summary>The numbers that matter most, in one row.</summary>
internal sealed class SummarySection(ReportFacts facts)
{
    public void Write(HtmlWriter html)
    {
        html.Line($"<dl class=\"figures\">");
        if (facts.Options.HasListing || facts.Plan is not null)
        {
            Figure(html, "items", "Recordings", ReportWords.Number(facts.All.Items), facts.All.Items == 0 ? "nothing was listed" : $"of {ReportWords.Plural(facts.Sources.Select(s => s.Key.Provider).Distinct().Count(), "service")}");
            Figure(html, "bytes", "Size", ReportWords.Size(facts.All), SizeNote());
            if (facts.Options.OlderThan is { } limit)
                Figure(html, "past-limit", $"Older than {ReportWords.Age(limit)}", ReportWords.Number(facts.Ages.PastLimit.Items), facts.Ages.PastLimit.Sized > 0 ? ReportWords.Size(facts.Ages.PastLimit) : "");
        }

        if (facts.Plan is { Plan: var plan })
            Figure(html, "to-remove", "The plan would remove", ReportWords.Number(plan.ToRemove), PlanNote(plan));
        if (facts.Options.HasListing)
            Figure(html, "held", "On hold", ReportWords.Number(facts.Held.Items), facts.MaybeHeld.Items > 0 ? $"and {ReportWords.Number(facts.MaybeHeld.Items)} perhaps" : $"by {ReportWords.Plural(facts.Holds.Holds.Count, "hold")}");
        else
            Figure(html, "holds-in-force", "Holds in force", ReportWords.Number(facts.Holds.Holds.Count), "");
        if (facts.Options.AuditPaths.Count > 0)
            Figure(html, "intact", "Ledgers intact", ReportWords.Number(facts.Runs.Count(r => r.Check.IsIntact)), $"of {ReportWords.Number(facts.Runs.Count)}");
        html.Line($"</dl>");
    }

    // What was planned is perhaps gone since, or not to go.
    private string PlanNote(RetentionPlan plan) => string.Join(
        ", ",
        ((string?[])[
            $"of {ReportWords.Number(plan.Listed)}",
            plan.BytesToRemove > 0 ? ReportWords.Size(plan.BytesToRemove) : null,
            plan.FuseBlown is not null ? "but a fuse forbids it" : null,
            facts.Options.HasListing && facts.ToGo.Items < plan.ToRemove ? $"{ReportWords.Number(facts.ToGo.Items)} of them in this listing" : null,
            facts.ToGoAndHeld.Items > 0 ? $"{ReportWords.Number(facts.ToGoAndHeld.Items)} on hold now" : null,
        ]).OfType<string>());

    private string SizeNote() =>
        facts.All.Sized == facts.All.Items ? "" : $"told for {ReportWords.Number(facts.All.Sized)} of {ReportWords.Number(facts.All.Items)}";

    private static void Figure(HtmlWriter html, string id, string name, string value, string note)
    {
        html.Write($"<div><dt>{name}</dt><dd><span class=\"value\" id=\"figure-{id}\">{value}</span>");
        if (note.Length > 0) html.Write($" <span class=\"note\">{note}</span>");
        html.Line($"</dd></div>");
    }
}
