using System.CommandLine;
using RecordingCmdlets.Engine;
using RecordingCmdlets.Runner.Configuration;
using RecordingCmdlets.Runner.Output;

namespace RecordingCmdlets.Runner.Commands;

/// <summary>A job that removes: connected, alone on its accounts, and with a clock running.</summary>
internal sealed class LockedJob : IDisposable
{
    /// <summary>What a timer can hold; a longer limit is none.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(49);

    private readonly Connected connected;
    private readonly IDisposable held;
    private readonly CancellationTokenSource limit;
    private readonly CancellationTokenSource both;
    private readonly CancellationTokenRegistration farewell;
    private readonly TimeSpan? timeLimit;
    private readonly TimeProvider time;
    private readonly long since;

    private LockedJob(Connected connected, IDisposable held, TimeSpan? timeLimit, long since, RunLog log, TimeProvider time, CancellationToken stop)
    {
        this.connected = connected;
        this.held = held;
        this.timeLimit = timeLimit;
        this.time = time;
        this.since = since;
        limit = new CancellationTokenSource(TimeLeft is { } left && left < LongestTimer ? left : Timeout.InfiniteTimeSpan, time);
        both = CancellationTokenSource.CreateLinkedTokenSource(stop, limit.Token);
        farewell = stop.Register(() => log.Warn("Asked to stop: nothing new is sent, and what is under way is waited for. Ask again to end at once."));
        Job = new RetentionJob(connected.Session, log, time);
    }

    public RetentionJob Job { get; }

    public Connected Connected => connected;

    /// <summary>Fires when somebody asks for the end, or when time is up.</summary>
    public CancellationToken Stop => both.Token;

    /// <summary>What is left of the time limit; null where there is none.</summary>
    public TimeSpan? TimeLeft => timeLimit is { } limited ? TimeSpan.FromTicks(Math.Max(1, (limited - time.GetElapsedTime(since)).Ticks)) : null;

    /// <returns>The job; null when another run holds the lock.</returns>
    public static async Task<LockedJob?> OpenAsync(
        RecordingEngine engine, ConnectionChoice connections, BrakeOptions brakes, ParseResult parsed, RunnerHost host, RunLog log, CancellationToken stop)
    {
        var since = host.Time.GetTimestamp();
        // A listing may take hours: what would stop the run after it is found before it.
        engine.OpenHolds(brakes.Holds(parsed)).Read();
        var connected = await connections.ConnectAsync(engine, parsed, host, log, stop);
        try
        {
            if (engine.TryLock(brakes.LockFile(parsed), connected.Connections) is { } held)
                return new LockedJob(connected, held, brakes.TimeLimit(parsed), since, log, host.Time, stop);
        }
        catch
        {
            connected.Dispose();
            throw;
        }

        connected.Dispose();
        log.Fail("RunLocked", "Another run works on the same account, or holds the same lock file. Nothing was begun.");
        return null;
    }

    public void Dispose()
    {
        farewell.Dispose();
        connected.Dispose();
        both.Dispose();
        limit.Dispose();
        // Last: until here nobody else may begin.
        held.Dispose();
    }
}
