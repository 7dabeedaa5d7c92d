using System.Runtime.InteropServices;
using RecordingCmdlets.Runner;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Runner;

/// <summary>What a scheduler, an orchestrator or a person does to a process: it is asked to end, or killed.</summary>
public sealed class SignalTests
{
    /// <summary>Guards against a hang, and measures nothing.</summary>
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(2);

    /// <summary>Eight at a time and 45 in all: time enough for a signal.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(PosixSignal.SIGTERM)]
    [InlineData(PosixSignal.SIGINT)]
    [InlineData(PosixSignal.SIGHUP)]
    public async Task A_signal_stops_the_sending_and_the_ledger_is_sealed_with_an_outcome_for_everything(PosixSignal signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no signals to send on Windows.");
        using var rig = new RunnerRig(recordings: 300, inBatches: false);
        var reached = Hold(rig, after: 3, SandboxFault.Delay(Pause));
        var before = rig.Left;
        using var process = rig.Start("run", "--policy", rig.Policy);
        await reached.WaitAsync(Hang, Cancellation);

        process.Signal(signal);
        var end = await process.WaitAsync();

        Assert.True(end.Exit == ExitCode.Incomplete, end.All);
        Assert.Equal(AuditState.Sealed, Assert.Single(rig.Archive.Verify(null, null)).State);
        var entries = rig.Archive.ReadEntries().ToList();
        Assert.Contains(entries, e => e.Outcome == RemovalOutcome.NotSent);
        // Deleted is gone, not sent is there, and nothing was asked for without an intent.
        var left = rig.Left;
        Assert.All(entries.Where(e => e.Outcome == RemovalOutcome.Deleted), e => Assert.DoesNotContain(e.Id, left));
        Assert.All(entries.Where(e => e.Outcome == RemovalOutcome.NotSent), e => Assert.Contains(e.Id, left));
        Assert.Subset(entries.Where(e => e.IntentTime is not null).Select(e => e.Id).ToHashSet(), before.Except(left).ToHashSet());

        rig.Sandbox.OnRequest = null;
        var again = await rig.RunAsync("run", "--policy", rig.Policy);
        Assert.True(again.Exit == ExitCode.Done, again.All);
        Assert.All(entries, e => Assert.DoesNotContain(e.Id, rig.Left));
    }

    [Fact]
    public async Task A_second_signal_is_obeyed_at_once_and_what_it_left_open_can_be_settled()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no signals to send on Windows.");
        using var rig = new RunnerRig(recordings: 300, inBatches: false);
        var reached = Hold(rig, after: 1, SandboxFault.Delay(Pause));
        using var process = rig.Start("run", "--policy", rig.Policy);
        await reached.WaitAsync(Hang, Cancellation);

        process.Signal(PosixSignal.SIGTERM);
        process.Signal(PosixSignal.SIGINT);
        var end = await process.WaitAsync();

        Assert.True(end.Exit > 128, end.All);
        Assert.Equal(AuditState.Unsealed, Assert.Single(rig.Archive.Verify(null, null)).State);
        rig.Sandbox.OnRequest = null;
        var resolved = await rig.RunHereAsync("audit", "resolve");
        Assert.True(resolved.Exit == ExitCode.Done, resolved.All);
        Assert.DoesNotContain(rig.Archive.ReadEntries(), e => e.NeedsResolution);
    }

    [Fact]
    public async Task Who_starts_it_so_that_it_outlives_a_terminal_gets_that()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "nohup is not everywhere.");
        using var rig = new RunnerRig(inBatches: false);
        var reached = Hold(rig, after: 1, SandboxFault.Delay(Pause));
        using var process = RunnerProcess.Start(rig.Variables, ["nohup"], "run", "--policy", rig.Policy);
        await reached.WaitAsync(Hang, Cancellation);

        process.Signal(PosixSignal.SIGHUP);
        var end = await process.WaitAsync();

        Assert.True(end.Exit == ExitCode.Done, end.All);
    }

    [Fact]
    public async Task A_ledger_that_nobody_reads_any_more_stops_the_run()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The shell that is used here is not everywhere.");
        using var rig = new RunnerRig(recordings: 300, inBatches: false);
        var before = rig.Left;
        _ = Hold(rig, after: 1, SandboxFault.Delay(Pause));

        // One line is read, and then the pipe is closed.
        using var process = RunnerProcess.Start(rig.Variables, ["bash", "-c", "set -o pipefail; \"$@\" | head -n 1 >&2", "bash"], "run", "--policy", rig.Policy, "--audit", "stdout");
        var end = await process.WaitAsync();

        Assert.True(end.Exit == ExitCode.Failed, end.All);
        Assert.Contains("AuditUnavailable", end.Error, StringComparison.Ordinal);
        Assert.True(rig.Changes.Count < before.Count / 10, $"{rig.Changes.Count} requests were sent");
    }

    [Fact]
    public async Task While_it_only_plans_a_signal_leaves_no_plan_behind()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no signals to send on Windows.");
        using var rig = new RunnerRig();
        var listed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var count = 0;
        rig.Sandbox.OnRequest = _ =>
        {
            // The first is the look that finds a wrong key.
            if (Interlocked.Increment(ref count) < 2) return null;
            listed.TrySetResult();
            return SandboxFault.Delay(TimeSpan.FromSeconds(30));
        };
        using var process = rig.Start("run", "--policy", rig.Policy, "--out", rig.Plans);
        await listed.Task.WaitAsync(Hang, Cancellation);

        process.Signal(PosixSignal.SIGTERM);
        var end = await process.WaitAsync();

        Assert.True(end.Exit == ExitCode.Incomplete, end.All);
        Assert.Empty(rig.Changes);
        Assert.True(!Directory.Exists(rig.Plans) || Directory.GetFiles(rig.Plans).Length == 0, "something was left");
    }

    [Fact]
    public async Task A_second_run_is_kept_away_until_the_first_is_gone_even_if_that_was_killed()
    {
        using var rig = new RunnerRig(inBatches: false);
        var reached = Hold(rig, after: 1, SandboxFault.Stall);
        using var first = rig.Start("run", "--policy", rig.Policy);
        await reached.WaitAsync(Hang, Cancellation);

        var second = await rig.RunAsync("run", "--policy", rig.Policy);
        Assert.True(second.Exit == ExitCode.Locked, second.All);
        Assert.False(first.HasEnded);
        first.Kill();
        await first.WaitAsync();
        rig.Sandbox.OnRequest = null;
        var third = await rig.RunAsync("run", "--policy", rig.Policy);

        Assert.True(third.Exit == ExitCode.Done, third.All);
    }

    [Fact]
    public async Task One_lock_file_keeps_runs_on_different_accounts_apart()
    {
        using var one = new RunnerRig(inBatches: false);
        using var other = new RunnerRig();
        var reached = Hold(one, after: 1, SandboxFault.Stall);
        using var first = one.Start("run", "--policy", one.Policy, "--lock", one.File("job.lock"));
        await reached.WaitAsync(Hang, Cancellation);

        var locked = await other.RunHereAsync("run", "--policy", other.Policy, "--lock", one.File("job.lock"));
        var free = await other.RunHereAsync("run", "--policy", other.Policy);

        Assert.True(locked.Exit == ExitCode.Locked, locked.All);
        Assert.True(free.Exit == ExitCode.Done, free.All);
    }

    /// <summary>Holds every deletion back, so that there is a middle to be met.</summary>
    /// <returns>Completes when so many have arrived.</returns>
    private static Task Hold(RunnerRig rig, int after, SandboxFault fault)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var arrived = 0;
        rig.Sandbox.OnRequest = request =>
        {
            if (request.Method != "DELETE") return null;
            if (Interlocked.Increment(ref arrived) >= after) reached.TrySetResult();
            return fault;
        };
        return reached.Task;
    }
}
