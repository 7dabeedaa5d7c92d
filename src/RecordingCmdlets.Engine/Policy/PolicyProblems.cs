namespace RecordingCmdlets.Engine.Policy;

/// <summary>Collects what is wrong with a policy: all of it, so that nobody has to try again for each slip.</summary>
internal sealed class PolicyProblems
{
    /// <summary>Enough to see what kind of file it is.</summary>
    private const int Most = 100;

    private readonly List<PolicyProblem> found = [];

    public int Count => found.Count;

    /// <summary>In the order of the file.</summary>
    public PolicyProblem[] All => [.. found.OrderBy(p => p.Line).ThenBy(p => p.Column).Take(Most)];

    public void Add(PolicyPlace at, string location, string message) =>
        found.Add(new PolicyProblem(at.Line, at.Column, PlainText.Of(location), PlainText.Of(message)));
}
