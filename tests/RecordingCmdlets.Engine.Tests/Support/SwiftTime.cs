namespace RecordingCmdlets.Engine.Tests.Support;

/// <summary>A clock that runs faster than the system's, with its timers: a minute's pace is kept in a second or two.</summary>
internal sealed class SwiftTime(int factor) : TimeProvider
{
    private readonly DateTimeOffset start = System.GetUtcNow();
    private readonly long startStamp = System.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => start + (System.GetElapsedTime(startStamp) * factor);

    public override long GetTimestamp() => startStamp + ((System.GetTimestamp() - startStamp) * factor);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : dueTime / factor, period);
}
