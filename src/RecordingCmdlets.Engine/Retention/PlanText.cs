using System.Globalization;
using RecordingCmdlets.Engine.Ledger;

namespace RecordingCmdlets.Engine.Retention;

/// <summary>A plan in the words of the one question about it.</summary>
internal static class PlanText
{
    private static readonly string[] Units = ["bytes", "KB", "MB", "GB", "TB", "PB"];

    /// <summary>What the plan is, and what it is about.</summary>
    public static string Describe(PlanFile file)
    {
        var plan = file.Plan;
        var where = plan.Counts.Where(c => c.ToRemove > 0)
            .GroupBy(c => (c.Provider, c.Connection))
            .Select(g => string.Create(CultureInfo.InvariantCulture, $"{(g.Key.Connection == g.Key.Provider ? g.Key.Provider : $"{g.Key.Provider} ({g.Key.Connection})")} {g.Sum(c => c.ToRemove):N0}"));
        var parts = new List<string>
        {
            string.Create(CultureInfo.InvariantCulture, $"{plan.ToRemove:N0} of {plan.Listed:N0} items of the plan {Path.GetFileName(plan.Path)}, policy '{plan.Policy}', made {plan.CreatedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC"),
            string.Join(", ", where),
        };
        if (plan is { Oldest: { } oldest, Newest: { } newest }) parts.Add(string.Create(CultureInfo.InvariantCulture, $"created {oldest.UtcDateTime:yyyy-MM-dd} to {newest.UtcDateTime:yyyy-MM-dd}"));
        if (plan.BytesToRemove > 0) parts.Add(Size(plan.BytesToRemove));
        // Holds and states are judged item by item, right before each is asked for: the numbers are what may go at the most.
        parts.Add("what is on hold or has changed since stays");
        return PlainText.Of(string.Join("; ", parts.Where(p => p.Length > 0)));
    }

    /// <summary>What is done, with its permanence.</summary>
    public static string Action(PlanFile file)
    {
        long Count(RetentionAction action) => file.Plan.Counts.Where(c => file.Policy.Rules.Any(r => r.Name == c.Rule && r.Action == action)).Sum(c => c.ToRemove);
        var (deleted, recycled) = (Count(RetentionAction.Delete), Count(RetentionAction.Recycle));
        var saved = file.Policy.Rules.Any(r => r.Backup is not null && file.Plan.Counts.Any(c => c.Rule == r.Name && c.ToRemove > 0)) ? ", after saving where the policy says so" : "";
        return (deleted, recycled) switch
        {
            (_, 0) => FormattableString.Invariant($"Delete permanently {deleted:N0}{saved}"),
            (0, _) => FormattableString.Invariant($"Move to the recycle bin {recycled:N0}{saved}"),
            _ => FormattableString.Invariant($"Delete permanently {deleted:N0} and move to the recycle bin {recycled:N0}{saved}"),
        };
    }

    private static string Size(long bytes)
    {
        var (size, unit) = ((double)bytes, 0);
        for (; size >= 1024 && unit < Units.Length - 1; unit++) size /= 1024;
        return string.Create(CultureInfo.InvariantCulture, $"{size:0.#} {Units[unit]}");
    }
}
