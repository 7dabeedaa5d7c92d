using System.Management.Automation;
using System.Security;
using RecordingCmdlets.Binding;
using RecordingCmdlets.Pipeline;

namespace RecordingCmdlets.Cmdlets;

/// <summary>Checks that ledgers are as they were written, and names the first line that is not.</summary>
/// <remarks>
/// An unbroken chain proves that nothing broke. It proves that nobody wrote the ledger anew only together with the head that
/// was given out at the end of the run and kept elsewhere (-ExpectedHead), or with a key (-AuditKey).
/// </remarks>
/// <example>
/// <code>Test-RecordingAudit</code>
/// <para>State       Lines  Broken   Open Head         Path</para>
/// <para>Sealed        203              0 9d1f0c2a77b0 20260302T090000Z-4f1c09ab77de.jsonl</para>
/// </example>
/// <example>
/// <code>Test-RecordingAudit -Path run.jsonl -ExpectedHead $head</code>
/// <para>Checks that this is the ledger whose head is known.</para>
/// </example>
/// <example>
/// <code>if (Test-RecordingAudit | Where-Object { -not $_.IsIntact }) { exit 1 }</code>
/// <para>Fails a script when any ledger is broken or missing.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, Nouns.Audit)]
[OutputType(typeof(AuditVerification))]
public sealed class TestRecordingAuditCommand : RecordingCmdlet
{
    /// <summary>A folder of ledgers, or one file; the user's own folder when left out.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The head given out at the end of the run.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ExpectedHead { get; set; }

    /// <summary>The key that the runs sealed their ledgers with.</summary>
    [Parameter]
    public SecureString? AuditKey { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Run(() =>
        WriteObject(
            Engine.OpenAudit(FilePath(Path)).Verify(ExpectedHead, Secrets.From(AuditKey, nameof(AuditKey))),
            enumerateCollection: true));
}
