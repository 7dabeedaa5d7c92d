namespace RecordingCmdlets.Sandbox;

/// <summary>Where a recording is.</summary>
internal enum WebexState
{
    /// <summary>Where it was made.</summary>
    Available,

    /// <summary>In the recycle bin.</summary>
    Deleted,

    /// <summary>Gone, but for a Compliance Officer.</summary>
    Purged,
}

/// <summary>A part of the recordings that is listed again and again.</summary>
/// <param name="State">Where they are.</param>
/// <param name="Host">Whose they are; anybody's when null.</param>
/// <param name="Site">On which site; on any when null.</param>
/// <param name="WithShared">Whether what others share counts as the host's.</param>
internal readonly record struct WebexView(WebexState State, string? Host, string? Site, bool WithShared = false)
{
    /// <summary>Whether a recording is a part of it.</summary>
    public bool Holds(WebexRecording recording) =>
        StateOf(recording) == State
        && (Host is null || IsSame(recording.HostEmail, Host) || (WithShared && recording.ShareToMe == true))
        && (Site is null || IsSame(recording.SiteUrl, Site));

    /// <summary>Where a recording is.</summary>
    public static WebexState StateOf(WebexRecording recording) => recording.Status switch
    {
        "deleted" => WebexState.Deleted,
        "purged" => WebexState.Purged,
        _ => WebexState.Available,
    };

    /// <summary>Compares addresses and sites.</summary>
    public static bool IsSame(string? left, string? right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
