namespace RecordingCmdlets.Engine.Reporting;

/// <summary>The holds in force.</summary>
internal sealed class HoldSection(ReportFacts facts)
{
    public void Write(HtmlWriter html)
    {
        if (facts.Holds.Holds.Count == 0)
        {
            html.Line($"<p>There are none in the holds file.</p>");
            return;
        }

        if (facts.Options.HasListing)
        {
            html.Write($"<p>{ReportWords.Plural(facts.Held.Items, "item of the listing is", "items of the listing are")} on hold{(facts.Held.Sized > 0 ? $", {ReportWords.Size(facts.Held)}" : "")}.");
            if (facts.MaybeHeld.Items > 0) html.Write($" Of {ReportWords.Number(facts.MaybeHeld.Items)} more it cannot be told from the listing; a run that removes asks the service, and keeps what it cannot tell.");
            html.Line($"</p>");
        }

        html.Line($"<div class=\"wide\" role=\"region\" aria-labelledby=\"holds-caption\" tabindex=\"0\"><table id=\"holds-table\"><caption id=\"holds-caption\">Holds in force</caption>");
        html.Line($"<thead><tr><th scope=\"col\">Ticket</th><th scope=\"col\">Covers</th><th scope=\"col\">Reason</th><th scope=\"col\">Since</th><th scope=\"col\">Set by</th><th scope=\"col\">Hold</th></tr></thead><tbody>");
        foreach (var hold in facts.Holds.Holds)
            html.Line($"<tr><th scope=\"row\"><bdi>{hold.Ticket}</bdi></th><td class=\"text\"><bdi>{hold.Covers}</bdi></td><td class=\"text\"><bdi>{hold.Reason}</bdi></td><td>{ReportWords.Day(hold.CreatedAt)}</td><td><bdi>{hold.CreatedBy}</bdi></td><td class=\"id\">{hold.HoldId}</td></tr>");
        html.Line($"</tbody></table></div>");
    }
}
