namespace RecordingCmdlets.Engine.Reporting;

/// <summary>Where everything comes from, with the hashes that tell whether it is still the same.</summary>
internal sealed class SourceSection(ReportFacts facts)
{
    public void Write(HtmlWriter html)
    {
        html.Line($"<dl class=\"sources\">");
        Source(html, "Listing", facts.Options.HasListing ? $"{ReportWords.Plural(facts.All.Items, "item")}, as handed over; what a service did not list is not in it" : "none; items are those of the plan, if there is one", null);
        if (facts.Plan is { Plan: var plan })
        {
            Source(html, "Plan", plan.Path, $"hash {plan.Hash}");
            Source(html, "Policy of the plan", facts.Plan.Policy.Path, $"sha256 {plan.PolicyHash}");
        }
        else
        {
            Source(html, "Plan", "none", null);
        }

        Source(html, "Holds", $"{facts.Holds.Path}, {ReportWords.Plural(facts.Holds.Holds.Count, "hold")}", $"sha256 {facts.Holds.Hash}");
        Source(html, "Ledgers", facts.Options.AuditPaths.Count == 0 ? "none" : string.Join(", ", facts.Options.AuditPaths), null);
        html.Line($"</dl>");
    }

    private static void Source(HtmlWriter html, string name, string value, string? hash)
    {
        html.Write($"<div><dt>{name}</dt><dd><bdi>{value}</bdi>");
        if (hash is not null) html.Write($" <span class=\"sub id\">{hash}</span>");
        html.Line($"</dd></div>");
    }
}
