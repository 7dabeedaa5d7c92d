namespace RecordingCmdlets.Sandbox;

/// <summary>What is wrong with a file that is served.</summary>
internal enum MediaTwist
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Its link has run out.</summary>
    Expired,

    /// <summary>Nothing is in it.</summary>
    Empty,

    /// <summary>It is shorter than the service says, though the answer is whole.</summary>
    Short,

    /// <summary>It is longer than the service says.</summary>
    Long,

    /// <summary>A range is passed over: all of it is sent.</summary>
    Whole,

    /// <summary>It is another one of the same length, as its tag tells.</summary>
    Changed,
}
