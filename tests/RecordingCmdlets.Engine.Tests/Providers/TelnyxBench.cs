using System.Globalization;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Providers;

/// <summary>A session of the real engine on a sandbox of Telnyx, with a folder of its own for ledgers and holds.</summary>
internal sealed class TelnyxBench : ServiceBench
{
    private TelnyxBench(SandboxServer sandbox, Func<string, string?> environment)
        : base("Telnyx", sandbox, environment, TimeProvider.System)
    {
    }

    public IReadOnlyList<SandboxRequest> Deletes => [.. Requests.Where(r => r.Method == "DELETE")];

    public IReadOnlyList<SandboxRequest> Batches => [.. Requests.Where(r => r.Method == "POST")];

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

    /// <summary>Puts a recording into the service: of a day before <see cref="ServiceBench.Now"/>, unless told otherwise.</summary>
    public string Seed(TelnyxRecording? like = null)
    {
        var recording = like ?? new TelnyxRecording { Id = Guid.NewGuid().ToString(), CreatedAt = Iso(Now.AddDays(-1)), Source = "call", From = "+15550100", To = "+15550111" };
        Sandbox.Telnyx.Add(recording);
        return recording.Id;
    }

    /// <summary>Many recordings, a minute apart, the newest first, as the service lists them.</summary>
    public List<string> SeedMany(int count) =>
        [.. Enumerable.Range(0, count).Select(i => Seed(new TelnyxRecording { Id = $"rec-{i:D5}", CreatedAt = Iso(Now.AddMinutes(-1 - i)), Source = "call", From = "+15550100", To = "+15550111" }))];
}
