using System.Collections.Concurrent;
using RecordingCmdlets.Engine.Ledger;
using RecordingCmdlets.Engine.Providers;
using RecordingCmdlets.Engine.Tests.Support;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Providers;

/// <summary>A session of the real engine on a sandbox of one service, with a folder of its own for ledgers and holds.</summary>
internal class ServiceBench : IAsyncDisposable
{
    /// <summary>The moment ages count from in these tests, and that seeds are made for.</summary>
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("service-facts-");

    protected ServiceBench(string provider, SandboxServer sandbox, Func<string, string?>? environment = null, TimeProvider? time = null)
    {
        Provider = provider;
        Sandbox = sandbox;
        // Backoffs and pauses take a fraction of their time, but a try keeps more than a second: machines are busy.
        Session = new EngineSession(ProviderRegistry.All, environment ?? (static _ => null), time ?? new HurriedTime(50));
        File.WriteAllText(HoldPath, """{"format":"recordingcmdlets-holds/1","holds":[]}""");
    }

    public string Provider { get; }

    public SandboxServer Sandbox { get; }

    public EngineSession Session { get; }

    public KeptNotices Notices { get; } = new();

    public string HoldPath => Path.Combine(folder.FullName, "holds.json");

    public string AuditPath => Path.Combine(folder.FullName, "audit");

    public RemovalOptions Options => new() { HoldPath = HoldPath, Audit = new AuditOptions { Path = AuditPath } };

    /// <summary>As for <c>Remove-BotMedia</c>.</summary>
    public RemovalOptions BotOptions => new() { HoldPath = HoldPath, IsForBots = true, Audit = new AuditOptions { Path = AuditPath } };

    public IReadOnlyList<SandboxRequest> Requests => Sandbox.GetRequests();

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A bench whose session is connected, with the sandbox's key as API key or access token; no request has been made yet.</summary>
    /// <param name="provider">The service.</param>
    /// <param name="recordings">Recordings to seed.</param>
    /// <param name="role">The role, where the service has several.</param>
    /// <param name="configure">More for the connection; gets what is set already.</param>
    /// <param name="isSandbox">False keeps to the documented pace.</param>
    public static async Task<ServiceBench> OpenAsync(
        string provider, int recordings = 0, string? role = null, bool isSandbox = true, Func<ConnectionOptions, ConnectionOptions>? configure = null)
    {
        var bench = Unconnected(provider, recordings);
        var options = new ConnectionOptions
        {
            Provider = provider,
            ApiKey = bench.Sandbox.ApiKey,
            AccessToken = bench.Sandbox.ApiKey,
            BaseUri = bench.Sandbox.GetBaseUri(provider),
            Role = role,
            IsSandbox = isSandbox,
            SkipValidation = true,
        };
        await bench.ConnectAsync(configure?.Invoke(options) ?? options);
        return bench;
    }

    public static ServiceBench Unconnected(string provider, int recordings = 0, Func<SandboxServer, Func<string, string?>>? environment = null, TimeProvider? time = null)
    {
        var sandbox = SandboxServer.Start(new SandboxOptions { RecordingCount = recordings, Now = Now }, [provider]);
        return new ServiceBench(provider, sandbox, environment?.Invoke(sandbox), time);
    }

    public Task<ConnectionInfo> ConnectAsync(ConnectionOptions options) => Session.ConnectAsync(options, Notices, Cancellation);

    public RemovalTarget Bare(string id, string kind = "", string? owner = null, string? site = null) =>
        new() { Reference = new RecordingReference(Provider, null, kind, id, owner, site) };

    public async Task<List<Recording>> ListAsync(RecordingQuery? query = null, Action<Recording>? meanwhile = null)
    {
        var found = new List<Recording>();
        await foreach (var recording in Session.ListAsync(query ?? new RecordingQuery { Now = Now }, Notices, Cancellation))
        {
            found.Add(recording);
            meanwhile?.Invoke(recording);
        }

        return found;
    }

    public async Task<List<RecordingBot>> ListBotsAsync(RecordingQuery? query = null, Action<RecordingBot>? meanwhile = null)
    {
        var found = new List<RecordingBot>();
        await foreach (var bot in Session.ListBotsAsync(query ?? new RecordingQuery { Now = Now }, Notices, Cancellation))
        {
            found.Add(bot);
            meanwhile?.Invoke(bot);
        }

        return found;
    }

    public Task<Recording> GetAsync(string id, string kind = "", string? owner = null) => Session.GetAsync(Bare(id, kind, owner).Reference, Notices, Cancellation);

    public Task<RecordingBot> GetBotAsync(string id) => Session.GetBotAsync(Bare(id).Reference, Notices, Cancellation);

    public Task<RecordingTranscript> TranscriptAsync(string id, string kind = "", string? owner = null) =>
        Session.Bots.GetTranscriptAsync(Bare(id, kind, owner).Reference, Notices, Cancellation);

    /// <summary>How the wait for one bot to finish ended.</summary>
    public async Task<BotWaitResult> WaitAsync(string id)
    {
        BotWaitResult? ended = null;
        await foreach (var result in Session.Bots.WaitAsync(One(), new BotWaitOptions { Timeout = TimeSpan.FromMinutes(30) }, null, Notices, Cancellation)) ended = result;
        return ended!;

        async IAsyncEnumerable<RecordingReference> One()
        {
            await Task.Yield();
            yield return Bare(id).Reference;
        }
    }

    public Task<List<RemovalResult>> RemoveAsync(IEnumerable<Recording> recordings, RemovalOptions? options = null) =>
        RemoveAsync(recordings.Select(RemovalTarget.For), options);

    /// <summary>Removes the media of bots.</summary>
    public Task<List<RemovalResult>> RemoveAsync(IEnumerable<RecordingBot> bots, RemovalOptions? options = null) =>
        RemoveAsync(bots.Select(RemovalTarget.For), options ?? BotOptions);

    public async Task<List<RemovalResult>> RemoveAsync(IEnumerable<RemovalTarget> targets, RemovalOptions? options = null)
    {
        await using var run = await Session.BeginRemovalAsync(options ?? Options, Notices, Cancellation);
        foreach (var target in targets)
        {
            var decision = await run.DecideAsync(target);
            if (!decision.WillRemove) continue;
            if (options?.IsTrial == true) run.Decline(decision);
            else await run.SubmitAsync(decision);
        }

        await run.CompleteAsync();
        var results = new List<RemovalResult>();
        while (run.TryTakeResult(out var result)) results.Add(result);
        return results;
    }

    /// <summary>What the question would say of one item, without asking it.</summary>
    public async Task<RemovalDecision> DecideAsync(RemovalTarget target, RemovalOptions? options = null)
    {
        await using var run = await Session.BeginRemovalAsync(options ?? Options, Notices, Cancellation);
        return await run.DecideAsync(target);
    }

    public async Task<List<RestoreResult>> RestoreAsync(IEnumerable<Recording> recordings)
    {
        var items = recordings.Select(r => Session.CheckRestorable(RemovalTarget.For(r), Notices)).ToList();
        var results = new List<RestoreResult>();
        await foreach (var result in Session.RestoreAsync(items, Notices, Cancellation)) results.Add(result);
        return results;
    }

    public List<AuditEntry> Ledger() => [.. new AuditArchive(AuditPath).ReadEntries()];

    public ValueTask DisposeAsync()
    {
        Session.Dispose();
        Sandbox.Dispose();
        folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}

/// <summary>Keeps what the engine says.</summary>
internal sealed class KeptNotices : INotices
{
    private readonly ConcurrentQueue<string> said = new();
    private readonly ConcurrentQueue<string> warnings = new();

    public string All => string.Join('\n', said);

    public IReadOnlyCollection<string> Warnings => warnings;

    /// <summary>What was said since the last time.</summary>
    public IReadOnlyList<string> TakeAll()
    {
        var all = new List<string>();
        while (said.TryDequeue(out var message)) all.Add(message);
        return all;
    }

    public void Warn(string message)
    {
        said.Enqueue(message);
        warnings.Enqueue(message);
    }

    public void Verbose(string message) => said.Enqueue(message);

    public void Debug(string message) => said.Enqueue(message);
}
