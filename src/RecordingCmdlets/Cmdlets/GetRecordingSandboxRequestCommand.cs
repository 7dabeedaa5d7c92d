using System.Management.Automation;
using RecordingCmdlets.Completion;
using RecordingCmdlets.Pipeline;

namespace RecordingCmdlets.Cmdlets;

/// <summary>Shows the requests that the sandbox of this session received: the truth about what a command did.</summary>
/// <example>
/// <code>Get-Recording | Remove-Recording -WhatIf; (Get-RecordingSandboxRequest -Method DELETE, POST).Count</code>
/// <para>0</para>
/// </example>
/// <example>
/// <code>Get-RecordingSandboxRequest | Group-Object Method, Status -NoElement</code>
/// <para>Count Name</para>
/// <para>    2 GET, 200</para>
/// </example>
/// <example>
/// <code>Get-RecordingSandboxRequest -Clear</code>
/// <para>Shows the requests and forgets them, before the next step of a test.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, Nouns.SandboxRequest)]
[OutputType(typeof(SandboxRequest))]
public sealed class GetRecordingSandboxRequestCommand : RecordingCmdlet
{
    /// <summary>Only these HTTP methods.</summary>
    [Parameter(Position = 0)]
    public string[] Method { get; set; } = [];

    /// <summary>Only this service.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    public string? Provider { get; set; }

    /// <summary>Forgets the requests after they are shown.</summary>
    [Parameter]
    public SwitchParameter Clear { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (var (sandbox, _) in Session.Sandboxes)
        {
            foreach (var request in sandbox.GetRequests())
            {
                if (Method.Length > 0 && !Method.Contains(request.Method, StringComparer.OrdinalIgnoreCase)) continue;
                if (Provider is null || string.Equals(Provider, request.Provider, StringComparison.OrdinalIgnoreCase)) WriteObject(request);
            }

            if (Clear) sandbox.ClearRequests();
        }
    }
}
