using System.Text.Json;
using static RecordingCmdlets.Sandbox.RoomJson;

namespace RecordingCmdlets.Sandbox;

/// <summary>Writes the JSON of Telnyx.</summary>
internal static class TelnyxJson
{
    /// <summary>One recording.</summary>
    public static ReadOnlyMemory<byte> One(TelnyxRecording recording) => Envelope(json => Write(json, recording));

    /// <summary>One transcription.</summary>
    public static ReadOnlyMemory<byte> One(TelnyxTranscription transcription) => Envelope(json => Write(json, transcription));

    /// <summary>A page of recordings; without meta if its number is 0.</summary>
    public static ReadOnlyMemory<byte> Page(IEnumerable<TelnyxRecording> recordings, long number, int size, int total)
    {
        return Envelope(
            json =>
            {
                json.WriteStartArray();
                foreach (var recording in recordings) Write(json, recording);
                json.WriteEndArray();
            },
            number == 0 ? null : WriteMeta);

        void WriteMeta(Utf8JsonWriter json)
        {
            json.WriteNumber("page_number"u8, number);
            json.WriteNumber("page_size"u8, size);
            json.WriteNumber("total_pages"u8, (total + size - 1) / size);
            json.WriteNumber("total_results"u8, total);
        }
    }

    /// <summary>A page of transcriptions.</summary>
    public static ReadOnlyMemory<byte> Page(IEnumerable<TelnyxTranscription> transcriptions, TelnyxCursorMeta? meta)
    {
        return Envelope(
            json =>
            {
                json.WriteStartArray();
                foreach (var transcription in transcriptions) Write(json, transcription);
                json.WriteEndArray();
            },
            meta is null ? null : WriteMeta);

        void WriteMeta(Utf8JsonWriter json)
        {
            json.WriteStartObject("cursors"u8);
            json.WriteString("after"u8, meta.After);
            json.WriteString("before"u8, meta.Before);
            json.WriteEndObject();
            json.WriteString("next"u8, meta.Next);
            json.WriteString("previous"u8, meta.Previous);
        }
    }

    /// <summary>An error.</summary>
    public static ReadOnlyMemory<byte> Error(string code, string title, string detail) => Document(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("errors"u8);
        json.WriteStartObject();
        json.WriteString("code"u8, code);
        json.WriteString("title"u8, title);
        json.WriteString("detail"u8, detail);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static ReadOnlyMemory<byte> Envelope(Action<Utf8JsonWriter> writeData, Action<Utf8JsonWriter>? writeMeta = null) => Document(json =>
    {
        json.WriteStartObject();
        json.WritePropertyName("data"u8);
        writeData(json);
        if (writeMeta is not null)
        {
            json.WriteStartObject("meta"u8);
            writeMeta(json);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter json, TelnyxRecording recording)
    {
        if (recording.RawOverride is { } raw)
        {
            json.WriteRawValue(raw, skipInputValidation: true);
            return;
        }

        var nulls = recording.ExplicitNulls;
        json.WriteStartObject();
        Text(json, "id"u8, recording.Id, nulls);
        Text(json, "record_type"u8, recording.RecordType, nulls);
        Text(json, "status"u8, recording.Status, nulls);
        Text(json, "source"u8, recording.Source, nulls);
        Text(json, "channels"u8, recording.Channels, nulls);
        Text(json, "initiated_by"u8, recording.InitiatedBy, nulls);
        Text(json, "created_at"u8, recording.CreatedAt, nulls);
        Text(json, "updated_at"u8, recording.UpdatedAt, nulls);
        Text(json, "recording_started_at"u8, recording.RecordingStartedAt, nulls);
        Text(json, "recording_ended_at"u8, recording.RecordingEndedAt, nulls);
        Number(json, "duration_millis"u8, recording.DurationMillis, nulls);
        if (recording.DownloadMp3 is not null || recording.DownloadWav is not null)
        {
            json.WriteStartObject("download_urls"u8);
            Text(json, "mp3"u8, recording.DownloadMp3, nulls);
            Text(json, "wav"u8, recording.DownloadWav, nulls);
            json.WriteEndObject();
        }
        else if (nulls)
        {
            json.WriteNull("download_urls"u8);
        }

        Text(json, "call_control_id"u8, recording.CallControlId, nulls);
        Text(json, "call_leg_id"u8, recording.CallLegId, nulls);
        Text(json, "call_session_id"u8, recording.CallSessionId, nulls);
        Text(json, "conference_id"u8, recording.ConferenceId, nulls);
        Text(json, "connection_id"u8, recording.ConnectionId, nulls);
        Text(json, "from"u8, recording.From, nulls);
        Text(json, "to"u8, recording.To, nulls);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, TelnyxTranscription transcription)
    {
        if (transcription.RawOverride is { } raw)
        {
            json.WriteRawValue(raw, skipInputValidation: true);
            return;
        }

        var nulls = transcription.ExplicitNulls;
        json.WriteStartObject();
        Text(json, "id"u8, transcription.Id, nulls);
        Text(json, "recording_id"u8, transcription.RecordingId, nulls);
        Text(json, "record_type"u8, transcription.RecordType, nulls);
        Text(json, "status"u8, transcription.Status, nulls);
        Text(json, "transcription_text"u8, transcription.TranscriptionText, nulls);
        Number(json, "duration_millis"u8, transcription.DurationMillis, nulls);
        Text(json, "created_at"u8, transcription.CreatedAt, nulls);
        Text(json, "updated_at"u8, transcription.UpdatedAt, nulls);
        json.WriteEndObject();
    }
}
