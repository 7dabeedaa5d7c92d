using System.Globalization;

namespace RecordingCmdlets.Engine.Http;

/// <summary>So many requests in any window of this length.</summary>
internal sealed record RateLimit(int Requests, TimeSpan Window)
{
    public double PerMinute => Requests / Window.TotalMinutes;

    public static RateLimit PerMinuteOf(int requests) => new(requests, TimeSpan.FromMinutes(1));
}

/// <summary>The names of the headers in which a service tells its throttle; null where it has none.</summary>
/// <param name="Limit">Requests in a window.</param>
/// <param name="Reset">Seconds until the window ends.</param>
internal sealed record ThrottleHeaders(string? Limit, string? Reset)
{
    public static ThrottleHeaders None { get; } = new(null, null);
}

/// <summary>What one answer said of the throttle.</summary>
/// <param name="RetryAfter">How long to wait, from Retry-After in either form.</param>
/// <param name="Limit">Requests in a window.</param>
/// <param name="Reset">Time until the window ends.</param>
internal readonly record struct ThrottleHints(TimeSpan? RetryAfter, int? Limit, TimeSpan? Reset)
{
    public static ThrottleHints Read(HttpResponseMessage response, ThrottleHeaders names, DateTimeOffset now)
    {
        var after = response.Headers.RetryAfter;
        var wait = after?.Delta ?? (after?.Date is { } date ? Positive(date - now) : null);
        var reset = Number(response, names.Reset) is { } seconds ? TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 86400)) : (TimeSpan?)null;
        return new ThrottleHints(wait, Number(response, names.Limit) is { } limit and >= 1 and < int.MaxValue ? (int)limit : null, reset);
    }

    /// <summary>The moment after a wait; services name waits that end after the last moment there is.</summary>
    public static DateTimeOffset After(DateTimeOffset now, TimeSpan wait) => wait < DateTimeOffset.MaxValue - now ? now + wait : DateTimeOffset.MaxValue;

    private static TimeSpan Positive(TimeSpan span) => span > TimeSpan.Zero ? span : TimeSpan.Zero;

    private static double? Number(HttpResponseMessage response, string? name) =>
        name is not null
        && response.Headers.TryGetValues(name, out var values)
        && double.TryParse(values.First(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number)
            ? number
            : null;
}
