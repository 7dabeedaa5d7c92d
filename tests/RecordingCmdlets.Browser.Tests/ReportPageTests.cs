using System.Globalization;
using Microsoft.Playwright;
using RecordingCmdlets.Engine.Tests.Support;

namespace RecordingCmdlets.Browser.Tests;

/// <summary>The report as a browser shows it: whole, quiet, and with the numbers of its data.</summary>
public sealed class ReportPageTests(SystemChromium chromium) : IClassFixture<SystemChromium>
{
    [Theory]
    [InlineData(375, ColorScheme.Light)]
    [InlineData(375, ColorScheme.Dark)]
    [InlineData(768, ColorScheme.Light)]
    [InlineData(768, ColorScheme.Dark)]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(1440, ColorScheme.Dark)]
    public async Task A_page_says_nothing_asks_for_nothing_and_fits(int width, ColorScheme scheme)
    {
        using var bench = new ReportBench();
        await using var open = await OpenPage.OpenAsync(chromium, await WholeReportAsync(bench), width, scheme);

        Assert.Empty(open.Complaints);
        Assert.Equal(width, await open.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        await open.PictureAsync($"report-{width}-{scheme.ToString().ToLowerInvariant()}");
    }

    [Fact]
    public async Task The_numbers_shown_are_those_of_the_data()
    {
        using var bench = new ReportBench();
        await using var open = await OpenPage.OpenAsync(chromium, await WholeReportAsync(bench));
        var limit = RetentionAge.Parse(ReportBench.Limit);
        var past = bench.Items.Where(i => bench.Now - i.CreatedAt > limit).ToList();

        Assert.Equal(bench.Items.Count, await open.NumberAsync("#figure-items"));
        Assert.Equal(past.Count, await open.NumberAsync("#figure-past-limit"));
        Assert.Equal(past.Count(i => i.Provider is "Telnyx" or "Webex"), await open.NumberAsync("#figure-to-remove"));
        Assert.Equal(past.Count(i => i.Provider is "Telnyx" or "Webex"), await open.NumberAsync("#figure-plan-listed"));
        Assert.Equal(bench.Items.Count(IsHeld), await open.NumberAsync("#figure-held"));
        Assert.Equal(2, await open.NumberAsync("#figure-intact"));

        Assert.Equal(
            bench.Items.GroupBy(i => (i.Provider, i.Kind)).OrderBy(g => g.Key.Provider, StringComparer.Ordinal)
                .Select(g => (g.Key.Provider, g.Key.Kind, (long)g.Count(), Size(g.Sum(i => i.SizeBytes ?? 0)), (long)g.Count(past.Contains))),
            (await open.CellsAsync("services-table")).Select(c => (c[0].Split(' ', '\n')[0], c[1], OpenPage.Number(c[3]), c[4], OpenPage.Number(c[5]))));
        (int From, int To)[] steps = [(0, 7), (7, 30), (30, 90), (90, 180), (180, 365), (365, 730), (730, 1825), (1825, 100_000)];
        Assert.Equal(
            steps.Select(s => bench.Items.LongCount(i => i.CreatedAt is { } created && Days(created) > s.From && Days(created) <= s.To)).Append(bench.Items.Count(i => i.CreatedAt is null)),
            (await open.CellsAsync("age-table")).Select(c => OpenPage.Number(c[2])));
        Assert.Equal(
            bench.Items.Where(i => i.CreatedAt is not null).GroupBy(i => Month(i.CreatedAt!.Value)).OrderBy(g => g.Key == "earlier" ? "" : g.Key, StringComparer.Ordinal).Select(g => (g.Key, (long)g.Count())),
            (await open.CellsAsync("growth-table")).Select(c => (c[0], OpenPage.Number(c[2]))).Where(c => c.Item2 > 0));
        Assert.Equal([("Deleted", 7L), ("Failed", 2L), ("Unknown", 1L)], (await open.CellsAsync("outcomes-table")).Select(c => (c[0], OpenPage.Number(c[1]))));
        Assert.Equal(bench.Items.Count, (await open.CellsAsync("rows")).Length);

        // Two years are shown one by one.
        string Month(DateTimeOffset created) => created < new DateTimeOffset(2024, 4, 1, 0, 0, 0, TimeSpan.Zero) ? "earlier" : created.ToString("yyyy-MM", CultureInfo.InvariantCulture);

        double Days(DateTimeOffset created) => Math.Max((bench.Now - created).TotalDays, 0.001);
    }

    [Fact]
    public async Task What_others_wrote_is_text()
    {
        using var bench = new ReportBench();
        await using var open = await OpenPage.OpenAsync(chromium, await WholeReportAsync(bench, title: "</title><script>alert(1)</script>"));

        Assert.Equal("</title><script>alert(1)</script>", await open.Page.InnerTextAsync("h1"));
        // The module's own, and nothing that came with a title.
        Assert.Equal((1, 1, 1), (await CountAsync("script"), await CountAsync("style"), await CountAsync("h1")));
        Assert.Equal(0, await CountAsync("img, base, iframe, object, link, [onmouseover], [onerror], [style]"));
        var shown = await open.Page.EvaluateAsync<string[]>("Array.from(document.querySelectorAll('#rows th[scope=row] bdi'), b => b.textContent)");
        foreach (var item in bench.Items.Where(i => i.Title is not null)) Assert.Contains(PlainText.Of(item.Title), shown);
        Assert.DoesNotContain(shown, text => text.Any(c => char.IsControl(c) || c == '\u202e'));
        Assert.Contains(await open.CellsAsync("holds-table"), cells => cells[0] == "LEGAL-9 <img src=x onerror=alert(1)>");
        Assert.Empty(open.Complaints);

        async Task<int> CountAsync(string selector) => await open.Page.Locator(selector).CountAsync();
    }

    [Fact]
    public async Task The_policy_of_the_page_would_stop_what_is_not_its_own()
    {
        using var bench = new ReportBench(3);
        await using var open = await OpenPage.OpenAsync(chromium, await WholeReportAsync(bench));

        await open.Page.EvaluateAsync("() => { const s = document.createElement('script'); s.textContent = 'document.title = \"owned\"'; document.body.append(s); const i = new Image(); i.src = 'https://evil.invalid/x.png'; document.body.append(i); return new Promise(done => i.onerror = done); }");

        Assert.DoesNotContain("owned", await open.Page.TitleAsync(), StringComparison.Ordinal);
        Assert.Equal(2, open.Complaints.Count(c => c.Contains("Content Security Policy", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_table_is_sorted_and_filtered_by_keyboard_alone()
    {
        using var bench = new ReportBench();
        await using var open = await OpenPage.OpenAsync(chromium, await WholeReportAsync(bench));

        await TabToAsync(open, "document.activeElement.id === 'filter'");
        await open.Page.Keyboard.TypeAsync("telnyx processing");
        await open.Page.WaitForFunctionAsync("!document.getElementById('shown').textContent.startsWith('240 ')");
        var wanted = bench.Items.Where(i => i.Provider == "Telnyx" && i.Status == "processing").Select(i => i.Id).Order(StringComparer.Ordinal).ToList();
        Assert.NotEmpty(wanted);
        Assert.Equal(wanted, (await open.CellsAsync("rows")).Select(c => c[1].Split('\n')[^1]).Order(StringComparer.Ordinal));
        Assert.Equal($"{wanted.Count} of 240 rows", await open.Page.InnerTextAsync("#shown"));

        await TabToAsync(open, "document.activeElement.textContent === 'Length'");
        await open.Page.Keyboard.PressAsync("Enter");
        Assert.Equal("ascending", await open.Page.GetAttributeAsync("#rows th:has-text('Length')", "aria-sort"));
        Assert.Equal(bench.Items.Where(i => wanted.Contains(i.Id)).OrderBy(i => i.Duration).Select(i => i.Id), (await open.CellsAsync("rows")).Select(c => c[1].Split('\n')[^1]));
    }

    [Fact]
    public async Task The_first_stop_of_the_keyboard_skips_to_the_content_and_each_stop_can_be_seen()
    {
        using var bench = new ReportBench(20);
        await using var open = await OpenPage.OpenAsync(chromium, await WholeReportAsync(bench));

        await open.Page.Keyboard.PressAsync("Tab");
        Assert.Equal("#content", await open.Page.EvaluateAsync<string>("document.activeElement.getAttribute('href')"));
        Assert.True(await open.Page.EvaluateAsync<bool>("document.activeElement.getBoundingClientRect().left >= 0"));
        for (var i = 0; i < 15; i++)
        {
            Assert.NotEqual("none", await open.Page.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineStyle"));
            await open.Page.Keyboard.PressAsync("Tab");
        }
    }

    [Fact]
    public async Task It_is_put_together_so_that_a_screen_reader_finds_its_way()
    {
        using var bench = new ReportBench();
        await using var open = await OpenPage.OpenAsync(chromium, await WholeReportAsync(bench));

        Assert.Equal("en", await open.Page.GetAttributeAsync("html", "lang"));
        Assert.Empty(
            await open.Page.EvaluateAsync<string[]>("""
                [...Array.from(document.querySelectorAll('table')).filter(t => !t.caption || !t.caption.textContent.trim()).map(t => 'no caption: ' + t.id),
                 ...Array.from(document.querySelectorAll('th')).filter(t => !t.scope || !t.textContent.trim()).map(t => 'bad head: ' + t.outerHTML),
                 ...Array.from(document.querySelectorAll('tbody tr')).filter(r => r.querySelectorAll('th').length !== 1 || r.cells.length !== r.closest('table').tHead.rows[0].cells.length).map(r => 'bad row: ' + r.innerHTML),
                 ...Array.from(document.querySelectorAll('[aria-labelledby]')).filter(e => !document.getElementById(e.getAttribute('aria-labelledby'))).map(e => 'no label: ' + e.outerHTML),
                 ...Array.from(document.querySelectorAll('nav a, .skip')).filter(a => !document.querySelector(a.getAttribute('href'))).map(a => 'leads nowhere: ' + a.href),
                 ...Array.from(document.querySelectorAll('[id]')).filter((e, i, all) => all.findIndex(o => o.id === e.id) !== i).map(e => 'twice: ' + e.id),
                 ...Array.from(document.querySelectorAll('svg')).filter(s => !s.closest('[aria-hidden=true]')).map(() => 'a drawing that is read out')]
                """));
        Assert.Equal(1, await open.Page.Locator("main").CountAsync());
        var levels = await open.Page.EvaluateAsync<int[]>("Array.from(document.querySelectorAll('h1,h2,h3'), h => +h.tagName[1])");
        Assert.Equal(1, levels[0]);
        Assert.All(levels.Zip(levels.Skip(1)), pair => Assert.True(pair.Second <= pair.First + 1 && pair.Second > 1));
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Every_text_stands_out_from_its_ground(ColorScheme scheme)
    {
        using var bench = new ReportBench(30);
        await using var open = await OpenPage.OpenAsync(chromium, await WholeReportAsync(bench), 1440, scheme);

        // WCAG 2: 4.5 to 1.
        var faint = await open.Page.EvaluateAsync<string[]>("""
            () => {
              const light = c => { const [r, g, b] = c.match(/[\d.]+/g).map(Number).map(v => v / 255).map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b; };
              const ground = light(getComputedStyle(document.documentElement).backgroundColor);
              return [...new Set(Array.from(document.querySelectorAll('body *')).filter(e => Array.from(e.childNodes).some(n => n.nodeType === 3 && n.textContent.trim())).filter(e => !['SCRIPT', 'STYLE'].includes(e.tagName)).map(e => {
                const own = light(getComputedStyle(e).color);
                const ratio = (Math.max(own, ground) + .05) / (Math.min(own, ground) + .05);
                return ratio < 4.5 ? e.tagName + '.' + e.className + ' ' + ratio.toFixed(2) : '';
              }).filter(Boolean))];
            }
            """);
        Assert.Empty(faint);
    }

    [Fact]
    public async Task Without_scripts_it_is_whole()
    {
        using var bench = new ReportBench();
        await using var open = await OpenPage.OpenAsync(chromium, await WholeReportAsync(bench), scripts: false);

        Assert.Equal(240, await open.Page.Locator("#rows tbody tr:visible").CountAsync());
        Assert.False(await open.Page.Locator("#tools").IsVisibleAsync());
    }

    [Fact]
    public async Task It_prints_on_paper_that_is_white_whatever_the_screen_is()
    {
        using var bench = new ReportBench();
        await using var open = await OpenPage.OpenAsync(chromium, await WholeReportAsync(bench), 1440, ColorScheme.Dark);
        await open.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });

        Assert.Equal("rgb(255, 255, 255)", await open.Page.EvaluateAsync<string>("getComputedStyle(document.documentElement).backgroundColor"));
        Assert.False(await open.Page.Locator("#tools").IsVisibleAsync());
        var pdf = await open.Page.PdfAsync(new PagePdfOptions { PreferCSSPageSize = true, PrintBackground = false });
        Assert.Equal("%PDF"u8, pdf.AsSpan(0, 4));
        if (Environment.GetEnvironmentVariable("RECORDINGCMDLETS_PICTURES") is { Length: > 0 } folder) await File.WriteAllBytesAsync(Path.Combine(folder, "report.pdf"), pdf, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_listing_of_nothing_is_a_report_that_says_so()
    {
        using var bench = new ReportBench(0);
        var files = await bench.ReportAsync(bench.Options with { HasListing = true, OlderThan = RetentionAge.Parse("30d") }, []);
        await using var open = await OpenPage.OpenAsync(chromium, files[0]);

        Assert.Equal(0, await open.NumberAsync("#figure-items"));
        Assert.Contains("Nothing was listed.", await open.Page.InnerTextAsync("main"), StringComparison.Ordinal);
        Assert.Empty(open.Complaints);
        await open.PictureAsync("report-empty");
    }

    /// <summary>A report of everything there can be: items, plan, holds, and three ledgers, one of which is broken.</summary>
    private static async Task<string> WholeReportAsync(ReportBench bench, string title = "Recordings of Example Ltd")
    {
        await bench.RunAsync(Math.Min(5, bench.Items.Count), 0);
        var broken = await bench.RunAsync(Math.Min(3, bench.Items.Count), ticket: "CHG-1043");
        await bench.RunAsync(bench.Items.Count > 5 ? 2 : 0, bench.Items.Count > 5 ? 2 : 0, bench.Items.Count > 5 ? 1 : 0, ticket: null);
        File.WriteAllText(broken, File.ReadAllText(broken).Replace("\"Deleted\"", "\"Failed\"", StringComparison.Ordinal));
        var plan = await bench.PlanAsync();
        return (await bench.ReportAsync(
            bench.Options with { Title = title, HasListing = true, OlderThan = RetentionAge.Parse(ReportBench.Limit), PlanPath = plan.Path, AuditPaths = [bench.AuditPath] }, bench.Items))[0];
    }

    // As the bench's holds say it, without the engine's own judgement.
    private static bool IsHeld(Recording item) =>
        item.Owner?.EndsWith("@partner.example", StringComparison.Ordinal) == true || (item.Provider == "Webex" && item.Title?.Contains("Board", StringComparison.OrdinalIgnoreCase) == true);

    private static string Size(long bytes) => bytes switch
    {
        0 => "–",
        < 1L << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):0.0} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.0} GiB"),
    };

    private static async Task TabToAsync(OpenPage open, string condition)
    {
        for (var i = 0; i < 60; i++)
        {
            await open.Page.Keyboard.PressAsync("Tab");
            if (await open.Page.EvaluateAsync<bool>(condition)) return;
        }

        Assert.Fail($"No stop of the keyboard: {condition}");
    }
}
