using RecordingCmdlets.Engine.Providers;

namespace RecordingCmdlets.Engine.Policy;

/// <summary>
/// What a rule is about: the kinds that it names. One that names none removes what <c>Get-Recording</c> lists, and keeps
/// whatever there is.
/// </summary>
internal static class RuleReach
{
    public static bool Covers(RetentionRule rule, ProviderDeclaration provider, ResourceDeclaration resource) =>
        IsNamed(rule.Providers, provider.Name)
        && (rule.Kinds.Count == 0 ? rule.Action == RetentionAction.Keep || resource.IsListedAsRecording : rule.Kinds.Contains(resource.Kind, StringComparer.OrdinalIgnoreCase));

    /// <summary>Every kind that a rule is about, each role's own.</summary>
    public static IReadOnlyList<(ProviderDeclaration Provider, ResourceDeclaration Resource)> Of(RetentionRule rule, IReadOnlyList<ProviderDeclaration> providers) =>
        [.. providers.SelectMany(p => p.Resources.Where(r => Covers(rule, p, r)).Select(r => (p, r)))];

    /// <summary>Whether a name is among those of a rule; no names stand for all.</summary>
    public static bool IsNamed(IReadOnlyList<string> names, string? name) => names.Count == 0 || (name is not null && names.Contains(name, StringComparer.OrdinalIgnoreCase));

    /// <summary>Whether two rules can meet at one connection.</summary>
    public static bool ShareConnections(RetentionRule one, RetentionRule other) =>
        one.Connections.Count == 0 || other.Connections.Count == 0 || one.Connections.Any(c => IsNamed(other.Connections, c));
}
