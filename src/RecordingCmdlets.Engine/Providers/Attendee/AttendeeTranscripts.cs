using System.Text.Json;
using RecordingCmdlets.Engine.Json;

namespace RecordingCmdlets.Engine.Providers.Attendee;

/// <summary>Transcripts of Attendee, which come whole (ATT-E6), and the moment that their times count from (ATT-E5).</summary>
internal static class AttendeeTranscripts
{
    /// <summary>A clock that is off by more than this is another clock.</summary>
    private const long LargestSlip = 60_000;

    /// <summary>Whether there is one to ask for: while it is made, a part of it would come (ATT-T41).</summary>
    public static TranscriptLead Look(Recording bot, JsonElement record) =>
        bot.Status == "data_deleted" ? TranscriptLead.None
        : JsonValues.Text(record, "transcription_state") == "in_progress" ? TranscriptLead.Pending
        : new TranscriptLead { Parts = [new TranscriptPart(TranscriptState.Ready)] };

    public static long? ReadClock(JsonElement recording) => JsonValues.Whole(recording, "start_timestamp_ms");

    /// <param name="content">The answer, a list.</param>
    /// <param name="clock">When the recording began, in milliseconds since 1970; null where it is not known (ATT-T42).</param>
    public static IReadOnlyList<TranscriptUtterance> Read(ReadOnlyMemory<byte> content, long? clock)
    {
        using var document = JsonDocument.Parse(content);
        if (document.RootElement.ValueKind != JsonValueKind.Array) throw new JsonException("It is no list.");
        return [.. document.RootElement.EnumerateArray().Select(spoken => Utterance(spoken, clock)).Where(u => u.Text.Length > 0)];
    }

    private static TranscriptUtterance Utterance(JsonElement spoken, long? clock)
    {
        var start = JsonValues.Whole(spoken, "timestamp_ms") - clock is { } ms and > -LargestSlip ? Span(Math.Max(ms, 0)) : null;
        var words = JsonValues.Member(spoken, "transcription") ?? default;
        return new TranscriptUtterance
        {
            Speaker = JsonValues.Text(spoken, "speaker_name"),
            IsHost = JsonValues.Flag(spoken, "speaker_is_host"),
            Start = start,
            End = JsonValues.Whole(spoken, "duration_ms") is { } length and >= 0 ? start + Span(length) : null,
            // Older servers send the text itself (ATT-T43).
            Text = JsonValues.Text(words) ?? JsonValues.Text(words, "transcript") ?? "",
        };
    }

    // A century is no time within a recording.
    private static TimeSpan? Span(long milliseconds) => milliseconds < 100L * 365 * 86_400_000 ? TimeSpan.FromMilliseconds(milliseconds) : null;
}
