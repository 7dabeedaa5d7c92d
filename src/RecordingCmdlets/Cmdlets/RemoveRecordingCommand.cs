using System.Management.Automation;
using RecordingCmdlets.Completion;
using RecordingCmdlets.Pipeline;

namespace RecordingCmdlets.Cmdlets;

/// <summary>Deletes recordings, permanently or into a recycle bin, and records what became of each.</summary>
/// <remarks>
/// Every item goes through the same gate: its id must be valid, it must be eligible, no hold may cover it, the limit must
/// not be reached, and you must agree. Only then is the intent written to a ledger, and only then is a request sent.
/// -WhatIf names exactly what the real command would request. -Confirm:$false is the one switch that scripts need to stop
/// the questions; nothing lifts -MaxDelete or a hold. What cannot be known is reported as Unknown and never as deleted:
/// Resolve-RecordingAudit asks the service later.
/// </remarks>
/// <example>
/// <code>Get-Recording -Provider Telnyx -OlderThan 90d | Remove-Recording -WhatIf</code>
/// <para>What if: Performing the operation "Delete permanently" on target "Telnyx call recordings, "+15550100 to +15550111", created 2026-01-05 09:02 UTC, id 3fa85f64-5717-4562-b3fc-2c963f66afa6".</para>
/// <para>Shows what would be deleted. Nothing is sent and no ledger is written.</para>
/// </example>
/// <example>
/// <code>Get-Recording -Provider Telnyx -OlderThan 90d | Remove-Recording -Confirm:$false -MaxDelete 500 -Ticket CHG-1042 -PassThru | Export-Csv removed.csv</code>
/// <para>Deletes at most 500 recordings without asking, and keeps a row for each.</para>
/// </example>
/// <example>
/// <code>Import-Csv approved.csv | Remove-Recording -WhatIf</code>
/// <para>What if: Performing the operation "Delete permanently" on target "Telnyx call recordings, id 3fa85f64-5717-4562-b3fc-2c963f66afa6".</para>
/// <para>Rows need the columns Provider and Id; rows whose Decision is not remove are refused, and so are holds and results of what is done. Other columns are not believed.</para>
/// </example>
/// <example>
/// <code>Get-Recording -Provider Webex -OlderThan 180d | Remove-Recording -ToRecycleBin -WhatIf</code>
/// <para>What if: Performing the operation "Move to the recycle bin" on target "Webex recordings, "Weekly sync", created 2026-01-05 09:02 UTC, id 4f914b1dfe3c4d11a61730f18c0f5387".</para>
/// <para>Restore-Recording brings such recordings back; Clear-RecordingRecycleBin removes them for good.</para>
/// </example>
/// <example>
/// <code>Remove-Recording -Provider Telnyx -Id 3fa85f64-5717-4562-b3fc-2c963f66afa6 -Reason 'Erasure request' -WhatIf</code>
/// <para>What if: Performing the operation "Delete permanently" on target "Telnyx call recordings, id 3fa85f64-5717-4562-b3fc-2c963f66afa6".</para>
/// <para>Names one recording by its id.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, Nouns.Recording, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, DefaultParameterSetName = ByObject)]
[OutputType(typeof(RemovalResult))]
public sealed class RemoveRecordingCommand : RemovalCmdlet
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

    /// <summary>The site, where the service needs it to find the item.</summary>
    [Parameter(ParameterSetName = ById)]
    public string? Site { get; set; }

    /// <summary>The connection, where a service has several open.</summary>
    [Parameter(ParameterSetName = ById)]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public string? Connection { get; set; }

    /// <summary>Moves to the service's recycle bin, from which Restore-Recording brings back. An error for services that have none.</summary>
    [Parameter]
    public SwitchParameter ToRecycleBin { get; set; }

    /// <summary>More about the reason, for the service. Webex takes it, with -Reason, from a Compliance Officer: at most 255 characters. An error elsewhere.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Comment { get; set; }

    private protected override RemovalOptions Options => base.Options with
    {
        Action = ToRecycleBin ? RemovalAction.Recycle : RemovalAction.Delete,
        Comment = Comment,
    };

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ByObject)
        {
            RemovePiped(InputObject);
            return;
        }

        foreach (var id in Id)
            Remove(new RemovalTarget { Reference = new RecordingReference(Provider, Connection, Kind ?? "", id, Owner, Site) });
    }
}
