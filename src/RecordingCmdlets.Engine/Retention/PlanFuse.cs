using System.Globalization;

namespace RecordingCmdlets.Engine.Retention;

/// <summary>Whether a plan removes more than it may. Then nothing at all is removed.</summary>
internal static class PlanFuse
{
    /// <summary>Says which limit a plan is past, in a sentence; null when it is past none.</summary>
    public static string? WhyBlown(RetentionPolicy policy, IReadOnlyList<RetentionPlanCount> counts)
    {
        var listed = counts.Sum(c => c.Listed);
        if (WhyBlown("The policy", policy.Fuse, listed, counts.Sum(c => c.ToRemove)) is { } all) return all;
        foreach (var rule in policy.Rules)
            if (rule.Fuse is { } fuse && WhyBlown($"The rule '{rule.Name}'", fuse, listed, counts.Where(c => c.Rule == rule.Name).Sum(c => c.ToRemove)) is { } one) return one;
        return null;
    }

    private static string? WhyBlown(string who, RetentionFuse fuse, long listed, long toRemove)
    {
        if (fuse.Maximum is { } maximum && toRemove > maximum)
            return string.Create(CultureInfo.InvariantCulture, $"{who} may remove at most {maximum:N0} items, and would remove {toRemove:N0} of {listed:N0}.");
        if (fuse.MaximumShare is { } share && listed > 0 && (double)toRemove / listed > share)
            return string.Create(CultureInfo.InvariantCulture, $"{who} may remove at most {share * 100:0.##}% of what was listed, and would remove {toRemove:N0} of {listed:N0}.");
        return null;
    }
}
