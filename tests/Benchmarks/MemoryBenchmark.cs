using System.Globalization;
using RecordingCmdlets.Benchmarks.Measuring;
using RecordingCmdlets.Benchmarks.Service;

namespace RecordingCmdlets.Benchmarks;

/// <summary>
/// Whether memory grows with what is removed: the resident memory of pwsh late in a long run and early in it. A shorter run
/// comes first: while .NET still compiles anew what runs often, memory grows whatever is removed.
/// </summary>
internal static class MemoryBenchmark
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(20);

    public static async Task RunAsync(Report report, bool isQuick)
    {
        if (PowerShell.WhyNot is { } why || !OperatingSystem.IsLinux())
        {
            report.Skip("Memory: `Get-Recording | Remove-Recording`", PowerShell.WhyNot ?? "resident memory is read as Linux tells it.");
            return;
        }

        var count = isQuick ? 20_000 : 1_000_000;
        using var service = await ServiceProcess.StartAsync(new ServiceOptions(count));
        using var warmUp = await ServiceProcess.StartAsync(new ServiceOptions(count / 4));
        using var folder = new TempFolder();
        using var process = PowerShell.Start("Purge.ps1", folder.Path, "-Module", PowerShell.Module, "-BaseUri", service.BaseUri.ToString(), "-WarmUp", warmUp.BaseUri.ToString());
        try
        {
            var numbers = PowerShell.ReadAsync(process);
            var (early, late, most) = (new List<long>(), new List<long>(), 0L);
            while (await Task.WhenAny(numbers, Task.Delay(Between)) != numbers)
            {
                var gone = count - (await service.CountAsync()).Left;
                if (gone == 0 || Resident(process.Id) is not { } resident) continue;
                most = Math.Max(most, resident);
                // Around the two marks, since collections make the single reading swing.
                if (gone >= 0.05 * count && gone <= 0.15 * count) early.Add(resident);
                if (gone >= 0.85 * count && gone <= 0.95 * count) late.Add(resident);
            }

            var seconds = (await numbers)["Seconds"];
            await service.CheckAllGoneAsync();
            if (early.Count == 0 || late.Count == 0)
            {
                report.Add($"`Get-Recording \\| Remove-Recording` of {count:N0}", $"{count / seconds:N0}/s, too short to read memory");
                return;
            }

            var growth = late.Average() - early.Average();
            report.Add(
                $"`Get-Recording \\| Remove-Recording` of {count:N0}, in batches: memory around {0.9 * count:N0} over that around {0.1 * count:N0}",
                $"{growth / 1e6:0.0} MB ({early.Count} and {late.Count} readings; {most / 1e6:0} MB at the most), {count / seconds:N0}/s", "under 10 MB", growth < 10e6);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }
    }

    private static long? Resident(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
            return line is null ? null : 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null; // It has just ended.
        }
    }
}
