using System.Diagnostics;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Providers;

/// <summary>What can go wrong between asking Attendee for bots and knowing what they captured.</summary>
public sealed class AttendeeListingFactsTests
{
    private const string Id = AttendeeBench.Id;

    private static readonly DateTimeOffset Now = ServiceBench.Now;

    [Theory]
    [InlineData("""[{"type":"join_requested","created_at":"2026-02-20T08:00:00Z"},{"type":"meeting_ended","created_at":"2026-02-20T09:00:00Z"}]""", "\"2026-02-25T00:00:00Z\"", "2026-02-20T08:00:00Z")]
    [InlineData("""[{"type":"meeting_ended","created_at":"2026-02-20T09:00:00Z"},{"type":"join_requested","created_at":"2026-02-20T08:00:00Z"}]""", "null", "2026-02-20T08:00:00Z")]
    [InlineData("""[{"type":"staged","created_at":null},{"type":"join_requested","created_at":"2026-02-20T08:00:00Z"}]""", "null", "2026-02-20T08:00:00Z")]
    [InlineData("[]", "\"2026-02-25T00:00:00Z\"", "2026-02-25T00:00:00Z")]
    [InlineData("null", "\"2026-02-25T00:00:00Z\"", "2026-02-25T00:00:00Z")]
    [InlineData("""[{"type":"staged","created_at":"yesterday"},7,null]""", "\"2026-02-25T00:00:00Z\"", "2026-02-25T00:00:00Z")]
    [InlineData("[]", "null", null)]
    [InlineData("null", "\"next week\"", null)]
    [InlineData("""{"created_at":"2020-01-01T00:00:00Z"}""", "null", null)]
    public async Task ATT_T5_age_counts_from_the_first_event_else_from_the_plan_else_there_is_none(string events, string joinAt, string? created)
    {
        await using var bench = await AttendeeBench.OpenAsync();
        // In both orders: nothing depends on the order of fields.
        bench.Seed(Raw(Id, $$"""{"id":"{{Id}}","state":"ended","events":{{events}},"join_at":{{joinAt}}}"""));
        bench.Seed(Raw(AttendeeBench.IdOf(1), $$"""{"join_at":{{joinAt}},"events":{{events}},"state":"ended","id":"{{AttendeeBench.IdOf(1)}}"}"""));

        var listed = await bench.ListAsync();

        DateTimeOffset? expected = created is null ? null : DateTimeOffset.Parse(created, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal([expected, expected], listed.Select(r => r.CreatedAt));
        Assert.All(await bench.ListBotsAsync(), b => Assert.Equal(expected, b.CreatedAt));
        Assert.Equal(expected is null ? 0 : 2, (await bench.ListAsync(new RecordingQuery { Now = Now, Before = Now })).Count);
        var engine = new RecordingEngine();
        Assert.All(listed, r => Assert.Equal(created is null ? PlanDecision.Keep : PlanDecision.Remove, engine.PlanByAge(r, TimeSpan.FromHours(1), Now).Decision));
    }

    [Fact]
    public async Task ATT_T6_bounds_on_dates_are_never_sent_and_bots_that_were_sent_at_once_are_found()
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed(AttendeeBench.Bot(AttendeeBench.IdOf(1), Now.AddDays(-50)));
        bench.Seed(AttendeeBench.Bot(AttendeeBench.IdOf(2), Now.AddDays(-40)) with { JoinAt = AttendeeBench.Iso(Now.AddDays(-1)) });
        bench.Seed(AttendeeBench.Bot(AttendeeBench.IdOf(3), Now.AddDays(-30)));
        bench.Seed(AttendeeBench.Bot(AttendeeBench.IdOf(4), Now.AddDays(-20)) with { JoinAt = AttendeeBench.Iso(Now.AddDays(-40)) });

        var bounded = new RecordingQuery { Now = Now, After = Now.AddDays(-40), Before = Now.AddDays(-20) };
        var listed = await bench.ListAsync(bounded);
        var bots = await bench.ListBotsAsync(bounded);
        var first = await bench.ListAsync(new RecordingQuery { Now = Now, Before = Now.AddDays(-20), First = 2 });

        Assert.Equal([AttendeeBench.IdOf(2), AttendeeBench.IdOf(3)], listed.Select(r => r.Id));
        Assert.Equal([AttendeeBench.IdOf(2), AttendeeBench.IdOf(3)], bots.Select(r => r.Id));
        Assert.Equal([AttendeeBench.IdOf(1), AttendeeBench.IdOf(2)], first.Select(r => r.Id));
        Assert.All(bench.Requests, r => Assert.Equal("", r.Query));
    }

    [Fact]
    public async Task ATT_T7_join_at_is_a_plan_and_no_proof_of_anything()
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed(AttendeeBench.Bot() with { JoinAt = "2025-01-01T00:00:00.000000Z" });
        bench.Seed(AttendeeBench.Bot(AttendeeBench.IdOf(1)));

        var bots = await bench.ListBotsAsync();

        Assert.Equal(new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero), bots.Single(b => b.Id == Id).JoinAt);
        Assert.Null(bots.Single(b => b.Id != Id).JoinAt);
        Assert.All(bots, b => Assert.Equal(Now.AddDays(-1), b.CreatedAt));
    }

    [Fact]
    public async Task ATT_T8_words_that_are_not_known_yet_are_taken_as_they_are()
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed(Raw(Id, $$"""
            {"id":"{{Id}}","state":"hibernating","events":[{"type":"dreamt","created_at":"2026-02-20T08:00:00Z","sub_type":null},{"type":"woke","sub_type":"rudely","created_at":"2026-02-21T08:00:00Z"}],
             "recording_state":"paused","transcription_state":null,"join_at":null,"deduplication_key":null,"metadata":null,"unheard_of":{"deep":[{"er":1}] } }
            """));

        var bot = Assert.Single(await bench.ListBotsAsync());

        Assert.Equal(("hibernating", new DateTimeOffset(2026, 2, 20, 8, 0, 0, TimeSpan.Zero)), (bot.Status, bot.CreatedAt));
        Assert.Equal("hibernating", Assert.Single(await bench.ListBotsAsync(new RecordingQuery { Now = Now, Statuses = ["ended", "Hibernating"] })).Status);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public async Task ATT_T11_app_sessions_are_left_out_unless_asked_for(int first)
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed(AttendeeBench.Bot(AttendeeBench.AppId) with { MeetingUrl = "app_session" });
        bench.Seed();

        Assert.Equal([Id], (await bench.ListAsync(new RecordingQuery { Now = Now, First = first })).Select(r => r.Id));
        Assert.Equal([Id], (await bench.ListBotsAsync(new RecordingQuery { Now = Now, First = first })).Select(r => r.Id));
        var asked = new RecordingQuery { Now = Now, First = first, IncludeAppSessions = true };
        Assert.Equal([AttendeeBench.AppId, Id], (await bench.ListAsync(asked)).Select(r => r.Id).Order());
        Assert.Equal([AttendeeBench.AppId, Id], (await bench.ListBotsAsync(asked)).Select(r => r.Id).Order());
    }

    [Fact]
    public async Task ATT_T13_states_are_repeated_and_never_joined()
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed(AttendeeBench.Bot(AttendeeBench.IdOf(1)) with { State = "scheduled" });
        bench.Seed(AttendeeBench.Bot(AttendeeBench.IdOf(2)) with { State = "staged" });
        bench.Seed(AttendeeBench.Bot(AttendeeBench.IdOf(3)) with { State = "leaving" });

        var bots = await bench.ListBotsAsync(new RecordingQuery { Now = Now, Statuses = ["Scheduled", "staged", "SCHEDULED"] });

        Assert.Equal(2, bots.Count);
        Assert.Equal("states=scheduled&states=staged", Assert.Single(bench.Requests).Query);
    }

    [Theory]
    [InlineData("finished")]
    [InlineData("scheduled,staged")]
    [InlineData("")]
    public async Task ATT_T13_a_state_that_the_service_does_not_know_is_an_error_and_no_empty_listing(string state)
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed();

        var error = await Assert.ThrowsAsync<ProviderRefusedException>(() => bench.ListBotsAsync(new RecordingQuery { Now = Now, Statuses = [state] }));

        Assert.Contains("Invalid state", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ended", 0, "")]
    [InlineData("fatal_error", 0, "")]
    [InlineData("Ended", 0, "")]
    [InlineData("scheduled ended", 0, "")]
    [InlineData("ended", 9, "states=ended")]
    [InlineData("scheduled ended", 9, "states=scheduled&states=ended")]
    [InlineData("scheduled", 0, "states=scheduled")]
    [InlineData("data_deleted", 0, "states=data_deleted")]
    public async Task ATT_T14_states_are_sent_only_where_deletion_cannot_shift_the_listing(string states, int first, string query)
    {
        await using var bench = await AttendeeBench.OpenAsync();
        string[] present = ["ended", "fatal_error", "scheduled", "data_deleted"];
        for (var i = 0; i < present.Length; i++) bench.Seed(AttendeeBench.Bot(AttendeeBench.IdOf(i)) with { State = present[i] });
        var wanted = states.Split(' ');

        var bots = await bench.ListBotsAsync(new RecordingQuery { Now = Now, Statuses = wanted, First = first });

        Assert.Equal(query, Assert.Single(bench.Requests).Query);
        Assert.Equal(wanted.Select(s => s.ToLowerInvariant()).Order(), bots.Select(b => b.Status!).Order());
    }

    [Theory]
    [InlineData("http://internal:8000")]
    [InlineData("https://elsewhere.example")]
    [InlineData("//elsewhere.example")]
    [InlineData("")]
    public async Task ATT_T15_the_next_page_is_asked_for_at_our_own_address_whatever_is_named(string host)
    {
        await using var bench = await AttendeeBench.OpenAsync();
        var all = Enumerable.Range(0, 60).Select(i => bench.Seed(AttendeeBench.Bot(AttendeeBench.IdOf(i), Now.AddDays(-1).AddMinutes(i)) with { State = "post_processing" }).Id).ToList();
        var cursors = new List<string>();
        // The host, the path and our own filters are lost; the cursor comes last.
        bench.Room.NextLinkOverride = next =>
        {
            if (next is null) return null;
            cursors.Add(next.Split("cursor=")[1].Split('&')[0]);
            return $"{host}/admin/bots?states=ended&cursor={cursors[^1]}#top";
        };

        var bots = await bench.ListBotsAsync(new RecordingQuery { Now = Now, Statuses = ["post_processing"] });

        Assert.Equal(all, bots.Select(b => b.Id));
        Assert.All(bench.Requests, r => Assert.Equal(("/api/v1/bots", true, 200), (r.Path, r.Authorized, r.Status)));
        Assert.Equal(
            ["states=post_processing", $"states=post_processing&cursor={cursors[0]}", $"states=post_processing&cursor={cursors[1]}"],
            bench.Requests.Select(r => r.Query));
    }

    [Fact]
    public async Task ATT_T15_nothing_reaches_the_host_that_a_link_names()
    {
        await using var bench = await AttendeeBench.OpenAsync();
        await using var elsewhere = await AttendeeBench.OpenAsync();
        var all = bench.SeedMany(30);
        bench.Room.NextHostOverride = elsewhere.BaseUri.GetLeftPart(UriPartial.Authority);

        Assert.Equal(all, (await bench.ListAsync()).Select(r => r.Id));
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task ATT_T15_a_cursor_is_passed_on_sign_by_sign()
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Sandbox.OnRequest = r => r.Count == 1
            ? SandboxFault.Respond(200, AttendeeBench.Page("https://x.example/bots?cursor=a%2Bb%2Fc%3D%26states%3Dx%23", AttendeeJsonOf(AttendeeBench.IdOf(1))))
            : SandboxFault.Respond(200, AttendeeBench.Page(null, AttendeeJsonOf(AttendeeBench.IdOf(2))));

        Assert.Equal(2, (await bench.ListAsync()).Count);
        Assert.Equal("cursor=a%2Bb%2Fc%3D%26states%3Dx%23", bench.Requests[1].Query);
    }

    [Theory]
    [InlineData("https://app.attendee.dev/api/v1/bots")]
    [InlineData("https://app.attendee.dev/api/v1/bots?cursor=")]
    [InlineData("https://app.attendee.dev/api/v1/bots?page=2")]
    [InlineData("https://app.attendee.dev/api/v1/bots?Cursor=x")]
    [InlineData("")]
    public async Task ATT_T16_a_next_page_without_a_place_is_an_error_and_not_the_end(string next)
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.SeedMany(30);
        bench.Room.NextLinkOverride = _ => next;
        var given = new List<string>();

        await Assert.ThrowsAsync<ProviderResponseException>(() => bench.ListAsync(meanwhile: r => given.Add(r.Id)));

        Assert.Equal(25, given.Count);
        Assert.Single(bench.Requests);
    }

    [Fact]
    public async Task ATT_T16_a_page_that_names_itself_is_an_error_and_not_asked_for_ever()
    {
        await using var bench = await AttendeeBench.OpenAsync();
        var all = bench.SeedMany(60);
        bench.Room.RepeatNext = true;
        var given = new List<string>();

        await Assert.ThrowsAsync<ProviderResponseException>(() => bench.ListAsync(meanwhile: r => given.Add(r.Id)));

        Assert.Equal(all.Take(50), given);
        Assert.Equal(2, bench.Requests.Count);
    }

    [Fact]
    public async Task ATT_T16_pages_that_bring_nothing_new_end_in_an_error()
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Sandbox.OnRequest = r => SandboxFault.Respond(200, AttendeeBench.Page($"https://x.example/bots?cursor=c{r.Count}", AttendeeJsonOf(Id)));
        var given = new List<string>();

        await Assert.ThrowsAsync<ProviderResponseException>(() => bench.ListAsync(meanwhile: r => given.Add(r.Id)));

        Assert.Equal([Id], given);
        Assert.InRange(bench.Requests.Count, 2, 110);
    }

    [Fact]
    public async Task ATT_T17_a_damaged_cursor_is_an_error_and_not_an_empty_listing()
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.SeedMany(30);
        bench.Room.NextLinkOverride = next => next is null ? null : "https://app.attendee.dev/api/v1/bots?cursor=damaged";
        var given = new List<string>();

        var error = await Assert.ThrowsAsync<RecordingNotFoundException>(() => bench.ListAsync(meanwhile: r => given.Add(r.Id)));

        Assert.Contains("Invalid cursor", error.Message, StringComparison.Ordinal);
        Assert.Contains("list again", error.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(25, given.Count);
        Assert.Equal([200, 404], bench.Requests.Select(r => r.Status));
        await Assert.ThrowsAsync<RecordingNotFoundException>(() => bench.ListAsync(new RecordingQuery { Now = Now, First = 30 }));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ATT_T18_nothing_is_skipped_or_given_twice_when_data_are_deleted_meanwhile(bool byState)
    {
        await using var bench = await AttendeeBench.OpenAsync();
        var all = bench.SeedMany(60);
        var given = new List<string>();
        await using (var run = await bench.Session.BeginRemovalAsync(bench.Options, bench.Notices, TestContext.Current.CancellationToken))
        {
            await foreach (var recording in bench.Session.ListAsync(
                new RecordingQuery { Now = Now, Statuses = byState ? ["ended"] : [] }, bench.Notices, TestContext.Current.CancellationToken))
            {
                given.Add(recording.Id);
                await run.SubmitAsync(await run.DecideAsync(RemovalTarget.For(recording)));
                while (bench.Room.Find(recording.Id)!.State == "ended") await Task.Delay(1, TestContext.Current.CancellationToken);
            }

            await run.CompleteAsync();
            Assert.Equal(60, run.GetSummary().Counts[RemovalOutcome.Deleted]);
        }

        Assert.Equal(all, given);
        Assert.Empty(bench.Room.Ids);
        Assert.Equal(3, bench.Requests.Count(r => r.Method == "GET"));
        Assert.Equal(all, bench.Deletes.SelectMany(r => r.Deleted).Order());
    }

    [Fact]
    public async Task ATT_T18_nor_when_bots_vanish_or_come_meanwhile()
    {
        await using var bench = await AttendeeBench.OpenAsync();
        var all = bench.SeedMany(60);
        var late = AttendeeBench.IdOf(99);

        var listed = await bench.ListAsync(meanwhile: r =>
        {
            bench.Room.Remove(r.Id);
            if (r.Id == all[0]) bench.Seed(AttendeeBench.Bot(late, Now));
        });

        Assert.Equal([.. all, late], listed.Select(r => r.Id));
    }

    [Fact]
    public async Task ATT_T19_pages_hold_25_from_the_oldest_and_the_first_are_the_oldest()
    {
        await using var bench = await AttendeeBench.OpenAsync();
        var all = bench.SeedMany(60);

        var listed = await bench.ListAsync();
        var requests = bench.Requests.Count;
        var first = await bench.ListAsync(new RecordingQuery { Now = Now, First = 30 });

        Assert.Equal(all, listed.Select(r => r.Id));
        Assert.Equal(all.Take(30), first.Select(r => r.Id));
        Assert.Equal((3, 5), (requests, bench.Requests.Count));
        Assert.Equal(["", "cursor"], bench.Requests.SelectMany(r => r.Query.Split('&').Select(p => p.Split('=')[0])).Distinct());
    }

    [Theory]
    [InlineData("scheduled")]
    [InlineData("data_deleted")]
    [InlineData("fatal_error")]
    public async Task ATT_T29_ids_that_differ_by_case_are_two_bots(string otherState)
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed();
        bench.Seed(AttendeeBench.Bot(AttendeeBench.Twin) with { State = otherState });

        Assert.Equal([Id, AttendeeBench.Twin], (await bench.ListBotsAsync()).Select(b => b.Id).Order(StringComparer.Ordinal));
        Assert.Equal(otherState, (await bench.GetBotAsync(AttendeeBench.Twin)).Status);
        Assert.Equal("ended", (await bench.GetBotAsync(Id)).Status);
    }

    [Fact]
    public async Task ATT_T30_the_meetings_address_is_shown_and_told_nowhere()
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed(AttendeeBench.Bot() with { MeetingUrl = "https://zoom.us/j/91234567890?pwd=passcode", Metadata = """{"meeting_url":"https://zoom.us/j/91234567890?pwd=passcode"}""" });

        var listed = Assert.Single(await bench.ListAsync());
        var bot = await bench.GetBotAsync(Id);
        await bench.RemoveAsync([listed]);

        Assert.False(listed.Service.ContainsKey("meeting_url"));
        Assert.False(bot.Service.ContainsKey("meeting_url"));
        Assert.Empty(Assert.IsAssignableFrom<IReadOnlyDictionary<string, object?>>(bot.Service["metadata"]));
        Assert.Null(bot.Platform);
        Assert.All(
            [bench.Notices.All, .. Directory.GetFiles(bench.AuditPath, "*", SearchOption.AllDirectories).Select(File.ReadAllText)],
            text => Assert.DoesNotContain("zoom.us", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ATT_T31_the_deduplication_key_is_sent_escaped_and_checked_again()
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed(AttendeeBench.Bot() with { DeduplicationKey = "calendar 7/+&=é" });
        bench.Seed(AttendeeBench.Bot(AttendeeBench.IdOf(1)) with { DeduplicationKey = "Calendar 7/+&=é" });
        bench.Seed(AttendeeBench.Bot(AttendeeBench.IdOf(2)));
        var query = new RecordingQuery { Now = Now, Filter = new Dictionary<string, string> { ["deduplication_key"] = "calendar 7/+&=é" } };

        var sent = await bench.ListAsync(query);
        // A service that ignores the filter lists everything.
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(200, AttendeeBench.Page(
            null, AttendeeJsonOf(Id, ""","deduplication_key":"Calendar 7/+&=é" """), AttendeeJsonOf(AttendeeBench.IdOf(2), ""","deduplication_key":null"""), AttendeeJsonOf(AttendeeBench.IdOf(3))));
        var ignored = await bench.ListAsync(query);

        Assert.Equal([Id], sent.Select(r => r.Id));
        Assert.Empty(ignored);
        Assert.Equal("deduplication_key=calendar%207%2F%2B%26%3D%C3%A9", bench.Requests[0].Query);
        Assert.DoesNotContain("calendar", bench.Notices.All, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("meeting_url")]
    [InlineData("join_at_after")]
    [InlineData("join_at_before")]
    [InlineData("states")]
    [InlineData("state")]
    [InlineData("metadata")]
    [InlineData("cursor")]
    public async Task ATT_T31_other_filters_are_refused_before_anything_is_sent(string key)
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed();

        var error = await Assert.ThrowsAsync<RecordingArgumentException>(
            () => bench.ListAsync(new RecordingQuery { Now = Now, Filter = new Dictionary<string, string> { [key] = "x" } }));

        Assert.Equal("FilterKeyUnknown", error.ErrorId);
        Assert.Empty(bench.Requests);
        Assert.Equal(["deduplication_key"], bench.Session.GetProviders().Single(p => p.Name == "Attendee").FilterKeys);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    public async Task ATT_T32_recordings_are_the_data_of_ended_bots_and_bots_are_all(int first)
    {
        await using var bench = await AttendeeBench.OpenAsync();
        string[] states = ["ready", "joined_recording", "post_processing", "fatal_error", "scheduled", "data_deleted", "disconnecting", "ended"];
        for (var i = 0; i < states.Length; i++) bench.Seed(AttendeeBench.Bot(AttendeeBench.IdOf(i), Now.AddHours(i - 99)) with { State = states[i] });
        bench.Seed(Raw(Id, $$"""{"id":"{{Id}}"}"""));

        var recordings = await bench.ListAsync(new RecordingQuery { Now = Now, First = first });
        var bots = await bench.ListBotsAsync(new RecordingQuery { Now = Now, First = first });

        Assert.Equal(["fatal_error", "ended"], recordings.Select(r => r.Status));
        Assert.All(recordings, r => Assert.Equal(RecordingKinds.BotMedia, r.Kind));
        Assert.Equal([.. states, null], bots.Select(b => b.Status));
        Assert.Equal("fatal_error", Assert.Single(await bench.ListAsync(new RecordingQuery { Now = Now, First = 1 })).Status);
        Assert.Empty(await bench.ListAsync(new RecordingQuery { Now = Now, Statuses = ["data_deleted"] }));
    }

    [Fact]
    public async Task ATT_T36_no_more_than_five_requests_a_second_are_made()
    {
        await using var bench = await AttendeeBench.OpenAsync(isSandbox: false);
        bench.SeedMany(5);
        var info = bench.Session.GetProviders().Single(p => p.Name == "Attendee");
        Assert.Equal((300d, 300d), (info.DeletionsPerMinute, Assert.Single(info.Connections).RequestsPerMinute));
        var watch = Stopwatch.StartNew();

        await bench.RemoveAsync([.. (await bench.ListAsync()).Select(RemovalTarget.For), bench.Bare(Id)]);
        await bench.ListAsync();

        // The eighth leaves a second after the third.
        Assert.Equal(8, bench.Requests.Count);
        Assert.True(watch.Elapsed > TimeSpan.FromSeconds(0.95), $"{watch.Elapsed}");
    }

    [Fact]
    public async Task ATT_T38_a_redirect_of_a_listing_is_not_followed()
    {
        await using var bench = await AttendeeBench.OpenAsync();
        await using var elsewhere = await AttendeeBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(302, "", ("Location", $"{elsewhere.BaseUri}/bots"));

        await Assert.ThrowsAsync<ProviderResponseException>(() => bench.ListAsync());

        Assert.Empty(elsewhere.Requests);
    }

    [Theory]
    [InlineData("")]
    [InlineData(""","metadata":null,"meeting_url":null,"state":null,"events":null,"transcription_state":null,"recording_state":null,"join_at":null,"deduplication_key":null""")]
    [InlineData(""","metadata":7,"meeting_url":[],"state":{},"events":"none","transcription_state":1,"recording_state":false,"join_at":12,"deduplication_key":[1]""")]
    public async Task ATT_T39_no_field_but_the_id_is_needed_and_a_bot_without_a_state_is_not_removed(string fields)
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed(Raw(Id, $$"""{"id":"{{Id}}"{{fields}}}"""));

        var bot = Assert.Single(await bench.ListBotsAsync());
        var result = Assert.Single(await bench.RemoveAsync([bot]));

        Assert.Equal((Id, null, null, null), (bot.Id, bot.Status, bot.CreatedAt, bot.JoinAt));
        Assert.Empty(await bench.ListAsync());
        Assert.Equal(RemovalOutcome.NotEligible, result.Outcome);
        Assert.Empty(bench.Deletes);
    }

    [Fact]
    public async Task ATT_T39_a_record_without_an_id_is_passed_over()
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(
            200, AttendeeBench.Page(null, """{"state":"ended"}""", """{"id":null}""", """{"id":""}""", "null", "7", AttendeeJsonOf(Id)));

        Assert.Equal([Id], (await bench.ListAsync()).Select(r => r.Id));
    }

    [Theory]
    [InlineData("2026-02-20T08:00:00.120345Z", 1203450)]
    [InlineData("2026-02-20T08:00:00Z", 0)]
    [InlineData("2026-02-20T08:00:00", 0)]
    [InlineData("2026-02-20T10:00:00+02:00", 0)]
    public async Task ATT_T40_times_are_iso_in_utc_to_the_microsecond(string written, long ticks)
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed(AttendeeBench.Bot() with { Events = [new("join_requested", written)], JoinAt = written });

        var bot = Assert.Single(await bench.ListBotsAsync());

        var expected = new DateTimeOffset(2026, 2, 20, 8, 0, 0, TimeSpan.Zero).AddTicks(ticks);
        Assert.Equal((expected, TimeSpan.Zero), (bot.CreatedAt!.Value, bot.CreatedAt.Value.Offset));
        Assert.Equal(expected, bot.JoinAt);
        var exact = new RecordingQuery { Now = Now, After = expected, Before = expected.AddTicks(1) };
        Assert.Single(await bench.ListBotsAsync(exact));
        Assert.Empty(await bench.ListBotsAsync(new RecordingQuery { Now = Now, Before = expected }));
    }

    /// <summary>A bot that is sent as it is written here; by its <see cref="AttendeeBot.Created"/> the order of listing.</summary>
    private static AttendeeBot Raw(string id, string json) => new() { Id = id, State = "ended", Created = Now, RawOverride = json };

    private static string AttendeeJsonOf(string id, string more = "") => $$"""{"id":"{{id}}","state":"ended","events":[]{{more}}}""";
}
