using System.Diagnostics;
using System.Text.RegularExpressions;
using RecordingCmdlets.Runner;
using RecordingCmdlets.Sandbox;
using YamlDotNet.RepresentationModel;

namespace RecordingCmdlets.Conventions.Tests.Runbooks;

/// <summary>The GitHub workflow, read by a YAML parser.</summary>
public sealed class WorkflowTests
{
    private const string File = "samples/schedules/github-actions/recording-retention.yml";

    private static YamlMappingNode Root { get; } = Load(House.Read(File));

    private static YamlMappingNode Plan => Map(Root, "jobs", "plan");

    private static YamlMappingNode Apply => Map(Root, "jobs", "apply");

    private static IEnumerable<YamlMappingNode> Steps(YamlMappingNode job) => ((YamlSequenceNode)job.Children["steps"]).Cast<YamlMappingNode>();

    [Fact]
    public void It_runs_every_week()
    {
        var cron = Assert.Single((YamlSequenceNode)Map(Root, "on").Children["schedule"]);

        Assert.True(Schedule.IsWeekly(Text(cron, "cron")!), Text(cron, "cron"));
    }

    [Fact]
    public void It_may_read_the_repository_and_nothing_else()
    {
        Assert.Equal([("contents", "read")], Map(Root, "permissions").Select(p => (p.Key.ToString(), p.Value.ToString())));
        Assert.All([Plan, Apply], job => Assert.False(job.Children.ContainsKey("permissions")));
        Assert.All(Steps(Plan).Concat(Steps(Apply)).Where(s => Text(s, "uses")?.StartsWith("actions/checkout", StringComparison.Ordinal) == true),
            s => Assert.Equal("false", Text(Map(s, "with"), "persist-credentials")));
    }

    [Fact]
    public void It_never_runs_beside_itself_and_is_never_cancelled_by_its_successor() =>
        Assert.Equal([("group", "recording-retention"), ("cancel-in-progress", "false")], Map(Root, "concurrency").Select(p => (p.Key.ToString(), p.Value.ToString())));

    [Fact]
    public void Actions_and_tools_are_of_a_version()
    {
        Assert.All(Steps(Plan).Concat(Steps(Apply)).Select(s => Text(s, "uses")).OfType<string>(), u => Assert.Matches(@"^actions/[\w-]+@(v\d+|[0-9a-f]{40})$", u));
        Assert.All(Runs().Where(r => r.Contains("tool install", StringComparison.Ordinal)), r => Assert.Matches(@"--version \d+\.\d+\.\d+", r));
    }

    [Fact]
    public void What_is_applied_is_what_was_planned_and_approved()
    {
        Assert.Equal("plan", Text(Apply, "needs"));
        Assert.Equal("retention-approval", Text(Apply, "environment"));
        Assert.False(Plan.Children.ContainsKey("environment"));
        var apply = Assert.Single(Steps(Apply), s => Text(s, "run")?.Contains("recording-retention apply", StringComparison.Ordinal) == true);
        Assert.Equal("${{ needs.plan.outputs.hash }}", Text(Map(apply, "env"), "PLAN_HASH"));
        Assert.Contains("--plan-hash \"$PLAN_HASH\"", Text(apply, "run")!, StringComparison.Ordinal);
        Assert.Contains("--max-plan-age", Text(apply, "run")!, StringComparison.Ordinal);
        // Only one command removes, and it stands behind the approval.
        Assert.DoesNotContain(Steps(Plan), s => Regex.IsMatch(Text(s, "run") ?? "", @"recording-retention (apply|run)\b"));
        Assert.DoesNotContain(Runs(), r => r.Contains("recording-retention run", StringComparison.Ordinal));
    }

    // What is written into a script is run by it; and a pipe without pipefail forgets the exit code of the plan.
    [Fact]
    public void No_expression_stands_in_a_script()
    {
        Assert.DoesNotContain(Runs(), r => r.Contains("${{", StringComparison.Ordinal));
        Assert.Equal("bash", Text(Map(Root, "defaults", "run"), "shell"));
    }

    [Fact]
    public void It_ends_by_itself_and_keeps_the_ledger_whatever_happens()
    {
        var apply = Assert.Single(Runs(), r => r.Contains("recording-retention apply", StringComparison.Ordinal));
        var limit = int.Parse(Text(Apply, "timeout-minutes")!, System.Globalization.CultureInfo.InvariantCulture);

        Assert.True(Schedule.TimeLimit(apply) + Schedule.Room <= TimeSpan.FromMinutes(limit));
        // What hosted runners allow.
        Assert.True(limit <= 360);
        var upload = Assert.Single(Steps(Apply), s => Text(s, "uses")?.StartsWith("actions/upload-artifact", StringComparison.Ordinal) == true);
        Assert.Equal("always()", Text(upload, "if"));
    }

    [Fact]
    public async Task What_the_jobs_run_plans_and_applies_exactly_that_plan()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The jobs run on Linux.");
        Assert.SkipUnless(IsOnPath("bash") && IsOnPath("jq"), "The jobs need bash and jq.");
        var folder = Directory.CreateTempSubdirectory("recordingcmdlets-workflow-").FullName;
        try
        {
            using var sandbox = SandboxServer.Start(new SandboxOptions { Providers = ["Telnyx"], RecordingCount = 120 });
            Prepare(folder, sandbox);
            var output = Path.Combine(folder, "output");
            var variables = new Dictionary<string, string> { ["GITHUB_OUTPUT"] = output, ["RECORDING_RETENTION_LOG"] = Text(Map(Root, "env"), "RECORDING_RETENTION_LOG")! };
            var plan = Assert.Single(Steps(Plan), s => Text(s, "id") == "plan");
            Assert.Equal(0, await RunAsync(folder, Text(plan, "run")!, variables));
            var outputs = (await System.IO.File.ReadAllLinesAsync(output, TestContext.Current.CancellationToken)).Select(l => l.Split('=', 2)).ToDictionary(l => l[0], l => l[1]);
            var planned = int.Parse(outputs["remove"], System.Globalization.CultureInfo.InvariantCulture);
            var before = sandbox.GetRecordingIds("Telnyx").Count;
            Assert.InRange(planned, 1, before);

            var apply = Assert.Single(Runs(), r => r.Contains("recording-retention apply", StringComparison.Ordinal));
            Assert.Equal(1, await RunAsync(folder, apply, new(variables) { ["PLAN_HASH"] = new string('0', 64) }));
            Assert.Equal(before, sandbox.GetRecordingIds("Telnyx").Count);
            Assert.Equal(0, await RunAsync(folder, apply, new(variables) { ["PLAN_HASH"] = outputs["hash"] }));
            Assert.Equal(before - planned, sandbox.GetRecordingIds("Telnyx").Count);
            // What the last step of each job uploads.
            Assert.True(System.IO.File.Exists(Path.Combine(folder, "plan", "plan.csv")));
            Assert.NotEmpty(Directory.GetFiles(Path.Combine(folder, "audit"), "*.jsonl"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static bool IsOnPath(string program) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(folder => System.IO.File.Exists(Path.Combine(folder, program)));

    /// <summary>A checkout with policy and holds, the runner under its name, and a sandbox in the place of the service.</summary>
    private static void Prepare(string folder, SandboxServer sandbox)
    {
        Directory.CreateDirectory(Path.Combine(folder, "retention"));
        System.IO.File.WriteAllText(Path.Combine(folder, "retention", "policy.json"), """{ "format": "recordingcmdlets-policy/1", "fuse": { "maximumShare": 0.9 }, "rules": [{ "name": "Old calls", "providers": ["Telnyx"], "olderThan": "30d", "action": "delete" }] }""");
        System.IO.File.WriteAllText(Path.Combine(folder, "retention", "holds.json"), """{ "format": "recordingcmdlets-holds/1", "holds": [] }""");
        System.IO.File.WriteAllText(Path.Combine(folder, "key"), sandbox.ApiKey.Reveal());
        System.IO.File.WriteAllText(Path.Combine(folder, "connections.json"), $$"""[{ "name": "Telnyx", "provider": "Telnyx", "baseUri": "{{sandbox.GetBaseUri("Telnyx")}}", "credentials": { "apiKey": { "file": "{{Path.Combine(folder, "key")}}" } } }]""");
        var program = Path.Combine(folder, "bin", "recording-retention");
        Directory.CreateDirectory(Path.GetDirectoryName(program)!);
        System.IO.File.WriteAllText(program, $"#!/bin/sh\nexec dotnet '{typeof(RunnerHost).Assembly.Location}' \"$@\"\n");
        if (OperatingSystem.IsWindows()) return;
        System.IO.File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        System.IO.File.SetUnixFileMode(Path.Combine(folder, "key"), UnixFileMode.UserRead);
    }

    /// <summary>Runs a step as GitHub runs one whose shell is bash.</summary>
    private static async Task<int> RunAsync(string folder, string script, Dictionary<string, string> variables)
    {
        var start = new ProcessStartInfo("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in variables) start.Environment[name] = value;
        start.Environment["PATH"] = $"{Path.Combine(folder, "bin")}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["XDG_DATA_HOME"] = Path.Combine(folder, "state");
        start.Environment["RECORDING_RETENTION_CONNECTIONS"] = Path.Combine(folder, "connections.json");
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(output + await error);
        return process.ExitCode;
    }

    private static IEnumerable<string> Runs() => Steps(Plan).Concat(Steps(Apply)).Select(s => Text(s, "run")).OfType<string>();

    private static YamlMappingNode Load(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return (YamlMappingNode)Assert.Single(stream.Documents).RootNode;
    }

    private static YamlMappingNode Map(YamlMappingNode node, params string[] path) => path.Aggregate(node, (at, key) => (YamlMappingNode)at.Children[key]);

    private static string? Text(YamlNode node, string key) => ((YamlMappingNode)node).Children.TryGetValue(key, out var value) ? value.ToString() : null;
}
