using System.Globalization;

namespace RecordingCmdlets.Sandbox;

/// <summary>Something in a store, with what lists look at read once.</summary>
/// <param name="Item">The bot or the recording.</param>
/// <param name="Position">Where it is in the order.</param>
/// <param name="Status">Its current status; null when that is unknown.</param>
internal sealed record class RecallEntry<T>(T Item, StorePosition Position, string? Status);

/// <summary>A page of a list.</summary>
/// <param name="Items">What is on it.</param>
/// <param name="Next">The number or cursor of the page after it; null on the last.</param>
/// <param name="Previous">The number or cursor of the page before it; null on the first.</param>
/// <param name="Count">How many there are on all pages; null where that is not told.</param>
internal sealed record class RecallPage<T>(IReadOnlyList<T> Items, string? Next, string? Previous, int? Count = null);

/// <summary>Cuts a store into pages.</summary>
internal sealed class RecallPager<T>(OrderedStore<RecallEntry<T>> store, bool oldestFirst, int size)
{
    // Behind every id, so that it ends the items of a moment.
    private const string LastId = "\uFFFF";

    /// <summary>The page of a number, from 1; null when there is none.</summary>
    public RecallPage<T>? ByNumber(TickRange range, Func<RecallEntry<T>, bool>? filter, int number)
    {
        var skip = (number - 1L) * size;
        var (items, total) = store.Page(range, filter, skip, oldestFirst ? 0 : size);
        if (number > 1 && skip >= total) return null;
        if (oldestFirst)
        {
            // The store counts from the newest.
            var end = total - skip;
            (items, _) = store.Page(range, filter, Math.Max(0, end - size), (int)Math.Min(end, size));
            items.Reverse();
        }

        return new(
            [.. items.Select(entry => entry.Item)],
            skip + size < total ? Write(number + 1) : null,
            number > 1 ? Write(number - 1) : null,
            total);
    }

    /// <summary>The page that a cursor leads to; the first, if null.</summary>
    public RecallPage<T> ByCursor(TickRange range, Func<RecallEntry<T>, bool> filter, RecallCursor? cursor)
    {
        var isBack = cursor is { IsBack: true };
        var isToOlder = oldestFirst == isBack;
        var items = isToOlder
            ? store.After(cursor?.Position ?? new(range.To, ""), Passes, size + 1)
            : store.Before(cursor?.Position ?? new(range.From, LastId), Passes, size + 1);

        var hasMore = items.Count > size;
        if (hasMore) items.RemoveAt(isToOlder ? size : 0);
        if (oldestFirst) items.Reverse();

        // Who came back from a page can go there again.
        var hasNext = items.Count > 0 && (isBack || hasMore);
        var hasPrevious = items.Count > 0 && (isBack ? hasMore : cursor is not null);
        return new(
            [.. items.Select(entry => entry.Item)],
            hasNext ? new RecallCursor(items[^1].Position, IsBack: false).ToString() : null,
            hasPrevious ? new RecallCursor(items[0].Position, IsBack: true).ToString() : null);

        bool Passes(RecallEntry<T> entry) => range.Contains(entry.Position.Key) && filter(entry);
    }

    private static string Write(int number) => number.ToString(CultureInfo.InvariantCulture);
}
