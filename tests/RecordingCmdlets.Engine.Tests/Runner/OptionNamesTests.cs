using RecordingCmdlets.Runner;
using RecordingCmdlets.Runner.Output;

namespace RecordingCmdlets.Engine.Tests.Runner;

/// <summary>What the engine calls a parameter is here an option or a key of a file, or is left alone.</summary>
public sealed class OptionNamesTests
{
    private static readonly OptionNames Names = new(["--plan-hash", "--max-delete", "--holds", "--max-plan-age"]);

    [Theory]
    [InlineData("Give -PlanHash.", "Give --plan-hash.")]
    [InlineData("raise (-MaxDelete) if it is right", "raise (--max-delete) if it is right")]
    [InlineData("allow older ones with -MaxPlanAge 14d", "allow older ones with --max-plan-age 14d")]
    [InlineData("Correct -HoldPath, or", "Correct --holds, or")]
    [InlineData("Check -BaseUri and -Proxy", "Check baseUri and proxy")]
    [InlineData("Name it with -Provider.", "Name it with -Provider.")]
    [InlineData("then -AuditPath", "then -AuditPath")]
    [InlineData("run Connect-RecordingProvider again", "run Connect-RecordingProvider again")]
    [InlineData("it ends in 2026-Jan-17, --PlanHash", "it ends in 2026-Jan-17, --PlanHash")]
    public void A_parameter_is_called_what_it_is_called_here(string said, string expected) => Assert.Equal(expected, Names.In(said));

    [Theory]
    [InlineData("json")]
    [InlineData("text")]
    public async Task A_command_that_fails_names_its_own_options(string log)
    {
        using var rig = new RunnerRig();
        var plan = rig.File("plan.jsonl");
        await File.WriteAllTextAsync(plan, "nothing", TestContext.Current.CancellationToken);
        File.Delete(rig.Holds);

        var end = await rig.RunHereAsync("apply", "--plan", plan, "--plan-hash", new string('0', 64), "--log", log);

        Assert.Contains("HoldsMissing", end.All, StringComparison.Ordinal);
        Assert.Contains("--holds", end.All, StringComparison.Ordinal);
        Assert.DoesNotContain("-HoldPath", end.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_variable_that_is_empty_counts_as_not_set()
    {
        using var rig = new RunnerRig();
        rig.Variables["RECORDING_RETENTION_CONNECTION"] = " ";

        var end = await rig.RunHereAsync("run", "--policy", rig.Policy);

        Assert.True(end.Exit == ExitCode.Done, end.All);
        Assert.NotEmpty(rig.Changes);
    }

    [Theory]
    [InlineData("MAX_DELETE", "", "--max-delete", "1000")]
    [InlineData("TIME_LIMIT", " ", "--time-limit", "1h")]
    [InlineData("DRY_RUN", "", "--dry-run", "false")]
    public async Task A_brake_that_is_empty_is_refused_unless_the_line_has_one(string name, string value, string option, string given)
    {
        using var rig = new RunnerRig();
        rig.Variables[$"RECORDING_RETENTION_{name}"] = value;

        var planned = await rig.RunHereAsync("plan", "--policy", rig.Policy);
        rig.Sandbox.ClearRequests();
        var refused = await rig.RunHereAsync("run", "--policy", rig.Policy);

        // Nothing is held back where nothing is removed.
        Assert.True(planned.Exit == ExitCode.Done, planned.All);
        Assert.True(refused.Exit == ExitCode.Usage, refused.All);
        Assert.Contains($"VariableEmpty: RECORDING_RETENTION_{name}", refused.Error, StringComparison.Ordinal);
        Assert.Empty(rig.Sandbox.GetRequests());

        var run = await rig.RunHereAsync("run", "--policy", rig.Policy, option, given);
        Assert.True(run.Exit == ExitCode.Done, run.All);
        Assert.NotEmpty(rig.Changes);
    }
}
