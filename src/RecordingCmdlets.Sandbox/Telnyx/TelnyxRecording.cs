namespace RecordingCmdlets.Sandbox;

/// <summary>
/// A recording as Telnyx tells of it. The service promises no field, so each may be left out; texts are sent as they
/// are, right or wrong.
/// </summary>
public sealed record class TelnyxRecording
{
    /// <summary>The id, by which the routes find it.</summary>
    public required string Id { get; init; }

    /// <summary><c>record_type</c>.</summary>
    public string? RecordType { get; init; } = "recording";

    /// <summary><c>status</c>.</summary>
    public string? Status { get; init; } = "completed";

    /// <summary><c>source</c>: call or conference.</summary>
    public string? Source { get; init; }

    /// <summary><c>channels</c>: single or dual.</summary>
    public string? Channels { get; init; }

    /// <summary><c>initiated_by</c>.</summary>
    public string? InitiatedBy { get; init; }

    /// <summary><c>created_at</c>; what is no ISO time counts as no date, which sorts last and passes no date filter.</summary>
    public string? CreatedAt { get; init; }

    /// <summary><c>updated_at</c>.</summary>
    public string? UpdatedAt { get; init; }

    /// <summary><c>recording_started_at</c>, which <c>filter[start_time]</c> is about.</summary>
    public string? RecordingStartedAt { get; init; }

    /// <summary><c>recording_ended_at</c>, which <c>filter[end_time]</c> is about.</summary>
    public string? RecordingEndedAt { get; init; }

    /// <summary><c>duration_millis</c>.</summary>
    public long? DurationMillis { get; init; }

    /// <summary><c>download_urls.mp3</c>; the object is left out when it and <see cref="DownloadWav"/> are null.</summary>
    public string? DownloadMp3 { get; init; }

    /// <summary><c>download_urls.wav</c>.</summary>
    public string? DownloadWav { get; init; }

    /// <summary><c>call_control_id</c>.</summary>
    public string? CallControlId { get; init; }

    /// <summary><c>call_leg_id</c>.</summary>
    public string? CallLegId { get; init; }

    /// <summary><c>call_session_id</c>.</summary>
    public string? CallSessionId { get; init; }

    /// <summary><c>conference_id</c>.</summary>
    public string? ConferenceId { get; init; }

    /// <summary><c>connection_id</c>: digits, too many for a number.</summary>
    public string? ConnectionId { get; init; }

    /// <summary><c>from</c>.</summary>
    public string? From { get; init; }

    /// <summary><c>to</c>.</summary>
    public string? To { get; init; }

    /// <summary>What <c>filter[sip_call_id]</c> is about; never sent.</summary>
    public string? SipCallId { get; init; }

    /// <summary>What <c>filter[conference_region]</c> is about; never sent.</summary>
    public string? ConferenceRegion { get; init; }

    /// <summary>Whether what is null is sent as null instead of being left out.</summary>
    public bool ExplicitNulls { get; init; }

    /// <summary>Sent as it is in place of this recording, valid JSON or not.</summary>
    public string? RawOverride { get; init; }
}
