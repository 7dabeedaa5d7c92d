using System.Management.Automation;
using System.Security;
using RecordingCmdlets.Binding;
using RecordingCmdlets.Completion;
using RecordingCmdlets.Pipeline;

namespace RecordingCmdlets.Cmdlets;

/// <summary>Lists what a policy is about, decides on every item, and writes that down as a plan. Nothing is removed.</summary>
/// <remarks>
/// The plan names every item with its decision and the reasons for it, in the format of ledgers, with the same as a table
/// beside it. Its hash covers both: who approves the hash approves exactly these items, and Invoke-RecordingRetention removes
/// nothing else. A plan of a million items is written as it is listed. Personal data stand in it: the files are for their
/// owner alone.
/// </remarks>
/// <example>
/// <code>New-RecordingRetentionPlan -Policy retention.json</code>
/// <para>Policy       : retention</para>
/// <para>Hash         : 5f0a2c9d1b7e4c3f8a6d9e0b1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e6f7a8b9c0d</para>
/// <para>To remove    : 120 of 1,000</para>
/// <para>Writes the plan into the user's own state folder.</para>
/// </example>
/// <example>
/// <code>$plan = New-RecordingRetentionPlan -Policy retention.json -Path ./plans -Ticket CHG-1042</code>
/// <para>Import-Csv $plan.CsvPath | Where-Object Decision -EQ remove | Out-GridView shows what would go.</para>
/// </example>
/// <example>
/// <code>(New-RecordingRetentionPlan -Policy retention.json -Connection emea).Counts</code>
/// <para>Shows what each rule would take at one connection.</para>
/// </example>
[Cmdlet(VerbsCommon.New, Nouns.RetentionPlan, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(RetentionPlan))]
public sealed class NewRecordingRetentionPlanCommand : RecordingCmdlet
{
    /// <summary>The policy file, .json or .psd1.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Policy { get; set; } = "";

    /// <summary>The folder for the plan, or a new file ending in .jsonl. The user's own state folder when left out.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Only these connections, by name.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Connection { get; set; } = [];

    /// <summary>Goes without the table beside the plan.</summary>
    [Parameter]
    public SwitchParameter NoCsv { get; set; }

    /// <summary>Why; goes into the plan.</summary>
    [Parameter]
    public string? Reason { get; set; }

    /// <summary>The ticket or case; goes into the plan.</summary>
    [Parameter]
    public string? Ticket { get; set; }

    /// <summary>A key for an HMAC in the plan's seal. Invoke-RecordingRetention checks it when it is given the same key.</summary>
    [Parameter]
    public SecureString? AuditKey { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing() => Run(
        () =>
        {
            var policy = Engine.ReadPolicy(FilePath(Policy)!);
            if (!ShouldProcess(FilePath(Path) ?? "the state folder", $"List and write the plan of the policy {policy.Name}")) return;
            WriteObject(MakePlan(new RetentionPlanOptions
            {
                Policy = policy,
                Path = FilePath(Path),
                WithoutCsv = NoCsv,
                Connections = Connection,
                Audit = AuditParameters.Make(this, path: null, isDisabled: false, Secrets.From(AuditKey, nameof(AuditKey)), Reason, Ticket),
            }));
        },
        Policy);
}
