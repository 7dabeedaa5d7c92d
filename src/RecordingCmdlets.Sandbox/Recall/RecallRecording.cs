namespace RecordingCmdlets.Sandbox;

/// <summary>A recording as Recall.ai tells of it, by itself and inside its bot.</summary>
public sealed record class RecallRecording
{
    /// <summary>The id, by which the routes find it.</summary>
    public required string Id { get; init; }

    /// <summary>The id in <c>bot</c>; the bot need not exist.</summary>
    public string? BotId { get; init; }

    /// <summary>The id in <c>desktop_sdk_upload</c>.</summary>
    public string? DesktopSdkUploadId { get; init; }

    /// <summary><c>created_at</c>; what is no ISO time counts as no date, which sorts as the oldest and passes no date filter.</summary>
    public string? CreatedAt { get; init; }

    /// <summary><c>started_at</c>.</summary>
    public string? StartedAt { get; init; }

    /// <summary><c>completed_at</c>.</summary>
    public string? CompletedAt { get; init; }

    /// <summary><c>expires_at</c>; null when it is kept forever.</summary>
    public string? ExpiresAt { get; init; }

    /// <summary><c>status.code</c>; the object is null when it is.</summary>
    public string? Status { get; init; } = "done";

    /// <summary><c>status.sub_code</c>.</summary>
    public string? SubCode { get; init; }

    /// <summary><c>status.updated_at</c>.</summary>
    public string? UpdatedAt { get; init; }

    /// <summary><c>media_shortcuts</c>.</summary>
    public RecallShortcuts? MediaShortcuts { get; init; }

    /// <summary>Whether what is null is sent as null, as the service does it, instead of being left out.</summary>
    public bool ExplicitNulls { get; init; } = true;

    /// <summary>Sent as it is in place of this recording, valid JSON or not.</summary>
    public string? RawOverride { get; init; }
}

/// <summary>The artifacts that a recording leads to.</summary>
/// <param name="VideoMixed"><c>video_mixed</c>.</param>
/// <param name="Transcript"><c>transcript</c>.</param>
/// <param name="ParticipantEvents"><c>participant_events</c>.</param>
/// <param name="MeetingMetadata"><c>meeting_metadata</c>.</param>
/// <param name="AudioMixed"><c>audio_mixed</c>; left out when null, since only newer payloads know it.</param>
public sealed record class RecallShortcuts(
    RecallArtifact? VideoMixed = null,
    RecallArtifact? Transcript = null,
    RecallArtifact? ParticipantEvents = null,
    RecallArtifact? MeetingMetadata = null,
    RecallArtifact? AudioMixed = null);

/// <summary>An artifact, as a shortcut shows it.</summary>
/// <param name="Id"><c>id</c>.</param>
/// <param name="DownloadUrl"><c>data.download_url</c>.</param>
/// <param name="Format"><c>format</c>; left out when null.</param>
/// <param name="Status"><c>status.code</c>: processing, done, failed or deleted.</param>
/// <param name="UpdatedAt"><c>status.updated_at</c>.</param>
/// <param name="ProviderDataDownloadUrl"><c>data.provider_data_download_url</c>, which only transcripts have; left out when null.</param>
public sealed record class RecallArtifact(
    string Id,
    string? DownloadUrl = null,
    string? Format = null,
    string? Status = "done",
    string? UpdatedAt = null,
    string? ProviderDataDownloadUrl = null);
