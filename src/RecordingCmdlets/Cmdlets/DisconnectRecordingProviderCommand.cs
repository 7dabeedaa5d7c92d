using System.Management.Automation;
using RecordingCmdlets.Completion;
using RecordingCmdlets.Pipeline;

namespace RecordingCmdlets.Cmdlets;

/// <summary>Closes a connection and forgets its credential.</summary>
/// <example>
/// <code>Disconnect-RecordingProvider -Name Support</code>
/// <para>Closes the connection named Support.</para>
/// </example>
/// <example>
/// <code>(Get-RecordingProvider).Connections | Disconnect-RecordingProvider</code>
/// <para>Closes all connections of this session.</para>
/// </example>
/// <example>
/// <code>Disconnect-RecordingProvider -Name Telnyx -WhatIf</code>
/// <para>What if: Performing the operation "Disconnect" on target "Telnyx".</para>
/// </example>
[Cmdlet(VerbsCommunications.Disconnect, Nouns.Provider, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(void))]
public sealed class DisconnectRecordingProviderCommand : RecordingCmdlet
{
    /// <summary>The name of the connection; the service's name unless another was given.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var name in Name)
        {
            if (!ShouldProcess(PlainText.Of(name), "Disconnect")) continue;
            RunForItem(
                () =>
                {
                    if (!Session.Disconnect(name))
                        throw new RecordingArgumentException("ConnectionUnknown", $"There is no connection named '{name}'.", "Get-RecordingProvider shows the open ones.");
                },
                name);
        }
    }
}
