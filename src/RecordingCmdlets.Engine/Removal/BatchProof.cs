using System.Diagnostics.CodeAnalysis;
using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Querying;

namespace RecordingCmdlets.Engine.Removal;

/// <summary>
/// A batch that is answered "ok" says nothing of its items. They are gathered here and looked for again: what a listing of
/// their time span does not show is deleted, what it does show is deleted singly.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim whose wait handle is never taken holds nothing.")]
internal sealed class BatchProof(RunState run, Connection connection, Func<WorkItem, Task> sendSingle)
{
    /// <summary>So many accepted items are remembered at the most before they are proved: memory does not grow with the run.</summary>
    private const int Most = 10_000;

    private readonly object state = new();
    private readonly SemaphoreSlim turn = new(1);
    private Dictionary<string, (WorkItem Item, CallTrace Trace)> accepted = new(StringComparer.Ordinal);

    public async Task AcceptAsync(IReadOnlyList<WorkItem> items, CallTrace trace)
    {
        if (!run.Options.ProveBatches)
        {
            foreach (var item in items) run.Settle(item, Unproved("No proof was asked for."), trace);
            return;
        }

        bool isFull;
        lock (state)
        {
            foreach (var item in items)
            {
                // The same item asked for twice in one batch is one item; the second ask is settled with the first.
                if (!accepted.TryAdd(item.Reference.Id, (item, trace)))
                    run.Settle(item, new Settlement(RemovalOutcome.AlreadyGone, RemovalEvidence.Inferred, "It was asked for twice in this run."), trace);
            }

            isFull = accepted.Count >= Most;
        }

        if (isFull) await ProveAllAsync(run.Stop.IsCancellationRequested);
    }

    /// <summary>Settles everything gathered so far; without a proof when the run is ending.</summary>
    public async Task ProveAllAsync(bool isEnding)
    {
        await turn.WaitAsync();
        try
        {
            Dictionary<string, (WorkItem Item, CallTrace Trace)> batch;
            lock (state) (batch, accepted) = (accepted, new(StringComparer.Ordinal));
            if (batch.Count == 0) return;
            if (isEnding) SettleUnproved(batch.Values, run.StopReason);
            else foreach (var kind in batch.Values.GroupBy(b => b.Item.Resource)) await ProveAsync([.. kind]);
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task ProveAsync(List<(WorkItem Item, CallTrace Trace)> batch)
    {
        try
        {
            var present = await FindPresentAsync(batch);
            foreach (var (item, trace) in batch)
            {
                // A listing may lag behind: what it shows is looked at once more before it is deleted again.
                if (!present.Contains(item.Reference.Id) || await connection.GetAsync(item.Resource, item.Reference, run.Scope) is null)
                    run.Settle(item, new Settlement(item.Resource.Delete.Outcome, RemovalEvidence.ReadBack), trace);
                else
                    await sendSingle(item);
            }
        }
        catch (Exception fault) when (fault is RecordingException or OperationCanceledException)
        {
            SettleUnproved(batch, fault is OperationCanceledException ? run.StopReason : $"It could not be proved: {fault.Message}");
        }
    }

    private async Task<HashSet<string>> FindPresentAsync(List<(WorkItem Item, CallTrace Trace)> batch)
    {
        var resource = batch[0].Item.Resource;
        var dated = batch.Where(b => b.Item.Facts?.CreatedAt is not null).Select(b => b.Item.Facts!.CreatedAt!.Value).ToList();
        if (dated.Count == batch.Count)
        {
            var lister = new RecordingLister(connection, resource, run.Scope);
            var span = new RecordingQuery { After = dated.Min(), Before = dated.Max().AddMilliseconds(1), Now = run.Time.GetUtcNow() };
            // A wide span full of what is kept can have more pages than there are items to look for.
            if (await lister.CountPagesAsync(span) is { } pages && pages < batch.Count)
            {
                var wanted = batch.Select(b => b.Item.Reference.Id).ToHashSet(StringComparer.Ordinal);
                var shown = new HashSet<string>(StringComparer.Ordinal);
                await foreach (var recording in lister.ListAsync(span, run.Stop))
                    if (wanted.Contains(recording.Id)) shown.Add(recording.Id);
                return shown;
            }
        }

        return [.. batch.Select(b => b.Item.Reference.Id)];
    }

    private void SettleUnproved(IEnumerable<(WorkItem Item, CallTrace Trace)> batch, string reason)
    {
        foreach (var (item, trace) in batch) run.Settle(item, Unproved(reason), trace);
    }

    private static Settlement Unproved(string reason) => new(RemovalOutcome.Accepted, RemovalEvidence.BatchAccepted, reason);
}
