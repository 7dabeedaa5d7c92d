using System.Management.Automation;
using RecordingCmdlets.Pipeline;

namespace RecordingCmdlets.Cmdlets;

/// <summary>Lists the bots of Recall.ai and Attendee, one object each, whatever their state.</summary>
/// <remarks>
/// A bot is what joins a meeting and records it. Every condition must hold, and is checked again on what the service sent.
/// A bot's age counts from its recording, else from the first thing that is known to have happened to it; a bot without
/// any date never matches -After, -Before or -OlderThan. Times are UTC.
/// </remarks>
/// <example>
/// <code>Get-RecordingBot -Provider Attendee -Status ended, fatal_error -OlderThan 30d</code>
/// <para>Provider Name                           Status              Age Id</para>
/// <para>Attendee                                ended               56d bot_Q1w2E3r4T5y6U7i8</para>
/// <para>Lists the bots whose meeting is over, and that still hold its data.</para>
/// </example>
/// <example>
/// <code>Get-RecordingBot -Provider Recall -Name 'Notetaker*' | Group-Object Status</code>
/// <para>Counts the states; they are the service's own words.</para>
/// </example>
/// <example>
/// <code>Get-RecordingBot -Provider Recall -Id 3f0c9a52-6a1d-4a0e-9b61-7b7f5e0e2a11 | Select-Object -ExpandProperty RecordingIds</code>
/// <para>Shows which recordings one bot made.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, Nouns.Bot, DefaultParameterSetName = ByQuery)]
[OutputType(typeof(RecordingBot))]
public sealed class GetRecordingBotCommand : ListingCmdlet
{
    /// <summary>The name that the bot joined with, with wildcards.</summary>
    [Parameter(ParameterSetName = ByQuery)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    private protected override RecordingQuery MakeQuery() => base.MakeQuery() with { Titles = Name };

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (ParameterSetName == ByQuery) Run(() => Each(Session.Engine.ListBotsAsync(MakeQuery(), Notices, Stop), Show));
        else foreach (var id in Id) RunForItem(() => Show(Wait(Session.Engine.GetBotAsync(Reference(id), Notices, Stop))), id);
    }

    private void Show(RecordingBot bot)
    {
        Session.Recent.Note(bot);
        WriteObject(bot);
    }
}
