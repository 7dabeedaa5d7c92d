using System.Globalization;
using System.Text.RegularExpressions;
using Cronos;

namespace RecordingCmdlets.Conventions.Tests.Runbooks;

/// <summary>What the tests of all schedules ask.</summary>
internal static class Schedule
{
    private static readonly DateTimeOffset From = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // More than a year, so that both changes of clocks are among them.
    private const int Occurrences = 60;

    /// <summary>Where schedulers live: without, and with either kind of change of clocks.</summary>
    public static IReadOnlyList<TimeZoneInfo> Zones { get; } =
        [TimeZoneInfo.Utc, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"), TimeZoneInfo.FindSystemTimeZoneById("America/New_York")];

    /// <summary>Whether a cron line fires once every seven days, at the same time of day, all year round and in every zone.</summary>
    public static bool IsWeekly(string expression) => Zones.All(zone =>
    {
        var cron = CronExpression.Parse(expression);
        var local = cron.GetOccurrences(From, From.AddYears(3), zone).Take(Occurrences).Select(o => o.DateTime).ToList();
        return local.Count == Occurrences && local.Zip(local.Skip(1)).All(pair => pair.Second - pair.First == TimeSpan.FromDays(7));
    });

    /// <summary>The time limit that a command line gives: it must end before the scheduler ends it.</summary>
    public static TimeSpan TimeLimit(string commandLine)
    {
        var match = Regex.Match(commandLine, @"-?-(?:time-limit|TimeLimit)[ =](\d+)(h|m)\b");
        Assert.True(match.Success, $"No time limit in: {commandLine}");
        var count = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        return match.Groups[2].Value == "h" ? TimeSpan.FromHours(count) : TimeSpan.FromMinutes(count);
    }

    /// <summary>What a run needs at its end: the grace for what is under way, and the seal.</summary>
    public static TimeSpan Room { get; } = TimeSpan.FromMinutes(15);

    /// <summary>What a run needs before its own time begins to count.</summary>
    public static TimeSpan Grace { get; } = TimeSpan.FromMinutes(1);
}
