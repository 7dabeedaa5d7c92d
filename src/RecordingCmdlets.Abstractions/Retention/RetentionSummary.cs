namespace RecordingCmdlets;

/// <summary>The end of a retention run: what it came to, and what proves it.</summary>
public sealed class RetentionSummary
{
    private RetentionSummary(RetentionPlan plan, RemovalSummary run, long errors)
    {
        Plan = plan;
        Run = run;
        Errors = errors;
    }

    /// <summary>The plan that was applied.</summary>
    public RetentionPlan Plan { get; }

    /// <summary>The policy.</summary>
    public string Policy => Plan.Policy;

    /// <summary>The head of the plan.</summary>
    public string PlanHash => Plan.Hash;

    /// <summary>The run, as in the ledger; empty when nothing was begun.</summary>
    public string RunId => Run.RunId;

    /// <summary>Items that the plan removes.</summary>
    public long Planned => Plan.ToRemove;

    /// <summary>Items known to be gone: deleted, recycled, or gone already.</summary>
    public long Succeeded => Count(RemovalOutcome.Deleted, RemovalOutcome.Recycled, RemovalOutcome.AlreadyGone);

    /// <summary>Items that are there still, or of which nothing is known any more.</summary>
    public long Failed => Count(RemovalOutcome.Failed, RemovalOutcome.NotFound);

    /// <summary>Items that a request left for, and whose end is not proved: <c>Resolve-RecordingAudit</c> asks the service.</summary>
    public long Unproved => Count(RemovalOutcome.Unknown, RemovalOutcome.Accepted);

    /// <summary>Items that were not to go after all: held, or not as they were when they were planned.</summary>
    public long Skipped => Count(RemovalOutcome.Held, RemovalOutcome.NotEligible);

    /// <summary>Items that nothing was sent for yet: the run was stopped, or somebody said no. Applying the plan again goes on with them.</summary>
    public long NotSent => Planned - Succeeded - Failed - Unproved - Skipped - WouldRemove;

    /// <summary>Items that a trial would have requested.</summary>
    public long WouldRemove => Count(RemovalOutcome.WouldRemove);

    /// <summary>Items that ended with an error, also such as were kept because they could not be looked at.</summary>
    public long Errors { get; }

    /// <summary>Whether every item of the plan came to its end, and none with an error.</summary>
    public bool IsComplete => Errors == 0 && Failed == 0 && Unproved == 0 && NotSent == 0 && WouldRemove == 0;

    /// <summary>How many items ended in each outcome.</summary>
    public IReadOnlyDictionary<RemovalOutcome, long> Counts => Run.Counts;

    /// <summary>How long it took.</summary>
    public TimeSpan Elapsed => Run.Elapsed;

    /// <summary>The ledger file; null when there is none.</summary>
    public string? AuditPath => Run.AuditPath;

    /// <summary>The head of the ledger: keep it elsewhere, and give it to <c>Test-RecordingAudit -ExpectedHead</c>.</summary>
    public string? AuditHead => Run.AuditHead;

    private RemovalSummary Run { get; }

    /// <summary>Adds up a run.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="run">What came of it.</param>
    /// <param name="errors">How many items ended with an error.</param>
    /// <returns>The summary.</returns>
    public static RetentionSummary Of(RetentionPlan plan, RemovalSummary run, long errors) => new(plan, run, errors);

    /// <inheritdoc/>
    public override string ToString() => Run.ToString();

    private long Count(params RemovalOutcome[] outcomes) => outcomes.Sum(o => Counts.GetValueOrDefault(o));
}
