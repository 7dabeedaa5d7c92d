using RecordingCmdlets.Engine.Policy;
using RecordingCmdlets.Engine.Removal;

namespace RecordingCmdlets.Engine.Reporting;

/// <summary>The items one by one, as far as the page has room for them.</summary>
internal sealed class RowSection(ReportFacts facts, string? tableName)
{
    private bool HasPlan => facts.Plan is not null;

    private bool HasHolds => facts.Options.HasListing && facts.Holds.Holds.Count > 0;

    public void Write(HtmlWriter html)
    {
        if (facts.All.Items == 0)
        {
            html.Line($"<p>Nothing was listed.</p>");
            return;
        }

        var rows = facts.Rows.Rows;
        var order = HasPlan ? "what the plan removes first, then the oldest first" : "the oldest first";
        if (tableName is null) html.Line($"<p>All {ReportWords.Plural(rows.Count, "item")}, {order}.</p>");
        else html.Line($"<p>{rows.Count} of {facts.All.Items} items, {order}. All of them are in <span class=\"id\">{tableName}</span>, which lies beside this file.</p>");
        // The script shows it: without one there is nothing to type into.
        html.Line($"<div class=\"tools\" id=\"tools\" hidden><label for=\"filter\">Show only rows with</label> <input id=\"filter\" type=\"search\" autocomplete=\"off\" spellcheck=\"false\"> <output id=\"shown\" for=\"filter\" aria-live=\"polite\"></output></div>");
        html.Line($"<div class=\"wide\" role=\"region\" aria-labelledby=\"rows-caption\" tabindex=\"0\"><table id=\"rows\"><caption id=\"rows-caption\"><span class=\"sr\">Items, {order}</span></caption>");
        html.Write($"<thead><tr><th scope=\"col\">Created</th><th scope=\"col\">Title</th><th scope=\"col\">Service</th><th scope=\"col\">Owner</th><th scope=\"col\" class=\"n\">Length</th><th scope=\"col\" class=\"n\">Size</th><th scope=\"col\">Status</th>");
        if (HasPlan) html.Write($"<th scope=\"col\">Plan</th>");
        if (HasHolds) html.Write($"<th scope=\"col\">Hold</th>");
        html.Line($"</tr></thead><tbody>");
        foreach (var row in rows) Write(html, row);
        html.Line($"</tbody></table></div>");
    }

    private void Write(HtmlWriter html, ReportRow row)
    {
        var item = row.Reference;
        html.Write($"<tr><td data-sort=\"{SortKey(row.CreatedAt?.UtcTicks)}\">");
        if (row.CreatedAt is { } created)
        {
            html.Write($"{ReportWords.Minute(created)} <span class=\"sub\">{(created > facts.Now ? "in the future" : SpanWords.Age(facts.Now - created))}");
            if (facts.Ages.IsPastLimit(facts.Now - created)) html.Write($", <span class=\"late\">past the limit</span>");
            html.Write($"</span>");
        }
        else
        {
            html.Write($"–");
        }

        html.Write($"</td>");
        html.Write($"<th scope=\"row\"><bdi>{(string.IsNullOrWhiteSpace(row.Title) ? "–" : row.Title)}</bdi> <span class=\"sub id\">{item.Id}</span></th>");
        html.Write($"<td>{item.Provider} <span class=\"sub\">{item.Kind}");
        if (item.Connection is { Length: > 0 } connection && connection != item.Provider) html.Write($" · <bdi>{connection}</bdi>");
        html.Write($"</span></td><td class=\"who\"><bdi>{row.Owner ?? item.Owner}</bdi></td>");
        html.Write($"<td class=\"n\" data-sort=\"{SortKey(row.Duration?.Ticks)}\">{(row.Duration is { } length ? ReportWords.Length(length) : "–")}</td>");
        html.Write($"<td class=\"n\" data-sort=\"{SortKey(row.SizeBytes)}\">{(row.SizeBytes is { } size and >= 0 ? ReportWords.Size(size) : "–")}</td><td>{row.Status}</td>");
        if (HasPlan) html.Write($"<td class=\"text\">{(row.Why.Length > 0 ? row.Decision : "–")} <span class=\"sub\">{row.Why}</span></td>");
        if (HasHolds) html.Write($"<td class=\"text\">{(row.Held == HoldVerdict.No ? "" : ReportWords.Held(row))}</td>");
        html.Line($"</tr>");
    }

    // What a script sorts by; what is not known comes before everything.
    private static string SortKey(long? value) => (value ?? -1).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
