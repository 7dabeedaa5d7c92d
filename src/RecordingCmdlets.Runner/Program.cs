using System.Globalization;

namespace RecordingCmdlets.Runner;

/// <summary>The engine for hosts without PowerShell: cron jobs and containers.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        // Tables and logs read the same on every machine.
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        using var signals = new StopSignals();
        return await CommandLine.RunAsync(args, RunnerHost.OfProcess(signals.Token));
    }
}
