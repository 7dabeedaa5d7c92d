using System.CommandLine;
using System.Globalization;

namespace RecordingCmdlets.Runner;

/// <summary>The engine for hosts without PowerShell: cron jobs and containers.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        // Tables and logs read the same on every machine.
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        var root = new RootCommand("Retention of meeting and call recordings, without PowerShell.") { RehearseCommand.Create() };
        var parsed = root.Parse(args);
        var exit = await parsed.InvokeAsync();
        return parsed.Errors.Count > 0 ? ExitCode.Usage : exit;
    }
}

/// <summary>What the runner's exit code says.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int Usage = 2;
    public const int Incomplete = 3;
    public const int Fuse = 4;
}
