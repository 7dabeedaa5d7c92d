using System.Management.Automation;
using System.Security;
using RecordingCmdlets.Binding;

namespace RecordingCmdlets.Pipeline;

/// <summary>
/// What every cmdlet that deletes shares: its brakes, the question for each item that would really go, and the results.
/// The question is asked here, on the pipeline thread; the engine's workers act; results are written here again.
/// </summary>
public abstract class RemovalCmdlet : RecordingCmdlet
{
    private IRemovalRun? run;
    private RunProgressBar? progress;
    private bool isTrial;

    /// <summary>Writes a result for each item asked for. Without it the command is silent about what went well.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>At most this many deletions in this run. What comes after is not sent and is reported as LimitReached. No limit when left out.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int MaxDelete { get; set; }

    /// <summary>Requests in flight at one time, for each connection.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = RemovalOptions.DefaultThrottleLimit;

    /// <summary>Why this is deleted; goes into the ledger.</summary>
    [Parameter]
    public string? Reason { get; set; }

    /// <summary>The ticket or case that asks for it; goes into the ledger.</summary>
    [Parameter]
    public string? Ticket { get; set; }

    /// <summary>After this long nothing new is sent; what waited is reported as NotSent. Run the command again to go on. 90s, 15m, 2h or a TimeSpan object.</summary>
    [Parameter]
    [Duration]
    public TimeSpan? TimeLimit { get; set; }

    /// <summary>The folder for the ledger, or a new file ending in .jsonl. The user's own state folder when left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? AuditPath { get; set; }

    /// <summary>A key for an HMAC in the ledger's seal: who lacks it cannot write the ledger anew unseen.</summary>
    [Parameter]
    public SecureString? AuditKey { get; set; }

    /// <summary>Deletes without writing a ledger. Nothing will then tell what was done.</summary>
    [Parameter]
    public SwitchParameter NoAudit { get; set; }

    /// <summary>The holds file. A file that is named must exist; the default one may be missing.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? HoldPath { get; set; }

    /// <summary>Leaves out the closing look that proves what batches deleted; such items are then reported as Accepted.</summary>
    [Parameter]
    public SwitchParameter SkipProof { get; set; }

    private bool IsTrial => MyInvocation.BoundParameters.TryGetValue("WhatIf", out var given)
        ? LanguagePrimitives.IsTrue(given)
        : LanguagePrimitives.IsTrue(SessionState.PSVariable.GetValue("WhatIfPreference"));

    /// <inheritdoc/>
    protected override void EndProcessing() => Guard(() => Run(() =>
    {
        if (run is null) return;
        Wait(run.CompleteAsync());
        Tell();
        progress?.Close();
        ThrowIfBroken();
        Conclude(run.GetSummary());
    }));

    /// <summary>Decides on one item, asks, and hands it in.</summary>
    private protected void Remove(RemovalTarget target) => Guard(() => Run(() =>
    {
        run ??= Begin();
        var decision = Wait(run.DecideAsync(target));
        if (decision.WillRemove)
        {
            // A run that began as a trial has no ledger: it stays one, whatever the preference has become meanwhile.
            if (Asking.Ask(() => ShouldProcess(decision.Description, decision.Action), decision.Action) && !isTrial) Wait(run.SubmitAsync(decision));
            else run.Decline(decision);
        }

        Tell();
        ThrowIfBroken();
    }));

    /// <summary>Takes what came down the pipeline, or says why it is not taken.</summary>
    private protected void RemovePiped(PSObject input, bool forBots = false)
    {
        RemovalTarget? target = null;
        RunForItem(() => target = RemovalTargets.ReadToRemove(input, forBots), input);
        if (target is not null) Remove(target);
    }

    /// <inheritdoc/>
    private protected override void OnTick()
    {
        Drain();
        progress?.Update();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // The run first: its ledger must be settled before anything else is let go.
        run?.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>How this command removes; what a command adds to the common parameters, it adds here.</summary>
    private protected virtual RemovalOptions Options => new()
    {
        MaximumDeletions = MyInvocation.BoundParameters.ContainsKey(nameof(MaxDelete)) ? MaxDelete : null,
        ThrottleLimit = ThrottleLimit,
        TimeLimit = TimeLimit,
        ProveBatches = !SkipProof,
        IsTrial = isTrial,
        HoldPath = FilePath(HoldPath),
        Audit = AuditParameters.Make(this, FilePath(AuditPath), NoAudit, Secrets.From(AuditKey, nameof(AuditKey)), Reason, Ticket),
    };

    private IRemovalRun Begin()
    {
        isTrial = IsTrial;
        var begun = Wait(Session.Engine.BeginRemovalAsync(Options, Notices, Stop));
        progress = new RunProgressBar(this, begun);
        return begun;
    }

    private void Drain()
    {
        while (run is not null && run.TryTakeResult(out var result))
        {
            if (PassThru) WriteObject(result);
            if (result.Error is not null && result.Error != run.Fault) WriteError(ErrorMapper.ToRecord(result.Error, result.Reference));
        }
    }

    private void ThrowIfBroken()
    {
        if (run?.Fault is { } fault) throw fault;
    }

    private void Conclude(RemovalSummary summary)
    {
        long Count(RemovalOutcome outcome) => summary.Counts.GetValueOrDefault(outcome);
        var left = new[] { RemovalOutcome.Held, RemovalOutcome.NotEligible, RemovalOutcome.LimitReached, RemovalOutcome.NotSent }
            .Where(o => Count(o) > 0)
            .Select(o => FormattableString.Invariant($"{Count(o)} {o}"))
            .ToList();
        var what = string.Join(", ", left);
        // A trial removes nothing and leaves no ledger to look into.
        if (left.Count > 0) WriteWarning(isTrial ? $"Not everything would be removed: {what}. -PassThru tells which and why." : $"Not everything was removed: {what}. -PassThru or Get-RecordingAudit tells which and why.");
        WriteInformation(summary, ["RecordingCmdlets", "RemovalSummary"]);
    }

    /// <summary>Whatever ends the command, the bar does not stay behind.</summary>
    private void Guard(Action action)
    {
        try
        {
            action();
        }
        catch
        {
            progress?.Close();
            throw;
        }
    }
}
