using System.Management.Automation;

namespace EmptyModule;

/// <summary>The least that a binary module can be: what every import costs, whatever is imported.</summary>
[Cmdlet(VerbsCommon.Get, "Nothing")]
public sealed class GetNothingCommand : PSCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteObject(0);
}
