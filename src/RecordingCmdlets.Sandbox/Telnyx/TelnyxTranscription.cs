namespace RecordingCmdlets.Sandbox;

/// <summary>A transcription as Telnyx tells of it; each field but the id may be left out.</summary>
public sealed record class TelnyxTranscription
{
    /// <summary>The id, by which the routes find it.</summary>
    public required string Id { get; init; }

    /// <summary><c>recording_id</c>; the recording need not exist.</summary>
    public string? RecordingId { get; init; }

    /// <summary><c>record_type</c>.</summary>
    public string? RecordType { get; init; } = "recording_transcription";

    /// <summary><c>status</c>: in-progress or completed.</summary>
    public string? Status { get; init; } = "completed";

    /// <summary><c>transcription_text</c>; only what is completed has it.</summary>
    public string? TranscriptionText { get; init; }

    /// <summary><c>duration_millis</c>.</summary>
    public long? DurationMillis { get; init; }

    /// <summary><c>created_at</c>.</summary>
    public string? CreatedAt { get; init; }

    /// <summary><c>updated_at</c>.</summary>
    public string? UpdatedAt { get; init; }

    /// <summary>Whether what is null is sent as null instead of being left out.</summary>
    public bool ExplicitNulls { get; init; }

    /// <summary>Sent as it is in place of this transcription, valid JSON or not.</summary>
    public string? RawOverride { get; init; }
}
