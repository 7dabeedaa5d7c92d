using System.Management.Automation;
using RecordingCmdlets.Completion;
using RecordingCmdlets.Pipeline;

namespace RecordingCmdlets.Cmdlets;

/// <summary>Saves what bots recorded to disk, with what the service tells of them, and writes a manifest with the hash of every file.</summary>
/// <remarks>
/// Works as Save-Recording does, for bots: of a bot with several recordings, each gets a file with its id in the name, and the
/// bot counts as saved only when all of them are on disk. Participants, chat messages and debug data are not saved.
/// </remarks>
/// <example>
/// <code>Get-RecordingBot -Provider Recall -OlderThan 30d | Save-BotMedia -Path ./backup</code>
/// <para>Saves the video, or where there is none the audio, and a .metadata.json for each bot; prints nothing but errors.</para>
/// </example>
/// <example>
/// <code>Get-RecordingBot -Provider Attendee -Status ended | Save-BotMedia ./backup -PassThru | Remove-BotMedia</code>
/// <para>Removes the media of those bots only of which all was saved and verified.</para>
/// </example>
/// <example>
/// <code>Save-BotMedia ./backup -Provider Attendee -Id bot_Q1w2E3r4T5y6U7i8 -Include Media</code>
/// <para>Names one bot by its id, and saves nothing but its recording.</para>
/// </example>
[Cmdlet(VerbsData.Save, Nouns.BotMedia, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low, DefaultParameterSetName = ByObject)]
[OutputType(typeof(RecordingBot))]
public sealed class SaveBotMediaCommand : ArchiveCmdlet
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

    private protected override bool IsForBots => true;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ByObject) SavePiped(InputObject);
        else foreach (var id in Id) RunForItem(() => SaveById(id), id);
    }

    private void SaveById(string id)
    {
        var bot = Wait(Session.Engine.GetBotAsync(new RecordingReference(Provider, Connection, "", id), Notices, Stop));
        Save(RemovalTarget.For(bot), bot);
    }
}
