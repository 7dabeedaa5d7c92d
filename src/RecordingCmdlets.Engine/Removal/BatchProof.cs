using System.Diagnostics.CodeAnalysis;
using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Providers;
using RecordingCmdlets.Engine.Querying;

namespace RecordingCmdlets.Engine.Removal;

/// <summary>
/// A batch that is answered "ok" says nothing of its items, and some services only begin with a removal when they say "ok".
/// Such items are gathered here and looked for again: what a listing of their time span proves is settled, everything else is
/// looked at singly; what is still there of a batch is removed singly.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim whose wait handle is never taken holds nothing.")]
internal sealed class BatchProof(RunState run, Connection connection, Func<WorkItem, CallTrace, Task> sendSingle)
{
    /// <summary>So many accepted items are remembered at the most before they are proved: memory does not grow with the run.</summary>
    private const int Most = 10_000;

    /// <summary>How long a removal that ends later is waited for, in growing steps.</summary>
    private static readonly TimeSpan[] Patience = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(15)];

    /// <summary>The span is wider than the items by this, since a listing may round its moments otherwise than it filters them.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(2);

    private readonly object state = new();
    private readonly SemaphoreSlim turn = new(1);
    private List<(WorkItem Item, CallTrace Trace)> accepted = [];

    public async Task AcceptAsync(IReadOnlyList<WorkItem> items, CallTrace trace)
    {
        if (!run.Options.ProveBatches)
        {
            SettleUnproved(items.Select(item => (item, trace)), "No proof was asked for.");
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
            else
            {
                await ProveEndsAsync([.. batch.Where(b => b.Item.Method.EndsLater)]);
                var groups = batch.Where(b => !b.Item.Method.EndsLater).GroupBy(b => (b.Item.Resource, b.Item.Method, b.Item.Method.Batch!.GroupBy(b.Item.Reference)));
                foreach (var group in groups) await ProveAsync([.. group]);
            }
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Looks at each until the service shows it as removed. A service may take its time.</summary>
    private async Task ProveEndsAsync(List<(WorkItem Item, CallTrace Trace)> open)
    {
        try
        {
            for (var round = 0; open.Count > 0; round++)
            {
                var parallel = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, run.Options.ThrottleLimit), CancellationToken = run.Stop };
                await Parallel.ForEachAsync(open, parallel, async (accepted, _) =>
                {
                    var (item, trace) = accepted;
                    var (presence, _) = await connection.LookAsync(item.Resource, item.Method, item.Reference, run.Scope, item.Facts);
                    if (presence == Presence.Gone || (presence == Presence.Missing && !item.Method.LeavesTrace))
                        run.Settle(item, new Settlement(item.Method.Outcome, RemovalEvidence.ReadBack), trace);
                });
                open.RemoveAll(accepted => accepted.Item.Settlement is not null);
                if (open.Count == 0 || round == Patience.Length) break;
                await Task.Delay(Patience[round], run.Time, run.Stop);
            }

            foreach (var (item, trace) in open) run.Settle(item, Begun("The service accepted the request, and does not show the item as removed yet."), trace);
        }
        catch (Exception fault)
        {
            SettleUnproved(open, fault is OperationCanceledException ? run.StopReason : $"It could not be proved: {fault.Message}");
        }
    }

    private async Task ProveAsync(List<(WorkItem Item, CallTrace Trace)> batch)
    {
        try
        {
            var open = await FindOpenAsync(batch);
            foreach (var same in batch.GroupBy(b => b.Item.Reference))
            {
                var (item, trace) = same.First();
                // A listing may lag behind: what it does not prove is looked at once more before it is removed again.
                if (!open.Contains(item.Reference.Id)) run.Settle(item, new Settlement(item.Method.Outcome, RemovalEvidence.ReadBack), trace);
                else await ProveSinglyAsync(item, trace);
                foreach (var (twin, twinTrace) in same.Skip(1)) run.Settle(twin, ForTwin(item), twinTrace);
            }
        }
        catch (Exception fault)
        {
            SettleUnproved(batch, fault is OperationCanceledException ? run.StopReason : $"It could not be proved: {fault.Message}");
        }
    }

    // One that cannot be read leaves the proof of the others as it is.
    private async Task ProveSinglyAsync(WorkItem item, CallTrace trace)
    {
        try
        {
            var facts = await connection.GetAsync(item.Resource, item.Reference, run.Scope);
            var presence = facts is null ? (await SeekAsync(item)).Presence : item.Method.IsGone(facts) ? Presence.Gone : Presence.There;
            // With a trace of its own: what happens to one item must not be told of the others of its batch.
            if (presence == Presence.There) await sendSingle(item, new CallTrace());
            else if (presence == Presence.Unknown) run.Settle(item, Unproved("It could not be proved: the service does not show it, but might not show it if it were there."), trace);
            else if (presence == Presence.Missing && item.Method.IsProvedByPresence) run.Settle(item, Unproved("It is not there any more, but the recycle bin does not show it."), trace);
            else run.Settle(item, new Settlement(item.Method.Outcome, RemovalEvidence.ReadBack), trace);
        }
        catch (RecordingException fault)
        {
            run.Settle(item, Unproved($"It could not be proved: {fault.Message}"), trace);
        }
    }

    /// <summary>What became of an item that reading does not show: reading alone tells it only where it would show the item.</summary>
    public async Task<(Presence Presence, Recording? Facts)> SeekAsync(WorkItem item)
    {
        if (item.Method.ProofStatus is null) return (item.Resource.IsInSight(item.Reference) ? Presence.Missing : Presence.Unknown, null);
        if (item.Facts?.CreatedAt is null || !IsListable(item)) return (Presence.Unknown, null);
        var dates = Dates(item).ToList();
        try
        {
            var lister = new RecordingLister(connection, item.Resource, run.Scope);
            await foreach (var shown in lister.ListAsync(Span(item, dates.Min(), dates.Max()), isProof: false, run.Stop))
                if (shown.Id == item.Reference.Id) return (item.Method.IsGone(shown) ? Presence.Gone : Presence.There, shown);
            // Not in the bin: it may have been brought back, which only reading tells.
            return (item.Resource.IsInSight(item.Reference) ? Presence.Missing : Presence.Unknown, null);
        }
        catch (Exception fault) when (fault is RecordingException or OperationCanceledException)
        {
            return (Presence.Unknown, null);
        }
    }

    /// <summary>The ids that are still to be looked at: those that a listing does not prove, or all when no listing can tell.</summary>
    private async Task<HashSet<string>> FindOpenAsync(List<(WorkItem Item, CallTrace Trace)> batch)
    {
        var method = batch[0].Item.Method;
        var wanted = batch.Select(b => b.Item.Reference.Id).ToHashSet(StringComparer.Ordinal);
        if (batch.Exists(b => b.Item.Facts?.CreatedAt is null) || !IsListable(batch[0].Item)) return wanted;
        var dated = batch.SelectMany(b => Dates(b.Item)).ToList();
        var lister = new RecordingLister(connection, batch[0].Item.Resource, run.Scope);
        var span = Span(batch[0].Item, dated.Min(), dated.Max());
        try
        {
            // What is not in the bin any more may have been brought back: then the usual listing shows it.
            RecordingQuery[] spans = method.IsProvedByListing ? [span, span with { Statuses = [] }] : [span];
            // A wide span full of what is kept can take more requests than there are items to look for.
            if (await lister.CountRequestsAsync(span) is not { } requests || requests * spans.Length >= wanted.Count) return wanted;
            var shown = new HashSet<string>(StringComparer.Ordinal);
            foreach (var part in spans)
                await foreach (var recording in lister.ListAsync(part, isProof: part == span && !method.IsProvedByPresence, run.Stop))
                    if (wanted.Contains(recording.Id)) shown.Add(recording.Id);
            if (!method.IsProvedByPresence) return shown;
            wanted.ExceptWith(shown);
            return wanted;
        }
        catch (ProviderResponseException)
        {
            return wanted; // A listing that contradicts itself proves nothing; each item is asked for.
        }
    }

    // Where there are sites, a listing without one may be about another: what it does not show proves nothing.
    private static bool IsListable(WorkItem item) => item.Resource.List.SiteKey is null || !string.IsNullOrEmpty(item.Reference.Site);

    // Where it is not documented which date a span is about, it must hold both.
    private static IEnumerable<DateTimeOffset> Dates(WorkItem item) =>
        ((DateTimeOffset?[])[item.Facts?.CreatedAt, item.Resource.List.Paging is WindowPaging { Slack.Ticks: > 0 } ? item.Facts?.StartedAt : null]).OfType<DateTimeOffset>();

    private static RecordingQuery Span(WorkItem item, DateTimeOffset first, DateTimeOffset last) => new()
    {
        After = Shift(first, -Slack),
        Before = Shift(last, Slack),
        // Not pinned to our clock: the service's may be ahead, and what it dates later must be in the span too.
        Now = DateTimeOffset.MaxValue,
        Site = item.Reference.Site,
        Statuses = item.Method.ProofStatus is { } status ? [status] : [],
    };

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
        foreach (var (item, trace) in batch) run.Settle(item, item.Method.EndsLater ? Begun(reason) : Unproved(reason), trace);
    }

    private static Settlement Begun(string reason) => new(RemovalOutcome.Accepted, RemovalEvidence.Response, reason);

    private static Settlement Unproved(string reason) => new(RemovalOutcome.Accepted, RemovalEvidence.BatchAccepted, reason);
}
