using RecordingCmdlets.Runner.Output;

namespace RecordingCmdlets.Runner;

/// <summary>Makes a plan and applies one, and says so.</summary>
internal sealed class RetentionJob(IEngineSession session, RunLog log, TimeProvider time)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(200);

    private bool hasErrors;

    public async Task<RetentionPlan> PlanAsync(RetentionPlanOptions options, CancellationToken stop)
    {
        var pace = new ProgressPace(time);
        var progress = new Listed(count =>
        {
            if (pace.IsDue()) log.Progress($"{RunLog.Count(count, "item", "items")} listed.", ("listed", count));
        });
        var plan = await session.Retention.PlanAsync(options, progress, log, stop);
        Show(plan);
        return plan;
    }

    public async Task<int> ApplyAsync(RetentionRunOptions options, CancellationToken stop)
    {
        await using var run = await session.Retention.OpenAsync(options, log, stop);
        log.Say("applying", $"{run.Description}. {run.Action}{(options.Removal.IsTrial ? " (a dry run: nothing is sent)" : "")}.", ("plan", run.Plan.Path), ("hash", run.Plan.Hash), ("toRemove", run.Plan.ToRemove), ("dryRun", options.Removal.IsTrial));
        var outcomes = new Dictionary<(string Provider, RemovalOutcome Outcome), long>();
        var pace = new ProgressPace(time);
        var applied = run.ApplyAsync();
        while (!applied.IsCompleted)
        {
            await Task.WhenAny(applied, Task.Delay(Tick, time, CancellationToken.None));
            Drain(run, outcomes);
            if (!pace.IsDue()) continue;
            var at = run.GetProgress();
            log.Progress(
                $"{at.Settled:N0} of {run.Plan.ToRemove:N0} settled, {at.Deleted:N0} removed, {at.Problems:N0} with problems, {at.PerSecond:0.#} a second{(at.Throttle is null ? "" : $"; {at.Throttle}")}.",
                ("settled", at.Settled), ("toRemove", run.Plan.ToRemove), ("removed", at.Deleted), ("problems", at.Problems), ("perSecond", at.PerSecond), ("throttle", at.Throttle));
        }

        await applied;
        Drain(run, outcomes);
        return Conclude(run, outcomes, options.Removal.IsTrial);
    }

    private void Drain(IRetentionRun run, Dictionary<(string Provider, RemovalOutcome Outcome), long> outcomes)
    {
        while (run.TryTakeResult(out var result))
        {
            outcomes[(result.Provider, result.Outcome)] = outcomes.GetValueOrDefault((result.Provider, result.Outcome)) + 1;
            // The ledger has them all; a log is for what somebody should look at.
            var isProblem = result.Error is not null || result.Outcome is RemovalOutcome.Failed or RemovalOutcome.Unknown;
            hasErrors |= result.Error is not null;
            if (!isProblem && !log.IsVerbose) continue;
            log.Record(
                isProblem ? "warning" : "debug",
                "item",
                $"{result.Provider} {result.Kind} {result.Id}: {result.Outcome}. {result.Reason}",
                ("provider", result.Provider), ("connection", result.Connection), ("kind", result.Kind), ("id", result.Id), ("outcome", result.Outcome), ("evidence", result.Evidence), ("reason", result.Reason), ("status", result.StatusCode));
        }
    }

    private int Conclude(IRetentionRun run, Dictionary<(string Provider, RemovalOutcome Outcome), long> outcomes, bool isTrial)
    {
        var summary = run.GetSummary();
        var table = new TextTable(("Service", 9, false), ("Outcome", 12, false), ("Items", 9, true));
        foreach (var (key, count) in outcomes.OrderBy(o => o.Key)) table.Add(key.Provider, key.Outcome.ToString(), RunLog.Number(count));
        if (outcomes.Count > 0) log.Show(table);
        var exit = ExitCode.Of(summary.Counts);
        // Such as one that is kept because a look at it failed: another time it may go.
        if (exit == ExitCode.Done && hasErrors) exit = ExitCode.Incomplete;
        if (run.Fault is { } fault)
        {
            log.Fail(fault);
            // What ended the run says more than what it left behind.
            exit = ExitCode.Of(fault);
        }

        log.Say(
            "applied",
            $"{(isTrial ? "Dry run" : exit == ExitCode.Done ? "Done" : "Ended, and not all is done")}: {summary}.",
            ("run", summary.RunId), ("plan", run.Plan.Path), ("hash", run.Plan.Hash), ("dryRun", isTrial),
            ("outcomes", summary.Counts.OrderBy(c => c.Key).Select(c => (c.Key.ToString(), (object?)c.Value))), ("seconds", summary.Elapsed), ("audit", summary.AuditPath), ("head", summary.AuditHead), ("exit", exit));
        return exit;
    }

    private void Show(RetentionPlan plan)
    {
        var table = new TextTable(("Service", 9, false), ("Connection", 16, false), ("Kind", 10, false), ("Rule", 24, false), ("Listed", 9, true), ("Remove", 9, true), ("Size", 11, true));
        foreach (var count in plan.Counts)
            table.Add(count.Provider, count.Connection, count.Kind, count.Rule.Length > 0 ? count.Rule : "(none)", RunLog.Number(count.Listed), RunLog.Number(count.ToRemove), TextTable.Size(count is { ToRemove: > 0, BytesToRemove: 0 } ? null : count.BytesToRemove));
        if (plan.Counts.Count > 0) log.Show(table);
        var span = plan is { Oldest: { } oldest, Newest: { } newest } ? $", of {oldest:yyyy-MM-dd} to {newest:yyyy-MM-dd}" : "";
        log.Say(
            "planned",
            $"Plan {plan.Path}: {RunLog.Count(plan.Listed, "item", "items")} listed, {RunLog.Number(plan.ToRemove)} to be removed{span}, {RunLog.Number(plan.ToKeep)} kept.",
            ("plan", plan.Path), ("csv", plan.CsvPath), ("hash", plan.Hash), ("policy", plan.Policy), ("policyHash", plan.PolicyHash), ("listed", plan.Listed), ("toRemove", plan.ToRemove), ("toKeep", plan.ToKeep),
            ("bytes", plan.BytesToRemove), ("oldest", plan.Oldest), ("newest", plan.Newest), ("fuseBlown", plan.FuseBlown),
            ("counts", plan.Counts.Select(c => (object)new (string, object?)[] { ("provider", c.Provider), ("connection", c.Connection), ("kind", c.Kind), ("rule", c.Rule), ("listed", c.Listed), ("toRemove", c.ToRemove), ("bytes", c.BytesToRemove) })));
        log.Explain([$"Table: {plan.CsvPath ?? "none"}", $"Hash:  {plan.Hash}"]);
    }

    /// <summary>Hears of progress on the thread that makes it, in its order.</summary>
    private sealed class Listed(Action<long> hear) : IProgress<long>
    {
        public void Report(long value) => hear(value);
    }
}
