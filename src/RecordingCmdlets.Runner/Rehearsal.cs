using System.Globalization;
using RecordingCmdlets.Engine;
using RecordingCmdlets.Runner.Output;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Runner;

/// <summary>
/// A purge from start to end against a sandbox, through the same engine as the cmdlets, checked against the sandbox's own
/// data and not against what the engine says of itself.
/// </summary>
internal sealed class Rehearsal(SandboxOptions options, TimeSpan olderThan, string? audit, string folder, TextWriter output) : IDisposable
{
    private const int RowsShown = 15;

    /// <summary>The service that throttles in the rehearsal, and the requests a second that it takes.</summary>
    private const string ThrottledProvider = "Vonage";
    private const int ThrottledPerSecond = 15;

    /// <summary>What somebody types who forgets a digit.</summary>
    private static readonly TimeSpan Slip = TimeSpan.FromDays(3);

    private readonly RecordingEngine engine = new();
    private readonly ISandbox sandbox = new SandboxFactory().Start(options);
    private readonly List<string> warnings = [];
    private IEngineSession? session;

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        session = engine.OpenSession(static _ => null);
        foreach (var provider in sandbox.Providers) await ConnectAsync(provider, cancellation);
        Say($"Rehearsal on a sandbox in this process: {options.RecordingCount:N0} recordings or bots at each of {string.Join(", ", sandbox.Providers.Order(StringComparer.Ordinal))}. Nothing real is touched.");
        var now = TimeProvider.System.GetUtcNow();
        var listed = new List<Recording>();
        await foreach (var recording in session.ListAsync(new RecordingQuery { Now = now }, SilentNotices.Instance, cancellation)) listed.Add(recording);
        var plan = listed.ConvertAll(recording => engine.PlanByAge(recording, olderThan, now));
        var removals = plan.Where(l => l.Decision == PlanDecision.Remove).OrderBy(l => l.CreatedAt).ToList();
        ShowPlan(plan, removals, now);
        ShowSlip(listed, now);
        if (IsFuseBlown(plan.Count, removals.Count)) return ExitCode.Fuse;

        var before = sandbox.Providers.ToDictionary(p => p, sandbox.GetRecordingIds);
        var held = await HoldSomeAsync(removals, cancellation);
        sandbox.ClearRequests();
        var summary = await ApplyAsync(removals, cancellation);
        var isExact = CheckExactlyThePlan(before, removals, held);
        var isIntact = CheckLedger(summary);
        ShowThrottle();
        ShowRealPace(removals);
        if (!isExact || !isIntact) return ExitCode.Failed;
        return summary.Counts.GetValueOrDefault(RemovalOutcome.Deleted) == removals.Count - held.Count ? ExitCode.Done : ExitCode.Incomplete;
    }

    /// <summary>The options of a rehearsal's sandbox: one of the services throttles.</summary>
    public static SandboxOptions MakeOptions(int recordings, int seed) => new()
    {
        RecordingCount = recordings,
        Seed = seed,
        RequestsPerSecondAt = new Dictionary<string, int> { [ThrottledProvider] = ThrottledPerSecond },
    };

    private string HoldPath => Path.Combine(folder, "holds.json");

    public void Dispose()
    {
        session?.Dispose();
        sandbox.Dispose();
    }

    /// <summary>Where a service has several roles it is an administrator who purges.</summary>
    private async Task ConnectAsync(string provider, CancellationToken cancellation)
    {
        var roles = session!.GetProviders().Single(p => p.Name == provider).Roles;
        var connection = new ConnectionOptions
        {
            Provider = provider,
            ApiKey = sandbox.ApiKey,
            AccessToken = sandbox.ApiKey,
            BaseUri = sandbox.GetBaseUri(provider),
            Role = roles.FirstOrDefault(r => r == "Admin"),
            IsSandbox = true,
        };
        await session.ConnectAsync(connection, SilentNotices.Instance, cancellation);
    }

    private void ShowPlan(List<PlanLine> plan, List<PlanLine> removals, DateTimeOffset now)
    {
        Say($"{plan.Count:N0} listed; a rule of {olderThan.TotalDays:0.#} days would remove {removals.Count:N0}:");
        output.WriteLine();
        var kinds = new TextTable(("Service", 9, false), ("Kind", 10, false), ("Listed", 7, true), ("Undated", 8, true), ("Would go", 9, true));
        foreach (var kind in plan.GroupBy(l => (l.Provider, l.Kind)).OrderBy(g => g.Key))
        {
            kinds.Add(
                kind.Key.Provider, kind.Key.Kind, Count(kind.Count()), Count(kind.Count(l => l.CreatedAt is null)), Count(kind.Count(l => l.Decision == PlanDecision.Remove)));
        }

        kinds.Write(output);
        output.WriteLine();
        var table = new TextTable(("Service", 9, false), ("Title", 29, false), ("Age", 6, true), ("Length", 8, true), ("Size", 9, true), ("Reason", 34, false));
        // A few of each service, the oldest first.
        var shown = removals.GroupBy(l => l.Provider).SelectMany(g => g.Take(RowsShown / sandbox.Providers.Count)).OrderBy(l => l.CreatedAt).ToList();
        foreach (var line in shown)
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
        if (removals.Count > shown.Count) Say($"... and {removals.Count - shown.Count:N0} more.");
        output.WriteLine();
    }

    /// <summary>What the fuse is for, on the same listing.</summary>
    private void ShowSlip(List<Recording> listed, DateTimeOffset now)
    {
        var count = listed.Count(r => engine.PlanByAge(r, Slip, now).Decision == PlanDecision.Remove);
        Say($"Had somebody typed {Slip.TotalDays:0}d, {count:N0} would go, {Share(count, listed.Count):P1}: {(Blows(count, listed.Count) ? "the fuse would blow, and nothing would be removed" : "the fuse would hold")}.");
    }

    private static double Share(int removals, int listed) => listed == 0 ? 0 : (double)removals / listed;

    private static bool Blows(int removals, int listed) =>
        removals > RemovalOptions.UnattendedMaximum || Share(removals, listed) > RemovalOptions.UnattendedMaximumShare;

    private static string Count(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Sets a hold on the oldest that would go at each service.</summary>
    private async Task<HashSet<RecordingReference>> HoldSomeAsync(List<PlanLine> removals, CancellationToken cancellation)
    {
        await File.WriteAllTextAsync(HoldPath, """{ "format": "recordingcmdlets-holds/1", "holds": [] }""", cancellation);
        var held = removals.GroupBy(l => l.Provider).Select(g => g.First()).ToList();
        var book = engine.OpenHolds(HoldPath);
        foreach (var line in held)
        {
            var hold = new Hold
            {
                HoldId = $"rehearsal-{line.Provider}",
                Ticket = "CASE-1",
                CreatedBy = "recording-retention",
                CreatedAt = TimeProvider.System.GetUtcNow(),
                Provider = line.Provider,
                Kind = line.Kind,
                Id = line.Id,
            };
            book.Add(hold, new AuditOptions { IsDisabled = true });
        }

        Say($"Holds: one item at each service, {held.Count:N0} in all, must stay although they are old enough.");
        return [.. held.Select(l => l.Reference)];
    }

    private bool IsFuseBlown(int listed, int removals)
    {
        var isBlown = Blows(removals, listed);
        Say($"Fuse of unattended runs: {removals:N0} of at most {RemovalOptions.UnattendedMaximum:N0} items, {Share(removals, listed):P1} of at most {RemovalOptions.UnattendedMaximumShare:P0} of what was listed: {(isBlown ? "blown, nothing is removed" : "holds")}.");
        return isBlown;
    }

    private async Task<RemovalSummary> ApplyAsync(List<PlanLine> removals, CancellationToken cancellation)
    {
        var removal = new RemovalOptions
        {
            IsUnattended = true,
            HoldPath = HoldPath,
            MaximumDeletions = RemovalOptions.UnattendedMaximum,
            Audit = new AuditOptions { Path = audit ?? folder, Reason = "Rehearsal", Host = "recording-retention" },
        };
        await using var run = await session!.BeginRemovalAsync(removal, new WarningList(warnings), cancellation);
        foreach (var line in removals)
        {
            var decision = await run.DecideAsync(RemovalTarget.For(line));
            if (decision.WillRemove) await run.SubmitAsync(decision);
        }

        await run.CompleteAsync();
        if (run.Fault is { } fault) throw fault;
        var outcomes = new TextTable(("Service", 9, false), ("Outcome", 12, false), ("Evidence", 13, false), ("Items", 7, true));
        var results = new List<RemovalResult>();
        while (run.TryTakeResult(out var result)) results.Add(result);
        foreach (var group in results.GroupBy(r => (r.Provider, r.Outcome, r.Evidence)).OrderBy(g => g.Key))
            outcomes.Add(group.Key.Provider, group.Key.Outcome.ToString(), group.Key.Evidence.ToString(), group.Count().ToString("N0", CultureInfo.InvariantCulture));
        output.WriteLine();
        outcomes.Write(output);
        output.WriteLine();
        return run.GetSummary();
    }

    private bool CheckExactlyThePlan(Dictionary<string, IReadOnlyCollection<string>> before, List<PlanLine> removals, HashSet<RecordingReference> held)
    {
        var isExact = true;
        foreach (var (provider, ids) in before)
        {
            var planned = removals.Where(l => l.Provider == provider && !held.Contains(l.Reference)).Select(l => l.Id).ToHashSet(StringComparer.Ordinal);
            var expected = ids.Where(id => !planned.Contains(id)).ToHashSet(StringComparer.Ordinal);
            var isSame = expected.SetEquals(sandbox.GetRecordingIds(provider));
            isExact &= isSame;
            Say(isSame
                ? $"Checked in the sandbox's own data: at {provider} exactly the {planned.Count:N0} planned are gone, and the other {expected.Count:N0} are there, those on hold among them."
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

    private void ShowThrottle()
    {
        var refused = sandbox.GetRequests().Count(r => r.Provider == ThrottledProvider && r.Status is 429 or 503);
        Say($"{ThrottledProvider} took {ThrottledPerSecond} requests a second here and refused {refused:N0}: {(warnings.Count > 0 ? string.Join(' ', warnings) : "its pace was kept.")}");
    }

    private void ShowRealPace(List<PlanLine> removals)
    {
        foreach (var provider in session!.GetProviders())
        {
            var count = removals.Count(l => l.Provider == provider.Name);
            var requests = sandbox.GetRequests().Count(r => r.Provider == provider.Name);
            Say(provider.DeletionsPerMinute is { } pace
                ? $"For real, {count:N0} at {provider.DisplayName} would take about {TimeSpan.FromMinutes(count / pace):h\\:mm\\:ss}, at {pace:0.#} a minute. {provider.Limits}"
                : $"For real, {count:N0} at {provider.DisplayName} would take about {requests / 10.0:0.0} s, if it takes 10 requests a second: {requests:N0} requests were needed. {provider.Limits}");
        }
    }

    private void Say(string text) => output.WriteLine(text);
}

/// <summary>Keeps the warnings of a run, to show them in their place.</summary>
internal sealed class WarningList(List<string> warnings) : INotices
{
    public void Warn(string message)
    {
        lock (warnings) warnings.Add(message);
    }

    public void Verbose(string message)
    {
    }

    public void Debug(string message)
    {
    }
}
