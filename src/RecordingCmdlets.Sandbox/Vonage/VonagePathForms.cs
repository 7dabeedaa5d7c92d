namespace RecordingCmdlets.Sandbox;

/// <summary>The published forms of a path of Vonage.</summary>
[Flags]
public enum VonagePathForms
{
    /// <summary>With <c>/v1</c> before <c>/api</c>.</summary>
    WithVersion = 1,

    /// <summary>Without it.</summary>
    WithoutVersion = 2,

    /// <summary>Either.</summary>
    Both = WithVersion | WithoutVersion,
}
