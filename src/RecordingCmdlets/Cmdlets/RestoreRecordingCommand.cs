using System.Management.Automation;
using RecordingCmdlets.Binding;
using RecordingCmdlets.Completion;
using RecordingCmdlets.Pipeline;

namespace RecordingCmdlets.Cmdlets;

/// <summary>Brings recordings back from a service's recycle bin.</summary>
/// <remarks>
/// Each is looked at afterwards: only what the service shows as available again counts as restored. Nothing is removed, so
/// no ledger is written. Only Webex has a recycle bin.
/// </remarks>
/// <example>
/// <code>Get-Recording -Provider Webex -Status deleted -Title 'Board*' | Restore-Recording -PassThru</code>
/// <para>IsRestored Provider Id                                   Reason</para>
/// <para>True       Webex    4f914b1dfe3c4d11a61730f18c0f5387</para>
/// <para>Brings back what bears a title.</para>
/// </example>
/// <example>
/// <code>Import-Csv removed.csv | Where-Object Outcome -eq Recycled | Restore-Recording -WhatIf</code>
/// <para>What if: Performing the operation "Restore from the recycle bin" on target "Webex/Recording/4f914b1dfe3c4d11a61730f18c0f5387".</para>
/// <para>Takes the rows that Remove-Recording -ToRecycleBin -PassThru left.</para>
/// </example>
/// <example>
/// <code>Restore-Recording -Provider Webex -Id 4f914b1dfe3c4d11a61730f18c0f5387</code>
/// <para>Names one recording by its id.</para>
/// </example>
[Cmdlet(VerbsData.Restore, Nouns.Recording, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, DefaultParameterSetName = ByObject)]
[OutputType(typeof(RestoreResult))]
public sealed class RestoreRecordingCommand : RecordingCmdlet
{
    private const string ByObject = "InputObject";
    private const string ById = "Id";

    /// <summary>So many wait for their batches at the most.</summary>
    private const int MostWaiting = 500;

    private readonly List<RecordingReference> waiting = [];

    /// <summary>A recording from Get-Recording -Status deleted, a result of Remove-Recording -ToRecycleBin, or a row with the columns Provider and Id.</summary>
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

    /// <summary>The connection, where a service has several open.</summary>
    [Parameter(ParameterSetName = ById)]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public string? Connection { get; set; }

    /// <summary>The owner (host), where the service needs it to find the item.</summary>
    [Parameter(ParameterSetName = ById)]
    public string? Owner { get; set; }

    /// <summary>The site, where the service needs it to find the item.</summary>
    [Parameter(ParameterSetName = ById)]
    public string? Site { get; set; }

    /// <summary>Writes a result for each recording. Without it the command is silent about what went well.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ByObject) Take(Read, InputObject);
        else
            foreach (var id in Id) Take(() => new RemovalTarget { Reference = new RecordingReference(Provider, Connection, "", id, Owner, Site) }, id);
        if (waiting.Count >= MostWaiting) Send();
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Send();

    // What Remove-Recording -ToRecycleBin -PassThru gave is what one wants back; nothing is removed by taking it.
    private RemovalTarget Read() => InputObject.BaseObject is RemovalResult removed
        ? new RemovalTarget { Reference = removed.Reference }
        : RemovalTargets.Read(InputObject, forBots: false);

    private void Take(Func<RemovalTarget> read, object target)
    {
        RecordingReference? item = null;
        RunForItem(() => item = Session.Engine.CheckRestorable(read(), Notices), target);
        if (item is null) return;
        var isAgreed = false;
        Run(() => isAgreed = Asking.Ask(() => ShouldProcess(item.ToString(), "Restore from the recycle bin"), "Restore from the recycle bin"));
        if (isAgreed) waiting.Add(item);
    }

    private void Send() => Run(() =>
    {
        if (waiting.Count == 0) return;
        RecordingReference[] items = [.. waiting];
        waiting.Clear();
        Each(Session.Engine.RestoreAsync(items, Notices, Stop), result =>
        {
            if (PassThru) WriteObject(result);
            if (result.Error is { } fault) WriteError(ErrorMapper.ToRecord(fault, result.Reference));
        });
    });
}
