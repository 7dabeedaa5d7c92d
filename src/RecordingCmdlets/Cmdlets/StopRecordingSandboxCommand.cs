using System.Management.Automation;
using RecordingCmdlets.Pipeline;

namespace RecordingCmdlets.Cmdlets;

/// <summary>Stops the sandbox of this session and closes its connections.</summary>
/// <example>
/// <code>Stop-RecordingSandbox</code>
/// <para>Stops it. Its data is gone; the ledgers of what was rehearsed stay.</para>
/// </example>
/// <example>
/// <code>AfterAll { Stop-RecordingSandbox }</code>
/// <para>The end of a Pester file. Stopping twice is no error.</para>
/// </example>
/// <example>
/// <code>Stop-RecordingSandbox -WhatIf</code>
/// <para>What if: Performing the operation "Stop-RecordingSandbox" on target "Telnyx".</para>
/// </example>
[Cmdlet(VerbsLifecycle.Stop, Nouns.Sandbox, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(void))]
public sealed class StopRecordingSandboxCommand : RecordingCmdlet
{
    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (var running in Session.Sandboxes.ToArray())
        {
            if (ShouldProcess(string.Join(", ", running.Sandbox.Providers))) Session.Stop(running);
        }
    }
}
