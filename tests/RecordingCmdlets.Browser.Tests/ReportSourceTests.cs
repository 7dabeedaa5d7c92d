using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using RecordingCmdlets.Engine.Tests.Support;

namespace RecordingCmdlets.Browser.Tests;

/// <summary>What can be said of a page without a browser; these run on every machine.</summary>
public sealed partial class ReportSourceTests
{
    [Fact]
    public async Task The_policy_of_a_page_names_the_very_style_and_script_that_stand_in_it()
    {
        using var bench = new ReportBench(2);
        var page = await File.ReadAllTextAsync((await bench.ReportAsync(bench.Options with { HasListing = true }, bench.Items))[0], TestContext.Current.CancellationToken);
        var policy = WebUtility.HtmlDecode(Policy().Match(page).Groups[1].Value);

        Assert.Equal(
            $"default-src 'none'; style-src '{Hash(Inside(page, "style"))}'; script-src '{Hash(Inside(page, "script"))}'; base-uri 'none'; form-action 'none'",
            policy);
    }

    [Fact]
    public async Task A_page_names_no_address_but_places_in_itself()
    {
        using var bench = new ReportBench(0);
        var page = await File.ReadAllTextAsync((await bench.ReportAsync(bench.Options with { HasListing = true }, []))[0], TestContext.Current.CancellationToken);

        Assert.DoesNotMatch(@"https?:|//\w|@import|url\(", page.Replace(Inside(page, "script"), "", StringComparison.Ordinal));
        Assert.All(Links().Matches(page), link => Assert.StartsWith("#", link.Groups[1].Value, StringComparison.Ordinal));
        Assert.NotEmpty(Links().Matches(page));
    }

    private static string Inside(string page, string element) => page.Split($"<{element}>")[1].Split($"</{element}>")[0];

    private static string Hash(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    [GeneratedRegex("Content-Security-Policy\" content=\"([^\"]*)\"")]
    private static partial Regex Policy();

    [GeneratedRegex("(?:href|src)=\"([^\"]*)\"")]
    private static partial Regex Links();
}
