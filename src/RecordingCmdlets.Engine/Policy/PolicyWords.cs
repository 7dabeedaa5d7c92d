using System.Globalization;

namespace RecordingCmdlets.Engine.Policy;

/// <summary>What a policy does, in plain sentences.</summary>
internal static class PolicyWords
{
    // Paths may hold anything; the policy's own texts are plain already.
    public static string[] Explain(RetentionPolicy policy) => [.. Sentences(policy).Select(s => PlainText.Of(s))];

    private static IEnumerable<string> Sentences(RetentionPolicy policy) =>
    [
        $"The policy '{policy.Name}' has {Count(policy.Rules.Count, "rule")}. The first that selects an item decides about it; what none selects, and what cannot be told, is kept.",
        .. policy.Rules.Select((rule, i) => string.Create(CultureInfo.InvariantCulture, $"Rule {i + 1} {Rule(rule)}")),
        policy.Rules.All(r => r.Action == RetentionAction.Keep) ? "It removes nothing." : $"When more would go than {Fuse(policy.Fuse)}, nothing at all is removed.",
    ];

    private static string Rule(RetentionRule rule)
    {
        var verb = rule.Action switch { RetentionAction.Keep => "keeps", RetentionAction.Recycle => "moves to the recycle bin", _ => "deletes for good" };
        var conditions = Conditions(rule).ToList();
        var exceptions = Exceptions(rule).ToList();
        return string.Concat(
            $"'{rule.Name}' {verb} {Subject(rule)}",
            conditions.Count == 0 ? "" : $" that {List(conditions, "and")}",
            exceptions.Count == 0 ? "" : $", unless they {List(exceptions, "or")}",
            rule.Action == RetentionAction.Keep ? ", at any age." : ".",
            rule.Backup is { } backup ? $" Before that it saves {Parts(backup.Include)} to {backup.Path}; what cannot be saved is not removed." : "",
            rule.Fuse is { } fuse ? $" When it alone would remove more than {Fuse(fuse)}, nothing at all is removed." : "");
    }

    private static string Subject(RetentionRule rule) => string.Concat(
        rule.Kinds.Count > 0 ? List(rule.Kinds, "and") : rule.Action == RetentionAction.Keep ? "all items" : "recordings",
        rule.Providers.Count > 0 ? $" of {List(rule.Providers, "and")}" : " of every connected service",
        rule.Connections.Count > 0 ? $" over the connection {List(rule.Connections.Select(Quote), "or")}" : "");

    private static IEnumerable<string> Conditions(RetentionRule rule)
    {
        if (rule.Titles.Count > 0) yield return $"have a title like {List(rule.Titles.Select(Quote), "or")}";
        if (rule.Owners.Count > 0) yield return $"have an owner like {List(rule.Owners.Select(Quote), "or")}";
        foreach (var (name, value) in rule.Metadata) yield return $"have the metadata {Quote($"{name}={value}")}";
        if (rule.MinimumDuration is { } least) yield return $"last at least {SpanWords.Length(least)}";
        if (rule.MaximumDuration is { } most) yield return $"last at most {SpanWords.Length(most)}";
        if (rule.OlderThan is { } age) yield return $"are older than {SpanWords.Age(age)}";
    }

    private static IEnumerable<string> Exceptions(RetentionRule rule)
    {
        if (rule.UnlessTags.Count > 0) yield return $"carry {List(rule.UnlessTags.Select(Quote), "or")}";
        if (rule.UnlessActionItem) yield return "have action items, which is asked before each goes";
    }

    private static string Fuse(RetentionFuse fuse) => List(((string?[])
    [
        fuse.Maximum is { } count ? Count(count, "item") : null,
        fuse.MaximumShare is { } share ? string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.##}% of what was listed") : null,
    ]).OfType<string>(), "or");

    private static string Parts(ArchiveParts parts) =>
        List(new[] { ArchiveParts.Media, ArchiveParts.Transcript, ArchiveParts.Metadata }.Where(p => parts.HasFlag(p)).Select(p => p.ToString().ToLowerInvariant()), "and");

    private static string Count(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");

    private static string Quote(string text) => $"'{text}'";

    private static string List(IEnumerable<string> words, string last)
    {
        var all = words.ToList();
        return all.Count == 1 ? all[0] : $"{string.Join(", ", all.SkipLast(1))} {last} {all[^1]}";
    }
}
