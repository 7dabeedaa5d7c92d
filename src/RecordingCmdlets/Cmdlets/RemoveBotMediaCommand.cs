using System.Management.Automation;
using RecordingCmdlets.Completion;
using RecordingCmdlets.Pipeline;

namespace RecordingCmdlets.Cmdlets;

/// <summary>Deletes everything that bots captured, permanently, and records what became of each. The bots themselves stay.</summary>
/// <remarks>
/// Goes through the same gate as Remove-Recording: the state must allow it, no hold may cover the bot or one of its recordings,
/// the limit must not be reached, and you must agree; then the intent is written to a ledger, and only then is a request sent.
/// A bot that is still in its meeting is not eligible; one whose media are gone is AlreadyGone. The end is read back: what the
/// service has accepted and does not show as removed is Accepted and never Deleted.
/// </remarks>
/// <example>
/// <code>Get-RecordingBot -Provider Recall -OlderThan 30d | Remove-BotMedia -WhatIf</code>
/// <para>What if: Performing the operation "Delete all media permanently" on target "Recall.ai, "Notetaker", created 2026-01-05 09:00 UTC, kind BotMedia, id 3f0c9a52-6a1d-4a0e-9b61-7b7f5e0e2a11, everything that the bot captured; the bot itself stays".</para>
/// <para>Shows what would be deleted. Nothing is sent.</para>
/// </example>
/// <example>
/// <code>Get-RecordingBot -Provider Recall -OlderThan 7d | Remove-BotMedia -UnlessActionItem -Confirm:$false -PassThru</code>
/// <para>Keeps what has action items, and what cannot be told about.</para>
/// </example>
/// <example>
/// <code>Remove-BotMedia -Provider Attendee -Id bot_Q1w2E3r4T5y6U7i8 -Ticket CHG-1042</code>
/// <para>Names one bot by its id; its state is looked at first.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, Nouns.BotMedia, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, DefaultParameterSetName = ByObject)]
[OutputType(typeof(RemovalResult))]
public sealed class RemoveBotMediaCommand : RemovalCmdlet
{
    private const string ByObject = "InputObject";
    private const string ById = "Id";

    /// <summary>A bot from Get-RecordingBot, a plan line, or a row with the columns Provider and Id.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByObject)]
    public PSObject InputObject { get; set; } = null!;

    /// <summary>The service.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ById)]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    public string Provider { get; set; } = "";

    /// <summary>The service's own ids of bots, exactly. Never a wildcard.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ById)]
    [ArgumentCompleter(typeof(ItemIdCompleter))]
    public string[] Id { get; set; } = [];

    /// <summary>The connection, where a service has several open.</summary>
    [Parameter(ParameterSetName = ById)]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public string? Connection { get; set; }

    /// <summary>Keeps a bot's media when its meeting left action items, or when that cannot be told. An error for services that do not tell.</summary>
    [Parameter]
    public SwitchParameter UnlessActionItem { get; set; }

    private protected override RemovalOptions Options => base.Options with { IsForBots = true, UnlessActionItem = UnlessActionItem };

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ByObject)
        {
            RemovePiped(InputObject, forBots: true);
            return;
        }

        foreach (var id in Id) Remove(new RemovalTarget { Reference = new RecordingReference(Provider, Connection, "", id) });
    }
}
