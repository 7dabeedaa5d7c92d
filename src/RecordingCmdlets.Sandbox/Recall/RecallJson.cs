using System.Collections.Immutable;
using System.Text.Json;
using static RecordingCmdlets.Sandbox.RoomJson;

namespace RecordingCmdlets.Sandbox;

/// <summary>Writes the JSON of Recall.ai.</summary>
internal static class RecallJson
{
    /// <summary>A page of a list; without a count if there is none.</summary>
    public static ReadOnlyMemory<byte> Page<T>(RecallPage<T> page, string? next, string? previous, Action<Utf8JsonWriter, T> write) =>
        Document(json =>
        {
            json.WriteStartObject();
            if (page.Count is { } count) json.WriteNumber("count"u8, count);
            json.WriteString("next"u8, next);
            json.WriteString("previous"u8, previous);
            json.WriteStartArray("results"u8);
            foreach (var item in page.Items) write(json, item);
            json.WriteEndArray();
            json.WriteEndObject();
        });

    /// <summary>An error.</summary>
    public static ReadOnlyMemory<byte> Error(string code, string detail) => Document(json =>
    {
        json.WriteStartObject();
        json.WriteString("code"u8, code);
        json.WriteString("detail"u8, detail);
        json.WriteEndObject();
    });

    /// <summary>What is wrong with a parameter.</summary>
    public static ReadOnlyMemory<byte> Invalid(string field, string message) => Document(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray(field);
        json.WriteStringValue(message);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>A bot with its recordings.</summary>
    public static void Write(Utf8JsonWriter json, RecallBot bot, IEnumerable<RecallRecording> recordings)
    {
        if (bot.RawOverride is { } raw)
        {
            json.WriteRawValue(raw, skipInputValidation: true);
            return;
        }

        var nulls = bot.ExplicitNulls;
        json.WriteStartObject();
        json.WriteString("id"u8, bot.Id);
        Text(json, "bot_name"u8, bot.BotName, nulls);
        if (bot.Meeting is { } meeting) WriteMeeting(json, meeting);
        else Text(json, "meeting_url"u8, bot.MeetingUrl, nulls);
        Text(json, "join_at"u8, bot.JoinAt, nulls);
        WriteStatusChanges(json, bot.StatusChanges, nulls);
        json.WriteStartArray("recordings"u8);
        foreach (var recording in recordings) Write(json, recording, isNested: true, botMetadata: null);
        json.WriteEndArray();
        if (bot.RecordingConfig is { } config)
        {
            json.WritePropertyName("recording_config"u8);
            json.WriteRawValue(config, skipInputValidation: true);
        }
        else if (nulls)
        {
            json.WriteNull("recording_config"u8);
        }

        WriteMetadata(json, bot.Metadata, nulls);
        json.WriteEndObject();
    }

    /// <summary>A recording; inside its bot it does not say whose it is.</summary>
    public static void Write(
        Utf8JsonWriter json, RecallRecording recording, bool isNested, IReadOnlyDictionary<string, string>? botMetadata)
    {
        if (recording.RawOverride is { } raw)
        {
            json.WriteRawValue(raw, skipInputValidation: true);
            return;
        }

        var nulls = recording.ExplicitNulls;
        json.WriteStartObject();
        json.WriteString("id"u8, recording.Id);
        Text(json, "created_at"u8, recording.CreatedAt, nulls);
        Text(json, "started_at"u8, recording.StartedAt, nulls);
        Text(json, "completed_at"u8, recording.CompletedAt, nulls);
        Text(json, "expires_at"u8, recording.ExpiresAt, nulls);
        if (recording.Status is { } status) WriteStatus(json, status, recording.SubCode, recording.UpdatedAt, nulls);
        else if (nulls) json.WriteNull("status"u8);
        if (recording.MediaShortcuts is { } shortcuts) WriteShortcuts(json, shortcuts, nulls);
        else if (nulls) json.WriteNull("media_shortcuts"u8);
        if (!isNested) WriteOrigin(json, recording, botMetadata, nulls);
        json.WriteEndObject();
    }

    private static void WriteOrigin(
        Utf8JsonWriter json, RecallRecording recording, IReadOnlyDictionary<string, string>? botMetadata, bool nulls)
    {
        WriteMetadata(json, ImmutableDictionary<string, string>.Empty, nulls);
        if (recording.BotId is { } botId)
        {
            json.WriteStartObject("bot"u8);
            json.WriteString("id"u8, botId);
            WriteMetadata(json, botMetadata ?? ImmutableDictionary<string, string>.Empty, nulls);
            json.WriteEndObject();
        }
        else if (nulls)
        {
            json.WriteNull("bot"u8);
        }

        if (recording.DesktopSdkUploadId is { } uploadId)
        {
            json.WriteStartObject("desktop_sdk_upload"u8);
            json.WriteString("id"u8, uploadId);
            json.WriteEndObject();
        }
        else if (nulls)
        {
            json.WriteNull("desktop_sdk_upload"u8);
        }

        json.WriteStartArray("realtime_endpoints"u8);
        json.WriteEndArray();
    }

    private static void WriteMeeting(Utf8JsonWriter json, RecallMeeting meeting)
    {
        json.WriteStartObject("meeting_url"u8);
        foreach (var (key, value) in meeting.Parts) json.WriteString(key, value);
        json.WriteString("platform"u8, meeting.Platform);
        json.WriteEndObject();
    }

    private static void WriteStatusChanges(Utf8JsonWriter json, IReadOnlyList<RecallStatusChange>? changes, bool nulls)
    {
        if (changes is null)
        {
            if (nulls) json.WriteNull("status_changes"u8);
            return;
        }

        json.WriteStartArray("status_changes"u8);
        foreach (var change in changes)
        {
            json.WriteStartObject();
            Text(json, "code"u8, change.Code, nulls);
            Text(json, "message"u8, change.Message, nulls);
            Text(json, "sub_code"u8, change.SubCode, nulls);
            Text(json, "created_at"u8, change.CreatedAt, nulls);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteStatus(Utf8JsonWriter json, string? code, string? subCode, string? updatedAt, bool nulls)
    {
        json.WriteStartObject("status"u8);
        Text(json, "code"u8, code, nulls);
        Text(json, "sub_code"u8, subCode, nulls);
        Text(json, "updated_at"u8, updatedAt, nulls);
        json.WriteEndObject();
    }

    private static void WriteShortcuts(Utf8JsonWriter json, RecallShortcuts shortcuts, bool nulls)
    {
        json.WriteStartObject("media_shortcuts"u8);
        WriteArtifact(json, "video_mixed"u8, shortcuts.VideoMixed, nulls);
        WriteArtifact(json, "audio_mixed"u8, shortcuts.AudioMixed, nulls: false);
        WriteArtifact(json, "transcript"u8, shortcuts.Transcript, nulls);
        WriteArtifact(json, "participant_events"u8, shortcuts.ParticipantEvents, nulls);
        WriteArtifact(json, "meeting_metadata"u8, shortcuts.MeetingMetadata, nulls);
        json.WriteEndObject();
    }

    private static void WriteArtifact(Utf8JsonWriter json, ReadOnlySpan<byte> name, RecallArtifact? artifact, bool nulls)
    {
        if (artifact is null)
        {
            if (nulls) json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteString("id"u8, artifact.Id);
        WriteStatus(json, artifact.Status, subCode: null, artifact.UpdatedAt, nulls);
        Text(json, "format"u8, artifact.Format, explicitNulls: false);
        json.WriteStartObject("data"u8);
        Text(json, "download_url"u8, artifact.DownloadUrl, nulls);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string>? metadata, bool nulls)
    {
        if (metadata is null)
        {
            if (nulls) json.WriteNull("metadata"u8);
            return;
        }

        json.WriteStartObject("metadata"u8);
        foreach (var (key, value) in metadata) json.WriteString(key, value);
        json.WriteEndObject();
    }
}
