using RecordingCmdlets.Runner;

namespace RecordingCmdlets.Engine.Tests.Runner;

public sealed class ValidateCommandTests
{
    [Fact]
    public async Task A_policy_is_explained_and_one_with_a_slip_is_shown_where_it_is()
    {
        using var rig = new RunnerRig();
        var wrong = rig.File("wrong.json");
        await File.WriteAllTextAsync(wrong, (await File.ReadAllTextAsync(rig.Policy, TestContext.Current.CancellationToken)).Replace("olderThan", "olderThen", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        var good = await rig.RunHereAsync("validate", rig.Policy, "--log", "text");
        var both = await rig.RunHereAsync("validate", rig.Policy, wrong, "--log", "text");
        var none = await rig.RunHereAsync("validate", rig.File("none.json"));

        Assert.True(good.Exit == ExitCode.Done, good.All);
        Assert.Contains("30 days", good.Output, StringComparison.Ordinal);
        Assert.True(both.Exit == ExitCode.Failed, both.All);
        Assert.Matches(@"wrong\.json\(\d+,\d+\): rules\[0\]", both.Error);
        Assert.True(none.Exit == ExitCode.Failed, none.All);
        Assert.Empty(rig.Sandbox.GetRequests());
    }
}
