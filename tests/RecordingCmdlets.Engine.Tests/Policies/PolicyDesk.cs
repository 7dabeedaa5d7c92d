using RecordingCmdlets.Engine.Tests.Support;

namespace RecordingCmdlets.Engine.Tests.Policies;

/// <summary>A folder for policy files, and the engine that reads them.</summary>
internal sealed class PolicyDesk : IDisposable
{
    public static DateTimeOffset Now { get; } = Given.Moment("2026-06-01T00:00:00Z");

    public TempFolder Folder { get; } = new();

    public RecordingEngine Engine { get; } = new();

    public string Write(string text, string name = "policy.json")
    {
        File.WriteAllText(Folder.File(name), text);
        return Folder.File(name);
    }

    public RetentionPolicyReport Test(string text, string name = "policy.json") => Engine.TestPolicy(Write(text, name));

    public RetentionPolicy Read(string text, string name = "policy.json") => Engine.ReadPolicy(Write(text, name));

    /// <summary>What is wrong with a policy of these rules: the place, line and column, and the words.</summary>
    public IReadOnlyList<PolicyProblem> Problems(string rules) => Test(Policy(rules)).Problems;

    /// <summary>A policy of these rules, which begin in line 2.</summary>
    public static string Policy(string rules) => $$"""
        { "format": "recordingcmdlets-policy/1", "rules": [
        {{rules}}
        ] }
        """;

    public void Dispose() => Folder.Dispose();
}
