namespace RecordingCmdlets.Sandbox;

/// <summary>A part of a transcript: what one speaker said without a break.</summary>
public sealed record class AttendeeUtterance
{
    /// <summary><c>speaker_name</c>.</summary>
    public string? SpeakerName { get; init; }

    /// <summary><c>speaker_uuid</c>.</summary>
    public required string SpeakerUuid { get; init; }

    /// <summary><c>speaker_user_uuid</c>.</summary>
    public string? SpeakerUserUuid { get; init; }

    /// <summary><c>speaker_is_host</c>.</summary>
    public bool SpeakerIsHost { get; init; }

    /// <summary>Milliseconds from the start of the recording; sent as <c>timestamp_ms</c>, from the epoch.</summary>
    public long OffsetMs { get; init; }

    /// <summary><c>duration_ms</c>.</summary>
    public long DurationMs { get; init; }

    /// <summary><c>transcription.transcript</c>.</summary>
    public required string Text { get; init; }

    /// <summary><c>transcription.words</c>; left out when null.</summary>
    public IReadOnlyList<AttendeeWord>? Words { get; init; }

    /// <summary>Whether <c>transcription</c> is the text itself and no object, as older servers have it.</summary>
    public bool IsBareText { get; init; }
}

/// <summary>A word of an utterance.</summary>
/// <param name="Text"><c>word</c>.</param>
/// <param name="StartMs">Milliseconds from the start of the utterance; sent as <c>start</c>, in seconds.</param>
/// <param name="EndMs">The same for <c>end</c>.</param>
public sealed record class AttendeeWord(string Text, int StartMs, int EndMs);
