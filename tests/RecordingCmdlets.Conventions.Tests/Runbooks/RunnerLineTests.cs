using System.Text.RegularExpressions;
using k8s;
using k8s.Models;
using RecordingCmdlets.Runner;

namespace RecordingCmdlets.Conventions.Tests.Runbooks;

/// <summary>Every command line of the runner that a schedule or a page has is one that the runner takes.</summary>
public sealed class RunnerLineTests
{
    private const string Program = "recording-retention ";
    private static readonly string[] Verbs = ["rehearse", "validate", "plan", "apply", "run", "audit verify", "audit resolve"];

    public static TheoryData<string, string> Lines()
    {
        var data = new TheoryData<string, string>();
        foreach (var (place, line) in FromTexts().Concat(FromManifests())) data.Add(place, line);
        return data;
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task It_is_taken(string place, string line)
    {
        var verb = Assert.Single(Verbs, v => line == v || line.StartsWith($"{v} ", StringComparison.Ordinal));
        var (known, required) = await OptionsAsync(verb);
        var used = Regex.Matches(line, @"(?<![\w-])--[a-z][a-z-]*").Select(m => m.Value).ToList();

        Assert.Empty(used.Except(known));
        Assert.Empty(required.Except([.. used, .. FromVariables(place)]));
        Assert.Equal(used.Distinct(), used);
    }

    [Fact]
    public void There_are_lines_of_every_kind()
    {
        var places = FromTexts().Concat(FromManifests()).Select(l => l.Place).ToHashSet();

        Assert.Superset(new HashSet<string> { "docs/runbooks/cron.md", "docs/getting-started.md", "docs/runner.md" }, places);
        Assert.Superset(House.Files("samples/schedules", "*").Where(f => !f.Contains("failed", StringComparison.Ordinal) && Path.GetExtension(f) is "" or ".service" or ".yml" or ".yaml").ToHashSet(), places);
    }

    [Fact]
    public async Task A_slip_is_found()
    {
        var (known, required) = await OptionsAsync("run");

        Assert.Contains("--time-limit", known);
        Assert.DoesNotContain("--timelimit", known);
        Assert.Equal(["--holds", "--policy"], required.Order(StringComparer.Ordinal));
    }

    // Variables that are set beside the line stand for options of it.
    private static IEnumerable<string> FromVariables(string place) => place.EndsWith(".md", StringComparison.Ordinal)
        ? []
        : Regex.Matches(House.Read(place), @"RECORDING_RETENTION_([A-Z_]+)").Select(m => $"--{m.Groups[1].Value.ToLowerInvariant().Replace('_', '-')}");

    /// <summary>Lines that begin with the program, or have it after what prepares it.</summary>
    private static IEnumerable<(string Place, string Line)> FromTexts()
    {
        string[] files =
        [
            "README.md", .. House.Files("docs", "*.md"), .. House.Files("samples", "*").Where(f => Path.GetExtension(f) is "" or ".service" or ".yml" or ".md" && !f.Contains("failed", StringComparison.Ordinal)),
        ];
        return files.SelectMany(file => House.Read(file).ReplaceLineEndings("\n").Split('\n')
            .Where(line => !line.TrimStart().StartsWith('#') && !line.StartsWith("| ", StringComparison.Ordinal))
            .SelectMany(line => Regex.Matches(line, @"(?:^|/|&& |-- |`|run: |\s{4})" + Program + @"((?:" + string.Join('|', Verbs) + @")\b[^`|&]*)"))
            .Select(match => (file, Regex.Split(match.Groups[1].Value, " # | >")[0].Trim())));
    }

    private static IEnumerable<(string Place, string Line)> FromManifests() => House.Files("samples/schedules/kubernetes", "*.yaml")
        .SelectMany(file => KubernetesYaml.LoadAllFromString(House.Read(file)).OfType<V1CronJob>()
            .SelectMany(job => job.Spec.JobTemplate.Spec.Template.Spec.Containers.Select(c => (file, string.Join(' ', c.Args)))));

    /// <summary>What the help of a command names.</summary>
    private static async Task<(HashSet<string> Known, HashSet<string> Required)> OptionsAsync(string verb)
    {
        var output = new StringWriter();
        var host = new RunnerHost { Variables = new Dictionary<string, string>(), Output = output, Error = output };
        Assert.Equal(ExitCode.Done, await CommandLine.RunAsync([.. verb.Split(' '), "--help"], host));
        var lines = Regex.Matches(output.ToString(), @"(?m)^ +(--[a-z][a-z-]*)(.*)$");
        return ([.. lines.Select(m => m.Groups[1].Value)], [.. lines.Where(m => m.Groups[2].Value.Contains("(REQUIRED)", StringComparison.Ordinal)).Select(m => m.Groups[1].Value)]);
    }
}
