namespace RecordingCmdlets.Sandbox;

/// <summary>A bot or an app session as Attendee tells of it, with the data that it holds; texts are sent as they are, right or wrong.</summary>
public sealed record class AttendeeBot
{
    /// <summary>The id, by which the routes find it: <c>bot_</c> or <c>app_</c> and 16 letters or digits.</summary>
    public required string Id { get; init; }

    /// <summary>When the bot was made, by which lists are in order; never sent. The first event's time or else now, when left out.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary><c>metadata</c>, as JSON.</summary>
    public string? Metadata { get; init; }

    /// <summary><c>meeting_url</c>.</summary>
    public string? MeetingUrl { get; init; } = "https://zoom.us/j/91234567890?pwd=x";

    /// <summary><c>state</c>.</summary>
    public string? State { get; init; } = AttendeeStates.Ended;

    /// <summary><c>events</c>, oldest first.</summary>
    public IReadOnlyList<AttendeeEvent>? Events { get; init; } = [];

    /// <summary><c>transcription_state</c>.</summary>
    public string? TranscriptionState { get; init; } = "complete";

    /// <summary><c>recording_state</c>; without it there is no recording, not even one without a file.</summary>
    public string? RecordingState { get; init; } = "complete";

    /// <summary><c>join_at</c>; what is no ISO time passes no filter.</summary>
    public string? JoinAt { get; init; }

    /// <summary><c>deduplication_key</c>.</summary>
    public string? DeduplicationKey { get; init; }

    /// <summary>The <c>url</c> of the recording; null when there is no file.</summary>
    public string? RecordingUrl { get; init; }

    /// <summary><c>start_timestamp_ms</c> of the recording.</summary>
    public long? StartTimestampMs { get; init; }

    /// <summary>The transcript, in order.</summary>
    public IReadOnlyList<AttendeeUtterance> Transcript { get; init; } = [];

    /// <summary>Whether what is null is sent as null, as the service does, instead of being left out.</summary>
    public bool ExplicitNulls { get; init; } = true;

    /// <summary>Sent as it is in place of this bot, valid JSON or not.</summary>
    public string? RawOverride { get; init; }
}
