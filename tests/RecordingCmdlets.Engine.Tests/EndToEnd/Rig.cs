using RecordingCmdlets.Engine.Ledger;
using RecordingCmdlets.Engine.Providers;
using RecordingCmdlets.Engine.Tests.Support;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.EndToEnd;

/// <summary>A sandbox, a session connected to it, and folders of its own for ledgers and holds.</summary>
internal sealed class Rig : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("recording-tests-");

    public Rig(int recordings = 0, int? bulkSize = null, TimeSpan latency = default, int? requestsPerSecond = null, Func<string, ILedgerSink>? openSink = null, TimeProvider? time = null)
    {
        Sandbox = SandboxServer.Start(new SandboxOptions { RecordingCount = recordings, Latency = latency, RequestsPerSecond = requestsPerSecond });
        Session = new EngineSession(ProviderRegistry.All, static _ => null, time ?? new HurriedTime()) { OpenLedgerSink = openSink };
        BulkSize = bulkSize;
        File.WriteAllText(HoldPath, """{ "format": "recordingcmdlets-holds/1", "holds": [] }""");
    }

    public SandboxServer Sandbox { get; }

    public EngineSession Session { get; }

    public CollectingNotices Notices { get; } = new();

    public int? BulkSize { get; }

    public string HoldPath => Path.Combine(folder.FullName, "holds.json");

    public string AuditPath => Path.Combine(folder.FullName, "audit");

    public RemovalOptions Options => new() { HoldPath = HoldPath, Audit = new AuditOptions { Path = AuditPath } };

    public IReadOnlyList<SandboxRequest> Destroying => [.. Sandbox.GetRequests().Where(r => r.Method is not "GET")];

    public static async Task<Rig> ConnectedAsync(
        int recordings = 0,
        int? bulkSize = null,
        TimeSpan latency = default,
        int? requestsPerSecond = null,
        int? requestsPerMinute = null,
        TimeSpan? maxThrottleWait = null,
        Func<string, ILedgerSink>? openSink = null,
        TimeProvider? time = null)
    {
        var rig = new Rig(recordings, bulkSize, latency, requestsPerSecond, openSink, time);
        await rig.Session.ConnectAsync(
            new ConnectionOptions
            {
                Provider = "Telnyx",
                ApiKey = rig.Sandbox.ApiKey,
                BaseUri = rig.Sandbox.GetBaseUri("Telnyx"),
                BulkSize = bulkSize,
                RequestsPerMinute = requestsPerMinute,
                MaxThrottleWait = maxThrottleWait ?? TimeSpan.FromMinutes(15),
                SkipValidation = true,
            },
            rig.Notices,
            TestContext.Current.CancellationToken);
        return rig;
    }

    public string Seed(string? createdAt = "2026-01-05T09:00:00.000Z", string? id = null)
    {
        id ??= Guid.NewGuid().ToString();
        Sandbox.Telnyx.Add(new TelnyxRecording { Id = id, CreatedAt = createdAt, From = "+15550100", To = "+15550111", ConnectionId = "175237942907135762" });
        return id;
    }

    public async Task<List<Recording>> ListAsync(RecordingQuery? query = null)
    {
        var found = new List<Recording>();
        await foreach (var recording in Session.ListAsync(query ?? new RecordingQuery { Now = DateTimeOffset.UtcNow }, Notices, TestContext.Current.CancellationToken))
            found.Add(recording);
        return found;
    }

    public Task<List<RemovalResult>> RemoveAsync(IEnumerable<Recording> recordings, RemovalOptions? options = null) =>
        RemoveAsync(recordings.Select(RemovalTarget.For), options);

    public async Task<List<RemovalResult>> RemoveAsync(IEnumerable<RemovalTarget> targets, RemovalOptions? options = null)
    {
        await using var run = await Session.BeginRemovalAsync(options ?? Options, Notices, TestContext.Current.CancellationToken);
        foreach (var target in targets)
        {
            var decision = await run.DecideAsync(target);
            if (!decision.WillRemove) continue;
            if (options?.IsTrial == true) run.Decline(decision);
            else await run.SubmitAsync(decision);
        }

        await run.CompleteAsync();
        return Take(run);
    }

    public static RemovalTarget Bare(string id) => new() { Reference = new RecordingReference("Telnyx", null, RecordingKinds.Recording, id) };

    public static List<RemovalResult> Take(IRemovalRun run)
    {
        var results = new List<RemovalResult>();
        while (run.TryTakeResult(out var result)) results.Add(result);
        return results;
    }

    public List<AuditEntry> Ledger() => [.. new AuditArchive(AuditPath).ReadEntries()];

    /// <summary>What must be true after every run, however it ended.</summary>
    public void AssertHonest(IEnumerable<RemovalResult> results, IEnumerable<string> asked)
    {
        var all = results.ToList();
        Assert.Equal(asked.Order(), all.Select(r => r.Id).Order());
        Assert.All(all.Where(r => r.Outcome is RemovalOutcome.Deleted or RemovalOutcome.AlreadyGone), r => Assert.False(Sandbox.Telnyx.Contains(r.Id), $"{r.Id} is called {r.Outcome} and is there"));
        var gone = Sandbox.GetRequests().SelectMany(r => r.Deleted).ToHashSet();
        Assert.Subset(asked.ToHashSet(), gone);
        Assert.All(gone, id => Assert.Contains(all.Single(r => r.Id == id).Outcome, (RemovalOutcome[])[RemovalOutcome.Deleted, RemovalOutcome.AlreadyGone, RemovalOutcome.Unknown, RemovalOutcome.Accepted]));
        var ledger = Ledger();
        Assert.Equal(all.Select(r => (r.Id, r.Outcome)).Order(), ledger.Select(e => (e.Id, e.Outcome)).Order());
        Assert.All(new AuditArchive(AuditPath).Verify(null, null), v => Assert.Equal(AuditState.Sealed, v.State));
    }

    public async ValueTask DisposeAsync()
    {
        Session.Dispose();
        Sandbox.Dispose();
        await Task.CompletedTask;
        folder.Delete(recursive: true);
    }
}

/// <summary>Keeps what the engine says.</summary>
internal sealed class CollectingNotices : INotices
{
    private readonly System.Collections.Concurrent.ConcurrentQueue<string> said = new();

    public IReadOnlyCollection<string> Said => said;

    public void Warn(string message) => said.Enqueue("W " + message);

    public void Verbose(string message) => said.Enqueue("V " + message);

    public void Debug(string message) => said.Enqueue("D " + message);
}
