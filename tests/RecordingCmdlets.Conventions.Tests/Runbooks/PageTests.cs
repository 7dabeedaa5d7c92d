using System.Text.RegularExpressions;

namespace RecordingCmdlets.Conventions.Tests.Runbooks;

/// <summary>The pages lead where they say.</summary>
public sealed class PageTests
{
    private static IReadOnlyList<string> Pages { get; } = ["README.md", "CHANGELOG.md", .. House.Files("docs", "*.md"), .. House.Files("samples", "*.md")];

    [Fact]
    public void Every_link_within_the_repository_leads_to_something()
    {
        var links = Pages.SelectMany(page => Links(House.Read(page)).Select(link => (page, link))).ToList();

        Assert.True(links.Count > 100);
        Assert.All(links, l => Assert.True(Leads(l.page, l.link), $"{l.page} leads to {l.link}"));
    }

    [Fact]
    public void Every_schedule_has_its_page_and_every_page_stands_in_the_list()
    {
        var list = House.Read("docs/runbooks/README.md");
        var pages = House.Files("docs/runbooks", "*.md").Select(f => Path.GetFileName(f)).Where(f => f != "README.md").ToList();

        Assert.All(pages, page => Assert.Contains($"]({page})", list, StringComparison.Ordinal));
        Assert.All(
            Directory.GetDirectories(Path.Combine(House.Root, "samples", "schedules")).Select(Path.GetFileName),
            folder => Assert.Contains(pages, page => House.Read($"docs/runbooks/{page}").Contains($"samples/schedules/{folder}", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("docs/runbooks/cron.md", "systemd.md", true)]
    [InlineData("docs/runbooks/cron.md", "README.md#what-to-alert-on", true)]
    [InlineData("docs/runbooks/cron.md", "README.md#what-to-alert", false)]
    [InlineData("docs/runbooks/cron.md", "../../samples/none", false)]
    public void A_link_is_followed(string page, string link, bool leads) => Assert.Equal(leads, Leads(page, link));

    private static IEnumerable<string> Links(string text) =>
        Regex.Matches(Regex.Replace(text, @"(?ms)^```.*?^```|`[^`\n]*`", ""), @"\]\(([^)\s]+)\)").Select(m => m.Groups[1].Value).Where(l => !l.Contains("://", StringComparison.Ordinal));

    private static bool Leads(string page, string link)
    {
        var parts = link.Split('#');
        var path = parts[0].Length == 0 ? Path.Combine(House.Root, page) : Path.Combine(House.Root, Path.GetDirectoryName(page)!, parts[0]);
        if (!Path.Exists(path)) return false;
        return parts.Length == 1 || Regex.Matches(File.ReadAllText(path), "(?m)^#+ (.+)$").Any(m => Anchor(m.Groups[1].Value) == parts[1]);
    }

    // As the pages' host makes them of headings.
    private static string Anchor(string heading) => Regex.Replace(heading.Trim().ToLowerInvariant(), @"[^\w\- ]", "").Replace(' ', '-');
}
