using System.Text.RegularExpressions;
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
