using System.Globalization;
using RecordingCmdlets.Engine;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Runner;

/// <summary>
/// A purge from start to end against a sandbox, through the same engine as the cmdlets, checked against the sandbox's own
/// data and not against what the engine says of itself.
/// </summary>
internal sealed class Rehearsal(SandboxOptions options, TimeSpan olderThan, string? audit, string folder, TextWriter output) : IDisposable
{
    private const int RowsShown = 12;

    private readonly RecordingEngine engine = new();
    private readonly ISandbox sandbox = new SandboxFactory().Start(options);
    private IEngineSession? session;

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        session = engine.OpenSession(static _ => null);
        foreach (var provider in sandbox.Providers)
        {
            await session.ConnectAsync(
                new ConnectionOptions { Provider = provider, ApiKey = sandbox.ApiKey, BaseUri = sandbox.GetBaseUri(provider) }, SilentNotices.Instance, cancellation);
        }

        Say($"Rehearsal on a sandbox in this process: {options.RecordingCount:N0} recordings at {string.Join(", ", sandbox.Providers)}. Nothing real is touched.");
        var now = TimeProvider.System.GetUtcNow();
        var plan = new List<PlanLine>();
        await foreach (var recording in session.ListAsync(new RecordingQuery { Now = now }, SilentNotices.Instance, cancellation))
            plan.Add(engine.PlanByAge(recording, olderThan, now));
        var removals = plan.Where(l => l.Decision == PlanDecision.Remove).OrderBy(l => l.CreatedAt).ToList();
        ShowPlan(plan.Count, removals, now);
        if (IsFuseBlown(plan.Count, removals.Count)) return ExitCode.Fuse;

        var before = sandbox.Providers.ToDictionary(p => p, sandbox.GetRecordingIds);
        var summary = await ApplyAsync(removals, cancellation);
        var isExact = CheckExactlyThePlan(before, removals);
        var isIntact = CheckLedger(summary);
        ShowRealPace(removals.Count);
        if (!isExact || !isIntact) return ExitCode.Failed;
        return summary.Counts.GetValueOrDefault(RemovalOutcome.Deleted) == removals.Count ? ExitCode.Done : ExitCode.Incomplete;
    }

    public void Dispose()
    {
        session?.Dispose();
        sandbox.Dispose();
    }

    private void ShowPlan(int listed, List<PlanLine> removals, DateTimeOffset now)
    {
        var undated = sandbox.Providers.Sum(p => sandbox.GetRecordingIds(p).Count) - listed;
        if (undated > 0) Say($"{undated:N0} carry no date: no rule of age can speak of them, and they are left alone.");
        Say($"{listed:N0} listed; a rule of {olderThan.TotalDays:0.#} days would remove {removals.Count:N0}:");
        output.WriteLine();
        var table = new TextTable(("Service", 9, false), ("Title", 29, false), ("Age", 6, true), ("Length", 8, true), ("Size", 9, true), ("Reason", 34, false));
        foreach (var line in removals.Take(RowsShown))
        {
            table.Add(
                line.Provider,
                line.Title ?? "(untitled)",
                TextTable.Age(now - line.CreatedAt!.Value),
                line.Duration?.ToString("h\\:mm\\:ss", CultureInfo.InvariantCulture) ?? "not told",
                TextTable.Size(line.SizeBytes),
                string.Join(' ', line.Reasons));
        }

        table.Write(output);
        if (removals.Count > RowsShown) Say($"... and {removals.Count - RowsShown:N0} more, oldest first.");
        output.WriteLine();
    }

    private bool IsFuseBlown(int listed, int removals)
    {
        var share = listed == 0 ? 0 : (double)removals / listed;
        var isBlown = removals > RemovalOptions.UnattendedMaximum || share > RemovalOptions.UnattendedMaximumShare;
        Say($"Fuse of unattended runs: {removals:N0} of at most {RemovalOptions.UnattendedMaximum:N0} items, {share:P1} of at most {RemovalOptions.UnattendedMaximumShare:P0} of what was listed: {(isBlown ? "blown, nothing is removed" : "holds")}.");
        return isBlown;
    }

    private async Task<RemovalSummary> ApplyAsync(List<PlanLine> removals, CancellationToken cancellation)
    {
        var holds = Path.Combine(folder, "holds.json");
        await File.WriteAllTextAsync(holds, """{ "format": "recordingcmdlets-holds/1", "holds": [] }""", cancellation);
        var removal = new RemovalOptions
        {
            IsUnattended = true,
            HoldPath = holds,
            MaximumDeletions = RemovalOptions.UnattendedMaximum,
            Audit = new AuditOptions { Path = audit ?? folder, Reason = "Rehearsal", Host = "recording-retention" },
        };
        await using var run = await session!.BeginRemovalAsync(removal, SilentNotices.Instance, cancellation);
        foreach (var line in removals)
        {
            var decision = await run.DecideAsync(RemovalTarget.For(line));
            if (decision.WillRemove) await run.SubmitAsync(decision);
        }

        await run.CompleteAsync();
        if (run.Fault is { } fault) throw fault;
        var outcomes = new TextTable(("Outcome", 12, false), ("Evidence", 13, false), ("Items", 7, true));
        var results = new List<RemovalResult>();
        while (run.TryTakeResult(out var result)) results.Add(result);
        foreach (var group in results.GroupBy(r => (r.Outcome, r.Evidence)).OrderBy(g => g.Key))
            outcomes.Add(group.Key.Outcome.ToString(), group.Key.Evidence.ToString(), group.Count().ToString("N0", CultureInfo.InvariantCulture));
        output.WriteLine();
        outcomes.Write(output);
        output.WriteLine();
        return run.GetSummary();
    }

    private bool CheckExactlyThePlan(Dictionary<string, IReadOnlyCollection<string>> before, List<PlanLine> removals)
    {
        var isExact = true;
        foreach (var (provider, ids) in before)
        {
            var planned = removals.Where(l => l.Provider == provider).Select(l => l.Id).ToHashSet(StringComparer.Ordinal);
            var expected = ids.Where(id => !planned.Contains(id)).ToHashSet(StringComparer.Ordinal);
            var isSame = expected.SetEquals(sandbox.GetRecordingIds(provider));
            isExact &= isSame;
            Say(isSame
                ? $"Checked in the sandbox's own data: at {provider} exactly the {planned.Count:N0} planned recordings are gone, and the other {expected.Count:N0} are there."
                : $"CHECK FAILED: at {provider} something else is gone, or something planned is still there.");
        }

        return isExact;
    }

    private bool CheckLedger(RemovalSummary summary)
    {
        if (summary.AuditPath is null or AuditOptions.StandardOutput) return true;
        var check = engine.OpenAudit(summary.AuditPath).Verify(summary.AuditHead, key: null).Single();
        Say($"Ledger: {check.Message} {check.Lines:N0} lines, {check.UnresolvedIntents:N0} intents without an outcome, head {check.Head}.");
        if (audit is not null) Say($"It is kept at {summary.AuditPath}.");
        return check is { State: AuditState.Sealed, UnresolvedIntents: 0 };
    }

    private void ShowRealPace(int removals)
    {
        foreach (var provider in session!.GetProviders())
        {
            Say(provider.DocumentedDeletionsPerMinute is { } pace
                ? $"For real, {provider.DisplayName} would take about {TimeSpan.FromMinutes(removals / pace):d\\.hh\\:mm\\:ss} at the documented pace of {pace:0.#} a minute."
                : $"For real: {provider.DisplayName} publish no pace, so the time cannot be told. It took {sandbox.GetRequests().Count(r => r.Provider == provider.Name):N0} requests here; at 10 requests a second that would be {sandbox.GetRequests().Count(r => r.Provider == provider.Name) / 10.0:0.0} s.");
        }
    }

    private void Say(string text) => output.WriteLine(text);
}
