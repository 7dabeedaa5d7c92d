namespace RecordingCmdlets;

/// <summary>What was said in a recording, as a service has it.</summary>
public sealed class RecordingTranscript
{
    /// <summary>The recording or bot.</summary>
    public required RecordingReference Reference { get; init; }

    /// <summary>What was said, in order.</summary>
    public required IReadOnlyList<TranscriptUtterance> Utterances { get; init; }

    /// <summary>Whether each utterance has its time: subtitles need it.</summary>
    public bool HasTimes => Utterances.All(u => u.Start is not null);
}

/// <summary>How a transcript is written as one text.</summary>
public enum TranscriptFormat
{
    /// <summary>A line for each utterance, with who spoke.</summary>
    Text,

    /// <summary>WebVTT subtitles.</summary>
    Vtt,

    /// <summary>SubRip subtitles.</summary>
    Srt,
}
