using Microsoft.Playwright;

namespace RecordingCmdlets.Browser.Tests;

/// <summary>The Chromium of this system, if it has one. None is ever downloaded.</summary>
public sealed class SystemChromium : IAsyncLifetime
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome.exe", "msedge.exe"];

    private IPlaywright? driver;

    public IBrowser? Browser { get; private set; }

    /// <summary>Why there is no browser; null when there is.</summary>
    public string? WhyNot { get; private set; }

    public async ValueTask InitializeAsync()
    {
        if (Find() is not { } path)
        {
            WhyNot = "There is no Chromium on this machine's PATH.";
            return;
        }

        try
        {
            driver = await Playwright.CreateAsync();
            Browser = await driver.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
            {
                ExecutablePath = path,
                Timeout = 60_000,
                Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
            });
        }
        catch (Exception fault) when (fault is PlaywrightException or TimeoutException or IOException or System.ComponentModel.Win32Exception)
        {
            WhyNot = $"Chromium could not be driven: {fault.Message.Split('\n')[0]}";
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null) await Browser.DisposeAsync();
        driver?.Dispose();
    }

    private static string? Find() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
}
