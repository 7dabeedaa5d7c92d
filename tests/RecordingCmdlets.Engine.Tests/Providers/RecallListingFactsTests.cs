using System.Globalization;
using RecordingCmdlets.Engine.Providers.Recall;
using RecordingCmdlets.Engine.Tests.Support;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Providers;

/// <summary>What can go wrong between asking Recall.ai for bots and recordings and knowing which there are.</summary>
public sealed class RecallListingFactsTests
{
    private static readonly DateTimeOffset Now = ServiceBench.Now;

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("us-east-2")]
    [InlineData("eu-west-2")]
    [InlineData("ap-southeast-1")]
    [InlineData("us")]
    public async Task RCL_T1_a_region_is_needed_and_never_guessed(string? region)
    {
        await using var bench = RecallBench.Unconnected(environment: _ => name => name == "RECALL_API_KEY" ? "some-key" : null);

        var error = await Assert.ThrowsAsync<RecordingArgumentException>(
            () => bench.ConnectAsync(new ConnectionOptions { Provider = "Recall", Region = region }));
        await Assert.ThrowsAsync<RecordingArgumentException>(() => bench.ListAsync());

        Assert.Equal("RegionUnknown", error.ErrorId);
        Assert.Contains("us-east-1, us-west-2, eu-central-1, ap-northeast-1", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("us-east-1")]
    [InlineData("us-west-2")]
    [InlineData("eu-central-1")]
    [InlineData("ap-northeast-1")]
    public async Task RCL_T1_a_region_is_its_own_address_given_or_from_the_environment(string region)
    {
        await using var bench = RecallBench.Unconnected(environment: _ => name => name == "RECALL_REGION" ? $" {region}\n" : null);
        ConnectionOptions Options(string? given) => new() { Provider = "Recall", ApiKey = new Secret("k"), Region = given, SkipValidation = true };

        var given = await bench.ConnectAsync(Options(region.ToUpperInvariant()));
        var found = await bench.ConnectAsync(Options(null));
        var other = await bench.ConnectAsync(Options(region == "us-west-2" ? "us-east-1" : "us-west-2"));

        Assert.Equal($"https://{region}.recall.ai/api/v1", given.BaseUri.AbsoluteUri);
        Assert.Equal(given.BaseUri, found.BaseUri);
        Assert.NotEqual(given.BaseUri, other.BaseUri);
    }

    [Fact]
    public async Task RCL_T2_every_path_ends_in_a_slash()
    {
        await using var bench = await RecallBench.OpenAsync(recordings: 60);
        await bench.RemoveAsync(await bench.ListBotsAsync());
        await bench.RemoveAsync(await bench.ListAsync());
        await bench.RemoveBareAsync(RecallBench.BotId(9), isBot: true);

        Assert.All(bench.Requests, r => Assert.EndsWith("/", r.Path, StringComparison.Ordinal));
        Assert.All(RecallProvider.Declaration.Resources.SelectMany(r => r.Routes), r => Assert.EndsWith("/", r.Path, StringComparison.Ordinal));
        Assert.True(bench.Changes.Count > 10);
    }

    [Theory]
    [InlineData("done", "media_expired", "in_call_recording")]
    [InlineData("media_expired", "done", "joining_call")]
    [InlineData("analysis_done", "done", "call_ended")]
    [InlineData("something_new", "done", "fatal")]
    public async Task RCL_T3_the_state_is_the_latest_change_by_time_and_not_by_place(string latest, string earlier, string first)
    {
        await using var bench = await RecallBench.OpenAsync();
        RecallStatusChange[] log =
        [
            RecallBench.Change(earlier, Now.AddHours(-2)),
            // Written with an offset, it is the latest all the same.
            new(latest, Now.AddHours(-1).ToOffset(TimeSpan.FromHours(-5)).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffffzzz", CultureInfo.InvariantCulture)),
            RecallBench.Change(first, Now.AddHours(-3)),
        ];
        bench.AddBot(1, like: b => b with { StatusChanges = log });
        bench.AddBot(2, like: b => b with { StatusChanges = [.. log.Reverse()] });

        Assert.All(await bench.ListBotsAsync(), b => Assert.Equal(latest, b.Status));
    }

    [Fact]
    public async Task RCL_T3_a_status_of_the_bot_itself_is_none()
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.AddBot(like: b => b with { RawOverride = $$"""{"id":"{{b.Id}}","status":"done","status_changes":[],"recordings":[]}""" });

        Assert.Null((await bench.BotAsync()).Status);
    }

    [Fact]
    public async Task RCL_T4_reading_sends_no_body()
    {
        await using var bench = await RecallBench.OpenAsync(recordings: 60);
        var contents = new List<string?>();
        bench.Sandbox.OnRequest = r =>
        {
            if (r.Method == "GET") contents.AddRange([r.GetHeader("Content-Length"), r.GetHeader("Content-Type"), r.GetHeader("Transfer-Encoding")]);
            return null;
        };

        await bench.RemoveAsync(await bench.ListBotsAsync());
        await bench.GetAsync((await bench.ListAsync())[0].Id);

        Assert.NotEmpty(contents);
        Assert.All(contents, Assert.Null);
        Assert.DoesNotContain(403, bench.Requests.Select(r => r.Status));
    }

    [Fact]
    public async Task RCL_T10_a_log_with_an_undated_change_tells_no_state()
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.AddBot(1, like: b => b with { StatusChanges = [RecallBench.Change("done", Now.AddHours(-1)), RecallBench.Change("in_call_recording", null)] });
        bench.AddBot(2, like: b => b with { StatusChanges = [new("in_call_recording", "soon"), RecallBench.Change("done", Now.AddHours(-1))] });

        var results = await bench.RemoveAsync(await bench.ListBotsAsync());

        Assert.Equal(2, results.Count);
        Assert.All(results, r => Assert.Equal(RemovalOutcome.NotEligible, r.Outcome));
        Assert.Empty(bench.Changes);
    }

    [Fact]
    public async Task RCL_T24_join_at_is_neither_a_filter_nor_an_age()
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.AddBot(1, like: b => b with { JoinAt = RecallBench.Iso(Now.AddDays(-400)), StatusChanges = [RecallBench.Change("done", Now.AddHours(-2))] });
        bench.AddBot(2, like: b => b with { JoinAt = "1970-01-01T00:00:00Z", StatusChanges = [] });

        Assert.Empty(await bench.ListBotsAsync(new RecordingQuery { Now = Now, Before = Now.AddDays(-1) }));
        Assert.All(bench.Asked, asked => Assert.Equal("GET /bot/ -> 200", asked));
    }

    [Fact]
    public async Task RCL_T25_a_bot_is_as_old_as_its_youngest_recording_or_else_its_first_change()
    {
        await using var bench = await RecallBench.OpenAsync();
        var two = bench.AddBot(1);
        bench.AddRecording(1, two, r => r with { CreatedAt = RecallBench.Iso(Now.AddDays(-90)), StartedAt = RecallBench.Iso(Now.AddDays(-80)) });
        bench.AddRecording(2, two, r => r with { CreatedAt = RecallBench.Iso(Now.AddDays(-3)), StartedAt = null });
        bench.AddRecording(3, two, r => r with { CreatedAt = RecallBench.Iso(Now.AddDays(-70)) });
        var started = bench.AddBot(2);
        bench.AddRecording(4, started, r => r with { CreatedAt = RecallBench.Iso(Now.AddDays(-50)), StartedAt = RecallBench.Iso(Now.AddDays(-40)) });
        var none = bench.AddBot(3, like: b => b with { StatusChanges = [RecallBench.Change("done", Now.AddDays(-5)), RecallBench.Change("joining_call", Now.AddDays(-35))] });

        var ages = (await bench.ListBotsAsync()).ToDictionary(b => b.Id, b => b.CreatedAt);
        var old = await bench.ListBotsAsync(new RecordingQuery { Now = Now, Before = Now.AddDays(-30) });

        Assert.Equal((Now.AddDays(-3), Now.AddDays(-40), Now.AddDays(-35)), (ages[two], ages[started], ages[none]));
        Assert.Equal([started, none], old.Select(b => b.Id).Order());
    }

    [Theory]
    [InlineData("""[{"id":"4ec00000-0000-4000-8000-000000000001","status":{"code":"done"}}]""")]
    [InlineData("""[{"id":"4ec00000-0000-4000-8000-000000000001","created_at":"2020-01-01T00:00:00Z"},{"id":"4ec00000-0000-4000-8000-000000000002","created_at":null}]""")]
    [InlineData("""[{"id":"4ec00000-0000-4000-8000-000000000001","created_at":"yesterday","started_at":0}]""")]
    [InlineData("null")]
    [InlineData("{}")]
    public async Task RCL_T26_a_bot_with_an_undated_recording_has_no_age(string recordings)
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.AddBot(like: b => b with
        {
            RawOverride = $$"""{"id":"{{b.Id}}","status_changes":[{"code":"done","created_at":"2020-01-01T00:00:00Z"}],"recordings":{{recordings}}}""",
        });

        Assert.Null((await bench.BotAsync()).CreatedAt);
        Assert.Empty(await bench.ListBotsAsync(new RecordingQuery { Now = Now, Before = Now.AddDays(-1) }));
    }

    [Theory]
    [InlineData("""{"id":"4ec00000-0000-4000-8000-000000000001","started_at":"2020-01-01T00:00:00Z"}""")]
    [InlineData("""{"id":"4ec00000-0000-4000-8000-000000000001","created_at":null,"started_at":"2020-01-01T00:00:00Z"}""")]
    [InlineData("""{"id":"4ec00000-0000-4000-8000-000000000001","created_at":0}""")]
    public async Task RCL_T26_a_recording_without_a_date_is_never_old(string record)
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(200, RecallBench.Page(record));

        Assert.Empty(await bench.ListAsync(new RecordingQuery { Now = Now, Before = Now.AddDays(-1) }));
        Assert.Equal(PlanDecision.Keep, new RecordingEngine().PlanByAge(await bench.RecordingAsync(), TimeSpan.FromHours(1), Now).Decision);
    }

    [Fact]
    public async Task RCL_T27_bounds_are_sent_a_second_wider_and_kept_exactly_here()
    {
        await using var bench = await RecallBench.OpenAsync();
        var (from, to) = (Now.AddDays(-2), Now.AddDays(-1));
        (string, DateTimeOffset)[] made = [("before", from.AddTicks(-10)), ("first", from), ("last", to.AddTicks(-10)), ("end", to)];
        var ids = made.Select((m, i) => (m.Item1, bench.AddRecording(i + 1, like: r => r with { CreatedAt = RecallBench.Iso(m.Item2) }))).ToDictionary(m => m.Item1, m => m.Item2);

        var listed = await bench.ListAsync(new RecordingQuery { Now = Now, After = from.ToOffset(TimeSpan.FromHours(2)), Before = to.AddTicks(-3) });

        Assert.Equal([ids["first"], ids["last"]], listed.Select(r => r.Id).Order());
        Assert.Equal(["GET /recording/?created_at_before=2026-02-28T00%3A00%3A01Z&created_at_after=2026-02-26T23%3A59%3A59Z -> 200"], bench.Asked);
    }

    [Fact]
    public async Task RCL_T27_a_filter_that_is_ignored_widens_nothing()
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(200, RecallBench.Page("""{"id":"4ec00000-0000-4000-8000-000000000001","created_at":"2026-02-28T12:00:00Z","status":{"code":"done"}}"""));

        Assert.Empty(await bench.ListAsync(new RecordingQuery { Now = Now, Before = Now.AddDays(-30) }));
        Assert.Empty(await bench.ListAsync(new RecordingQuery { Now = Now, Statuses = ["failed"] }));
    }

    [Theory]
    [InlineData("done")]
    [InlineData("media_expired")]
    [InlineData("ready,FATAL")]
    [InlineData("ready,summary_ready")]
    [InlineData("summary_ready")]
    public async Task RCL_T28_states_that_removal_changes_or_that_are_new_are_looked_for_here(string states)
    {
        await using var bench = await RecallBench.OpenAsync();
        string[] all = ["done", "media_expired", "ready", "fatal", "summary_ready", "call_ended"];
        for (var i = 0; i < all.Length; i++) bench.AddBot(i, all[i]);

        var listed = await bench.ListBotsAsync(new RecordingQuery { Now = Now, Statuses = states.Split(',') });

        Assert.Equal(states.ToLowerInvariant().Split(',').Order(), listed.Select(b => b.Status).Order());
        Assert.Equal(["GET /bot/ -> 200"], bench.Asked);
    }

    [Fact]
    public async Task RCL_T28_states_that_removal_leaves_alone_are_asked_for_and_checked_again()
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.AddBot(1, "ready");
        bench.AddBot(2, "in_call_recording");
        bench.AddBot(3, "done");

        var listed = await bench.ListBotsAsync(new RecordingQuery { Now = Now, Statuses = ["ready", "in_call_recording"] });
        await bench.ListAsync(new RecordingQuery { Now = Now, Statuses = ["done"] });
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(200, RecallBench.Page($$"""{"id":"{{RecallBench.BotId(3)}}","status_changes":[{"code":"done","created_at":"2026-01-01T00:00:00Z"}],"recordings":[]}"""));

        Assert.Equal(2, listed.Count);
        Assert.Equal(["GET /bot/?status=ready&status=in_call_recording -> 200", "GET /recording/ -> 200"], bench.Asked);
        Assert.Empty(await bench.ListBotsAsync(new RecordingQuery { Now = Now, Statuses = ["ready"] }));
    }

    [Theory]
    [InlineData("http://elsewhere.example:81/api/v1/recording/?")]
    [InlineData("https://recall.ai.elsewhere.example/?")]
    [InlineData("//elsewhere.example/recording/?")]
    [InlineData("/api/v1/bot/b0700000-0000-4000-8000-000000000001/?api_key=x&status_code=failed&")]
    [InlineData("javascript:alert(1)?")]
    public async Task RCL_T29_only_the_position_is_taken_from_a_next_link(string address)
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.Room.PageSize = 2;
        bench.AddBots(5);
        bench.Room.NextLinkOverride = next => next is null ? null : address + next.Split('?')[1].Split('&')[^1];
        var query = new RecordingQuery { Now = Now, After = Now.AddDays(-9) };

        Assert.Equal(5, (await bench.ListAsync(query)).Count);
        Assert.Equal(5, (await bench.ListBotsAsync(query)).Count);

        Assert.Equal(6, bench.Requests.Count);
        Assert.All(bench.Asked.Take(3), asked => Assert.Matches("^GET /recording/\\?created_at_after=2026-02-19T23%3A59%3A59Z(&cursor=[A-Za-z0-9%]+)? -> 200$", asked));
        Assert.Equal(["GET /bot/ -> 200", "GET /bot/?page=2 -> 200", "GET /bot/?page=3 -> 200"], bench.Asked.Skip(3));
        Assert.All(bench.Requests, r => Assert.True(r.Authorized));
    }

    [Theory]
    [InlineData("https://us-west-2.recall.ai/api/v1/recording/?offset=3")]
    [InlineData("https://us-west-2.recall.ai/api/v1/recording/?cursor=")]
    [InlineData("more")]
    public async Task RCL_T29_a_next_link_without_a_position_is_an_error_and_no_end(string next)
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.AddRecordings(3);
        bench.Room.NextLinkOverride = _ => next;

        await Assert.ThrowsAsync<ProviderResponseException>(() => bench.ListAsync());
        Assert.Single(bench.Requests);
    }

    [Fact]
    public async Task RCL_T29_a_cursor_is_escaped()
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.Sandbox.OnRequest = r => SandboxFault.Respond(200, r.Query.Length > 0
            ? RecallBench.Page()
            : """{"next":"https://us-west-2.recall.ai/api/v1/recording/?cursor=cD0%2BMDI%3D","previous":null,"results":[]}""");

        await bench.ListAsync();

        Assert.Equal("GET /recording/?cursor=cD0%2BMDI%3D -> 200", bench.Asked[1]);
    }

    [Fact]
    public async Task RCL_T30_a_next_link_that_repeats_itself_is_an_error()
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.Room.PageSize = 2;
        bench.AddBots(9);
        bench.Room.RepeatNext = true;

        await Assert.ThrowsAsync<ProviderResponseException>(() => bench.ListAsync());
        await Assert.ThrowsAsync<ProviderResponseException>(() => bench.ListBotsAsync());
        Assert.Equal(4, bench.Requests.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task RCL_T30_new_links_to_nothing_new_are_an_error_in_every_pass(int endlessPass)
    {
        await using var bench = await RecallBench.OpenAsync();
        var ids = bench.AddRecordings(3);
        var (pass, page) = (0, 0);
        bench.Sandbox.OnRequest = r =>
        {
            if (r.Method != "GET" || r.Path != "/api/v1/recording/") return null;
            if (r.Query.Length == 0) pass++;
            var next = pass == endlessPass ? $"\"?cursor={++page}\"" : "null";
            return SandboxFault.Respond(200, $$"""{"next":{{next}},"results":[{{string.Join(',', ids.Select(id => $$$"""{"id":"{{{id}}}","status":{"code":"done"}}"""))}}]}""");
        };

        await Assert.ThrowsAsync<ProviderResponseException>(async () =>
        {
            await foreach (var recording in bench.Session.ListAsync(new RecordingQuery { Now = Now }, bench.Notices, TestContext.Current.CancellationToken))
                await bench.RemoveOneAsync(recording);
        });
        Assert.InRange(page, 100, 110);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RCL_T31_all_pages_are_read_while_what_is_listed_is_removed(bool oldestFirst)
    {
        await using var bench = await RecallBench.OpenAsync();
        (bench.Room.PageSize, bench.Room.OldestFirst) = (4, oldestFirst);
        var bots = bench.AddBots(14);
        var (seenBots, seen) = (new List<string>(), new List<string>());

        await foreach (var recording in bench.Session.ListAsync(new RecordingQuery { Now = Now }, bench.Notices, TestContext.Current.CancellationToken))
        {
            seen.Add(recording.Id);
            if (seen.Count % 2 == 0) Assert.Equal(RemovalOutcome.Deleted, (await bench.RemoveOneAsync(recording)).Outcome);
        }

        await foreach (var bot in bench.Session.ListBotsAsync(new RecordingQuery { Now = Now, Statuses = ["done"] }, bench.Notices, TestContext.Current.CancellationToken))
        {
            seenBots.Add(bot.Id);
            Assert.Equal(RemovalOutcome.Deleted, (await bench.RemoveOneAsync(bot)).Outcome);
        }

        Assert.Equal(Enumerable.Range(1, 14).Select(RecallBench.RecordingId), seen.Order());
        Assert.Equal(bots, seenBots.Order());
        Assert.Equal(0, bench.Room.Count);
    }

    [Fact]
    public async Task RCL_T31_where_removal_shifts_the_pages_a_further_pass_finds_what_was_skipped()
    {
        await using var bench = await RecallBench.OpenAsync();
        var all = bench.AddRecordings(23);
        // A cursor that only counts, as no documentation excludes.
        bench.Sandbox.OnRequest = r =>
        {
            if (r.Method != "GET" || r.Path != "/api/v1/recording/") return null;
            var skipped = r.Query.Length == 0 ? 0 : int.Parse(r.Query["cursor=".Length..], CultureInfo.InvariantCulture);
            var left = bench.Room.Ids.Order().Skip(skipped).ToList();
            var next = left.Count > 5 ? $"\"?cursor={skipped + 5}\"" : "null";
            return SandboxFault.Respond(200, $$"""{"next":{{next}},"results":[{{string.Join(',', left.Take(5).Select(id => $$$"""{"id":"{{{id}}}","status":{"code":"done"}}"""))}}]}""");
        };
        var seen = new List<string>();

        await foreach (var recording in bench.Session.ListAsync(new RecordingQuery { Now = Now }, bench.Notices, TestContext.Current.CancellationToken))
        {
            seen.Add(recording.Id);
            await bench.RemoveOneAsync(recording);
        }

        Assert.Equal(all, seen.Order());
        Assert.Empty(bench.Room.Ids);
    }

    [Fact]
    public async Task RCL_T31_a_bot_that_moves_to_another_page_comes_once_and_none_is_lost()
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.Room.PageSize = 5;
        var all = bench.AddBots(20);
        var seen = new List<string>();

        await foreach (var bot in bench.Session.ListBotsAsync(new RecordingQuery { Now = Now }, bench.Notices, TestContext.Current.CancellationToken))
        {
            seen.Add(bot.Id);
            if (seen.Count == 3) bench.AddBot(0, "ready", b => b with { CreatedAt = RecallBench.Iso(Now) });
            if (seen.Count != 4) continue;
            // Another process takes bots away in front of what is still to come.
            await bench.RemoveOneAsync(bot);
            foreach (var id in seen) bench.Room.RemoveBot(id);
        }

        Assert.Equal(all, seen.Where(id => id != RecallBench.BotId(0)).Order());
        Assert.Equal(seen.Distinct(), seen);
    }

    [Fact]
    public async Task RCL_T32_the_first_are_read_before_any_is_given_out_in_the_services_order()
    {
        await using var bench = await RecallBench.OpenAsync();
        (bench.Room.PageSize, bench.Room.OldestFirst) = (2, true);
        bench.AddRecordings(9);

        var listed = await bench.ListAsync(new RecordingQuery { Now = Now, First = 3 });

        Assert.Equal([RecallBench.RecordingId(9), RecallBench.RecordingId(8), RecallBench.RecordingId(7)], listed.Select(r => r.Id));
        Assert.Equal(2, bench.Requests.Count);
        Assert.All(bench.Requests, r => Assert.DoesNotContain("size", r.Query, StringComparison.Ordinal));
        Assert.All(bench.Requests, r => Assert.DoesNotContain("order", r.Query, StringComparison.Ordinal));
    }

    [Fact(Timeout = 60_000)]
    public async Task RCL_T33_lists_keep_to_60_a_minute_and_items_to_300_each_for_itself()
    {
        var clock = new ManualTime();
        await using var bench = await RecallBench.OpenAsync(isSandbox: false, time: clock);
        bench.Room.PageSize = 1;
        bench.AddBots(62);
        (int Lists, int Items) Counts() => (bench.Requests.Count(r => r.Path == "/api/v1/recording/"), bench.Requests.Count(r => r.Path != "/api/v1/recording/"));

        var listing = bench.ListAsync();
        while (Counts().Lists < 60) await Task.Delay(5, TestContext.Current.CancellationToken);
        for (var i = 0; i < 150; i++)
        {
            await bench.GetAsync(RecallBench.RecordingId(1));
            await bench.GetBotAsync(RecallBench.BotId(1));
        }

        var late = bench.GetBotAsync(RecallBench.BotId(1));
        await Task.Delay(100, TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromSeconds(59));
        await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.Equal((60, 300), Counts());

        clock.Advance(TimeSpan.FromSeconds(1.1));
        await late;
        await listing;
        Assert.Equal((62, 301), Counts());
        Assert.Equal(150, bench.Session.GetProviders().Single(p => p.Name == "Recall").DeletionsPerMinute);
    }

    [Theory]
    [InlineData("""{"platform":"zoom","meeting_id":"94000000001","meeting_password":"pwd-secret"}""", "zoom")]
    [InlineData("""{"platform":null,"thread_id":null,"business_meeting_password":"pwd-secret"}""", null)]
    [InlineData("\"https://meet.example/94000000001?pwd=pwd-secret\"", null)]
    [InlineData("null", null)]
    [InlineData("[1]", null)]
    public async Task RCL_T34_a_meeting_url_may_be_anything_and_is_never_shown(string meeting, string? platform)
    {
        await using var bench = await RecallBench.OpenAsync();
        var id = bench.AddBot(like: b => b with
        {
            RawOverride = $$$"""{"id":"{{{b.Id}}}","bot_name":"n","meeting_url":{{{meeting}}},"status_changes":[{"code":"done","created_at":"2026-01-01T00:00:00Z"}],"recordings":[],"deep":[{"Meeting_Url":{{{meeting}}}}],"zoom":{"x":"pwd-secret"}}""",
        });

        var (listed, read) = (await bench.BotAsync(), await bench.GetBotAsync(id));
        var result = await bench.RemoveOneAsync(listed);

        Assert.Equal((platform, platform), (listed.Platform, read.Platform));
        Assert.Equal("n", listed.Service["bot_name"]);
        var shown = string.Concat(RecallBench.Shown(listed), RecallBench.Shown(read), RecallBench.Shown(listed.Service), RecallBench.Shown(result), bench.Notices.All, await LedgerAsync(bench));
        Assert.DoesNotContain("pwd-secret", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("94000000001", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RCL_T35_signed_links_are_never_shown_and_nothing_is_downloaded()
    {
        await using var bench = await RecallBench.OpenAsync(recordings: 80);
        var bot = bench.AddBot();
        RecallArtifact link = new("a", "https://bucket.example/v.mp4?X-Amz-Expires=21600&X-Amz-Signature=s", "mp4");
        bench.AddRecording(1, bot, r => r with { MediaShortcuts = new RecallShortcuts(link, link, link, link, link) });
        bench.AddBot(2, like: b => b with
        {
            RawOverride = $$$"""{"id":"{{{b.Id}}}","video_url":"https://bucket.example/old?X-Amz-Signature=s","recording_config":{"realtime_endpoints":[{"url":"wss://hook.example/?token=X-Amz-"}],"x":{"url":"https://bucket.example"} },"transcripts":[{"provider_data_download_url":"https://bucket.example","data":{"link":"https://bucket.example"}},{"download_url":"https://bucket.example"}],"media_shortcuts":{"new":{"link":"https://bucket.example"}},"desktop_sdk_upload":{"upload_token":"X-Amz-"},"status_changes":[]}""",
        });

        var (bots, recordings) = (await bench.ListBotsAsync(), await bench.ListAsync());

        var shown = string.Concat(bots.Select(b => RecallBench.Shown(b) + RecallBench.Shown(b.Service)).Concat(recordings.Select(r => RecallBench.Shown(r) + RecallBench.Shown(r.Service)))) + bench.Notices.All;
        Assert.Contains("recording_config", shown, StringComparison.Ordinal);
        Assert.All((string[])["X-Amz-", "bucket.example", "media.sandbox.example", "meet.sandbox.example", "hook.example"], text => Assert.DoesNotContain(text, shown, StringComparison.Ordinal));
        Assert.All(bench.Requests, r => Assert.Matches("^/api/v1/(bot|recording)/$", r.Path));
    }

    [Fact]
    public async Task RCL_T40_the_key_travels_as_token_from_its_variable_and_is_shown_nowhere()
    {
        await using var bench = RecallBench.Unconnected(environment: sandbox => name => name == "RECALL_API_KEY" ? sandbox.ApiKey.Reveal() : null);
        bench.Sandbox.EchoSecretInErrors = true;
        var connection = await bench.ConnectAsync(new ConnectionOptions { Provider = "Recall", BaseUri = bench.Sandbox.GetBaseUri("Recall"), IsSandbox = true });
        var id = bench.AddBot();
        var listed = await bench.BotAsync();
        bench.AddBot(1, "in_call_recording");

        var refused = await bench.RemoveOneAsync(listed);

        Assert.All(bench.Requests, r => Assert.True(r.Authorized));
        Assert.Equal("environment variable RECALL_API_KEY", connection.CredentialSource);
        Assert.Equal((RemovalOutcome.Failed, 400), (refused.Outcome, refused.StatusCode));
        Assert.Contains(id, refused.Reason + await LedgerAsync(bench), StringComparison.Ordinal);
        Assert.Contains("Received Authorization", refused.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(bench.Sandbox.ApiKey.Reveal(), string.Concat(refused.Reason, refused.Error, bench.Notices.All, await LedgerAsync(bench)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"id":"4ec00000-0000-4000-8000-000000000001"}""")]
    [InlineData("""{"id":"4ec00000-0000-4000-8000-000000000001","created_at":null,"started_at":null,"completed_at":null,"status":null,"media_shortcuts":null,"bot":null,"desktop_sdk_upload":null}""")]
    [InlineData("""{"id":"4ec00000-0000-4000-8000-000000000001","created_at":{},"started_at":[1],"completed_at":true,"status":"done","bot":[],"new":{"deep":[{}]}}""")]
    [InlineData("""{"id":"4ec00000-0000-4000-8000-000000000001","status":{"code":null},"bot":{"id":{}}}""")]
    public async Task RCL_T42_no_field_but_the_id_is_needed_and_what_is_odd_is_kept(string record)
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(200, RecallBench.Page("null", "7", """{"status":{"code":"done"}}""", """{"id":""}""", record));

        var recording = await bench.RecordingAsync();
        var bot = await bench.BotAsync();
        var results = (RemovalResult[])[await bench.RemoveOneAsync(recording), await bench.RemoveOneAsync(bot)];

        Assert.Equal((null, null, null, null), (recording.Status, recording.CreatedAt, recording.Duration, bot.Status));
        Assert.All(results, r => Assert.Equal(RemovalOutcome.NotEligible, r.Outcome));
        Assert.Empty(bench.Changes);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(307)]
    public async Task RCL_T41_a_redirect_is_not_followed(int status)
    {
        await using var bench = await RecallBench.OpenAsync();
        await using var elsewhere = await RecallBench.OpenAsync();
        var id = bench.AddBots(1)[0];
        elsewhere.AddBots(1);
        var bot = await bench.BotAsync();
        bench.Sandbox.OnRequest = r => SandboxFault.Respond(status, "", ("Location", $"{elsewhere.Sandbox.GetBaseUri("Recall")}/bot/{id}/delete_media/"));

        Assert.DoesNotContain((await bench.RemoveOneAsync(bot)).Outcome, (RemovalOutcome[])[RemovalOutcome.Deleted, RemovalOutcome.Accepted]);
        await Assert.ThrowsAsync<ProviderResponseException>(() => bench.ListAsync());
        Assert.Empty(elsewhere.Requests);
    }

    private static async Task<string> LedgerAsync(RecallBench bench) =>
        string.Concat(await Task.WhenAll(Directory.GetFiles(bench.AuditPath).Select(f => File.ReadAllTextAsync(f, TestContext.Current.CancellationToken))));
}
