using System.Management.Automation;
using RecordingCmdlets.Pipeline;

namespace RecordingCmdlets.Cmdlets;

/// <summary>Looks through retention policies: tells everything that is wrong with each, and where, or what it does in plain sentences.</summary>
/// <remarks>
/// No service is asked. Unknown keys, contradictions, rules that can never decide and what a service cannot do are all found
/// here; docs/policy.md describes the form of a policy file.
/// </remarks>
/// <example>
/// <code>Test-RecordingRetentionPolicy ./calls.json</code>
/// <para>IsValid     : True</para>
/// <para>Explanation : Rule 1 'sales' deletes for good recordings of Telnyx that have a title like 'sales*' and are older than 90 days.</para>
/// </example>
/// <example>
/// <code>(Test-RecordingRetentionPolicy ./calls.json).Problems | Format-Table Line, Column, Message</code>
/// <para>Line Column Message</para>
/// <para>   9     20 'rules[1].olderThan' is a bare number. Write a whole number and a unit, as text: 12h, 30d or 4w.</para>
/// </example>
/// <example>
/// <code>if (Get-ChildItem ./policies | Test-RecordingRetentionPolicy | Where-Object { -not $_.IsValid }) { exit 1 }</code>
/// <para>Fails a script when any policy of a folder cannot be used.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, Nouns.RetentionPolicy)]
[OutputType(typeof(RetentionPolicyReport))]
public sealed class TestRecordingRetentionPolicyCommand : RecordingCmdlet
{
    /// <summary>The files, JSON (.json) or PowerShell data files (.psd1), with wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var path in Path)
            RunForItem(() => WriteObject(FilePaths(path).Select(Engine.TestPolicy), enumerateCollection: true), path);
    }
}
