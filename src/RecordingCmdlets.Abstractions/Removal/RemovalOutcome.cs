namespace RecordingCmdlets;

/// <summary>What became of one item that was asked to be removed.</summary>
public enum RemovalOutcome
{
    /// <summary>It cannot be known: a request left and no answer, no later look settled it. <c>Resolve-RecordingAudit</c> asks again.</summary>
    Unknown,

    /// <summary>The service removed it for good.</summary>
    Deleted,

    /// <summary>The service moved it to its recycle bin.</summary>
    Recycled,

    /// <summary>The service accepted a batch with it; nothing has proved the removal yet.</summary>
    Accepted,

    /// <summary>It was there in this run and was gone when the request came: somebody else, or an earlier try, removed it.</summary>
    AlreadyGone,

    /// <summary>The service does not know it. It may never have existed, or belong to another account, kind or region.</summary>
    NotFound,

    /// <summary>The service would not remove it in its present state, or it is of a kind that this command does not remove.</summary>
    NotEligible,

    /// <summary>A hold covers it, or it cannot be told that none does.</summary>
    Held,

    /// <summary>The limit on deletions was reached before it.</summary>
    LimitReached,

    /// <summary>Nothing was sent for it: the run was stopped, or the prompt was answered with no.</summary>
    NotSent,

    /// <summary>The service refused, and it is still there as far as is known.</summary>
    Failed,

    /// <summary>Nothing was done because of -WhatIf; the real run would have sent a request.</summary>
    WouldRemove,
}

/// <summary>What an outcome rests on.</summary>
public enum RemovalEvidence
{
    /// <summary>Nothing was sent, so nothing is claimed of the service.</summary>
    None,

    /// <summary>The service's answer to the request for this very item.</summary>
    Response,

    /// <summary>The service's answer to a batch; it does not speak of single items.</summary>
    BatchAccepted,

    /// <summary>The service was asked again afterwards.</summary>
    ReadBack,

    /// <summary>Concluded from the answer and from what this run had seen before.</summary>
    Inferred,
}
