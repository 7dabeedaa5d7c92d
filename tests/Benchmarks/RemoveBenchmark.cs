using RecordingCmdlets.Benchmarks.Measuring;
using RecordingCmdlets.Benchmarks.Service;

namespace RecordingCmdlets.Benchmarks;

/// <summary>Removing at a service that takes its time: what the workers make of it, and what batches and loops make of it.</summary>
internal static class RemoveBenchmark
{
    private const int Latency = 20;

    public static async Task RunAsync(Report report, bool isQuick)
    {
        var (count, rounds) = isQuick ? (200, 1) : (2_000, 3);
        foreach (var workers in (int[])[8, 16])
        {
            var measured = await Rounds.RunAsync(
                rounds,
                warmUps: 1,
                ("one by one", () => RemoveAsync(count, workers, bulkSize: 1)),
                ("bare", () => RemoveBareAsync(count, workers)));
            var single = measured.Median("one by one");
            var (share, ofBare) = (count * Latency / 1000.0 / workers / single, measured.Ratio("bare", "one by one"));
            report.Add($"Remove {count:N0} at {Latency} ms, one by one, {workers} workers: bare HttpClient", $"{measured.Median("bare"):0.00} s");
            report.Add(
                $"Remove {count:N0} at {Latency} ms, one by one, {workers} workers: engine",
                $"{single:0.00} s, {share:0.00} of workers/latency, {ofBare:0.00} of bare", "0.9 of workers/latency", share >= 0.9);
        }

        var compared = await Rounds.RunAsync(
            rounds,
            warmUps: 1,
            ("in batches", () => RemoveAsync(count, 8, bulkSize: 50)),
            ("one by one", () => RemoveAsync(count, 8, bulkSize: 1)));
        var times = compared.Ratio("one by one", "in batches");
        report.Add(
            $"Remove {count:N0} at {Latency} ms, in batches of 50 with their proof, 8 workers: engine",
            $"{compared.Median("in batches"):0.00} s, {times:0.0} times as fast as one by one", "10 times", times >= 10);
        if (PowerShell.WhyNot is { } why)
        {
            report.Skip("Remove: cmdlet, Invoke-RestMethod loop, ForEach-Object -Parallel", why);
            return;
        }

        foreach (var (how, words) in ((string, string)[])
        [
            ("Batch", "`Remove-Recording` in batches"), ("Single", "`Remove-Recording` one by one, 8 workers"),
            ("Parallel", "`ForEach-Object -Parallel` with `Invoke-RestMethod`, 8 at a time"), ("Loop", "`Invoke-RestMethod` loop"),
        ])
        {
            var seconds = await InPowerShellAsync(how, count);
            report.Add($"Remove {count:N0} at {Latency} ms: {words}", $"{seconds:0.00} s");
        }
    }

    /// <summary>Lists, then removes what was listed; the listing is not timed.</summary>
    public static async Task<double> RemoveAsync(int count, int workers, int bulkSize, bool hasLedger = true, int latency = Latency)
    {
        using var service = await ServiceProcess.StartAsync(new ServiceOptions(count, latency));
        using var client = await Client.ConnectAsync(service, bulkSize);
        var listed = await client.ListAsync().ToListAsync();
        var seconds = await client.RemoveAsync(listed, workers, hasLedger);
        await service.CheckAllGoneAsync();
        return seconds;
    }

    private static async Task<double> RemoveBareAsync(int count, int workers)
    {
        using var service = await ServiceProcess.StartAsync(new ServiceOptions(count, Latency));
        using var http = new HttpClient();
        using (await http.GetAsync(new Uri($"{service.BaseUri}/recordings")))
        {
        }

        var start = TimeProvider.System.GetTimestamp();
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = workers }, async (number, stop) =>
        {
            using var answer = await http.DeleteAsync(new Uri($"{service.BaseUri}/recordings/{Records.Id(number)}"), stop);
        });
        var seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        await service.CheckAllGoneAsync();
        return seconds;
    }

    private static async Task<double> InPowerShellAsync(string how, int count)
    {
        using var service = await ServiceProcess.StartAsync(new ServiceOptions(count, Latency));
        using var folder = new TempFolder();
        var numbers = await PowerShell.RunAsync(
            "Remove.ps1", folder.Path, "-Module", PowerShell.Module, "-BaseUri", service.BaseUri.ToString(), "-How", how);
        await service.CheckAllGoneAsync();
        return numbers["Seconds"];
    }
}
