namespace RecordingCmdlets.Engine.Reporting;

/// <summary>What there is: by service, by age and by month. Each chart is the table itself, with a bar in each row.</summary>
internal sealed class ItemSections(ReportFacts facts)
{
    private bool HasLimit => facts.Options.OlderThan is not null;

    public void WriteServices(HtmlWriter html)
    {
        if (facts.All.Items == 0)
        {
            html.Line($"<p>Nothing was listed.</p>");
            return;
        }

        var most = facts.Sources.Max(s => s.Value.All.Items);
        Open(html, "services", "Recordings and sizes by service", HasLimit);
        html.Write($"<th scope=\"col\">Service</th><th scope=\"col\">Kind</th><th scope=\"col\" class=\"bar\"><span class=\"sr\">Share</span></th><th scope=\"col\" class=\"n\">Items</th><th scope=\"col\" class=\"n\">Size</th>");
        if (HasLimit) html.Write($"<th scope=\"col\" class=\"n\">Past the limit</th>");
        html.Line($"<th scope=\"col\">Oldest</th><th scope=\"col\">Newest</th></tr></thead><tbody>");
        foreach (var (key, source) in facts.Sources)
        {
            html.Write($"<tr><th scope=\"row\">{key.Provider}");
            if (key.Connection.Length > 0 && key.Connection != key.Provider) html.Write($" <span class=\"sub\"><bdi>{key.Connection}</bdi></span>");
            html.Write($"</th><td>{key.Kind}</td>");
            Bar(html, source.All.Items, most, source.PastLimit.Items);
            html.Write($"<td class=\"n\">{source.All.Items}</td><td class=\"n\">{ReportWords.Size(source.All)}</td>");
            if (HasLimit) html.Write($"<td class=\"n\">{source.PastLimit.Items}</td>");
            html.Line($"<td>{Day(source.Oldest)}</td><td>{Day(source.Newest)}</td></tr>");
        }

        html.Write($"</tbody><tfoot><tr><th scope=\"row\">All</th><td></td><td></td><td class=\"n\">{facts.All.Items}</td><td class=\"n\">{ReportWords.Size(facts.All)}</td>");
        if (HasLimit) html.Write($"<td class=\"n\">{facts.Ages.PastLimit.Items}</td>");
        html.Line($"<td></td><td></td></tr></tfoot></table></div>");
        if (facts.All.Sized < facts.All.Items) html.Line($"<p class=\"remark\">A size is told for {facts.All.Sized} of {ReportWords.Plural(facts.All.Items, "item")}; a dash stands where the service tells none.</p>");
    }

    public void WriteAges(HtmlWriter html)
    {
        var most = Math.Max(1, facts.Ages.Steps.Select(s => s.Tally).Append(facts.Ages.Undated).Max(t => t.Items));
        Open(html, "age", "Recordings by age", HasLimit);
        html.Line($"<th scope=\"col\">Age</th><th scope=\"col\" class=\"bar\"><span class=\"sr\">Share</span></th><th scope=\"col\" class=\"n\">Items</th><th scope=\"col\" class=\"n\">Size</th></tr></thead><tbody>");
        var before = false;
        foreach (var step in facts.Ages.Steps)
        {
            html.Write($"<tr class=\"{(step.IsPastLimit ? before ? "past" : "past border" : "")}\"><th scope=\"row\">{ReportWords.Step(step)}");
            if (step.IsPastLimit) html.Write($" <span class=\"sub\">past the limit</span>");
            html.Write($"</th>");
            before = step.IsPastLimit;
            Bar(html, step.Tally.Items, most, step.IsPastLimit ? step.Tally.Items : 0);
            html.Line($"<td class=\"n\">{step.Tally.Items}</td><td class=\"n\">{ReportWords.Size(step.Tally)}</td></tr>");
        }

        if (facts.Ages.Undated.Items > 0)
        {
            html.Write($"<tr class=\"border\"><th scope=\"row\">no date <span class=\"sub\">never older than anything</span></th>");
            Bar(html, facts.Ages.Undated.Items, most, 0);
            html.Line($"<td class=\"n\">{facts.Ages.Undated.Items}</td><td class=\"n\">{ReportWords.Size(facts.Ages.Undated)}</td></tr>");
        }

        html.Line($"</tbody></table></div>");
        if (facts.Options.OlderThan is { } limit)
            html.Line($"<p class=\"remark\">{ReportWords.Plural(facts.Ages.PastLimit.Items, "recording is", "recordings are")} older than {ReportWords.Age(limit)}, counted from when the service made them available to <span class=\"nb\">{ReportWords.Minute(facts.Now)} UTC</span>.</p>");
    }

    public void WriteGrowth(HtmlWriter html)
    {
        var lines = facts.Growth.Lines(facts.Now);
        if (lines.Count == 0)
        {
            html.Line($"<p>Nothing with a date was listed.</p>");
            return;
        }

        var most = lines.Max(l => l.Tally.Items);
        Open(html, "growth", "Recordings by the month they were created in");
        html.Line($"<th scope=\"col\">Month</th><th scope=\"col\" class=\"bar\"><span class=\"sr\">Share</span></th><th scope=\"col\" class=\"n\">New</th><th scope=\"col\" class=\"n\">Size</th><th scope=\"col\" class=\"n\">In all</th><th scope=\"col\" class=\"n\">Size in all</th></tr></thead><tbody>");
        foreach (var line in lines)
        {
            html.Write($"<tr><th scope=\"row\">{(line.Month is { } month ? ReportWords.Month(month) : line.IsLater ? "later" : "earlier")}</th>");
            Bar(html, line.Tally.Items, most, 0);
            html.Line($"<td class=\"n\">{line.Tally.Items}</td><td class=\"n\">{ReportWords.Size(line.Tally)}</td><td class=\"n\">{line.Items}</td><td class=\"n\">{(line.Bytes > 0 ? ReportWords.Size(line.Bytes) : "–")}</td></tr>");
        }

        html.Line($"</tbody></table></div>");
        html.Write($"<p class=\"remark\">Of what is still there: what was deleted since is not counted.");
        if (facts.Growth.Undated.Items > 0) html.Write($" {ReportWords.Plural(facts.Growth.Undated.Items, "item has", "items have")} no date and {(facts.Growth.Undated.Items == 1 ? "is" : "are")} left out.");
        html.Line($"</p>");
    }

    /// <summary>A cell with a bar, for the eye alone: the number stands beside it.</summary>
    private static void Bar(HtmlWriter html, long items, long most, long past)
    {
        // Something is never drawn as nothing.
        var width = items == 0 ? 0 : Math.Max(0.5, 100.0 * items / most);
        var pastWidth = past == 0 ? 0 : width * past / items;
        html.Write($"<td class=\"bar\" aria-hidden=\"true\"><svg width=\"100%\" height=\"10\"><rect class=\"track\" width=\"100%\" height=\"10\"/><rect class=\"fill\" width=\"{width - pastWidth}%\" height=\"10\"/>");
        if (past > 0) html.Write($"<rect class=\"over\" x=\"{width - pastWidth}%\" width=\"{pastWidth}%\" height=\"10\"/>");
        html.Write($"</svg></td>");
    }

    private static void Open(HtmlWriter html, string id, string caption, bool hasKey = false)
    {
        html.Write($"<div class=\"wide\" role=\"region\" aria-labelledby=\"{id}-caption\" tabindex=\"0\"><table id=\"{id}-table\"><caption id=\"{id}-caption\">{caption}");
        if (hasKey) html.Write($"; <span class=\"key\"><svg aria-hidden=\"true\" width=\"10\" height=\"10\"><rect class=\"over\" width=\"10\" height=\"10\"/></svg> past the limit</span>");
        html.Write($"</caption><thead><tr>");
    }

    private static string Day(DateTimeOffset? moment) => moment is { } known ? ReportWords.Day(known) : "–";
}
