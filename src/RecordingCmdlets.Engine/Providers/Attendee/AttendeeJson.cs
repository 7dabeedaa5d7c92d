using System.Text.Json;
using RecordingCmdlets.Engine.Json;

namespace RecordingCmdlets.Engine.Providers.Attendee;

/// <summary>The fields of an Attendee bot (ATT-E2) that become common ones.</summary>
internal static class AttendeeJson
{
    public static RecordMap Map { get; } = new(
        hidden: ["meeting_url"],
        ("id", static (ref v, r) => r.Id = JsonValues.Text(ref v)),
        ("state", static (ref v, r) => r.Status = JsonValues.Text(ref v)),
        ("join_at", static (ref v, r) => r.Bot = new BotFacts(JsonValues.Date(ref v), null, [])),
        ("events", static (ref v, r) => ReadEvents(JsonValues.Element(ref v), r)))
    {
        Complete = static r =>
        {
            r.Bot ??= new BotFacts(null, null, []);
            // Its plan is the only date of a bot to which nothing has happened (ATT-T5).
            r.CreatedAt ??= r.Bot.JoinAt;
        },
    };

    /// <summary>The link to the one recording that can be reached; null where the file is gone (ATT-T60).</summary>
    public static IReadOnlyList<MediaFile> ReadMedia(JsonElement recording, RecordingReference item) =>
        JsonValues.Text(recording, "url") is { Length: > 0 } link ? [new MediaFile("", [new MediaForm(link, null)])] : [];

    private static void ReadEvents(JsonElement events, RecordingFields record)
    {
        if (events.ValueKind == JsonValueKind.Array) record.CreatedAt = events.EnumerateArray().Min(e => JsonValues.Date(e, "created_at"));
    }
}
