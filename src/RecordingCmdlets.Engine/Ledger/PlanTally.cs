using System.Text.Json;

namespace RecordingCmdlets.Engine.Ledger;

/// <summary>What a plan comes to, counted as its lines are made, and again as they are read.</summary>
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

    public void Add(RecordingReference item, string? rule, bool isRemoved, long? sizeBytes, DateTimeOffset? created)
    {
        var key = (item.Provider, item.Connection ?? "", item.Kind, rule ?? "");
        var size = isRemoved ? Math.Max(0, sizeBytes ?? 0) : 0;
        var (listed, toRemove, bytes) = counts.GetValueOrDefault(key);
        counts[key] = (listed + 1, toRemove + (isRemoved ? 1 : 0), bytes + size);
        Listed++;
        if (!isRemoved) return;
        ToRemove++;
        Bytes += size;
        if (!(Oldest < created)) Oldest = created;
        if (!(Newest > created)) Newest = created;
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
