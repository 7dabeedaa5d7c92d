using System.Globalization;
using RecordingCmdlets.Engine.Removal;

namespace RecordingCmdlets.Engine.Reporting;

/// <summary>Numbers, sizes, ages and dates as a report says them, in every country the same.</summary>
internal static class ReportWords
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    public static string Size(long bytes)
    {
        var (size, unit) = ((double)bytes, 0);
        for (; size >= 1024 && unit < Units.Length - 1; unit++) size /= 1024;
        return string.Create(CultureInfo.InvariantCulture, $"{(unit == 0 ? size.ToString("0", CultureInfo.InvariantCulture) : size.ToString("0.0", CultureInfo.InvariantCulture))} {Units[unit]}");
    }

    /// <summary>The size of several items; a dash where no service tells one.</summary>
    public static string Size(Tally tally) => tally.Sized == 0 ? "–" : Size(tally.Bytes);

    public static string Day(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Minute(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    public static string Iso(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string Month(DateOnly month) => month.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    public static string Length(TimeSpan length) => string.Create(CultureInfo.InvariantCulture, $"{(long)length.TotalHours}:{length:mm\\:ss}");

    public static string Plural(long count, string one, string? many = null) => $"{Number(count)} {(count == 1 ? one : many ?? one + "s")}";

    /// <summary>An age as people write it in a rule.</summary>
    public static string Age(TimeSpan age) =>
        age.Ticks % TimeSpan.TicksPerDay != 0 ? string.Create(CultureInfo.InvariantCulture, $"{age.TotalHours:0.#} {(age == TimeSpan.FromHours(1) ? "hour" : "hours")}")
        : age.Days > 0 && age.Days % 365 == 0 ? Plural(age.Days / 365, "year")
        : Plural(age.Days, "day");

    public static string Step(AgeStep step) =>
        step.From is not { } from ? $"up to {Age(step.To!.Value)}"
        : step.To is { } to ? $"{Age(from)} to {Age(to)}"
        : $"over {Age(from)}";

    public static string Held(ReportRow row) => row.Held switch
    {
        HoldVerdict.Yes => $"held ({row.HoldTicket})",
        HoldVerdict.CannotTell => $"may be held ({row.HoldTicket})",
        _ => "",
    };
}
