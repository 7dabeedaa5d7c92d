using System.Text.Json;
using static RecordingCmdlets.Sandbox.RoomJson;

namespace RecordingCmdlets.Sandbox;

/// <summary>Writes the JSON of Attendee.</summary>
internal static class AttendeeJson
{
    /// <summary>One bot.</summary>
    public static ReadOnlyMemory<byte> One(AttendeeBot bot) => Document(json => Write(json, bot));

    /// <summary>A page of bots.</summary>
    public static ReadOnlyMemory<byte> Page(IEnumerable<AttendeeBot> bots, string? next, string? previous) => Document(json =>
    {
        json.WriteStartObject();
        json.WriteString("next"u8, next);
        json.WriteString("previous"u8, previous);
        json.WriteStartArray("results"u8);
        foreach (var bot in bots) Write(json, bot);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>The recording of a bot.</summary>
    public static ReadOnlyMemory<byte> Recording(string url, long? startTimestampMs) => Document(json =>
    {
        json.WriteStartObject();
        json.WriteString("url"u8, url);
        if (startTimestampMs is { } start) json.WriteNumber("start_timestamp_ms"u8, start);
        else json.WriteNull("start_timestamp_ms"u8);
        json.WriteEndObject();
    });

    /// <summary>The whole transcript of a bot.</summary>
    public static ReadOnlyMemory<byte> Transcript(AttendeeBot bot) => Document(json =>
    {
        // From the epoch, also where the recording itself does not say when it began.
        var start = bot.StartTimestampMs ?? bot.Created?.ToUnixTimeMilliseconds() ?? 0;
        json.WriteStartArray();
        foreach (var utterance in bot.Transcript)
        {
            json.WriteStartObject();
            json.WriteString("speaker_name"u8, utterance.SpeakerName);
            json.WriteString("speaker_uuid"u8, utterance.SpeakerUuid);
            json.WriteString("speaker_user_uuid"u8, utterance.SpeakerUserUuid);
            json.WriteBoolean("speaker_is_host"u8, utterance.SpeakerIsHost);
            json.WriteNumber("timestamp_ms"u8, start + utterance.OffsetMs);
            json.WriteNumber("duration_ms"u8, utterance.DurationMs);
            WriteTranscription(json, utterance);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    /// <summary>An error.</summary>
    public static ReadOnlyMemory<byte> Error(string key, string text) => Document(json =>
    {
        json.WriteStartObject();
        json.WriteString(key, text);
        json.WriteEndObject();
    });

    private static void WriteTranscription(Utf8JsonWriter json, AttendeeUtterance utterance)
    {
        if (utterance.IsBareText)
        {
            json.WriteString("transcription"u8, utterance.Text);
            return;
        }

        json.WriteStartObject("transcription"u8);
        json.WriteString("transcript"u8, utterance.Text);
        if (utterance.Words is { } words)
        {
            json.WriteStartArray("words"u8);
            foreach (var (text, start, end) in words)
            {
                json.WriteStartObject();
                json.WriteString("word"u8, text);
                json.WriteNumber("start"u8, start / 1000m);
                json.WriteNumber("end"u8, end / 1000m);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, AttendeeBot bot)
    {
        if (bot.RawOverride is { } raw)
        {
            json.WriteRawValue(raw, skipInputValidation: true);
            return;
        }

        var nulls = bot.ExplicitNulls;
        json.WriteStartObject();
        Text(json, "id"u8, bot.Id, nulls);
        if (bot.Metadata is { } metadata)
        {
            json.WritePropertyName("metadata"u8);
            json.WriteRawValue(metadata, skipInputValidation: true);
        }
        else if (nulls)
        {
            json.WriteNull("metadata"u8);
        }

        Text(json, "meeting_url"u8, bot.MeetingUrl, nulls);
        Text(json, "state"u8, bot.State, nulls);
        Events(json, bot.Events, nulls);
        Text(json, "transcription_state"u8, bot.TranscriptionState, nulls);
        Text(json, "recording_state"u8, bot.RecordingState, nulls);
        Text(json, "join_at"u8, bot.JoinAt, nulls);
        Text(json, "deduplication_key"u8, bot.DeduplicationKey, nulls);
        json.WriteEndObject();
    }

    private static void Events(Utf8JsonWriter json, IReadOnlyList<AttendeeEvent>? events, bool explicitNulls)
    {
        if (events is null)
        {
            if (explicitNulls) json.WriteNull("events"u8);
            return;
        }

        json.WriteStartArray("events"u8);
        foreach (var (type, createdAt, subType) in events)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, type);
            Text(json, "sub_type"u8, subType, explicitNulls: false);
            Text(json, "created_at"u8, createdAt, explicitNulls);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
