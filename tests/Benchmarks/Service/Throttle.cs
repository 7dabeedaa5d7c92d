namespace RecordingCmdlets.Benchmarks.Service;

/// <summary>Lets so many requests pass in any second, and keeps what the measurement wants to know.</summary>
internal sealed class Throttle(int? perSecond)
{
    private readonly Lock state = new();
    private readonly Queue<long> passed = new();

    /// <summary>How many were turned away.</summary>
    public int Refused { get; private set; }

    /// <summary>When the first was turned away; 0 when none was.</summary>
    public long FirstRefusedAt { get; private set; }

    /// <summary>How many had passed when the first was turned away.</summary>
    public int PassedBefore { get; private set; }

    public int Passed { get; private set; }

    public long LastPassedAt { get; private set; }

    public bool TryPass()
    {
        lock (state)
        {
            var now = TimeProvider.System.GetTimestamp();
            if (perSecond is { } limit)
            {
                while (passed.TryPeek(out var first) && TimeProvider.System.GetElapsedTime(first, now) >= TimeSpan.FromSeconds(1)) passed.Dequeue();
                if (passed.Count >= limit)
                {
                    if (Refused++ == 0) (FirstRefusedAt, PassedBefore) = (now, Passed);
                    return false;
                }

                passed.Enqueue(now);
            }

            Passed++;
            LastPassedAt = now;
            return true;
        }
    }
}
