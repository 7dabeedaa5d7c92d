using FsCheck.Fluent;
using RecordingCmdlets.Engine.Json;
using RecordingCmdlets.Engine.Querying;
using RecordingCmdlets.Engine.Tests.Support;

namespace RecordingCmdlets.Engine.Tests;

public sealed class PageNumberWalkTests
{
    private const int Size = 20;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, false)]
    [InlineData(50, false)]
    [InlineData(90, false)]
    [InlineData(100, false)]
    [InlineData(0, true)]
    [InlineData(50, true)]
    [InlineData(90, true)]
    public async Task Every_match_comes_exactly_once_while_the_matches_are_deleted(int keptPercent, bool ties)
    {
        var service = new FakeService(5000, ties);
        var random = new Random(keptPercent);
        var wanted = service.Ids.Where(_ => random.Next(100) >= keptPercent).ToHashSet();
        var found = new List<string>();
        await foreach (var page in service.LastToFirstAsync())
        {
            foreach (var item in page.Where(i => wanted.Contains(i.Id)))
            {
                found.Add(item.Id);
                service.Delete(item.Id);
            }
        }

        Assert.Equal(wanted.Count, found.Count);
        Assert.Equal(wanted, found.ToHashSet());
        Assert.Empty(wanted.Intersect(service.Ids));
        Assert.InRange(service.Fetches, 2, 250 + 2);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(50)]
    [InlineData(90)]
    public async Task Deletions_that_lag_behind_lose_nothing(int keptPercent)
    {
        var service = new FakeService(5000, ties: false);
        var random = new Random(keptPercent + 1);
        var wanted = service.Ids.Where(_ => random.Next(100) >= keptPercent).ToHashSet();
        var found = new List<string>();
        var waiting = new Queue<string>();
        service.BeforeFetch = () =>
        {
            for (var i = random.Next(60); i > 0 && waiting.TryDequeue(out var id); i--) service.Delete(id);
        };
        await foreach (var page in service.LastToFirstAsync())
        {
            foreach (var item in page.Where(i => wanted.Contains(i.Id)))
            {
                found.Add(item.Id);
                waiting.Enqueue(item.Id);
            }
        }

        Assert.Equal(wanted.Count, found.Count);
        Assert.Equal(wanted, found.ToHashSet());
        Assert.InRange(service.Fetches, 2, 250 + 2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(60)]
    [InlineData(8 * Size)]
    public async Task What_another_process_deletes_anywhere_neither_hides_nor_doubles_the_rest(int most)
    {
        foreach (var where in (string[])["anywhere", "newest", "oldest"])
        {
            var service = new FakeService(5000, ties: true);
            var random = new Random(most);
            var all = service.Ids.ToHashSet();
            service.BeforeFetch = () =>
            {
                // As many as ever: that moves things furthest.
                for (var i = where == "anywhere" ? random.Next(most + 1) : most; i > 0 && service.Count > 0; i--)
                    service.DeleteAt(where switch { "newest" => 0, "oldest" => service.Count - 1, _ => random.Next(service.Count) });
            };
            var found = new List<string>();
            await foreach (var page in service.LastToFirstAsync()) found.AddRange(page.Select(i => i.Id));
            Assert.Equal(found.Count, found.Distinct().Count());
            Assert.Empty(service.Ids.Except(found));
            Assert.Subset(all, found.ToHashSet());
            Assert.InRange(service.Fetches, 2, 250 + 2);
        }
    }

    [Fact]
    public void Nothing_is_skipped_and_nothing_comes_twice_while_any_items_come_and_go()
    {
        var cases = from count in Gen.Choose(0, 500)
                    from ties in Gen.Elements(true, false)
                    from seed in Gen.Choose(0, int.MaxValue)
                    from own in Gen.Choose(0, 100)
                    from first in Gen.Choose(0, 1)
                        // Where the first page is number 0, who deletes a page for each that is read always leaves an empty one: that ends in an error.
                    from others in Gen.Choose(0, first == 0 ? Size / 2 : 2 * Size)
                    from inserts in Gen.Choose(0, 2 * Size)
                    from tellsTotals in Gen.Elements(true, true, false)
                    select (count, ties, seed, own, others, inserts, first, tellsTotals);
        Properties.Hold(cases, c => HoldsAsync(c.count, c.ties, c.seed, c.own, c.others, c.inserts, c.first, c.tellsTotals).GetAwaiter().GetResult(), always: 500, nightly: 20_000);

        static async Task HoldsAsync(int count, bool ties, int seed, int own, int others, int inserts, int first, bool tellsTotals)
        {
            var random = new Random(seed);
            var waiting = new Queue<string>();
            var service = new FakeService(count, ties) { FirstPage = first };
            // Without totals it is walked forward and nothing is handed out before the end: then only others could delete, and would shift it.
            if (!tellsTotals) service.Total = static _ => null;
            service.BeforeFetch = () =>
            {
                for (var i = random.Next(10); i > 0 && waiting.TryDequeue(out var id); i--) service.Delete(id);
                for (var i = tellsTotals ? random.Next(others + 1) : 0; i > 0 && service.Count > 0; i--) service.DeleteAt(random.Next(service.Count));
                for (var i = random.Next(inserts + 1); i > 0; i--) service.InsertNew();
            };
            var found = new List<string>();
            await foreach (var page in service.LastToFirstAsync(mayCountFromZero: true))
            {
                foreach (var item in page)
                {
                    found.Add(item.Id);
                    if (random.Next(100) < own) waiting.Enqueue(item.Id);
                }
            }

            Assert.Equal(found.Count, found.Distinct().Count());
            Assert.Empty(service.Ids.Except(found));
            // A walk has an end whatever happens meanwhile.
            Assert.InRange(service.Fetches, 1, (count / Size) + 6);
        }
    }

    [Fact]
    public async Task However_much_another_process_deletes_at_once_nothing_is_skipped()
    {
        foreach (var burst in (int[])[500, 1000, 2500, 4900, 5000])
        {
            foreach (var after in (int[])[1, 2, 40, 125, 200])
            {
                var service = new FakeService(5000, ties: false);
                service.BeforeFetch = () =>
                {
                    if (service.Fetches != after) return;
                    for (var i = 0; i < burst && service.Count > 0; i++) service.DeleteAt(0);
                };
                var found = new HashSet<string>();
                await foreach (var page in service.LastToFirstAsync()) found.UnionWith(page.Select(i => i.Id));
                Assert.Empty(service.Ids.Except(found));
                Assert.InRange(service.Fetches, 2, 250 + 2);
            }
        }
    }

    [Fact]
    public async Task What_is_recorded_meanwhile_is_left_out_by_the_bound_and_pushes_nothing_away()
    {
        var service = new FakeService(5000, ties: false);
        var before = service.Ids.ToHashSet();
        service.BeforeFetch = () =>
        {
            for (var i = 0; i < 30; i++) service.InsertNew();
        };
        var found = new List<string>();
        await foreach (var page in service.LastToFirstAsync())
        {
            foreach (var item in page)
            {
                found.Add(item.Id);
                service.Delete(item.Id);
            }
        }

        Assert.Equal(5000, found.Count);
        Assert.Equal(before, found.ToHashSet());
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(19, 1)]
    [InlineData(20, 1)]
    [InlineData(21, 3)]
    [InlineData(40, 3)]
    [InlineData(41, 4)]
    public async Task A_walk_takes_one_request_more_than_there_are_pages(int count, int fetches)
    {
        var service = new FakeService(count, ties: false);
        var found = new List<string>();
        await foreach (var page in service.LastToFirstAsync()) found.AddRange(page.Select(i => i.Id));
        Assert.Equal(service.Ids.Order(), found.Order());
        Assert.Equal(fetches, service.Fetches);
    }

    [Fact]
    public async Task Totals_that_are_far_too_high_end_in_an_error()
    {
        var service = new FakeService(100, ties: false) { Total = _ => 1_000_000 };
        await Assert.ThrowsAsync<ProviderResponseException>(async () => await CollectAsync(service.LastToFirstAsync()));
        Assert.True(service.Fetches < 50);
    }

    [Fact]
    public async Task Totals_that_are_a_little_too_high_are_forgiven()
    {
        var service = new FakeService(100, ties: false) { Total = honest => honest + 3 };
        Assert.Equal(100, (await CollectAsync(service.LastToFirstAsync())).Distinct().Count());
    }

    [Theory]
    [InlineData(0L)]
    [InlineData(1L)]
    [InlineData(3L)]
    public async Task A_single_total_that_is_too_low_passes_over_nothing(long lie)
    {
        foreach (var at in (int[])[2, 3, 12])
        {
            FakeService service = null!;
            service = new FakeService(500, ties: false) { Total = honest => service.Fetches == at ? lie : honest };
            Assert.Equal(service.Ids.Order(), (await CollectAsync(service.LastToFirstAsync())).Order());
        }
    }

    [Fact]
    public async Task An_empty_page_with_a_total_that_is_too_low_passes_over_nothing()
    {
        FakeService service = null!;
        // Others delete the last page, and the service says of a page that is not there that there are none.
        service = new FakeService(500, ties: false) { Total = honest => service.Fetches == 2 ? 0 : honest };
        service.BeforeFetch = () =>
        {
            if (service.Fetches == 1)
                for (var i = 0; i < Size; i++) service.DeleteAt(service.Count - 1);
        };
        Assert.Equal(service.Ids.Take(480).Order(), (await CollectAsync(service.LastToFirstAsync())).Order());
    }

    [Fact]
    public async Task A_service_that_ignores_the_page_number_comes_to_an_end()
    {
        var service = new FakeService(100, ties: false) { IgnoresNumber = true };
        Assert.Equal(Size, (await CollectAsync(service.LastToFirstAsync())).Count);
        Assert.Equal(6, service.Fetches);
        var forward = new FakeService(5000, ties: false) { IgnoresNumber = true };
        Assert.Equal(Size, (await CollectAsync(forward.FirstToLastAsync())).Count);
        Assert.Equal(2, forward.Fetches);
    }

    [Fact]
    public async Task A_service_that_shows_one_page_for_many_ends_in_an_error()
    {
        foreach (var total in (long?[])[250, 1_000_000_000])
        {
            var service = new FakeService(5000, ties: false) { IgnoresNumber = true, Total = _ => total };
            await Assert.ThrowsAsync<ProviderResponseException>(async () => await CollectAsync(service.LastToFirstAsync()));
            Assert.True(service.Fetches < 50);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1_000_000_000_000L)]
    public async Task Pages_without_end_of_what_cannot_be_named_end_in_an_error(long? total)
    {
        var fetches = 0;
        Task<Func<Page>> Receive(long number) => ++fetches < 1000 ? Task.FromResult(() => new Page([], Size, total)) : throw new InvalidOperationException("It goes on for ever.");
        await Assert.ThrowsAsync<ProviderResponseException>(() => CollectAsync(PageNumberWalk.LastToFirstAsync(Receive, Size, cancellation: Cancellation)));
        await Assert.ThrowsAsync<ProviderResponseException>(() => CollectAsync(PageNumberWalk.FirstToLastAsync(Receive, Size, cancellation: Cancellation)));
        Assert.InRange(fetches, 2, 60);
    }

    [Fact]
    public async Task Without_totals_everything_is_read_before_anything_is_handed_out()
    {
        var service = new FakeService(5000, ties: false) { Total = _ => null };
        var before = service.Ids.ToHashSet();
        var found = new List<string>();
        await foreach (var page in service.LastToFirstAsync())
        {
            foreach (var item in page)
            {
                found.Add(item.Id);
                service.Delete(item.Id);
            }
        }

        Assert.Equal(5000, found.Count);
        Assert.Equal(before, found.ToHashSet());
        Assert.InRange(service.Fetches, 250, 252);
    }

    [Fact]
    public async Task Without_totals_a_service_that_ignores_the_page_number_comes_to_an_end()
    {
        var service = new FakeService(5000, ties: false) { Total = _ => null, IgnoresNumber = true };
        Assert.Equal(Size, (await CollectAsync(service.LastToFirstAsync())).Count);
        Assert.Equal(2, service.Fetches);
    }

    [Fact]
    public async Task Forward_gives_the_services_own_order_and_stops_asking_when_nobody_listens()
    {
        var service = new FakeService(5000, ties: false);
        var expected = service.Ids.Take(3 * Size).ToList();
        var found = new List<string>();
        await foreach (var page in service.FirstToLastAsync())
        {
            found.AddRange(page.Select(i => i.Id));
            if (found.Count >= 3 * Size) break;
        }

        Assert.Equal(expected, found);
        Assert.Equal(3, service.Fetches);
        Assert.Equal(5000, (await CollectAsync(new FakeService(5000, ties: false).FirstToLastAsync())).Distinct().Count());
    }

    [Fact]
    public async Task A_walk_that_is_cancelled_asks_no_more()
    {
        using var stopped = new CancellationTokenSource();
        var service = new FakeService(5000, ties: false);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var page in PageNumberWalk.LastToFirstAsync(service.ReceiveAsync, Size, cancellation: stopped.Token)) await stopped.CancelAsync();
        });
        // The first, the last, and the one before it, which was on its way.
        Assert.Equal(3, service.Fetches);
    }

    [Fact]
    public async Task The_next_page_is_on_its_way_while_one_is_handed_out_and_is_never_asked_for_before_that_one_came()
    {
        var service = new FakeService(5 * Size, ties: false);
        var asked = new List<long>();
        TaskCompletionSource? held = null;
        async Task<Func<Page>> Receive(long number)
        {
            Assert.True(held?.Task.IsCompleted ?? true, $"Page {number} was asked for while another was awaited.");
            asked.Add(number);
            held = new TaskCompletionSource();
            await Task.Yield();
            held.SetResult();
            return await service.ReceiveAsync(number);
        }

        var handedOut = new List<long>();
        await foreach (var page in PageNumberWalk.LastToFirstAsync(Receive, Size, cancellation: Cancellation)) handedOut.Add(asked[^1]);

        Assert.Equal([1, 5, 4, 3, 2, 1], asked);
        Assert.Equal([4, 3, 2, 1, 1], handedOut);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(21)]
    [InlineData(40)]
    [InlineData(95)]
    public async Task A_service_that_counts_from_zero_is_listed_whole_either_way(int count)
    {
        var expected = new FakeService(count, ties: false).Ids.ToList();
        var back = new FakeService(count, ties: false) { FirstPage = 0 };
        Assert.Equal(expected.Order(), (await CollectAsync(back.LastToFirstAsync(mayCountFromZero: true))).Order());
        var forth = new FakeService(count, ties: false) { FirstPage = 0 };
        Assert.Equal(expected, await CollectAsync(PageNumberWalk.FirstToLastAsync(forth.ReceiveAsync, Size, mayCountFromZero: true, cancellation: Cancellation)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(400)]
    [InlineData(404)]
    public async Task A_service_that_counts_from_one_is_listed_once_whatever_it_says_to_page_0(int? refusal)
    {
        var random = new Random(7);
        var service = new FakeService(600, ties: false) { RefusesZeroWith = refusal, RepeatsFirstForZero = true };
        // Others delete too, so that something is missing and page 0 is looked at.
        service.BeforeFetch = () =>
        {
            if (service.Fetches % 3 == 2) service.DeleteAt(random.Next(service.Count));
        };
        var found = new List<string>();
        long missing = 0;
        await foreach (var page in service.LastToFirstAsync(mayCountFromZero: true, count => missing = count))
        {
            found.AddRange(page.Select(i => i.Id));
            foreach (var item in page.Skip(1)) service.Delete(item.Id);
        }

        Assert.Equal(found.Count, found.Distinct().Count());
        Assert.Empty(service.Ids.Except(found));
        Assert.True(missing > 0);
    }

    [Fact]
    public async Task Another_refusal_of_page_0_is_an_error()
    {
        var service = new FakeService(30, ties: false) { FirstPage = 0, RefusesZeroWith = 403 };
        await Assert.ThrowsAsync<RecordingPermissionException>(() => CollectAsync(service.LastToFirstAsync(mayCountFromZero: true)));
    }

    private static async Task<List<string>> CollectAsync(IAsyncEnumerable<List<Recording>> pages)
    {
        var found = new List<string>();
        await foreach (var page in pages) found.AddRange(page.Select(i => i.Id));
        return found;
    }

    /// <summary>A service in memory: newest first, pages by number, an upper bound pinned to the run's start.</summary>
    private sealed class FakeService
    {
        private static readonly DateTimeOffset Bound = Given.Moment("2026-03-01T00:00:00Z");
        private readonly List<Recording> items;
        private int inserted;

        public FakeService(int count, bool ties) =>
            items = [.. Enumerable.Range(0, count).Select(i => Given.Recording($"r{i}", created: ties ? Bound.AddDays(-1 - (i / 100)) : Bound.AddMinutes(-i)))];

        public int Fetches { get; private set; }

        public Action BeforeFetch { get; set; } = static () => { };

        /// <summary>What the service says of its pages, given the truth.</summary>
        public Func<long, long?> Total { get; set; } = static honest => honest;

        public bool IgnoresNumber { get; init; }

        public int FirstPage { get; init; } = 1;

        public int? RefusesZeroWith { get; init; }

        public bool RepeatsFirstForZero { get; init; }

        public int Count => items.Count;

        public IEnumerable<string> Ids => items.Where(i => i.CreatedAt <= Bound).Select(i => i.Id);

        public void Delete(string id) => items.RemoveAll(i => i.Id == id);

        public void DeleteAt(int index) => items.RemoveAt(index);

        public void InsertNew() => items.Insert(0, Given.Recording($"new{inserted++}", created: Bound.AddMinutes(inserted)));

        public IAsyncEnumerable<List<Recording>> LastToFirstAsync(bool mayCountFromZero = false, Action<long>? onShort = null) =>
            PageNumberWalk.LastToFirstAsync(ReceiveAsync, Size, mayCountFromZero: mayCountFromZero, onShort: onShort, cancellation: Cancellation);

        public IAsyncEnumerable<List<Recording>> FirstToLastAsync() => PageNumberWalk.FirstToLastAsync(ReceiveAsync, Size, cancellation: Cancellation);

        public Task<Func<Page>> ReceiveAsync(long number)
        {
            BeforeFetch();
            Fetches++;
            if (number == 0 && RefusesZeroWith is { } status)
                throw status == 403 ? new RecordingPermissionException("No.", "") { StatusCode = status } : new ProviderRefusedException("No.", "") { StatusCode = status };
            if (number == 0 && RepeatsFirstForZero) number = FirstPage;
            var matches = items.Where(i => i.CreatedAt <= Bound).ToList();
            var page = matches.Skip(IgnoresNumber ? 0 : (int)Math.Min((number - FirstPage) * Size, int.MaxValue)).Take(Size).ToList();
            var (total, count) = (Total((matches.Count + Size - 1) / Size), matches.Count);
            return Task.FromResult(() => new Page(page, page.Count, total) { TotalItems = count });
        }
    }
}
