namespace RecordingCmdlets.Engine.Tests.Support;

/// <summary>A clock that moves only when it is told to, and whose timers fire on the way.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly object state = new();
    private readonly List<ManualTimer> armed = [];
    private DateTimeOffset now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private TaskCompletionSource someArmed = New();

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (state) return now;
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state), period);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock; timers that fall due fire at their own moments, in order.</summary>
    public void Advance(TimeSpan by)
    {
        var end = GetUtcNow() + by;
        while (TakeDue(end) is { } timer) timer.Fire();
        lock (state) now = end;
    }

    /// <summary>Moves the clock from timer to timer until a task is done, and no further.</summary>
    public async Task RunUntilAsync(Task task)
    {
        while (!task.IsCompleted)
        {
            await Task.WhenAny(task, WhenArmed());
            if (task.IsCompleted) break;
            DateTimeOffset next;
            lock (state)
            {
                if (armed.Count == 0) continue;
                next = armed.Min(t => t.Due);
            }

            Advance(next > GetUtcNow() ? next - GetUtcNow() : TimeSpan.Zero);
        }
    }

    /// <summary>Completes when something waits for the clock.</summary>
    public Task WhenArmed()
    {
        lock (state) return someArmed.Task;
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ManualTimer? TakeDue(DateTimeOffset end)
    {
        lock (state)
        {
            var timer = armed.Where(t => t.Due <= end).MinBy(t => t.Due);
            if (timer is null) return null;
            if (timer.Due > now) now = timer.Due;
            Disarm(timer);
            return timer;
        }
    }

    private void Disarm(ManualTimer timer)
    {
        if (armed.Remove(timer) && armed.Count == 0) someArmed = New();
    }

    private sealed class ManualTimer(ManualTime clock, Action fire, TimeSpan period) : ITimer
    {
        private TimeSpan period = period;

        public DateTimeOffset Due { get; private set; }

        public void Fire()
        {
            if (period > TimeSpan.Zero) Change(period, period);
            fire();
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.state)
            {
                clock.Disarm(this);
                this.period = period;
                if (dueTime < TimeSpan.Zero) return true;
                Due = clock.now + dueTime;
                clock.armed.Add(this);
                clock.someArmed.TrySetResult();
                return true;
            }
        }

        public void Dispose()
        {
            lock (clock.state) clock.Disarm(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
