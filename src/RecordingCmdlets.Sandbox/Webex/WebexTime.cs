using System.Globalization;

namespace RecordingCmdlets.Sandbox;

/// <summary>Times as Webex writes them: in UTC and whole seconds.</summary>
internal static class WebexTime
{
    /// <summary>Writes a time.</summary>
    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
