using System.Management.Automation;
using RecordingCmdlets.Binding;
using RecordingCmdlets.Completion;

namespace RecordingCmdlets.Pipeline;

/// <summary>What the cmdlets share that ask something about single items, which are piped in or named.</summary>
public abstract class ItemCmdlet : RecordingCmdlet
{
    private protected const string ByObject = "InputObject";
    private protected const string ById = "Id";

    /// <summary>A bot from Get-RecordingBot, a recording from Get-Recording, or a row with the columns Provider and Id.</summary>
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

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ByObject) RunForItem(() => Take(RemovalTargets.ReadReference(InputObject), InputObject), InputObject);
        else foreach (var id in Id) RunForItem(() => Take(Named(id), id), id);
    }

    /// <summary>An item that is named by its id.</summary>
    private protected virtual RecordingReference Named(string id) => new(Provider, Connection, "", id);

    /// <summary>Does with one item what the command is for.</summary>
    private protected abstract void Take(RecordingReference item, object target);
}
