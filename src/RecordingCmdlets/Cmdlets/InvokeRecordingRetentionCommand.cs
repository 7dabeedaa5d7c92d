using System.Management.Automation;
using RecordingCmdlets.Binding;
using RecordingCmdlets.Completion;
using RecordingCmdlets.Pipeline;

namespace RecordingCmdlets.Cmdlets;

/// <summary>Removes exactly what a plan says, or makes the plan of a policy and applies it at once.</summary>
/// <remarks>
/// A plan that was changed, that is not the one whose hash is given, or that is too old is refused. One question is asked for
/// the whole plan; -Confirm:$false is the script's yes, and then -HoldPath and, with -Plan, -PlanHash must be given. Before an
/// item goes it is listed again: what is held, what is not as it was when it was planned, and what could not be saved where a
/// rule asks for it stays. A plan past a limit of its policy, or past -MaxDelete, is not begun. An interrupted run is gone on
/// with by the same command: what has gone already is not requested again. -WhatIf makes the plan and removes nothing.
/// </remarks>
/// <example>
/// <code>Invoke-RecordingRetention -Plan ./plans/june.plan.jsonl -PlanHash $approved</code>
/// <para>Asks once, and removes what the approved plan says.</para>
/// </example>
/// <example>
/// <code>Invoke-RecordingRetention -Policy retention.json -HoldPath holds.json -TimeLimit 2h -Confirm:$false</code>
/// <para>Plans and applies without asking, for a schedule. What is left after two hours goes with the next run.</para>
/// </example>
/// <example>
/// <code>Invoke-RecordingRetention -Policy retention.json -WhatIf -PassThru | Export-Csv trial.csv</code>
/// <para>Shows what would be requested, with holds in force. Nothing is sent and no ledger is written.</para>
/// </example>
/// <example>
/// <code>if (-not (Invoke-RecordingRetention -Plan $plan -PlanHash $hash -HoldPath holds.json -Confirm:$false).IsComplete) { exit 3 }</code>
/// <para>Ends a script with an exit code of its own when something failed or the time was up.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Invoke, Nouns.Retention, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, DefaultParameterSetName = ByPlan)]
[OutputType(typeof(RetentionSummary), typeof(RemovalResult))]
public sealed class InvokeRecordingRetentionCommand : RetentionCmdlet
{
    private const string ByPlan = "Plan";
    private const string ByPolicy = "Policy";

    /// <summary>The plan file.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByPlan)]
    [ValidateNotNullOrEmpty]
    public string Plan { get; set; } = "";

    /// <summary>The hash that was approved. May be left out only where a person is asked.</summary>
    [Parameter(ParameterSetName = ByPlan)]
    [ValidateNotNullOrEmpty]
    public string? PlanHash { get; set; }

    /// <summary>A plan that is older is refused: 12h, 7d or a TimeSpan object.</summary>
    [Parameter(ParameterSetName = ByPlan)]
    [Duration]
    public TimeSpan MaxPlanAge { get; set; } = TimeSpan.FromDays(7);

    /// <summary>The policy file, .json or .psd1: its plan is made and applied at once.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByPolicy)]
    [ValidateNotNullOrEmpty]
    public string Policy { get; set; } = "";

    /// <summary>The folder for the plan, or a new file ending in .jsonl. The user's own state folder when left out; nowhere with -WhatIf.</summary>
    [Parameter(ParameterSetName = ByPolicy)]
    [ValidateNotNullOrEmpty]
    public string? PlanPath { get; set; }

    /// <summary>Only these connections, by name.</summary>
    [Parameter(ParameterSetName = ByPolicy)]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Connection { get; set; } = [];

    /// <summary>Goes without the table beside the plan.</summary>
    [Parameter(ParameterSetName = ByPolicy)]
    public SwitchParameter NoCsv { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (ParameterSetName == ByPlan) Apply(FilePath(Plan)!, PlanHash, MaxPlanAge);
        else PlanAndApply(FilePath(Policy)!, FilePath(PlanPath), Connection, NoCsv);
    }
}
