using System.Text;
using System.Text.Json;
using RecordingCmdlets.Engine.Json;

namespace RecordingCmdlets.Engine.Providers.Telnyx;

/// <summary>Transcriptions of Telnyx (TEL-E5): plain texts without times, sometimes several of one recording.</summary>
internal static class TelnyxTranscripts
{
    public static IEnumerable<(string Key, string Value)> Query(RecordingReference recording) => [("filter[recording_id]", recording.Id), ("page[size]", "100")];

    public static TranscriptPart Part(JsonElement transcription) =>
        new(JsonValues.Text(transcription, "status") == "completed" ? TranscriptState.Ready : TranscriptState.Pending)
        {
            About = JsonValues.Text(transcription, "recording_id"),
            Text = JsonValues.Text(transcription, "transcription_text"),
        };

    /// <summary>The answers page by cursor although the request is documented by number; either is followed (TEL-T38).</summary>
    public static (string Key, string Value)? Next(JsonElement page)
    {
        var meta = JsonValues.Member(page, "meta") ?? default;
        if (!string.IsNullOrEmpty(JsonValues.Text(meta, "next")))
        {
            return JsonValues.Member(meta, "cursors") is { } cursors && JsonValues.Text(cursors, "after") is { Length: > 0 } after
                ? ("page[after]", after)
                : throw new JsonException("The next page has no cursor.");
        }

        return JsonValues.Whole(meta, "page_number") is { } number && number < JsonValues.Whole(meta, "total_pages")
            ? ("page[number]", (number + 1).ToString(System.Globalization.CultureInfo.InvariantCulture))
            : null;
    }

    public static IReadOnlyList<TranscriptUtterance> Read(ReadOnlyMemory<byte> text) =>
        [.. Encoding.UTF8.GetString(text.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => new TranscriptUtterance { Text = line })];
}
