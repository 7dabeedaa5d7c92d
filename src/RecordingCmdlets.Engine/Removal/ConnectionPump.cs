using System.Threading.Channels;
using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Json;
using RecordingCmdlets.Engine.Providers;

namespace RecordingCmdlets.Engine.Removal;

/// <summary>
/// Removes what one connection is to remove. Items wait in the intake; the committer forms parcels of them and puts their
/// intents on disk a little ahead of the workers; the workers send.
/// </summary>
internal sealed class ConnectionPump
{
    private const int LongestIntake = 10_000;

    private const int BatchFailuresAllowed = 2;

    /// <summary>So often an item is asked to be removed that was looked at between two requests.</summary>
    private const int SendsAllowed = RetryRules.MaximumFailures;
    private static readonly TimeSpan LongRun = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan PartialBatchLeaves = TimeSpan.FromMilliseconds(250);

    private readonly RunState run;
    private readonly Connection connection;
    private readonly Channel<WorkItem> intake = Channel.CreateBounded<WorkItem>(new BoundedChannelOptions(LongestIntake) { SingleReader = true });
    private readonly Channel<IReadOnlyList<WorkItem>> ready;
    private readonly BatchProof proof;
    private readonly Task work;
    private readonly int workers;
    private long taken;
    private int failuresInARow;
    private int batchFailures;
    private RecordingException? tripped;

    public ConnectionPump(RunState run, Connection connection)
    {
        this.run = run;
        this.connection = connection;
        workers = Math.Max(1, run.Options.ThrottleLimit);
        ready = Channel.CreateBounded<IReadOnlyList<WorkItem>>(new BoundedChannelOptions(2 * workers) { SingleWriter = true });
        proof = new BatchProof(run, connection, SendSingleAsync);
        work = Task.Run(() => Task.WhenAll([CommitAllAsync(), .. Enumerable.Range(0, workers).Select(_ => Task.Run(SendAllAsync))]));
    }

    /// <summary>So many failures in a row are an outage. A batch that failed all its tries leaves two single requests to disprove it.</summary>
    private int OutageLimit => Math.Max(10, 2 * workers);

    private bool IsEnding => run.Stop.IsCancellationRequested || Volatile.Read(ref tripped) is not null;

    private string EndReason => Volatile.Read(ref tripped)?.Message ?? run.StopReason;

    /// <summary>Why nothing more is sent over this connection; null while it goes on.</summary>
    public string? Ended => IsEnding ? EndReason : null;

    /// <summary>What the service's throttle does at this moment; null when it does nothing.</summary>
    public string? Throttle
    {
        get
        {
            var gate = connection.Pace;
            if (gate.PausedUntil is { } until) return $"{connection.Name} paused until {until:HH:mm:ss} UTC";
            return gate.Current is { } limit ? FormattableString.Invariant($"{connection.Name} paced at {limit.PerMinute:0}/min") : null;
        }
    }

    /// <summary>Takes an item in, or settles it when the run ends while it waits.</summary>
    public async Task EnqueueAsync(WorkItem item)
    {
        try
        {
            AnnounceLongRun(Interlocked.Increment(ref taken), connection.BulkSize(item.Method));
            await intake.Writer.WriteAsync(item, run.Stop);
        }
        catch (Exception ended) when (ended is OperationCanceledException or ChannelClosedException)
        {
            SettleUnsent(item);
        }
    }

    /// <summary>Completes when everything that was taken in has its outcome.</summary>
    public async Task CompleteAsync()
    {
        intake.Writer.TryComplete();
        await work;
        await proof.ProveAllAsync(isEnding: IsEnding);
    }

    /// <summary>Says that it takes long before it has taken long: rows from a file come without a listing that could tell.</summary>
    private void AnnounceLongRun(long items, int perRequest)
    {
        if (connection.Pace.Current is not { } pace || items / perRequest / pace.PerMinute <= LongRun.TotalMinutes) return;
        run.Scope.WarnOnce($"long:{connection.Name}", string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{connection.Name}: what was handed in so far takes more than {LongRun.TotalMinutes:0} minutes at {pace.PerMinute:0.#} requests a minute. -TimeLimit ends a run in time; -RequestsPerMinute, when connecting, tells of a higher quota."));
    }

    private async Task CommitAllAsync()
    {
        var loose = new LooseItems(connection);
        try
        {
            run.Ledger.TellConnection(connection);
            long looseSince = 0;
            while (await WaitForItemsAsync(loose.Count > 0 ? PartialBatchLeaves - run.Time.GetElapsedTime(looseSince) : null))
            {
                var parcels = new List<IReadOnlyList<WorkItem>>();
                // As much as the workers will need soon, so that a slow disk does not hold them up, and not more.
                while (parcels.Count < 2 * workers && intake.Reader.TryRead(out var item))
                {
                    if (!item.CanTravelInBatch || Volatile.Read(ref batchFailures) >= BatchFailuresAllowed)
                    {
                        parcels.Add([item]);
                        continue;
                    }

                    if (loose.Count == 0) looseSince = run.Time.GetTimestamp();
                    if (loose.Add(item) is { } full) parcels.Add(full);
                }

                if (loose.Count > 0 && run.Time.GetElapsedTime(looseSince) >= PartialBatchLeaves) parcels.AddRange(loose.TakeAll());
                await CommitAsync(parcels);
            }

            if (!IsEnding) await CommitAsync(loose.TakeAll());
        }
        catch (OperationCanceledException)
        {
            // The run ends; what is still here is settled below.
        }
        catch (Exception fault)
        {
            run.End(AsOurs(fault));
        }
        finally
        {
            intake.Writer.TryComplete();
            foreach (var item in loose.TakeAll().SelectMany(p => p)) SettleUnsent(item);
            while (intake.Reader.TryRead(out var left)) SettleUnsent(left);
            ready.Writer.Complete();
        }
    }

    /// <summary>Waits for more to come in, or until a batch that is not full has waited long enough; false at the end.</summary>
    private async Task<bool> WaitForItemsAsync(TimeSpan? patience)
    {
        if (IsEnding) return false;
        if (patience is not { } time || intake.Reader.Count > 0) return await intake.Reader.WaitToReadAsync(run.Stop);
        if (time <= TimeSpan.Zero) return true;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(run.Stop);
        var more = intake.Reader.WaitToReadAsync(over.Token).AsTask();
        if (await Task.WhenAny(more, Task.Delay(time, run.Time, over.Token)) == more)
        {
            await over.CancelAsync();
            return await more;
        }

        await over.CancelAsync();
        return !run.Stop.IsCancellationRequested;
    }

    /// <summary>Puts the intents on disk, then lets the parcels go to the workers. What cannot go is settled here.</summary>
    private async Task CommitAsync(List<IReadOnlyList<WorkItem>> parcels)
    {
        var handedOver = 0;
        try
        {
            for (var i = 0; i < parcels.Count; i++)
            {
                parcels[i] = [.. parcels[i].Where(IsStillFree)];
                foreach (var item in parcels[i])
                {
                    item.Intent = run.Ledger.Intend(item.Reference, item.WasListed, item.Action, item.Reason);
                    if (!item.Advance(WorkStage.Agreed, WorkStage.Intended)) throw new InternalRuleException($"{item.Reference} was committed as {item.Stage}.");
                }
            }

            await run.Ledger.FlushAsync();
            for (; handedOver < parcels.Count; handedOver++)
                if (parcels[handedOver].Count > 0) await ready.Writer.WriteAsync(parcels[handedOver], run.Stop);
        }
        catch (OperationCanceledException)
        {
            // The run ends.
        }
        catch (Exception fault)
        {
            run.End(AsOurs(fault));
        }

        foreach (var item in parcels.Skip(handedOver).SelectMany(p => p)) SettleUnsent(item);
    }

    /// <summary>Looks at the holds once more: the item may have waited long, and the file may have changed.</summary>
    private bool IsFree(WorkItem item)
    {
        var holds = run.HoldWatch.Current;
        if (ReferenceEquals(holds, item.Holds)) return true;
        if (holds.Judge(item.Reference, item.Facts).Verdict != HoldVerdict.No) return false;
        item.Holds = holds;
        return true;
    }

    private bool IsStillFree(WorkItem item)
    {
        if (IsFree(item)) return true;
        run.Settle(item, OutcomeRules.ForNewHold(item, wasSent: false, Presence.Unknown), null);
        return false;
    }

    private async Task SendAllAsync()
    {
        await foreach (var parcel in ready.Reader.ReadAllAsync())
        {
            try
            {
                if (IsEnding) foreach (var item in parcel) SettleUnsent(item);
                else if (parcel.Count == 1) await SendSingleAsync(parcel[0], new CallTrace());
                else await SendBatchAsync(parcel);
            }
            catch (Exception fault)
            {
                // A fault of our own. It ends the run, but it must not leave items without an outcome.
                run.End(AsOurs(fault));
                foreach (var item in parcel)
                    run.Settle(item, new Settlement(RemovalOutcome.Unknown, RemovalEvidence.None, EndReason, run.Fault), null);
            }
        }
    }

    private async Task SendBatchAsync(IReadOnlyList<WorkItem> parcel)
    {
        var request = RemovalGate.Admit(parcel, () => !IsEnding && parcel.All(IsFree));
        try
        {
            var answer = await SendAsync(request);
            MarkSent(parcel, request.Trace);
            if (answer is { IsSuccess: true, IsPage: false })
            {
                Volatile.Write(ref failuresInARow, 0);
                Volatile.Write(ref batchFailures, 0);
                await proof.AcceptAsync(parcel, request.Trace);
                return;
            }

            NoteFailure(Doubt(answer) ?? connection.Client.Explain(answer), wasBatch: true);
            Interlocked.Increment(ref batchFailures);
        }
        catch (WithdrawnException)
        {
            // A hold was set on some of it: each goes its own way.
            MarkSent(parcel, request.Trace);
        }
        catch (Exception ended) when (ended is OperationCanceledException or HoldsException)
        {
            // The holds may have become unreadable between two tries: the first of them may have done its work.
            if (ended is HoldsException broken) run.End(broken);
            foreach (var item in parcel) run.Settle(item, OutcomeRules.ForStop(item, request.Trace, EndReason), request.Trace);
            return;
        }
        catch (RecordingException fault)
        {
            MarkSent(parcel, request.Trace);
            NoteFailure(fault, wasBatch: true);
            Interlocked.Increment(ref batchFailures);
        }

        if (Volatile.Read(ref batchFailures) >= BatchFailuresAllowed)
            run.Scope.WarnOnce($"batch:{connection.Name}", $"{connection.Name} does not take batches now; going on one by one.");
        // Each id gets its own request and so its own outcome. The batch may have done some of it: all were listed, so a 404 tells.
        foreach (var item in parcel)
        {
            if (IsEnding) run.Settle(item, OutcomeRules.ForStop(item, request.Trace, EndReason), request.Trace);
            else await SendSingleAsync(item, new CallTrace());
        }
    }

    // A batch that was only ever throttled has done nothing.
    private static void MarkSent(IReadOnlyList<WorkItem> parcel, CallTrace trace)
    {
        if (trace.IsUncertain || trace.StatusCode is not (null or 429 or 401))
            foreach (var item in parcel) item.TravelledInBatch = true;
    }

    /// <summary>Removes one item, with looks between the requests where the service's refusals do not tell enough.</summary>
    private async Task SendSingleAsync(WorkItem item, CallTrace trace)
    {
        var looks = item.Method.LooksBeforeRetry;
        // What a batch may have done already is not asked for again unseen.
        if (looks && item.TravelledInBatch)
        {
            var (presence, facts) = await LookAsync(item);
            if (presence != Presence.There || item.Method.WhyNotEligible(facts!) is not null)
            {
                run.Settle(item, OutcomeRules.ForReadBack(item, presence, facts, trace, null, null), trace);
                return;
            }
        }

        Settlement? settlement = null;
        for (var sends = 1; ; sends++)
        {
            var (answer, error, isOver) = await SendOnceAsync(item, trace, settlement);
            if (isOver) return;
            // What a gateway says in the service's place accepts nothing, and is looked into first.
            if (answer is { IsSuccess: true, IsPage: false } && item.Method.EndsLater && (answer.StatusCode == 202 || !trace.IsUncertain) && !ShowsEnd(item, answer))
            {
                Volatile.Write(ref failuresInARow, 0);
                await proof.AcceptAsync([item], trace);
                return;
            }

            if (answer is { IsSuccess: true, IsPage: false } && item.Method.IsBatchOfOne && !run.Options.ProveBatches && !trace.IsUncertain)
            {
                Volatile.Write(ref failuresInARow, 0);
                await proof.AcceptAsync([item], trace);
                return;
            }

            settlement = OutcomeRules.ForAnswer(item, trace, answer, error);
            // A request that never left has done nothing, and needs no look.
            var mayRepeat = settlement is not null && answer is null && error is ProviderUnreachableException;
            if (settlement is null)
            {
                if (trace.IsUncertain) error ??= Doubt(answer);
                var (presence, facts) = await LookAsync(item);
                settlement = OutcomeRules.ForReadBack(item, presence, facts, trace, answer, error);
                // Still there and still eligible: what failed may succeed now.
                mayRepeat = presence == Presence.There;
            }

            if (looks && mayRepeat && settlement.Outcome == RemovalOutcome.Failed && sends < SendsAllowed && await PauseAsync(sends, answer?.RetryAfter)) continue;
            run.Settle(item, settlement, trace);
            if (settlement.Outcome is RemovalOutcome.Failed or RemovalOutcome.Unknown && error is not null) NoteFailure(error, wasBatch: false);
            else Volatile.Write(ref failuresInARow, 0);
            return;
        }
    }

    /// <summary>One request with its tries; over when the item has got its outcome by it.</summary>
    /// <param name="item">The item.</param>
    /// <param name="trace">What happened so far.</param>
    /// <param name="before">What an earlier request came to; null when there was none.</param>
    private async Task<(ServiceAnswer? Answer, RecordingException? Error, bool IsOver)> SendOnceAsync(WorkItem item, CallTrace trace, Settlement? before)
    {
        var words = new RemovalWords(item.Reason ?? run.Options.Audit.Reason, run.Options.Comment);
        var request = RemovalGate.Admit(item, words, () => !IsEnding && IsFree(item), trace);
        try
        {
            var answer = await SendAsync(request);
            return (answer, answer.IsSuccess ? null : connection.Client.Explain(answer), false);
        }
        catch (WithdrawnException) when (!IsEnding)
        {
            var wasSent = trace.IsUncertain || item.TravelledInBatch;
            run.Settle(item, OutcomeRules.ForNewHold(item, wasSent, wasSent ? (await LookAsync(item)).Presence : Presence.Unknown), trace);
            return (null, null, true);
        }
        catch (Exception ended) when (ended is OperationCanceledException or WithdrawnException or HoldsException)
        {
            if (ended is HoldsException broken) run.End(broken);
            run.Settle(item, OutcomeRules.ForStop(item, trace, EndReason, before), trace);
            return (null, null, true);
        }
        catch (RecordingException fault)
        {
            return (null, fault, false);
        }
    }

    // A listing that is under way hears of it before and after: whatever the answer, something may have gone in between.
    private async Task<ServiceAnswer> SendAsync(ServiceRequest request)
    {
        connection.NoteRemoval();
        try
        {
            return await connection.Client.SendAsync(request, run.Scope);
        }
        finally
        {
            connection.NoteRemoval();
        }
    }

    /// <summary>Whether the answer itself shows the item as removed.</summary>
    private bool ShowsEnd(WorkItem item, ServiceAnswer answer)
    {
        try
        {
            return PageReader.ReadOne(answer.Body, item.Resource.GetPath, item.Resource.Map) is { } fields
                && connection.Make(item.Resource, fields) is { } shown && shown.Id == item.Reference.Id && item.Method.IsGoneSince(item.Facts, shown);
        }
        catch (System.Text.Json.JsonException)
        {
            return false; // An empty body, for instance: a look will tell.
        }
    }

    private async Task<(Presence Presence, Recording? Facts)> LookAsync(WorkItem item)
    {
        var look = await connection.LookAsync(item.Resource, item.Method, item.Reference, run.Scope, item.Facts);
        return look.Presence == Presence.Missing ? await proof.SeekAsync(item) : look;
    }

    private async Task<bool> PauseAsync(int failures, TimeSpan? told)
    {
        try
        {
            if (told > LongestPause) return false;
            await Task.Delay(told ?? RetryRules.Backoff(failures), run.Time, run.Stop);
            return !IsEnding;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    // A success that was not plain: who answered was perhaps not the service.
    private ProviderResponseException? Doubt(ServiceAnswer? answer) =>
        answer is { IsSuccess: true, StatusCode: not 202 } or { IsSuccess: true, IsPage: true } ? ErrorTable.Unreadable(connection.Provider, answer, null) : null;

    private static RecordingException AsOurs(Exception fault) =>
        fault as RecordingException ?? new InternalRuleException($"{fault.GetType().Name}: {fault.Message}");

    /// <summary>Ends this connection's part when going on is pointless: the credential is refused, the wait is too long, or nothing gets through.</summary>
    private void NoteFailure(RecordingException error, bool wasBatch)
    {
        var isHopeless = error is RecordingAuthenticationException or ProviderThrottledException or InternalRuleException;
        var isOutage = error is ProviderUnreachableException or ProviderTimeoutException or ProviderFailedException;
        if (isOutage && (wasBatch ? NoteBatchFailure() : Interlocked.Increment(ref failuresInARow)) >= OutageLimit) isHopeless = true;
        if (!isHopeless || Interlocked.CompareExchange(ref tripped, error, null) is not null) return;
        run.Scope.Notices.Warn($"{connection.Name}: nothing more is sent. {error.Message} {error.RecommendedAction}");
    }

    /// <summary>Batches that fail together fail for one reason: however many they are, two single requests are left to disprove it.</summary>
    private int NoteBatchFailure()
    {
        int before, after;
        do
        {
            before = Volatile.Read(ref failuresInARow);
            after = Math.Max(before, OutageLimit - 2);
        }
        while (Interlocked.CompareExchange(ref failuresInARow, after, before) != before);
        return after;
    }

    /// <summary>For an item that no worker holds.</summary>
    private void SettleUnsent(WorkItem item) => run.Settle(item, OutcomeRules.NotSent(EndReason), null);
}
