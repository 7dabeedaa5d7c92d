using System.Globalization;
using System.Text;

namespace RecordingCmdlets.Engine.Transcripts;

/// <summary>Writes a transcript as text or subtitles.</summary>
internal static class TranscriptWriter
{
    /// <summary>How long what has no end is shown.</summary>
    private static readonly TimeSpan Shown = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    /// <exception cref="TranscriptException">Subtitles need times, and there are none.</exception>
    public static string Write(RecordingTranscript transcript, TranscriptFormat format)
    {
        var text = new StringBuilder();
        if (format == TranscriptFormat.Text)
        {
            foreach (var utterance in transcript.Utterances.Where(IsSpoken)) text.Append(utterance).Append('\n');
            return text.ToString();
        }

        if (!transcript.HasTimes)
        {
            throw new TranscriptException(
                "TranscriptUntimed", $"The transcript of {transcript.Reference} does not tell when each word was said, and subtitles need that.", "Write it with -AsText.");
        }

        var isVtt = format == TranscriptFormat.Vtt;
        if (isVtt) text.Append("WEBVTT\n");
        var number = 0;
        foreach (var (utterance, start, end) in Timed(transcript.Utterances))
        {
            if (text.Length > 0) text.Append('\n');
            if (!isVtt) text.Append(CultureInfo.InvariantCulture, $"{++number}\n");
            text.Append(Moment(start, isVtt ? '.' : ',')).Append(" --> ").Append(Moment(end, isVtt ? '.' : ',')).Append('\n');
            text.Append(isVtt ? Voice(utterance) + Escape(Line(utterance.Text)) : Harmless(Line(utterance.ToString()))).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>In order, in whole milliseconds, and none without length: other times a player refuses.</summary>
    private static IEnumerable<(TranscriptUtterance Utterance, TimeSpan Start, TimeSpan End)> Timed(IEnumerable<TranscriptUtterance> utterances)
    {
        foreach (var utterance in utterances.Where(IsSpoken).OrderBy(u => u.Start))
        {
            var start = Whole(utterance.Start!.Value);
            var end = Whole(utterance.End ?? (start + Shown));
            yield return (utterance, start, end > start ? end : start + Shortest);
        }
    }

    private static bool IsSpoken(TranscriptUtterance utterance) => !string.IsNullOrWhiteSpace(utterance.Text);

    private static TimeSpan Whole(TimeSpan time) => time < TimeSpan.Zero ? TimeSpan.Zero : new(time.Ticks - (time.Ticks % TimeSpan.TicksPerMillisecond));

    private static string Moment(TimeSpan time, char point) =>
        string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours:00}:{time.Minutes:00}:{time.Seconds:00}{point}{time.Milliseconds:000}");

    private static string Voice(TranscriptUtterance utterance) => Line(utterance.Speaker ?? "") is { Length: > 0 } name ? $"<v {Escape(name)}>" : "";

    // A line end would end the cue; utterances have none, but nothing here relies on that.
    private static string Line(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    // SubRip has no way to write an arrow that is none.
    private static string Harmless(string text) => text.Replace("-->", "->", StringComparison.Ordinal);
}
