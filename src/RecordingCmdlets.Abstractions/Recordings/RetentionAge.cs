using System.Globalization;

namespace RecordingCmdlets;

/// <summary>
/// An age that something irreversible may hang on. Written <c>12h</c>, <c>30d</c> or <c>4w</c>; never a bare number, since
/// <c>30</c> would be read as 30 ticks by .NET and as 30 days by people; never under an hour.
/// </summary>
public static class RetentionAge
{
    /// <summary>The least age that is accepted.</summary>
    public static TimeSpan Minimum { get; } = TimeSpan.FromHours(1);

    /// <summary>Reads an age.</summary>
    /// <param name="text">A whole number followed by h (hours), d (days) or w (weeks).</param>
    /// <returns>The age.</returns>
    /// <exception cref="FormatException">The text has another form, or the age is under an hour or over 200 years.</exception>
    public static TimeSpan Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var trimmed = text.Trim();
        // .NET reads "30\0" for 30.
        if (trimmed.Length < 2 || trimmed.Contains('\0', StringComparison.Ordinal)
            || !int.TryParse(trimmed.AsSpan(0, trimmed.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            throw new FormatException($"'{text}' is not an age. Write a whole number and a unit: 12h, 30d or 4w.");
        var unit = trimmed[^1] switch
        {
            'h' or 'H' => TimeSpan.TicksPerHour,
            'd' or 'D' => TimeSpan.TicksPerDay,
            'w' or 'W' => TimeSpan.TicksPerDay * 7,
            _ => throw new FormatException($"'{text}' is not an age. Write a whole number and a unit: 12h, 30d or 4w."),
        };
        if (count > TimeSpan.TicksPerDay * 365 * 200 / unit) throw new FormatException($"'{text}' is more than 200 years.");
        return Check(TimeSpan.FromTicks(count * unit));
    }

    /// <summary>Refuses an age under an hour: such a value is nearly always a slip (minutes for days, ticks for days).</summary>
    /// <param name="age">The age.</param>
    /// <returns>The same age.</returns>
    /// <exception cref="FormatException">The age is under an hour.</exception>
    public static TimeSpan Check(TimeSpan age) =>
        age >= Minimum ? age : throw new FormatException($"An age of {age} is under an hour, which is refused as a likely slip. Write 12h, 30d or 4w.");
}
