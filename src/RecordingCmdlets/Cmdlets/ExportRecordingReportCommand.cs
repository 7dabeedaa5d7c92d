using System.Management.Automation;
using System.Security;
using RecordingCmdlets.Binding;
using RecordingCmdlets.Pipeline;

namespace RecordingCmdlets.Cmdlets;

/// <summary>Writes a report for people: what there is, how old it is, what a plan would remove and why, holds, and what became of past runs.</summary>
/// <remarks>
/// The report is one HTML file that needs no network, no other file and no script to be read; it can be printed. It is made of
/// what is named: items from the pipeline, a plan, ledgers; and always of the holds file. Nothing is asked of a service. A plan
/// that is not whole is refused; ledgers are verified as Test-RecordingAudit does, and those that are not intact are named and
/// not counted. Items that are shown one by one are those that the plan removes, then the oldest. When there are more than
/// -MaxRow, all items are in a CSV file beside the report, which takes its name. The files are for their owner alone: personal
/// data stand in them. A file that is there is replaced at the end, at once and whole.
/// </remarks>
/// <example>
/// <code>Get-Recording | Export-RecordingReport -Path report.html -OlderThan 90d</code>
/// <para>Tells what there is, and what is past 90 days.</para>
/// </example>
/// <example>
/// <code>Export-RecordingReport before.html -PlanPath $plan.Path -Title 'Before the purge of March'</code>
/// <para>Shows what a plan would remove, item by item, with the reasons. Nothing is listed for it.</para>
/// </example>
/// <example>
/// <code>Get-Recording | Export-RecordingReport report.html -PlanPath $plan.Path -AuditPath ./audit -HoldPath ./holds.json -PassThru</code>
/// <para>    Directory: /reports</para>
/// <para>UnixMode   User Group LastWriteTime    Size Name</para>
/// <para>-rw------- ana  ana   2026-03-02 09:00 48213 report.html</para>
/// <para>Puts all of it together.</para>
/// </example>
[Cmdlet(VerbsData.Export, Nouns.Report, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(FileInfo))]
public sealed class ExportRecordingReportCommand : ReportCmdlet
{
    /// <summary>The report, a file ending in .html in a folder that is there.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>A recording from Get-Recording, or a bot from Get-RecordingBot.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>The age that recordings are held against: a TimeSpan object, or 12h, 30d, 4w. At least an hour; never a bare number.</summary>
    [Parameter]
    [RetentionAge]
    public TimeSpan? OlderThan { get; set; }

    /// <summary>A plan of New-RecordingRetentionPlan. Without items from the pipeline, its own are shown.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PlanPath { get; set; }

    /// <summary>Ledgers, or folders of them.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] AuditPath { get; set; } = [];

    /// <summary>The holds file; the user's own when left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? HoldPath { get; set; }

    /// <summary>The key that the plan and the ledgers were sealed with.</summary>
    [Parameter]
    public SecureString? AuditKey { get; set; }

    /// <summary>The heading.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Title { get; set; } = "Recordings";

    /// <summary>So many items are shown one by one. When there are more, all are in a CSV file beside the report.</summary>
    [Parameter]
    [ValidateRange(1, 50000)]
    public int MaxRow { get; set; } = ReportOptions.DefaultMaximumRows;

    /// <summary>Leaves a file alone that is there already, with an error.</summary>
    [Parameter]
    [Alias("NoOverwrite")]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Replaces a file that is marked read-only, and a CSV file beside the report that is none of a report.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Gives the files that were written.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private bool HasListing => MyInvocation.ExpectingInput || MyInvocation.BoundParameters.ContainsKey(nameof(InputObject));

    /// <inheritdoc/>
    protected override void BeginProcessing() => Run(
        () =>
        {
            var path = FilePath(Path)!;
            if (!ShouldProcess(path, "Write a report")) return;
            Begin(new ReportOptions
            {
                Path = path,
                Title = Title,
                HasListing = HasListing,
                OlderThan = OlderThan,
                PlanPath = FilePath(PlanPath),
                AuditPaths = [.. AuditPath.SelectMany(FilePaths)],
                HoldPath = FilePath(HoldPath),
                Key = Secrets.From(AuditKey, nameof(AuditKey)),
                MaximumRows = MaxRow,
                NoClobber = NoClobber,
                Force = Force,
            });
        },
        Path);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (HasListing) Take(InputObject);
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => End(PassThru);
}
