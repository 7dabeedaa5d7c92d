using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using RecordingCmdlets.Victim;

namespace RecordingCmdlets.Engine.Tests.Durability;

/// <summary>A removal run in a process of its own.</summary>
internal sealed class VictimProcess : IDisposable
{
    /// <summary>Guards against a hang, and measures nothing.</summary>
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(2);

    private readonly Process process;
    private readonly Task<string> said;

    private VictimProcess(Process process)
    {
        this.process = process;
        said = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts a run.</summary>
    /// <param name="errand">What it is to do.</param>
    /// <param name="before">A program with its arguments that the run is started by, such as a tracer.</param>
    public static VictimProcess Start(Errand errand, params string[] before)
    {
        // The host beside the runtime of this very process, whatever is on the path.
        var host = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
        string[] command = [.. before, host, "exec", Path.Combine(AppContext.BaseDirectory, "RecordingCmdlets.Victim.dll")];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardError = true };
        var victim = new VictimProcess(Process.Start(start)!);
        try
        {
            victim.process.StandardInput.Write(JsonSerializer.Serialize(errand));
            victim.process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It is dead already; its exit code tells.
        }

        return victim;
    }

    /// <summary>SIGKILL where there are signals: nothing of the process runs after it.</summary>
    public void Kill() => process.Kill();

    /// <summary>Waits for its end.</summary>
    /// <returns>The exit code, and what it said on standard error.</returns>
    public async Task<(int ExitCode, string Error)> WaitAsync()
    {
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Hang, TestContext.Current.CancellationToken);
        return (process.ExitCode, await said);
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.Dispose();
    }
}
