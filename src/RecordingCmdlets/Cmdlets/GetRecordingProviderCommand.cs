using System.Management.Automation;
using RecordingCmdlets.Completion;
using RecordingCmdlets.Pipeline;

namespace RecordingCmdlets.Cmdlets;

/// <summary>Shows the services this module knows: what it can do there, what is connected, and the limits. Never a secret.</summary>
/// <example>
/// <code>Get-RecordingProvider</code>
/// <para>Name     Connections      Kinds               Bulk RecycleBin FilterKeys</para>
/// <para>Telnyx   Telnyx           Recording             50 False      call_control_id, call_leg_id, call_se…</para>
/// </example>
/// <example>
/// <code>(Get-RecordingProvider Telnyx).Deletion</code>
/// <para>Permanent: the recording and its hosted files. Transcriptions and copies in your own storage bucket are not removed.</para>
/// </example>
/// <example>
/// <code>(Get-RecordingProvider Telnyx).Connections | Format-List</code>
/// <para>Shows the open connections, where each credential came from, and the pace.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, Nouns.Provider)]
[OutputType(typeof(ProviderInfo))]
public sealed class GetRecordingProviderCommand : RecordingCmdlet
{
    /// <summary>The services, with wildcards; all when left out.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    public string[] Provider { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var patterns = Provider.Select(p => WildcardPattern.Get(p, WildcardOptions.IgnoreCase)).ToArray();
        WriteObject(Session.Engine.GetProviders().Where(p => patterns.Any(pattern => pattern.IsMatch(p.Name))), enumerateCollection: true);
    }
}
