using System.Management.Automation;
using RecordingCmdlets.Pipeline;

namespace RecordingCmdlets.Cmdlets;

/// <summary>Reads what Recall.ai concluded of a bot's meeting: action items, topics and a summary.</summary>
/// <remarks>
/// This rests on a legacy call that is retired for many workspaces. There the object says IsAvailable False, which means that nothing
/// is known, and not that there are no action items. The shape of the answer is not documented: what could be read of it is in
/// the properties, the whole under Service, without links and passwords. Attendee and the others have nothing of the kind.
/// </remarks>
/// <example>
/// <code>Get-BotIntelligence -Provider Recall -Id 3f0c9a52-6a1d-4a0e-9b61-7b7f5e0e2a11</code>
/// <para>IsAvailable ActionItems Topics Summary                          Id</para>
/// <para>True                  2      3 The launch moves to May.         3f0c9a52-6a1d-4a0e-9b61-7b7f5e0e2a11</para>
/// <para>Shows one meeting in short.</para>
/// </example>
/// <example>
/// <code>Get-RecordingBot -Provider Recall -OlderThan 7d | Get-BotIntelligence | Where-Object IsAvailable | Select-Object -ExpandProperty ActionItems</code>
/// <para>Owner                Text</para>
/// <para>Ana Ruiz             Send the figures to Bo.</para>
/// <para>Collects what is to be done from all meetings.</para>
/// </example>
/// <example>
/// <code>Get-BotIntelligence -Provider Recall -Id 3f0c9a52-6a1d-4a0e-9b61-7b7f5e0e2a11 -Verbose | Select-Object -ExpandProperty IsAvailable</code>
/// <para>VERBOSE: Recall.ai answers 404: its conclusions of meetings are not available for this account.</para>
/// <para>False</para>
/// <para>Where the call is retired. Remove-BotMedia -UnlessActionItem keeps the media then.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, Nouns.BotIntelligence, DefaultParameterSetName = ByObject)]
[OutputType(typeof(BotIntelligence))]
public sealed class GetBotIntelligenceCommand : ItemCmdlet
{
    private protected override void Take(RecordingReference item, object target) =>
        WriteObject(Wait(Session.Engine.Bots.GetIntelligenceAsync(item, Notices, Stop)));
}
