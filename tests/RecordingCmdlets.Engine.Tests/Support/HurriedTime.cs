namespace RecordingCmdlets.Engine.Tests.Support;

/// <summary>The system's clock with timers that run early, so that backoffs take a twentieth of their time.</summary>
internal sealed class HurriedTime(int factor = 20) : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : dueTime / factor, period);
}
