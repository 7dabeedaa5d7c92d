using System.Diagnostics;
using RecordingCmdlets.Runner;

namespace RecordingCmdlets.Engine.Tests.Runner;

/// <summary>As in a container whose root is read-only: only the state folder may be written, and nothing else is.</summary>
public sealed class ReadOnlyRootTests
{
    // In a mount namespace of its own: the state stays as it is, everything else of disks becomes read-only.
    private const string Freeze = """
        set -e
        state=$1; probe=$2; shift 2
        mount --make-rprivate /
        mount --bind "$state" "$state"
        cut -d ' ' -f 2 /proc/self/mounts | while read -r at; do
          case "$at" in "$state"|/proc*|/sys*|/dev*) ;; *) mount -o remount,bind,ro "$at" 2>/dev/null || true ;; esac
        done
        if touch "$probe" 2>/dev/null; then echo "$probe can be written" >&2; exit 99; fi
        exec "$@"
        """;

    [Fact]
    public async Task A_run_writes_nothing_outside_of_its_state_folder()
    {
        Assert.SkipUnless(await CanFreezeAsync(), "There are no mount namespaces to be had here.");
        using var rig = new RunnerRig();
        Directory.CreateDirectory(rig.State);
        rig.Variables["RECORDING_RETENTION_AUDIT"] = Path.Combine(rig.State, "ledgers");
        rig.Variables["DOTNET_EnableDiagnostics"] = "0";
        rig.Variables["TMPDIR"] = rig.State;

        foreach (var arguments in (string[][])[["rehearse", "--recordings", "30"], ["run", "--policy", rig.Policy], ["audit", "verify"], ["audit", "resolve"]])
        {
            using var process = RunnerProcess.Start(rig.Variables, Freezer(rig.State, rig.File("probe")), arguments);
            var end = await process.WaitAsync();
            Assert.True(end.Exit == ExitCode.Done, $"{arguments[0]}: {end.All}");
        }

        Assert.NotEmpty(rig.Changes);
    }

    private static string[] Freezer(string state, string probe) => ["unshare", Environment.UserName == "root" ? "-m" : "-rm", "sh", "-c", Freeze, "sh", state, probe];

    private static async Task<bool> CanFreezeAsync()
    {
        if (!OperatingSystem.IsLinux()) return false;
        var state = Directory.CreateTempSubdirectory();
        try
        {
            var command = Freezer(state.FullName, state.FullName + ".probe");
            using var tried = Process.Start(new ProcessStartInfo(command[0], [.. command[1..], "true"]) { RedirectStandardError = true })!;
            await tried.WaitForExitAsync(TestContext.Current.CancellationToken);
            return tried.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
        finally
        {
            state.Delete();
        }
    }
}
