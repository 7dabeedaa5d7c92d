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

    /// <summary>The span is wider than the items by this, since a listing may round its moments otherwise than it filters them.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(2);

    private readonly object state = new();
    private readonly SemaphoreSlim turn = new(1);
    private List<(WorkItem Item, CallTrace Trace)> accepted = [];

    public async Task AcceptAsync(IReadOnlyList<WorkItem> items, CallTrace trace)
    {
        if (!run.Options.ProveBatches)
        {
            foreach (var item in items) run.Settle(item, Unproved("No proof was asked for."), trace);
            return;
        }

        foreach (var item in items) run.AwaitProof(item);
        bool isFull;
        lock (state)
        {
            foreach (var item in items) accepted.Add((item, trace));
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
            List<(WorkItem Item, CallTrace Trace)> batch;
            lock (state) (batch, accepted) = (accepted, []);
            if (isEnding) SettleUnproved(batch, run.StopReason);
            else foreach (var kind in batch.GroupBy(b => b.Item.Resource)) await ProveAsync([.. kind]);
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
            var shown = await FindShownAsync(batch);
            foreach (var same in batch.GroupBy(b => b.Item.Reference))
            {
                var (item, trace) = same.First();
                // A listing may lag behind: what it shows is looked at once more before it is deleted again.
                if (!shown.Contains(item.Reference.Id) || await IsGoneAsync(item, trace))
                    run.Settle(item, new Settlement(item.Resource.Delete.Outcome, RemovalEvidence.ReadBack), trace);
                else if (item.Settlement is null)
                    await sendSingle(item);
                foreach (var (twin, twinTrace) in same.Skip(1)) run.Settle(twin, ForTwin(item), twinTrace);
            }
        }
        catch (Exception fault)
        {
            SettleUnproved(batch, fault is OperationCanceledException ? run.StopReason : $"It could not be proved: {fault.Message}");
        }
    }

    // One that cannot be read leaves the proof of the others as it is.
    private async Task<bool> IsGoneAsync(WorkItem item, CallTrace trace)
    {
        try
        {
            return await connection.GetAsync(item.Resource, item.Reference, run.Scope) is null;
        }
        catch (RecordingException fault)
        {
            run.Settle(item, Unproved($"It could not be proved: {fault.Message}"), trace);
            return false;
        }
    }

    /// <summary>The ids that may still be there: those that a listing shows, or all when no listing can tell.</summary>
    private async Task<HashSet<string>> FindShownAsync(List<(WorkItem Item, CallTrace Trace)> batch)
    {
        var wanted = batch.Select(b => b.Item.Reference.Id).ToHashSet(StringComparer.Ordinal);
        var dated = batch.Select(b => b.Item.Facts?.CreatedAt).OfType<DateTimeOffset>().ToList();
        if (dated.Count < batch.Count) return wanted;
        var lister = new RecordingLister(connection, batch[0].Item.Resource, run.Scope);
        // Not pinned to our clock: the service's may be ahead, and what it dates later must be in the span too.
        var span = new RecordingQuery { After = Shift(dated.Min(), -Slack), Before = Shift(dated.Max(), Slack), Now = DateTimeOffset.MaxValue };
        try
        {
            // A wide span full of what is kept can have more pages than there are items to look for.
            if (await lister.CountPagesAsync(span) is not { } pages || pages >= wanted.Count) return wanted;
            var shown = new HashSet<string>(StringComparer.Ordinal);
            await foreach (var recording in lister.ListAsync(span, isProof: true, run.Stop))
                if (wanted.Contains(recording.Id)) shown.Add(recording.Id);
            return shown;
        }
        catch (ProviderResponseException)
        {
            return wanted; // A listing that contradicts itself proves nothing; each item is asked for.
        }
    }

    // A service's "no date" can be the first moment there is.
    private static DateTimeOffset Shift(DateTimeOffset moment, TimeSpan by) =>
        new(Math.Clamp(moment.UtcTicks + by.Ticks, DateTimeOffset.MinValue.Ticks, DateTimeOffset.MaxValue.Ticks - TimeSpan.TicksPerSecond), TimeSpan.Zero);

    /// <summary>The same item asked for twice in one batch: it shares the outcome, but was deleted once.</summary>
    private static Settlement ForTwin(WorkItem first) =>
        first.Settlement is { Outcome: not (RemovalOutcome.Deleted or RemovalOutcome.Recycled) } other
            ? other
            : new Settlement(RemovalOutcome.AlreadyGone, RemovalEvidence.Inferred, "It was asked for twice in this run.");

    private void SettleUnproved(IEnumerable<(WorkItem Item, CallTrace Trace)> batch, string reason)
    {
        foreach (var (item, trace) in batch) run.Settle(item, Unproved(reason), trace);
    }

    private static Settlement Unproved(string reason) => new(RemovalOutcome.Accepted, RemovalEvidence.BatchAccepted, reason);
}
