using System.Management.Automation;
using RecordingCmdlets.Pipeline;

namespace RecordingCmdlets.Cmdlets;

/// <summary>Shows the holds in force.</summary>
/// <example>
/// <code>Get-RecordingHold</code>
/// <para>HoldId       Ticket       Covers                                               CreatedBy  Date (UTC)</para>
/// <para>4f1c09ab77de LEGAL-7      participant *@example.com                            ana        2026-03-02</para>
/// </example>
/// <example>
/// <code>Get-RecordingHold -Ticket LEGAL-* | Format-List</code>
/// <para>Shows the holds of some tickets with all their conditions.</para>
/// </example>
/// <example>
/// <code>Get-RecordingHold -HoldPath ./shared-holds.json</code>
/// <para>Reads another holds file. A file that is named must exist.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, Nouns.Hold)]
[OutputType(typeof(Hold))]
public sealed class GetRecordingHoldCommand : RecordingCmdlet
{
    /// <summary>The hold's id.</summary>
    [Parameter(Position = 0)]
    public string[] HoldId { get; set; } = [];

    /// <summary>The ticket, with wildcards.</summary>
    [Parameter]
    [SupportsWildcards]
    public string Ticket { get; set; } = "*";

    /// <summary>The holds file; the user's own when left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? HoldPath { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing() => Run(() =>
    {
        var ticket = WildcardPattern.Get(Ticket, WildcardOptions.IgnoreCase);
        foreach (var hold in Engine.OpenHolds(FilePath(HoldPath)).Read())
            if (ticket.IsMatch(hold.Ticket) && (HoldId.Length == 0 || HoldId.Contains(hold.HoldId, StringComparer.OrdinalIgnoreCase))) WriteObject(hold);
    });
}
