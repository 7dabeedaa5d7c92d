using System.Text.Json;
using static RecordingCmdlets.Sandbox.RoomJson;

namespace RecordingCmdlets.Sandbox;

/// <summary>Which fields of a recording are told.</summary>
internal enum WebexShape
{
    /// <summary>To whom it belongs or is shared.</summary>
    User,

    /// <summary>As asked for by its host: nothing is shared to that one.</summary>
    Host,

    /// <summary>In the list of an admin.</summary>
    Admin,
}

/// <summary>Writes the JSON of Webex.</summary>
internal static class WebexJson
{
    /// <summary>One recording with its direct links, good until then.</summary>
    public static ReadOnlyMemory<byte> One(WebexRecording recording, WebexShape shape, string expiration) =>
        Document(json => Write(json, recording, shape, expiration));

    /// <summary>A page of recordings.</summary>
    public static ReadOnlyMemory<byte> Page(IEnumerable<WebexRecording> recordings, WebexShape shape) => Document(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("items"u8);
        foreach (var recording in recordings) Write(json, recording, shape, expiration: null);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>A page of transcripts.</summary>
    public static ReadOnlyMemory<byte> Page(IEnumerable<WebexTranscript> transcripts) => Document(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("items"u8);
        foreach (var transcript in transcripts)
        {
            // As the service shows it: over plain http, on the site and not on the host of the API.
            var link = $"http://{transcript.SiteUrl}/v1/meetingTranscripts/{transcript.Id}/download?format=";
            json.WriteStartObject();
            json.WriteString("id"u8, transcript.Id);
            Text(json, "startTime"u8, transcript.StartTime, explicitNulls: false);
            Text(json, "meetingId"u8, transcript.MeetingId, explicitNulls: false);
            Text(json, "scheduledMeetingId"u8, transcript.ScheduledMeetingId, explicitNulls: false);
            Text(json, "meetingSeriesId"u8, transcript.MeetingSeriesId, explicitNulls: false);
            Text(json, "meetingTopic"u8, transcript.MeetingTopic, explicitNulls: false);
            Text(json, "siteUrl"u8, transcript.SiteUrl, explicitNulls: false);
            json.WriteString("vttDownloadLink"u8, link + "vtt");
            json.WriteString("txtDownloadLink"u8, link + "txt");
            Text(json, "status"u8, transcript.Status, explicitNulls: false);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>An error.</summary>
    public static ReadOnlyMemory<byte> Error(string message, string trackingId) => Document(json =>
    {
        json.WriteStartObject();
        json.WriteString("message"u8, message);
        json.WriteStartArray("errors"u8);
        json.WriteStartObject();
        json.WriteString("description"u8, message);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteString("trackingId"u8, trackingId);
        json.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter json, WebexRecording recording, WebexShape shape, string? expiration)
    {
        if (recording.RawOverride is { } raw)
        {
            json.WriteRawValue(raw, skipInputValidation: true);
            return;
        }

        var nulls = recording.ExplicitNulls;
        json.WriteStartObject();
        Text(json, "id"u8, recording.Id, nulls);
        Text(json, "meetingId"u8, recording.MeetingId, nulls);
        Text(json, "scheduledMeetingId"u8, recording.ScheduledMeetingId, nulls);
        Text(json, "meetingSeriesId"u8, recording.MeetingSeriesId, nulls);
        Text(json, "topic"u8, recording.Topic, nulls);
        Text(json, "createTime"u8, recording.CreateTime, nulls);
        Text(json, "timeRecorded"u8, recording.TimeRecorded, nulls);
        Text(json, "siteUrl"u8, recording.SiteUrl, nulls);
        Text(json, "downloadUrl"u8, recording.DownloadUrl, nulls);
        Text(json, "playbackUrl"u8, recording.PlaybackUrl, nulls);
        if (shape == WebexShape.Admin)
        {
            Text(json, "hostDisplayName"u8, recording.HostDisplayName, nulls);
            Text(json, "hostEmail"u8, recording.HostEmail, nulls);
        }
        else
        {
            Text(json, "password"u8, recording.Password, nulls);
            if (recording.ShareToMe is { } isShared) json.WriteBoolean("shareToMe"u8, isShared && shape != WebexShape.Host);
            else if (nulls) json.WriteNull("shareToMe"u8);
        }

        Text(json, "format"u8, recording.Format, nulls);
        Text(json, "serviceType"u8, recording.ServiceType, nulls);
        Number(json, "durationSeconds"u8, recording.DurationSeconds, nulls);
        Number(json, "sizeBytes"u8, recording.SizeBytes, nulls);
        Tags(json, recording.IntegrationTags, nulls);
        Text(json, "status"u8, recording.Status, nulls);
        if (expiration is not null) Links(json, recording, expiration);
        json.WriteEndObject();
    }

    private static void Tags(Utf8JsonWriter json, IReadOnlyList<string>? tags, bool explicitNulls)
    {
        if (tags is not null)
        {
            json.WriteStartArray("integrationTags"u8);
            foreach (var tag in tags) json.WriteStringValue(tag);
            json.WriteEndArray();
        }
        else if (explicitNulls)
        {
            json.WriteNull("integrationTags"u8);
        }
    }

    private static void Links(Utf8JsonWriter json, WebexRecording recording, string expiration)
    {
        var nulls = recording.ExplicitNulls;
        if ((recording.RecordingDownloadLink ?? recording.AudioDownloadLink ?? recording.TranscriptDownloadLink) is null)
        {
            if (nulls) json.WriteNull("temporaryDirectDownloadLinks"u8);
            return;
        }

        json.WriteStartObject("temporaryDirectDownloadLinks"u8);
        Text(json, "recordingDownloadLink"u8, recording.RecordingDownloadLink, nulls);
        Text(json, "audioDownloadLink"u8, recording.AudioDownloadLink, nulls);
        Text(json, "transcriptDownloadLink"u8, recording.TranscriptDownloadLink, nulls);
        json.WriteString("expiration"u8, expiration);
        json.WriteEndObject();
    }
}
