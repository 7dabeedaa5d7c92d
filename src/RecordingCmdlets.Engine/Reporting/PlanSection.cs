using RecordingCmdlets.Engine.Policy;

namespace RecordingCmdlets.Engine.Reporting;

/// <summary>What a plan would remove, by which rule, and what speaks against it.</summary>
internal sealed class PlanSection(ReportFacts facts)
{
    public void Write(HtmlWriter html)
    {
        var plan = facts.Plan!.Plan;
        html.Write($"<p>The plan of <span class=\"nb\">{ReportWords.Minute(plan.CreatedAt)} UTC</span> by the policy <q>{plan.Policy}</q> would remove <strong>{plan.ToRemove}</strong> of {ReportWords.Plural(plan.Listed, "item")}");
        if (plan.BytesToRemove > 0) html.Write($", {ReportWords.Size(plan.BytesToRemove)} as far as services tell");
        if (plan is { Oldest: { } oldest, Newest: { } newest }) html.Write($", created <span class=\"nb\">{ReportWords.Day(oldest)}</span> to <span class=\"nb\">{ReportWords.Day(newest)}</span>");
        html.Line($". It keeps {plan.ToKeep}.</p>");
        if (plan.FuseBlown is { } fuse) html.Line($"<p class=\"alert\"><strong>It would not be applied.</strong> {fuse}</p>");
        if (facts.Options.HasListing) WriteAgainstListing(html);
        else html.Line($"<p>Holds are looked at again when a plan is applied: what is on hold then is kept.</p>");
        html.Line($"<h3>Why: the rules of the policy</h3>");
        html.Line($"<ul class=\"rules\">");
        foreach (var sentence in PolicyWords.Explain(facts.Plan.Policy)) html.Line($"<li>{sentence}</li>");
        html.Line($"</ul>");
        if (plan.Counts.Count == 0) return;
        html.Line($"<div class=\"wide\" role=\"region\" aria-labelledby=\"plan-caption\" tabindex=\"0\"><table id=\"plan-table\"><caption id=\"plan-caption\">What each rule takes of each connection</caption>");
        html.Line($"<thead><tr><th scope=\"col\">Rule</th><th scope=\"col\">Service</th><th scope=\"col\">Kind</th><th scope=\"col\" class=\"n\">Selected</th><th scope=\"col\" class=\"n\">To remove</th><th scope=\"col\" class=\"n\">Size</th></tr></thead><tbody>");
        foreach (var count in plan.Counts)
        {
            html.Write($"<tr><th scope=\"row\">{(count.Rule.Length > 0 ? count.Rule : "no rule")}</th><td>{count.Provider}");
            if (count.Connection.Length > 0 && count.Connection != count.Provider) html.Write($" <span class=\"sub\"><bdi>{count.Connection}</bdi></span>");
            html.Line($"</td><td>{count.Kind}</td><td class=\"n\">{count.Listed}</td><td class=\"n\">{count.ToRemove}</td><td class=\"n\">{(count.BytesToRemove > 0 ? ReportWords.Size(count.BytesToRemove) : "–")}</td></tr>");
        }

        html.Line($"</tbody><tfoot><tr><th scope=\"row\">All</th><td></td><td></td><td class=\"n\">{plan.Listed}</td><td class=\"n\">{plan.ToRemove}</td><td class=\"n\">{(plan.BytesToRemove > 0 ? ReportWords.Size(plan.BytesToRemove) : "–")}</td></tr></tfoot></table></div>");
    }

    private void WriteAgainstListing(HtmlWriter html)
    {
        var missing = facts.Plan!.Plan.ToRemove - facts.ToGo.Items;
        html.Write($"<p>Of the items that it removes, <span id=\"figure-plan-listed\">{facts.ToGo.Items}</span> are in the listing of this report");
        if (missing > 0) html.Write($"; {missing} {(missing == 1 ? "is not: it is gone since, has" : "are not: they are gone since, have")} changed, or {(missing == 1 ? "was" : "were")} not listed");
        html.Write($". ");
        if (facts.ToGoAndHeld.Items > 0) html.Write($"<strong>{ReportWords.Plural(facts.ToGoAndHeld.Items, "of them is", "of them are")} on hold now and would be kept.</strong>");
        else html.Write($"None of them is known to be on hold now.");
        if (facts.ToGoAndMaybeHeld.Items > 0) html.Write($" Of {facts.ToGoAndMaybeHeld.Items} the listing does not tell; the run would ask.");
        html.Line($"</p>");
    }
}
