using System.Collections.Concurrent;
using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Ledger;

namespace RecordingCmdlets.Engine.Removal;

/// <summary>
/// What all parts of one run share: its end, its ledger, its results. Settling is here alone, so that every item gets
/// exactly one outcome.
/// </summary>
internal sealed class RunState : IDisposable
{
    /// <summary>What is in flight when a run is stopped gets this long; cancelled deletions still happen at the server.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(700);

    /// <summary>What a timer can hold; a longer limit is none.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(49);

    private readonly ConcurrentQueue<RemovalResult> results = new();
    private readonly long[] counts = new long[Enum.GetValues<RemovalOutcome>().Length];
    private readonly CancellationTokenSource stop;
    private readonly CancellationTokenSource abandon = new();
    private readonly CancellationTokenSource? deadline;
    private readonly RemovalOptions options;
    private RecordingException? fault;
    private string stopReason = "The run was stopped.";

    public RunState(RemovalOptions options, RunLedger ledger, HoldWatch holds, INotices notices, TimeProvider time, CancellationToken outerStop)
    {
        this.options = options;
        Ledger = ledger;
        HoldWatch = holds;
        Time = time;
        Fuse = new Fuse(options.MaximumDeletions);
        deadline = options.TimeLimit is { } limit && limit < LongestTimer ? new CancellationTokenSource(limit, time) : null;
        stop = CancellationTokenSource.CreateLinkedTokenSource(outerStop, deadline?.Token ?? CancellationToken.None);
        deadline?.Token.Register(() => stopReason = "The time limit was reached.");
        Scope = new CallScope(notices, stop.Token, abandon.Token);
        stop.Token.Register(() => _ = AbandonAfterGraceAsync());
    }

    public RunLedger Ledger { get; }

    public HoldWatch HoldWatch { get; }

    public TimeProvider Time { get; }

    public Fuse Fuse { get; }

    public CallScope Scope { get; }

    public RemovalOptions Options => options;

    /// <summary>Fires when nothing new may be sent.</summary>
    public CancellationToken Stop => Scope.Stop;

    public string StopReason => fault?.Message ?? stopReason;

    /// <summary>The failure that ended the run early; null while there is none.</summary>
    public RecordingException? Fault => fault;

    public long Asked => Interlocked.Read(ref asked);

    public IReadOnlyDictionary<RemovalOutcome, long> Counts =>
        Enum.GetValues<RemovalOutcome>().Select(o => (Outcome: o, Count: Interlocked.Read(ref counts[(int)o]))).Where(c => c.Count > 0).ToDictionary(c => c.Outcome, c => c.Count);

    private long asked;
    private long unproved;
    private int isDisposed;

    public void CountAsked() => Interlocked.Increment(ref asked);

    public bool TryTakeResult([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out RemovalResult? result) => results.TryDequeue(out result);

    /// <summary>Ends the run: nothing new is sent from here on.</summary>
    public void End(RecordingException? because = null)
    {
        if (because is not null) Interlocked.CompareExchange(ref fault, because, null);
        if (Volatile.Read(ref isDisposed) == 0) stop.Cancel();
    }

    /// <summary>Items whose batch was answered ok and that wait for their proof.</summary>
    public long Unproved => Interlocked.Read(ref unproved);

    public void AwaitProof(WorkItem item)
    {
        item.AwaitsProof = true;
        Interlocked.Increment(ref unproved);
    }

    /// <summary>Gives an item on its way its outcome. Later calls for the same item do nothing.</summary>
    public void Settle(WorkItem item, Settlement settlement, CallTrace? trace)
    {
        if (!item.TryFinish(settlement)) return;
        if (item.AwaitsProof) Interlocked.Decrement(ref unproved);
        Record(item.Reference, item.Facts, settlement, trace, item.Intent);
    }

    /// <summary>Gives an item its outcome that never got on its way.</summary>
    public void Record(RecordingReference reference, Recording? facts, Settlement settlement, CallTrace? trace, long intent)
    {
        var result = new RemovalResult
        {
            Reference = reference,
            Title = facts?.Title,
            CreatedAt = facts?.CreatedAt,
            Outcome = settlement.Outcome,
            Evidence = settlement.Evidence,
            Reason = settlement.Reason,
            Error = settlement.Error,
            StatusCode = trace?.StatusCode,
            CorrelationId = trace?.CorrelationId,
            Attempts = trace?.Attempts ?? 0,
            Time = Time.GetUtcNow(),
            RunId = Ledger.RunId,
        };
        try
        {
            Ledger.Settle(result, intent);
        }
        catch (AuditException broken)
        {
            End(broken);
        }
        catch (ObjectDisposedException)
        {
            // The caller brought an item after the end of the run: its ledger is sealed, and nothing was sent.
        }

        Interlocked.Increment(ref counts[(int)settlement.Outcome]);
        results.Enqueue(result);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref isDisposed, 1) == 1) return;
        stop.Cancel();
        stop.Dispose();
        deadline?.Dispose();
    }

    private async Task AbandonAfterGraceAsync()
    {
        await Task.Delay(Grace, Time);
        await abandon.CancelAsync();
    }
}
