using System.Text.Json;
using RecordingCmdlets.Engine.Json;

namespace RecordingCmdlets.Engine.Providers.Recall;

/// <summary>The fields of Recall.ai's recordings (RCL-E6) and bots (RCL-E2) that become common ones.</summary>
internal static class RecallJson
{
    public const string Deleted = "deleted";

    private static readonly string[] Complete = ["done", "failed"];

    private static readonly string[] Hidden =
    [
        "meeting_url", "media_shortcuts", "data", "download_url", "provider_data_download_url", "video_url", "realtime_endpoints", "output_media", "zoom", "google_meet",
        "slack_team", "url", "token", "upload_token", "meeting_password", "business_meeting_password",
    ];

    public static RecordMap Recordings { get; } = new(
        Hidden,
        ("id", static (ref v, r) => r.Id = JsonValues.Text(ref v)),
        ("created_at", static (ref v, r) => r.CreatedAt = JsonValues.Date(ref v)),
        ("started_at", static (ref v, r) => r.StartedAt = JsonValues.Date(ref v)),
        ("completed_at", static (ref v, r) => r.EndedAt = JsonValues.Date(ref v)),
        ("status", static (ref v, r) => r.Status = JsonValues.Text(JsonValues.Element(ref v), "code")),
        ("bot", static (ref v, r) => r.IsBotUnknown = (r.BotId = Id(JsonValues.Element(ref v))) is null))
    {
        Complete = static r => r.Duration = r.EndedAt >= r.StartedAt ? r.EndedAt - r.StartedAt : null,
    };

    public static RecordMap Bots { get; } = new(
        Hidden,
        ("id", static (ref v, r) => r.Id = JsonValues.Text(ref v)),
        ("bot_name", static (ref v, r) => r.Title = JsonValues.Text(ref v)),
        ("meeting_url", static (ref v, r) => r.Bot = Bot(r) with { Platform = JsonValues.Text(JsonValues.Element(ref v), "platform") }),
        ("join_at", static (ref v, r) => r.Bot = Bot(r) with { JoinAt = JsonValues.Date(ref v) }),
        ("status_changes", static (ref v, r) => ReadStatus(JsonValues.Element(ref v), r)),
        ("recordings", static (ref v, r) => ReadRecordings(JsonValues.Element(ref v), r)))
    {
        Complete = static r =>
        {
            r.Bot = Bot(r);
            if (r.Bot is { NamesAllRecordings: true, RecordingIds.Count: 0 }) r.CreatedAt = r.FirstSeenAt;
        },
    };

    private static BotFacts Bot(RecordingFields record) => record.Bot ?? new BotFacts(null, null, [], NamesAllRecordings: false);

    private static string? Id(JsonElement item) => JsonValues.Text(item) ?? JsonValues.Text(item, "id");

    // There is no status of the bot itself: the latest change is it (RCL-T3), if each has a time to tell by (RCL-T10).
    private static void ReadStatus(JsonElement changes, RecordingFields record)
    {
        if (changes.ValueKind != JsonValueKind.Array) return;
        var log = changes.EnumerateArray().Select((c, i) => (Code: JsonValues.Text(c, "code"), At: JsonValues.Date(c, "created_at"), Place: i)).ToList();
        record.Status = log.Count > 1 && log.Exists(c => c.At is null) ? null : log.OrderBy(c => c.At).ThenBy(c => c.Place).LastOrDefault().Code;
        record.FirstSeenAt = log.Min(c => c.At);
    }

    private static void ReadRecordings(JsonElement recordings, RecordingFields record)
    {
        if (recordings.ValueKind != JsonValueKind.Array) return;
        var all = recordings.EnumerateArray()
            .Select(r => (
                Id: JsonValues.Text(r, "id"),
                Start: JsonValues.Date(r, "started_at") ?? JsonValues.Date(r, "created_at"),
                End: JsonValues.Date(r, "completed_at"),
                Status: JsonValues.Member(r, "status") is { } status ? JsonValues.Text(status, "code") : null))
            .ToList();
        record.Bot = Bot(record) with
        {
            RecordingIds = [.. all.Select(r => r.Id).OfType<string>()],
            AreRecordingsGone = all.Count > 0 && all.TrueForAll(r => r.Status == Deleted),
            NamesAllRecordings = all.TrueForAll(r => !string.IsNullOrEmpty(r.Id)),
        };
        // What is removed is all of them, so the youngest decides on the age; it is not known while one has no date (RCL-T26).
        record.CreatedAt = all.Exists(r => r.Start is null) ? null : all.Max(r => r.Start);
        record.StartedAt = all.Exists(r => r.Start is null) ? null : all.Min(r => r.Start);
        record.EndedAt = all.Max(r => r.End);
    }

    /// <summary>The file of one recording.</summary>
    public static IReadOnlyList<MediaFile> ReadRecordingMedia(JsonElement recording, RecordingReference item) => [ReadMedia(recording)];

    /// <summary>The files of a bot: one for each of its recordings that was not deleted singly.</summary>
    public static IReadOnlyList<MediaFile> ReadBotMedia(JsonElement bot, RecordingReference item)
    {
        var recordings = JsonValues.Items(bot, "recordings").Where(r => StatusOf(r) != Deleted).Select(ReadMedia).ToList();
        return recordings.Exists(r => r.Label.Length == 0) ? throw new JsonException("A recording of the bot has no id.") : recordings;
    }

    /// <summary>The audio in the answer to RCL-E10, if it is of this recording.</summary>
    public static MediaFile? ReadListedAudio(JsonElement page, string recording)
    {
        var forms = JsonValues.Items(page, "results")
            .Where(a => Id(JsonValues.Member(a, "recording") ?? default) == recording || JsonValues.Text(a, "recording_id") == recording)
            .Select(a => Form(a, "mp3")).OfType<MediaForm>().ToList();
        return forms.Count == 0 ? null : new MediaFile(recording, forms);
    }

    private static MediaFile ReadMedia(JsonElement recording)
    {
        var shortcuts = JsonValues.Member(recording, "media_shortcuts") ?? default;
        var (video, audio) = (JsonValues.Member(shortcuts, "video_mixed") ?? default, JsonValues.Member(shortcuts, "audio_mixed") ?? default);
        // A video that is still being made must not be passed over for the audio.
        var whyNot = StatusOf(recording) is { } status && !Complete.Contains(status) ? $"The recording is {status}."
            : StatusOf(video) is { } made and not ("done" or "failed" or Deleted) ? $"Its video is {made}." : null;
        var forms = whyNot is null ? (MediaForm?[])[Form(video, "mp4"), Form(audio, "mp3")] : [];
        return new MediaFile(JsonValues.Text(recording, "id") ?? "", [.. forms.OfType<MediaForm>()]) { WhyNot = whyNot };
    }

    // Only what is done has all its bytes (RCL-T61).
    private static MediaForm? Form(JsonElement artifact, string usual) =>
        StatusOf(artifact) == "done" && JsonValues.Member(artifact, "data") is { } data && JsonValues.Text(data, "download_url") is { Length: > 0 } link
            ? new MediaForm(link, JsonValues.Text(artifact, "format") ?? usual)
            : null;

    private static string? StatusOf(JsonElement item) => JsonValues.Member(item, "status") is { } status ? JsonValues.Text(status, "code") : null;

    /// <summary>Counts action items in the legacy answer; null when it has no list of them.</summary>
    public static int? CountActionItems(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        return JsonValues.Member(document.RootElement, "action_items") is { ValueKind: JsonValueKind.Array } items ? items.GetArrayLength() : null;
    }
}
