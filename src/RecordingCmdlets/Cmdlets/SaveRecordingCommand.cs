using System.Management.Automation;
using RecordingCmdlets.Completion;
using RecordingCmdlets.Pipeline;

namespace RecordingCmdlets.Cmdlets;

/// <summary>Saves recordings to disk, with what the service tells of them, and writes a manifest with the hash of every file.</summary>
/// <remarks>
/// A file gets its name only when it is on disk whole: as long as the service or the server announced, and not empty. Until
/// then it ends in .part; a run that was stopped is gone on with when the command is run again. What was saved before, and
/// still has the hash that its manifest tells, is not fetched again. Nothing is written over a file that is there, outside of
/// the folder, or through a link in it. With -PassThru an item is handed on only when everything that -Include names is on
/// disk: what failed, or has no transcript where one was asked for, is an error and is not handed on. Remove-Recording behind
/// it removes only what was saved. With -UseExport a service that can do so (Vonage) is asked for archives of many files, which
/// saves most of its small quota; a file is taken out of one only if it alone has the name and the length that the service
/// tells of the recording, and everything else is fetched singly. Test-RecordingAudit verifies the manifest; Get-FileHash compares a file with it.
/// </remarks>
/// <example>
/// <code>Get-Recording -Provider Telnyx -OlderThan 90d | Save-Recording -Path ./backup</code>
/// <para>Saves the audio and a .metadata.json for each; prints nothing but errors.</para>
/// </example>
/// <example>
/// <code>Get-Recording -Provider Webex -OlderThan 180d | Save-Recording ./backup -PassThru | Remove-Recording -ToRecycleBin</code>
/// <para>Recycles only what was saved and verified.</para>
/// </example>
/// <example>
/// <code>Get-Recording -Provider Vonage | Save-Recording ./backup -NameTemplate '{Kind}/{Created:yyyy-MM}/{Id}' -TimeLimit 2h</code>
/// <para>WARNING: 1412 items were not begun. Run the command again to go on: what is saved is not fetched again.</para>
/// <para>Goes on where the last run stopped, with names of its own.</para>
/// </example>
/// <example>
/// <code>Get-Recording -Provider Vonage -OlderThan 365d | Save-Recording ./backup -UseExport -PassThru | Remove-Recording</code>
/// <para>Has Vonage make an archive of each thousand, instead of asking for each file, and deletes what was saved and verified.</para>
/// </example>
/// <example>
/// <code>Save-Recording ./backup -Provider Telnyx -Id 3fa85f64-5717-4562-b3fc-2c963f66afa6 -Format wav</code>
/// <para>Names one recording by its id.</para>
/// </example>
[Cmdlet(VerbsData.Save, Nouns.Recording, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low, DefaultParameterSetName = ByObject)]
[OutputType(typeof(Recording))]
public sealed class SaveRecordingCommand : ArchiveCmdlet
{
    private const string ByObject = "InputObject";
    private const string ById = "Id";

    /// <summary>A recording from Get-Recording, a plan line, or a row with the columns Provider and Id.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByObject)]
    public PSObject InputObject { get; set; } = null!;

    /// <summary>The service.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ById)]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    public string Provider { get; set; } = "";

    /// <summary>The service's own ids, exactly. Never a wildcard.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ById)]
    [ArgumentCompleter(typeof(ItemIdCompleter))]
    public string[] Id { get; set; } = [];

    /// <summary>What the ids are ids of. May be left out where a service has only one kind.</summary>
    [Parameter(ParameterSetName = ById)]
    [ArgumentCompleter(typeof(KindCompleter))]
    public string? Kind { get; set; }

    /// <summary>The owner (host, user), where the service needs it to find the item.</summary>
    [Parameter(ParameterSetName = ById)]
    public string? Owner { get; set; }

    /// <summary>The connection, where a service has several open.</summary>
    [Parameter(ParameterSetName = ById)]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public string? Connection { get; set; }

    /// <summary>Asks for archives of many files, where the service makes them (Vonage). They need room on the disk beside what is saved, and are taken away again.</summary>
    [Parameter(ParameterSetName = ByObject)]
    public SwitchParameter UseExport { get; set; }

    private protected override bool IsForBots => false;

    private protected override bool UsesExports => UseExport;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ByObject) SavePiped(InputObject);
        else foreach (var id in Id) RunForItem(() => SaveById(id), id);
    }

    private void SaveById(string id)
    {
        var item = Wait(Session.Engine.GetAsync(new RecordingReference(Provider, Connection, Kind ?? "", id, Owner), Notices, Stop));
        Save(RemovalTarget.For(item), item);
    }
}
