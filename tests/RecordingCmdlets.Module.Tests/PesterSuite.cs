using Xunit;

namespace RecordingCmdlets.ModuleTests;

/// <summary>The cmdlet contract: every <c>It</c> of tests/Pester is a row here, run against the staged package.</summary>
public sealed class PesterSuite
{
    public static IEnumerable<TheoryDataRow<string, int, string>> Cases() =>
        PesterCases.All.Select(c => new TheoryDataRow<string, int, string>(c.File, c.Line, c.Name) { TestDisplayName = $"{c.File}:{c.Line} {c.Name}" });

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Pester_case_passes(string file, int line, string name)
    {
        var host = await PowerShellHost.Instance;
        Assert.SkipUnless(host.WhyNot is null, host.WhyNot ?? "");
        var (results, report) = (await PesterRun.Instance)[file];
        var runs = results.Where(r => r.Line == line).ToList();
        Assert.True(runs.Count > 0, $"'{name}' did not run.\n{report}");
        var failed = runs.Where(r => r.Result != "Passed").ToList();
        Assert.True(failed.Count == 0, string.Join("\n\n", failed.Select(r => $"{r.Name}: {r.Result}\n{r.Error}")));
    }

    [Fact]
    public async Task Every_case_that_ran_has_a_row()
    {
        var host = await PowerShellHost.Instance;
        Assert.SkipUnless(host.WhyNot is null, host.WhyNot ?? "");
        var run = await PesterRun.Instance;
        var rows = PesterCases.All.Select(c => (c.File, c.Line)).ToHashSet();
        var ran = PesterCases.Files.Select(f => Path.GetFileName(f)).SelectMany(f => run[f].Results.Select(r => (File: f, r.Line, r.Name)));
        Assert.DoesNotContain(ran, r => !rows.Contains((r.File, r.Line)));
    }

    [Fact]
    public void Every_case_has_a_name_that_can_be_read_without_running_it()
    {
        Assert.Empty(PesterCases.FindUnreadable());
        Assert.NotEmpty(PesterCases.All);
    }

    [Fact]
    public async Task Scripts_have_no_analyzer_findings()
    {
        var host = await PowerShellHost.Instance;
        Assert.SkipUnless(host.WhyNoAnalyzer is null, host.WhyNoAnalyzer ?? "");
        var state = Directory.CreateTempSubdirectory("recordingcmdlets-analyzer-").FullName;
        try
        {
            var outcome = await host.RunAsync(Path.Combine(Repository.Scripts, "Invoke-Analyzer.ps1"), state, TimeSpan.FromMinutes(4), Repository.Root);
            Assert.True(outcome.ExitCode == 0, outcome.Text);
        }
        finally
        {
            Directory.Delete(state, recursive: true);
        }
    }

    [Fact]
    public void The_package_is_staged()
    {
        Assert.True(File.Exists(Path.Combine(Repository.Package, "RecordingCmdlets.psd1")), $"There is no staged package in {Repository.Package}.");
    }
}
