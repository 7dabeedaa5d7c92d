using System.Management.Automation;
using System.Reflection;

namespace RecordingCmdlets.Pipeline;

/// <summary>Says in the terms of a ledger who asked: host, script, line and the names of the parameters.</summary>
internal static class AuditParameters
{
    public static AuditOptions Make(PSCmdlet cmdlet, string? path, bool isDisabled, Secret? key, string? reason, string? ticket)
    {
        var caller = cmdlet.MyInvocation;
        return new AuditOptions
        {
            Path = path,
            IsDisabled = isDisabled,
            Key = key,
            Reason = reason,
            Ticket = ticket,
            Host = $"{cmdlet.Host.Name} {cmdlet.Host.Version} / PowerShell {typeof(PSCmdlet).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split(' ', '+')[0]}",
            Script = string.IsNullOrEmpty(caller.ScriptName) ? null : FormattableString.Invariant($"{caller.ScriptName}:{caller.ScriptLineNumber}"),
            ParameterNames = [.. caller.BoundParameters.Keys.Order(StringComparer.Ordinal)],
        };
    }
}
