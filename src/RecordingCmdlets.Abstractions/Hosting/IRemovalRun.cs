namespace RecordingCmdlets;

/// <summary>
/// One run that deletes. The caller brings items one by one, asks its question for those that would really go, and hands
/// them in; workers act; results are taken on the caller's thread. Every item brought gets exactly one outcome.
/// </summary>
public interface IRemovalRun : IAsyncDisposable, IDisposable
{
    /// <summary>Decides on one item, without asking anybody and without sending a deletion. Order: id, eligibility, hold, limit.</summary>
    /// <param name="target">The item.</param>
    /// <returns>The decision. A refusal has already been recorded and comes back as a result.</returns>
    /// <remarks>One GET is made when a hold's conditions cannot be told from what is known of the item.</remarks>
    Task<RemovalDecision> DecideAsync(RemovalTarget target);

    /// <summary>Hands in an item that the operator agreed to. Waits while 10,000 are waiting for that connection.</summary>
    /// <param name="decision">A decision of this run that says remove.</param>
    /// <returns>Completes when the item has been taken in.</returns>
    Task SubmitAsync(RemovalDecision decision);

    /// <summary>Records that the operator said no, or that this is only a trial.</summary>
    /// <param name="decision">A decision of this run that says remove.</param>
    void Decline(RemovalDecision decision);

    /// <summary>Takes a result that is ready.</summary>
    /// <param name="result">The result.</param>
    /// <returns>False when none is ready.</returns>
    bool TryTakeResult([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out RemovalResult? result);

    /// <summary>Waits for everything handed in, proves batches, seals the ledger.</summary>
    /// <returns>Completes when every item has its outcome.</returns>
    Task CompleteAsync();

    /// <summary>Where the run stands; cheap, from any thread.</summary>
    /// <returns>A snapshot.</returns>
    RemovalProgress GetProgress();

    /// <summary>The failure that ended the run early, such as a ledger that cannot be written; null while there is none.</summary>
    RecordingException? Fault { get; }

    /// <summary>The summary, complete once the run has been completed or disposed.</summary>
    /// <returns>The counts and the head of the ledger.</returns>
    RemovalSummary GetSummary();
}

/// <summary>An item to decide on.</summary>
public sealed class RemovalTarget
{
    /// <summary>The identity.</summary>
    public required RecordingReference Reference { get; init; }

    /// <summary>The live object that a listing of this process produced; null for rows, files and bare ids, whose columns are not trusted.</summary>
    public Recording? Recording { get; init; }

    /// <summary>What is done with it; what the run does when null.</summary>
    public RemovalAction? Action { get; init; }

    /// <summary>Whether it is one for the commands about bots; as the run when null.</summary>
    public bool? IsForBots { get; init; }

    /// <summary>Whether action items keep it; as the run when null.</summary>
    public bool? UnlessActionItem { get; init; }

    /// <summary>Why this item is removed; the run's reason when null.</summary>
    public string? Reason { get; init; }

    /// <summary>A recording as it was listed.</summary>
    /// <param name="recording">The recording.</param>
    /// <returns>The target.</returns>
    public static RemovalTarget For(Recording recording) => new() { Reference = recording.Reference, Recording = recording };

    /// <summary>A bot as it was listed: what goes is its media.</summary>
    /// <param name="bot">The bot.</param>
    /// <returns>The target.</returns>
    public static RemovalTarget For(RecordingBot bot) => For(bot.Media);

    /// <summary>The item of a plan line, with what was listed of it if the line was made in this process.</summary>
    /// <param name="line">A line that says remove.</param>
    /// <returns>The target.</returns>
    public static RemovalTarget For(PlanLine line) => new() { Reference = line.Reference, Recording = line.Recording };
}

/// <summary>What was decided on one item.</summary>
public sealed class RemovalDecision
{
    internal RemovalDecision(RecordingReference reference) => Reference = reference;

    /// <summary>The identity, with its connection filled in.</summary>
    public RecordingReference Reference { get; }

    /// <summary>Whether the item is to go, if the operator agrees.</summary>
    public required bool WillRemove { get; init; }

    /// <summary>What is known of it from the service; null for a bare id that nothing had to be asked about.</summary>
    public Recording? Recording { get; init; }

    /// <summary>The item, as the question names it: service, title, owner, date and id.</summary>
    public required string Description { get; init => field = PlainText.Of(value); }

    /// <summary>What would be done, as the question names it, with its permanence.</summary>
    public required string Action { get; init => field = PlainText.Of(value); }

    /// <summary>The engine's own note of the connection and of the holds the decision was made under.</summary>
    internal object? State { get; init; }
}

/// <summary>Where a removal run stands.</summary>
/// <param name="Asked">Items brought so far.</param>
/// <param name="Submitted">Items handed in so far.</param>
/// <param name="Settled">Items handed in that have their outcome.</param>
/// <param name="Deleted">Items known to be deleted or recycled, or accepted without proof.</param>
/// <param name="Problems">Items that failed or whose outcome is unknown.</param>
/// <param name="PerSecond">Settled items a second, over the last seconds.</param>
/// <param name="Throttle">What the service's throttle does now, in a few words; null when it does nothing.</param>
public sealed record RemovalProgress(
    long Asked, long Submitted, long Settled, long Deleted, long Problems, double PerSecond, string? Throttle);

/// <summary>The end of a removal run.</summary>
public sealed class RemovalSummary
{
    /// <summary>The run, as in the ledger.</summary>
    public required string RunId { get; init; }

    /// <summary>How many items ended in each outcome; outcomes that did not occur are left out.</summary>
    public required IReadOnlyDictionary<RemovalOutcome, long> Counts { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>The ledger file; null when there is none.</summary>
    public string? AuditPath { get; init; }

    /// <summary>SHA-256 of the ledger's last line before its seal: keep it elsewhere and give it to <c>Test-RecordingAudit -ExpectedHead</c>.</summary>
    public string? AuditHead { get; init; }

    /// <inheritdoc/>
    public override string ToString()
    {
        var counts = Counts.Count == 0 ? "nothing to do" : string.Join(", ", Counts.OrderBy(c => c.Key).Select(c => $"{c.Value:N0} {c.Key}"));
        var ledger = AuditPath is null ? "no audit" : $"audit {AuditPath}, head {AuditHead}";
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{counts} in {Elapsed.TotalSeconds:0.0} s; {ledger}");
    }
}
