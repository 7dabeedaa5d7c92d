using System.Diagnostics.CodeAnalysis;
using RecordingCmdlets.Engine.Ledger;

namespace RecordingCmdlets.Engine.Retention;

/// <summary>A plan that is being made; its lines come from several listings.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim whose wait handle is never taken holds nothing.")]
internal sealed class PlanDraft(PlanWriter writer, IProgress<long>? progress)
{
    private readonly SemaphoreSlim turn = new(1);
    private readonly PlanTally tally = new();
    private readonly PlanIndex known = new();

    public async Task TakeAsync(PlanLine line, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            // One that comes by two listings is one all the same.
            if (!known.Add(PlanIndex.Key(line.Reference, null), 0)) return;
            tally.Add(line.Reference, line.Rule, line.Decision == PlanDecision.Remove, line.SizeBytes, line.CreatedAt);
            await writer.TakeAsync(line);
            progress?.Report(tally.Listed);
        }
        finally
        {
            turn.Release();
        }
    }

    public async Task<RetentionPlan> CompleteAsync(RetentionPolicy policy, DateTimeOffset now)
    {
        var counts = tally.Counts;
        var blown = PlanFuse.WhyBlown(policy, counts);
        var (path, head, table) = await writer.CompleteAsync(counts, json => tally.Write(json, blown));
        return new RetentionPlan
        {
            Path = path,
            CsvPath = table,
            Hash = head,
            PlanId = writer.PlanId,
            CreatedAt = now,
            Policy = policy.Name,
            PolicyHash = policy.Hash,
            Listed = tally.Listed,
            ToRemove = tally.ToRemove,
            BytesToRemove = tally.Bytes,
            Oldest = tally.Oldest,
            Newest = tally.Newest,
            Counts = counts,
            FuseBlown = blown,
        };
    }
}
