namespace RecordingCmdlets.Sandbox;

/// <summary>What Recall.ai answers when media is to be deleted that is deleted already; it promises none of them.</summary>
public enum RecallSecondDelete
{
    /// <summary>409.</summary>
    Conflict409,

    /// <summary>404.</summary>
    NotFound404,

    /// <summary>200 with the bot.</summary>
    Ok200,
}

/// <summary>What Recall.ai answers to the legacy call for what a meeting came to.</summary>
public enum RecallIntelligence
{
    /// <summary>200 with action items and the rest; for bots with media only, otherwise 404.</summary>
    Served,

    /// <summary>404 as for any address that there is not: the workspace has it no more.</summary>
    Retired404,

    /// <summary>405.</summary>
    Retired405,

    /// <summary>410.</summary>
    Retired410,
}

/// <summary>How a bot shows that its media is deleted; the service promises one of them or both.</summary>
public enum RecallExpiry
{
    /// <summary>Its status is <c>media_expired</c> and it lists no recordings.</summary>
    Status,

    /// <summary>Its status stays, and its recordings are listed as <c>deleted</c>.</summary>
    Recordings,

    /// <summary>Its status is <c>media_expired</c>, and its recordings are listed as <c>deleted</c>.</summary>
    Both,
}
