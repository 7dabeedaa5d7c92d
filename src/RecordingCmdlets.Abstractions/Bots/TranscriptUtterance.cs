namespace RecordingCmdlets;

/// <summary>What one speaker said in one go. Everything but the text may be null, because no service promises to tell it.</summary>
public sealed record class TranscriptUtterance
{
    /// <summary>The service.</summary>
    public string Provider { get; init; } = "";

    /// <summary>The id of the recording or bot.</summary>
    public string Id { get; init; } = "";

    /// <summary>Who spoke, as the service names the person.</summary>
    public string? Speaker { get; init => field = value is null ? null : PlainText.Of(value); }

    /// <summary>The e-mail address of who spoke, where the service tells.</summary>
    public string? Email { get; init => field = value is null ? null : PlainText.Of(value); }

    /// <summary>Whether the speaker hosted the meeting, where the service tells.</summary>
    public bool? IsHost { get; init; }

    /// <summary>When it began, from the beginning of the recording.</summary>
    public TimeSpan? Start { get; init; }

    /// <summary>When it ended, from the beginning of the recording.</summary>
    public TimeSpan? End { get; init; }

    /// <summary>The language, as the service codes it.</summary>
    public string? Language { get; init => field = value is null ? null : PlainText.Of(value); }

    /// <summary>What was said.</summary>
    public required string Text { get; init => field = PlainText.Of(value); }

    /// <inheritdoc/>
    public override string ToString() => Speaker is null ? Text : $"{Speaker}: {Text}";
}
