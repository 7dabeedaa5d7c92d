using System.Management.Automation;
using RecordingCmdlets.Completion;
using RecordingCmdlets.Pipeline;

namespace RecordingCmdlets.Cmdlets;

/// <summary>Removes recordings from a service's recycle bin for good, and records what became of each.</summary>
/// <remarks>
/// Goes through the same gate as Remove-Recording, with holds, limit, question and ledger, and takes only what is in the
/// recycle bin. With -All the recycle bin is listed, and each recording in it is decided on by itself: the service is never
/// asked to remove "everything", since that would pass over holds. Only Webex has a recycle bin.
/// </remarks>
/// <example>
/// <code>Get-Recording -Provider Webex -Status deleted -OlderThan 90d | Clear-RecordingRecycleBin -WhatIf</code>
/// <para>What if: Performing the operation "Remove from the recycle bin permanently" on target "Webex recordings, "Weekly sync", created 2026-01-05 09:02 UTC, id 4f914b1dfe3c4d11a61730f18c0f5387".</para>
/// <para>Shows what would be removed for good. Nothing is sent.</para>
/// </example>
/// <example>
/// <code>Clear-RecordingRecycleBin -Provider Webex -All -Confirm:$false -MaxDelete 200 -Ticket CHG-1042</code>
/// <para>Empties the recycle bin, but for what is on hold and for more than 200 recordings.</para>
/// </example>
/// <example>
/// <code>Clear-RecordingRecycleBin -Provider Webex -Id 4f914b1dfe3c4d11a61730f18c0f5387</code>
/// <para>Removes one recording, after a look that it is in the recycle bin.</para>
/// </example>
[Cmdlet(VerbsCommon.Clear, Nouns.RecycleBin, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, DefaultParameterSetName = ByObject)]
[OutputType(typeof(RemovalResult))]
public sealed class ClearRecordingRecycleBinCommand : RemovalCmdlet
{
    private const string ByObject = "InputObject";
    private const string ById = "Id";
    private const string Everything = "All";

    /// <summary>A recording from Get-Recording -Status deleted, or a row with the columns Provider and Id.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByObject)]
    public PSObject InputObject { get; set; } = null!;

    /// <summary>The service.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ById)]
    [Parameter(Mandatory = true, ParameterSetName = Everything)]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    public string Provider { get; set; } = "";

    /// <summary>The service's own ids, exactly. Never a wildcard.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ById)]
    [ArgumentCompleter(typeof(ItemIdCompleter))]
    public string[] Id { get; set; } = [];

    /// <summary>The connection, where a service has several open.</summary>
    [Parameter(ParameterSetName = ById)]
    [Parameter(ParameterSetName = Everything)]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Connection { get; set; }

    /// <summary>The owner (host), where the service needs it to find the item.</summary>
    [Parameter(ParameterSetName = ById)]
    public string? Owner { get; set; }

    /// <summary>The site: of the item with -Id, whose recycle bin it is with -All.</summary>
    [Parameter(ParameterSetName = ById)]
    [Parameter(ParameterSetName = Everything)]
    [ValidateNotNullOrEmpty]
    public string? Site { get; set; }

    /// <summary>Everything in the recycle bin.</summary>
    [Parameter(Mandatory = true, ParameterSetName = Everything)]
    public SwitchParameter All { get; set; }

    private protected override RemovalOptions Options => base.Options with { Action = RemovalAction.Purge };

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ByObject) RemovePiped(InputObject);
        else if (ParameterSetName == ById)
            foreach (var id in Id) Remove(new RemovalTarget { Reference = new RecordingReference(Provider, Connection, "", id, Owner, Site) });
        else if (All) Run(() => Each(Session.Engine.ListAsync(MakeQuery(), Notices, Stop), recording => Remove(RemovalTarget.For(recording))), Provider);
    }

    private RecordingQuery MakeQuery()
    {
        // Everything is everything of one account.
        var open = Session.Engine.GetProviders().Where(p => string.Equals(p.Name, Provider, StringComparison.OrdinalIgnoreCase)).SelectMany(p => p.Connections);
        if (Connection is null && open.Skip(1).Any())
            throw new RecordingArgumentException("ConnectionAmbiguous", $"There are several connections to {Provider}. Nothing was sent.", "Say with -Connection whose recycle bin it is.");
        return new RecordingQuery
        {
            Now = TimeProvider.System.GetUtcNow(),
            Providers = [Provider],
            Connections = Connection is null ? [] : [Connection],
            Site = Site,
            Statuses = ["deleted"],
        };
    }
}
