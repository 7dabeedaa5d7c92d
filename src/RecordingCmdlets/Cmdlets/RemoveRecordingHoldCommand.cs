using System.Management.Automation;
using RecordingCmdlets.Pipeline;

namespace RecordingCmdlets.Cmdlets;

/// <summary>Lifts a hold. What it covered can be deleted from then on.</summary>
/// <example>
/// <code>Get-RecordingHold -Ticket LEGAL-7 | Remove-RecordingHold -WhatIf</code>
/// <para>What if: Performing the operation "Lift hold" on target "4f1c09ab77de: participant *@example.com (LEGAL-7)".</para>
/// </example>
/// <example>
/// <code>Remove-RecordingHold -HoldId 4f1c09ab77de -Reason 'Case closed' -Confirm:$false</code>
/// <para>Lifts one hold without asking. A ledger records who did it and why.</para>
/// </example>
/// <example>
/// <code>Remove-RecordingHold -HoldId 000000000000 -Confirm:$false</code>
/// <para>Remove-RecordingHold: There is no hold '000000000000'.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, Nouns.Hold, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveRecordingHoldCommand : HoldCmdlet
{
    /// <summary>The hold's id, or a hold from Get-RecordingHold.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    public string[] HoldId { get; set; } = [];

    /// <summary>Why; goes into the ledger.</summary>
    [Parameter]
    public string? Reason { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var id in HoldId)
        {
            RunForItem(
                () =>
                {
                    var hold = Book.Read().FirstOrDefault(h => string.Equals(h.HoldId, id, StringComparison.OrdinalIgnoreCase)) ?? throw Unknown(id);
                    if (!Asking.Ask(() => ShouldProcess(PlainText.Of($"{hold.HoldId}: {hold.Covers} ({hold.Ticket})"), "Lift hold"), "Lifting a hold")) return;
                    if (Book.Remove(id, Audit(Reason, hold.Ticket)) is null) throw Unknown(id);
                },
                id);
        }
    }

    private static RecordingArgumentException Unknown(string id) => new("HoldUnknown", $"There is no hold '{id}'.", "Get-RecordingHold shows the ones in force.");
}
