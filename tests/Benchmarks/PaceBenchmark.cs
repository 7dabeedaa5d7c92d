using RecordingCmdlets.Benchmarks.Measuring;
using RecordingCmdlets.Benchmarks.Service;

namespace RecordingCmdlets.Benchmarks;

/// <summary>A service that allows so many requests a second and says so only by refusing: time over the least possible, and refusals.</summary>
internal static class PaceBenchmark
{
    private const int PerSecond = 100;

    public static async Task RunAsync(Report report, bool isQuick)
    {
        foreach (var (seconds, retryAfter) in isQuick ? ((int, bool)[])[(3, true)] : [(60, true), (60, false), (120, false)])
        {
            using var service = await ServiceProcess.StartAsync(new ServiceOptions(seconds * PerSecond, Latency: 5, PerSecond, retryAfter));
            using var client = await Client.ConnectAsync(service, bulkSize: 1);
            await client.RemoveAsync(await client.ListAsync().ToListAsync(), workers: 8);
            await service.CheckAllGoneAsync();
            var counts = await service.CountAsync();
            var over = counts.SecondsAfterFirstRefusal / (counts.PassedAfterFirstRefusal / (double)PerSecond);
            report.Add(
                $"{seconds * PerSecond:N0} deletions at {PerSecond} requests a second, {(retryAfter ? "with" : "without")} Retry-After",
                $"{over:0.000} of the ideal time, {counts.Refused} answers 429", "1.02, at most 4", over <= 1.02 && counts.Refused <= 4);
        }
    }
}
