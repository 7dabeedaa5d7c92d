using System.Management.Automation;
using System.Security;
using RecordingCmdlets.Binding;

namespace RecordingCmdlets.Pipeline;

/// <summary>The brakes of every cmdlet that deletes, and its ledger.</summary>
public abstract class BrakedCmdlet : RecordingCmdlet
{
    /// <summary>Requests in flight at one time, for each connection.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = RemovalOptions.DefaultThrottleLimit;

    /// <summary>Why this is deleted; goes into the ledger.</summary>
    [Parameter]
    public string? Reason { get; set; }

    /// <summary>The ticket or case that asks for it; goes into the ledger.</summary>
    [Parameter]
    public string? Ticket { get; set; }

    /// <summary>After this long nothing new is sent; what waited is reported as NotSent. Run the command again to go on. 90s, 15m, 2h or a TimeSpan object.</summary>
    [Parameter]
    [Duration]
    public TimeSpan? TimeLimit { get; set; }

    /// <summary>The folder for the ledger, or a new file ending in .jsonl. The user's own state folder when left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? AuditPath { get; set; }

    /// <summary>A key for an HMAC in the ledger's seal: who lacks it cannot write the ledger anew unseen.</summary>
    [Parameter]
    public SecureString? AuditKey { get; set; }

    /// <summary>Deletes without writing a ledger. Nothing will then tell what was done.</summary>
    [Parameter]
    public SwitchParameter NoAudit { get; set; }

    /// <summary>The holds file. A file that is named must exist; the default one may be missing.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? HoldPath { get; set; }

    /// <summary>Leaves out the closing look that proves what batches deleted; such items are then reported as Accepted.</summary>
    [Parameter]
    public SwitchParameter SkipProof { get; set; }

    private protected bool IsTrial => MyInvocation.BoundParameters.TryGetValue("WhatIf", out var given)
        ? LanguagePrimitives.IsTrue(given)
        : LanguagePrimitives.IsTrue(SessionState.PSVariable.GetValue("WhatIfPreference"));

    /// <summary>The bar of the run, once there is one.</summary>
    private protected RunProgressBar? Bar { get; set; }

    /// <summary>How this command removes; what a command adds to the common parameters, it adds here.</summary>
    private protected virtual RemovalOptions Options => new()
    {
        ThrottleLimit = ThrottleLimit,
        TimeLimit = TimeLimit,
        ProveBatches = !SkipProof,
        HoldPath = FilePath(HoldPath),
        Audit = AuditParameters.Make(this, FilePath(AuditPath), NoAudit, Secrets.From(AuditKey, nameof(AuditKey)), Reason, Ticket),
    };

    /// <summary>Whatever ends the command, the bar does not stay behind.</summary>
    private protected void Guard(Action action)
    {
        try
        {
            action();
        }
        catch
        {
            Bar?.Close();
            throw;
        }
    }
}
