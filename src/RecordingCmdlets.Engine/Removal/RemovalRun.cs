using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Ledger;
using RecordingCmdlets.Engine.Providers;
using RecordingCmdlets.Engine.Storage;

namespace RecordingCmdlets.Engine.Removal;

/// <summary>One run that deletes: decides, takes in, and ends with an outcome for everything it was asked for.</summary>
internal sealed class RemovalRun : IRemovalRun
{
    private const int LongestTitle = 120;

    private readonly ConnectionBook book;
    private readonly RunState run;
    private readonly INotices notices;
    private readonly ConcurrentDictionary<Connection, ConnectionPump> pumps = new();
    private readonly long startedAt;
    private readonly Queue<(long At, long Settled)> rate = new();
    private readonly ConcurrentDictionary<WorkItem, bool> decided = new();
    private readonly TaskCompletionSource decisionsEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long submitted;
    private int deciding;
    private int isEnding;
    private TimeSpan? elapsed;
    private bool isLimitTold;
    private Task? ended;

    private RemovalRun(ConnectionBook book, RunState run, INotices notices)
    {
        this.book = book;
        this.run = run;
        this.notices = notices;
        startedAt = run.Time.GetTimestamp();
    }

    public RecordingException? Fault => run.Fault;

    internal string RunId => run.Ledger.RunId;

    internal CallScope Scope => run.Scope;

    /// <summary>Fires when nothing new may be sent.</summary>
    internal CancellationToken Stop => run.Stop;

    internal string StopReason => run.StopReason;

    /// <exception cref="HoldsException">The holds cannot be read.</exception>
    /// <exception cref="AuditException">The ledger cannot be written.</exception>
    public static async Task<RemovalRun> BeginAsync(
        ConnectionBook book, RemovalOptions options, INotices notices, TimeProvider time, Func<string, ILedgerSink>? openSink, CancellationToken stop,
        (string Path, string Head)? plan = null)
    {
        if (options is { IsUnattended: true, HoldPath: null })
        {
            throw new HoldsException(
                "HoldsMissing", "An unattended run must name its holds file.", "Name it with -HoldPath; an empty one is made by adding and removing a hold.");
        }

        var holds = new HoldWatch(new HoldBook(options.HoldPath, time), mustExist: options.HoldPath is not null, time);
        var current = holds.Current;
        var audit = options.IsTrial ? new AuditOptions { IsDisabled = true } : options.Audit;
        var ledger = await RunLedger.OpenAsync(
            LedgerPurpose.Removal,
            audit,
            time,
            header => header with { HoldsPath = current.Path, HoldsHash = current.Hash, HoldsCount = current.Holds.Count, Plan = plan },
            openSink);
        foreach (var (what, path) in (ReadOnlySpan<(string, string?)>)[("the holds file", current.Path), ("the ledger", ledger.Path)])
            if (path is not null && StateFolder.IsOpenToAll(path)) notices.Warn($"Everybody on this machine may change {what} {path}, so it can neither be relied on nor prove anything.");
        return new RemovalRun(book, new RunState(options, ledger, holds, notices, time, stop), notices);
    }

    public async Task<RemovalDecision> DecideAsync(RemovalTarget target)
    {
        run.CountAsked();
        var item = target.Reference;
        Interlocked.Increment(ref deciding);
        try
        {
            return await DecideOpenAsync(target);
        }
        catch (OperationCanceledException)
        {
            return Refuse(item, target.Recording, OutcomeRules.NotSent(run.StopReason));
        }
        catch (RecordingArgumentException fault)
        {
            return Refuse(item, null, new Settlement(RemovalOutcome.NotEligible, RemovalEvidence.None, fault.Message, fault));
        }
        catch (RecordingException fault) when (fault is not (RecordingAuthenticationException or HoldsException or AuditException))
        {
            // The look that a hold made necessary failed: what cannot be told counts as held.
            return Refuse(item, null, new Settlement(
                RemovalOutcome.Held, RemovalEvidence.None, $"It cannot be told whether a hold covers it: {fault.Message}", fault));
        }
        catch (RecordingException fault)
        {
            // Without credential, holds or ledger nothing can be decided, here or for the next one.
            run.End(fault);
            return Refuse(item, null, new Settlement(RemovalOutcome.NotSent, RemovalEvidence.None, fault.Message, fault));
        }
        finally
        {
            if (Interlocked.Decrement(ref deciding) == 0 && Volatile.Read(ref isEnding) == 1) decisionsEnded.TrySetResult();
        }
    }

    public async Task SubmitAsync(RemovalDecision decision)
    {
        if (run.Options.IsTrial) throw new InternalRuleException("A trial run was given an item to remove.");
        var item = TakeDecided(decision);
        if (!item.Advance(WorkStage.Decided, WorkStage.Agreed)) throw new InternalRuleException($"{item.Reference} was handed in twice.");
        Interlocked.Increment(ref submitted);
        await pumps.GetOrAdd(item.Connection, connection => new ConnectionPump(run, connection)).EnqueueAsync(item);
    }

    public void Decline(RemovalDecision decision)
    {
        var item = TakeDecided(decision);
        if (!item.Advance(WorkStage.Decided, WorkStage.Agreed)) throw new InternalRuleException($"{item.Reference} was declined after it had been handed in.");
        if (run.Options.IsTrial)
        {
            run.Settle(item, new Settlement(RemovalOutcome.WouldRemove, RemovalEvidence.None), null);
            return;
        }

        run.Fuse.GiveBack();
        run.Settle(item, new Settlement(RemovalOutcome.NotSent, RemovalEvidence.None, "The question was answered with no."), null);
    }

    /// <summary>Gives an item its outcome that was decided to go and does not go after all.</summary>
    internal void Withdraw(RemovalDecision decision, Settlement settlement)
    {
        var item = TakeDecided(decision);
        run.Fuse.GiveBack();
        run.Settle(item, settlement, null);
    }

    /// <summary>Gives an item its outcome that is not even decided on.</summary>
    internal void Report(RecordingReference item, Recording? facts, Settlement settlement)
    {
        run.CountAsked();
        run.Record(item, facts, settlement, null, intent: 0);
    }

    /// <summary>Ends the run: nothing new is sent from here on.</summary>
    internal void End(RecordingException? because) => run.End(because);

    public bool TryTakeResult([NotNullWhen(true)] out RemovalResult? result) => run.TryTakeResult(out result);

    public Task CompleteAsync() => ended ??= EndAsync();

    public RemovalProgress GetProgress()
    {
        var counts = run.Counts;
        long Count(params RemovalOutcome[] outcomes) => outcomes.Sum(o => counts.GetValueOrDefault(o));
        var unproved = run.Unproved;
        var settled = counts.Values.Sum() + unproved;
        lock (rate)
        {
            rate.Enqueue((run.Time.GetTimestamp(), settled));
            while (rate.Count > 2 && run.Time.GetElapsedTime(rate.Peek().At) > TimeSpan.FromSeconds(5)) rate.Dequeue();
            var (at, before) = rate.Peek();
            var span = run.Time.GetElapsedTime(at).TotalSeconds;
            return new RemovalProgress(
                run.Asked,
                Interlocked.Read(ref submitted),
                settled,
                Count(RemovalOutcome.Deleted, RemovalOutcome.Recycled, RemovalOutcome.Accepted) + unproved,
                Count(RemovalOutcome.Failed, RemovalOutcome.Unknown),
                span > 0.2 ? (settled - before) / span : 0,
                string.Join("; ", pumps.Values.Select(p => p.Throttle).OfType<string>()) is { Length: > 0 } throttle ? throttle : null);
        }
    }

    public RemovalSummary GetSummary() => new()
    {
        RunId = run.Ledger.RunId,
        Counts = run.Counts,
        Elapsed = elapsed ?? run.Time.GetElapsedTime(startedAt),
        AuditPath = run.Ledger.Path,
        AuditHead = run.Ledger.Head,
    };

    public async ValueTask DisposeAsync()
    {
        // Also when the caller waits for the end no more: then nothing new may be sent.
        if (ended is not { IsCompleted: true }) run.End();
        await CompleteAsync();
        run.Dispose();
    }

    public void Dispose() => Task.Run(async () => await DisposeAsync()).GetAwaiter().GetResult(); // The caller leaves: the ledger must be settled first.

    private async Task EndAsync()
    {
        Interlocked.Exchange(ref isEnding, 1);
        try
        {
            if (Volatile.Read(ref deciding) > 0) await decisionsEnded.Task;
            await Task.WhenAll(pumps.Values.Select(p => p.CompleteAsync()));
        }
        finally
        {
            foreach (var left in decided.Keys) run.Settle(left, OutcomeRules.NotSent("The question was not answered."), null);
            if (await run.Ledger.CloseAsync() is { } broken) run.End(broken);
            await run.Ledger.DisposeAsync();
            elapsed = run.Time.GetElapsedTime(startedAt);
        }
    }

    private async Task<RemovalDecision> DecideOpenAsync(RemovalTarget target)
    {
        var (item, recording, action) = (target.Reference, target.Recording, target.Action ?? run.Options.Action);
        var reason = target.Reason ?? run.Options.Audit.Reason;
        var unlessActionItem = target.UnlessActionItem ?? run.Options.UnlessActionItem;
        if (run.Stop.IsCancellationRequested) return Refuse(item, recording, OutcomeRules.NotSent(run.StopReason));
        var connection = book.Resolve(item, notices);
        if (!connection.Resources.Any(r => r.For(action) is not null)) throw RecycleBin.Unsupported(connection);
        var resource = connection.RequireResource(item.Kind, r => r.Is(target.IsForBots ?? run.Options.IsForBots));
        item = item with { Provider = connection.Provider.Name, Connection = connection.Name, Kind = resource.Kind };
        Connection.RequireValid(resource, item);
        var method = RequireMethod(connection, resource, action, run.Options.Comment, reason, unlessActionItem);
        if (pumps.GetValueOrDefault(connection)?.Ended is { } why) return Refuse(item, recording, OutcomeRules.NotSent(why));
        await connection.FindPathAsync(resource, item, run.Scope);
        // Only what this very account listed is a fact; an object of another connection is a name and no more.
        var facts = connection.HasListed(recording) && recording!.Reference == item ? recording : null;
        if (recording?.ListedBy is Connection && facts is null) throw connection.ListedElsewhere(item);

        var seen = facts;
        var holds = run.HoldWatch.Current;
        var verdict = Decider.Decide(item, resource, method, facts, holds, hasLooked: false);
        if (verdict.NeedsFacts)
        {
            try
            {
                facts = await connection.GetAsync(resource, item, run.Scope);
            }
            catch (RecordingException fault) when (fault is not RecordingAuthenticationException && holds.Judge(item, seen).Verdict == HoldVerdict.No)
            {
                return Refuse(item, seen, new Settlement(
                    RemovalOutcome.Failed, RemovalEvidence.None, $"It could not be looked at, so nothing was sent to remove it: {fault.Message}", fault));
            }

            if (facts is null) return Refuse(item, seen, ForMissing(connection, method.LeavesTrace || !resource.IsInSight(item) ? null : seen, item));
            // A batch names one site, and its proof looks there: the service knows better than a row.
            if (facts.Site is { } site) item = item with { Site = site };
            verdict = Decider.Decide(item, resource, method, facts, holds, hasLooked: true);
        }

        if (verdict.Refusal is { } refusal)
            return Refuse(item, facts, new Settlement(refusal.Outcome, refusal.Outcome == RemovalOutcome.AlreadyGone ? RemovalEvidence.ReadBack : RemovalEvidence.None, refusal.Reason, refusal.Error));
        if (unlessActionItem && await WhyKeepForActionItemsAsync(connection, resource, item) is { } keep)
            return Refuse(item, facts, new Settlement(RemovalOutcome.NotEligible, RemovalEvidence.None, keep));
        if (!run.Fuse.TryTake())
        {
            var limit = string.Create(CultureInfo.InvariantCulture, $"The limit of {run.Fuse.Maximum} deletions was reached.");
            var error = isLimitTold ? null : new RemovalRefusedException(
                "DeletionLimitReached", $"{limit} Nothing more is sent; the rest is reported as LimitReached.", "Look at what is left, then raise -MaxDelete if it is right.");
            isLimitTold = true;
            return Refuse(item, facts, new Settlement(RemovalOutcome.LimitReached, RemovalEvidence.None, limit, error));
        }

        var work = new WorkItem(item, connection, resource, method, facts, wasListed: facts is not null, holds) { Action = action, Reason = target.Reason };
        decided[work] = true;
        return new RemovalDecision(item)
        {
            WillRemove = true,
            Recording = facts,
            Description = Describe(connection, item, method, facts ?? recording, isFact: facts is not null),
            Action = $"{char.ToUpperInvariant(method.Permanence[0])}{method.Permanence[1..]}",
            State = work,
        };
    }

    /// <summary>How an item is removed, once everything that it needs was given.</summary>
    /// <exception cref="RecordingArgumentException">Something is missing, or is not to be had there.</exception>
    internal static RemovalDeclaration RequireMethod(
        Connection connection, ResourceDeclaration resource, RemovalAction action, string? words, string? reason, bool unlessActionItem)
    {
        var method = resource.For(action) ?? throw RecycleBin.Unsupported(connection);
        if (words is { } comment && comment.Length > (method.LongestComment ?? 0))
        {
            throw new RecordingArgumentException(
                "CommentUnsupported",
                method.LongestComment is { } longest ? $"A comment has at most {longest} characters. Nothing was sent." : $"A comment for the service is not supported by {connection.Provider.Name} here. Nothing was sent.",
                "Shorten it, or leave -Comment away; -Reason and -Ticket go into the ledger in any case.");
        }

        if (method.NeedsReason && string.IsNullOrWhiteSpace(reason))
        {
            throw new RecordingArgumentException(
                "ReasonMissing", $"{connection.Provider.Name} insists on a reason in the role {connection.Describe().Role}. Nothing was sent.", "Give it with -Reason.");
        }

        if (unlessActionItem && resource.ActionItems is null)
        {
            throw new RecordingArgumentException(
                "ActionItemsUnsupported", $"Action items are not supported by {connection.Provider.Name}, so it cannot be told that there are none. Nothing was sent.", "Leave -UnlessActionItem away for this service.");
        }

        return method;
    }

    /// <summary>Why an item is kept for its action items; null only when the service says that there are none.</summary>
    private async Task<string?> WhyKeepForActionItemsAsync(Connection connection, ResourceDeclaration resource, RecordingReference item)
    {
        var (route, count) = (resource.ActionItems!.Route, resource.ActionItems.Count);
        try
        {
            var answer = await connection.Client.SendAsync(new ServiceRequest(route, connection.Path(route, item)), run.Scope);
            if (!answer.IsSuccess) return $"It cannot be told whether there are action items: {connection.Client.Explain(answer).Message}";
            return (answer.StatusCode == 200 ? count(answer.Body) : null) switch
            {
                0 => null,
                null => "It cannot be told whether there are action items: the service does not say.",
                { } items => string.Create(CultureInfo.InvariantCulture, $"It has {items} action item(s)."),
            };
        }
        catch (Exception fault) when ((fault is RecordingException and not RecordingAuthenticationException) || fault is System.Text.Json.JsonException)
        {
            return $"It cannot be told whether there are action items: {fault.Message}";
        }
    }

    private static Settlement ForMissing(Connection connection, Recording? recording, RecordingReference item) =>
        recording is not null
            ? new Settlement(RemovalOutcome.AlreadyGone, RemovalEvidence.ReadBack, "It was listed in this run and is gone now.")
            : new Settlement(RemovalOutcome.NotFound, RemovalEvidence.ReadBack, "The service does not know it.", connection.Unknown(item));

    private RemovalDecision Refuse(RecordingReference item, Recording? facts, Settlement settlement)
    {
        run.Record(item, facts, settlement, null, intent: 0);
        return new RemovalDecision(item) { WillRemove = false, Description = item.ToString(), Action = settlement.Reason };
    }

    /// <summary>The item as the question names it. What comes from a file and not from the service is not repeated as if it were known.</summary>
    private static string Describe(Connection connection, RecordingReference item, RemovalDeclaration method, Recording? recording, bool isFact)
    {
        var parts = new List<string> { connection.Provider.DisplayName };
        if (connection.Name != connection.Provider.Name) parts.Add($"connection {connection.Name}");
        if (isFact && recording is not null)
        {
            parts.Add(recording.Title is { } title ? Quote(title) : "untitled");
            if (recording.Owner is { } owner) parts.Add($"owner {owner}");
            parts.Add(recording.CreatedAt is { } created ? string.Create(CultureInfo.InvariantCulture, $"created {created.UtcDateTime:yyyy-MM-dd HH:mm} UTC") : "no date");
        }

        if (connection.Provider.Resources.Select(r => r.Kind).Distinct().Count() > 1) parts.Add($"kind {item.Kind}");
        parts.Add($"id {item.Id}");
        if (method.Note is { } note) parts.Add(note);
        return PlainText.Of(string.Join(", ", parts));
    }

    // Whoever names a recording must not be able to write the rest of the question, nor push it out of sight.
    private static string Quote(string title) => $"\"{(title.Length > LongestTitle ? title[..LongestTitle] + "..." : title).Replace('"', '\'')}\"";

    private WorkItem TakeDecided(RemovalDecision decision) =>
        decision is { WillRemove: true, State: WorkItem item } && decided.TryRemove(item, out _) ? item : throw new InternalRuleException($"{decision.Reference} was not decided to be removed.");
}
