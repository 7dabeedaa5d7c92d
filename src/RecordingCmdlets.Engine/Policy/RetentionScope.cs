using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Providers;

namespace RecordingCmdlets.Engine.Policy;

/// <summary>
/// What must be listed for a policy: of each connection the kinds that some rule removes. Whole, since what is kept stands in
/// a plan too.
/// </summary>
internal static class RetentionScope
{
    /// <summary>The listings.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="book">The connections. One that a rule names and that is not open is an error, and not passed over.</param>
    /// <param name="only">Only these connections, by name; all when empty.</param>
    /// <param name="notices">Receives warnings.</param>
    /// <param name="elsewhere">Connections that there are and that are not open here.</param>
    public static IReadOnlyList<(Connection Connection, ResourceDeclaration Resource)> Of(
        RetentionPolicy policy, ConnectionBook book, IReadOnlyList<string> only, INotices notices, IReadOnlyList<string>? elsewhere = null)
    {
        var pool = only.Count == 0 ? null : book.Choose([], only, notices);
        IReadOnlyList<(Connection, ResourceDeclaration)> listings =
        [
            .. policy.Rules
                .Where(r => r.Action != RetentionAction.Keep)
                .SelectMany(rule => ConnectionsOf(rule).SelectMany(c => c.Resources.Where(r => RuleReach.Covers(rule, c.Provider, r)).Select(r => (c, r))))
                .Distinct(),
        ];
        // Also of a rule that keeps: with a slip in its name, what it was to keep would fall to the next one.
        book.RequireKnown(policy.Rules.SelectMany(r => r.Connections).Except(elsewhere ?? [], StringComparer.OrdinalIgnoreCase));
        return listings;

        IEnumerable<Connection> ConnectionsOf(RetentionRule rule) => pool is null
            ? book.Choose(rule.Providers, rule.Connections, notices)
            : pool.Where(c => RuleReach.IsNamed(rule.Providers, c.Provider.Name) && RuleReach.IsNamed(rule.Connections, c.Name));
    }
}
