using System.Text.RegularExpressions;
using RecordingCmdlets.Engine.Providers.Attendee;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Providers;

/// <summary>What Attendee says to a deletion, and what that does and does not prove.</summary>
public sealed partial class AttendeeRemovalFactsTests
{
    private const string Id = AttendeeBench.Id;
    private const string Unready = """{"error":"Bot is not in a state where the data deleted event can be created"}""";

    private static readonly string[] Look = [$"GET bots/{Id} -> 200"];

    public static TheoryData<string, SandboxFault> DoneAndDenied => new()
    {
        { "reset", SandboxFault.ResetAfter },
        { "truncated", SandboxFault.Truncate },
        { "stalled", SandboxFault.Stall },
        { "closed", SandboxFault.CloseWarmAfter },
        { "400", SandboxFault.RespondAfterActing(400, """{"error":"Broken. Error ID: 1"}""") },
        { "404", SandboxFault.RespondAfterActing(404, """{"error":"Bot not found"}""") },
        { "408", SandboxFault.RespondAfterActing(408, "") },
        { "500", SandboxFault.RespondAfterActing(500, """{"error":"Internal server error"}""") },
        { "502", SandboxFault.RespondAfterActing(502, "<html>Bad gateway</html>", ("Content-Type", "text/html")) },
        { "503 come back", SandboxFault.RespondAfterActing(503, "", ("Retry-After", "0")) },
        { "200 of a gateway", SandboxFault.RespondAfterActing(200, "<html>Welcome</html>", ("Content-Type", "text/html")) },
        { "302", SandboxFault.RespondAfterActing(302, "", ("Location", "/api/v1/bots")) },
    };

    public static TheoryData<string, SandboxFault> NotDone => new()
    {
        { "reset", SandboxFault.ResetBefore },
        { "stalled", SandboxFault.StallBefore },
        { "closed", SandboxFault.CloseWarmBefore },
        { "400", SandboxFault.Respond(400, """{"error":"Broken. Error ID: 1"}""") },
        { "400 that lies", SandboxFault.Respond(400, Unready) },
        { "404", SandboxFault.Respond(404, """{"error":"Bot not found"}""") },
        { "408", SandboxFault.Respond(408, "") },
        { "500", SandboxFault.ServerError },
        { "503", SandboxFault.Unavailable },
        { "200 of a gateway", SandboxFault.Respond(200, "<html>Welcome</html>", ("Content-Type", "text/html")) },
    };

    [Theory]
    [InlineData("not_started")]
    [InlineData("complete")]
    [InlineData(null)]
    public async Task ATT_T9_the_states_of_recording_and_transcription_decide_nothing(string? state)
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed(AttendeeBench.Bot() with { RecordingState = state, TranscriptionState = state });
        bench.Seed(AttendeeBench.Bot(AttendeeBench.IdOf(1)) with { State = "data_deleted", RecordingState = "complete", TranscriptionState = "complete" });

        var results = await bench.RemoveAsync(await bench.ListBotsAsync());

        Assert.Equal((RemovalOutcome.Deleted, RemovalEvidence.Response), Of(results.Single(r => r.Id == Id)));
        Assert.Equal(RemovalOutcome.AlreadyGone, results.Single(r => r.Id != Id).Outcome);
        Assert.Equal([Id], bench.Deletes.SelectMany(r => r.Deleted));
    }

    [Fact]
    public async Task ATT_T9_and_prove_no_deletion()
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed(AttendeeBench.Bot() with { RecordingState = "not_started", TranscriptionState = "not_started", RecordingUrl = null });
        bench.Sandbox.OnRequest = r => r.Method == "POST" ? SandboxFault.Respond(400, """{"error":"Broken."}""") : null;

        var result = await bench.RemoveListedAsync();

        Assert.Equal((RemovalOutcome.Failed, RemovalEvidence.ReadBack), Of(result));
    }

    [Fact]
    public async Task ATT_T10_a_removal_sends_nothing_but_its_three_calls_and_nothing_ever_a_delete()
    {
        await using var bench = await AttendeeBench.OpenAsync(recordings: 120);
        var before = bench.Room.AllIds.Count;
        bench.Seed(AttendeeBench.Bot() with { State = "scheduled" });
        bench.Sandbox.OnRequest = r => r.Count % 7 == 0 ? SandboxFault.ServerError : r.Count % 11 == 0 && r.Method == "POST" ? SandboxFault.ResetAfter : null;

        await bench.RemoveAsync(await bench.ListBotsAsync(new RecordingQuery { Now = ServiceBench.Now, IncludeAppSessions = true }));
        await bench.RemoveAsync([bench.Bare(Id), bench.Bare(AttendeeBench.Twin)]);
        await bench.RemoveAsync(await bench.ListAsync());

        Assert.All(bench.Requests, r => Assert.Matches(ThreeCalls(), $"{r.Method} {r.Path}"));
        Assert.Equal(["GET", "POST"], bench.Requests.Select(r => r.Method).Distinct().Order());
        Assert.Equal(before + 1, bench.Room.AllIds.Count);
        Assert.Equal("scheduled", bench.Room.Find(Id)!.State);
        Assert.Equal(
            [
                "GET app_sessions/{id}/media", "GET app_sessions/{id}/transcript", "GET bots", "GET bots/{id}", "GET bots/{id}/recording", "GET bots/{id}/transcript",
                "POST bots/{id}/delete_data",
            ],
            Assert.Single(AttendeeProvider.Declaration.Resources).Routes.Select(r => $"{r.Method} {r.Path}").Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ATT_T12_an_app_session_is_emptied_by_the_same_call_under_its_own_id(bool isListed)
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed(AttendeeBench.Bot(AttendeeBench.AppId) with { MeetingUrl = "app_session" });
        var target = isListed
            ? RemovalTarget.For(Assert.Single(await bench.ListBotsAsync(new RecordingQuery { Now = ServiceBench.Now, IncludeAppSessions = true })))
            : bench.Bare(AttendeeBench.AppId);

        var result = Assert.Single(await bench.RemoveAsync([target], bench.BotOptions));

        Assert.Equal((RemovalOutcome.Deleted, RemovalEvidence.Response), Of(result));
        Assert.Equal($"/api/v1/bots/{AttendeeBench.AppId}/delete_data", Assert.Single(bench.Deletes).Path);
        Assert.Equal("data_deleted", bench.Room.Find(AttendeeBench.AppId)!.State);
    }

    [Theory]
    [InlineData("ready")]
    [InlineData("joined_recording")]
    [InlineData("post_processing")]
    [InlineData("scheduled")]
    [InlineData("staged")]
    [InlineData("connected")]
    [InlineData("disconnecting")]
    [InlineData("something_new")]
    [InlineData("Ended")]
    [InlineData("")]
    [InlineData(null)]
    public async Task ATT_T20_only_a_bot_that_has_ended_or_failed_is_asked_to_be_emptied(string? state)
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed(AttendeeBench.Bot() with { State = state });

        var listed = Assert.Single(await bench.RemoveAsync(await bench.ListBotsAsync()));
        var bare = Assert.Single(await bench.RemoveAsync([bench.Bare(Id)]));

        Assert.Equal((RemovalOutcome.NotEligible, RemovalOutcome.NotEligible), (listed.Outcome, bare.Outcome));
        Assert.Equal(["GET", "GET"], bench.Requests.Select(r => r.Method));
    }

    [Theory]
    [InlineData("ended")]
    [InlineData("fatal_error")]
    public async Task ATT_T20_and_those_two_states_are_enough(string state)
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed(AttendeeBench.Bot() with { State = state });

        Assert.Equal((RemovalOutcome.Deleted, RemovalEvidence.Response), Of(await bench.RemoveListedAsync()));
    }

    [Fact]
    public async Task ATT_T21_a_bare_id_is_looked_at_before_anything_else()
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed();
        bench.Seed(AttendeeBench.Bot(AttendeeBench.Twin) with { State = "data_deleted" });

        var trial = Assert.Single(await bench.RemoveAsync([bench.Bare(Id)], new RemovalOptions { HoldPath = bench.HoldPath, IsTrial = true }));
        Assert.Equal(Look, bench.Calls);
        bench.Sandbox.ClearRequests();
        var results = await bench.RemoveInOrderAsync([bench.Bare(Id), bench.Bare(AttendeeBench.Twin)]);

        Assert.Equal(RemovalOutcome.WouldRemove, trial.Outcome);
        Assert.Equal((RemovalOutcome.Deleted, RemovalEvidence.Response), Of(results.Single(r => r.Id == Id)));
        Assert.Equal((RemovalOutcome.AlreadyGone, RemovalEvidence.ReadBack), Of(results.Single(r => r.Id == AttendeeBench.Twin)));
        Assert.Equal(
            [$"GET bots/{Id} -> 200", $"GET bots/{AttendeeBench.Twin} -> 200", $"POST bots/{Id}/delete_data -> 200"],
            bench.Calls.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ATT_T21_where_it_cannot_be_looked_at_nothing_is_sent()
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed();
        bench.Sandbox.OnRequest = r => r.Method == "GET" ? SandboxFault.Unavailable : null;

        var result = Assert.Single(await bench.RemoveAsync([bench.Bare(Id)]));

        Assert.Equal((RemovalOutcome.Failed, RemovalEvidence.None), Of(result));
        Assert.Contains("nothing was sent", result.Reason, StringComparison.Ordinal);
        Assert.Equal(503, result.Error?.StatusCode);
        Assert.Empty(bench.Deletes);
    }

    [Fact]
    public async Task ATT_T21_nor_where_a_hold_hangs_on_the_look()
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed();
        await HoldAsync(bench, """ "title":"*merger*" """);
        bench.Sandbox.OnRequest = r => r.Method == "GET" ? SandboxFault.Unavailable : null;

        Assert.Equal(RemovalOutcome.Held, Assert.Single(await bench.RemoveAsync([bench.Bare(Id)])).Outcome);
        Assert.Empty(bench.Deletes);
    }

    [Theory]
    [InlineData("data_deleted", RemovalOutcome.AlreadyGone)]
    [InlineData("joined_recording", RemovalOutcome.NotEligible)]
    [InlineData("post_processing", RemovalOutcome.NotEligible)]
    [InlineData("scheduled", RemovalOutcome.NotEligible)]
    [InlineData(null, RemovalOutcome.NotEligible)]
    public async Task ATT_T22_one_refusal_has_two_meanings_and_only_a_look_tells_them_apart(string? state, RemovalOutcome outcome)
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed();
        var listed = await bench.ListAsync();
        bench.Sandbox.ClearRequests();
        bench.Seed(AttendeeBench.Bot() with { State = state });

        var result = Assert.Single(await bench.RemoveAsync(listed));

        Assert.Equal((outcome, RemovalEvidence.ReadBack, 400), (result.Outcome, result.Evidence, result.StatusCode));
        Assert.Null(result.Error);
        Assert.Equal([$"POST bots/{Id}/delete_data -> 400", .. Look], bench.Calls);
    }

    [Theory]
    [InlineData("""{"error":"Data was deleted already"}""")]
    [InlineData(Unready)]
    [InlineData("""{"state":"data_deleted"}""")]
    [InlineData("")]
    public async Task ATT_T22_the_text_of_a_400_is_no_proof(string body)
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed();
        bench.Sandbox.OnRequest = r => r.Method == "POST" ? SandboxFault.Respond(400, body) : null;

        var result = await bench.RemoveListedAsync();

        Assert.Equal((RemovalOutcome.Failed, RemovalEvidence.ReadBack, 400), (result.Outcome, result.Evidence, result.StatusCode));
        Assert.Equal("ended", bench.Room.Find(Id)!.State);
    }

    [Fact]
    public async Task ATT_T22_a_second_deletion_in_one_run_is_already_gone()
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed();
        var listed = Assert.Single(await bench.ListAsync());

        var results = await bench.RemoveInOrderAsync([RemovalTarget.For(listed), RemovalTarget.For(listed)]);

        Assert.Equal([RemovalOutcome.Deleted, RemovalOutcome.AlreadyGone], results.Select(r => r.Outcome));
        Assert.Equal([Id], bench.Deletes.SelectMany(r => r.Deleted));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task ATT_T23_a_deletion_that_broke_is_repeated_after_a_look(int times)
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed();
        bench.Room.FailDeletes[Id] = times;

        var result = await bench.RemoveListedAsync();

        Assert.Equal((RemovalOutcome.Deleted, RemovalEvidence.Response, times + 1), (result.Outcome, result.Evidence, result.Attempts));
        var broken = Enumerable.Repeat<string[]>([$"POST bots/{Id}/delete_data -> 400", .. Look], times).SelectMany(c => c);
        Assert.Equal([.. broken, $"POST bots/{Id}/delete_data -> 200"], bench.Calls);
    }

    [Fact]
    public async Task ATT_T23_and_given_up_after_five_with_the_services_words()
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed();
        bench.Room.FailDeletes[Id] = int.MaxValue;

        var result = await bench.RemoveListedAsync();

        Assert.Equal((RemovalOutcome.Failed, RemovalEvidence.ReadBack, 5), (result.Outcome, result.Evidence, result.Attempts));
        Assert.Contains("Error ID: ", result.Reason, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Repeat<string[]>([$"POST bots/{Id}/delete_data -> 400", .. Look], 5).SelectMany(c => c), bench.Calls);
        Assert.Equal("ended", bench.Room.Find(Id)!.State);
    }

    [Theory]
    [MemberData(nameof(NotDone))]
    public async Task ATT_T23_whatever_failed_is_repeated_only_after_a_look(string name, SandboxFault fault)
    {
        Assert.NotEmpty(name);
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed();
        var posts = 0;
        bench.Sandbox.OnRequest = r => r.Method == "POST" && Interlocked.Increment(ref posts) <= 2 ? fault : null;

        var result = await bench.RemoveListedAsync();

        Assert.Equal((RemovalOutcome.Deleted, RemovalEvidence.Response, 3), (result.Outcome, result.Evidence, result.Attempts));
        Assert.Equal(["POST", "GET", "POST", "GET", "POST"], bench.Requests.Select(r => r.Method));
    }

    [Theory]
    [MemberData(nameof(NotDone))]
    public async Task ATT_T23_and_never_more_than_five_times(string name, SandboxFault fault)
    {
        Assert.NotEmpty(name);
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed();
        bench.Sandbox.OnRequest = r => r.Method == "POST" ? fault : null;

        var result = await bench.RemoveListedAsync();

        Assert.Equal((RemovalOutcome.Failed, RemovalEvidence.ReadBack), Of(result));
        Assert.NotNull(result.Error);
        Assert.Equal(Enumerable.Repeat<string[]>(["POST", "GET"], 5).SelectMany(m => m), bench.Requests.Select(r => r.Method));
        Assert.Equal("ended", bench.Room.Find(Id)!.State);
    }

    [Fact]
    public async Task ATT_T23_what_became_ineligible_meanwhile_is_not_asked_for_again()
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed();
        bench.Sandbox.OnRequest = r =>
        {
            if (r.Method == "POST") bench.Seed(AttendeeBench.Bot() with { State = "post_processing" });
            return r.Method == "POST" ? SandboxFault.ServerError : null;
        };

        Assert.Equal((RemovalOutcome.NotEligible, RemovalEvidence.ReadBack), Of(await bench.RemoveListedAsync()));
        Assert.Single(bench.Deletes);
    }

    [Fact]
    public async Task ATT_T23_a_stop_between_two_tries_leaves_a_failure_and_not_something_unsent()
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed();
        var listed = Assert.Single(await bench.ListAsync());
        using var stop = new CancellationTokenSource();
        var posts = 0;
        bench.Sandbox.OnRequest = r => (r.Method, r.Method == "POST" ? ++posts : 0) switch
        {
            ("POST", 1) => SandboxFault.Respond(400, """{"error":"Broken."}"""),
            ("POST", _) => SandboxFault.Respond(429, "", ("Retry-After", "600")),
            _ => null,
        };
        await using var run = await bench.Session.BeginRemovalAsync(bench.Options, bench.Notices, stop.Token);
        await run.SubmitAsync(await run.DecideAsync(RemovalTarget.For(listed)));
        while (bench.Deletes.Count < 2) await Task.Delay(5, TestContext.Current.CancellationToken);
        await Task.Delay(50, TestContext.Current.CancellationToken);

        await stop.CancelAsync();
        await run.CompleteAsync();

        Assert.True(run.TryTakeResult(out var result));
        Assert.Equal((RemovalOutcome.Failed, RemovalEvidence.ReadBack), Of(result));
        Assert.Equal(2, bench.Deletes.Count);
    }

    [Theory]
    [MemberData(nameof(DoneAndDenied))]
    public async Task ATT_T24_what_was_deleted_in_spite_of_the_answer_is_already_gone_and_not_sent_again(string name, SandboxFault fault)
    {
        Assert.NotEmpty(name);
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed();
        bench.Sandbox.OnRequest = r => r.Method == "POST" ? fault : null;

        var result = await bench.RemoveListedAsync();

        Assert.Equal((RemovalOutcome.AlreadyGone, RemovalEvidence.ReadBack, 1), (result.Outcome, result.Evidence, result.Attempts));
        Assert.Null(result.Error);
        Assert.Equal(["POST", "GET"], bench.Requests.Select(r => r.Method));
        Assert.Equal("data_deleted", bench.Room.Find(Id)!.State);
    }

    [Fact]
    public async Task ATT_T24_nor_does_the_reason_say_whose_work_it_was()
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed();
        bench.Room.FailAfterDelete = [Id];

        var result = await bench.RemoveListedAsync();

        Assert.Equal((RemovalOutcome.AlreadyGone, RemovalEvidence.ReadBack, 1), (result.Outcome, result.Evidence, result.Attempts));
        Assert.Equal("The service shows it as removed; whether by this request or before it cannot be told.", result.Reason);
        Assert.Single(bench.Deletes);
    }

    [Fact]
    public async Task ATT_T24_nor_after_some_tries_that_did_nothing()
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed();
        bench.Room.FailDeletes[Id] = 2;
        bench.Room.FailAfterDelete = [Id];

        Assert.Equal((RemovalOutcome.AlreadyGone, RemovalEvidence.ReadBack), Of(await bench.RemoveListedAsync()));
        Assert.Equal(3, bench.Deletes.Count);
    }

    [Theory]
    [InlineData(400, true)]
    [InlineData(400, false)]
    [InlineData(500, true)]
    [InlineData(500, false)]
    public async Task ATT_T25_without_a_look_it_is_unknown_and_not_sent_again_and_can_be_resolved_later(int status, bool acts)
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed();
        bench.Sandbox.OnRequest = r => (r.Method, r.Path.EndsWith("/bots", StringComparison.Ordinal)) switch
        {
            ("POST", _) when acts => SandboxFault.RespondAfterActing(status, ""),
            ("POST", _) => SandboxFault.Respond(status, ""),
            (_, false) => SandboxFault.Unavailable,
            _ => null,
        };

        var result = await bench.RemoveListedAsync();

        Assert.Equal((RemovalOutcome.Unknown, "RemovalUnknown"), (result.Outcome, result.Error?.ErrorId));
        Assert.Single(bench.Deletes);
        bench.Sandbox.OnRequest = null;
        var resolved = new List<AuditEntry>();
        await foreach (var entry in bench.Session.ResolveAsync(bench.Ledger(), bench.Options.Audit, bench.Notices, TestContext.Current.CancellationToken)) resolved.Add(entry);
        Assert.Equal((acts ? RemovalOutcome.AlreadyGone : RemovalOutcome.Failed, RemovalEvidence.ReadBack), (Assert.Single(resolved).Outcome, resolved[0].Evidence));
        Assert.Single(bench.Deletes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"state":"data_deleted"}""")]
    [InlineData($$"""{"id":"{{AttendeeBench.Twin}}","state":"data_deleted"}""")]
    [InlineData($$"""{"id":"{{Id}}","state":"ended"}""")]
    public async Task ATT_T26_a_success_that_does_not_show_the_bot_as_emptied_is_looked_into(string body)
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed();
        bench.Sandbox.OnRequest = r => r.Method == "POST" ? SandboxFault.RespondAfterActing(200, body) : null;

        Assert.Equal((RemovalOutcome.Deleted, RemovalEvidence.ReadBack), Of(await bench.RemoveListedAsync()));
        Assert.Equal(["POST", "GET"], bench.Requests.Select(r => r.Method));
    }

    [Theory]
    [InlineData("")]
    [InlineData($$"""{"id":"{{AttendeeBench.Twin}}","state":"data_deleted"}""")]
    [InlineData($$"""{"id":"{{Id}}","state":"ended","recording_state":"not_started"}""")]
    public async Task ATT_T26_and_is_no_deletion_as_long_as_nothing_shows_it(string body)
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed();
        bench.Sandbox.OnRequest = r => r.Method == "POST" ? SandboxFault.Respond(200, body) : null;

        var result = await bench.RemoveListedAsync();

        Assert.Equal(RemovalOutcome.Accepted, result.Outcome);
        Assert.Single(bench.Deletes);
        Assert.Equal("ended", bench.Room.Find(Id)!.State);
    }

    [Fact]
    public async Task ATT_T27_a_page_of_a_network_in_the_services_place_accepts_nothing()
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed();
        var listed = await bench.ListAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(200, "<html>Please sign in</html>", ("Content-Type", "text/html"));

        var result = Assert.Single(await bench.RemoveAsync(listed));

        Assert.Equal((RemovalOutcome.Unknown, "RemovalUnknown"), (result.Outcome, result.Error?.ErrorId));
        Assert.Single(bench.Deletes);
    }

    [Fact]
    public async Task ATT_T28_a_bot_that_is_missing_is_not_found_and_never_already_gone()
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed();
        var listed = await bench.ListAsync();
        bench.Sandbox.ClearRequests();
        bench.Room.Remove(Id);

        var seen = Assert.Single(await bench.RemoveAsync(listed));
        Assert.Equal([$"POST bots/{Id}/delete_data -> 404", $"GET bots/{Id} -> 404"], bench.Calls);
        var bare = Assert.Single(await bench.RemoveAsync([bench.Bare(Id)]));

        Assert.Equal((RemovalOutcome.NotFound, RemovalEvidence.ReadBack), Of(seen));
        Assert.Equal((RemovalOutcome.NotFound, RemovalEvidence.ReadBack), Of(bare));
        Assert.Equal(["RecordingNotFound", "RecordingNotFound"], [seen.Error!.ErrorId, bare.Error!.ErrorId]);
        Assert.Single(bench.Deletes);
    }

    [Theory]
    [InlineData(SandboxFaults.ServerError)]
    [InlineData(SandboxFaults.ResetBefore)]
    public async Task ATT_T28_and_unknown_where_a_request_may_have_done_something_before(string fault)
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed();
        bench.Sandbox.OnRequest = r =>
        {
            if (r.Method == "POST") bench.Room.Remove(Id);
            return r.Method == "POST" ? SandboxFault.FromName(fault) : null;
        };

        Assert.Equal(RemovalOutcome.Unknown, (await bench.RemoveListedAsync()).Outcome);
        Assert.Single(bench.Deletes);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ATT_T29_of_two_ids_that_differ_by_case_only_the_one_asked_for_goes(bool isListed)
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed();
        bench.Seed(AttendeeBench.Bot(AttendeeBench.Twin));
        var target = isListed ? RemovalTarget.For((await bench.ListAsync()).Single(r => r.Id == Id)) : bench.Bare(Id);

        var result = Assert.Single(await bench.RemoveAsync([target]));

        Assert.Equal((Id, RemovalOutcome.Deleted), (result.Id, result.Outcome));
        Assert.Equal([AttendeeBench.Twin], bench.Room.Ids);
        Assert.Equal([Id], bench.Deletes.SelectMany(r => r.Deleted));
    }

    [Fact]
    public async Task ATT_T29_and_both_go_when_both_are_asked_for()
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed();
        bench.Seed(AttendeeBench.Bot(AttendeeBench.Twin));

        var results = await bench.RemoveAsync(await bench.ListAsync());

        Assert.Equal([Id, AttendeeBench.Twin], results.Where(r => r.Outcome == RemovalOutcome.Deleted).Select(r => r.Id).Order(StringComparer.Ordinal));
        Assert.Equal([Id, AttendeeBench.Twin], bench.Deletes.SelectMany(r => r.Deleted).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("..")]
    [InlineData("bot_")]
    [InlineData("bot_Q1w2E3r4T5y6U7i")]
    [InlineData("bot_Q1w2E3r4T5y6U7i89")]
    [InlineData("Bot_Q1w2E3r4T5y6U7i8")]
    [InlineData("rec_Q1w2E3r4T5y6U7i8")]
    [InlineData("bot_Q1w2E3r4T5y6U7i8\n")]
    [InlineData("bot_Q1w2E3r4T5y6U7_8")]
    [InlineData("bot_Q1w2E3r4T5y6/7i8")]
    [InlineData("bot_Q1w2E3r4T5y6%2F8")]
    [InlineData("bot_Q1w2E3r4T5y6U7ié")]
    [InlineData("bot_Q1w2E3r4T5y6U7i8/delete_data")]
    [InlineData("x/bot_Q1w2E3r4T5y6U7i8")]
    public async Task ATT_T29_an_id_of_another_form_is_refused_before_anything_is_sent(string id)
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed();

        var result = Assert.Single(await bench.RemoveAsync([bench.Bare(id)]));
        var error = await Assert.ThrowsAsync<RecordingArgumentException>(() => bench.GetAsync(id));

        Assert.Equal((RemovalOutcome.NotEligible, "RecordingIdInvalid"), (result.Outcome, result.Error?.ErrorId));
        Assert.Equal("RecordingIdInvalid", error.ErrorId);
        Assert.Empty(bench.Requests);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task ATT_T33_recordings_and_bots_are_one_thing_to_both_kinds_of_run(bool asBot, bool forBots)
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed();
        var target = asBot ? RemovalTarget.For(Assert.Single(await bench.ListBotsAsync())) : RemovalTarget.For(Assert.Single(await bench.ListAsync()));
        var options = forBots ? bench.BotOptions : bench.Options;

        var result = Assert.Single(await bench.RemoveAsync([target], options));
        var row = Assert.Single(await bench.RemoveAsync([bench.Bare(Id, RecordingKinds.BotMedia)], options));
        var other = Assert.Single(await bench.RemoveAsync([bench.Bare(Id, RecordingKinds.Recording)], options));

        Assert.Equal((RemovalOutcome.Deleted, RecordingKinds.BotMedia), (result.Outcome, result.Kind));
        Assert.Equal(RemovalOutcome.AlreadyGone, row.Outcome);
        Assert.Equal((RemovalOutcome.NotEligible, "RecordingKindMismatch"), (other.Outcome, other.Error?.ErrorId));
        Assert.Equal([Id], bench.Deletes.SelectMany(r => r.Deleted));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ATT_T34_where_action_items_are_asked_about_nothing_is_sent(bool isListed)
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed();
        var target = isListed ? RemovalTarget.For(Assert.Single(await bench.ListBotsAsync())) : bench.Bare(Id);
        bench.Sandbox.ClearRequests();

        var result = Assert.Single(await bench.RemoveAsync([target], new RemovalOptions { HoldPath = bench.HoldPath, IsForBots = true, UnlessActionItem = true, Audit = bench.Options.Audit }));

        Assert.Equal((RemovalOutcome.NotEligible, "ActionItemsUnsupported"), (result.Outcome, result.Error?.ErrorId));
        Assert.Empty(bench.Requests);
    }

    [Theory]
    [InlineData(""" "title":"*merger*" """)]
    [InlineData(""" "participant":"ana@example.com" """)]
    [InlineData($$""" "id":"{{Id}}","provider":"Attendee" """)]
    [InlineData(""" "kind":"BotMedia" """)]
    [InlineData(""" "before":"2026-03-01T00:00:00Z" """)]
    public async Task ATT_T35_what_a_bot_does_not_tell_cannot_free_it_of_a_hold(string condition)
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed(AttendeeBench.Bot() with { Events = [] });
        await HoldAsync(bench, condition);

        var listed = Assert.Single(await bench.RemoveAsync(await bench.ListAsync()));
        var bare = Assert.Single(await bench.RemoveAsync([bench.Bare(Id)]));

        Assert.Equal((RemovalOutcome.Held, RemovalOutcome.Held), (listed.Outcome, bare.Outcome));
        Assert.Empty(bench.Deletes);
    }

    [Fact]
    public async Task ATT_T37_a_deletion_is_said_in_json_and_carries_content_so_that_the_transport_does_not_replay_it()
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed();
        var headers = new List<(string?, string?)>();
        bench.Sandbox.OnRequest = r =>
        {
            if (r.Method != "POST") return null;
            headers.Add((r.GetHeader("Content-Length"), r.GetHeader("Content-Type")));
            return SandboxFault.CloseWarmAfter;
        };

        var result = await bench.RemoveListedAsync();

        Assert.Equal(("0", "application/json"), Assert.Single(headers));
        // Every request is one that we counted: none was sent behind our back.
        Assert.Equal((RemovalOutcome.AlreadyGone, 1), (result.Outcome, result.Attempts));
        Assert.Single(bench.Deletes);
    }

    [Fact]
    public async Task ATT_T37_each_bot_has_a_request_of_its_own()
    {
        await using var bench = await AttendeeBench.OpenAsync();
        var all = bench.SeedMany(60);

        var results = await bench.RemoveAsync(await bench.ListAsync());

        Assert.Equal(all, bench.Deletes.Select(r => Assert.Single(r.Deleted)).Order());
        Assert.All(results, r => Assert.Equal((RemovalOutcome.Deleted, RemovalEvidence.Response), Of(r)));
        var info = bench.Session.GetProviders().Single(p => p.Name == "Attendee");
        Assert.Equal((1, 1, false), (info.MaximumBulkSize, Assert.Single(info.Connections).BulkSize, info.HasRecycleBin));
    }

    [Theory]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task ATT_T38_a_redirect_of_a_deletion_is_not_followed(int status)
    {
        await using var bench = await AttendeeBench.OpenAsync();
        await using var elsewhere = await AttendeeBench.OpenAsync();
        bench.Seed();
        elsewhere.Seed();
        bench.Sandbox.OnRequest = r => r.Method == "POST" ? SandboxFault.Respond(status, "", ("Location", $"{elsewhere.BaseUri}/bots/{Id}/delete_data")) : null;

        Assert.Equal(RemovalOutcome.Failed, (await bench.RemoveListedAsync()).Outcome);
        Assert.Empty(elsewhere.Requests);
        Assert.Equal("ended", elsewhere.Room.Find(Id)!.State);
    }

    private static (RemovalOutcome Outcome, RemovalEvidence Evidence) Of(RemovalResult result) => (result.Outcome, result.Evidence);

    private static Task HoldAsync(AttendeeBench bench, string condition) => File.WriteAllTextAsync(
        bench.HoldPath,
        """{"format":"recordingcmdlets-holds/1","holds":[{"holdId":"h1","ticket":"LEGAL-7","createdBy":"a","createdAt":"2026-01-01T00:00:00Z",""" + condition + "}]}",
        TestContext.Current.CancellationToken);

    [GeneratedRegex("^(GET /api/v1/bots|GET /api/v1/bots/[A-Za-z0-9_]+|POST /api/v1/bots/[A-Za-z0-9_]+/delete_data)$")]
    private static partial Regex ThreeCalls();
}
