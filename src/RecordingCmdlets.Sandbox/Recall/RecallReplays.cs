namespace RecordingCmdlets.Sandbox;

/// <summary>
/// The answers given under an <c>Idempotency-Key</c>, good or bad, which are given again for an hour. A key stands for one
/// operation: who uses it for another gets the answer to the first.
/// </summary>
internal sealed class RecallReplays
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly Dictionary<string, (DateTimeOffset Time, SandboxHttpResponse Response)> answers = new(StringComparer.Ordinal);

    /// <summary>The answer that a key has; null when it is new.</summary>
    public SandboxHttpResponse? Find(string? key) =>
        key is not null && answers.TryGetValue(key, out var kept) && TimeProvider.System.GetUtcNow() - kept.Time < Lifetime
            ? Copy(kept.Response)
            : null;

    /// <summary>Keeps an answer, if there is a key for it.</summary>
    public void Keep(string? key, SandboxHttpResponse response)
    {
        if (key is not null) answers[key] = (TimeProvider.System.GetUtcNow(), Copy(response));
    }

    // Headers are added to an answer once it is on its way.
    private static SandboxHttpResponse Copy(SandboxHttpResponse response) => new(response.Status, response.Body);
}
