using System.Text.RegularExpressions;
using RecordingCmdlets.Engine.Providers;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Conventions.Tests;

/// <summary>Where people look for the services that are known here, all of them are told of, and no others.</summary>
public sealed partial class ServiceListTests
{
    private const string Overview = "docs/services/README.md";

    private static IReadOnlyList<string> Services { get; } = [.. ProviderRegistry.All.Select(p => p.Name.ToLowerInvariant()).Order(StringComparer.Ordinal)];

    [Theory]
    [InlineData("README.md", "docs/services/")]
    [InlineData(Overview, "")]
    public void Every_service_has_a_page_and_a_row_that_leads_there(string file, string folder)
    {
        Assert.Equal(Services, House.Files("docs/services", "*.md").Where(f => f != Overview).Select(f => Path.GetFileNameWithoutExtension(f)));
        Assert.Equal(
            Services,
            Regex.Matches(House.Read(file), $@"^\| \[[^\]]+\]\({folder}([a-z]+)\.md\) \|", RegexOptions.Multiline).Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_overview_tells_kinds_and_recycle_bins_as_they_are_declared()
    {
        var rows = ServiceRow().Matches(House.Read(Overview)).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value.Split('|'));

        Assert.All(ProviderRegistry.All, provider =>
        {
            var cells = rows[provider.Name.ToLowerInvariant()];
            Assert.Equal(provider.Resources.Select(r => r.Kind).Distinct(), Spans(cells[0]));
            Assert.Equal(provider.Resources.Any(r => r.Recycle is not null), cells[2].Trim() != "no");
        });
    }

    [Fact]
    public void The_overview_names_every_variable_that_is_read_and_no_others()
    {
        var declared = ProviderRegistry.All.SelectMany(p => p.Auth.EnvironmentVariables.Values.Concat(p.SettingVariables.Values)).ToList();
        var told = House.Read(Overview).Split('\n').SelectMany(Spans).Where(s => Regex.IsMatch(s, "^[A-Z]+_[A-Z_]+$"));

        Assert.Equal(declared.Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_service_is_a_word_by_which_the_packages_are_found()
    {
        var module = Spans(Regex.Match(House.Read("RecordingCmdlets.psd1"), @"Tags\s*=\s*@\(([^)]*)\)").Groups[1].Value.Replace('\'', '`'));
        var runner = Regex.Match(House.Read("src/RecordingCmdlets.Runner/RecordingCmdlets.Runner.csproj"), "<PackageTags>([^<]+)<").Groups[1].Value.Split(' ');

        Assert.All(ProviderRegistry.All, provider =>
        {
            Assert.Contains(module, tag => tag.StartsWith(provider.Name, StringComparison.Ordinal));
            Assert.Contains(provider.Name, runner);
        });
    }

    [Fact]
    public void Every_service_can_be_rehearsed_with()
    {
        using var sandbox = SandboxServer.Start(new SandboxOptions { RecordingCount = 0 });

        Assert.Equal(ProviderRegistry.All.Select(p => p.Name).Order(StringComparer.Ordinal), sandbox.Providers.Order(StringComparer.Ordinal));
    }

    private static IReadOnlyList<string> Spans(string text) => [.. CodeSpan().Matches(text).Select(m => m.Groups[1].Value)];

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"^\| \[[^\]]+\]\(([a-z]+)\.md\) \|(.*)$", RegexOptions.Multiline)]
    private static partial Regex ServiceRow();
}
