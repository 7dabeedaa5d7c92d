namespace RecordingCmdlets.Sandbox;

/// <summary>A request that HTTP does not allow, or that is larger than the sandbox takes.</summary>
internal sealed class MalformedRequestException(int status) : Exception
{
    /// <summary>The status that says so.</summary>
    public int Status { get; } = status;
}
