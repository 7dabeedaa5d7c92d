using System.Text.Json;
using RecordingCmdlets.Runner;

namespace RecordingCmdlets.Engine.Tests.Runner;

/// <summary>Plan, apply and run, as a scheduler calls them: by process, variables, files and exit codes.</summary>
public sealed class RunCommandTests
{
    [Fact]
    public async Task A_run_removes_what_the_policy_says_and_seals_its_ledger()
    {
        using var rig = new RunnerRig();
        var before = rig.Sandbox.GetRecordingIds("Telnyx").ToHashSet();

        var end = await rig.RunAsync("run", "--policy", rig.Policy);

        Assert.True(end.Exit == ExitCode.Done, end.All);
        var gone = before.Except(rig.Sandbox.GetRecordingIds("Telnyx")).ToHashSet();
        Assert.NotEmpty(gone);
        var entries = rig.Archive.ReadEntries().ToList();
        Assert.Equal(gone.Order(), entries.Where(e => e.Outcome == RemovalOutcome.Deleted).Select(e => e.Id).Order());
        var applied = Events(end.Output).Single(e => e.GetProperty("event").GetString() == "applied");
        Assert.Equal(AuditState.Sealed, Assert.Single(rig.Archive.Verify(applied.GetProperty("head").GetString(), null)).State);
        Assert.Equal(gone.Count, applied.GetProperty("outcomes").GetProperty("Deleted").GetInt32());
    }

    internal static List<JsonElement> Events(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
}
