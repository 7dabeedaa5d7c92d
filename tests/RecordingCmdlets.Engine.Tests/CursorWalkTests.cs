using System.Globalization;
using FsCheck.Fluent;
using RecordingCmdlets.Engine.Json;
using RecordingCmdlets.Engine.Querying;
using RecordingCmdlets.Engine.Tests.Support;

namespace RecordingCmdlets.Engine.Tests;

public sealed class CursorWalkTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(1000)]
    public async Task Everything_comes_once_in_the_services_order(int count)
    {
        var service = new ShiftingService(count, size: 10);

        Assert.Equal(service.Ids, await CollectAsync(service.WalkAsync()));
        Assert.Equal((count / 10) + 1, service.Fetches);
    }

    [Fact]
    public async Task What_survives_deletion_is_walked_once_whatever_is_deleted()
    {
        var service = new ShiftingService(100, size: 10) { BeforeFetch = static s => s.Removals++ };

        Assert.Equal(100, (await CollectAsync(CursorWalk.WalkAsync(service.FetchAsync, removals: null, Cancellation))).Count);
        Assert.Equal(11, service.Fetches);
    }

    [Fact]
    public void Nothing_is_skipped_and_nothing_comes_twice_while_any_items_come_and_go()
    {
        // The hardest cursor there is: a mere offset, so that each deletion before it shifts what is still to come.
        var cases = from count in Gen.Choose(0, 200)
                    from size in Gen.Choose(1, 25)
                    from seed in Gen.Choose(0, int.MaxValue)
                    from percent in Gen.Choose(0, 100)
                    from lag in Gen.Choose(0, 60)
                    from inserts in Gen.Choose(0, 3)
                    select (count, size, seed, percent, lag, inserts);
        Properties.Hold(cases, c => HoldsAsync(c.count, c.size, c.seed, c.percent, c.lag, c.inserts).GetAwaiter().GetResult(), nightly: 20_000);

        static async Task<bool> HoldsAsync(int count, int size, int seed, int percent, int lag, int inserts)
        {
            var random = new Random(seed);
            var waiting = new Queue<string>();
            var service = new ShiftingService(count, size)
            {
                // Deletions lag behind: some are carried out only while a later pass runs.
                BeforeFetch = s =>
                {
                    for (var i = random.Next(lag + 1); i > 0 && waiting.TryDequeue(out var id); i--) s.Delete(id);
                    // What is recorded meanwhile pushes others back; it may be listed or not. Not so much that page after page is the same.
                    for (var i = random.Next(inserts + 1); i > 0 && s.Inserted < CursorWalk.FruitlessPagesAllowed / 2; i--) s.Insert(random.Next(s.Ids.Count() + 1));
                },
            };
            var all = service.Ids.ToHashSet();
            var found = new List<string>();
            await foreach (var page in service.WalkAsync())
            {
                foreach (var item in page)
                {
                    found.Add(item.Id);
                    if (random.Next(100) < percent) waiting.Enqueue(item.Id);
                }
            }

            return found.Count == found.Distinct().Count() && all.IsSubsetOf(found);
        }
    }

    [Fact]
    public async Task A_pass_that_was_disturbed_is_not_the_last_even_when_it_brought_nothing_new()
    {
        // Deletions of the first page go on during the second pass and shift the same item past both of them.
        var service = new ShiftingService(40, size: 10);
        service.BeforeFetch = s =>
        {
            if (s.Fetches is 1 or 6) s.Delete(s.Ids.First());
        };

        Assert.Equal(40, (await CollectAsync(service.WalkAsync())).Distinct().Count());
    }

    [Fact]
    public async Task A_listing_that_nothing_disturbed_is_walked_once()
    {
        var service = new ShiftingService(50, size: 10) { Removals = 7 };

        await CollectAsync(service.WalkAsync());

        Assert.Equal(6, service.Fetches);
    }

    [Fact]
    public async Task A_position_that_is_named_again_is_an_error_and_not_the_end()
    {
        var fetches = 0;
        await Assert.ThrowsAsync<ProviderResponseException>(() => CollectAsync(CursorWalk.WalkAsync(
            _ => Task.FromResult(new Page([Given.Recording($"r{fetches++}")], 1, null) { Next = "?cursor=same" }), null, Cancellation)));
        Assert.Equal(2, fetches);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Ever_new_positions_that_bring_nothing_new_are_an_error(bool isEmpty)
    {
        var fetches = 0;
        await Assert.ThrowsAsync<ProviderResponseException>(() => CollectAsync(CursorWalk.WalkAsync(
            _ => Task.FromResult(new Page(isEmpty ? [] : [Given.Recording()], isEmpty ? 0 : 1, null) { Next = $"?cursor={fetches++}" }), static () => 0, Cancellation)));
        Assert.InRange(fetches, CursorWalk.FruitlessPagesAllowed, CursorWalk.FruitlessPagesAllowed + 3);
    }

    [Fact]
    public async Task A_second_pass_that_does_not_end_is_an_error_too()
    {
        var (fetches, removals) = (0, 0L);
        await Assert.ThrowsAsync<ProviderResponseException>(() => CollectAsync(CursorWalk.WalkAsync(
            position =>
            {
                fetches++;
                // The first pass ends after two pages; the second never does.
                return Task.FromResult(new Page([Given.Recording($"r{fetches % 2}")], 1, null) { Next = fetches == 2 ? null : $"?cursor={fetches}" });
            },
            () => removals++,
            Cancellation)));
        Assert.InRange(fetches, 3, CursorWalk.FruitlessPagesAllowed + 10);
    }

    [Fact]
    public async Task Many_pages_that_were_all_seen_before_are_no_circle_in_a_second_pass()
    {
        var service = new ShiftingService(300, size: 1);
        service.BeforeFetch = s =>
        {
            if (s.Fetches == 300) s.Delete("r299");
        };

        Assert.Equal(300, (await CollectAsync(service.WalkAsync())).Count);
        Assert.True(service.Fetches > 500);
    }

    [Fact]
    public async Task A_walk_that_is_cancelled_asks_no_more()
    {
        using var stopped = new CancellationTokenSource();
        var service = new ShiftingService(100, size: 10);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var page in CursorWalk.WalkAsync(service.FetchAsync, null, stopped.Token)) await stopped.CancelAsync();
        });
        Assert.Equal(1, service.Fetches);
    }

    private static async Task<List<string>> CollectAsync(IAsyncEnumerable<List<Recording>> pages)
    {
        var found = new List<string>();
        await foreach (var page in pages) found.AddRange(page.Select(i => i.Id));
        return found;
    }

    /// <summary>Pages by offset, so that every deletion shifts what follows it.</summary>
    private sealed class ShiftingService(int count, int size)
    {
        private readonly List<string> items = [.. Enumerable.Range(0, count).Select(i => $"r{i}")];

        public Action<ShiftingService> BeforeFetch { get; set; } = static _ => { };

        public int Fetches { get; private set; }

        public int Inserted { get; private set; }

        public long Removals { get; set; }

        public IEnumerable<string> Ids => items;

        public void Delete(string id)
        {
            if (items.Remove(id)) Removals++;
        }

        public void Insert(int index) => items.Insert(index, $"new{Inserted++}");

        public IAsyncEnumerable<List<Recording>> WalkAsync() => CursorWalk.WalkAsync(FetchAsync, () => Removals, Cancellation);

        public Task<Page> FetchAsync(string? next)
        {
            BeforeFetch(this);
            Fetches++;
            var offset = next is null ? 0 : int.Parse(next.Split('=')[1], CultureInfo.InvariantCulture);
            var page = items.Skip(offset).Take(size).Select(id => Given.Recording(id)).ToList();
            return Task.FromResult(new Page(page, page.Count, null) { Next = page.Count < size ? null : $"?cursor={offset + size}" });
        }
    }
}
