using RecordingCmdlets.Engine.Providers;

namespace RecordingCmdlets.Engine.Policy;

/// <summary>
/// Whether a rule leaves nothing to a later one. Only what is certain is said: two patterns may mean the same and not be
/// found to.
/// </summary>
internal static class RuleCover
{
    /// <summary>Longer lists are not compared: that would take longer than it is worth.</summary>
    private const int MostPairs = 2500;

    public static bool Covers(RetentionRule earlier, RetentionRule later, IReadOnlyList<ProviderDeclaration> providers) =>
        RuleReach.Of(later, providers).All(r => RuleReach.Covers(earlier, r.Provider, r.Resource))
        && (earlier.Connections.Count == 0 || (later.Connections.Count > 0 && later.Connections.All(c => RuleReach.IsNamed(earlier.Connections, c))))
        && CoversAny(earlier.Titles, later.Titles)
        && CoversAny(earlier.Owners, later.Owners)
        && earlier.Metadata.All(m => later.Metadata.TryGetValue(m.Key, out var pattern) && CoversPattern(m.Value, pattern))
        && (earlier.MinimumDuration is not { } least || later.MinimumDuration >= least)
        && (earlier.MaximumDuration is not { } most || later.MaximumDuration <= most);

    private static bool CoversAny(IReadOnlyList<string> earlier, IReadOnlyList<string> later) =>
        earlier.Count == 0 || (later.Count > 0 && earlier.Count * later.Count <= MostPairs && later.All(l => earlier.Any(e => CoversPattern(e, l))));

    // A pattern that takes another one's text by its stars, with every other wildcard for a letter like any, takes all that it
    // takes. Sets and backticks are left alone.
    private static bool CoversPattern(string earlier, string later) =>
        string.Equals(earlier, later, StringComparison.OrdinalIgnoreCase)
        || (earlier.Contains('*', StringComparison.Ordinal) && later.IndexOfAny(['[', '`']) < 0 && Takes(earlier.Split('*'), later));

    private static bool Takes(string[] pieces, string text)
    {
        if (!text.StartsWith(pieces[0], StringComparison.OrdinalIgnoreCase)) return false;
        var at = pieces[0].Length;
        foreach (var piece in pieces[1..^1])
        {
            var found = text.IndexOf(piece, at, StringComparison.OrdinalIgnoreCase);
            if (found < 0) return false;
            at = found + piece.Length;
        }

        return text.Length - at >= pieces[^1].Length && text.EndsWith(pieces[^1], StringComparison.OrdinalIgnoreCase);
    }
}
