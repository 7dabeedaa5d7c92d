namespace RecordingCmdlets.Runner.Output;

/// <summary>Lets a line of progress through every ten seconds: a log is read afterwards, and by many.</summary>
internal sealed class ProgressPace(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private long last = time.GetTimestamp();

    /// <summary>Whether it is time for a line. May be asked from any thread.</summary>
    public bool IsDue()
    {
        var before = Interlocked.Read(ref last);
        return time.GetElapsedTime(before) >= Interval && Interlocked.CompareExchange(ref last, time.GetTimestamp(), before) == before;
    }
}
