using System.Globalization;
using System.Net;
using System.Text;

namespace RecordingCmdlets.Engine.Providers;

/// <summary>Reads WebVTT as lenient players do: what cannot be read of it is passed over, block by block.</summary>
internal static class VttText
{
    private const string Arrow = "-->";

    /// <summary>The cues, in the order of the file.</summary>
    /// <exception cref="FormatException">It does not begin as WebVTT does.</exception>
    public static IReadOnlyList<TranscriptUtterance> Read(ReadOnlyMemory<byte> content)
    {
        var text = Encoding.UTF8.GetString(content.Span).TrimStart('\ufeff').Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        if (!text.StartsWith("WEBVTT", StringComparison.Ordinal)) throw new FormatException("It does not begin as WebVTT does.");
        var utterances = new List<TranscriptUtterance>();
        var block = new List<string>();
        foreach (var line in text.Split('\n').Append(""))
        {
            if (line.Length > 0)
            {
                block.Add(line);
                continue;
            }

            utterances.AddRange(ReadBlock(block));
            block.Clear();
        }

        return utterances;
    }

    private static IEnumerable<TranscriptUtterance> ReadBlock(List<string> block)
    {
        // The times stand in the first line, or in the second after a name of the cue.
        var timing = block.FindIndex(line => line.Contains(Arrow, StringComparison.Ordinal));
        if (timing is not (0 or 1) || ReadTimes(block[timing]) is not { } times) return [];
        var named = timing == 1 ? NameIn(block[0]) : null;
        return Voices(string.Join(' ', block.Skip(timing + 1)))
            .Where(v => v.Text.Length > 0)
            .Select(v => new TranscriptUtterance { Speaker = v.Name ?? named, Start = times.Start, End = times.End, Text = v.Text });
    }

    private static (TimeSpan Start, TimeSpan End)? ReadTimes(string line)
    {
        var at = line.IndexOf(Arrow, StringComparison.Ordinal);
        // After the end there may be settings of where the cue is shown.
        var end = line[(at + Arrow.Length)..].Split((char[])[' ', '\t'], 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault();
        return ReadMoment(line[..at].Trim()) is { } from && ReadMoment(end ?? "") is { } to && to >= from ? (from, to) : null;
    }

    /// <summary><c>hours:minutes:seconds.milliseconds</c>, the hours of any length or left out.</summary>
    private static TimeSpan? ReadMoment(string text)
    {
        var parts = text.Split(':');
        if (parts.Length is not (2 or 3)) return null;
        var seconds = parts[^1].Split('.');
        if (seconds.Length != 2 || Digits(seconds[1], 3) is not { } thousandths || Digits(seconds[0], 2) is not { } whole || Digits(parts[^2], 2) is not { } minutes) return null;
        var hours = parts.Length == 3 ? Digits(parts[0], null) : 0;
        return hours is { } h && whole < 60 && minutes < 60
            ? new TimeSpan(0, h, minutes, whole, thousandths)
            : null;
    }

    // So many hours are a century; more is no time of a meeting.
    private static int? Digits(string text, int? length) =>
        (length is null ? text.Length is > 0 and < 7 : text.Length == length) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Some services put the speaker into the cue's name: <c>12 "Ana Ruiz" (4711)</c>.</summary>
    private static string? NameIn(string cueName)
    {
        var (open, close) = (cueName.IndexOf('"', StringComparison.Ordinal), cueName.LastIndexOf('"'));
        return close > open && cueName[..open].Trim().All(char.IsAsciiDigit) && cueName[(open + 1)..close].Trim() is { Length: > 0 } name ? name : null;
    }

    /// <summary>The text between tags, cut where another voice begins.</summary>
    private static List<(string? Name, string Text)> Voices(string payload)
    {
        var voices = new List<(string?, string)>();
        var (name, spoken, at) = ((string?)null, new StringBuilder(), 0);
        while (at < payload.Length)
        {
            var open = payload.IndexOf('<', at);
            var close = open < 0 ? -1 : payload.IndexOf('>', open);
            // A tag that is never closed takes the rest with it.
            spoken.Append(payload.AsSpan(at, (open < 0 ? payload.Length : open) - at));
            if (close < 0) break;
            var tag = payload[(open + 1)..close];
            if (tag == "v" || tag.StartsWith("v ", StringComparison.Ordinal) || tag.StartsWith("v.", StringComparison.Ordinal))
            {
                End();
                var space = tag.IndexOf(' ', StringComparison.Ordinal);
                name = space < 0 ? null : Plain(tag[space..]) is { Length: > 0 } known ? known : null;
            }

            at = close + 1;
        }

        End();
        return voices;

        void End()
        {
            voices.Add((name, Plain(spoken.ToString())));
            spoken.Clear();
        }
    }

    private static string Plain(string text) => string.Join(' ', WebUtility.HtmlDecode(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
