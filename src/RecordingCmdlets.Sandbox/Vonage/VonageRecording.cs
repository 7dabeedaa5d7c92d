namespace RecordingCmdlets.Sandbox;

/// <summary>
/// A recording as Vonage tells of it. The service promises no field, so each may be left out; texts are sent as they
/// are, right or wrong.
/// </summary>
public sealed record class VonageRecording
{
    /// <summary><c>id</c>, by which the routes find it; sent as a number.</summary>
    public required string Id { get; init; }

    /// <summary>Whose on-demand recording it is; null for a company recording. Never sent but in links.</summary>
    public string? UserId { get; init; }

    /// <summary><c>call_id</c>.</summary>
    public string? CallId { get; init; }

    /// <summary><c>call_direction</c>: INBOUND, OUTBOUND or INTRA_PBX.</summary>
    public string? CallDirection { get; init; }

    /// <summary><c>caller_id</c>.</summary>
    public string? CallerId { get; init; }

    /// <summary><c>cnam</c>.</summary>
    public string? Cnam { get; init; }

    /// <summary><c>dnis</c>.</summary>
    public string? Dnis { get; init; }

    /// <summary><c>start</c>; what is no ISO time counts as no date, which sorts as the oldest and passes no date filter.</summary>
    public string? Start { get; init; }

    /// <summary><c>end</c>.</summary>
    public string? End { get; init; }

    /// <summary><c>duration</c> in milliseconds; without it no filter by duration is passed.</summary>
    public long? Duration { get; init; }

    /// <summary><c>extensions</c>.</summary>
    public IReadOnlyList<string>? Extensions { get; init; }

    /// <summary><c>rule_ids</c>.</summary>
    public IReadOnlyList<long>? RuleIds { get; init; }

    /// <summary><c>file_name</c>.</summary>
    public string? FileName { get; init; }

    /// <summary><c>file_size_in_bytes</c>.</summary>
    public long? FileSizeInBytes { get; init; }

    /// <summary><c>download_url</c>.</summary>
    public string? DownloadUrl { get; init; }

    /// <summary>Whether <c>caller_id</c>, <c>dnis</c> and <c>extensions</c> are sent as numbers where they are digits.</summary>
    public bool DigitsAsNumbers { get; init; }

    /// <summary>Whether what is null is sent as null instead of being left out.</summary>
    public bool ExplicitNulls { get; init; }

    /// <summary>Sent as it is in place of this recording, valid JSON or not.</summary>
    public string? RawOverride { get; init; }
}
