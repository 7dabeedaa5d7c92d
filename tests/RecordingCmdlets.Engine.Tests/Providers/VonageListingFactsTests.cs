using RecordingCmdlets.Engine.Providers.Vonage;
using RecordingCmdlets.Engine.Tests.Support;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Providers;

/// <summary>What can go wrong between asking Vonage for recordings and knowing which there are.</summary>
public sealed class VonageListingFactsTests
{
    private static readonly DateTimeOffset Now = VonageBench.Now;

    [Theory]
    [InlineData(RecordingKinds.Company, null)]
    [InlineData(RecordingKinds.OnDemand, "745250")]
    public async Task VBC_T10_older_than_is_an_upper_bound_on_the_start_and_newer_than_a_lower_one(string kind, string? user)
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Seed("1", user, Now.AddDays(-1));
        bench.Seed("40", user, Now.AddDays(-40));
        var moment = Now.AddDays(-30);
        RecordingQuery Query(DateTimeOffset? after, DateTimeOffset? before) => new() { Now = Now, Kinds = [kind], Owners = user is null ? [] : [user], After = after, Before = before };

        var old = await bench.ListAsync(Query(null, moment));
        var young = await bench.ListAsync(Query(moment, null));
        var between = await bench.ListAsync(Query(Now.AddDays(-50), moment));

        Assert.Equal("40 1 40", string.Join(' ', [.. Ids(old), .. Ids(young), .. Ids(between)]));
        Assert.Equal("page=1&page_size=100&start%3Alte=2026-01-30T00%3A00%3A00%2B0000", bench.Requests[0].Query);
        Assert.Equal("page=1&page_size=100&start%3Alte=2026-03-01T00%3A00%3A00%2B0000&start%3Agte=2026-01-30T00%3A00%3A00%2B0000", bench.Requests[1].Query);
        Assert.EndsWith("start%3Alte=2026-01-30T00%3A00%3A00%2B0000&start%3Agte=2026-01-10T00%3A00%3A00%2B0000", bench.Requests[2].Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task VBC_T10_a_service_that_reads_the_bound_the_wrong_way_round_widens_nothing()
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(200, VonageBench.Page(
            2, 1, """{"id":1,"start":"2026-02-28T00:00:00+0000"}""", """{"id":40,"start":"2026-01-01T00:00:00+0000"}"""));

        Assert.Equal(["40"], Ids(await bench.ListAsync(new RecordingQuery { Now = Now, Kinds = [RecordingKinds.Company], Before = Now.AddDays(-30) })));
        Assert.Equal(["1"], Ids(await bench.ListAsync(new RecordingQuery { Now = Now, Kinds = [RecordingKinds.Company], After = Now.AddDays(-30) })));
    }

    [Fact]
    public async Task VBC_T11_bounds_are_sent_in_utc_and_whole_seconds_outward_and_are_exact_here()
    {
        await using var bench = await VonageBench.OpenAsync();
        var (from, to) = (Now.AddDays(-2), Now.AddDays(-1));
        bench.Seed("1", start: from.AddSeconds(-1));
        bench.Seed("2", start: from);
        bench.Seed("3", start: to.AddSeconds(-1));
        bench.Seed("4", start: to);

        var exact = await bench.ListAsync(new RecordingQuery { Now = Now, Kinds = [RecordingKinds.Company], After = from.ToOffset(TimeSpan.FromHours(9)), Before = to.ToOffset(TimeSpan.FromHours(-5)) });
        // Bounds between two seconds: cutting the upper one off would lose the last.
        var finer = await bench.ListAsync(new RecordingQuery { Now = Now, Kinds = [RecordingKinds.Company], After = from.AddTicks(-3), Before = to.AddTicks(3) });

        Assert.Equal(["3", "2"], Ids(exact));
        Assert.Equal(["4", "3", "2"], Ids(finer));
        Assert.EndsWith("lte=2026-02-28T00%3A00%3A00%2B0000&start%3Agte=2026-02-27T00%3A00%3A00%2B0000", bench.Requests[0].Query, StringComparison.Ordinal);
        Assert.EndsWith("lte=2026-02-28T00%3A00%3A01%2B0000&start%3Agte=2026-02-26T23%3A59%3A59%2B0000", bench.Requests[1].Query, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en-US")]
    [InlineData("ar-SA")]
    [InlineData("th-TH")]
    public async Task VBC_T11_bounds_are_written_alike_in_every_culture(string culture)
    {
        await using var bench = await VonageBench.OpenAsync();
        using var _ = new CultureScope(culture);

        await bench.ListAsync(VonageBench.All);

        Assert.Equal("page=1&page_size=100&start%3Alte=2026-03-01T00%3A00%3A00%2B0000", Assert.Single(bench.Requests).Query);
    }

    [Fact]
    public async Task VBC_T12_everything_is_escaped_once_and_plus_arrives_as_plus()
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Seed("1", change: r => r with { Cnam = "A+B & C=%2B #?ö" });
        bench.Seed("2", change: r => r with { Cnam = "A B & C=%2B #?ö" });

        var listed = await bench.ListAsync(new RecordingQuery
        {
            Now = Now,
            Kinds = [RecordingKinds.Company],
            After = Now.AddDays(-3),
            Filter = new Dictionary<string, string> { ["cnam"] = "A+B & C=%2B #?ö" },
        });

        Assert.Equal(["1"], Ids(listed));
        var query = Assert.Single(bench.Requests).Query;
        Assert.Equal(
            "page=1&page_size=100&start%3Alte=2026-03-01T00%3A00%3A00%2B0000&start%3Agte=2026-02-26T00%3A00%3A00%2B0000&cnam=A%2BB%20%26%20C%3D%252B%20%23%3F%C3%B6", query);
    }

    [Theory]
    [InlineData("2026-01-05T09:00:00+0000", "2026-01-05T09:00:00Z")]
    [InlineData("2026-01-05T09:00:00-0000", "2026-01-05T09:00:00Z")]
    [InlineData("2026-01-05T09:00:00+0530", "2026-01-05T03:30:00Z")]
    [InlineData("2026-01-05T09:00:00-0800", "2026-01-05T17:00:00Z")]
    [InlineData("2026-01-05T09:00:00.25+0100", "2026-01-05T08:00:00.25Z")]
    [InlineData("2026-01-05T09:00:00.123456+0000", "2026-01-05T09:00:00.123456Z")]
    [InlineData("2026-01-05T09:00:00Z", "2026-01-05T09:00:00Z")]
    [InlineData("2026-01-05T09:00:00+01:00", "2026-01-05T08:00:00Z")]
    [InlineData("2026-01-05T09:00:00", "2026-01-05T09:00:00Z")]
    public async Task VBC_T13_dates_without_a_colon_in_the_offset_and_other_forms_are_read(string sent, string read)
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Seed("1", change: r => r with { Start = sent, End = sent });
        using var culture = new CultureScope("ar-SA");

        var listed = Assert.Single(await bench.ListAsync(VonageBench.All));

        Assert.Equal((Given.Moment(read), Given.Moment(read), Given.Moment(read)), (listed.CreatedAt, listed.StartedAt, listed.EndedAt));
        Assert.Equal(TimeSpan.Zero, listed.CreatedAt!.Value.Offset);
    }

    [Theory]
    [InlineData("")]
    [InlineData(""","start":null""")]
    [InlineData(""","start":"last week","end":"2020-01-01T00:00:00+0000" """)]
    [InlineData(""","start":1577836800000""")]
    public async Task VBC_T14_a_recording_without_a_start_is_never_old_even_if_the_service_lists_it(string date)
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(200, VonageBench.Page(1, 1, "{\"id\":1" + date + "}"));

        Assert.Empty(await bench.ListAsync(new RecordingQuery { Now = Now, Kinds = [RecordingKinds.Company], Before = Now.AddDays(-1) }));
        Assert.Empty(await bench.ListAsync(new RecordingQuery { Now = Now, Kinds = [RecordingKinds.Company], After = DateTimeOffset.MinValue }));
        var line = new RecordingEngine().PlanByAge(Assert.Single(await bench.ListAsync(VonageBench.All)), TimeSpan.FromHours(1), Now);
        Assert.Equal(PlanDecision.Keep, line.Decision);
    }

    [Fact]
    public async Task VBC_T14_age_counts_from_the_start_alone()
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Seed("1", start: Now.AddDays(-1), change: r => r with { End = VonageBench.Iso(Now.AddDays(-90)) });
        bench.Seed("40", start: Now.AddDays(-40), change: r => r with { End = VonageBench.Iso(Now) });
        bench.Seed("99", change: r => r with { Start = null });

        var plan = (await bench.ListAsync(VonageBench.All)).ToDictionary(r => r.Id, r => new RecordingEngine().PlanByAge(r, TimeSpan.FromDays(30), Now).Decision);

        Assert.Equal([("1", PlanDecision.Keep), ("40", PlanDecision.Remove)], plan.Select(p => (p.Key, p.Value)).Order());
        Assert.Equal("99", (await bench.GetAsync("99", RecordingKinds.Company)).Id);
    }

    [Fact]
    public async Task VBC_T15_durations_are_in_milliseconds_here_and_there()
    {
        await using var bench = await VonageBench.OpenAsync();
        foreach (var milliseconds in (long[])[30, 29_999, 30_000, 30_001, 61_500])
            bench.Seed(milliseconds.ToString(System.Globalization.CultureInfo.InvariantCulture), change: r => r with { Duration = milliseconds });
        bench.Seed("7", change: r => r with { Duration = null });
        RecordingQuery Query(double? least, double? most) => new()
        {
            Now = Now,
            Kinds = [RecordingKinds.Company],
            MinimumDuration = least is { } a ? TimeSpan.FromSeconds(a) : null,
            MaximumDuration = most is { } b ? TimeSpan.FromSeconds(b) : null,
        };

        var shortOnes = await bench.ListAsync(Query(null, 30));
        var longOnes = await bench.ListAsync(Query(30, null));
        var between = await bench.ListAsync(Query(29.9995, 30.0005));

        Assert.Equal(["29999", "30", "30000"], Ids(shortOnes).Order());
        Assert.Equal(["30000", "30001", "61500"], Ids(longOnes).Order());
        Assert.Equal(["30000"], Ids(between));
        Assert.Equal(TimeSpan.FromSeconds(61.5), longOnes.Single(r => r.Id == "61500").Duration);
        Assert.EndsWith("%2B0000&duration%3Alte=30000", bench.Requests[0].Query, StringComparison.Ordinal);
        Assert.EndsWith("%2B0000&duration%3Agte=30000", bench.Requests[1].Query, StringComparison.Ordinal);
        Assert.EndsWith("%2B0000&duration%3Agte=29999&duration%3Alte=30000", bench.Requests[2].Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task VBC_T15_a_duration_is_checked_again_and_one_that_is_missing_matches_nothing()
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(200, VonageBench.Page(
            5, 1, """{"id":1,"duration":30}""", """{"id":2,"duration":"31000"}""", """{"id":3}""", """{"id":4,"duration":null}""", """{"id":5,"duration":-5}"""));

        Assert.Equal(["1"], Ids(await bench.ListAsync(new RecordingQuery { Now = Now, Kinds = [RecordingKinds.Company], MaximumDuration = TimeSpan.FromSeconds(30) })));
        Assert.Equal(["2"], Ids(await bench.ListAsync(new RecordingQuery { Now = Now, Kinds = [RecordingKinds.Company], MinimumDuration = TimeSpan.FromSeconds(31) })));
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(false, 1)]
    [InlineData(false, 100)]
    [InlineData(false, 101)]
    [InlineData(false, 350)]
    [InlineData(true, 0)]
    [InlineData(true, 1)]
    [InlineData(true, 100)]
    [InlineData(true, 101)]
    [InlineData(true, 350)]
    public async Task VBC_T16_pages_from_0_or_1_give_everything_once(bool fromZero, int count)
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Room.PagesFromZero = fromZero;
        var all = bench.SeedMany(count);

        Assert.Equal(all, Ids(await bench.ListAsync(VonageBench.All)).Order());
        Assert.Empty(bench.Notices.Warnings);
        Assert.Equal(fromZero && count > 0, bench.Pages.Contains("0"));
        Assert.All(bench.Requests, r => Assert.Equal(200, r.Status));
    }

    [Theory]
    [InlineData(false, 100)]
    [InlineData(false, 350)]
    [InlineData(true, 1)]
    [InlineData(true, 100)]
    [InlineData(true, 101)]
    [InlineData(true, 350)]
    public async Task VBC_T16_pages_from_0_or_1_lose_nothing_while_what_comes_is_deleted(bool fromZero, int count)
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Room.PagesFromZero = fromZero;
        var all = bench.SeedMany(count, "745250");
        var query = new RecordingQuery { Now = Now, Kinds = [RecordingKinds.OnDemand], Owners = ["745250"] };
        await using var run = await bench.Session.BeginRemovalAsync(bench.Options, bench.Notices, TestContext.Current.CancellationToken);

        var listed = new List<string>();
        await foreach (var recording in bench.Session.ListAsync(query, bench.Notices, TestContext.Current.CancellationToken))
        {
            listed.Add(recording.Id);
            await run.SubmitAsync(await run.DecideAsync(RemovalTarget.For(recording)));
        }

        await run.CompleteAsync();

        Assert.Equal(all, listed.Order());
        Assert.Equal(all, bench.Deletes.SelectMany(r => r.Deleted).Order());
        Assert.Equal(count, bench.Deletes.Count);
        Assert.Empty(bench.Room.Ids);
        Assert.Empty(bench.Notices.Warnings);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task VBC_T17_links_are_not_followed(bool fromZero)
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Room.PagesFromZero = fromZero;
        bench.SeedMany(220);
        bench.Seed("7", start: Now.AddDays(-300));

        Assert.Equal(["7"], Ids(await bench.ListAsync(new RecordingQuery { Now = Now, Kinds = [RecordingKinds.Company], Before = Now.AddDays(-30) })));
        await bench.ListAsync(VonageBench.All);
        await bench.ListAsync(new RecordingQuery { Now = Now, Kinds = [RecordingKinds.Company], First = 150 });

        // The links have the path without a version, lead to another host and have lost the bound.
        Assert.All(bench.Requests, r => Assert.Equal(VonageBench.Company, r.Path));
        Assert.All(bench.Requests, r => Assert.Contains("&page_size=100&start%3Alte=", r.Query, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("http://evil.example/next?page=2")]
    [InlineData("https://api.vonage.com/t/vbc.prod/call_recording/api/accounts/self/company_call_recordings?page=1")]
    [InlineData("//127.0.0.1:1/x")]
    public async Task VBC_T17_a_link_that_leads_elsewhere_or_in_a_circle_does_nothing(string next)
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(
            200, $$$"""{"_embedded":{"recordings":[{"id":1}]},"_links":{"next":{"href":"{{{next}}}"},"self":{"href":"{{{next}}}"}},"page":1,"page_size":100,"total_items":1,"total_pages":1}""", ("Link", $"<{next}>; rel=\"next\""));

        Assert.Equal(["1"], Ids(await bench.ListAsync(VonageBench.All)));
        Assert.Single(bench.Requests);
    }

    [Theory]
    [InlineData(false, 5)]
    [InlineData(false, 150)]
    [InlineData(true, 5)]
    [InlineData(true, 150)]
    [InlineData(true, 350)]
    public async Task VBC_T18_the_first_are_the_newest_wherever_the_pages_begin(bool fromZero, int first)
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Room.PagesFromZero = fromZero;
        var all = bench.SeedMany(320);

        var listed = await bench.ListAsync(new RecordingQuery { Now = Now, Kinds = [RecordingKinds.Company], First = first }, r => bench.Room.Remove(r.Id));

        Assert.Equal(all.Take(first), Ids(listed));
        Assert.All(bench.Requests, r => Assert.DoesNotContain("order", r.Query, StringComparison.Ordinal));
        Assert.Empty(bench.Notices.Warnings);
    }

    [Fact]
    public async Task VBC_T18_a_page_0_that_repeats_page_1_doubles_nothing()
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Sandbox.OnRequest = r => SandboxFault.Respond(200, VonageBench.Page(4, 2, r.Query.StartsWith("page=2", StringComparison.Ordinal) ? ["""{"id":3}""", """{"id":4}"""] : ["""{"id":1}""", """{"id":2}"""]));

        Assert.Equal(["1", "2", "3", "4"], Ids(await bench.ListAsync(new RecordingQuery { Now = Now, Kinds = [RecordingKinds.Company], First = 9 })));
        Assert.Equal(["3", "4", "1", "2"], Ids(await bench.ListAsync(VonageBench.All)));
    }

    [Fact]
    public async Task VBC_T19_pages_are_read_from_the_last_to_the_first()
    {
        await using var bench = await VonageBench.OpenAsync();
        var all = bench.SeedMany(320);

        var listed = await bench.ListAsync(VonageBench.All, meanwhile: r => bench.Room.Remove(r.Id));

        Assert.Equal(all, Ids(listed).Order());
        Assert.Equal(["1", "4", "3", "2", "1"], bench.Pages);
    }

    [Fact]
    public async Task VBC_T19_of_pages_from_0_the_first_comes_last()
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Room.PagesFromZero = true;
        var all = bench.SeedMany(320);

        var listed = await bench.ListAsync(VonageBench.All, meanwhile: r => bench.Room.Remove(r.Id));

        Assert.Equal(all, Ids(listed).Order());
        Assert.Equal(["1", "4", "3", "2", "1", "0"], bench.Pages);
        Assert.Empty(bench.Notices.Warnings);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task VBC_T20_what_moves_to_another_page_comes_once(bool fromZero)
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Room.PagesFromZero = fromZero;
        var all = bench.SeedMany(320);
        // Another process deletes the newest, when the pages behind page 2 have been read.
        bench.Sandbox.OnRequest = r =>
        {
            if (r.Query.StartsWith("page=2&", StringComparison.Ordinal)) bench.Room.Remove(all[0]);
            return null;
        };

        var listed = await bench.ListAsync(VonageBench.All);

        Assert.Equal(all.Skip(1), Ids(listed).Order());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task VBC_T20_what_is_stored_after_the_bound_pushes_nothing_from_page_to_page(bool fromZero)
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Room.PagesFromZero = fromZero;
        var all = bench.SeedMany(320);
        var added = 900_000;
        bench.Sandbox.OnRequest = r =>
        {
            for (var i = 0; i < 40; i++) bench.Seed($"{added++}", start: Now.AddMinutes(1 + r.Count));
            return null;
        };

        Assert.Equal(all, Ids(await bench.ListAsync(VonageBench.All)).Order());
        Assert.All(bench.Requests, r => Assert.EndsWith("&start%3Alte=2026-03-01T00%3A00%3A00%2B0000", r.Query, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    public async Task VBC_T21_when_fewer_come_than_were_announced_page_0_is_looked_at_and_then_it_is_said(int first)
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Sandbox.OnRequest = r => r.Query.StartsWith("page=0&", StringComparison.Ordinal) ? null : SandboxFault.Respond(200, VonageBench.Page(5, 1, """{"id":1}""", """{"id":2}"""));

        Assert.Equal(["1", "2"], Ids(await bench.ListAsync(new RecordingQuery { Now = Now, Kinds = [RecordingKinds.Company], First = first })));

        Assert.Equal(["1", "0"], bench.Pages);
        Assert.Equal(400, bench.Requests[1].Status);
        Assert.Contains("3 recordings were announced and did not come", Assert.Single(bench.Notices.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(404, true)]
    [InlineData(403, false)]
    [InlineData(500, false)]
    public async Task VBC_T21_a_page_0_that_cannot_be_read_is_not_taken_for_none(int status, bool isNone)
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Room.PagesFromZero = true;
        bench.SeedMany(120);
        bench.Sandbox.OnRequest = r => r.Query.StartsWith("page=0&", StringComparison.Ordinal) ? SandboxFault.Respond(status, "", ("Retry-After", "0")) : null;
        Task<List<Recording>> List(int first) => bench.ListAsync(new RecordingQuery { Now = Now, Kinds = [RecordingKinds.Company], First = first });

        if (isNone)
        {
            Assert.Equal(20, (await List(0)).Count);
            Assert.Contains("100 recordings were announced and did not come", Assert.Single(bench.Notices.Warnings), StringComparison.Ordinal);
            return;
        }

        await Assert.ThrowsAnyAsync<RecordingException>(() => List(0));
        await Assert.ThrowsAnyAsync<RecordingException>(() => List(5));
    }

    [Theory]
    [InlineData("""{"total_items":0,"total_pages":0}""")]
    [InlineData("""{"_links":{"self":{"href":"https://api.vonage.com/x?page=1"}},"page":1,"page_size":100,"total_items":0,"total_pages":0}""")]
    [InlineData("""{"_embedded":{"recordings":[]},"total_items":0,"total_pages":0}""")]
    [InlineData("""{"_embedded":{},"total_items":0,"total_pages":0}""")]
    [InlineData("""{"_embedded":null,"total_items":0,"total_pages":0}""")]
    public async Task VBC_T22_a_page_without_embedded_is_empty_when_the_total_is_there(string body)
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(200, body);

        Assert.Empty(await bench.ListAsync(VonageBench.All));
        Assert.Empty(await bench.ListAsync(new RecordingQuery { Now = Now, Kinds = [RecordingKinds.Company], First = 5 }));
        Assert.Equal(2, bench.Requests.Count);
        Assert.Empty(bench.Notices.Warnings);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"total_pages":0}""")]
    [InlineData("""{"page":1,"page_size":100}""")]
    [InlineData("""{"total_items":null,"total_pages":0}""")]
    [InlineData("""{"fault":{"code":900901,"message":"m"}}""")]
    [InlineData("""{"_embedded":{"jobs":[]}}""")]
    public async Task VBC_T22_a_page_without_embedded_and_total_is_no_empty_page(string body)
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(200, body);

        await Assert.ThrowsAsync<ProviderResponseException>(() => bench.ListAsync(VonageBench.All));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task VBC_T22_the_service_may_leave_embedded_out_or_not(bool sendEmpty)
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Room.SendEmptyEmbedded = sendEmpty;

        Assert.Empty(await bench.ListAsync(new RecordingQuery { Now = Now }));
        Assert.Equal([VonageBench.Company, VonageBench.OnDemand], bench.Requests.Select(r => r.Path));
    }

    [Theory]
    [InlineData(10, false)]
    [InlineData(30, true)]
    [InlineData(100, false)]
    public async Task VBC_T23_pages_of_a_hundred_are_asked_for_and_smaller_ones_are_all_read(int granted, bool fromZero)
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Room.MaxPageSize = granted;
        bench.Room.PagesFromZero = fromZero;
        var all = bench.SeedMany(230);

        Assert.Equal(all.Take(150), Ids(await bench.ListAsync(new RecordingQuery { Now = Now, Kinds = [RecordingKinds.Company], First = 150 })));
        Assert.Equal(all, Ids(await bench.ListAsync(VonageBench.All, meanwhile: r => bench.Room.Remove(r.Id))).Order());
        Assert.All(bench.Requests, r => Assert.Contains("&page_size=100&", r.Query, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    [InlineData(false, 1)]
    public async Task VBC_T24_without_the_number_of_pages_all_are_read_until_one_is_empty(bool hasItemTotal, int firstNumber)
    {
        await using var bench = await VonageBench.OpenAsync();
        // Pages of 3, although 100 were asked for: a short page is not the last.
        string[] records = [.. Enumerable.Range(1, 8).Select(i => $"{{\"id\":{i}}}")];
        bench.Sandbox.OnRequest = r =>
        {
            var index = int.Parse(r.Query["page=".Length..].Split('&')[0], System.Globalization.CultureInfo.InvariantCulture) - firstNumber;
            if (index < 0) return SandboxFault.Respond(400, "");
            return SandboxFault.Respond(200, $"{{\"_embedded\":{{\"recordings\":[{string.Join(',', records.Skip(3 * index).Take(3))}]}}{(hasItemTotal ? ",\"total_items\":8" : "")}}}");
        };

        Assert.Equal(["1", "2", "3", "4", "5", "6", "7", "8"], Ids(await bench.ListAsync(VonageBench.All)));
        Assert.Equal(["1", "2", "3", "4", "5"], Ids(await bench.ListAsync(new RecordingQuery { Now = Now, Kinds = [RecordingKinds.Company], First = 5 })));
        Assert.Empty(bench.Notices.Warnings);
    }

    [Fact]
    public async Task VBC_T24_without_the_number_of_pages_nothing_is_given_before_all_is_read()
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Sandbox.OnRequest = r => SandboxFault.Respond(
            200, r.Query[5] is '1' or '2' ? $$$"""{"_embedded":{"recordings":[{"id":{{{r.Query[5]}}}}]},"total_items":9}""" : """{"total_items":9}""");
        var asked = new List<int>();

        await bench.ListAsync(VonageBench.All, meanwhile: _ => asked.Add(bench.Requests.Count));

        Assert.Equal([4, 4], asked);
        Assert.Contains("7 recordings were announced", Assert.Single(bench.Notices.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task VBC_T25_totals_that_name_many_empty_pages_are_an_error_and_not_an_empty_list()
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(200, VonageBench.Page(6000, 60));

        await Assert.ThrowsAsync<ProviderResponseException>(() => bench.ListAsync(VonageBench.All));

        // The first, the eleven that were one empty page too many, and perhaps the one after them, which was on its way.
        Assert.InRange(bench.Requests.Count, 12, 13);
    }

    [Fact]
    public async Task VBC_T25_a_service_that_ignores_the_page_number_is_not_asked_for_ever()
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(200, VonageBench.Page(6000, 60, """{"id":1}"""));

        Assert.Equal(["1"], Ids(await bench.ListAsync(new RecordingQuery { Now = Now, Kinds = [RecordingKinds.Company], First = 9 })));
        Assert.Equal(3, bench.Requests.Count);
    }

    [Theory]
    [InlineData("""{"id":7}""")]
    [InlineData("""{"id":"7"}""")]
    [InlineData("""{"id":7,"call_id":null,"call_direction":null,"caller_id":null,"cnam":null,"dnis":null,"start":null,"end":null,"duration":null,"extensions":null,"rule_ids":null,"file_name":null,"file_size_in_bytes":null,"download_url":null,"_links":null}""")]
    [InlineData("""{"id":7,"call_id":{},"caller_id":[1],"cnam":{"a":1},"dnis":true,"start":{},"end":"yesterday","duration":"long","extensions":7,"rule_ids":"x","file_size_in_bytes":"big"}""")]
    [InlineData("""{"unheard_of":{"deep":[{}]},"id":7,"duration":-5}""")]
    public async Task VBC_T26_no_field_but_the_id_is_needed(string record)
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(200, VonageBench.Page(1, 1, record));

        var listed = Assert.Single(await bench.ListAsync(VonageBench.All));

        Assert.Equal("7", listed.Id);
        Assert.Equal((null, null, null, null, null, null), (listed.CreatedAt, listed.StartedAt, listed.EndedAt, listed.Duration, listed.Title, listed.SizeBytes));
    }

    [Fact]
    public async Task VBC_T26_a_record_without_an_id_is_passed_over()
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(
            200, VonageBench.Page(6, 1, """{"call_id":"c91150a6"}""", """{"id":null}""", """{"id":""}""", "null", "7", """{"id":8}"""));

        Assert.Equal(["8"], Ids(await bench.ListAsync(VonageBench.All)));
    }

    [Fact]
    public async Task VBC_T26_numbers_and_texts_are_both_taken_for_the_parties()
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Seed("1", change: r => r with { DigitsAsNumbers = true });
        bench.Seed("2");

        var listed = await bench.ListAsync(new RecordingQuery { Now = Now, Kinds = [RecordingKinds.Company], Filter = new Dictionary<string, string> { ["caller_id"] = "17325550100", ["dnis"] = "17325550111" } });

        Assert.Equal(["1", "2"], Ids(listed).Order());
        Assert.All(listed, r => Assert.Equal("17325550100 to 17325550111", r.Title));
    }

    [Fact]
    public async Task VBC_T27_every_filter_is_checked_again_exactly()
    {
        await using var bench = await VonageBench.OpenAsync();
        string[] keys = ["call_direction", "call_id", "caller_id", "cnam", "dnis"];
        Assert.Equal(keys, bench.Session.GetProviders().Single(p => p.Name == "Vonage").FilterKeys);
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(200, VonageBench.Page(
            16, 1, [.. keys.Select((k, i) => $"{{\"id\":{i},\"{k}\":\"INBOUND\"}}"), .. keys.Select((k, i) => $"{{\"id\":{10 + i},\"{k}\":\"Inbound\"}}"), .. keys.Select((k, i) => $"{{\"id\":{20 + i},\"{k}\":\"INBOUND2\"}}"), """{"id":30}"""]));

        foreach (var (key, i) in keys.Select((k, i) => (k, i)))
        {
            bench.Sandbox.ClearRequests();
            var listed = await bench.ListAsync(new RecordingQuery { Now = Now, Kinds = [RecordingKinds.Company], Filter = new Dictionary<string, string> { [key] = "INBOUND" } });
            Assert.Equal([$"{i}"], Ids(listed));
            Assert.EndsWith($"&{key}=INBOUND", bench.Requests[0].Query, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("INBOUND", true)]
    [InlineData("OUTBOUND", true)]
    [InlineData("INTRA_PBX", true)]
    [InlineData("Inbound", false)]
    [InlineData("SIDEWAYS", false)]
    public async Task VBC_T27_only_known_directions_are_asked_for(string direction, bool isSent)
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Seed("1", change: r => r with { CallDirection = direction });
        bench.Seed("2", change: r => r with { CallDirection = "OTHER" });

        Assert.Equal(["1"], Ids(await bench.ListAsync(new RecordingQuery { Now = Now, Kinds = [RecordingKinds.Company], Filter = new Dictionary<string, string> { ["call_direction"] = direction } })));
        Assert.Equal(isSent, Assert.Single(bench.Requests).Query.Contains("call_direction", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("extension")]
    [InlineData("extensions")]
    [InlineData("duration")]
    [InlineData("start")]
    [InlineData("order")]
    [InlineData("page")]
    [InlineData("start:gte")]
    public async Task VBC_T27_a_filter_that_cannot_be_checked_again_is_refused(string key)
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Seed("1");

        var error = await Assert.ThrowsAsync<RecordingArgumentException>(() => bench.ListAsync(new RecordingQuery { Now = Now, Filter = new Dictionary<string, string> { [key] = "x" } }));

        Assert.Equal("FilterKeyUnknown", error.ErrorId);
        Assert.Empty(bench.Requests);
    }

    [Fact]
    public async Task VBC_T43_telephone_numbers_and_names_stay_out_of_the_request_lines()
    {
        await using var bench = await VonageBench.OpenAsync();

        await bench.ListAsync(new RecordingQuery
        {
            Now = Now,
            Kinds = [RecordingKinds.Company],
            Filter = new Dictionary<string, string> { ["caller_id"] = "17325550100", ["dnis"] = "17325550111", ["cnam"] = "JANE ROE", ["call_id"] = "c91150a6" },
        });

        Assert.Contains("start:lte=2026-03-01T00:00:00+0000", bench.Notices.All, StringComparison.Ordinal);
        Assert.Contains("caller_id=...&cnam", bench.Notices.All.Replace("&dnis=...", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.All((string[])["1732", "JANE", "c91150a6"], personal => Assert.DoesNotContain(personal, bench.Notices.All, StringComparison.Ordinal));
    }

    [Fact]
    public async Task VBC_T46_the_address_of_the_audio_is_shown_and_never_asked()
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Seed("7", change: r => r with { DownloadUrl = bench.Sandbox.GetBaseUri("Vonage") + "/api/audio/recording/7", FileName = "../7.mp3" });

        var listed = await bench.ListAsync(VonageBench.All);
        var result = Assert.Single(await bench.RemoveAsync(listed));

        Assert.Equal(RemovalOutcome.Deleted, result.Outcome);
        Assert.EndsWith("/audio/recording/7", (string)listed[0].Service["download_url"]!, StringComparison.Ordinal);
        Assert.Equal([VonageBench.Company, $"{VonageBench.Company}/7"], bench.Requests.Select(r => r.Path));
        // The path of a download is made of the id alone.
        Assert.Equal("api/audio/recording/{id}", Assert.Single(VonageProvider.Declaration.Resources.SelectMany(r => r.Routes).Distinct(), r => r.Path.Contains("audio", StringComparison.Ordinal)).Path);
    }

    private static string[] Ids(IEnumerable<Recording> recordings) => [.. recordings.Select(r => r.Id)];
}
