using RecordingCmdlets.Engine.Providers.Telnyx;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Providers;

/// <summary>What can go wrong between asking Telnyx for recordings and knowing which there are.</summary>
public sealed class TelnyxListingFactsTests
{
    private static readonly DateTimeOffset Now = TelnyxBench.Now;

    [Theory]
    [InlineData("""{"id":"bare"}""")]
    [InlineData("""{"id":"bare","status":null,"source":null,"created_at":null,"recording_started_at":null,"duration_millis":null,"download_urls":null,"conference_id":null,"from":null,"to":null}""")]
    [InlineData("""{"id":"bare","status":{},"source":[1],"created_at":7,"recording_started_at":"yesterday","duration_millis":"long","from":{"a":1},"to":true}""")]
    [InlineData("""{"initiated_by":"SomethingNew","unheard_of":{"deep":[{}]},"id":"bare","duration_millis":-5}""")]
    public async Task TEL_T2_no_field_but_the_id_is_needed(string record)
    {
        await using var bench = await TelnyxBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(200, TelnyxBench.Page(1, record));

        var listed = Assert.Single(await bench.ListAsync());

        Assert.Equal("bare", listed.Id);
        Assert.Null(listed.CreatedAt);
        Assert.Null(listed.StartedAt);
        Assert.Null(listed.Duration);
        Assert.Null(listed.Title);
    }

    [Fact]
    public async Task TEL_T2_a_record_without_an_id_is_passed_over()
    {
        await using var bench = await TelnyxBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(
            200, TelnyxBench.Page(1, """{"status":"completed"}""", """{"id":null}""", """{"id":""}""", "null", "7", """{"id":"named"}"""));

        Assert.Equal(["named"], (await bench.ListAsync()).Select(r => r.Id));
    }

    [Fact]
    public async Task TEL_T3_duration_is_in_milliseconds()
    {
        await using var bench = await TelnyxBench.OpenAsync();
        bench.Seed(new TelnyxRecording { Id = "a", CreatedAt = TelnyxBench.Iso(Now), DurationMillis = 61_500 });

        Assert.Equal(TimeSpan.FromSeconds(61.5), Assert.Single(await bench.ListAsync()).Duration);
    }

    [Fact]
    public async Task TEL_T4_brackets_and_plus_are_escaped()
    {
        await using var bench = await TelnyxBench.OpenAsync();
        bench.Seed(new TelnyxRecording { Id = "a", CreatedAt = TelnyxBench.Iso(Now), From = "+15550100", CallControlId = "v3:e&=#?%2B" });
        bench.Seed(new TelnyxRecording { Id = "b", CreatedAt = TelnyxBench.Iso(Now), From = " 15550100", CallControlId = "v3:e" });

        var listed = await bench.ListAsync(new RecordingQuery
        {
            Now = Now,
            After = Now.AddDays(-1),
            Filter = new Dictionary<string, string> { ["from"] = "+15550100", ["call_control_id"] = "v3:e&=#?%2B" },
        });

        Assert.Equal(["a"], listed.Select(r => r.Id));
        var query = Assert.Single(bench.Requests).Query;
        Assert.Contains("filter%5Bfrom%5D=%2B15550100", query, StringComparison.Ordinal);
        Assert.Contains("filter%5Bcall_control_id%5D=v3%3Ae%26%3D%23%3F%252B", query, StringComparison.Ordinal);
        Assert.Contains("filter%5Bcreated_at%5D%5Bgte%5D=2026-02-28T00%3A00%3A00.000Z", query, StringComparison.Ordinal);
        Assert.DoesNotContain(query, c => c is '[' or ']' or '+' or ':');
    }

    [Fact]
    public async Task TEL_T5_age_counts_from_created_at_and_not_from_the_start()
    {
        await using var bench = await TelnyxBench.OpenAsync();
        bench.Seed(new TelnyxRecording { Id = "late", CreatedAt = TelnyxBench.Iso(Now.AddDays(-1)), RecordingStartedAt = TelnyxBench.Iso(Now.AddDays(-100)) });
        bench.Seed(new TelnyxRecording { Id = "old", CreatedAt = TelnyxBench.Iso(Now.AddDays(-40)), RecordingStartedAt = TelnyxBench.Iso(Now.AddDays(-1)) });
        var engine = new RecordingEngine();

        var listed = await bench.ListAsync(new RecordingQuery { Now = Now, Before = Now.AddDays(-30) });
        var plan = (await bench.ListAsync()).ToDictionary(r => r.Id, r => engine.PlanByAge(r, TimeSpan.FromDays(30), Now).Decision);

        Assert.Equal(["old"], listed.Select(r => r.Id));
        Assert.Equal((PlanDecision.Keep, PlanDecision.Remove), (plan["late"], plan["old"]));
        Assert.All(bench.Requests, r => Assert.DoesNotContain("start_time", r.Query, StringComparison.Ordinal));
    }

    [Fact]
    public async Task TEL_T6_status_is_no_filter_of_the_service_and_is_looked_at_here()
    {
        await using var bench = await TelnyxBench.OpenAsync();
        bench.Seed(new TelnyxRecording { Id = "done", CreatedAt = TelnyxBench.Iso(Now) });
        bench.Seed(new TelnyxRecording { Id = "other", CreatedAt = TelnyxBench.Iso(Now), Status = "processing" });

        var listed = await bench.ListAsync(new RecordingQuery { Now = Now, Statuses = ["completed"] });

        Assert.Equal(["done"], listed.Select(r => r.Id));
        Assert.DoesNotContain("status", Assert.Single(bench.Requests).Query, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sip_call_id")]
    [InlineData("conference_region")]
    [InlineData("custom_file_name")]
    [InlineData("start_time")]
    [InlineData("status")]
    public async Task TEL_T9_a_filter_that_cannot_be_checked_again_is_refused(string key)
    {
        await using var bench = await TelnyxBench.OpenAsync();
        bench.Seed();

        var error = await Assert.ThrowsAsync<RecordingArgumentException>(
            () => bench.ListAsync(new RecordingQuery { Now = Now, Filter = new Dictionary<string, string> { [key] = "x" } }));

        Assert.Equal("FilterKeyUnknown", error.ErrorId);
        Assert.Empty(bench.Requests);
    }

    [Theory]
    [InlineData("\"2219841177420923905\"", "2219841177420923905")]
    [InlineData("\"17523794290713576200000001\"", "17523794290713576200000001")]
    [InlineData("2219841177420923905", "2219841177420923905")]
    public async Task TEL_T10_a_connection_id_keeps_all_its_digits(string sent, string kept)
    {
        await using var bench = await TelnyxBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(
            200, TelnyxBench.Page(1, "{\"id\":\"a\",\"connection_id\":" + sent + "}", """{"id":"b","connection_id":"2219841177420923904"}"""));

        var listed = await bench.ListAsync(new RecordingQuery { Now = Now, Filter = new Dictionary<string, string> { ["connection_id"] = kept } });

        var value = Assert.Single(listed).Service["connection_id"];
        Assert.Equal(kept, Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture));
        if (sent.StartsWith('"')) Assert.IsType<string>(value);
    }

    [Fact]
    public async Task TEL_T13_nothing_is_skipped_when_what_is_listed_is_deleted_at_once()
    {
        await using var bench = await TelnyxBench.OpenAsync();
        var all = bench.SeedMany(620);

        var listed = await bench.ListAsync(meanwhile: r => bench.Sandbox.Telnyx.Remove(r.Id));

        Assert.Equal(all, listed.Select(r => r.Id).Order());
        Assert.Equal(0, bench.Sandbox.Telnyx.Count);
        Assert.Equal(["1", "3", "2", "1"], bench.Requests.Select(r => r.Query["page%5Bnumber%5D=".Length..].Split('&')[0]));
    }

    [Fact]
    public async Task TEL_T14_what_is_recorded_meanwhile_pushes_nothing_from_page_to_page()
    {
        await using var bench = await TelnyxBench.OpenAsync();
        var all = bench.SeedMany(620);
        bench.Sandbox.OnRequest = r =>
        {
            for (var i = 0; i < 40; i++) bench.Seed(new TelnyxRecording { Id = $"new-{r.Count}-{i}", CreatedAt = TelnyxBench.Iso(Now.AddMinutes(r.Count)) });
            return null;
        };

        var listed = await bench.ListAsync();

        Assert.Equal(all, listed.Select(r => r.Id).Order());
        Assert.Equal(4, bench.Requests.Count);
        Assert.All(bench.Requests, r => Assert.EndsWith("&filter%5Bcreated_at%5D%5Blte%5D=2026-03-01T00%3A00%3A00.000Z", r.Query, StringComparison.Ordinal));
    }

    [Fact]
    public async Task TEL_T14_an_earlier_bound_takes_the_place_of_the_runs_start()
    {
        await using var bench = await TelnyxBench.OpenAsync();

        await bench.ListAsync(new RecordingQuery { Now = Now, Before = new DateTimeOffset(2026, 2, 1, 2, 0, 0, TimeSpan.FromHours(2)) });
        await bench.ListAsync(new RecordingQuery { Now = Now, Before = Now.AddDays(9) });

        Assert.EndsWith("=2026-02-01T00%3A00%3A00.000Z", bench.Requests[0].Query, StringComparison.Ordinal);
        Assert.EndsWith("=2026-03-01T00%3A00%3A00.000Z", bench.Requests[1].Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TEL_T15_what_moves_to_another_page_comes_once()
    {
        await using var bench = await TelnyxBench.OpenAsync();
        var all = bench.SeedMany(620);
        // Another process deletes the newest, when page 3 has been read: the first of page 3 is the last of page 2 now.
        bench.Sandbox.OnRequest = r =>
        {
            if (r.Query.StartsWith("page%5Bnumber%5D=2", StringComparison.Ordinal)) bench.Sandbox.Telnyx.Remove(all[0]);
            return null;
        };

        var listed = await bench.ListAsync();

        Assert.Equal(all.Skip(1), listed.Select(r => r.Id).Order());
    }

    [Fact]
    public async Task TEL_T16_an_empty_page_ends_a_walk_forward_whatever_the_total_says()
    {
        await using var bench = await TelnyxBench.OpenAsync();
        bench.Sandbox.OnRequest = r => r.Count == 1
            ? SandboxFault.Respond(200, TelnyxBench.Page(60, """{"id":"a"}"""))
            : SandboxFault.Respond(200, TelnyxBench.Page(60));

        Assert.Equal(["a"], (await bench.ListAsync(new RecordingQuery { Now = Now, First = 9 })).Select(r => r.Id));
        Assert.Equal(2, bench.Requests.Count);
    }

    [Fact]
    public async Task TEL_T16_a_service_that_ignores_the_page_number_is_not_asked_for_ever()
    {
        await using var bench = await TelnyxBench.OpenAsync();
        bench.Sandbox.OnRequest = r => SandboxFault.Respond(200, TelnyxBench.Page(60, """{"id":"a"}"""));

        Assert.Equal(["a"], (await bench.ListAsync(new RecordingQuery { Now = Now, First = 9 })).Select(r => r.Id));
        Assert.Equal(2, bench.Requests.Count);
    }

    [Fact]
    public async Task TEL_T16_totals_that_name_many_empty_pages_are_an_error_and_not_an_empty_list()
    {
        await using var bench = await TelnyxBench.OpenAsync();
        bench.Sandbox.OnRequest = r => SandboxFault.Respond(200, TelnyxBench.Page(60));

        await Assert.ThrowsAsync<ProviderResponseException>(() => bench.ListAsync());

        // The next page may be on its way already.
        Assert.InRange(bench.Requests.Count, 12, 13);
    }

    [Fact]
    public async Task TEL_T17_without_meta_a_short_page_is_the_last_and_all_is_read_before_any_is_given()
    {
        await using var bench = await TelnyxBench.OpenAsync();
        var all = bench.SeedMany(620);
        bench.Sandbox.SendMeta = false;

        var listed = await bench.ListAsync(meanwhile: r => bench.Sandbox.Telnyx.Remove(r.Id));

        Assert.Equal(all, listed.Select(r => r.Id).Order());
        Assert.Equal(["1", "2", "3"], bench.Requests.Select(r => r.Query["page%5Bnumber%5D=".Length..].Split('&')[0]));
    }

    [Fact]
    public async Task TEL_T18_pages_of_250_are_asked_for_and_never_more()
    {
        await using var bench = await TelnyxBench.OpenAsync();
        bench.SeedMany(260);

        await bench.ListAsync();
        await bench.ListAsync(new RecordingQuery { Now = Now, First = 3 });

        Assert.All(bench.Requests, r => Assert.Contains("page%5Bsize%5D=250&", r.Query, StringComparison.Ordinal));
        Assert.All(bench.Requests, r => Assert.Equal(200, r.Status));
    }

    [Fact]
    public async Task TEL_T19_every_filter_is_checked_again_since_one_that_is_ignored_lists_everything()
    {
        await using var bench = await TelnyxBench.OpenAsync();
        string[] keys = ["call_control_id", "call_leg_id", "call_session_id", "conference_id", "connection_id", "from", "to"];
        Assert.Equal(keys, bench.Session.GetProviders().Single(p => p.Name == "Telnyx").FilterKeys);
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(200, TelnyxBench.Page(
            1,
            [.. keys.Select(k => $"{{\"id\":\"{k}\",\"{k}\":\"Abc\"}}"), .. keys.Select(k => $"{{\"id\":\"not-{k}\",\"{k}\":\"abc\"}}"), """{"id":"none"}"""]));

        foreach (var key in keys)
        {
            bench.Sandbox.ClearRequests();
            var listed = await bench.ListAsync(new RecordingQuery { Now = Now, Filter = new Dictionary<string, string> { [key] = "Abc" } });
            Assert.Equal([key], listed.Select(r => r.Id));
            Assert.EndsWith($"&filter%5B{key}%5D=Abc", Assert.Single(bench.Requests).Query, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task TEL_T20_the_services_bounds_are_inclusive_and_in_milliseconds_and_ours_are_exact()
    {
        await using var bench = await TelnyxBench.OpenAsync();
        var (from, to) = (Now.AddDays(-2), Now.AddDays(-1));
        bench.Seed(new TelnyxRecording { Id = "before", CreatedAt = TelnyxBench.Iso(from.AddMilliseconds(-1)) });
        bench.Seed(new TelnyxRecording { Id = "first", CreatedAt = TelnyxBench.Iso(from) });
        bench.Seed(new TelnyxRecording { Id = "last", CreatedAt = TelnyxBench.Iso(to.AddMilliseconds(-1)) });
        bench.Seed(new TelnyxRecording { Id = "end", CreatedAt = TelnyxBench.Iso(to) });

        var exact = await bench.ListAsync(new RecordingQuery { Now = Now, After = from, Before = to });
        // A bound between two milliseconds: cutting it off would lose the last.
        var finer = await bench.ListAsync(new RecordingQuery { Now = Now, After = from.AddTicks(-3), Before = to.AddTicks(3) });

        Assert.Equal(["first", "last"], exact.Select(r => r.Id).Order());
        Assert.Equal(["end", "first", "last"], finer.Select(r => r.Id).Order());
        Assert.EndsWith("lte%5D=2026-02-28T00%3A00%3A00.000Z&filter%5Bcreated_at%5D%5Bgte%5D=2026-02-27T00%3A00%3A00.000Z", bench.Requests[0].Query, StringComparison.Ordinal);
        Assert.EndsWith("lte%5D=2026-02-28T00%3A00%3A00.001Z&filter%5Bcreated_at%5D%5Bgte%5D=2026-02-26T23%3A59%3A59.999Z", bench.Requests[1].Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TEL_T21_a_recording_without_a_date_does_not_appear_in_listings()
    {
        await using var bench = await TelnyxBench.OpenAsync();
        bench.Seed(new TelnyxRecording { Id = "undated" });
        bench.Seed(new TelnyxRecording { Id = "dated", CreatedAt = TelnyxBench.Iso(Now) });

        Assert.Equal(["dated"], (await bench.ListAsync()).Select(r => r.Id));
        Assert.Equal("undated", (await bench.GetAsync("undated")).Id);
    }

    [Theory]
    [InlineData("")]
    [InlineData(""","created_at":null""")]
    [InlineData(""","created_at":"last week","recording_started_at":"2020-01-01T00:00:00Z" """)]
    public async Task TEL_T21_a_recording_without_a_date_is_never_old_even_if_the_service_lists_it(string date)
    {
        await using var bench = await TelnyxBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(200, TelnyxBench.Page(1, "{\"id\":\"a\"" + date + "}"));

        Assert.Empty(await bench.ListAsync(new RecordingQuery { Now = Now, Before = Now.AddDays(-1) }));
        Assert.Empty(await bench.ListAsync(new RecordingQuery { Now = Now, After = DateTimeOffset.MinValue }));
        var line = new RecordingEngine().PlanByAge(Assert.Single(await bench.ListAsync()), TimeSpan.FromHours(1), Now);
        Assert.Equal(PlanDecision.Keep, line.Decision);
    }

    [Fact]
    public async Task TEL_T29_a_redirect_of_a_listing_is_not_followed()
    {
        await using var bench = await TelnyxBench.OpenAsync();
        await using var elsewhere = await TelnyxBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(302, "", ("Location", $"{elsewhere.Sandbox.GetBaseUri("Telnyx")}/recordings"));

        await Assert.ThrowsAsync<ProviderResponseException>(() => bench.ListAsync());

        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task TEL_T30_download_links_are_never_shown()
    {
        await using var bench = await TelnyxBench.OpenAsync();
        bench.Seed(new TelnyxRecording { Id = "a", CreatedAt = TelnyxBench.Iso(Now), DownloadMp3 = "https://media.example/a.mp3?X-Amz-Signature=s", DownloadWav = "https://media.example/a.wav" });

        var listed = Assert.Single(await bench.ListAsync());
        var read = await bench.GetAsync("a");

        Assert.False(listed.Service.ContainsKey("download_urls"));
        Assert.False(read.Service.ContainsKey("download_urls"));
        Assert.DoesNotContain(listed.Service.Values.Concat(read.Service.Values), v => v is string text && text.Contains("media.example", StringComparison.Ordinal));
        Assert.DoesNotContain("media.example", bench.Notices.All, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    public async Task TEL_T32_the_version_is_part_of_the_base_and_no_path_ends_in_a_slash(string end)
    {
        await using var bench = TelnyxBench.Unconnected();
        await bench.ConnectAsync(new ConnectionOptions
        {
            Provider = "Telnyx",
            ApiKey = bench.Sandbox.ApiKey,
            BaseUri = new Uri(bench.Sandbox.GetBaseUri("Telnyx") + end),
            SkipValidation = true,
        });
        var id = bench.Seed();

        await bench.ListAsync();
        await bench.GetAsync(id);

        Assert.Equal(["/v2/recordings", $"/v2/recordings/{id}"], bench.Requests.Select(r => r.Path));
        Assert.Equal("https://api.telnyx.com/v2", Assert.Single(TelnyxProvider.Declaration.BaseUris).Value.AbsoluteUri);
    }

    [Fact]
    public async Task TEL_T33_the_key_travels_as_bearer_and_comes_from_the_variable_of_the_services_own_tools()
    {
        await using var bench = TelnyxBench.Unconnected(
            sandbox => name => name == "TELNYX_API_KEY" ? sandbox.ApiKey.Reveal() + "\n" : null);

        var connection = await bench.ConnectAsync(new ConnectionOptions { Provider = "Telnyx", BaseUri = bench.Sandbox.GetBaseUri("Telnyx") });

        Assert.True(Assert.Single(bench.Requests).Authorized);
        Assert.Contains("TELNYX_API_KEY", connection.CredentialSource, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TEL_T34_the_first_are_the_first_in_the_services_own_order()
    {
        await using var bench = await TelnyxBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(200, TelnyxBench.Page(
            1, """{"id":"old","created_at":"2026-01-01T00:00:00Z"}""", """{"id":"new","created_at":"2026-02-01T00:00:00Z"}"""));

        Assert.Equal(["old"], (await bench.ListAsync(new RecordingQuery { Now = Now, First = 1 })).Select(r => r.Id));
        Assert.DoesNotContain("sort", Assert.Single(bench.Requests).Query, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task TEL_T35_telephone_numbers_stay_out_of_the_request_lines()
    {
        await using var bench = await TelnyxBench.OpenAsync();

        await bench.ListAsync(new RecordingQuery { Now = Now, Filter = new Dictionary<string, string> { ["from"] = "+15550100", ["to"] = "+15550111" } });

        Assert.Contains("filter[from]=...", bench.Notices.All, StringComparison.Ordinal);
        Assert.DoesNotContain("1555", bench.Notices.All, StringComparison.Ordinal);
    }
}
