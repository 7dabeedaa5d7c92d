using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace RecordingCmdlets.Benchmarks.Measuring;

/// <summary>Runs a script of this folder in a fresh pwsh with the module that was just built, and reads the numbers that it writes.</summary>
internal static class PowerShell
{
    private static readonly Dictionary<string, string?> Metadata =
        typeof(PowerShell).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().ToDictionary(a => a.Key, a => a.Value);

    /// <summary>Why nothing can be measured in PowerShell; null when it can.</summary>
    public static string? WhyNot { get; } = FindOut();

    public static string Module { get; } = Path.Combine(Root, "RecordingCmdlets.psd1");

    public static string EmptyModule { get; } = Empty("EmptyModule.psd1");

    public static string EmptyModuleWithViews { get; } = Empty("EmptyModuleWithViews.psd1");

    private static string Root => Metadata["RepositoryRoot"]!;

    private static string Program => Environment.GetEnvironmentVariable("RECORDINGCMDLETS_PWSH") is { Length: > 0 } named ? named : "pwsh";

    private static string Empty(string manifest) => Path.Combine(Root, "tests", "Benchmarks", "EmptyModule", "bin", Metadata["Configuration"]!, "net8.0", manifest);

    /// <summary>Starts a script; its output is read by <see cref="ReadAsync"/>.</summary>
    public static Process Start(string script, string stateFolder, params string[] arguments)
    {
        var start = new ProcessStartInfo(Program, ["-NoLogo", "-NoProfile", "-NonInteractive", "-File", Path.Combine(AppContext.BaseDirectory, "Scripts", script), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        start.Environment["LANG"] = "en_US.UTF-8";
        start.Environment["NO_COLOR"] = "1";
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        start.Environment["POWERSHELL_UPDATECHECK"] = "Off";
        start.Environment["XDG_DATA_HOME"] = stateFolder;
        start.Environment["TELNYX_API_KEY"] = "KEYbenchmark";
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    /// <summary>The numbers that a script wrote as its last line.</summary>
    public static async Task<IReadOnlyDictionary<string, double>> ReadAsync(Process process)
    {
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"The script failed: {output}");
        return JsonSerializer.Deserialize<Dictionary<string, double>>(output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1])!;
    }

    public static async Task<IReadOnlyDictionary<string, double>> RunAsync(string script, string stateFolder, params string[] arguments)
    {
        using var process = Start(script, stateFolder, arguments);
        return await ReadAsync(process);
    }

    private static string? FindOut()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(Program, ["-NoLogo", "-NoProfile", "-Command", "exit 0"]))!;
            process.WaitForExit();
            return process.ExitCode == 0 ? null : $"'{Program}' does not work.";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return $"there is no '{Program}'.";
        }
    }
}
