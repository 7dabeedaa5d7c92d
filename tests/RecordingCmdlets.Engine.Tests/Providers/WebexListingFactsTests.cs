using System.Globalization;
using RecordingCmdlets.Engine.Providers.Webex;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Providers;

/// <summary>What can go wrong between asking Webex for recordings and knowing which there are.</summary>
public sealed class WebexListingFactsTests
{
    private static readonly DateTimeOffset Now = WebexBench.Now;

    [Theory]
    [InlineData(WebexBench.User)]
    [InlineData(WebexBench.Admin)]
    [InlineData(WebexBench.Officer)]
    public async Task WBX_T3_every_listing_says_from_to_and_max_since_the_defaults_show_almost_nothing(string role)
    {
        await using var bench = await WebexBench.OpenAsync(role, site: WebexBench.MainSite);
        var all = Enumerable.Range(1, 25).Select(i => bench.Seed(Now.AddDays(-i * 3))).ToList();

        var listed = await bench.ListAsync();
        var old = await bench.ListAsync(new RecordingQuery { Now = Now, Before = Now.AddDays(-30) });
        await bench.ListAsync(new RecordingQuery { Now = Now, After = Now.AddDays(-30), First = 2 });

        Assert.Equal(all, listed.Select(r => r.Id));
        Assert.Equal(all.Skip(10), old.Select(r => r.Id));
        Assert.All(bench.Lists, r => Assert.Equal(["from", "max", "siteUrl", "to"], WebexBench.Query(r).Keys.Order()));
        Assert.All(bench.Lists, r => Assert.Equal("100", WebexBench.Query(r)["max"]));
    }

    [Theory]
    [InlineData(WebexBench.User, 0, 1)]
    [InlineData(WebexBench.User, 28, 1)]
    [InlineData(WebexBench.User, 29, 1)]
    [InlineData(WebexBench.User, 30, 2)]
    [InlineData(WebexBench.User, 400, 14)]
    [InlineData(WebexBench.Admin, 400, 14)]
    [InlineData(WebexBench.Admin, 10_000, 334)]
    public async Task WBX_T4_windows_have_thirty_days_at_the_most_and_cover_every_span_newest_first(string role, int days, int windows)
    {
        await using var bench = await WebexBench.OpenAsync(role, site: WebexBench.MainSite);
        var after = Now.AddDays(-days).AddTicks(-7);

        await bench.ListAsync(new RecordingQuery { Now = Now.AddTicks(7), After = after });

        // A part of a second more on either end makes a whole one.
        var spans = Spans(bench);
        Assert.InRange(spans.Count, windows, windows + 1);
        Assert.All(spans, s => Assert.InRange(s.To - s.From, TimeSpan.FromSeconds(1), TimeSpan.FromDays(30)));
        Assert.True(spans[0].To >= Now.AddTicks(7) && spans[0].To < Now.AddSeconds(2));
        Assert.True(spans[^1].From <= after);
        Assert.All(spans.Zip(spans.Skip(1)), pair => Assert.Equal(pair.First.From, pair.Second.To));
        Assert.All(bench.Requests, r => Assert.Equal(200, r.Status));
    }

    [Fact]
    public async Task WBX_T6_a_listing_of_all_hosts_covers_the_preferred_site_only_and_says_so()
    {
        await using var bench = await WebexBench.OpenAsync(WebexBench.Admin);
        var here = bench.Seed(host: WebexBench.Bo);
        var there = bench.Seed(host: WebexBench.Bo, site: WebexBench.OtherSite);

        var listed = await bench.ListAsync(WebexBench.Month());
        var warning = Assert.Single(bench.Notices.Warnings);
        var other = await bench.ListAsync(new RecordingQuery { Now = Now, After = Now.AddDays(-28), Site = WebexBench.OtherSite });

        Assert.Equal([here], listed.Select(r => r.Id));
        Assert.Contains("only the preferred site", warning, StringComparison.Ordinal);
        Assert.Contains("-Site", warning, StringComparison.Ordinal);
        Assert.Equal([there], other.Select(r => r.Id));
        Assert.Single(bench.Notices.Warnings);
        Assert.EndsWith($"&siteUrl={WebexBench.OtherSite}", bench.Requests[^1].Query, StringComparison.Ordinal);
        Assert.DoesNotContain("siteUrl", bench.Requests[0].Query, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(WebexBench.Officer, null, 1)]
    [InlineData(WebexBench.Officer, WebexBench.MainSite, 0)]
    [InlineData(WebexBench.Admin, "https://" + WebexBench.MainSite + "/", 0)]
    [InlineData(WebexBench.User, null, 0)]
    public async Task WBX_T6_only_who_lists_all_hosts_without_a_site_is_warned(string role, string? site, int warnings)
    {
        await using var bench = await WebexBench.OpenAsync(role, site: site);
        var here = bench.Seed();
        var there = bench.Seed(site: WebexBench.OtherSite);

        var listed = await bench.ListAsync(WebexBench.Month());

        Assert.Equal(warnings, bench.Notices.Warnings.Count);
        Assert.Equal(role == WebexBench.User ? [here, there] : [here], listed.Select(r => r.Id));
    }

    [Fact]
    public async Task WBX_T9_age_counts_from_the_making_of_the_file_and_not_from_the_recording()
    {
        await using var bench = await WebexBench.OpenAsync();
        bench.Room.Add(new WebexRecording { Id = WebexBench.Id(1), HostEmail = WebexBench.Me, CreateTime = WebexBench.Iso(Now.AddDays(-29)), TimeRecorded = WebexBench.Iso(Now.AddDays(-31)) });
        bench.Room.Add(new WebexRecording { Id = WebexBench.Id(2), HostEmail = WebexBench.Me, CreateTime = WebexBench.Iso(Now.AddDays(-31)), TimeRecorded = WebexBench.Iso(Now.AddDays(-29)) });
        var engine = new RecordingEngine();

        var old = await bench.ListAsync(new RecordingQuery { Now = Now, Before = Now.AddDays(-30), After = Now.AddDays(-90) });
        var plan = (await bench.ListAsync()).ToDictionary(r => r.Id, r => engine.PlanByAge(r, TimeSpan.FromDays(30), Now).Decision);

        Assert.Equal([WebexBench.Id(2)], old.Select(r => r.Id));
        Assert.Equal(Now.AddDays(-29), old[0].StartedAt);
        Assert.Equal((PlanDecision.Keep, PlanDecision.Remove), (plan[WebexBench.Id(1)], plan[WebexBench.Id(2)]));
    }

    [Fact]
    public async Task WBX_T10_moments_are_in_utc_and_whole_seconds()
    {
        await using var bench = await WebexBench.OpenAsync();
        var before = new DateTimeOffset(2026, 2, 20, 12, 30, 0, 250, TimeSpan.FromHours(8));

        await bench.ListAsync(new RecordingQuery { Now = Now, Before = before, After = before.AddDays(-5) });

        Assert.Equal("max=100&to=2026-02-20T04%3A30%3A01Z&from=2026-02-14T04%3A30%3A00Z", Assert.Single(bench.Requests).Query);
        Assert.Equal(200, bench.Requests[0].Status);
    }

    [Theory]
    [InlineData("meetingId")]
    [InlineData("integrationTag")]
    [InlineData("integrationTags")]
    [InlineData("hostEmail")]
    [InlineData("status")]
    [InlineData("from")]
    [InlineData("timeRecorded")]
    public async Task WBX_T11_a_filter_by_which_the_service_forgets_others_or_that_cannot_be_checked_is_refused(string key)
    {
        await using var bench = await WebexBench.OpenAsync(WebexBench.Admin);

        var error = await Assert.ThrowsAsync<RecordingArgumentException>(
            () => bench.ListAsync(new RecordingQuery { Now = Now, Filter = new Dictionary<string, string> { [key] = "x" } }));

        Assert.Equal("FilterKeyUnknown", error.ErrorId);
        Assert.Empty(bench.Requests);
        Assert.Equal(["format", "serviceType", "topic"], bench.Session.GetProviders().Single(p => p.Name == "Webex").FilterKeys);
    }

    [Theory]
    [InlineData(WebexBench.User)]
    [InlineData(WebexBench.Admin)]
    public async Task WBX_T12_passwords_and_links_are_never_shown(string role)
    {
        await using var bench = await WebexBench.OpenAsync(role, site: WebexBench.MainSite);
        var id = bench.Seed();
        bench.Room.Add(bench.Room.Find(id)! with
        {
            Password = "hush-1",
            DownloadUrl = "https://hush.example/2",
            PlaybackUrl = "https://hush.example/3",
            RecordingDownloadLink = "https://hush.example/4",
            AudioDownloadLink = "https://hush.example/5",
            TranscriptDownloadLink = "https://hush.example/6",
        });

        var listed = Assert.Single(await bench.ListAsync(WebexBench.Month()));
        var read = await bench.GetAsync(id, owner: role == WebexBench.Admin ? WebexBench.Me : null);
        await bench.RemoveAsync([listed]);

        foreach (var recording in (Recording[])[listed, read])
        {
            Assert.Empty(recording.Service.Keys.Intersect(["password", "downloadUrl", "playbackUrl", "temporaryDirectDownloadLinks"], StringComparer.OrdinalIgnoreCase));
            Assert.DoesNotContain(recording.Service.Values, v => v is string text && text.Contains("hush", StringComparison.Ordinal));
        }

        Assert.DoesNotContain("hush", bench.Notices.All, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", await LedgerTextAsync(bench), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WBX_T12_tokens_are_in_no_message_and_no_ledger()
    {
        await using var bench = await WebexBench.OpenAsync(WebexBench.Admin);
        var key = bench.Sandbox.ApiKey.Reveal();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(400, $$"""{"message":"Bearer {{key}} is odd","errors":[{"description":"Bearer {{key}} is odd"}],"trackingId":"{{key}}"}""");
        bench.Room.SendTrackingHeader = false;

        var error = await Assert.ThrowsAsync<ProviderRefusedException>(() => bench.ListAsync(WebexBench.Month()));
        var result = Assert.Single(await bench.RemoveAsync([bench.Bare(WebexBench.Id(1))]));

        Assert.All([error.ToString(), $"{error.CorrelationId}", $"{result.Error}", result.Reason, $"{result.CorrelationId}", bench.Notices.All, await LedgerTextAsync(bench)], text =>
            Assert.DoesNotContain(key, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task WBX_T13_the_service_takes_no_format_uploaded_so_it_is_looked_for_here()
    {
        await using var bench = await WebexBench.OpenAsync();
        foreach (var (format, number) in (ReadOnlySpan<(string, int)>)[("MP4", 1), ("ARF", 2), ("UPLOADED", 3)])
            bench.Room.Add(new WebexRecording { Id = WebexBench.Id(number), HostEmail = WebexBench.Me, CreateTime = WebexBench.Iso(Now.AddDays(-1)), Format = format });

        foreach (var (format, number) in (Dictionary<string, int>)new() { ["MP4"] = 1, ["ARF"] = 2, ["UPLOADED"] = 3 })
        {
            var listed = await bench.ListAsync(new RecordingQuery { Now = Now, After = Now.AddDays(-5), Filter = new Dictionary<string, string> { ["format"] = format } });
            Assert.Equal([WebexBench.Id(number)], listed.Select(r => r.Id));
        }

        Assert.Equal(["MP4", "ARF", null], bench.Requests.Select(r => WebexBench.Query(r).GetValueOrDefault("format")));
        Assert.All(bench.Requests, r => Assert.Equal(200, r.Status));
    }

    [Theory]
    [InlineData("3600", "168103000", 3600.0, 168_103_000L)]
    [InlineData("3600.0", "168103000.0", 3600.0, 168_103_000L)]
    [InlineData("0.5", "9007199254740993", 0.5, 9_007_199_254_740_993L)]
    [InlineData("\"3600\"", "\"168103000\"", 3600.0, 168_103_000L)]
    [InlineData("-1", "{}", null, null)]
    public async Task WBX_T14_duration_is_in_seconds_and_numbers_may_have_decimals(string duration, string size, double? seconds, long? bytes)
    {
        await using var bench = await WebexBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(200, WebexBench.Page($$"""{"id":"a","durationSeconds":{{duration}},"sizeBytes":{{size}}}"""));

        var listed = Assert.Single(await bench.ListAsync());

        Assert.Equal(seconds, listed.Duration?.TotalSeconds);
        Assert.Equal(bytes, listed.SizeBytes);
    }

    [Fact]
    public async Task WBX_T16_without_a_beginning_a_listing_goes_back_five_years_and_says_so()
    {
        await using var bench = await WebexBench.OpenAsync();
        var within = bench.Seed(Now.AddDays(-(5 * 365) + 1));
        bench.Seed(Now.AddDays(-(5 * 365) - 1));

        var listed = await bench.ListAsync();

        Assert.Equal([within], listed.Select(r => r.Id));
        var warning = Assert.Single(bench.Notices.Warnings);
        Assert.Contains("2021-03-02", warning, StringComparison.Ordinal);
        Assert.Contains("-After", warning, StringComparison.Ordinal);
        Assert.Equal(61, bench.Requests.Count);
        Assert.Equal(Now.AddDays(-5 * 365), Spans(bench)[^1].From);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    public async Task WBX_T16_who_wants_the_first_few_hears_of_the_five_years_only_when_they_are_reached(int first, int warnings)
    {
        await using var bench = await WebexBench.OpenAsync();
        bench.Seed();

        Assert.Single(await bench.ListAsync(new RecordingQuery { Now = Now, First = first }));
        Assert.Equal(warnings, bench.Notices.Warnings.Count);
    }

    [Fact]
    public async Task WBX_T16_with_a_beginning_there_is_no_floor_and_no_warning()
    {
        await using var bench = await WebexBench.OpenAsync();
        var old = bench.Seed(Now.AddDays(-2400));

        var listed = await bench.ListAsync(new RecordingQuery { Now = Now, After = Now.AddDays(-2500) });

        Assert.Equal([old], listed.Select(r => r.Id));
        Assert.Empty(bench.Notices.Warnings);
    }

    [Fact]
    public async Task WBX_T17_pages_are_followed_by_their_link_until_there_is_none()
    {
        await using var bench = await WebexBench.OpenAsync();
        var all = bench.SeedMany(250);

        var listed = await bench.ListAsync(WebexBench.Month());

        Assert.Equal(all, listed.Select(r => r.Id));
        Assert.Equal([null, "100", "200"], bench.Requests.Select(r => WebexBench.Query(r).GetValueOrDefault("offset")));
    }

    [Theory]
    [InlineData("<{0}?offset=1,2>; rel=\"next\"", true)]
    [InlineData("<{0}?offset=1,2>; rel=next", true)]
    [InlineData("<{0}?offset=1,2>; REL=\"Next\"", true)]
    [InlineData("<{0}?offset=0>; rel=\"first\", <{0}?offset=1,2>; title=\"a, b; rel=prev\"; rel=\"next\"", true)]
    [InlineData("<{0}?offset=0>; rel=\"prev\",<{0}?offset=1,2>;rel=\"last next\"", true)]
    [InlineData("<?offset=1,2>; rel=\"next\"", true)]
    [InlineData("<{0}?offset=0>; rel=\"prev\"", false)]
    [InlineData("<{0}?offset=0>; rel=\"nextish\"", false)]
    [InlineData("<{0}?offset=0>", false)]
    [InlineData("rel=\"next\"", false)]
    public async Task WBX_T17_a_link_header_may_be_written_in_many_ways(string header, bool hasNext)
    {
        await using var bench = await WebexBench.OpenAsync();
        var link = string.Format(CultureInfo.InvariantCulture, header, bench.Sandbox.GetBaseUri("Webex") + "/recordings");
        bench.Sandbox.OnRequest = r => r.Count == 1
            ? SandboxFault.Respond(200, WebexBench.Page("""{"id":"a"}"""), ("Link", link))
            : SandboxFault.Respond(200, WebexBench.Page("""{"id":"b"}"""));

        var listed = await bench.ListAsync(new RecordingQuery { Now = Now, After = Now.AddDays(-2), First = 9 });

        Assert.Empty(listed); // They have no date, so they match no bound.
        Assert.Equal(hasNext ? 2 : 1, bench.Requests.Count);
        if (hasNext) Assert.StartsWith("offset=1,2&", bench.Requests[1].Query, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://evil.example/v1/recordings?offset=100")]
    [InlineData("//evil.example/v1/recordings?offset=100")]
    [InlineData("https://127.0.0.1:{0}/v1/recordings?offset=100")]
    [InlineData("http://127.0.0.1:1/v1/recordings?offset=100")]
    [InlineData("http://localhost:{0}/v1/recordings?offset=100")]
    [InlineData("http://127.0.0.1:{0}/v1/recordings/purge?offset=100")]
    [InlineData("http://127.0.0.1:{0}/v1/admin/recordings?offset=100")]
    [InlineData("http://127.0.0.1:{0}/v1/recordings/../people?offset=100")]
    [InlineData("file:///v1/recordings?offset=100")]
    [InlineData("http://[")]
    public async Task WBX_T18_a_link_to_another_place_is_not_followed(string link)
    {
        await using var bench = await WebexBench.OpenAsync();
        bench.SeedMany(120);
        bench.Room.NextLinkOverride = _ => string.Format(CultureInfo.InvariantCulture, link, bench.Sandbox.GetBaseUri("Webex").Port);
        var listed = new List<Recording>();

        var error = await Assert.ThrowsAsync<ProviderResponseException>(() => bench.ListAsync(WebexBench.Month(), listed.Add));

        Assert.Contains("not followed", error.Message, StringComparison.Ordinal);
        Assert.Single(bench.Requests);
        Assert.Empty(listed);
    }

    [Theory]
    [InlineData(WebexBench.User)]
    [InlineData(WebexBench.Admin)]
    public async Task WBX_T19_filters_that_a_link_has_lost_are_added_again(string role)
    {
        await using var bench = await WebexBench.OpenAsync(role, site: WebexBench.OtherSite);
        bench.Room.DropFiltersInNext = true;
        var all = bench.SeedMany(250, status: "deleted", site: WebexBench.OtherSite);
        bench.SeedMany(250);

        var listed = await bench.ListAsync(new RecordingQuery
        {
            Now = Now,
            After = Now.AddDays(-20),
            Statuses = ["deleted"],
            Filter = new Dictionary<string, string> { ["format"] = "MP4", ["serviceType"] = "MeetingCenter" },
        });

        Assert.Equal(all, listed.Select(r => r.Id));
        var first = WebexBench.Query(bench.Requests[0]);
        Assert.Equal(["format", "from", "max", "serviceType", "siteUrl", "status", "to"], first.Keys.Order());
        Assert.Equal(3, bench.Requests.Count);
        Assert.All(bench.Requests.Skip(1), r => Assert.Equal(first.OrderBy(p => p.Key), WebexBench.Query(r).Where(p => p.Key != "offset").OrderBy(p => p.Key)));
    }

    [Fact]
    public async Task WBX_T20_an_empty_page_with_a_link_is_not_the_end()
    {
        await using var bench = await WebexBench.OpenAsync();
        bench.Room.EmptyPageWithNext = true;
        var all = bench.SeedMany(120);

        Assert.Equal(all, (await bench.ListAsync(WebexBench.Month())).Select(r => r.Id));
    }

    [Fact]
    public async Task WBX_T20_a_link_that_is_named_again_is_an_error_and_nothing_of_the_window_is_given()
    {
        await using var bench = await WebexBench.OpenAsync();
        bench.SeedMany(250);
        bench.Room.RepeatNext = true;
        var listed = new List<Recording>();

        await Assert.ThrowsAsync<ProviderResponseException>(() => bench.ListAsync(WebexBench.Month(), listed.Add));

        Assert.Equal(2, bench.Requests.Count);
        Assert.Empty(listed);
    }

    [Fact]
    public async Task WBX_T20_empty_pages_without_end_are_an_error()
    {
        await using var bench = await WebexBench.OpenAsync();
        var link = bench.Sandbox.GetBaseUri("Webex") + "/recordings?offset=";
        bench.Sandbox.OnRequest = r => SandboxFault.Respond(200, WebexBench.Page(), ("Link", $"<{link}{r.Count}>; rel=next"));

        await Assert.ThrowsAsync<ProviderResponseException>(() => bench.ListAsync(WebexBench.Month()));

        Assert.InRange(bench.Requests.Count, 20, 110);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WBX_T21_what_stands_on_the_bound_of_two_windows_comes_once(bool takesBothEnds)
    {
        await using var bench = await WebexBench.OpenAsync();
        var edge = bench.Seed(Now.AddDays(-30));
        var later = bench.Seed(Now.AddDays(-30).AddSeconds(1));
        var earlier = bench.Seed(Now.AddDays(-30).AddSeconds(-1));
        if (takesBothEnds)
        {
            bench.Sandbox.OnRequest = r => SandboxFault.Respond(200, WebexBench.Page(
                new[] { later, edge, earlier }.Select(id => bench.Room.Find(id)!)
                    .Where(i => string.CompareOrdinal(i.CreateTime, r.Query.Split("from=")[1].Replace("%3A", ":", StringComparison.Ordinal)) >= 0
                        && string.CompareOrdinal(i.CreateTime, r.Query.Split("to=")[1].Split('&')[0].Replace("%3A", ":", StringComparison.Ordinal)) <= 0)
                    .Select(i => $$"""{"id":"{{i.Id}}","createTime":"{{i.CreateTime}}"}""")));
        }

        var listed = await bench.ListAsync(new RecordingQuery { Now = Now, After = Now.AddDays(-59) });

        Assert.Equal([later, edge, earlier], listed.Select(r => r.Id));
        Assert.Equal(2, bench.Requests.Count);
        Assert.Equal(Now.AddDays(-30), Spans(bench)[0].From);
    }

    [Fact]
    public async Task WBX_T21_what_a_service_shows_in_every_window_comes_once()
    {
        await using var bench = await WebexBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(200, WebexBench.Page("""{"id":"a"}""", """{"id":"b"}""", """{"id":"a"}"""));

        Assert.Equal(["a", "b"], (await bench.ListAsync()).Select(r => r.Id));
        Assert.Equal(61, bench.Requests.Count);
    }

    [Fact]
    public async Task WBX_T21_our_own_bounds_are_exact()
    {
        await using var bench = await WebexBench.OpenAsync();
        var (from, to) = (Now.AddDays(-10), Now.AddDays(-5));
        bench.Seed(from.AddSeconds(-1));
        var first = bench.Seed(from);
        var last = bench.Seed(to.AddSeconds(-1));
        var end = bench.Seed(to);

        var exact = await bench.ListAsync(new RecordingQuery { Now = Now, After = from, Before = to });
        var finer = await bench.ListAsync(new RecordingQuery { Now = Now, After = from, Before = to.AddTicks(1) });

        Assert.Equal([last, first], exact.Select(r => r.Id));
        Assert.Equal([end, last, first], finer.Select(r => r.Id));
    }

    [Theory]
    [InlineData(RemovalAction.Delete)]
    [InlineData(RemovalAction.Recycle)]
    public async Task WBX_T22_nothing_is_skipped_when_what_is_listed_is_deleted_at_once(RemovalAction action)
    {
        await using var bench = await WebexBench.OpenAsync();
        var all = bench.SeedMany(350);
        all.AddRange(Enumerable.Range(0, 150).Select(i => bench.Seed(Now.AddDays(-31).AddMinutes(-i))));

        var listed = await bench.ListAsync(new RecordingQuery { Now = Now, After = Now.AddDays(-60) }, meanwhile: r =>
        {
            if (action == RemovalAction.Delete) bench.Room.Remove(r.Id);
            else bench.Room.Add(bench.Room.Find(r.Id)! with { Status = "deleted" });
        });

        Assert.Equal(all, listed.Select(r => r.Id));
        Assert.Equal(0, bench.Room.Count);
    }

    [Fact]
    public async Task WBX_T22_nothing_of_the_bin_is_skipped_when_it_is_purged_at_once()
    {
        await using var bench = await WebexBench.OpenAsync();
        var all = bench.SeedMany(350, status: "deleted");

        var listed = await bench.ListAsync(WebexBench.Month("deleted"), meanwhile: r => bench.Room.Remove(r.Id));

        Assert.Equal(all, listed.Select(r => r.Id));
        Assert.Empty(bench.Room.BinIds);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WBX_T23_it_does_not_matter_which_date_the_window_compares(bool comparesTimeRecorded)
    {
        await using var bench = await WebexBench.OpenAsync();
        bench.Room.WindowsCompareTimeRecorded = comparesTimeRecorded;
        var after = Now.AddDays(-40);
        var inside = Enumerable.Range(0, 60).Select(i => Add(i, after.AddHours(i * 16), TimeSpan.FromHours(23))).ToList();
        Add(100, after.AddSeconds(-1), TimeSpan.Zero);

        var listed = await bench.ListAsync(new RecordingQuery { Now = Now, After = after });

        Assert.Equal(inside.Order(), listed.Select(r => r.Id).Order());
        Assert.Equal(after.AddDays(-1), Spans(bench)[^1].From);

        string Add(int number, DateTimeOffset created, TimeSpan since)
        {
            bench.Room.Add(new WebexRecording { Id = WebexBench.Id(number), HostEmail = WebexBench.Me, CreateTime = WebexBench.Iso(created), TimeRecorded = WebexBench.Iso(created - since) });
            return WebexBench.Id(number);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WBX_T24_a_topic_is_asked_for_and_checked_again_exactly(bool matchesWhole)
    {
        await using var bench = await WebexBench.OpenAsync();
        bench.Room.TopicMatchesWhole = matchesWhole;
        var wanted = bench.Seed(topic: "Weekly sync & more");
        bench.Seed(topic: "weekly sync & more");
        bench.Seed(topic: "Weekly sync & more (guests)");
        bench.Seed();

        var listed = await bench.ListAsync(new RecordingQuery { Now = Now, After = Now.AddDays(-5), Filter = new Dictionary<string, string> { ["topic"] = "Weekly sync & more" } });

        Assert.Equal([wanted], listed.Select(r => r.Id));
        Assert.EndsWith("&topic=Weekly%20sync%20%26%20more", Assert.Single(bench.Requests).Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WBX_T24_every_filter_is_checked_again_since_one_that_is_ignored_lists_everything()
    {
        await using var bench = await WebexBench.OpenAsync();
        var created = WebexBench.Iso(Now.AddDays(-1));
        string Record(string id, string rest) => $$"""{"id":"{{id}}","createTime":"{{created}}"{{rest}}}""";
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(200, WebexBench.Page(
            Record("right", ",\"siteUrl\":\"S.example\",\"status\":\"deleted\",\"serviceType\":\"EventCenter\",\"format\":\"ARF\""),
            Record("site", ",\"siteUrl\":\"t.example\",\"status\":\"deleted\",\"serviceType\":\"EventCenter\",\"format\":\"ARF\""),
            Record("state", ",\"siteUrl\":\"s.example\",\"status\":\"available\",\"serviceType\":\"EventCenter\",\"format\":\"ARF\""),
            Record("service", ",\"siteUrl\":\"s.example\",\"status\":\"deleted\",\"serviceType\":\"MeetingCenter\",\"format\":\"ARF\""),
            Record("format", ",\"siteUrl\":\"s.example\",\"status\":\"deleted\",\"serviceType\":\"EventCenter\",\"format\":\"MP4\""),
            Record("none", "")));

        var listed = await bench.ListAsync(new RecordingQuery
        {
            Now = Now,
            After = Now.AddDays(-5),
            Site = "s.example",
            Statuses = ["deleted"],
            Filter = new Dictionary<string, string> { ["serviceType"] = "EventCenter", ["format"] = "ARF" },
        });

        Assert.Equal(["right"], listed.Select(r => r.Id));
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"createTime\":null")]
    [InlineData(",\"createTime\":\"last week\",\"timeRecorded\":\"2020-01-01T00:00:00Z\"")]
    public async Task WBX_T25_a_recording_without_a_date_is_never_old_even_if_the_service_lists_it(string date)
    {
        await using var bench = await WebexBench.OpenAsync();
        bench.Sandbox.OnRequest = r => SandboxFault.Respond(200, WebexBench.Page(r.Count == 1 ? ["{\"id\":\"a\"" + date + "}"] : []));

        var line = new RecordingEngine().PlanByAge(Assert.Single(await bench.ListAsync()), TimeSpan.FromHours(1), Now);
        bench.Sandbox.ClearRequests();
        Assert.Empty(await bench.ListAsync(new RecordingQuery { Now = Now, Before = Now.AddDays(-1) }));
        bench.Sandbox.ClearRequests();
        Assert.Empty(await bench.ListAsync(new RecordingQuery { Now = Now, After = Now.AddDays(-100) }));
        Assert.Equal(PlanDecision.Keep, line.Decision);
    }

    [Fact]
    public async Task WBX_T32_the_bin_is_listed_by_its_status_and_other_states_by_listings_of_their_own()
    {
        await using var bench = await WebexBench.OpenAsync();
        var there = bench.Seed();
        var binned = bench.Seed(status: "deleted");

        var bin = await bench.ListAsync(WebexBench.Month("deleted"));
        var both = await bench.ListAsync(WebexBench.Month("available", "Deleted"));
        var usual = await bench.ListAsync(WebexBench.Month());

        Assert.Equal([(binned, "deleted")], bin.Select(r => (r.Id, r.Status!)));
        Assert.Equal([there, binned], both.Select(r => r.Id));
        Assert.Equal([there], usual.Select(r => r.Id));
        Assert.Equal(["deleted", "available", "deleted", null], bench.Requests.Select(r => WebexBench.Query(r).GetValueOrDefault("status")));
    }

    [Fact]
    public async Task WBX_T32_an_officer_has_no_bin_to_list()
    {
        await using var bench = await WebexBench.OpenAsync(WebexBench.Officer);

        var error = await Assert.ThrowsAsync<RecordingArgumentException>(() => bench.ListAsync(WebexBench.Month("deleted")));

        Assert.Equal("RecycleBinUnsupported", error.ErrorId);
        Assert.Contains(WebexBench.Officer, error.Message, StringComparison.Ordinal);
        Assert.Empty(bench.Requests);
    }

    [Fact]
    public async Task WBX_T37_a_redirect_of_a_listing_is_not_followed()
    {
        await using var bench = await WebexBench.OpenAsync();
        await using var elsewhere = await WebexBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(302, "", ("Location", $"{elsewhere.Sandbox.GetBaseUri("Webex")}/recordings"));

        await Assert.ThrowsAsync<ProviderResponseException>(() => bench.ListAsync(WebexBench.Month()));

        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task WBX_T38_a_token_travels_as_bearer_and_comes_from_the_usual_variable()
    {
        await using var bench = WebexBench.Unconnected(sandbox => name => name == "WEBEX_ACCESS_TOKEN" ? sandbox.ApiKey.Reveal() + "\n" : null);

        var connection = await bench.ConnectAsync(new ConnectionOptions { Provider = "Webex", BaseUri = bench.Sandbox.GetBaseUri("Webex") });

        Assert.True(Assert.Single(bench.Requests).Authorized);
        Assert.Contains("WEBEX_ACCESS_TOKEN", connection.CredentialSource, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WBX_T38_client_and_refresh_token_come_from_variables_and_are_posted_as_a_form()
    {
        await using var bench = WebexBench.Unconnected(sandbox => name => name switch
        {
            "WEBEX_CLIENT_ID" => "client-7",
            "WEBEX_CLIENT_SECRET" or "WEBEX_REFRESH_TOKEN" => sandbox.ApiKey.Reveal(),
            "WEBEX_ROLE" => "admin",
            "WEBEX_SITE_URL" => WebexBench.OtherSite,
            _ => null,
        });
        string? form = null, type = null;
        bench.Sandbox.OnRequest = r =>
        {
            if (r.Method == "POST") (form, type) = (r.Body, r.GetHeader("Content-Type"));
            return null;
        };

        var connection = await bench.ConnectAsync(new ConnectionOptions { Provider = "Webex", BaseUri = bench.Sandbox.GetBaseUri("Webex") });
        await bench.ListAsync(WebexBench.Month());

        Assert.Equal((WebexBench.Admin, WebexBench.OtherSite), (connection.Role, connection.SiteUrl));
        Assert.Equal(["POST /v1/access_token -> 200", "GET /v1/admin/recordings -> 200"], bench.Requests.Take(2).Select(r => $"{r.Method} {r.Path} -> {r.Status}"));
        Assert.Equal(3, bench.Requests.Count);
        Assert.StartsWith("application/x-www-form-urlencoded", type, StringComparison.Ordinal);
        var key = bench.Sandbox.ApiKey.Reveal();
        Assert.Equal(
            ["client_id=client-7", $"client_secret={key}", "grant_type=refresh_token", $"refresh_token={key}"], form!.Split('&').Order());
        Assert.DoesNotContain(key, bench.Notices.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WBX_T38_a_new_refresh_token_is_handed_out_and_used_from_then_on()
    {
        await using var bench = WebexBench.Unconnected();
        var key = bench.Sandbox.ApiKey.Reveal();
        var handed = new List<string>();
        var used = new List<string>();
        var refusals = 0;
        bench.Sandbox.OnRequest = r =>
        {
            if (r.Method == "GET") return refusals-- > 0 ? SandboxFault.Respond(401, "") : null;
            used.Add(r.Body.Split('&').Single(p => p.StartsWith("refresh_token=", StringComparison.Ordinal)));
            // The third answer names none: then the one before stays good.
            var next = used.Count < 3 ? $",\"refresh_token\":\"next-{used.Count}\"" : "";
            return SandboxFault.Respond(200, $$"""{"access_token":"{{key}}","expires_in":1209599{{next}}}""");
        };
        await bench.ConnectAsync(new ConnectionOptions
        {
            Provider = "Webex",
            ClientId = "client",
            ClientSecret = bench.Sandbox.ApiKey,
            RefreshToken = new Secret("first-token"),
            OnTokenChanged = token => handed.Add(token.Reveal()),
            BaseUri = bench.Sandbox.GetBaseUri("Webex"),
            IsSandbox = true,
            SkipValidation = true,
        });

        for (var i = 0; i < 4; i++)
        {
            refusals = i == 0 ? 0 : 1;
            await bench.ListAsync(WebexBench.Month());
        }

        Assert.Equal(["refresh_token=first-token", "refresh_token=next-1", "refresh_token=next-2", "refresh_token=next-2"], used);
        Assert.Equal(["next-1", "next-2"], handed);
        Assert.DoesNotContain("next-", bench.Notices.All, StringComparison.Ordinal);
        Assert.DoesNotContain("first-token", bench.Notices.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WBX_T39_the_first_are_the_newest_and_older_windows_are_not_asked_for()
    {
        await using var bench = await WebexBench.OpenAsync();
        bench.Seed(Now.AddDays(-70));
        var second = bench.Seed(Now.AddDays(-35));
        var first = bench.Seed(Now.AddDays(-31));

        var listed = await bench.ListAsync(new RecordingQuery { Now = Now, After = Now.AddDays(-365), First = 2 });

        Assert.Equal([first, second], listed.Select(r => r.Id));
        Assert.Equal(2, bench.Requests.Count);
    }

    [Fact]
    public async Task WBX_T40_hosts_and_topics_stay_out_of_the_request_lines()
    {
        await using var bench = await WebexBench.OpenAsync(WebexBench.Admin, site: WebexBench.MainSite);
        var id = bench.Seed(host: WebexBench.Bo);

        await bench.ListAsync(new RecordingQuery { Now = Now, After = Now.AddDays(-5), Filter = new Dictionary<string, string> { ["topic"] = "Layoffs" } });
        await bench.GetAsync(id, owner: WebexBench.Bo);

        Assert.Contains("topic=...", bench.Notices.All, StringComparison.Ordinal);
        Assert.Contains("hostEmail=...", bench.Notices.All, StringComparison.Ordinal);
        Assert.DoesNotContain("Layoffs", bench.Notices.All, StringComparison.Ordinal);
        Assert.DoesNotContain("bo.lind", bench.Notices.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WBX_T42_without_a_published_pace_five_requests_a_second_are_made()
    {
        await using var documented = await WebexBench.OpenAsync(isSandbox: false);
        await using var chosen = await WebexBench.OpenAsync(isSandbox: false, requestsPerMinute: 90);

        Assert.Equal(300, Pace(documented));
        Assert.Equal(90, Pace(chosen));

        static double? Pace(WebexBench bench) => bench.Session.GetProviders().Single(p => p.Name == "Webex").Connections.Single().RequestsPerMinute;
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    public async Task WBX_T43_the_version_is_part_of_the_base_and_no_path_ends_in_a_slash(string end)
    {
        await using var bench = WebexBench.Unconnected();
        await bench.ConnectAsync(new ConnectionOptions { Provider = "Webex", AccessToken = bench.Sandbox.ApiKey, BaseUri = new Uri(bench.Sandbox.GetBaseUri("Webex") + end), SkipValidation = true });
        var id = bench.Seed();

        await bench.ListAsync(WebexBench.Month());
        await bench.GetAsync(id);

        Assert.Equal(["/v1/recordings", $"/v1/recordings/{id}"], bench.Requests.Select(r => r.Path));
        Assert.Equal("https://webexapis.com/v1", Assert.Single(WebexProvider.Declaration.BaseUris).Value.AbsoluteUri);
        Assert.Equal("/v1/access_token", WebexProvider.Declaration.Auth.TokenPath);
    }

    [Theory]
    [InlineData("https://example.webex.com/")]
    [InlineData("example.webex.com/")]
    [InlineData(" example.webex.com ")]
    public async Task WBX_T43_a_site_is_named_without_scheme_and_slash(string site)
    {
        await using var bench = await WebexBench.OpenAsync(WebexBench.Admin, site: site);
        var id = bench.Seed(site: WebexBench.OtherSite);

        Assert.Equal([id], (await bench.ListAsync(WebexBench.Month())).Select(r => r.Id));
        Assert.Equal(WebexBench.OtherSite, WebexBench.Query(Assert.Single(bench.Requests))["siteUrl"]);
        Assert.Equal([id], (await bench.ListAsync(WebexBench.Month() with { Site = site })).Select(r => r.Id));
    }

    [Theory]
    [InlineData("""{"id":"bare"}""")]
    [InlineData("""{"id":"bare","topic":null,"createTime":null,"timeRecorded":null,"siteUrl":null,"durationSeconds":null,"sizeBytes":null,"shareToMe":null,"hostEmail":null,"status":null}""")]
    [InlineData("""{"id":"bare","topic":{},"createTime":7,"timeRecorded":"yesterday","siteUrl":[1],"durationSeconds":"long","sizeBytes":[],"shareToMe":7,"hostEmail":{"a":1},"status":true}""")]
    [InlineData("""{"unheard_of":{"deep":[{}]},"id":"bare","durationSeconds":-5}""")]
    public async Task WBX_T44_no_field_but_the_id_is_needed(string record)
    {
        await using var bench = await WebexBench.OpenAsync();
        bench.Sandbox.OnRequest = r => SandboxFault.Respond(200, WebexBench.Page(r.Count == 1 ? [record] : []));

        var listed = Assert.Single(await bench.ListAsync());

        Assert.Equal("bare", listed.Id);
        Assert.Null(listed.CreatedAt);
        Assert.Null(listed.StartedAt);
        Assert.Null(listed.Duration);
        Assert.Null(listed.Title);
        Assert.Null(listed.Owner);
        Assert.Null(listed.Site);
        Assert.Null(listed.Status);
    }

    [Fact]
    public async Task WBX_T44_a_record_without_an_id_is_passed_over()
    {
        await using var bench = await WebexBench.OpenAsync();
        bench.Sandbox.OnRequest = r => SandboxFault.Respond(
            200, WebexBench.Page(r.Count == 1 ? ["""{"status":"available"}""", """{"id":null}""", """{"id":""}""", "null", "7", """{"id":"named"}"""] : []));

        Assert.Equal(["named"], (await bench.ListAsync()).Select(r => r.Id));
    }

    [Fact]
    public async Task WBX_T47_a_window_that_holds_very_much_is_halved()
    {
        await using var bench = await WebexBench.OpenAsync();
        var all = Enumerable.Range(0, 10_150).Select(i => bench.Seed(Now.AddSeconds(-240 * (i + 1)))).ToList();

        var listed = await bench.ListAsync(new RecordingQuery { Now = Now, After = Now.AddDays(-29) }, meanwhile: r => bench.Room.Remove(r.Id));

        Assert.Equal(all, listed.Select(r => r.Id));
        var spans = Spans(bench).Distinct().ToList();
        Assert.Equal([(Now.AddDays(-30), Now), (Now.AddDays(-15), Now), (Now.AddDays(-30), Now.AddDays(-15))], spans);
    }

    private static List<(DateTimeOffset From, DateTimeOffset To)> Spans(WebexBench bench)
    {
        return [.. bench.Lists.Select(r => WebexBench.Query(r)).Select(q => (Read(q["from"]), Read(q["to"])))];

        static DateTimeOffset Read(string text) => DateTimeOffset.ParseExact(text, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
    }

    private static async Task<string> LedgerTextAsync(WebexBench bench) =>
        string.Join('\n', await Task.WhenAll(Directory.EnumerateFiles(bench.AuditPath).Select(f => File.ReadAllTextAsync(f, TestContext.Current.CancellationToken))));
}
