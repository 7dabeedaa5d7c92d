using RecordingCmdlets.Engine.Ledger;
using RecordingCmdlets.Engine.Providers;
using RecordingCmdlets.Engine.Tests.EndToEnd;
using RecordingCmdlets.Engine.Tests.Support;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Retention;

/// <summary>A sandbox of some services with a session on it, and folders for plans, ledgers and holds.</summary>
internal sealed class RetentionRig : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly TimeProvider time;

    private RetentionRig(int recordings, string[] providers, TimeProvider? time)
    {
        this.time = time ?? new HurriedTime();
        Sandbox = SandboxServer.Start(new SandboxOptions { RecordingCount = recordings }, providers.Length == 0 ? null : providers);
        Session = NewSession();
        File.WriteAllText(HoldPath, """{ "format": "recordingcmdlets-holds/1", "holds": [] }""");
    }

    public SandboxServer Sandbox { get; }

    public EngineSession Session { get; }

    public CollectingNotices Notices { get; } = new();

    public string HoldPath => folder.File("holds.json");

    public string AuditPath => folder.File("audit");

    public string PlanPath => folder.File("plans");

    public IReadOnlyList<SandboxRequest> Destroying => [.. Sandbox.GetRequests().Where(r => r.Deleted.Count > 0 || r.Method == "DELETE")];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<RetentionRig> OpenAsync(int recordings, string[]? providers = null, TimeProvider? time = null)
    {
        var rig = new RetentionRig(recordings, providers ?? [], time);
        await rig.ConnectAsync(rig.Session);
        return rig;
    }

    /// <summary>Everything that is older than some days.</summary>
    public static RetentionRule Older(int days, string name = "old") => new() { Name = name, Action = RetentionAction.Delete, OlderThan = TimeSpan.FromDays(days) };

    public static RetentionPolicy Policy(params RetentionRule[] rules) => new()
    {
        Path = "policy.json",
        Hash = "00",
        Name = "policy",
        Rules = rules,
        Fuse = new RetentionFuse(null, null),
        Reason = "Retention",
    };

    public EngineSession NewSession(TimeProvider? another = null) => new(ProviderRegistry.All, static _ => null, another ?? time);

    /// <summary>Connects to all services, as an administrator where there are roles.</summary>
    public async Task ConnectAsync(EngineSession session, string? role = "Admin", Func<string, Uri?>? baseUri = null, Func<string, Secret?>? key = null)
    {
        foreach (var provider in Sandbox.Providers)
        {
            var options = new ConnectionOptions
            {
                Provider = provider,
                ApiKey = key?.Invoke(provider) ?? Sandbox.ApiKey,
                AccessToken = Sandbox.ApiKey,
                BaseUri = baseUri?.Invoke(provider) ?? Sandbox.GetBaseUri(provider),
                Role = session.GetProviders().Single(p => p.Name == provider).Roles.FirstOrDefault(r => r == role),
                IsSandbox = true,
                SkipValidation = true,
            };
            await session.ConnectAsync(options, Notices, Cancellation);
        }
    }

    public Task<RetentionPlan> PlanAsync(RetentionPolicy policy, bool withoutCsv = false, CancellationToken? cancellation = null) => Session.Retention.PlanAsync(
        new RetentionPlanOptions { Policy = policy, Path = PlanPath, WithoutCsv = withoutCsv }, progress: null, Notices, cancellation ?? Cancellation);

    public RetentionRunOptions Options(RetentionPlan plan) => new()
    {
        PlanPath = plan.Path,
        PlanHash = plan.Hash,
        Removal = new RemovalOptions { IsUnattended = true, HoldPath = HoldPath, Audit = new AuditOptions { Path = AuditPath } },
    };

    public Task<IRetentionRun> OpenAsync(RetentionRunOptions options, EngineSession? session = null, CancellationToken? stop = null) =>
        (session ?? Session).Retention.OpenAsync(options, Notices, stop ?? Cancellation);

    public Task<(List<RemovalResult> Results, RetentionSummary Summary)> ApplyAsync(RetentionPlan plan, bool isTrial = false, EngineSession? session = null) =>
        ApplyAsync(Options(plan) with { Removal = Options(plan).Removal with { IsTrial = isTrial } }, session);

    public async Task<(List<RemovalResult> Results, RetentionSummary Summary)> ApplyAsync(RetentionRunOptions options, EngineSession? session = null, CancellationToken? stop = null)
    {
        await using var run = await OpenAsync(options, session, stop);
        await run.ApplyAsync();
        var results = new List<RemovalResult>();
        while (run.TryTakeResult(out var result)) results.Add(result);
        if (run.Fault is { } fault) throw fault;
        return (results, RetentionSummary.Of(run.Plan, run.GetSummary(), results.Count(r => r.Error is not null)));
    }

    public async Task<List<Recording>> ListAsync()
    {
        var found = new List<Recording>();
        await foreach (var item in Session.ListAsync(new RecordingQuery { Now = time.GetUtcNow() }, Notices, Cancellation)) found.Add(item);
        return found;
    }

    public void HoldTitle(string pattern) => new Removal.HoldBook(HoldPath, time).Add(
        new Hold { HoldId = "h-title", Ticket = "CASE-1", CreatedBy = "test", CreatedAt = time.GetUtcNow(), Title = pattern },
        new AuditOptions { IsDisabled = true });

    public void Hold(Recording item) => new Removal.HoldBook(HoldPath, time).Add(
        new Hold { HoldId = $"h-{item.Id}", Ticket = "CASE-1", CreatedBy = "test", CreatedAt = time.GetUtcNow(), Provider = item.Provider, Kind = item.Kind, Id = item.Id },
        new AuditOptions { IsDisabled = true });

    /// <summary>What the plan's lines say, by decision.</summary>
    public static ILookup<string, string> Lines(RetentionPlan plan) => LedgerReader.ReadLines(plan.Path).Where(l => l.Text("type") == "item").ToLookup(l => l.Text("decision")!, l => $"{l.Text("provider")}/{l.Text("id")}");

    /// <summary>What is there, by the sandbox's own data.</summary>
    public HashSet<string> Left() => [.. Sandbox.Providers.SelectMany(p => Sandbox.GetRecordingIds(p).Select(id => $"{p}/{id}"))];

    public List<AuditEntry> Ledger() => Directory.Exists(AuditPath) ? [.. new AuditArchive(AuditPath).ReadEntries()] : [];

    public void Dispose()
    {
        Session.Dispose();
        Sandbox.Dispose();
        folder.Dispose();
    }
}
