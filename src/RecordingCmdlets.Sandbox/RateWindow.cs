namespace RecordingCmdlets.Sandbox;

/// <summary>Where a request stands against the limit.</summary>
/// <param name="Limit">Requests in a window; null when it was a throttle fault and there is no limit.</param>
/// <param name="Remaining">Requests left in this window.</param>
/// <param name="ResetSeconds">Whole seconds until the next window, at least 1.</param>
/// <param name="Exceeded">Whether this request is one too many.</param>
internal readonly record struct RateState(int? Limit, int Remaining, int ResetSeconds, bool Exceeded);

/// <summary>Counts the requests to one service in windows of one second by the wall clock.</summary>
internal sealed class RateWindow(int limit)
{
    private readonly object gate = new();
    private long window;
    private int used;

    /// <summary>Counts one request.</summary>
    public RateState Take()
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        lock (gate)
        {
            if (now != window) (window, used) = (now, 0);
            used++;

            // A window of one second always ends within the next one.
            return new(limit, Math.Max(0, limit - used), ResetSeconds: 1, Exceeded: used > limit);
        }
    }
}
