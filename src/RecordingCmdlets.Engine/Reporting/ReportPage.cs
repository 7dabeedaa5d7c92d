using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using RecordingCmdlets.Engine.Http;

namespace RecordingCmdlets.Engine.Reporting;

/// <summary>The page: its frame, and the sections in their order. It asks nothing of any network, and its own policy forbids it to.</summary>
internal sealed class ReportPage(ReportFacts facts, string? tableName)
{
    public void Write(TextWriter writer)
    {
        var html = new HtmlWriter(writer);
        var (style, script) = (Resource("report.css"), Resource("report.js"));
        html.Line($"<!DOCTYPE html>");
        html.Line($"<html lang=\"en\">");
        html.Line($"<head>");
        html.Line($"<meta charset=\"utf-8\">");
        html.Line($"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '{Hash(style)}'; script-src '{Hash(script)}'; base-uri 'none'; form-action 'none'\">");
        html.Line($"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        html.Line($"<meta name=\"color-scheme\" content=\"light dark\">");
        html.Line($"<meta name=\"referrer\" content=\"no-referrer\">");
        html.Line($"<title>{facts.Options.Title}, {ReportWords.Day(facts.Now)}</title>");
        html.Write($"<style>");
        html.Own(style);
        html.Line($"</style>");
        html.Line($"</head>");
        html.Line($"<body>");
        html.Line($"<a class=\"skip\" href=\"#content\">Skip to the content</a>");
        WriteHeader(html);
        var sections = Sections();
        html.Line($"<nav aria-label=\"Sections\"><ol>");
        foreach (var (id, title, _) in sections) html.Line($"<li><a href=\"#{id}\">{title}</a></li>");
        html.Line($"</ol></nav>");
        html.Line($"<main id=\"content\" tabindex=\"-1\">");
        foreach (var (id, title, write) in sections)
        {
            html.Line($"<section aria-labelledby=\"{id}\">");
            html.Line($"<h2 id=\"{id}\">{title}</h2>");
            write(html);
            html.Line($"</section>");
        }

        html.Line($"</main>");
        html.Line($"<footer><p>Made by {HttpClients.UserAgent} on {ReportWords.Minute(facts.Now)} UTC for {Environment.UserName}@{Environment.MachineName}. This file holds personal data; it asks nothing of any network.</p></footer>");
        html.Write($"<script>");
        html.Own(script);
        html.Line($"</script>");
        html.Line($"</body>");
        html.Line($"</html>");
    }

    private void WriteHeader(HtmlWriter html)
    {
        html.Line($"<header>");
        html.Line($"<p class=\"kind\">Recording report</p>");
        html.Line($"<h1>{facts.Options.Title}</h1>");
        html.Line($"<p class=\"made\">As of <time datetime=\"{ReportWords.Iso(facts.Now)}\">{ReportWords.Minute(facts.Now)} UTC</time>. All times are UTC; sizes count in steps of 1,024.</p>");
        html.Line($"</header>");
    }

    private List<(string Id, string Title, Action<HtmlWriter> Write)> Sections()
    {
        var sections = new List<(string, string, Action<HtmlWriter>)> { ("summary", "Summary", new SummarySection(facts).Write) };
        if (facts.Options.HasListing || facts.Plan is not null)
        {
            var items = new ItemSections(facts);
            sections.Add(("services", "By service", items.WriteServices));
            sections.Add(("age", facts.Options.OlderThan is { } limit ? $"Age against the limit of {ReportWords.Age(limit)}" : "Age", items.WriteAges));
            sections.Add(("growth", "Growth by month", items.WriteGrowth));
        }

        if (facts.Plan is not null) sections.Add(("plan", "What the plan would remove, and why", new PlanSection(facts).Write));
        sections.Add(("holds", "Holds", new HoldSection(facts).Write));
        if (facts.Options.AuditPaths.Count > 0) sections.Add(("runs", "Last runs and their outcomes", new RunSection(facts).Write));
        if (facts.Options.HasListing || facts.Plan is not null) sections.Add(("items", "Recordings", new RowSection(facts, tableName).Write));
        sections.Add(("sources", "What this report was made from", new SourceSection(facts).Write));
        return sections;
    }

    private static string Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        // The hash is of what a browser reads, and it reads every line end as this one.
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    private static string Hash(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";
}
