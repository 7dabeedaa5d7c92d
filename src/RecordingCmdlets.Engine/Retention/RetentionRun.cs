using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Ledger;
using RecordingCmdlets.Engine.Querying;
using RecordingCmdlets.Engine.Removal;

namespace RecordingCmdlets.Engine.Retention;

/// <summary>
/// Applies a plan. What the plan removes is listed again, so that holds, states and batches rest on what is there now and not
/// on what stood in a file; nothing is removed that is not listed, not in the plan, or not as it was when it was planned.
/// </summary>
internal sealed class RetentionRun : IRetentionRun
{
    /// <summary>The span is wider than the items by this, since a listing may round its moments otherwise than it filters them.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(2);

    private readonly PlanFile file;
    private readonly RemovalOptions options;
    private readonly RetentionTools tools;
    private readonly Dictionary<string, Connection> connections;
    private readonly INotices notices;
    private readonly CancellationToken stop;
    private readonly Func<Recording, DateTimeOffset, PlanLine> planner;
    private readonly ConcurrentDictionary<(string Rule, bool IsForBots), Lazy<Task<SavingLane>>> lanes = new();
    private readonly ConcurrentDictionary<string, RecordingException> unlisted = new(StringComparer.OrdinalIgnoreCase);
    private RemovalRun? removal;
    private Task? applied;

    public RetentionRun(
        PlanFile file, RemovalOptions options, RetentionTools tools, Dictionary<string, Connection> connections, INotices notices, CancellationToken stop)
    {
        this.file = file;
        this.tools = tools;
        this.connections = connections;
        this.notices = notices;
        this.stop = stop;
        planner = tools.MakePlanner(file.Policy);
        this.options = options with
        {
            // What was approved is this many; whatever goes wrong, it is not more.
            MaximumDeletions = file.Index.Count,
            Audit = With(options.Audit, options.Audit.Path, file.Policy, options.Audit.IsDisabled),
        };
    }

    public RetentionPlan Plan => file.Plan;

    public string Description => PlanText.Describe(file);

    public string Action => PlanText.Action(file);

    public RecordingException? Fault => removal?.Fault;

    public Task ApplyAsync() => applied ??= ApplyOnceAsync();

    public bool TryTakeResult([NotNullWhen(true)] out RemovalResult? result)
    {
        result = null;
        return removal?.TryTakeResult(out result) ?? false;
    }

    public RemovalProgress GetProgress() => removal?.GetProgress() ?? new RemovalProgress(0, 0, 0, 0, 0, 0, null);

    public RemovalSummary GetSummary() => removal?.GetSummary() ?? new RemovalSummary { RunId = "", Counts = new Dictionary<RemovalOutcome, long>(), Elapsed = TimeSpan.Zero };

    public async ValueTask DisposeAsync()
    {
        removal?.End(null);
        if (applied is not null) await applied.ContinueWith(static _ => { }, TaskScheduler.Default);
        if (removal is not null) await removal.DisposeAsync();
    }

    public void Dispose() => Task.Run(async () => await DisposeAsync()).GetAwaiter().GetResult(); // The caller leaves: the ledger must be settled first.

    private async Task ApplyOnceAsync()
    {
        removal = await tools.BeginRemovalAsync(options, (file.Path, file.Plan.Hash), notices, stop);
        try
        {
            await Task.WhenAll(connections.Values.Select(ApplyToAsync));
            await SettleTheRestAsync();
        }
        finally
        {
            await CloseLanesAsync();
            await removal.CompleteAsync();
        }
    }

    /// <summary>Lists over one connection what the plan was listed from, within the span of what it removes.</summary>
    private async Task ApplyToAsync(Connection connection)
    {
        try
        {
            foreach (var listing in file.Listings.Where(l => Is(l.Connection, connection.Name)))
            {
                var group = file.Groups.FirstOrDefault(g => Is(g.Key.Connection, connection.Name) && Is(g.Key.Kind, listing.Kind)).Value;
                if (group is null || group.ToRemove == 0) continue;
                var resource = connection.RequireResource(listing.Kind, static _ => true);
                var query = new RecordingQuery { Now = tools.Time.GetUtcNow(), After = group.Oldest - Slack, Before = group.Newest + Slack, Owners = listing.Owners };
                await foreach (var item in new RecordingLister(connection, resource, removal!.Scope).ListAsync(query, cancellation: removal.Stop))
                {
                    if (!file.Index.TryTake(PlanIndex.Key(item.Reference, item.CreatedAt), out var rule)) continue;
                    await RemoveAsync(item, file.Policy.Rules[rule], isForBots: !resource.IsListedAsRecording);
                    if (--group.ToRemove == 0) break;
                }
            }
        }
        catch (OperationCanceledException) when (removal!.Stop.IsCancellationRequested)
        {
            // What was not listed is settled as not sent.
        }
        catch (RecordingException fault)
        {
            // Others may still be listed; what could not be is not looked up one by one.
            unlisted[connection.Name] = fault;
        }
    }

    /// <summary>Decides on an item by what is known of it now, saves it where its rule says so, and hands it in.</summary>
    private async Task RemoveAsync(Recording item, RetentionRule rule, bool isForBots)
    {
        var line = planner(item, file.Plan.CreatedAt);
        if (line.Decision != PlanDecision.Remove || line.Rule != rule.Name)
        {
            Report(item.Reference, item, new Settlement(
                RemovalOutcome.NotEligible, RemovalEvidence.None, $"It is not as it was when it was planned: {string.Join(' ', line.Reasons)}"));
            return;
        }

        var target = new RemovalTarget
        {
            Reference = item.Reference,
            Recording = item,
            Action = line.Action,
            IsForBots = isForBots,
            UnlessActionItem = line.UnlessActionItem,
            Reason = rule.Reason,
        };
        var decision = await removal!.DecideAsync(target);
        if (!decision.WillRemove) return;
        if (options.IsTrial) removal.Decline(decision);
        else if (rule.Backup is { } backup) await SaveAndSubmitAsync(target, decision, rule.Name, backup, isForBots);
        else await removal.SubmitAsync(decision);
    }

    private async Task SaveAndSubmitAsync(RemovalTarget target, RemovalDecision decision, string rule, ArchiveOptions backup, bool isForBots)
    {
        SavingLane lane;
        try
        {
            lane = await lanes.GetOrAdd((rule, isForBots), _ => new Lazy<Task<SavingLane>>(() => OpenLaneAsync(backup, isForBots))).Value;
        }
        catch (RecordingException fault)
        {
            removal!.Withdraw(decision, NotSafe(fault.Message, fault));
            return;
        }

        await lane.AddAsync(target, async result =>
        {
            try
            {
                if (result.IsSafe) await removal!.SubmitAsync(decision);
                else if (result.Outcome == ArchiveOutcome.NotBegun) removal!.Withdraw(decision, OutcomeRules.NotSent(removal.StopReason));
                else removal!.Withdraw(decision, NotSafe(result.Reason, result.Error));
            }
            catch (Exception fault)
            {
                removal!.End(fault as RecordingException ?? new InternalRuleException($"{fault.GetType().Name}: {fault.Message}"));
            }
        });
    }

    private async Task<SavingLane> OpenLaneAsync(ArchiveOptions backup, bool isForBots)
    {
        var manifest = With(options.Audit, path: null, file.Policy);
        var archive = await tools.BeginArchiveAsync(backup with { IsForBots = isForBots, Manifest = manifest }, notices, removal!.Stop);
        return new SavingLane(archive, Math.Max(1, backup.ThrottleLimit));
    }

    /// <summary>What is being saved is handed in before the removal ends.</summary>
    private async Task CloseLanesAsync()
    {
        foreach (var lane in lanes.Values.Where(l => l is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }))
        {
            try
            {
                await (await lane.Value).CompleteAsync();
            }
            catch (RecordingException fault)
            {
                // Everything saved has gone its way already; that its manifest has no seal must be heard.
                removal!.End(fault);
            }
        }
    }

    /// <summary>Everything that the plan removes gets its outcome, also what was not listed any more.</summary>
    private async Task SettleTheRestAsync()
    {
        if (file.Index.CountOpen == 0) return;
        try
        {
            // Who stops a run does not wait for its ledgers to be read.
            var history = stop.IsCancellationRequested ? new PlanHistory() : PlanHistory.Read(options.Audit, file.Plan.Hash, removal!.RunId);
            await new Leftovers(file, history, tools, connections, removal!, unlisted, RemoveAsync).SettleAsync(options.ThrottleLimit);
            if (file.Index.CountOpen > 0) removal!.End(PlanFile.Changed(file.Path, "lines that it had when it was opened are not there any more."));
        }
        catch (AuditException fault)
        {
            removal!.End(PlanFile.Changed(file.Path, fault.Message));
        }
    }

    private void Report(RecordingReference item, Recording? facts, Settlement settlement) => removal!.Report(item, facts, settlement);

    private static Settlement NotSafe(string why, RecordingException? error) => new(
        RemovalOutcome.Failed,
        RemovalEvidence.None,
        $"It could not be saved, so it was not removed: {why}",
        error ?? new ArchiveException("BackupMissing", $"It could not be saved, so it was not removed: {why}", "See why, and apply the plan again."));

    private static AuditOptions With(AuditOptions audit, string? path, RetentionPolicy policy, bool isDisabled = false) => new()
    {
        Path = path,
        IsDisabled = isDisabled,
        Key = audit.Key,
        Reason = audit.Reason ?? policy.Reason,
        Ticket = audit.Ticket ?? policy.Ticket,
        Script = audit.Script,
        ParameterNames = audit.ParameterNames,
        Host = audit.Host,
    };

    private static bool Is(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
