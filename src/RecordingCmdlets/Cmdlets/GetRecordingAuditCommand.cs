using System.Management.Automation;
using RecordingCmdlets.Binding;
using RecordingCmdlets.Completion;
using RecordingCmdlets.Pipeline;

namespace RecordingCmdlets.Cmdlets;

/// <summary>Reads ledgers back: what was asked for, and what became of it, one object for each item.</summary>
/// <example>
/// <code>Get-RecordingAudit | Where-Object NeedsResolution</code>
/// <para>Time (UTC)       Outcome      Provider Id                                   Why</para>
/// <para>2026-03-02 09:00 Unknown      Telnyx   3fa85f64-5717-4562-b3fc-2c963f66afa6 The ledger ends before …</para>
/// </example>
/// <example>
/// <code>Get-RecordingAudit -Outcome Deleted -After 2026-03-01 | Group-Object Ticket -NoElement</code>
/// <para>Counts this month's deletions by ticket.</para>
/// </example>
/// <example>
/// <code>Get-RecordingAudit -Id 3fa85f64-5717-4562-b3fc-2c963f66afa6</code>
/// <para>Tells the story of one recording.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, Nouns.Audit)]
[OutputType(typeof(AuditEntry))]
public sealed class GetRecordingAuditCommand : RecordingCmdlet
{
    /// <summary>A folder of ledgers, or one file; the user's own folder when left out.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Only this run.</summary>
    [Parameter]
    public string? RunId { get; set; }

    /// <summary>Only these ids.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ItemIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Id { get; set; } = [];

    /// <summary>Only these outcomes.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public RemovalOutcome[] Outcome { get; set; } = [];

    /// <summary>Settled at or after this moment.</summary>
    [Parameter]
    [UtcDate]
    public DateTimeOffset? After { get; set; }

    /// <summary>Settled before this moment.</summary>
    [Parameter]
    [UtcDate]
    public DateTimeOffset? Before { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing() => Run(() =>
    {
        foreach (var entry in Engine.OpenAudit(FilePath(Path)).ReadEntries())
        {
            Stop.ThrowIfCancellationRequested();
            if (Matches(entry)) WriteObject(entry);
        }
    });

    private bool Matches(AuditEntry entry) =>
        (RunId is null || string.Equals(RunId, entry.RunId, StringComparison.OrdinalIgnoreCase))
        && (Id.Length == 0 || Id.Contains(entry.Id, StringComparer.OrdinalIgnoreCase))
        && (Outcome.Length == 0 || Outcome.Contains(entry.Outcome))
        && (After is not { } after || entry.Time >= after)
        && (Before is not { } before || entry.Time < before);
}
