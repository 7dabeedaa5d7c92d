using System.Globalization;
using System.Text.Json;
using RecordingCmdlets.Engine.Ledger;

namespace RecordingCmdlets.Engine.Retention;

/// <summary>What a plan comes to, counted as its lines are made.</summary>
internal sealed class PlanTally
{
    private readonly Dictionary<(string Provider, string Connection, string Kind, string Rule), (long Listed, long ToRemove, long Bytes)> counts = [];

    public long Listed { get; private set; }

    public long ToRemove { get; private set; }

    public long Bytes { get; private set; }

    public DateTimeOffset? Oldest { get; private set; }

    public DateTimeOffset? Newest { get; private set; }

    public IReadOnlyList<RetentionPlanCount> Counts =>
    [
        .. counts.OrderBy(c => c.Key).Select(c => new RetentionPlanCount(
            c.Key.Provider, c.Key.Connection, c.Key.Kind, c.Key.Rule, c.Value.Listed, c.Value.ToRemove, c.Value.Bytes)),
    ];

    public void Add(PlanLine line)
    {
        var key = (line.Provider, line.Connection ?? "", line.Kind, line.Rule ?? "");
        var isRemoved = line.Decision == PlanDecision.Remove;
        var size = isRemoved ? Math.Max(0, line.SizeBytes ?? 0) : 0;
        var (listed, toRemove, bytes) = counts.GetValueOrDefault(key);
        counts[key] = (listed + 1, toRemove + (isRemoved ? 1 : 0), bytes + size);
        Listed++;
        if (!isRemoved) return;
        ToRemove++;
        Bytes += size;
        if (!(Oldest < line.CreatedAt)) Oldest = line.CreatedAt;
        if (!(Newest > line.CreatedAt)) Newest = line.CreatedAt;
    }

    public void Write(Utf8JsonWriter json, string? fuseBlown)
    {
        json.WriteNumber("listed", Listed);
        json.WriteNumber("remove", ToRemove);
        json.WriteNumber("bytes", Bytes);
        if (Oldest is { } oldest) json.WriteString("oldest", PlanJson.Moment(oldest));
        if (Newest is { } newest) json.WriteString("newest", PlanJson.Moment(newest));
        LedgerHeader.WriteIfKnown(json, "fuseBlown", fuseBlown);
    }
}

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
