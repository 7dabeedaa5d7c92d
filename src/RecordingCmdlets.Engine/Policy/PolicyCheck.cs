using RecordingCmdlets.Engine.Providers;

namespace RecordingCmdlets.Engine.Policy;

/// <summary>Finds what each key alone is right about and all together are not: contradictions, and what a service cannot do.</summary>
internal sealed class PolicyCheck(IReadOnlyList<ProviderDeclaration> providers)
{
    private static readonly string[] OnlyForRemoval = ["olderThan", "keepIf", "backup", "fuse"];

    private readonly List<RetentionRule> before = [];
    private readonly HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Looks at the next rule.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="section">Where it stands.</param>
    /// <param name="isSound">Whether each of its keys could be read: what follows from one that could not be is no news.</param>
    public void Look(RetentionRule rule, PolicySection section, bool isSound)
    {
        if (rule.Name.Length > 0 && !names.Add(rule.Name)) section.Wrong("name", $"'{rule.Name}' is the name of an earlier rule.");
        if (!isSound) return;
        CheckKeys(rule, section);
        if (CheckKinds(rule, section))
        {
            CheckAbilities(rule, section);
            CheckContainment(rule, section);
            if (before.Find(b => RuleCover.Covers(b, rule, providers)) is { } cover)
                section.Wrong("name", $"decides about nothing: the rule '{cover.Name}' before it selects everything that '{rule.Name}' would.");
        }

        before.Add(rule);
    }

    private static void CheckKeys(RetentionRule rule, PolicySection section)
    {
        if (rule.Action != RetentionAction.Keep && rule.OlderThan is null) section.Wrong("olderThan", "is missing: a rule that removes needs an age. Write 12h, 30d or 4w.");
        foreach (var key in OnlyForRemoval.Where(k => rule.Action == RetentionAction.Keep && section.Has(k)))
            section.Wrong(key, "contradicts the action 'keep': such a rule keeps whatever it selects, at any age.");
        if (rule.MinimumDuration > rule.MaximumDuration) section.Wrong("minimumDuration", "is longer than 'maximumDuration': nothing could be selected.");
    }

    private bool CheckKinds(RetentionRule rule, PolicySection section)
    {
        var named = providers.Where(p => RuleReach.IsNamed(rule.Providers, p.Name)).ToList();
        var strange = rule.Kinds.FirstOrDefault(k => !named.Exists(p => p.Resources.Any(r => r.Kind == k)));
        var barren = rule.Providers.Count == 0 ? null : named.Find(p => !p.Resources.Any(r => RuleReach.Covers(rule, p, r)));
        if (strange is not null) section.Wrong("kinds", $"cannot have '{strange}' here: {Kinds(named)}.");
        else if (barren is not null) section.Wrong("kinds", $"has none that '{barren.Name}' has: {Kinds([barren])}.");
        return strange is null && barren is null;
    }

    private void CheckAbilities(RetentionRule rule, PolicySection section)
    {
        if (rule.Action == RetentionAction.Recycle) Require("action", r => r.Recycle is not null, "has a recycle bin");
        if (rule is { Action: not RetentionAction.Keep, UnlessActionItem: true }) Require("keepIf", r => r.ActionItems is not null, "tells of action items");
        if (rule is { Action: not RetentionAction.Keep, UnlessTags.Count: > 0 }) Require("keepIf", r => r.Labels is not null, "has tags or metadata");
        if (rule.Metadata.Count > 0) Require("metadata", r => r.Labels is { Metadata.Count: > 0 }, "has metadata");

        if (rule.Backup?.Include.HasFlag(ArchiveParts.Transcript) == true) Require("backup", r => r.Transcript is not null, "has transcripts");
        if (rule.Backup?.Include.HasFlag(ArchiveParts.Media) == true) Require("backup", r => r.Media is not null, "has media that can be fetched");

        // A rule that names no service is about what is connected, and keeps what it cannot tell. One that names it is a slip.
        if (rule.Providers.Count > 0)
        {
            if (rule.Titles.Count > 0) Require("titles", r => !r.NeverTold.HasFlag(RecordFacts.Title), "has a title");
            if (rule.Owners.Count > 0) Require("owners", r => !r.NeverTold.HasFlag(RecordFacts.Owner), "has an owner");
            if (rule.MinimumDuration is not null || rule.MaximumDuration is not null)
                Require(rule.MinimumDuration is null ? "maximumDuration" : "minimumDuration", r => !r.NeverTold.HasFlag(RecordFacts.Duration), "tells how long it is");
        }

        // For a rule that names nobody too: who reads it would believe that it holds for all.
        void Require(string key, Func<ResourceDeclaration, bool> isAble, string what)
        {
            var unable = RuleReach.Of(rule, providers).GroupBy(Of).Where(g => !g.Any(r => isAble(r.Resource))).Select(g => g.Key).ToList();
            if (unable.Count == 0) return;
            var able = providers.SelectMany(p => p.Resources.Where(isAble).Select(r => Of((p, r)))).Distinct().ToList();
            section.Wrong(key, $"is not for {string.Join(", ", unable)}: only {string.Join(", ", able)} {what}. Say with 'providers' and 'kinds' whom the rule is for.");
        }
    }

    // What a bot captured holds its recordings: removing the one removes the other, whatever another rule says of it. A rule
    // that keeps without naming kinds is about whatever the others remove.
    private void CheckContainment(RetentionRule rule, PolicySection section)
    {
        foreach (var provider in IsGeneral(rule) ? [] : providers)
        {
            var whole = provider.Resources.FirstOrDefault(r => r.IsBot && !r.IsListedAsRecording);
            var part = provider.Resources.FirstOrDefault(r => r.IsListedAsRecording);
            if (whole is null || part is null) continue;
            foreach (var other in before.Append(rule).Where(o => !IsGeneral(o) && RuleReach.ShareConnections(o, rule)))
            {
                if (!Meets(rule, whole, other, part) && !Meets(rule, part, other, whole)) continue;
                section.Wrong("kinds", $"must not have both {part.Kind} and {whole.Kind} of {provider.Name} in one policy{(other == rule ? "" : $", and '{other.Name}' has the other")}: removing {whole.Kind} removes each {part.Kind} in it. Decide for one, and name it.");
                break;
            }

            bool Meets(RetentionRule one, ResourceDeclaration first, RetentionRule other, ResourceDeclaration second) =>
                RuleReach.Covers(one, provider, first) && RuleReach.Covers(other, provider, second);
        }
    }

    private static bool IsGeneral(RetentionRule rule) => rule.Action == RetentionAction.Keep && rule.Kinds.Count == 0;

    private static string Kinds(IEnumerable<ProviderDeclaration> of) =>
        string.Join("; ", of.Select(p => $"{p.Name} has {string.Join(" and ", p.Resources.Select(r => r.Kind).Distinct())}"));

    private static string Of((ProviderDeclaration Provider, ResourceDeclaration Resource) reached) => $"{reached.Resource.Kind} of {reached.Provider.Name}";
}
