using System.Globalization;

namespace RecordingCmdlets;

/// <summary>
/// How long something may take, as people write it: <c>500ms</c>, <c>90s</c>, <c>15m</c>, <c>2h</c>, <c>1d</c>, <c>2h30m</c> or
/// <c>0:15:00</c>. Never a bare number, which .NET would read as days or as ticks.
/// </summary>
public static class DurationText
{
    private static readonly (string Unit, long Milliseconds)[] Units = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)];

    /// <summary>Reads a duration.</summary>
    /// <param name="text">Whole numbers with their units, the larger one first, or hours, minutes and seconds with colons.</param>
    /// <param name="duration">The duration.</param>
    /// <returns>False when the text is none.</returns>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        ArgumentNullException.ThrowIfNull(text);
        var rest = text.AsSpan().Trim();
        duration = default;
        // .NET reads "1:0\0" for 1:0.
        if (rest.Contains('\0')) return false;
        if (rest.Contains(':')) return TimeSpan.TryParse(rest, CultureInfo.InvariantCulture, out duration) && duration >= TimeSpan.Zero;
        var milliseconds = 0L;
        var next = 0;
        while (rest.Length > 0)
        {
            var digits = rest.IndexOfAnyExceptInRange('0', '9');
            if (digits <= 0 || !int.TryParse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var count)) return false;
            rest = rest[digits..];
            var letters = rest.IndexOfAnyInRange('0', '9') is >= 0 and var end ? end : rest.Length;
            var unit = rest[..letters].ToString();
            var found = Array.FindIndex(Units, next, u => u.Unit.Equals(unit, StringComparison.OrdinalIgnoreCase));
            if (found < 0) return false;
            next = found + 1;
            milliseconds += count * Units[found].Milliseconds;
            rest = rest[letters..];
        }

        // As many days as a TimeSpan has room for.
        if (next == 0 || milliseconds > TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerMillisecond) return false;
        duration = TimeSpan.FromTicks(milliseconds * TimeSpan.TicksPerMillisecond);
        return true;
    }
}
