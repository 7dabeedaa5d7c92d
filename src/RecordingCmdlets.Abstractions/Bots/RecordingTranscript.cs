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
