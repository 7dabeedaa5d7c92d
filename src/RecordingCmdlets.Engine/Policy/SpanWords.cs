using System.Globalization;

namespace RecordingCmdlets.Engine.Policy;

/// <summary>Spans of time as people say them.</summary>
internal static class SpanWords
{
    /// <summary>An age: days, and under two of them hours.</summary>
    public static string Age(TimeSpan age) => age.TotalDays >= 2
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(age.TotalDays):0} days")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(age.TotalHours):0} hours");

    /// <summary>How long something lasts.</summary>
    public static string Length(TimeSpan length)
    {
        var parts = ((int Count, string Unit)[])[((int)length.TotalHours, "hour"), (length.Minutes, "minute"), (length.Seconds, "second")];
        var words = parts.Where(p => p.Count > 0).Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Count} {p.Unit}{(p.Count == 1 ? "" : "s")}"));
        return length < TimeSpan.FromSeconds(1) ? "0 seconds" : string.Join(" ", words);
    }
}
