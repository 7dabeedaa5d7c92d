using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Policy;
using RecordingCmdlets.Engine.Providers;

namespace RecordingCmdlets.Engine.Retention;

/// <summary>One listing that a policy is about.</summary>
/// <param name="Connection">The connection.</param>
/// <param name="Resource">The kind.</param>
/// <param name="Owners">The owners it is asked for, where a listing is an owner's; empty for the usual one.</param>
internal sealed record ScopeListing(Connection Connection, ResourceDeclaration Resource, IReadOnlyList<string> Owners)
{
    /// <summary>The longest age that a rule keeps to: where a listing must begin somewhere, it begins long before that.</summary>
    public TimeSpan Longest { get; private init; }

    public static IReadOnlyList<ScopeListing> Of(RetentionPolicy policy, ConnectionBook book, IReadOnlyList<string> only, INotices notices, IReadOnlyList<string> elsewhere) =>
        [.. RetentionScope.Of(policy, book, only, notices, elsewhere).SelectMany(l => ByOwner(policy, l.Connection, l.Resource))];

    private static IEnumerable<ScopeListing> ByOwner(RetentionPolicy policy, Connection connection, ResourceDeclaration resource)
    {
        var rules = policy.Rules
            .Where(r => r.Action != RetentionAction.Keep && RuleReach.Covers(r, connection.Provider, resource) && RuleReach.IsNamed(r.Connections, connection.Name))
            .ToList();
        var longest = rules.Max(r => r.OlderThan) ?? TimeSpan.Zero;
        var isByOwner = resource.List.Route.Path.Contains("{owner}", StringComparison.Ordinal);
        if (!isByOwner || rules.Exists(r => r.Owners.Count == 0)) yield return new ScopeListing(connection, resource, []) { Longest = longest };
        var owners = rules.SelectMany(r => r.Owners).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (isByOwner && owners.Count > 0) yield return new ScopeListing(connection, resource, owners) { Longest = longest };
    }
}
