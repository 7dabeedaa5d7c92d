using System.Globalization;
using System.Text.Json;
using RecordingCmdlets.Engine.Json;

namespace RecordingCmdlets.Engine.Providers.Webex;

/// <summary>Transcripts of Webex, which belong to the meeting and not to the recording (WBX-E9, WBX-E10).</summary>
internal static class WebexTranscripts
{
    /// <summary>The largest page that the service gives.</summary>
    public const int PageSize = 100;

    private const string Moments = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private static readonly string Most = PageSize.ToString(CultureInfo.InvariantCulture);

    /// <summary>By the meeting's ended instance, which the recording names.</summary>
    public static TranscriptLead LookByMeeting(Recording recording, JsonElement record) =>
        Look(recording, record, static (_, meeting, _) => [("meetingId", meeting), ("max", Most)]);

    /// <summary>By the site and the day: for others' meetings there is no other way. The meeting is looked for here.</summary>
    public static TranscriptLead LookBySite(Recording recording, JsonElement record) => Look(recording, record, static (recording, _, site) =>
        site is not null && recording.StartedAt is { } start
            ? [("siteUrl", site), ("from", Moment(start.AddDays(-1))), ("to", Moment(start.AddDays(2))), ("max", Most)]
            : null);

    public static TranscriptPart Part(JsonElement transcript) =>
        new(JsonValues.Text(transcript, "status") switch { "available" => TranscriptState.Ready, "deleted" => TranscriptState.Gone, _ => TranscriptState.Pending })
        {
            Id = JsonValues.Text(transcript, "id") ?? "",
            About = JsonValues.Text(transcript, "meetingId"),
        };

    private static TranscriptLead Look(
        Recording recording, JsonElement record, Func<Recording, string, string?, IReadOnlyList<(string Key, string Value)>?> query)
    {
        // What was uploaded has no meeting.
        if (JsonValues.Text(record, "meetingId") is not { Length: > 0 } meeting)
            return JsonValues.Text(record, "format") == "UPLOADED" ? TranscriptLead.None : new TranscriptLead();
        return new TranscriptLead { About = meeting, Query = query(recording, meeting, string.IsNullOrEmpty(recording.Site) ? null : recording.Site) };
    }

    private static string Moment(DateTimeOffset moment) => moment.UtcDateTime.ToString(Moments, CultureInfo.InvariantCulture);
}
