namespace RecordingCmdlets.Engine.Removal;

/// <summary>The holds in force during a run: read at its start, and again whenever the file has changed, since a run may take hours.</summary>
internal sealed class HoldWatch
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    private readonly object state = new();
    private readonly HoldBook book;
    private readonly bool mustExist;
    private readonly TimeProvider time;
    private long lookedAt;
    private (DateTime Written, long Length) stamp;
    private HoldSet current;

    /// <exception cref="HoldsException">The file cannot be read: the run must not start.</exception>
    public HoldWatch(HoldBook book, bool mustExist, TimeProvider time)
    {
        this.book = book;
        this.mustExist = mustExist;
        this.time = time;
        stamp = book.Stamp();
        current = book.ReadSet(mustExist);
        lookedAt = time.GetTimestamp();
    }

    /// <summary>The holds of this moment.</summary>
    /// <exception cref="HoldsException">The file has changed and cannot be read any more: the run must end.</exception>
    public HoldSet Current
    {
        get
        {
            lock (state)
            {
                if (time.GetElapsedTime(lookedAt) < LookAgain) return current;
                var now = time.GetTimestamp();
                var seen = book.Stamp();
                // A reading that fails counts for nothing: whoever asks next must fail as well, and not go on under the old holds.
                var read = seen == stamp ? current : book.ReadSet(mustExist || current.Holds.Count > 0);
                (lookedAt, stamp) = (now, seen);
                return read.Hash == current.Hash ? current : current = read;
            }
        }
    }
}
