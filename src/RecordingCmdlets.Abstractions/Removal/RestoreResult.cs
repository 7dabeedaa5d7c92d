namespace RecordingCmdlets;

/// <summary>What became of one item that was to be brought back from a recycle bin.</summary>
public sealed class RestoreResult
{
    /// <summary>The service.</summary>
    public string Provider => Reference.Provider;

    /// <summary>The connection used.</summary>
    public string? Connection => Reference.Connection;

    /// <summary>The service's own id.</summary>
    public string Id => Reference.Id;

    /// <summary>Whether the service shows it among the available ones again.</summary>
    public required bool IsRestored { get; init; }

    /// <summary>Why, in a sentence, when it is not certain or did not happen.</summary>
    public string Reason { get; init => field = PlainText.Of(value); } = "";

    /// <summary>The HTTP status of the last answer; null when there was none.</summary>
    public int? StatusCode { get; init; }

    /// <summary>The service's id for the last request, for its support; null when it sent none.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The identity of the item.</summary>
    public required RecordingReference Reference { get; init; }

    /// <summary>What went wrong; null when nothing did.</summary>
    public RecordingException? Error { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Reference}: {(IsRestored ? "Restored" : "not restored")}";
}
