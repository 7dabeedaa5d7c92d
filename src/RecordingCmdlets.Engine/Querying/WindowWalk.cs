using System.Runtime.CompilerServices;
using RecordingCmdlets.Engine.Providers;

namespace RecordingCmdlets.Engine.Querying;

/// <summary>
/// Walks spans of time, the newest first. Each is read whole before any of it is handed out, so that deleting what was
/// handed out shifts nothing that is still to be read; one that holds very much is halved.
/// </summary>
internal static class WindowWalk
{
    /// <summary>So many items of one window are held at the most.</summary>
    public const int MostHeld = 10_000;

    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);

    /// <summary>The windows between two moments, newest first; neighbours share a bound, which belongs to the later one.</summary>
    public static IEnumerable<(DateTimeOffset From, DateTimeOffset To)> Split(DateTimeOffset from, DateTimeOffset to, TimeSpan longest)
    {
        while (to > from)
        {
            var start = to - from > longest ? to - longest : from;
            yield return (start, to);
            to = start;
        }
    }

    /// <param name="pages">Reads the pages of a window, first to last.</param>
    /// <param name="from">The beginning.</param>
    /// <param name="to">The end, which does not belong to it.</param>
    /// <param name="paging">How long a window may be.</param>
    /// <param name="cancellation">Stops between two pages.</param>
    public static async IAsyncEnumerable<List<Recording>> WalkAsync(
        Func<(DateTimeOffset From, DateTimeOffset To), IAsyncEnumerable<List<Recording>>> pages, DateTimeOffset from, DateTimeOffset to, WindowPaging paging,
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var open = new Stack<(DateTimeOffset From, DateTimeOffset To)>(Split(from, to, paging.Longest).Reverse());
        var last = new HashSet<string>(StringComparer.Ordinal);
        while (open.TryPop(out var window))
        {
            var held = new List<Recording>();
            var ids = new HashSet<string>(StringComparer.Ordinal);
            var (isTooMuch, fruitless) = (false, 0);
            await foreach (var page in pages(window).WithCancellation(cancellation))
            {
                var before = held.Count;
                held.AddRange(page.Where(item => ids.Add(item.Id)));
                fruitless = held.Count == before ? fruitless + 1 : 0;
                if (fruitless > CursorWalk.FruitlessPagesAllowed) throw CursorWalk.Endless();
                isTooMuch = held.Count > MostHeld && window.To - window.From > Shortest;
                if (isTooMuch) break;
            }

            if (isTooMuch)
            {
                var middle = window.From + ((window.To - window.From) / 2);
                // To whole seconds, which is what services tell apart.
                middle = new DateTimeOffset(middle.UtcTicks - (middle.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
                open.Push((window.From, middle));
                open.Push((middle, window.To));
                continue;
            }

            // Bounds are shared: what stands on one may be shown on both sides of it.
            held.RemoveAll(item => last.Contains(item.Id));
            last = ids;
            if (held.Count > 0) yield return held;
        }
    }
}
