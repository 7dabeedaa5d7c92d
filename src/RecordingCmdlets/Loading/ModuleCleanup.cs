using System.Management.Automation;
using RecordingCmdlets.Session;

namespace RecordingCmdlets.Loading;

/// <summary>Stops the sandboxes of a session that removes the module or imports it anew.</summary>
public sealed class ModuleCleanup : IModuleAssemblyCleanup
{
    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        foreach (var running in RunspaceSession.Existing?.Sandboxes.ToArray() ?? []) RunspaceSession.Existing!.Stop(running);
    }
}
