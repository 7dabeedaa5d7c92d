using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Providers;

namespace RecordingCmdlets.Engine.Retention;

/// <summary>One listing that a policy is about.</summary>
/// <param name="Connection">The connection.</param>
/// <param name="Resource">The kind.</param>
/// <param name="Owners">The owners it is asked for; empty for the usual one.</param>
internal sealed record ScopeListing(Connection Connection, ResourceDeclaration Resource, IReadOnlyList<string> Owners)
{
    /// <summary>Whether its items are for the commands about bots.</summary>
    public bool IsForBots => !Resource.IsListedAsRecording;
}

/// <summary>What must be listed for a policy: everything of the services, connections and kinds that a rule speaks of, what is kept included.</summary>
internal static class RetentionScope
{
    public static IReadOnlyList<ScopeListing> Of(RetentionPolicy policy, IReadOnlyList<string> only, ConnectionBook book, INotices notices)
    {
        var providers = policy.Rules.All(r => r.Providers.Count > 0) ? policy.Rules.SelectMany(r => r.Providers) : [];
        var names = only.Count > 0 ? only : policy.Rules.All(r => r.Connections.Count > 0) ? policy.Rules.SelectMany(r => r.Connections) : [];
        var connections = book.Choose([.. providers.Distinct(StringComparer.OrdinalIgnoreCase)], [.. names.Distinct(StringComparer.OrdinalIgnoreCase)], notices);
        foreach (var name in policy.Rules.SelectMany(r => r.Connections).Where(n => only.Count == 0 && !book.All.Any(c => Is(c.Name, n))))
            _ = book.Choose([], [name], notices); // Says that it is not open: a rule that can select nothing is a slip.
        return [.. connections.SelectMany(c => c.Resources.SelectMany(r => Of(policy, c, r)))];
    }

    private static IEnumerable<ScopeListing> Of(RetentionPolicy policy, Connection connection, ResourceDeclaration resource)
    {
        var rules = policy.Rules
            .Where(r => Allows(r.Providers, connection.Provider.Name) && Allows(r.Connections, connection.Name)
                && (r.Kinds.Count == 0 ? resource.IsListedAsRecording : Allows(r.Kinds, resource.Kind)))
            .ToList();
        if (rules.Count == 0) yield break;
        var isByOwner = resource.List.Route.Path.Contains("{owner}", StringComparison.Ordinal);
        if (!isByOwner || rules.Exists(r => r.Owners.Count == 0)) yield return new ScopeListing(connection, resource, []);
        var owners = rules.SelectMany(r => r.Owners).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (isByOwner && owners.Count > 0) yield return new ScopeListing(connection, resource, owners);
    }

    private static bool Allows(IReadOnlyList<string> wanted, string name) => wanted.Count == 0 || wanted.Any(w => Is(w, name));

    private static bool Is(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
