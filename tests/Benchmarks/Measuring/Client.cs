using RecordingCmdlets.Benchmarks.Service;
using RecordingCmdlets.Engine;

namespace RecordingCmdlets.Benchmarks.Measuring;

/// <summary>The engine, connected to a service, with a folder of its own.</summary>
internal sealed class Client : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly IEngineSession session = new RecordingEngine().OpenSession(static _ => null);

    public string Folder => folder.Path;

    public static async Task<Client> ConnectAsync(ServiceProcess service, int? bulkSize = null)
    {
        var client = new Client();
        await client.session.ConnectAsync(
            new ConnectionOptions
            {
                Provider = "Telnyx",
                ApiKey = new Secret("KEYbenchmark"),
                BaseUri = service.BaseUri,
                BulkSize = bulkSize,
                SkipValidation = true,
            },
            SilentNotices.Instance,
            CancellationToken.None);
        return client;
    }

    public IAsyncEnumerable<Recording> ListAsync() =>
        session.ListAsync(new RecordingQuery { Now = TimeProvider.System.GetUtcNow() }, SilentNotices.Instance, CancellationToken.None);

    /// <summary>Removes what was listed, as the cmdlet does, with every brake and with its proof.</summary>
    /// <returns>The seconds it took.</returns>
    /// <exception cref="InvalidOperationException">Something was not removed: then the time means nothing.</exception>
    public async Task<double> RemoveAsync(IEnumerable<Recording> recordings, int workers, bool hasLedger = true)
    {
        var options = new RemovalOptions
        {
            ThrottleLimit = workers,
            Audit = new AuditOptions { Path = Path.Combine(Folder, "audit"), IsDisabled = !hasLedger },
        };
        var start = TimeProvider.System.GetTimestamp();
        await using var run = await session.BeginRemovalAsync(options, SilentNotices.Instance, CancellationToken.None);
        foreach (var recording in recordings)
        {
            await run.SubmitAsync(await run.DecideAsync(RemovalTarget.For(recording)));
            while (run.TryTakeResult(out _))
            {
            }
        }

        await run.CompleteAsync();
        var seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        var summary = run.GetSummary();
        if (summary.Counts.Any(c => c.Key != RemovalOutcome.Deleted && c.Value > 0)) throw new InvalidOperationException("Not everything was removed.");
        return seconds;
    }

    public void Dispose()
    {
        session.Dispose();
        folder.Dispose();
    }
}
