using RecordingCmdlets.Engine.Ledger;
using RecordingCmdlets.Engine.Tests.Support;

namespace RecordingCmdlets.Engine.Tests.Retention;

/// <summary>Memory can be counted for the whole process only, so nothing else runs beside what counts it.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

/// <summary>A plan of any size is written, read and indexed in memory that hardly grows with it.</summary>
[Collection(nameof(Alone))]
public sealed class LargePlanTests
{
    [Fact]
    public async Task A_large_plan_is_written_and_read_without_being_held_in_memory()
    {
        var count = Scale.Of(30_000, 1_000_000);
        using var folder = new TempFolder();
        var policy = RetentionRig.Policy(RetentionRig.Older(30));
        var created = Given.Moment("2025-01-01T00:00:00Z");
        var draft = PlanWriter.Open(new RetentionPlanOptions { Policy = policy, Path = folder.File("large.jsonl") }, Given.Moment("2026-01-01T00:00:00Z"));
        draft.Tell(Given.Connection(), RecordingKinds.Recording, []);
        var maker = new Engine.Retention.PlanDraft(draft, null);
        var before = Settled();
        var most = 0L;
        for (var i = 0; i < count; i++)
        {
            await maker.TakeAsync(Line(i, created), TestContext.Current.CancellationToken);
            if (i % 10_000 == 0) most = Math.Max(most, Settled() - before);
        }

        var plan = await maker.CompleteAsync(policy, Given.Moment("2026-01-01T00:00:00Z"));
        await draft.DisposeAsync();
        before = Settled();
        var file = PlanFile.Open(plan.Path, plan.Hash, null);
        var held = Settled() - before;

        Assert.Equal((count, count), (plan.Listed, plan.ToRemove));
        Assert.Equal(count, file.Index.Count);
        // 54 bytes an item at the most, and what any plan needs.
        Assert.True(most < 8_000_000 + (100L * count), $"{most:N0} bytes while it was written.");
        Assert.True(held < 2_000_000 + (60L * count), $"{held:N0} bytes for its index.");
        Assert.True(new FileInfo(plan.Path).Length > 200L * count);
        var again = 0;
        foreach (var (key, _, _, _) in file.ReadRemovals()) again += file.Index.TryTake(key, out _) ? 1 : 0;
        Assert.Equal((count, 0), (again, file.Index.CountOpen));
        GC.KeepAlive(file);
    }

    private static long Settled() => GC.GetTotalMemory(forceFullCollection: true);

    private static PlanLine Line(int number, DateTimeOffset created) => new()
    {
        Reference = new RecordingReference("Testing", "Testing", RecordingKinds.Recording, $"recording-{number}"),
        Decision = PlanDecision.Remove,
        Reasons = ["365 days old; the rule 'old' removes after 30 days."],
        Rule = "old",
        Title = $"Weekly sync {number}",
        CreatedAt = created.AddSeconds(number),
        Duration = TimeSpan.FromMinutes(30),
        SizeBytes = 1_000_000,
    };
}
