namespace RecordingCmdlets.Sandbox;

/// <summary>A transcript as Webex tells of it, and what is in it.</summary>
public sealed record class WebexTranscript
{
    /// <summary>The id, by which the routes find it.</summary>
    public required string Id { get; init; }

    /// <summary><c>startTime</c>, by which lists are in order.</summary>
    public string? StartTime { get; init; }

    /// <summary><c>meetingId</c>: the instance that has ended.</summary>
    public string? MeetingId { get; init; }

    /// <summary><c>scheduledMeetingId</c>.</summary>
    public string? ScheduledMeetingId { get; init; }

    /// <summary><c>meetingSeriesId</c>.</summary>
    public string? MeetingSeriesId { get; init; }

    /// <summary><c>meetingTopic</c>.</summary>
    public string? MeetingTopic { get; init; }

    /// <summary><c>siteUrl</c>.</summary>
    public string? SiteUrl { get; init; }

    /// <summary>Whose it is; never sent.</summary>
    public string? HostEmail { get; init; }

    /// <summary><c>status</c>.</summary>
    public string? Status { get; init; } = "available";

    /// <summary>What a download as <c>vtt</c> brings.</summary>
    public ReadOnlyMemory<byte> Vtt { get; init; }

    /// <summary>What a download as <c>txt</c> brings.</summary>
    public ReadOnlyMemory<byte> Txt { get; init; }
}
