using System.Globalization;

namespace RecordingCmdlets.Engine.Policy;

/// <summary>How long a recording is, as a policy writes it: <c>30s</c>, <c>10m</c> or <c>1h</c>.</summary>
internal static class PolicyDuration
{
    public const string Forms = "30s, 10m or 1h";

    /// <exception cref="FormatException">The text has another form.</exception>
    public static TimeSpan Parse(string text)
    {
        var unit = text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => 0 };
        return unit != 0 && text.Length <= 10 && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? TimeSpan.FromSeconds((double)count * unit)
            : throw new FormatException($"'{text}' is no length of time. Write a whole number and a unit: {Forms}.");
    }
}
