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

    /// <summary>An artifact by itself, which says what it is of.</summary>
    public static void Write(Utf8JsonWriter json, RecallArtifact artifact, RecallRecording recording)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, artifact.Id);
        json.WriteStartObject("recording"u8);
        json.WriteString("id"u8, recording.Id);
        json.WriteEndObject();
        Text(json, "created_at"u8, recording.CreatedAt, recording.ExplicitNulls);
        Text(json, "expires_at"u8, recording.ExpiresAt, recording.ExplicitNulls);
        WriteMetadata(json, ImmutableDictionary<string, string>.Empty, nulls: true);
        WriteContent(json, artifact, recording.ExplicitNulls);
        json.WriteEndObject();
    }

    /// <summary>What a meeting came to. Of two bots, one has nothing to be done; only the name of the list of that is known.</summary>
    public static ReadOnlyMemory<byte> Intelligence(string botId) => Document(json =>
    {
        var hasItems = (botId[^1] & 1) == 0;
        json.WriteStartObject();
        json.WriteStartArray("action_items"u8);
        if (hasItems)
        {
            json.WriteStartObject();
            json.WriteString("text"u8, "Send the offer by Friday.");
            json.WriteString("assignee"u8, "Ana Ruiz");
            json.WriteEndObject();
            json.WriteStringValue("Take the notes.");
        }

        json.WriteEndArray();
        json.WriteStartArray("topics"u8);
        json.WriteStringValue("offer");
        json.WriteEndArray();
        json.WriteString("summary"u8, hasItems ? "An offer is to be sent." : "Nothing came of it.");
        json.WriteEndObject();
    });

    /// <summary>What was said, as the file of a transcript has it.</summary>
    public static ReadOnlyMemory<byte> Transcript(List<SpeechLine> lines, string? startedAt) => Document(json =>
    {
        var start = IsoTime.Parse(startedAt);
        json.WriteStartArray();
        foreach (var line in lines)
        {
            json.WriteStartObject();
            json.WriteStartObject("participant"u8);
            json.WriteNumber("id"u8, 100 + (line.Speaker?.Length ?? 0));
            json.WriteString("name"u8, line.Speaker);
            json.WriteBoolean("is_host"u8, line.IsHost);
            json.WriteString("platform"u8, "desktop");
            json.WriteNull("extra_data"u8);
            json.WriteString("email"u8, line.IsHost ? "ana.ruiz@example.com" : null);
            json.WriteEndObject();
            json.WriteString("language_code"u8, "en");
            json.WriteStartArray("words"u8);
            var words = line.Text.Split(' ');
            for (var i = 0; i < words.Length; i++)
            {
                json.WriteStartObject();
                json.WriteString("text"u8, words[i]);
                WriteStamp(json, "start_timestamp"u8, line.Start + ((line.End - line.Start) * i / words.Length), start);
                WriteStamp(json, "end_timestamp"u8, line.Start + ((line.End - line.Start) * (i + 1) / words.Length), start);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static void WriteStamp(Utf8JsonWriter json, ReadOnlySpan<byte> name, int milliseconds, DateTimeOffset? start)
    {
        json.WriteStartObject(name);
        json.WriteNumber("relative"u8, milliseconds / 1000.0);
        json.WriteString("absolute"u8, start is { } time ? RecallTime.Format(time.AddMilliseconds(milliseconds)) : null);
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
        WriteContent(json, artifact, nulls);
        json.WriteEndObject();
    }

    private static void WriteContent(Utf8JsonWriter json, RecallArtifact artifact, bool nulls)
    {
        WriteStatus(json, artifact.Status, subCode: null, artifact.UpdatedAt, nulls);
        Text(json, "format"u8, artifact.Format, explicitNulls: false);
        json.WriteStartObject("data"u8);
        Text(json, "download_url"u8, artifact.DownloadUrl, nulls);
        Text(json, "provider_data_download_url"u8, artifact.ProviderDataDownloadUrl, explicitNulls: false);
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
