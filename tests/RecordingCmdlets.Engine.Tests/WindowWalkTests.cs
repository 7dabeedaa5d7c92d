using FsCheck.Fluent;
using RecordingCmdlets.Engine.Providers;
using RecordingCmdlets.Engine.Querying;
using RecordingCmdlets.Engine.Tests.Support;

namespace RecordingCmdlets.Engine.Tests;

public sealed class WindowWalkTests
{
    private static readonly DateTimeOffset End = Given.Moment("2026-03-01T00:00:00Z");
    private static readonly WindowPaging Paging = new("max", 100, TimeSpan.FromDays(30), TimeSpan.FromDays(5 * 365));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Windows_meet_without_a_gap_from_the_end_to_the_beginning_and_are_never_too_long()
    {
        var cases = from seconds in Gen.Choose(0, 400 * 86400)
                    from longest in Gen.Choose(3600, 40 * 86400)
                    select (Span: TimeSpan.FromSeconds(seconds), Longest: TimeSpan.FromSeconds(longest));
        Properties.Hold(cases, c =>
        {
            var windows = WindowWalk.Split(End - c.Span, End, c.Longest).ToList();
            if (c.Span == TimeSpan.Zero) return windows.Count == 0;
            return windows[0].To == End && windows[^1].From == End - c.Span
                && windows.TrueForAll(w => w.From < w.To && w.To - w.From <= c.Longest)
                && windows.Zip(windows.Skip(1)).All(p => p.First.From == p.Second.To);
        });
        Assert.Empty(WindowWalk.Split(End, End - TimeSpan.FromDays(1), TimeSpan.FromDays(30)));
    }

    [Fact]
    public void Nothing_is_skipped_and_nothing_comes_twice_while_any_items_come_and_go()
    {
        var cases = from count in Gen.Choose(0, 300)
                    from size in Gen.Choose(1, 50)
                    from seed in Gen.Choose(0, int.MaxValue)
                    from days in Gen.Choose(1, 200)
                    from bothSides in Gen.Elements(true, false)
                    from inserts in Gen.Choose(0, 3)
                    select (count, size, seed, days, bothSides, inserts);
        Properties.Hold(cases, c => HoldsAsync(c.count, c.size, c.seed, c.days, c.bothSides, c.inserts).GetAwaiter().GetResult(), always: 300, nightly: 10_000);

        static async Task<bool> HoldsAsync(int count, int size, int seed, int days, bool bothSides, int inserts)
        {
            var random = new Random(seed);
            // Whole days, so that many stand on a bound.
            var service = new DatedService(Enumerable.Range(0, count).Select(i => (Id: $"r{i}", At: End.AddDays(-random.Next(1, days + 1)))), size) { IsEndShown = bothSides };
            // What appears meanwhile pushes others back, also within the window that is being read. Not so much that page after page is the same.
            service.BeforePage = () =>
            {
                for (var i = random.Next(inserts + 1); i > 0 && service.Inserted < CursorWalk.FruitlessPagesAllowed / 2; i--) service.Insert(End.AddDays(-random.Next(1, days + 1)).AddSeconds(random.Next(2)));
            };
            var all = service.Ids.ToHashSet();
            var found = new List<string>();
            await foreach (var window in WindowWalk.WalkAsync(service.PagesAsync, End.AddDays(-days), End, Paging, Cancellation))
            {
                foreach (var item in window)
                {
                    found.Add(item.Id);
                    if (random.Next(2) == 0) service.Delete(item.Id);
                }
            }

            return found.Count == found.Distinct().Count() && all.IsSubsetOf(found);
        }
    }

    [Fact]
    public async Task A_window_that_holds_very_much_is_halved_and_loses_nothing()
    {
        var service = new DatedService(Enumerable.Range(0, 25_000).Select(i => (Id: $"r{i}", At: End.AddSeconds(-1 - (i * 7 % 500_000)))), size: 1000);
        var sizes = new List<int>();
        var found = new HashSet<string>();
        await foreach (var window in WindowWalk.WalkAsync(service.PagesAsync, End.AddDays(-20), End, Paging, Cancellation))
        {
            sizes.Add(window.Count);
            Assert.All(window, item => Assert.True(found.Add(item.Id)));
        }

        Assert.Equal(25_000, found.Count);
        Assert.All(sizes, size => Assert.InRange(size, 1, WindowWalk.MostHeld));
    }

    [Fact]
    public async Task One_moment_that_holds_very_much_is_given_out_whole()
    {
        var service = new DatedService(Enumerable.Range(0, WindowWalk.MostHeld + 500).Select(i => (Id: $"r{i}", At: End.AddHours(-1))), size: 1000);

        Assert.Equal(WindowWalk.MostHeld + 500, (await CollectAsync(service, End.AddDays(-3))).Distinct().Count());
    }

    [Fact]
    public async Task A_service_that_ignores_the_span_is_listed_once_and_not_once_for_every_other_window()
    {
        var service = new DatedService([("a", End.AddDays(-1)), ("b", End.AddDays(-200))], size: 10) { IgnoresSpan = true };

        Assert.Equal(["a", "b"], await CollectAsync(service, End.AddDays(-300)));
    }

    [Fact]
    public async Task Pages_that_never_end_and_bring_nothing_new_are_an_error()
    {
        var fetches = 0;
        async IAsyncEnumerable<List<Recording>> Endless((DateTimeOffset From, DateTimeOffset To) window)
        {
            while (true)
            {
                Assert.True(fetches++ < 1000);
                await Task.Yield();
                yield return [Given.Recording("same")];
            }
        }

        await Assert.ThrowsAsync<ProviderResponseException>(async () =>
        {
            await foreach (var _ in WindowWalk.WalkAsync(Endless, End.AddDays(-1), End, Paging, Cancellation)) Assert.Fail("Nothing was whole.");
        });
    }

    [Fact]
    public async Task A_window_is_read_whole_before_anything_is_given_out()
    {
        var service = new DatedService(Enumerable.Range(0, 95).Select(i => (Id: $"r{i}", At: End.AddHours(-1 - i))), size: 10);
        await foreach (var window in WindowWalk.WalkAsync(service.PagesAsync, End.AddDays(-10), End, Paging, Cancellation))
        {
            Assert.Equal(95, window.Count);
            Assert.Equal(10, service.Fetches);
        }
    }

    [Fact]
    public async Task Who_stops_listening_ends_the_asking()
    {
        var service = new DatedService(Enumerable.Range(0, 365).Select(i => (Id: $"r{i}", At: End.AddDays(-i).AddSeconds(-1))), size: 100);
        await foreach (var _ in WindowWalk.WalkAsync(service.PagesAsync, End.AddDays(-365), End, Paging, Cancellation)) break;
        Assert.Equal(1, service.Fetches);
    }

    private static async Task<List<string>> CollectAsync(DatedService service, DateTimeOffset from)
    {
        var found = new List<string>();
        await foreach (var window in WindowWalk.WalkAsync(service.PagesAsync, from, End, Paging, Cancellation)) found.AddRange(window.Select(i => i.Id));
        return found;
    }

    /// <summary>A listing by dates, newest first, in pages by offset: deletion shifts what is still to come of the same span.</summary>
    private sealed class DatedService(IEnumerable<(string Id, DateTimeOffset At)> items, int size)
    {
        private readonly List<(string Id, DateTimeOffset At)> items = [.. items.OrderByDescending(i => i.At)];

        public int Fetches { get; private set; }

        public int Inserted { get; private set; }

        /// <summary>Whether what stands on the end of a span belongs to it.</summary>
        public bool IsEndShown { get; init; }

        public bool IgnoresSpan { get; init; }

        public IEnumerable<string> Ids => items.Select(i => i.Id);

        public Action BeforePage { get; set; } = static () => { };

        public void Delete(string id) => items.RemoveAll(i => i.Id == id);

        public void Insert(DateTimeOffset at)
        {
            var place = items.FindIndex(i => i.At <= at);
            items.Insert(place < 0 ? items.Count : place, ($"new{Inserted++}", at));
        }

        public async IAsyncEnumerable<List<Recording>> PagesAsync((DateTimeOffset From, DateTimeOffset To) window)
        {
            for (var offset = 0; ; offset += size)
            {
                Fetches++;
                BeforePage();
                await Task.Yield();
                var page = items
                    .Where(i => IgnoresSpan || (i.At >= window.From && (i.At < window.To || (IsEndShown && i.At == window.To))))
                    .Skip(offset).Take(size).Select(i => Given.Recording(i.Id, created: i.At)).ToList();
                yield return page;
                if (page.Count < size) yield break;
            }
        }
    }
}
