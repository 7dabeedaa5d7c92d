using System.Diagnostics;

namespace RecordingCmdlets.ModuleTests;

/// <summary>How a process ended.</summary>
/// <param name="ExitCode">The exit code; null when it was killed at its time limit.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
internal sealed record ProcessOutcome(int? ExitCode, string Output, string Error)
{
    private const int LongestText = 4000;

    /// <summary>The end of what it said, for a report.</summary>
    public string Text
    {
        get
        {
            var all = $"exit {ExitCode?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none, killed at its time limit"}\n{Output}\n{Error}".Trim();
            return all.Length > LongestText ? "..." + all[^LongestText..] : all;
        }
    }

    /// <summary>Runs a process to its end, or kills it and all its children when its time is over.</summary>
    public static async Task<ProcessOutcome> RunAsync(ProcessStartInfo start, TimeSpan limit)
    {
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var over = new CancellationTokenSource(limit);
        int? exitCode = null;
        try
        {
            await process.WaitForExitAsync(over.Token);
            exitCode = process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        return new ProcessOutcome(exitCode, await ReadAsync(output), await ReadAsync(error));
    }

    // A grandchild that outlived the process may hold the pipe open.
    private static async Task<string> ReadAsync(Task<string> text) =>
        await Task.WhenAny(text, Task.Delay(TimeSpan.FromSeconds(10))) == text ? await text : "(still open)";
}
