using System.Diagnostics;
using System.Runtime.InteropServices;

namespace RecordingCmdlets.Engine.Tests.Runner;

/// <summary>The runner in a process of its own, in an environment that has nothing but what a test gives it.</summary>
internal sealed class RunnerProcess : IDisposable
{
    /// <summary>Guards against a hang, and measures nothing.</summary>
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(2);

    private readonly Process process;
    private readonly Task<string> output;
    private readonly Task<string> error;

    private RunnerProcess(Process process)
    {
        this.process = process;
        output = process.StandardOutput.ReadToEndAsync();
        error = process.StandardError.ReadToEndAsync();
    }

    /// <summary>The host beside the runtime of this very process, whatever is on the path.</summary>
    public static string DotNet { get; } =
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    public static string Assembly { get; } = Path.Combine(AppContext.BaseDirectory, "recording-retention.dll");

    public int Id => process.Id;

    public bool HasEnded => process.HasExited;

    /// <summary>Starts it.</summary>
    /// <param name="variables">Its environment.</param>
    /// <param name="before">A program with its arguments that it is started by, such as a tracer.</param>
    /// <param name="arguments">Its arguments.</param>
    public static RunnerProcess Start(IReadOnlyDictionary<string, string> variables, IReadOnlyList<string> before, params string[] arguments)
    {
        string[] command = [.. before, DotNet, "exec", Assembly, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Clear();
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH");
        if (OperatingSystem.IsWindows()) start.Environment["SystemRoot"] = Environment.GetEnvironmentVariable("SystemRoot");
        foreach (var (name, value) in variables) start.Environment[name] = value;
        return new RunnerProcess(Process.Start(start)!);
    }

    /// <summary>Sends a signal.</summary>
    public void Signal(PosixSignal signal) => Assert.Equal(0, SendSignal(process.Id, signal switch
    {
        PosixSignal.SIGTERM => 15,
        PosixSignal.SIGINT => 2,
        PosixSignal.SIGHUP => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(signal)),
    }));

    /// <summary>SIGKILL where there are signals: nothing of the process runs after it.</summary>
    public void Kill() => process.Kill();

    /// <summary>Waits for its end.</summary>
    public async Task<RunnerEnd> WaitAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await process.WaitForExitAsync(cancellation).WaitAsync(Hang, cancellation);
        return new RunnerEnd(process.ExitCode, await output, await error);
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int process, int signal);
}

/// <summary>How a run of the runner ended.</summary>
/// <param name="Exit">The exit code.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record RunnerEnd(int Exit, string Output, string Error)
{
    public string All => $"exit {Exit}\n{Output}\n{Error}";
}
