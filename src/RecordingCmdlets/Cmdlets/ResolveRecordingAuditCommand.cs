using System.Management.Automation;
using RecordingCmdlets.Pipeline;

namespace RecordingCmdlets.Cmdlets;

/// <summary>Asks the services what became of deletions whose outcome was not learned, and records the answers.</summary>
/// <remarks>
/// Only looks; it deletes nothing. What it learns goes into a ledger of its own in the same folder, and Get-RecordingAudit
/// shows it from then on. A service's "not found" counts only when asked with the credential and at the address of the run.
/// </remarks>
/// <example>
/// <code>Resolve-RecordingAudit</code>
/// <para>Time (UTC)       Outcome      Provider Id                                   Why</para>
/// <para>2026-03-02 10:00 AlreadyGone  Telnyx   3fa85f64-5717-4562-b3fc-2c963f66afa6 It was listed in the ru…</para>
/// </example>
/// <example>
/// <code>Get-RecordingAudit -RunId $runId | Resolve-RecordingAudit</code>
/// <para>Settles one run.</para>
/// </example>
/// <example>
/// <code>Resolve-RecordingAudit -Path ./ledgers | Where-Object Outcome -eq Failed | Remove-Recording -WhatIf</code>
/// <para>Remove-Recording: A RecordingCmdlets.AuditEntry is not a recording. Nothing was sent for it.</para>
/// <para>What is still there is listed again before it is deleted again.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Resolve, Nouns.Audit)]
[OutputType(typeof(AuditEntry))]
public sealed class ResolveRecordingAuditCommand : RecordingCmdlet
{
    private readonly List<AuditEntry> entries = [];

    /// <summary>Entries from Get-RecordingAudit; those that are settled are passed over. All of the folder when left out.</summary>
    [Parameter(ValueFromPipeline = true)]
    public AuditEntry? InputObject { get; set; }

    /// <summary>A folder of ledgers, or one file; the user's own folder when left out. The new ledger goes there too.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject is { NeedsResolution: true }) entries.Add(InputObject);
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Run(() =>
    {
        var path = FilePath(Path);
        var isPiped = MyInvocation.BoundParameters.ContainsKey(nameof(InputObject)) || MyInvocation.ExpectingInput;
        IEnumerable<AuditEntry> open = isPiped ? entries : [.. Engine.OpenAudit(path).ReadEntries().Where(e => e.NeedsResolution)];
        // Where the entries came from is where their answers belong.
        var folder = open.FirstOrDefault() is { } first ? System.IO.Path.GetDirectoryName(first.Path) : path;
        WriteAll(Session.Engine.ResolveAsync(open, AuditParameters.Make(this, folder, isDisabled: false, key: null, reason: null, ticket: null), Notices, Stop));
    });
}
