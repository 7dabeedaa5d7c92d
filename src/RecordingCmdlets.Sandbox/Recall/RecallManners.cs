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
