using System.Text.Json;
using RecordingCmdlets.Engine.Json;

namespace RecordingCmdlets.Engine.Providers.Telnyx;

/// <summary>The fields of a Telnyx recording (TEL-E1) that become common ones.</summary>
internal static class TelnyxJson
{
    public static RecordMap Map { get; } = new(
        hidden: ["download_urls"],
        ("id", static (ref v, r) => r.Id = JsonValues.Text(ref v)),
        ("status", static (ref v, r) => r.Status = JsonValues.Text(ref v)),
        ("source", static (ref v, r) => r.Source = JsonValues.Text(ref v)),
        ("from", static (ref v, r) => r.From = JsonValues.Text(ref v)),
        ("to", static (ref v, r) => r.To = JsonValues.Text(ref v)),
        ("created_at", static (ref v, r) => r.CreatedAt = JsonValues.Date(ref v)),
        ("recording_started_at", static (ref v, r) => r.StartedAt = JsonValues.Date(ref v)),
        ("recording_ended_at", static (ref v, r) => r.EndedAt = JsonValues.Date(ref v)),
        ("duration_millis", static (ref v, r) => r.Duration = JsonValues.Milliseconds(ref v)))
    {
        // A call has no topic; who called whom is what people look for.
        Title = static r => Known(r.From) is { } from && Known(r.To) is { } to ? $"{from} to {to}" : null,
        // In a conference others take part whom the record does not name.
        Participants = static r => r.Source == "call" ? [Known(r.From), Known(r.To)] : [Known(r.From), Known(r.To), null],
    };

    /// <summary>The links of a recording: either may be missing (TEL-T60).</summary>
    public static IReadOnlyList<MediaFile> ReadMedia(JsonElement recording, RecordingReference item)
    {
        var links = JsonValues.Member(recording, "download_urls") ?? default;
        return [new MediaFile("", [.. ((string[])["mp3", "wav"]).Where(form => Link(links, form) is not null).Select(form => new MediaForm(Link(links, form)!, form))])];
    }

    private static string? Link(JsonElement links, string form) => Known(JsonValues.Text(links, form));

    private static string? Known(string? number) => string.IsNullOrWhiteSpace(number) ? null : number;
}
