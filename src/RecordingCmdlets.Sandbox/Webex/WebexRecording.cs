namespace RecordingCmdlets.Sandbox;

/// <summary>
/// A recording as Webex tells of it. Each field but the id may be left out; texts are sent as they are, right or wrong.
/// </summary>
public sealed record class WebexRecording
{
    /// <summary>The id, by which the routes find it.</summary>
    public required string Id { get; init; }

    /// <summary><c>meetingId</c>: the instance that has ended.</summary>
    public string? MeetingId { get; init; }

    /// <summary><c>scheduledMeetingId</c>.</summary>
    public string? ScheduledMeetingId { get; init; }

    /// <summary><c>meetingSeriesId</c>.</summary>
    public string? MeetingSeriesId { get; init; }

    /// <summary><c>topic</c>.</summary>
    public string? Topic { get; init; }

    /// <summary><c>createTime</c>, by which lists are in order; what is no ISO time counts as no date, which no window holds.</summary>
    public string? CreateTime { get; init; }

    /// <summary><c>timeRecorded</c>: when the recording began.</summary>
    public string? TimeRecorded { get; init; }

    /// <summary><c>siteUrl</c>, without scheme and slash.</summary>
    public string? SiteUrl { get; init; }

    /// <summary><c>downloadUrl</c>: a page, not the media.</summary>
    public string? DownloadUrl { get; init; }

    /// <summary><c>playbackUrl</c>.</summary>
    public string? PlaybackUrl { get; init; }

    /// <summary><c>password</c>; not in the list of an admin.</summary>
    public string? Password { get; init; }

    /// <summary><c>format</c>: MP4, ARF or UPLOADED.</summary>
    public string? Format { get; init; } = "MP4";

    /// <summary><c>serviceType</c>.</summary>
    public string? ServiceType { get; init; } = "MeetingCenter";

    /// <summary><c>durationSeconds</c>; sent with the decimals it has.</summary>
    public decimal? DurationSeconds { get; init; }

    /// <summary><c>sizeBytes</c>; sent with the decimals it has.</summary>
    public decimal? SizeBytes { get; init; }

    /// <summary>
    /// <c>shareToMe</c>: someone else's, shared to <see cref="WebexRoom.UserEmail"/>. Not in the list of an admin, and false in
    /// what is asked for by its host.
    /// </summary>
    public bool? ShareToMe { get; init; } = false;

    /// <summary><c>integrationTags</c>.</summary>
    public IReadOnlyList<string>? IntegrationTags { get; init; }

    /// <summary><c>status</c>: deleted and purged say where it is, anything else counts as available.</summary>
    public string? Status { get; init; } = "available";

    /// <summary><c>hostDisplayName</c>; in the list of an admin only.</summary>
    public string? HostDisplayName { get; init; }

    /// <summary><c>hostEmail</c>, which says whose it is; sent in the list of an admin only.</summary>
    public string? HostEmail { get; init; }

    /// <summary><c>temporaryDirectDownloadLinks.recordingDownloadLink</c>; the object is left out when all three links are null.</summary>
    public string? RecordingDownloadLink { get; init; }

    /// <summary><c>temporaryDirectDownloadLinks.audioDownloadLink</c>.</summary>
    public string? AudioDownloadLink { get; init; }

    /// <summary><c>temporaryDirectDownloadLinks.transcriptDownloadLink</c>.</summary>
    public string? TranscriptDownloadLink { get; init; }

    /// <summary>Whether what is null is sent as null instead of being left out.</summary>
    public bool ExplicitNulls { get; init; }

    /// <summary>Sent as it is in place of this recording, valid JSON or not.</summary>
    public string? RawOverride { get; init; }
}
