namespace RecordingCmdlets;

/// <summary>What became of one item. Exactly one for each item asked for.</summary>
public sealed class RemovalResult
{
    /// <summary>The service.</summary>
    public string Provider => Reference.Provider;

    /// <summary>The connection used.</summary>
    public string? Connection => Reference.Connection;

    /// <summary>What it was.</summary>
    public string Kind => Reference.Kind;

    /// <summary>The service's own id.</summary>
    public string Id => Reference.Id;

    /// <summary>The title, when it was known.</summary>
    public string? Title { get; init; }

    /// <summary>The owner, when it was known.</summary>
    public string? Owner => Reference.Owner;

    /// <summary>The site, when it was known.</summary>
    public string? Site => Reference.Site;

    /// <summary>When the item was created, UTC, when it was known.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The outcome.</summary>
    public required RemovalOutcome Outcome { get; init; }

    /// <summary>What the outcome rests on.</summary>
    public required RemovalEvidence Evidence { get; init; }

    /// <summary>Why, in a sentence; empty where the outcome says it all.</summary>
    public string Reason { get; init => field = PlainText.Of(value); } = "";

    /// <summary>The HTTP status of the last answer; null when there was none.</summary>
    public int? StatusCode { get; init; }

    /// <summary>The service's id for the last request, for its support; null when it sent none.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>How many requests were sent for it, repetitions included.</summary>
    public int Attempts { get; init; }

    /// <summary>When the outcome was settled, UTC.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The run, as in the ledger.</summary>
    public required string RunId { get; init; }

    /// <summary>The identity of the item.</summary>
    public required RecordingReference Reference { get; init; }

    /// <summary>What went wrong, for outcomes that are errors; null otherwise.</summary>
    public RecordingException? Error { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Reference}: {Outcome}";
}
