using System.Management.Automation;
using RecordingCmdlets.Binding;

namespace RecordingCmdlets.Pipeline;

/// <summary>
/// What every cmdlet shares that deletes item by item: the question for each item that would really go, and the results.
/// The question is asked here, on the pipeline thread; the engine's workers act; results are written here again.
/// </summary>
public abstract class RemovalCmdlet : BrakedCmdlet
{
    private IRemovalRun? run;
    private bool isTrial;

    /// <summary>Writes a result for each item asked for. Without it the command is silent about what went well.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>At most this many deletions in this run. What comes after is not sent and is reported as LimitReached. No limit when left out.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int MaxDelete { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing() => Guard(() => Run(() =>
    {
        if (run is null) return;
        Wait(run.CompleteAsync());
        Tell();
        Bar?.Close();
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
        Bar?.Update();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // The run first: its ledger must be settled before anything else is let go.
        run?.Dispose();
        base.Dispose(disposing);
    }

    /// <inheritdoc/>
    private protected override RemovalOptions Options => base.Options with { MaximumDeletions = MyInvocation.BoundParameters.ContainsKey(nameof(MaxDelete)) ? MaxDelete : null, IsTrial = isTrial };

    private IRemovalRun Begin()
    {
        isTrial = IsTrial;
        var begun = Wait(Session.Engine.BeginRemovalAsync(Options, Notices, Stop));
        Bar = new RunProgressBar(this, begun.GetProgress);
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
}
