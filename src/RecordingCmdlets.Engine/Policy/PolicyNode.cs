namespace RecordingCmdlets.Engine.Policy;

/// <summary>A value of a policy file, whatever form the file has, and where it stands.</summary>
/// <param name="At">Where it begins.</param>
internal abstract record PolicyNode(PolicyPlace At);

/// <summary>A place in a file.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
internal readonly record struct PolicyPlace(int Line, int Column)
{
    public static PolicyPlace Start { get; } = new(1, 1);
}

/// <summary>Members by name, in their order. Names may stand twice; the reader of the policy says so.</summary>
internal sealed record PolicyObject(PolicyPlace At, IReadOnlyList<PolicyMember> Members) : PolicyNode(At);

/// <summary>A member of an object.</summary>
/// <param name="Name">Its name.</param>
/// <param name="At">Where the name stands.</param>
/// <param name="Value">Its value.</param>
internal sealed record PolicyMember(string Name, PolicyPlace At, PolicyNode Value);

internal sealed record PolicyList(PolicyPlace At, IReadOnlyList<PolicyNode> Items) : PolicyNode(At);

internal sealed record PolicyText(PolicyPlace At, string Value) : PolicyNode(At);

internal sealed record PolicyNumber(PolicyPlace At, double Value) : PolicyNode(At);

internal sealed record PolicyFlag(PolicyPlace At, bool Value) : PolicyNode(At);

internal sealed record PolicyNull(PolicyPlace At) : PolicyNode(At);

/// <summary>The file is not written as its form demands; nothing can be read past this place.</summary>
internal sealed class PolicySyntaxException(PolicyPlace at, string message) : FormatException(message)
{
    public PolicyPlace At { get; } = at;
}
