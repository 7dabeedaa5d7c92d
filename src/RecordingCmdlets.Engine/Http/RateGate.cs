using System.Diagnostics.CodeAnalysis;

namespace RecordingCmdlets.Engine.Http;

/// <summary>
/// The one pace of a credential at an origin: listing, looking and deleting share it. A sliding log: request number
/// i + limit leaves no earlier than request i plus the window. The limit is the one configured or documented, else the
/// one in the service's headers, else learned at the first 429; as long as none is known, nothing is held back. What was
/// learned is tried to be raised, carefully and seldom, since each try that fails costs a refusal.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim whose wait handle is never taken holds nothing; gates live as long as the process.")]
internal sealed class RateGate(TimeProvider time)
{
    // In the trials 5 ms kept requests that are late by different times from costing throttles; where they do not, it is widened.
    private static readonly TimeSpan SmallestMargin = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan WidestMargin = TimeSpan.FromMilliseconds(80);

    /// <summary>
    /// Workers that begin together would ask together for ever, and be refused together when an unknown limit is met. So the
    /// first requests leave one after the other.
    /// </summary>
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(1);
    private const int SentApart = 32;

    private static readonly TimeSpan LearningWindow = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SettlePoll = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromMinutes(1);

    /// <summary>What was learned may be too low, when others used the budget too. So long it is kept before one more is tried, twice as long after each refusal.</summary>
    private static readonly TimeSpan FirstTryAfter = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestTryAfter = TimeSpan.FromHours(2);

    /// <summary>Once a try was taken, the next is twice as bold and comes as soon as this.</summary>
    private static readonly TimeSpan TakenAfter = TimeSpan.FromSeconds(10);

    /// <summary>Timers take no span that is much longer; after it the wait is worked out anew.</summary>
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(1);

    /// <summary>No service of ours takes more in a second; without an end a long run would grow it past what a number holds.</summary>
    private const int MostLearned = 10_000;

    /// <summary>A longer "reset" is no length of a window but a moment, or a mistake.</summary>
    private static readonly TimeSpan LongestWindow = TimeSpan.FromHours(1);

    private readonly object state = new();
    private readonly SemaphoreSlim turn = new(1);
    private readonly Queue<long> sent = new();
    private readonly Queue<long> accepted = new();
    private RateLimit? configured;
    private RateLimit? told;
    private RateLimit? learned;
    private DateTimeOffset pausedUntil;
    private DateTimeOffset? learningSince;
    private DateTimeOffset learnedAt;
    private TimeSpan tryAfter = FirstTryAfter;
    private TimeSpan margin = SmallestMargin;

    /// <summary>What was added by tries since the limit was learned.</summary>
    private int more;
    private long throttledAt;
    private long lastSent;
    private long sentInAll;
    private TimeSpan late;
    private int throttlesInARow;
    private int inFlight;

    /// <summary>The limit in force; null while none is known.</summary>
    public RateLimit? Current
    {
        get
        {
            lock (state) return InForce;
        }
    }

    /// <summary>How many 429 answers came so far.</summary>
    public int Throttles { get; private set; }

    /// <summary>When sending goes on, if it is paused now.</summary>
    public DateTimeOffset? PausedUntil
    {
        get
        {
            lock (state) return pausedUntil > time.GetUtcNow() ? pausedUntil : null;
        }
    }

    private RateLimit? InForce =>
        configured is not null && told is not null ? (told.PerMinute < configured.PerMinute ? told : configured) : configured ?? told ?? learned;

    /// <summary>Sets a documented or chosen limit. Several connections with one credential keep to the lowest.</summary>
    public void Configure(RateLimit limit)
    {
        lock (state)
            if (configured is null || limit.PerMinute < configured.PerMinute) configured = limit;
    }

    /// <summary>Waits for leave to send one request.</summary>
    /// <param name="longestWait">The longest pause that may be waited for.</param>
    /// <param name="stop">Gives up waiting.</param>
    /// <returns>When the request was let go; give it back to <see cref="Leave"/>.</returns>
    /// <exception cref="ProviderThrottledException">The service asks for a longer pause.</exception>
    public async Task<long> EnterAsync(TimeSpan longestWait, CancellationToken stop)
    {
        await turn.WaitAsync(stop);
        try
        {
            while (true)
            {
                TimeSpan wait;
                lock (state)
                {
                    wait = NextWait(longestWait);
                    if (wait <= TimeSpan.Zero)
                    {
                        var now = time.GetTimestamp();
                        // Timers fire late. Passed on, that would cost each window a little; half of the margin bears it.
                        sent.Enqueue(now - (long)(late.TotalSeconds * time.TimestampFrequency));
                        late = TimeSpan.Zero;
                        lastSent = now;
                        sentInAll++;
                        inFlight++;
                        return now;
                    }
                }

                // Timers cut off what is less than a millisecond: a wait of nothing would be begun again and again.
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(Min(wait, LongestDelay).TotalMilliseconds)), time, stop);
            }
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Reports how a request ended.</summary>
    /// <param name="sentAt">What <see cref="EnterAsync"/> gave.</param>
    /// <param name="throttled">Whether it was answered 429.</param>
    /// <param name="hints">What the answer said of the throttle.</param>
    public void Leave(long sentAt, bool throttled, ThrottleHints hints)
    {
        lock (state)
        {
            inFlight--;
            if (hints.Limit is { } limit) told = new RateLimit(limit, LongestReset(hints.Reset));
            if (!throttled)
            {
                throttlesInARow = 0;
                accepted.Enqueue(sentAt);
                // The second to learn from is the one before the 429: a slow answer that settles later must not push it out.
                if (learningSince is null) Prune(accepted, LearningWindow);
                return;
            }

            Throttles++;
            var now = time.GetUtcNow();
            // Those that were on their way together are refused together: that is one refusal.
            if (sentAt > throttledAt)
            {
                throttlesInARow++;
                throttledAt = time.GetTimestamp();
                if (InForce is not null && more == 0 && margin < WidestMargin) margin *= 2;
            }

            // Within a learned pace a single refusal is one that came a little early; the next one is taken seriously.
            var backoff = learned is not null && throttlesInARow == 1 ? LearningWindow / 4 : TimeSpan.FromSeconds(Math.Pow(2, Math.Clamp(throttlesInARow - 1, 0, 6)));
            var pause = hints.RetryAfter ?? (hints.Limit is null ? hints.Reset : null) ?? (told is null ? Min(backoff, LongestBackoff) : told.Window);
            if (ThrottleHints.After(now, pause) is var until && until > pausedUntil) pausedUntil = until;
            if (configured is null && told is null) learningSince ??= now;
        }
    }

    private TimeSpan NextWait(TimeSpan longestWait)
    {
        var now = time.GetUtcNow();
        if (pausedUntil > now)
        {
            if (pausedUntil - now > longestWait)
            {
                throw new ProviderThrottledException(
                    $"The service asks to wait until {pausedUntil:u}, longer than the {longestWait} allowed.",
                    "Run the command again after that time, or allow a longer wait with -MaxThrottleWait.",
                    pausedUntil);
            }

            return pausedUntil - now;
        }

        if (learningSince is not null)
        {
            // Those in flight must settle first: their answers are what the limit is learned from.
            if (inFlight > 0) return SettlePoll;
            Learn(now);
        }
        else if (learned is not null && now - learnedAt > (more > 0 ? TakenAfter : tryAfter))
        {
            // One, two, four and so on.
            var step = Math.Clamp(MostLearned - learned.Requests, 0, more + 1);
            (learned, more) = (learned with { Requests = learned.Requests + step }, more + step);
            learnedAt = now;
        }

        if (InForce is not { } limit)
        {
            Prune(sent, LearningWindow);
            return inFlight > 0 && sentInAll < SentApart && time.GetElapsedTime(lastSent) < Apart ? Apart : TimeSpan.Zero;
        }

        while (sent.Count > limit.Requests) sent.Dequeue();
        if (sent.Count < limit.Requests) return TimeSpan.Zero;
        var wait = limit.Window + margin - time.GetElapsedTime(sent.Peek());
        late = wait < TimeSpan.Zero ? Min(-wait, margin / 2) : TimeSpan.Zero;
        return wait;
    }

    private void Learn(DateTimeOffset now)
    {
        var taken = Math.Max(1, accepted.Count);
        if (learned is { Requests: var limit })
        {
            // Refused tries fall back to what is accepted, and not below what went before them: that nobody was refused proves
            // none of them where nobody went so fast. Without a try the service takes less than it did; a single look at one
            // second must not ruin the pace, though.
            taken = Math.Max(Math.Min(taken, limit), Math.Max(1, more > 0 ? limit - more : limit / 2));
            if (more > 0) tryAfter = Min(2 * tryAfter, LongestTryAfter);
        }

        (learned, learnedAt, learningSince, more) = (new RateLimit(taken, LearningWindow), now, null, 0);
        // What was taken before says nothing of the next refusal.
        accepted.Clear();
    }

    // A service tells the time that is left of a window, not its length: the longest seen comes nearest.
    private TimeSpan LongestReset(TimeSpan? reset)
    {
        var seen = reset is { } value && value > LearningWindow && value <= LongestWindow ? value : LearningWindow;
        return told is { } before && before.Window > seen ? before.Window : seen;
    }

    private void Prune(Queue<long> log, TimeSpan window)
    {
        while (log.TryPeek(out var first) && time.GetElapsedTime(first) > window) log.Dequeue();
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
