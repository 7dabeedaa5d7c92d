using RecordingCmdlets.Engine.Providers;

namespace RecordingCmdlets.Engine.Policy;

/// <summary>What a policy does, in plain sentences.</summary>
internal static class PolicyWords
{
    public static IReadOnlyList<string> Explain(RetentionPolicy policy, IReadOnlyList<ProviderDeclaration> providers) => [policy.Name, $"{providers.Count}"];
}
