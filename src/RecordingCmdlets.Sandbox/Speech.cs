using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RecordingCmdlets.Sandbox;

/// <summary>What somebody said in an invented meeting.</summary>
/// <param name="Speaker">Who; null where the service did not find out.</param>
/// <param name="IsHost">Whether that one hosts the meeting.</param>
/// <param name="Start">When it began, in milliseconds from the beginning.</param>
/// <param name="End">When it ended.</param>
/// <param name="Text">What was said.</param>
internal sealed record class SpeechLine(string? Speaker, bool IsHost, int Start, int End, string Text);

/// <summary>Invents what was said. The same id gives the same words.</summary>
internal static class Speech
{
    private const string Host = "Ana Ruiz";

    private static readonly (string? Name, string Text)[] Lines =
    [
        (Host, "Let us start."),
        ("Bo Lind", "Gern, grüß dich."),
        (Host, "I will send the offer by Friday."),
        (null, "Who takes the notes?"),
        ("Chi Nguyễn", "Me -- as always, <b>no</b> markup & no quotes."),
        (Host, "Thank you, that is all for today."),
    ];

    /// <summary>What was said where an id is from.</summary>
    public static List<SpeechLine> Of(string id)
    {
        var dice = SHA256.HashData(Encoding.UTF8.GetBytes(id));
        List<SpeechLine> said = [];
        var time = 1_079;
        for (var i = 0; i < Lines.Length; i++)
        {
            // A meeting of four to six lines.
            if (i is 1 or 2 && dice[i] % 3 == 0) continue;
            var length = 800 + (dice[i + 8] * 20);
            said.Add(new(Lines[i].Name, Lines[i].Name == Host, time, time + length, Lines[i].Text));
            time += length + (dice[i + 16] * 10);
        }

        return said;
    }

    /// <summary>As WebVTT.</summary>
    public static byte[] Vtt(List<SpeechLine> lines)
    {
        StringBuilder text = new("WEBVTT\n");
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            var words = line.Text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
            var voice = line.Speaker is null ? words : $"<v {line.Speaker}>{words}";
            text.Append(CultureInfo.InvariantCulture, $"\n{i + 1}\n{Time(line.Start)} --> {Time(line.End)}\n{voice}\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>As plain text.</summary>
    public static byte[] Plain(List<SpeechLine> lines) =>
        Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line.Speaker is null ? $"{line.Text}\n" : $"{line.Speaker}: {line.Text}\n")));

    private static string Time(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds).ToString(@"hh\:mm\:ss\.fff", CultureInfo.InvariantCulture);
}
