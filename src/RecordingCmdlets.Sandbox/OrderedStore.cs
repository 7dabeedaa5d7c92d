namespace RecordingCmdlets.Sandbox;

/// <summary>A span of time in ticks, both ends included. What has no date is in <see cref="All"/> only.</summary>
internal readonly record struct TickRange(long From, long To)
{
    /// <summary>The key of what has no date: it sorts as the oldest.</summary>
    public const long Undated = long.MinValue;

    /// <summary>Everything, dated or not.</summary>
    public static TickRange All { get; } = new(long.MinValue, long.MaxValue);

    /// <summary>What lies between two times, each of which may be left open; all when both are.</summary>
    public static TickRange Between(DateTimeOffset? from, DateTimeOffset? to) =>
        from is null && to is null ? All : new(from?.UtcTicks ?? Undated + 1, to?.UtcTicks ?? long.MaxValue);

    /// <summary>Whether a key lies inside.</summary>
    public bool Contains(long key) => key >= From && key <= To;
}

/// <summary>A place in the order of a store, whether or not something is there any more.</summary>
internal readonly record struct StorePosition(long Key, string Id) : IComparable<StorePosition>
{
    /// <summary>Newest first, then by id.</summary>
    public int CompareTo(StorePosition other) =>
        other.Key.CompareTo(Key) is var byKey and not 0 ? byKey : string.CompareOrdinal(Id, other.Id);
}

/// <summary>
/// Items by id and in order of age, newest first. Deletions leave a dead slot behind, so that paging through a million
/// items while they are being deleted costs logarithmic time; the order is rebuilt only after additions or much decay.
/// </summary>
internal sealed class OrderedStore<T>
    where T : class
{
    private const int MinimumDecay = 1024;

    private readonly object gate = new();
    private readonly Dictionary<string, Entry> entries = new(StringComparer.Ordinal);
    private readonly List<Entry> added = [];
    private Entry[] order = [];
    private LiveCounts counts = new(0);
    private int dead;

    /// <summary>How many items there are.</summary>
    public int Count
    {
        get
        {
            lock (gate) return entries.Count;
        }
    }

    /// <summary>A copy of the ids, in no order.</summary>
    public string[] GetIds()
    {
        lock (gate) return [.. entries.Keys];
    }

    /// <summary>Adds an item; one with the same id gives way.</summary>
    public void Add(string id, DateTimeOffset? time, T item)
    {
        Entry entry = new(new(time?.UtcTicks ?? TickRange.Undated, id), item);
        lock (gate)
        {
            if (entries.Remove(id, out var old)) Bury(old);
            entries.Add(id, entry);
            added.Add(entry);
        }
    }

    /// <summary>The item with an id; null when there is none.</summary>
    public T? Find(string id)
    {
        lock (gate) return entries.GetValueOrDefault(id)?.Item;
    }

    /// <summary>Takes an item out; null when there is none. Of two callers, one gets it.</summary>
    public T? Remove(string id)
    {
        lock (gate)
        {
            if (!entries.Remove(id, out var entry)) return null;
            Bury(entry);
            return entry.Item;
        }
    }

    /// <summary>A part of what lies in a range and passes a filter, and how many that are in all; a filter looks at each item.</summary>
    public (List<T> Items, int Total) Page(TickRange range, Func<T, bool>? filter, long skip, int take)
    {
        lock (gate)
        {
            Settle();
            var first = FirstSlot(entry => entry.Position.Key <= range.To);

            // A range that ends before it begins holds nothing, not less than nothing.
            var last = Math.Max(first, FirstSlot(entry => entry.Position.Key < range.From));
            return filter is null ? PageAll(first, last, skip, take) : PageFiltered(first, last, filter, skip, take);
        }
    }

    /// <summary>What follows a position (the start, if null) and passes a filter.</summary>
    public List<T> After(StorePosition? position, Func<T, bool> filter, int take)
    {
        lock (gate)
        {
            Settle();
            var slot = position is { } after ? FirstSlot(entry => entry.Position.CompareTo(after) > 0) : 0;
            return Walk(slot, step: 1, filter, take);
        }
    }

    /// <summary>What precedes a position and passes a filter: the nearest, in order.</summary>
    public List<T> Before(StorePosition position, Func<T, bool> filter, int take)
    {
        lock (gate)
        {
            Settle();
            var items = Walk(FirstSlot(entry => entry.Position.CompareTo(position) >= 0) - 1, step: -1, filter, take);
            items.Reverse();
            return items;
        }
    }

    private (List<T> Items, int Total) PageAll(int first, int last, long skip, int take)
    {
        var rank = counts.Before(first);
        var total = counts.Before(last) - rank;
        var count = (int)Math.Clamp(total - skip, 0, take);
        List<T> items = new(count);
        if (count == 0) return (items, total);

        for (var slot = counts.Select(rank + (int)skip); items.Count < count; slot++)
        {
            // A gap may be long: it is jumped over.
            if (order[slot].IsDead) slot = counts.Select(rank + (int)skip + items.Count);
            items.Add(order[slot].Item);
        }

        return (items, total);
    }

    private (List<T> Items, int Total) PageFiltered(int first, int last, Func<T, bool> filter, long skip, int take)
    {
        List<T> items = [];
        var total = 0;
        foreach (var entry in order.AsSpan(first, last - first))
        {
            if (entry.IsDead || !filter(entry.Item)) continue;
            if (total >= skip && items.Count < take) items.Add(entry.Item);
            total++;
        }

        return (items, total);
    }

    private List<T> Walk(int slot, int step, Func<T, bool> filter, int take)
    {
        List<T> items = [];
        for (; slot >= 0 && slot < order.Length && items.Count < take; slot += step)
        {
            if (!order[slot].IsDead && filter(order[slot].Item)) items.Add(order[slot].Item);
        }

        return items;
    }

    private void Bury(Entry entry)
    {
        entry.IsDead = true;
        if (entry.Slot < 0) return;
        counts.Remove(entry.Slot);
        dead++;
    }

    private void Settle()
    {
        if (added.Count == 0 && (dead < MinimumDecay || dead < order.Length / 2)) return;

        // What is in order already is merged, not sorted again: one addition to a million items is cheap.
        added.RemoveAll(entry => entry.IsDead);
        added.Sort((left, right) => left.Position.CompareTo(right.Position));
        var merged = new Entry[entries.Count];
        var next = 0;
        var count = 0;
        foreach (var entry in order)
        {
            if (entry.IsDead) continue;
            while (next < added.Count && added[next].Position.CompareTo(entry.Position) < 0) Place(added[next++]);
            Place(entry);
        }

        while (next < added.Count) Place(added[next++]);
        order = merged;
        counts = new(merged.Length);
        dead = 0;
        added.Clear();

        void Place(Entry entry)
        {
            entry.Slot = count;
            merged[count++] = entry;
        }
    }

    /// <summary>The first slot for which a condition holds that holds for all slots after it.</summary>
    private int FirstSlot(Predicate<Entry> condition)
    {
        var (low, high) = (0, order.Length);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (condition(order[middle])) high = middle;
            else low = middle + 1;
        }

        return low;
    }

    private sealed class Entry(StorePosition position, T item)
    {
        public StorePosition Position { get; } = position;

        public T Item { get; } = item;

        public int Slot { get; set; } = -1;

        public bool IsDead { get; set; }
    }
}
