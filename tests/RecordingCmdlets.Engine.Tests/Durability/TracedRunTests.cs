using System.ComponentModel;
using System.Diagnostics;
using RecordingCmdlets.Engine.Tests.Support;

namespace RecordingCmdlets.Engine.Tests.Durability;

/// <summary>A run in a process of its own on a real file, watched from below: by its system calls.</summary>
public sealed class TracedRunTests
{
    private const string Tracer = "strace";

    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData("All services")]
    [InlineData("Webex purging batches")]
    public async Task A_request_leaves_after_an_fsync_of_its_intents_has_returned(string way)
    {
        var whyNot = await WhyNotAsync();
        Assert.SkipWhen(whyNot is not null, whyNot ?? "");
        using var scene = await Scene.SetAsync(way);
        using var folder = new TempFolder();
        var file = folder.File("trace.txt");

        using var victim = VictimProcess.Start(
            scene.Errand, Tracer, "-f", "-y", "-s", "1000000", "-e", "trace=fsync,fdatasync,sendto,sendmsg,write,pwrite64", "-e", "signal=none", "-o", file);
        Assert.Equal((0, ""), await victim.WaitAsync());

        scene.AssertExactlyTheAskedAreGone();
        var trace = new SystemTrace(File.ReadLines(file), Assert.Single(Directory.GetFiles(scene.Errand.AuditPath, "*.jsonl")));
        var ids = scene.Errand.Ids!;
        // Otherwise requests left by a call that was not watched.
        Assert.Equal(
            scene.Changes.Select(r => $"{r.Method} {string.Join(' ', scene.Named(r).Select(i => i.Id).Order(StringComparer.Ordinal))}").Order(StringComparer.Ordinal),
            trace.Requests.Select(r => $"{r.Method} {string.Join(' ', SystemTrace.NamedBy(r, ids).Order(StringComparer.Ordinal))}").Order(StringComparer.Ordinal));
        Assert.Empty(trace.FindEarly(ids));
    }

    /// <summary>Why nothing can be traced here; null when it can.</summary>
    private static async Task<string?> WhyNotAsync()
    {
        if (!OperatingSystem.IsLinux()) return "Traces of system calls are read from strace, which is for Linux.";
        try
        {
            using var process = Process.Start(new ProcessStartInfo(Tracer, ["-f", "-o", "/dev/null", "true"]) { RedirectStandardError = true })!;
            var error = await process.StandardError.ReadToEndAsync().WaitAsync(Hang);
            await process.WaitForExitAsync();
            return process.ExitCode == 0 ? null : $"strace may not trace here: {error.Trim()}";
        }
        catch (Win32Exception)
        {
            return "There is no strace here.";
        }
    }
}
