using System.Globalization;
using Microsoft.Playwright;

namespace RecordingCmdlets.Browser.Tests;

/// <summary>A report in the browser, and everything that it says or asks for.</summary>
internal sealed class OpenPage : IAsyncDisposable
{
    private readonly IBrowserContext context;

    private OpenPage(IBrowserContext context, IPage page)
    {
        this.context = context;
        Page = page;
    }

    public IPage Page { get; }

    /// <summary>What it wrote to the console, what it threw, and what it asked for beyond itself.</summary>
    public List<string> Complaints { get; } = [];

    public static async Task<OpenPage> OpenAsync(SystemChromium chromium, string path, int width = 1440, ColorScheme scheme = ColorScheme.Light, bool scripts = true)
    {
        Assert.SkipUnless(chromium.Browser is not null, chromium.WhyNot ?? "");
        var context = await chromium.Browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = 900 }, ColorScheme = scheme, JavaScriptEnabled = scripts });
        var open = new OpenPage(context, await context.NewPageAsync());
        var self = new Uri(path).AbsoluteUri;
        open.Page.Console += (_, said) => open.Complaints.Add($"{said.Type}: {said.Text}");
        open.Page.PageError += (_, error) => open.Complaints.Add(error);
        open.Page.Dialog += async (_, dialog) =>
        {
            open.Complaints.Add($"dialog: {dialog.Message}");
            await dialog.DismissAsync();
        };
        open.Page.Request += (_, request) =>
        {
            if (request.Url != self) open.Complaints.Add($"asked for {request.Url}");
        };
        await open.Page.GotoAsync(self);
        return open;
    }

    /// <summary>A number as the page shows it.</summary>
    public async Task<long> NumberAsync(string selector) => Number(await Page.InnerTextAsync(selector));

    /// <summary>The cells of the rows of a table's body, as they are read.</summary>
    public async Task<string[][]> CellsAsync(string table) =>
        await Page.EvaluateAsync<string[][]>("id => Array.from(document.getElementById(id).tBodies[0].rows).filter(r => !r.hidden).map(r => Array.from(r.cells, c => c.innerText.trim()))", table);

    public static long Number(string shown) => long.Parse(shown, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    /// <summary>Keeps the page and a picture of its beginning, where somebody wants to look at them.</summary>
    public async Task PictureAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("RECORDINGCMDLETS_PICTURES") is not { Length: > 0 } folder) return;
        File.Copy(new Uri(Page.Url).LocalPath, Path.Combine(folder, $"{name}.html"), overwrite: true);
        await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{name}.png") });
    }

    public async ValueTask DisposeAsync() => await context.DisposeAsync();
}
