using System.Globalization;

namespace RecordingCmdlets.Sandbox;

/// <summary>Times as Attendee writes them.</summary>
internal static class AttendeeTime
{
    /// <summary>Writes a time in UTC with microseconds.</summary>
    public static string Format(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
