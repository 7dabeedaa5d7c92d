using RecordingCmdlets.Engine.Ledger;

namespace RecordingCmdlets.Engine.Tests.Retention;

/// <summary>A plan that is applied: exactly what it says goes, by what is there now, at every service.</summary>
public sealed class RetentionRunTests
{
    private const int OldEnough = 60;

    [Fact]
    public async Task What_the_plan_removes_and_nothing_else_goes_at_every_service()
    {
        using var rig = await RetentionRig.OpenAsync(60);
        var before = rig.Left();
        var plan = await rig.PlanAsync(RetentionRig.Policy(RetentionRig.Older(OldEnough)));
        var lines = RetentionRig.Lines(plan);
        rig.Sandbox.ClearRequests();

        var (results, summary) = await rig.ApplyAsync(plan);

        Assert.All(rig.Sandbox.Providers, p => Assert.Contains(lines["remove"], l => l.StartsWith(p, StringComparison.Ordinal)));
        Assert.NotEmpty(lines["keep"]);
        Assert.Equal(lines["remove"].Order(), results.Select(r => $"{r.Provider}/{r.Id}").Order());
        var removable = results.Where(r => r.Outcome != RemovalOutcome.NotEligible).Select(r => $"{r.Provider}/{r.Id}").ToHashSet();
        Assert.All(results, r => Assert.Contains(r.Outcome, (RemovalOutcome[])[RemovalOutcome.Deleted, RemovalOutcome.NotEligible, RemovalOutcome.AlreadyGone]));
        Assert.Equal(before.Except(removable).Order(), rig.Left().Order());
        Assert.Equal(plan.ToRemove, summary.Planned);
        Assert.True(summary.IsComplete);
        Assert.Equal(results.Select(r => (r.Id, r.Outcome)).Order(), rig.Ledger().Select(e => (e.Id, e.Outcome)).Order());
        Assert.All(new AuditArchive(rig.AuditPath).Verify(null, null), v => Assert.Equal(AuditState.Sealed, v.State));
    }
}
