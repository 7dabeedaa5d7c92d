using RecordingCmdlets.Engine.Providers;
using RecordingCmdlets.Engine.Querying;

namespace RecordingCmdlets.Engine.Policy;

/// <summary>One rule, ready to look at items.</summary>
internal sealed class RulePlanner
{
    private readonly ILookup<(string Provider, string Kind), ResourceDeclaration> reach;
    private readonly Wildcard[] titles;
    private readonly Wildcard[] owners;
    private readonly (string Name, Wildcard Value)[] metadata;
    private readonly Wildcard[] tags;

    public RulePlanner(RetentionRule rule, IReadOnlyList<ProviderDeclaration> providers)
    {
        Rule = rule;
        reach = RuleReach.Of(rule, providers).ToLookup(r => (r.Provider.Name, r.Resource.Kind), r => r.Resource);
        titles = [.. rule.Titles.Select(t => new Wildcard(t))];
        owners = [.. rule.Owners.Select(o => new Wildcard(o))];
        metadata = [.. rule.Metadata.Select(m => (m.Key, new Wildcard(m.Value)))];
        tags = [.. rule.UnlessTags.Select(t => new Wildcard(t))];
    }

    public RetentionRule Rule { get; }

    /// <summary>Whether the rule is for an item: null when it cannot be told, and then for want of what.</summary>
    public (bool? Selects, string? Unknown) Selects(RuleFacts facts)
    {
        var item = facts.Recording;
        if (!reach.Contains((item.Provider, item.Kind)) || !RuleReach.IsNamed(Rule.Connections, item.Connection)) return (false, null);
        string? unknown = null;
        // What certainly does not match settles it, whatever else is not known.
        return IsOf(MatchesAny(titles, item.Title), "title")
            && IsOf(MatchesAny(owners, item.Owner), "owner")
            && IsOf(LastsAsLong(item.Duration), "duration")
            && IsOf(HasMetadata(facts), "metadata")
            ? (unknown is null ? true : null, unknown)
            : (false, null);

        bool IsOf(bool? answer, string what)
        {
            if (answer is null) unknown ??= what;
            return answer is not false;
        }
    }

    /// <summary>What the rule does with an item that it selects.</summary>
    public (PlanDecision Decision, string Reason) Decide(RuleFacts facts, DateTimeOffset now)
    {
        if (Rule.Action == RetentionAction.Keep || Rule.OlderThan is not { } limit) return (PlanDecision.Keep, $"The rule '{Rule.Name}' keeps it.");
        if (facts.Recording.CreatedAt is not { } created) return (PlanDecision.Keep, "No date, so its age cannot be told.");
        var verb = Rule.Action == RetentionAction.Recycle ? "recycles" : "removes";
        if (created > now) return (PlanDecision.Keep, $"Its date lies ahead; the rule '{Rule.Name}' {verb} after {SpanWords.Age(limit)}.");
        var age = $"{SpanWords.Age(now - created)} old; the rule '{Rule.Name}' {verb} after {SpanWords.Age(limit)}";
        if (now - created <= limit) return (PlanDecision.Keep, $"{age}.");
        if (KeepingTag(facts) is { } why) return (PlanDecision.Keep, $"{age}, but {why}.");
        return WhyImpossible(facts.Recording) is { } hindrance ? (PlanDecision.Keep, $"{age}, but it cannot be removed from here: {hindrance}") : (PlanDecision.Remove, $"{age}.");
    }

    /// <summary>Why an item can never be removed, in whatever role; null when it can, or when its state decides.</summary>
    private string? WhyImpossible(Recording item)
    {
        var reasons = reach[(item.Provider, item.Kind)].Select(r => r.WhyNever(item)).ToList();
        return reasons.Contains(null) ? null : reasons[0];
    }

    private static bool? MatchesAny(Wildcard[] patterns, string? value) =>
        patterns.Length == 0 ? true : value is null ? null : Array.Exists(patterns, p => p.Matches(value));

    private bool? LastsAsLong(TimeSpan? duration) =>
        Rule.MinimumDuration is null && Rule.MaximumDuration is null ? true
        : duration is not { } length ? null
        : length >= (Rule.MinimumDuration ?? TimeSpan.Zero) && length <= (Rule.MaximumDuration ?? TimeSpan.MaxValue);

    private bool? HasMetadata(RuleFacts facts)
    {
        bool? all = true;
        foreach (var (name, pattern) in metadata)
        {
            var answers = facts.Labels.Metadata.Where(m => string.Equals(m.Key, name, StringComparison.OrdinalIgnoreCase))
                .Select(m => m.Value is null ? (bool?)null : pattern.Matches(m.Value)).Distinct().ToList();
            // One name with two values, of which one matches, says nothing certain.
            var answer = answers.Count switch { 0 => facts.Labels.IsComplete ? false : null, 1 => answers[0], _ => null };
            if (answer is false) return false;
            all = answer is null ? null : all;
        }

        return all;
    }

    private string? KeepingTag(RuleFacts facts)
    {
        if (tags.Length == 0) return null;
        foreach (var tag in facts.Labels.Tags)
            if (Array.Exists(tags, t => t.Matches(tag))) return $"it carries the tag '{tag}'";
        foreach (var (name, value) in facts.Labels.Metadata)
        {
            if (Array.Exists(tags, t => t.Matches(name) || t.Matches($"{name}={value}"))) return value is null ? $"it carries '{name}'" : $"it carries '{name}={value}'";
            // Only a tag that is spelled out is certainly not a pair.
            if (value is null && Array.Exists(tags, t => t.Text.IndexOfAny(['=', '*', '?', '[']) >= 0)) return $"the value of '{name}' is not known";
        }

        return facts.Labels.IsComplete ? null : "it cannot be told what tags it carries";
    }
}
