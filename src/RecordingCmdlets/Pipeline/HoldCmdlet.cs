using System.Management.Automation;

namespace RecordingCmdlets.Pipeline;

/// <summary>What the cmdlets about holds share: the file, and the ledger of its changes.</summary>
public abstract class HoldCmdlet : RecordingCmdlet
{
    /// <summary>The holds file; the user's own when left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? HoldPath { get; set; }

    /// <summary>The folder for the ledger of the change, or a new file ending in .jsonl.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? AuditPath { get; set; }

    private protected IHoldBook Book => Engine.OpenHolds(FilePath(HoldPath));

    private protected AuditOptions Audit(string? reason, string? ticket) => AuditParameters.Make(this, FilePath(AuditPath), isDisabled: false, key: null, reason, ticket);
}
