using RecordingCmdlets.Engine.Providers;

namespace RecordingCmdlets.Engine.Policy;

/// <summary>
/// Says of every item what a policy does with it. Pure: nothing is asked or sent. The first rule that selects an item decides
/// about it; what no rule selects, and what cannot be told, is kept.
/// </summary>
internal sealed class RetentionPlanner(RetentionPolicy policy, IReadOnlyList<ProviderDeclaration> providers)
{
    private readonly RulePlanner[] rules = [.. policy.Rules.Select(r => new RulePlanner(r, providers))];

    public PlanLine Plan(Recording recording, DateTimeOffset now)
    {
        var facts = new RuleFacts(recording);
        foreach (var rule in rules)
        {
            var (selects, unknown) = rule.Selects(facts);
            if (selects is null) return Line(recording, rule.Rule, PlanDecision.Keep, $"Its {unknown} is not known, so it cannot be told whether the rule '{rule.Rule.Name}' is for it.");
            if (selects is not true) continue;
            var (decision, reason) = rule.Decide(facts, now);
            return Line(recording, rule.Rule, decision, reason);
        }

        return Line(recording, null, PlanDecision.Keep, "No rule selects it.");
    }

    private static PlanLine Line(Recording recording, RetentionRule? rule, PlanDecision decision, string reason) => new()
    {
        Reference = recording.Reference,
        Decision = decision,
        Reasons = (string[])[reason],
        Rule = rule?.Name,
        Action = rule?.Action == RetentionAction.Recycle ? RemovalAction.Recycle : RemovalAction.Delete,
        UnlessActionItem = rule?.UnlessActionItem ?? false,
        Title = recording.Title,
        CreatedAt = recording.CreatedAt,
        Duration = recording.Duration,
        SizeBytes = recording.SizeBytes,
        Recording = recording,
    };
}
