using System.Runtime.CompilerServices;
using RecordingCmdlets.Engine.Json;

namespace RecordingCmdlets.Engine.Querying;

/// <summary>Receives a page by its number, from 1; reading what came is left to the walk.</summary>
internal delegate Task<Func<Page>> ReceivePage(long number);

/// <summary>
/// Walks numbered pages while items may be deleted from them. Deletion pulls later items forward, so the walk goes from
/// the last page to the first: what moves, moves to a page that is still to come. The upper date bound is pinned by the
/// caller, so nothing new pushes items back.
/// </summary>
internal static class PageNumberWalk
{
    /// <summary>Consecutive empty pages that a service may show while it says that they are there, before it is disbelieved.</summary>
    public const int EmptyPagesAllowed = 10;

    /// <summary>So many pages are remembered: as far as an item may move between two requests and still not come twice.</summary>
    private const int RecentPages = 8;

    /// <summary>All items, each once, safe under deletion. One request more than there are pages.</summary>
    /// <param name="receive">Receives a page.</param>
    /// <param name="size">The page size asked for.</param>
    /// <param name="mayCountFromZero">Whether there may be a page 0, which is looked at when items are missing.</param>
    /// <param name="emptyPagesAllowed">How many announced pages in a row may be empty; 0 where absence is to prove something.</param>
    /// <param name="onShort">Hears how many announced items did not come.</param>
    /// <param name="cancellation">Stops between two pages.</param>
    public static async IAsyncEnumerable<List<Recording>> LastToFirstAsync(
        ReceivePage receive, int size, int emptyPagesAllowed = EmptyPagesAllowed, bool mayCountFromZero = false,
        Action<long>? onShort = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var first = await receive.ReadAsync(1);
        if (first.TotalPages is not { } total)
        {
            // Without totals there is no last page to begin at: read all, then hand out.
            await foreach (var page in FromStartAsync(receive, size, first, mayCountFromZero, onShort, cancellation).ToListAsync(cancellation)) yield return page;
            yield break;
        }

        // A look at page 0 comes after everything else, and may show again what came at the very beginning.
        var recent = new RecentIds(mayCountFromZero ? int.MaxValue : RecentPages * Math.Max(size, first.Count));
        var repeatsAllowed = 2 * RecentPages * Math.Max(size, first.Count);
        // Of a zero-based service page 1 is the second page, or none at all.
        var missing = mayCountFromZero ? first.TotalItems ?? 0 : 0;
        if (total <= 1)
        {
            first.Items.RemoveAll(recent.HasSeen);
            yield return first.Items;
            missing -= first.Items.Count;
            if (missing > 0) await foreach (var page in ZeroAsync(receive, recent))
            {
                missing -= page.Count;
                yield return page;
            }

            if (missing > 0) onShort?.Invoke(missing);
            yield break;
        }

        var (empty, repeated, announced, passed) = (0, 0, total, 0L);
        // The next page is asked for when one has come, and comes while that is read and handed out: deleting what was handed
        // out moves nothing on it. Never sooner, or others' deletions could move an item past both.
        (long Number, Task<Func<Page>>? Page) ahead = default;
        for (var number = total; number >= 1;)
        {
            cancellation.ThrowIfCancellationRequested();
            // Page 1 is read again when its turn comes: what others delete there pulls items of page 2 onto it.
            var received = await (ahead.Page is { } coming && ahead.Number == number ? coming : receive(number));
            ahead = number > 1 ? (number - 1, Quiet(receive(number - 1))) : default;
            var page = received();
            var now = page.TotalPages ?? announced;
            if (passed > number && now > number)
            {
                // The pages that were passed over are there after all: the total that said otherwise was wrong.
                (number, passed) = (Math.Min(passed, now), 0);
                continue;
            }

            page.Items.RemoveAll(recent.HasSeen);
            // While the total falls, others delete as fast as this reads, and it is no wonder that a page is gone or has been seen.
            empty = page.Count == 0 && now >= number ? empty + 1 : 0;
            // What cannot be named is nothing new either.
            repeated = page.Count > 0 && page.Items.Count == 0 && now >= announced ? repeated + page.Count : 0;
            if (empty > emptyPagesAllowed || repeated > repeatsAllowed) throw Contradiction();
            announced = now;
            missing -= page.Items.Count;
            if (page.Items.Count > 0) yield return page.Items;
            // Only an empty page bears out that there are fewer by now.
            passed = number - 1;
            number = page.Count == 0 ? Math.Min(passed, Math.Max(now, 1)) : passed;
        }

        if (missing > 0) await foreach (var page in ZeroAsync(receive, recent))
        {
            missing -= page.Count;
            yield return page;
        }

        if (missing > 0) onShort?.Invoke(missing);
    }

    /// <summary>Page 0, where a service has one; one that counts from 1 refuses it, or repeats itself.</summary>
    private static async IAsyncEnumerable<List<Recording>> ZeroAsync(ReceivePage receive, RecentIds recent)
    {
        Page page;
        try
        {
            page = await receive.ReadAsync(0);
        }
        catch (RecordingException refused) when (refused.StatusCode is 400 or 404)
        {
            yield break;
        }

        page.Items.RemoveAll(recent.HasSeen);
        if (page.Items.Count > 0) yield return page.Items;
    }

    /// <summary>From the first page on, as the service orders them. Items must not be deleted while it runs.</summary>
    public static async IAsyncEnumerable<List<Recording>> FirstToLastAsync(
        ReceivePage receive, int size, bool mayCountFromZero = false, Action<long>? onShort = null,
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var page in FromStartAsync(receive, size, await receive.ReadAsync(1), mayCountFromZero, onShort, cancellation)) yield return page;
    }

    private static async IAsyncEnumerable<List<Recording>> FromStartAsync(
        ReceivePage receive, int size, Page first, bool mayCountFromZero, Action<long>? onShort, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var recent = new RecentIds(RecentPages * Math.Max(size, first.Count));
        var missing = mayCountFromZero ? first.TotalItems ?? 0 : 0;
        // The newest would be on page 0: whether there is one must be known before anything is handed out.
        if (mayCountFromZero && !(first.TotalItems <= first.Count))
        {
            await foreach (var page in ZeroAsync(receive, recent))
            {
                missing -= page.Count;
                yield return page;
            }
        }

        await foreach (var page in ForwardAsync(receive, size, first, mayCountFromZero, recent, cancellation))
        {
            missing -= page.Count;
            yield return page;
        }

        if (missing > 0) onShort?.Invoke(missing);
    }

    private static async IAsyncEnumerable<List<Recording>> ForwardAsync(
        ReceivePage receive, int size, Page first, bool mayCountFromZero, RecentIds recent, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var (page, nameless) = (first, 0);
        for (long number = 1; page.Count > 0; page = await receive.ReadAsync(++number))
        {
            var asReceived = page.Items.Count;
            nameless = asReceived == 0 ? nameless + 1 : 0;
            if (nameless > 2 * RecentPages) throw Contradiction();
            page.Items.RemoveAll(recent.HasSeen);
            // A service that ignores the page number repeats itself for ever; page 1 may repeat a page 0 that is none.
            if (page.Items.Count == 0 && asReceived > 0 && number > 1) yield break;
            yield return page.Items;
            cancellation.ThrowIfCancellationRequested();
            // Where so much is uncertain, only an empty page is the end when no total names it.
            if (page.TotalPages is { } total ? number >= total : !mayCountFromZero && page.Count < size) yield break;
        }
    }

    private static async Task<Page> ReadAsync(this ReceivePage receive, long number) => (await receive(number))();

    // If the walk is left off, nobody asks for what went wrong.
    private static Task<Func<Page>> Quiet(Task<Func<Page>> page)
    {
        _ = page.ContinueWith(static p => p.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return page;
    }

    private static ProviderResponseException Contradiction() =>
        new("The service announces pages that turn out empty or the same, one after the other.", "Try again; nothing more is read until the service agrees with itself.");

    private static async IAsyncEnumerable<List<Recording>> ToListAsync(
        this IAsyncEnumerable<List<Recording>> pages, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var all = new List<List<Recording>>();
        await foreach (var page in pages.WithCancellation(cancellation)) all.Add(page);
        foreach (var page in all) yield return page;
    }

    /// <summary>The ids of the last pages: an item that moves while it is being listed moves a little, not across the listing.</summary>
    private sealed class RecentIds(int capacity)
    {
        private readonly HashSet<string> ids = new(StringComparer.Ordinal);
        private readonly Queue<string> order = new();

        public bool HasSeen(Recording recording)
        {
            if (!ids.Add(recording.Id)) return true;
            if (capacity == int.MaxValue) return false;
            order.Enqueue(recording.Id);
            if (order.Count > capacity) ids.Remove(order.Dequeue());
            return false;
        }
    }
}
