using System.Collections.Concurrent;
using System.Globalization;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Providers;

/// <summary>A session of the real engine on a sandbox of Telnyx, with a folder of its own for ledgers and holds.</summary>
internal sealed class TelnyxBench : IAsyncDisposable
{
    /// <summary>The moment ages count from in these tests; everything seeded is older.</summary>
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("telnyx-facts-");

    private TelnyxBench(SandboxServer sandbox, Func<string, string?> environment)
    {
        Sandbox = sandbox;
        Session = new RecordingEngine().OpenSession(environment);
        File.WriteAllText(HoldPath, """{"format":"recordingcmdlets-holds/1","holds":[]}""");
    }

    public SandboxServer Sandbox { get; }

    public IEngineSession Session { get; }

    public KeptNotices Notices { get; } = new();

    public string HoldPath => Path.Combine(folder.FullName, "holds.json");

    public RemovalOptions Options => new() { HoldPath = HoldPath, Audit = new AuditOptions { Path = Path.Combine(folder.FullName, "audit") } };

    public IReadOnlyList<SandboxRequest> Requests => Sandbox.GetRequests();

    public IReadOnlyList<SandboxRequest> Deletes => [.. Requests.Where(r => r.Method == "DELETE")];

    public IReadOnlyList<SandboxRequest> Batches => [.. Requests.Where(r => r.Method == "POST")];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A bench whose session is connected; no request has been made yet.</summary>
    public static async Task<TelnyxBench> OpenAsync(int? bulkSize = null, TimeSpan? longestThrottle = null, int? requestsPerMinute = null)
    {
        var bench = Unconnected();
        await bench.ConnectAsync(new ConnectionOptions
        {
            Provider = "Telnyx",
            ApiKey = bench.Sandbox.ApiKey,
            BaseUri = bench.Sandbox.GetBaseUri("Telnyx"),
            BulkSize = bulkSize,
            RequestsPerMinute = requestsPerMinute,
            MaxThrottleWait = longestThrottle ?? TimeSpan.FromMinutes(15),
            SkipValidation = true,
        });
        return bench;
    }

    public static TelnyxBench Unconnected(Func<SandboxServer, Func<string, string?>>? environment = null)
    {
        var sandbox = SandboxServer.Start(new SandboxOptions { RecordingCount = 0 });
        return new TelnyxBench(sandbox, environment?.Invoke(sandbox) ?? (static _ => null));
    }

    public static string Iso(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>A page as the service writes it.</summary>
    public static string Page(int totalPages, params IEnumerable<string> records) =>
        $"{{\"data\":[{string.Join(',', records)}],\"meta\":{{\"page_number\":1,\"page_size\":250,\"total_pages\":{totalPages},\"total_results\":999}}}}";

    public static RemovalTarget Bare(string id) => new() { Reference = new RecordingReference("Telnyx", null, RecordingKinds.Recording, id) };

    public Task<ConnectionInfo> ConnectAsync(ConnectionOptions options) => Session.ConnectAsync(options, Notices, Cancellation);

    /// <summary>Puts a recording into the service: of a day before <see cref="Now"/>, unless told otherwise.</summary>
    public string Seed(TelnyxRecording? like = null)
    {
        var recording = like ?? new TelnyxRecording { Id = Guid.NewGuid().ToString(), CreatedAt = Iso(Now.AddDays(-1)), Source = "call", From = "+15550100", To = "+15550111" };
        Sandbox.Telnyx.Add(recording);
        return recording.Id;
    }

    /// <summary>Many recordings, a minute apart, the newest first, as the service lists them.</summary>
    public List<string> SeedMany(int count) =>
        [.. Enumerable.Range(0, count).Select(i => Seed(new TelnyxRecording { Id = $"rec-{i:D5}", CreatedAt = Iso(Now.AddMinutes(-1 - i)), Source = "call", From = "+15550100", To = "+15550111" }))];

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

    public Task<Recording> GetAsync(string id) => Session.GetAsync(Bare(id).Reference, Notices, Cancellation);

    public Task<List<RemovalResult>> RemoveAsync(IEnumerable<Recording> recordings, RemovalOptions? options = null) =>
        RemoveAsync(recordings.Select(RemovalTarget.For), options);

    public async Task<List<RemovalResult>> RemoveAsync(IEnumerable<RemovalTarget> targets, RemovalOptions? options = null)
    {
        await using var run = await Session.BeginRemovalAsync(options ?? Options, Notices, Cancellation);
        foreach (var target in targets)
        {
            var decision = await run.DecideAsync(target);
            if (decision.WillRemove) await run.SubmitAsync(decision);
        }

        await run.CompleteAsync();
        var results = new List<RemovalResult>();
        while (run.TryTakeResult(out var result)) results.Add(result);
        return results;
    }

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

    public string All => string.Join('\n', said);

    public void Warn(string message) => said.Enqueue(message);

    public void Verbose(string message) => said.Enqueue(message);

    public void Debug(string message) => said.Enqueue(message);
}
