using System.Management.Automation;

namespace RecordingCmdlets.Pipeline;

/// <summary>Applies plans: one question for the whole, results as they come, and a summary at the end.</summary>
public abstract class RetentionCmdlet : BrakedCmdlet
{
    private readonly TemporaryFolder trialFolder = new();
    private IRetentionRun? run;
    private bool isTrial;
    private long errors;

    /// <summary>Refuses a plan that removes more than this. No limit but the policy's own when left out.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int MaxDelete { get; set; }

    /// <summary>More about the reason, for services that take it with the request.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Comment { get; set; }

    /// <summary>Writes a result for each item that the plan removes, before the summary.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override RemovalOptions Options => base.Options with
    {
        MaximumDeletions = MyInvocation.BoundParameters.ContainsKey(nameof(MaxDelete)) ? MaxDelete : null,
        Comment = Comment,
        IsTrial = isTrial,
        IsUnattended = !isTrial && !Asks,
    };

    // Whoever turns the question off runs where nobody watches.
    private bool Asks => MyInvocation.BoundParameters.TryGetValue("Confirm", out var given)
        ? LanguagePrimitives.IsTrue(given)
        // As PowerShell reads it: a word in any letters, or its number.
        : !LanguagePrimitives.TryConvertTo<ConfirmImpact>(SessionState.PSVariable.GetValue("ConfirmPreference"), out var preference) || preference != ConfirmImpact.None;

    private protected void PlanAndApply(string policy, string? path, IReadOnlyList<string> connections, bool withoutCsv) => Run(() =>
    {
        isTrial = IsTrial;
        var options = Options;
        var plan = MakePlan(new RetentionPlanOptions
        {
            Policy = Engine.ReadPolicy(policy),
            Path = path ?? (isTrial ? trialFolder.Path : null),
            WithoutCsv = withoutCsv,
            Connections = connections,
            Audit = AuditParameters.Make(this, path: null, isDisabled: false, options.Audit.Key, Reason, Ticket),
        });
        Apply(plan.Path, plan.Hash, TimeSpan.MaxValue);
    });

    /// <summary>Opens a plan, asks once, and applies it.</summary>
    private protected void Apply(string path, string? hash, TimeSpan maximumAge) => Guard(() => Run(() =>
    {
        isTrial = IsTrial;
        var options = new RetentionRunOptions { PlanPath = path, PlanHash = hash, MaxPlanAge = maximumAge, Removal = Options };
        run = Wait(Session.Engine.Retention.OpenAsync(options, Notices, Stop));
        Bar = new RunProgressBar(this, run.GetProgress, run.Plan.ToRemove);
        var isAgreed = run.Plan.ToRemove == 0 || Asking.Ask(() => ShouldProcess(run.Description, run.Action), run.Action);
        if (isAgreed || isTrial) Wait(run.ApplyAsync());
        Tell();
        Bar.Close();
        WriteObject(RetentionSummary.Of(run.Plan, run.GetSummary(), errors));
        if (run.Fault is { } fault) throw fault;
    }));

    /// <inheritdoc/>
    private protected override void OnTick()
    {
        while (run is not null && run.TryTakeResult(out var result))
        {
            if (PassThru) WriteObject(result);
            if (result.Error is not null) errors++;
            if (result.Error is not null && result.Error != run.Fault) WriteError(ErrorMapper.ToRecord(result.Error, result.Reference));
        }

        Bar?.Update();
        base.OnTick();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // The run first: its ledger must be settled before anything else is let go.
        run?.Dispose();
        trialFolder.Dispose();
        base.Dispose(disposing);
    }
}
