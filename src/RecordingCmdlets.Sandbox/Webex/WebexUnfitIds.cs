namespace RecordingCmdlets.Sandbox;

/// <summary>What becomes of a batch in which some ids do not fit: unknown, locked, of another host or site, or in another state.</summary>
public enum WebexUnfitIds
{
    /// <summary>Nothing is done, and an error is answered.</summary>
    Refuse,

    /// <summary>What fits is done, and an error is answered all the same.</summary>
    RefuseAfterActing,

    /// <summary>What fits is done, and the rest is passed over in silence.</summary>
    PassOver,
}
