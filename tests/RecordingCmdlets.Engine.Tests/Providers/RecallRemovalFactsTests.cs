using System.Text.RegularExpressions;
using RecordingCmdlets.Engine.Providers.Recall;
using RecordingCmdlets.Sandbox;
using RecallIntelligence = RecordingCmdlets.Sandbox.RecallIntelligence;

namespace RecordingCmdlets.Engine.Tests.Providers;

/// <summary>What Recall.ai says to a removal, and what that does and does not prove.</summary>
public sealed partial class RecallRemovalFactsTests
{
    private static readonly DateTimeOffset Now = ServiceBench.Now;

    [Fact]
    public async Task RCL_T5_a_removal_carries_content_of_no_length_so_that_it_is_not_replayed()
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.AddBots(2);
        var (bots, recordings) = (await bench.ListBotsAsync(), await bench.ListAsync());
        bench.Sandbox.ClearRequests();
        var headers = new List<(string?, string?)>();
        bench.Sandbox.OnRequest = r =>
        {
            if (r.Method == "GET") return null;
            headers.Add((r.GetHeader("Content-Length"), r.GetHeader("Content-Type")));
            return SandboxFault.CloseWarmAfter;
        };

        var results = (RemovalResult[])[await bench.RemoveOneAsync(bots[0]), await bench.RemoveOneAsync(recordings.Single(r => r.Id != bots[0].RecordingIds[0]))];

        Assert.Equal([("0", null), ("0", null)], headers);
        Assert.All(results, r => Assert.Equal((RemovalOutcome.AlreadyGone, 1), (r.Outcome, r.Attempts)));
        Assert.All(bench.Requests, r => Assert.Equal("", r.Body));
    }

    [Fact]
    public async Task RCL_T6_media_are_removed_by_post_with_an_underscore()
    {
        await using var bench = await RecallBench.OpenAsync();
        var id = bench.AddBots(1)[0];
        bench.Sandbox.OnRequest = r => r.Path.EndsWith("delete-media/", StringComparison.Ordinal) ? SandboxFault.RespondAfterActing(200, "{}") : null;

        await bench.RemoveAsync(await bench.ListBotsAsync());

        Assert.Equal(("POST", $"/api/v1/bot/{id}/delete_media/", ""), Assert.Single(bench.Changes.Select(r => (r.Method, r.Path, r.Query))));
    }

    [Theory]
    [InlineData("ready")]
    [InlineData("done")]
    public async Task RCL_T7_the_call_that_removes_a_scheduled_bot_is_never_sent(string status)
    {
        await using var bench = await RecallBench.OpenAsync();
        var id = bench.AddBot(1, status, b => b with { JoinAt = RecallBench.Iso(Now.AddDays(1)) });
        // Whatever the right call is answered, no other one takes its place.
        foreach (var answer in (int[])[200, 400, 404, 405, 409, 500])
        {
            bench.Sandbox.OnRequest = r => r.Method == "POST" ? SandboxFault.Respond(answer, "") : null;
            await bench.RemoveAsync(await bench.ListBotsAsync());
            await bench.RemoveBareAsync(id, isBot: true);
            await bench.RemoveBareAsync(id, isBot: false);
        }

        Assert.DoesNotContain(bench.Requests, r => r.Method == "DELETE");
        Assert.Equal(status == "done", bench.Changes.Count > 0);
        Assert.Equal([id], bench.Room.BotIds);
        var declared = RecallProvider.Declaration.Resources.SelectMany(r => r.Routes).Select(r => $"{r.Method} {r.Path}");
        Assert.Equal(["DELETE recording/{id}/"], declared.Where(r => r.StartsWith("DELETE", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("ready")]
    [InlineData("joining_call")]
    [InlineData("in_waiting_room")]
    [InlineData("in_call_not_recording")]
    [InlineData("recording_permission_allowed")]
    [InlineData("recording_permission_denied")]
    [InlineData("in_call_recording")]
    [InlineData("recording_done")]
    [InlineData("call_ended")]
    [InlineData("summary_ready")]
    [InlineData("DONE")]
    [InlineData("")]
    [InlineData(null)]
    public async Task RCL_T8_media_of_a_bot_in_another_state_than_a_finished_one_are_refused(string? status)
    {
        await using var bench = await RecallBench.OpenAsync();
        var id = bench.AddBot(1, status);
        bench.AddRecording(1, id);

        var results = (RemovalResult[])[await bench.RemoveOneAsync(await bench.BotAsync()), await bench.RemoveBareAsync(id, isBot: true)];

        Assert.All(results, r => Assert.Equal((RemovalOutcome.NotEligible, RemovalEvidence.None), (r.Outcome, r.Evidence)));
        Assert.Empty(bench.Changes);
        Assert.Equal(1, bench.Room.Count);
    }

    [Theory]
    [InlineData("done")]
    [InlineData("fatal")]
    [InlineData("analysis_done")]
    [InlineData("analysis_failed")]
    public async Task RCL_T8_media_of_a_finished_bot_are_removed(string status)
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.AddRecording(1, bench.AddBot(1, status));

        Assert.Equal(RemovalOutcome.Deleted, (await bench.RemoveOneAsync(await bench.BotAsync())).Outcome);
        Assert.Equal(0, bench.Room.Count);
    }

    [Fact]
    public async Task RCL_T8_a_bot_without_a_log_is_refused()
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.AddRecording(1, bench.AddBot(1, like: b => b with { StatusChanges = [] }));
        bench.AddRecording(2, bench.AddBot(2, like: b => b with { StatusChanges = null }));

        var results = await bench.RemoveAsync(await bench.ListBotsAsync());

        Assert.Equal([RemovalOutcome.NotEligible, RemovalOutcome.NotEligible], results.Select(r => r.Outcome));
        Assert.Empty(bench.Changes);
    }

    [Theory]
    [InlineData("processing")]
    [InlineData("paused")]
    [InlineData("queued")]
    [InlineData(null)]
    public async Task RCL_T9_a_recording_that_is_not_known_to_be_complete_is_refused(string? status)
    {
        await using var bench = await RecallBench.OpenAsync();
        var id = bench.AddRecording(like: r => r with { Status = status });

        var results = (RemovalResult[])[await bench.RemoveOneAsync(await bench.RecordingAsync()), await bench.RemoveBareAsync(id, isBot: false)];

        Assert.All(results, r => Assert.Equal((RemovalOutcome.NotEligible, RemovalEvidence.None), (r.Outcome, r.Evidence)));
        Assert.Empty(bench.Changes);
    }

    [Theory]
    [InlineData("done")]
    [InlineData("failed")]
    public async Task RCL_T9_a_complete_recording_is_removed(string status)
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.AddRecording(like: r => r with { Status = status });

        Assert.Equal(RemovalOutcome.Deleted, (await bench.RemoveOneAsync(await bench.RecordingAsync())).Outcome);
        Assert.Equal(0, bench.Room.Count);
    }

    [Fact]
    public async Task RCL_T11_media_that_are_expired_are_gone_already_and_nothing_is_sent()
    {
        await using var bench = await RecallBench.OpenAsync();
        var id = bench.AddBot(1, "media_expired");
        // A recording that the bot still shows as there changes nothing of it.
        bench.AddRecording(1, id);
        var listed = await bench.BotAsync();
        bench.Sandbox.ClearRequests();

        var asListed = await bench.RemoveOneAsync(listed);
        Assert.Empty(bench.Requests);
        var asRead = await bench.RemoveBareAsync(id, isBot: true);

        Assert.Equal((RemovalOutcome.AlreadyGone, RemovalEvidence.ReadBack), (asListed.Outcome, asListed.Evidence));
        Assert.Equal((RemovalOutcome.AlreadyGone, RemovalEvidence.ReadBack), (asRead.Outcome, asRead.Evidence));
        Assert.Equal([$"GET /bot/{id}/ -> 200"], bench.Asked);
    }

    [Fact]
    public async Task RCL_T12_a_recording_that_is_shown_as_deleted_is_gone_already_and_nothing_is_sent()
    {
        await using var bench = await RecallBench.OpenAsync();
        var id = bench.AddRecording(like: r => r with { Status = "deleted" });

        var results = (RemovalResult[])[await bench.RemoveOneAsync(await bench.RecordingAsync()), await bench.RemoveBareAsync(id, isBot: false)];

        Assert.All(results, r => Assert.Equal((RemovalOutcome.AlreadyGone, RemovalEvidence.ReadBack), (r.Outcome, r.Evidence)));
        Assert.Empty(bench.Changes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task RCL_T13_a_removal_that_ends_later_is_proved_by_reading_back(int delay)
    {
        await using var bench = await RecallBench.OpenAsync();
        (bench.Room.DeleteMediaDelay, bench.Room.DeleteRecordingDelay) = (delay, delay);
        bench.AddBots(1);
        bench.AddRecording(2);
        var (bot, recordings) = (await bench.BotAsync(), await bench.ListAsync());

        var results = (RemovalResult[])[await bench.RemoveOneAsync(bot), await bench.RemoveOneAsync(recordings[1])];

        Assert.All(results, r => Assert.Equal((RemovalOutcome.Deleted, RemovalEvidence.ReadBack, 1), (r.Outcome, r.Evidence, r.Attempts)));
        Assert.Equal(["POST", "DELETE"], bench.Changes.Select(r => r.Method));
        Assert.Equal(0, bench.Room.Count);
        Assert.Equal(2 * (delay + 1), bench.Requests.Count(r => r.Method == "GET" && r.Path.Length > "/api/v1/recording/".Length));
    }

    [Fact]
    public async Task RCL_T13_what_never_shows_its_end_is_accepted_and_never_called_deleted()
    {
        await using var bench = await RecallBench.OpenAsync();
        (bench.Room.DeleteMediaDelay, bench.Room.DeleteRecordingDelay) = (int.MaxValue, int.MaxValue);
        bench.AddBots(1);
        bench.AddRecording(2);
        var (bot, recordings) = (await bench.BotAsync(), await bench.ListAsync());

        var results = (RemovalResult[])[await bench.RemoveOneAsync(bot), await bench.RemoveOneAsync(recordings[1])];

        Assert.All(results, r => Assert.Equal((RemovalOutcome.Accepted, RemovalEvidence.Response), (r.Outcome, r.Evidence)));
        Assert.Equal(2, bench.Changes.Count);
        Assert.All(bench.Ledger().Where(e => e.Outcome == RemovalOutcome.Accepted), e => Assert.True(e.NeedsResolution));
        Assert.Equal(2, bench.Ledger().Count(e => e.Outcome == RemovalOutcome.Accepted));
    }

    [Fact]
    public async Task RCL_T13_without_the_proof_it_is_only_accepted()
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.AddRecording();
        bench.Room.DeleteMediaDelay = 1;
        bench.AddBots(1);
        RemovalOptions Options(bool forBots) => new() { HoldPath = bench.HoldPath, IsForBots = forBots, ProveBatches = false, Audit = new AuditOptions { IsDisabled = true } };

        var results = (RemovalResult[])[await bench.RemoveOneAsync((await bench.ListBotsAsync())[0], Options(true)), await bench.RemoveOneAsync((await bench.ListAsync())[0], Options(false))];

        Assert.All(results, r => Assert.Equal(RemovalOutcome.Accepted, r.Outcome));
    }

    [Theory]
    [InlineData("""{"id":"b0700000-0000-4000-8000-000000000001","status_changes":[{"code":"done","created_at":"2026-02-28T00:00:00Z"}],"recordings":[]}""")]
    [InlineData("""{"id":"b0700000-0000-4000-8000-000000000002","status_changes":[{"code":"media_expired","created_at":"2026-02-28T00:00:00Z"}],"recordings":[]}""")]
    [InlineData("""{"id":"b0700000-0000-4000-8000-000000000001","status_changes":[{"code":"done","created_at":"2026-02-28T00:00:00Z"}],"recordings":[{"id":"r","status":{"code":"deleted"}},{"id":"s","status":{"code":"done"}}]}""")]
    [InlineData("{}")]
    [InlineData("")]
    public async Task RCL_T13_an_answer_that_does_not_show_the_end_of_this_bot_proves_nothing(string body)
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.AddBots(1);
        var bot = await bench.BotAsync();
        bench.Sandbox.OnRequest = r => r.Method == "POST" ? SandboxFault.Respond(200, body) : null;

        var result = await bench.RemoveOneAsync(bot);

        Assert.Equal(RemovalOutcome.Accepted, result.Outcome);
        Assert.Single(bench.Changes);
        Assert.Equal(1, bench.Room.Count);
    }

    [Theory]
    [InlineData(RecallExpiry.Status, 0)]
    [InlineData(RecallExpiry.Recordings, 0)]
    [InlineData(RecallExpiry.Both, 0)]
    [InlineData(RecallExpiry.Status, 1)]
    [InlineData(RecallExpiry.Recordings, 1)]
    public async Task RCL_T14_either_sign_proves_that_a_removal_has_ended(RecallExpiry expiry, int delay)
    {
        await using var bench = await RecallBench.OpenAsync();
        (bench.Room.Expiry, bench.Room.DeleteMediaDelay) = (expiry, delay);
        bench.AddBots(1);

        var result = await bench.RemoveOneAsync(await bench.BotAsync());

        Assert.Equal((RemovalOutcome.Deleted, delay > 0 ? RemovalEvidence.ReadBack : RemovalEvidence.Response), (result.Outcome, result.Evidence));
    }

    [Fact]
    public async Task RCL_T14_a_bot_whose_recordings_are_deleted_may_still_hold_the_rest_and_is_asked()
    {
        await using var bench = await RecallBench.OpenAsync();
        var id = bench.AddBot();
        bench.AddRecording(1, id, r => r with { Status = "deleted" });
        var bot = await bench.BotAsync();
        bench.Sandbox.ClearRequests();

        var result = await bench.RemoveOneAsync(bot);

        Assert.Equal(RemovalOutcome.Deleted, result.Outcome);
        Assert.Equal([$"POST /bot/{id}/delete_media/ -> 200"], bench.Asked);
    }

    [Theory]
    [InlineData(RecallSecondDelete.Conflict409, RemovalOutcome.AlreadyGone, RemovalEvidence.ReadBack)]
    [InlineData(RecallSecondDelete.NotFound404, RemovalOutcome.AlreadyGone, RemovalEvidence.ReadBack)]
    [InlineData(RecallSecondDelete.Ok200, RemovalOutcome.Deleted, RemovalEvidence.Response)]
    public async Task RCL_T15_what_a_second_removal_is_answered_is_read_back(RecallSecondDelete second, RemovalOutcome outcome, RemovalEvidence evidence)
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.Room.SecondDelete = second;
        var id = bench.AddBots(1)[0];
        var listed = await bench.BotAsync();
        await bench.RemoveOneAsync(listed);
        bench.Sandbox.ClearRequests();

        var result = await bench.RemoveOneAsync(listed);

        Assert.Equal((outcome, evidence), (result.Outcome, result.Evidence));
        Assert.Equal(second == RecallSecondDelete.Ok200 ? ["POST"] : ["POST", "GET"], bench.Requests.Select(r => r.Method));
        Assert.All(bench.Requests, r => Assert.StartsWith($"/api/v1/bot/{id}/", r.Path, StringComparison.Ordinal));
    }

    [Fact]
    public async Task RCL_T15_a_404_for_a_bot_that_still_has_its_media_is_no_end()
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.AddBots(1);
        var bot = await bench.BotAsync();
        bench.Sandbox.OnRequest = r => r.Method == "POST" ? SandboxFault.Respond(404, """{"code":"not_found"}""") : null;

        var result = await bench.RemoveOneAsync(bot);

        Assert.Equal((RemovalOutcome.Failed, RemovalEvidence.ReadBack, 404), (result.Outcome, result.Evidence, result.StatusCode));
        Assert.Equal(1, bench.Room.Count);
    }

    [Fact]
    public async Task RCL_T16_a_conflict_is_looked_into_before_each_repetition()
    {
        await using var bench = await RecallBench.OpenAsync();
        var bot = bench.AddBots(1)[0];
        var recording = bench.AddRecording(2);
        bench.Room.ConflictTimes[bot] = bench.Room.ConflictTimes[recording] = 2;
        var (listedBot, listed) = (await bench.BotAsync(), (await bench.ListAsync()).Single(r => r.Id == recording));
        bench.Sandbox.ClearRequests();

        var results = (RemovalResult[])[await bench.RemoveOneAsync(listedBot), await bench.RemoveOneAsync(listed)];

        Assert.All(results, r => Assert.Equal((RemovalOutcome.Deleted, 3), (r.Outcome, r.Attempts)));
        Assert.Equal(
            ["POST 409", "GET 200", "POST 409", "GET 200", "POST 200", "DELETE 409", "GET 200", "DELETE 409", "GET 200", "DELETE 204", "GET 200"],
            bench.Requests.Select(r => $"{r.Method} {r.Status}"));
    }

    [Fact]
    public async Task RCL_T16_a_conflict_that_stays_fails_after_five_requests()
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.Room.ConflictTimes[bench.AddBots(1)[0]] = 99;

        var result = await bench.RemoveOneAsync(await bench.BotAsync());

        Assert.Equal((RemovalOutcome.Failed, RemovalEvidence.ReadBack, 409), (result.Outcome, result.Evidence, result.StatusCode));
        Assert.Equal(5, bench.Changes.Count);
        Assert.Equal(1, bench.Room.Count);
    }

    [Fact]
    public async Task RCL_T16_what_has_changed_its_state_meanwhile_is_not_asked_for_again()
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.Room.ConflictTimes[bench.AddBot()] = 99;
        var bot = await bench.BotAsync();
        bench.Sandbox.OnRequest = r =>
        {
            if (r.Method == "POST") bench.AddBot(1, "in_call_recording");
            return r.Method == "POST" ? SandboxFault.Respond(409, "") : null;
        };

        var result = await bench.RemoveOneAsync(bot);

        Assert.Equal((RemovalOutcome.NotEligible, RemovalEvidence.ReadBack), (result.Outcome, result.Evidence));
        Assert.Single(bench.Changes);
    }

    [Fact]
    public async Task RCL_T17_a_bot_that_is_not_known_is_not_found_and_never_deleted()
    {
        await using var bench = await RecallBench.OpenAsync();
        var id = bench.AddBots(1)[0];
        var bot = await bench.BotAsync();
        bench.Room.RemoveBot(id);
        bench.Sandbox.ClearRequests();

        var asListed = await bench.RemoveOneAsync(bot);
        var asRead = await bench.RemoveBareAsync(id, isBot: true);

        Assert.Equal((RemovalOutcome.NotFound, RemovalEvidence.ReadBack, "RecordingNotFound"), (asListed.Outcome, asListed.Evidence, asListed.Error?.ErrorId));
        Assert.Equal((RemovalOutcome.NotFound, RemovalEvidence.ReadBack, "RecordingNotFound"), (asRead.Outcome, asRead.Evidence, asRead.Error?.ErrorId));
        Assert.Equal([$"POST /bot/{id}/delete_media/ -> 404", $"GET /bot/{id}/ -> 404", $"GET /bot/{id}/ -> 404"], bench.Asked);
    }

    [Fact]
    public async Task RCL_T17_a_bot_that_vanishes_after_the_request_is_not_called_deleted()
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.Room.DeleteMediaDelay = 1;
        var id = bench.AddBots(1)[0];
        var bot = await bench.BotAsync();
        bench.Sandbox.OnRequest = r =>
        {
            if (r.Method == "GET") bench.Room.RemoveBot(id);
            return null;
        };

        var result = await bench.RemoveOneAsync(bot);

        Assert.Equal((RemovalOutcome.Accepted, RemovalEvidence.Response), (result.Outcome, result.Evidence));
    }

    [Fact]
    public async Task RCL_T17_a_bot_that_vanishes_with_the_answer_is_unknown_and_resolves_to_not_found()
    {
        await using var bench = await RecallBench.OpenAsync();
        var id = bench.AddBots(1)[0];
        var bot = await bench.BotAsync();
        bench.Sandbox.OnRequest = r =>
        {
            if (r.Method == "POST") bench.Room.RemoveBot(id);
            return r.Method == "POST" ? SandboxFault.ResetBefore : null;
        };

        var result = await bench.RemoveOneAsync(bot);
        var resolved = await ResolveAsync(bench);

        Assert.Equal(RemovalOutcome.Unknown, result.Outcome);
        Assert.Equal((RemovalOutcome.NotFound, RemovalEvidence.ReadBack), (resolved.Outcome, resolved.Evidence));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RCL_T18_a_recording_that_is_not_known_is_gone_only_if_it_was_seen(bool isSeen)
    {
        await using var bench = await RecallBench.OpenAsync();
        var id = bench.AddRecording();
        var listed = await bench.RecordingAsync();
        bench.Room.Remove(id);
        bench.Sandbox.ClearRequests();

        var result = isSeen ? await bench.RemoveOneAsync(listed) : await bench.RemoveBareAsync(id, isBot: false);

        Assert.Equal((isSeen ? RemovalOutcome.AlreadyGone : RemovalOutcome.NotFound, RemovalEvidence.ReadBack), (result.Outcome, result.Evidence));
        Assert.Equal(isSeen ? [$"DELETE /recording/{id}/ -> 404", $"GET /recording/{id}/ -> 404"] : [$"GET /recording/{id}/ -> 404"], bench.Asked);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task RCL_T19_a_lost_answer_is_looked_behind_and_nothing_is_sent_unseen(bool isBot, bool wasDone)
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.AddBots(1);
        var targets = isBot ? RemovalTarget.For(await bench.BotAsync()) : RemovalTarget.For(await bench.RecordingAsync());
        foreach (var fault in wasDone ? new[] { SandboxFault.ResetAfter } : [SandboxFault.ResetBefore, SandboxFault.Unavailable, SandboxFault.ServerError])
        {
            bench.AddBots(1);
            bench.Sandbox.ClearRequests();
            var isPlayed = false;
            bench.Sandbox.OnRequest = r => r.Method == "GET" || isPlayed ? null : Play(out isPlayed, fault);

            var result = Assert.Single(await bench.RemoveAsync([targets], isBot ? bench.BotOptions : bench.Options));

            var method = isBot ? "POST" : "DELETE";
            Assert.Equal(wasDone ? RemovalOutcome.AlreadyGone : RemovalOutcome.Deleted, result.Outcome);
            Assert.Equal(wasDone ? [method, "GET"] : isBot ? [method, "GET", method] : [method, "GET", method, "GET"], bench.Requests.Select(r => r.Method));
        }

        static SandboxFault Play(out bool played, SandboxFault fault)
        {
            played = true;
            return fault;
        }
    }

    [Fact]
    public async Task RCL_T19_an_answer_that_breaks_off_is_read_back()
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.AddBots(1);
        var bot = await bench.BotAsync();
        bench.Sandbox.OnRequest = r => r.Method == "POST" ? SandboxFault.Truncate : null;

        var result = await bench.RemoveOneAsync(bot);

        Assert.Equal((RemovalOutcome.AlreadyGone, RemovalEvidence.ReadBack), (result.Outcome, result.Evidence));
        Assert.Single(bench.Changes);
    }

    [Fact]
    public async Task RCL_T19_what_cannot_be_read_back_is_unknown_and_resolved_later()
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.AddBots(1);
        var bot = await bench.BotAsync();
        var keys = new List<string?>();
        bench.Sandbox.OnRequest = r =>
        {
            keys.Add(r.GetHeader("Idempotency-Key"));
            return r.Method == "POST" ? SandboxFault.ResetAfter : SandboxFault.Respond(503, "", ("Retry-After", "0"));
        };

        var result = await bench.RemoveOneAsync(bot);
        bench.Sandbox.OnRequest = null;
        var resolved = await ResolveAsync(bench);

        Assert.Equal((RemovalOutcome.Unknown, RemovalEvidence.None), (result.Outcome, result.Evidence));
        Assert.Single(bench.Changes);
        Assert.Equal((RemovalOutcome.AlreadyGone, RemovalEvidence.ReadBack), (resolved.Outcome, resolved.Evidence));
        Assert.All(keys, Assert.Null);
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(200, false)]
    [InlineData(202, true)]
    [InlineData(204, true)]
    [InlineData(204, false)]
    public async Task RCL_T20_any_2xx_accepts_the_deletion_of_a_recording(int status, bool staysReadable)
    {
        await using var bench = await RecallBench.OpenAsync();
        (bench.Room.RecordingDeleteStatus, bench.Room.DeletedRecordingsStayReadable, bench.Room.DeleteRecordingDelay) = (status, staysReadable, status == 200 ? 0 : 2);
        bench.AddRecording();

        var result = await bench.RemoveOneAsync(await bench.RecordingAsync());

        Assert.Equal((RemovalOutcome.Deleted, status), (result.Outcome, result.StatusCode));
        Assert.Equal(status == 200 ? RemovalEvidence.Response : RemovalEvidence.ReadBack, result.Evidence);
        Assert.Single(bench.Changes);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(202)]
    public async Task RCL_T20_any_2xx_accepts_the_removal_of_media(int status)
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.Room.DeleteMediaDelay = 3;
        bench.AddBots(1);
        var bot = await bench.BotAsync();
        bench.Sandbox.OnRequest = r => r.Method == "POST" ? SandboxFault.RespondAfterActing(status, "") : null;

        var result = await bench.RemoveOneAsync(bot);

        Assert.Equal((RemovalOutcome.Deleted, RemovalEvidence.ReadBack, status), (result.Outcome, result.Evidence, result.StatusCode));
        Assert.Single(bench.Changes);
    }

    [Fact]
    public async Task RCL_T21_deleting_a_recording_leaves_the_bots_other_data_and_the_question_says_so()
    {
        await using var bench = await RecallBench.OpenAsync();
        var bot = bench.AddBots(1)[0];
        var other = bench.AddRecording(2, bot);

        var asked = await bench.DecideAsync(RemovalTarget.For((await bench.ListAsync())[0]));
        var askedOfBot = await bench.DecideAsync(RemovalTarget.For(await bench.BotAsync()), bench.BotOptions);
        await bench.RemoveOneAsync((await bench.ListAsync())[0]);

        Assert.EndsWith($"id {RecallBench.RecordingId(1)}, only this recording: what else its bot captured stays", asked.Description, StringComparison.Ordinal);
        Assert.Equal("Delete permanently", asked.Action);
        Assert.EndsWith($"id {bot}, everything that the bot captured; the bot itself stays", askedOfBot.Description, StringComparison.Ordinal);
        Assert.Equal("Delete all media permanently", askedOfBot.Action);
        Assert.Equal([other], bench.Room.Ids);
        Assert.Equal([bot], bench.Room.BotIdsWithMedia);
    }

    [Fact]
    public async Task RCL_T22_recordings_and_bots_are_listed_apart_and_nothing_twice()
    {
        await using var bench = await RecallBench.OpenAsync();
        var bots = bench.AddBots(4);
        bench.AddRecording(9, bots[0]);
        bench.AddRecording(10);

        var (recordings, listedBots) = (await bench.ListAsync(), await bench.ListBotsAsync());

        Assert.Equal(bench.Room.Ids.Order(), recordings.Select(r => r.Id).Order());
        Assert.All(recordings, r => Assert.Equal(RecordingKinds.Recording, r.Kind));
        Assert.Equal(bots, listedBots.Select(b => b.Id).Order());
        Assert.Equal(["GET /recording/ -> 200", "GET /bot/ -> 200"], bench.Asked);
        await Assert.ThrowsAsync<RecordingArgumentException>(() => bench.ListAsync(new RecordingQuery { Now = Now, Kinds = [RecordingKinds.BotMedia] }));
        await Assert.ThrowsAsync<RecordingArgumentException>(() => bench.ListBotsAsync(new RecordingQuery { Now = Now, Kinds = [RecordingKinds.Recording] }));
    }

    [Fact]
    public async Task RCL_T23_a_bot_is_no_recording_and_a_recording_no_bot()
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.AddBots(1);
        var (bot, recording) = (await bench.BotAsync(), await bench.RecordingAsync());
        bench.Sandbox.ClearRequests();

        List<RemovalResult> results =
        [
            .. await bench.RemoveAsync([RemovalTarget.For(bot), bench.Bare(bot.Id, RecordingKinds.BotMedia), bench.Bare(bot.Id, "company")]),
            .. await bench.RemoveAsync([RemovalTarget.For(recording), bench.Bare(recording.Id, RecordingKinds.Recording), bench.Bare(bot.Id, "Bot")], bench.BotOptions),
        ];
        var errors = (RecordingArgumentException[])
        [
            await Assert.ThrowsAsync<RecordingArgumentException>(() => bench.GetAsync(bot.Id, RecordingKinds.BotMedia)),
            await Assert.ThrowsAsync<RecordingArgumentException>(() => bench.Session.GetBotAsync(recording.Reference, bench.Notices, TestContext.Current.CancellationToken)),
        ];

        Assert.Equal(6, results.Count);
        Assert.All(results, r => Assert.Equal((RemovalOutcome.NotEligible, "RecordingKindMismatch"), (r.Outcome, r.Error?.ErrorId)));
        Assert.All(errors, e => Assert.Equal("RecordingKindMismatch", e.ErrorId));
        Assert.Empty(bench.Requests);
    }

    [Fact]
    public async Task RCL_T23_an_id_of_the_other_kind_is_not_found_and_not_removed()
    {
        await using var bench = await RecallBench.OpenAsync();
        var bot = bench.AddBots(1)[0];

        var results = (RemovalResult[])[await bench.RemoveBareAsync(bot, isBot: false), await bench.RemoveBareAsync(RecallBench.RecordingId(1), isBot: true)];

        Assert.All(results, r => Assert.Equal(RemovalOutcome.NotFound, r.Outcome));
        Assert.Equal([$"GET /recording/{bot}/ -> 404", $"GET /bot/{RecallBench.RecordingId(1)}/ -> 404"], bench.Asked);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("bot_123")]
    [InlineData("b0700000-0000-4000-8000-00000000000")]
    [InlineData("b0700000-0000-4000-8000-0000000000011")]
    [InlineData("b0700000-0000-4000-8000-000000000001\n")]
    [InlineData("b0700000-0000-4000-8000-000000000001/")]
    [InlineData("b0700000-0000-4000-8000-000000000001/delete_media")]
    [InlineData("../b0700000-0000-4000-8000-000000000001")]
    [InlineData("{b0700000-0000-4000-8000-000000000001}")]
    [InlineData("b070000000004000800000000000000001")]
    [InlineData("B0700000-0000-4000-8000-000000000001")]
    [InlineData("g0700000-0000-4000-8000-000000000001")]
    [InlineData("b0700000-0000-4000-8000-00000000000٣")]
    public async Task RCL_T36_an_id_is_a_uuid_in_small_letters_and_nothing_else(string id)
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.AddBots(1);

        var results = (RemovalResult[])[await bench.RemoveBareAsync(id, isBot: true), await bench.RemoveBareAsync(id, isBot: false)];

        Assert.All(results, r => Assert.Equal((RemovalOutcome.NotEligible, "RecordingIdInvalid"), (r.Outcome, r.Error?.ErrorId)));
        await Assert.ThrowsAsync<RecordingArgumentException>(() => bench.GetBotAsync(id));
        await Assert.ThrowsAsync<RecordingArgumentException>(() => bench.GetAsync(id));
        Assert.Empty(bench.Requests);
    }

    [Fact]
    public async Task RCL_T37_nothing_but_the_declared_calls_is_ever_sent()
    {
        await using var bench = await RecallBench.OpenAsync(recordings: 240, requestsPerMinute: 60_000);
        var faults = new[] { SandboxFault.Throttle, SandboxFault.Unavailable, SandboxFault.ResetBefore, SandboxFault.ResetAfter, SandboxFault.Truncate, SandboxFault.Respond(409, "") };
        bench.Sandbox.ReplyRetryAfterSeconds = 0;
        bench.Sandbox.OnRequest = r => r.Count % 11 == 0 ? faults[r.Count / 11 % faults.Length] : null;
        var (refused, before) = (new HashSet<RemovalOutcome> { RemovalOutcome.NotEligible, RemovalOutcome.AlreadyGone, RemovalOutcome.Deleted }, bench.Room.BotIds.Order().ToList());

        var recordings = await bench.RemoveAsync((await bench.ListAsync()).Where((_, i) => i % 3 == 0));
        var bots = await bench.RemoveAsync(await bench.ListBotsAsync());

        Assert.All(bench.Requests, r => Assert.Matches(DeclaredCalls(), $"{r.Method} {r.Path}"));
        Assert.All(recordings.Concat(bots), r => Assert.Contains(r.Outcome, refused));
        Assert.Equal(
            [
                "GET audio_mixed/", "GET bot/", "GET bot/{id}/", "GET bot/{id}/intelligence/", "GET recording/", "GET recording/{id}/", "GET transcript/",
                "DELETE recording/{id}/", "POST bot/{id}/delete_media/",
            ],
            RecallProvider.Declaration.Resources.SelectMany(r => r.Routes).Select(r => $"{r.Method} {r.Path}").Distinct().OrderBy(r => r.Split(' ')[0] switch { "GET" => 0, "DELETE" => 1, _ => 2 }).ThenBy(r => r, StringComparer.Ordinal));
        Assert.Equal(before, bench.Room.BotIds.Order());
        // What is called deleted is deleted, and nothing that was refused.
        var deleted = bench.Requests.SelectMany(r => r.Deleted).ToHashSet();
        Assert.All(recordings.Where(r => r.Outcome == RemovalOutcome.Deleted), r => Assert.Contains(r.Id, deleted));
        Assert.All(recordings.Where(r => r.Outcome == RemovalOutcome.NotEligible), r => Assert.DoesNotContain(r.Id, deleted));
        Assert.Empty(bots.Where(r => r.Outcome is RemovalOutcome.Deleted or RemovalOutcome.AlreadyGone).Select(r => r.Id).Intersect(bench.Room.BotIdsWithMedia));
        Assert.All(bots.Where(r => r.Outcome == RemovalOutcome.NotEligible), r => Assert.DoesNotContain(bench.Requests, q => q.Method == "POST" && q.Path.Contains(r.Id, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("\"id\":\"4ec00000-0000-4000-8000-000000000001\"")]
    [InlineData("\"id\":\"4EC00000-0000-4000-8000-000000000001\",\"kind\":\"recording\"")]
    [InlineData("\"id\":\"b0700000-0000-4000-8000-000000000001\"")]
    [InlineData("\"id\":\"b0700000-0000-4000-8000-000000000001\",\"kind\":\"BotMedia\"")]
    [InlineData("\"kind\":\"Recording\",\"before\":\"2026-03-01T00:00:00Z\"")]
    [InlineData("\"kind\":\"BotMedia\",\"before\":\"2026-03-01T00:00:00Z\"")]
    public async Task RCL_T38_a_hold_on_a_recording_keeps_its_bots_media_and_the_other_way_round(string condition)
    {
        await using var bench = await RecallBench.OpenAsync();
        var bot = bench.AddBots(1)[0];
        await bench.HoldAsync(condition);

        var results = (RemovalResult[])
        [
            await bench.RemoveOneAsync(await bench.BotAsync()), await bench.RemoveOneAsync(await bench.RecordingAsync()),
            await bench.RemoveBareAsync(bot, isBot: true), await bench.RemoveBareAsync(RecallBench.RecordingId(1), isBot: false),
        ];

        Assert.All(results, r => Assert.Equal(RemovalOutcome.Held, r.Outcome));
        Assert.Empty(bench.Changes);
        Assert.Equal(1, bench.Room.Count);
    }

    [Fact]
    public async Task RCL_T38_a_hold_on_another_recording_of_the_bot_leaves_this_one_free()
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.AddBots(2);
        bench.AddRecording(3, RecallBench.BotId(1));
        await bench.HoldAsync($"\"id\":\"{RecallBench.RecordingId(3)}\"");

        var bots = await bench.RemoveAsync(await bench.ListBotsAsync());
        var recordings = await bench.RemoveAsync(await bench.ListAsync());

        Assert.Equal((RemovalOutcome.Held, RemovalOutcome.Deleted), (bots.Single(r => r.Id == RecallBench.BotId(1)).Outcome, bots.Single(r => r.Id == RecallBench.BotId(2)).Outcome));
        Assert.Equal((RemovalOutcome.Deleted, RemovalOutcome.Held), (recordings.Single(r => r.Id == RecallBench.RecordingId(1)).Outcome, recordings.Single(r => r.Id == RecallBench.RecordingId(3)).Outcome));
        Assert.Equal([RecallBench.RecordingId(3)], bench.Room.Ids);
    }

    [Theory]
    [InlineData("")]
    [InlineData(""","recordings":null""")]
    [InlineData(""","recordings":{"count":1}""")]
    [InlineData(""","recordings":[{"created_at":"2026-01-01T00:00:00Z","status":{"code":"done"}}]""")]
    public async Task RCL_T38_a_bot_that_does_not_name_its_recordings_is_kept_by_a_hold_on_any(string recordings)
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.AddBot(like: b => b with { RawOverride = $$"""{"id":"{{b.Id}}","status_changes":[{"code":"done","created_at":"2026-01-01T00:00:00Z"}]{{recordings}}}""" });
        await bench.HoldAsync($"\"id\":\"{RecallBench.RecordingId(77)}\",\"kind\":\"Recording\"");

        Assert.Equal(RemovalOutcome.Held, (await bench.RemoveOneAsync(await bench.BotAsync())).Outcome);
        Assert.Empty(bench.Changes);
    }

    [Fact]
    public async Task RCL_T38_a_bot_named_without_its_fields_is_a_bot_all_the_same()
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.AddRecording(like: r => r with { RawOverride = $$"""{"id":"{{r.Id}}","created_at":"2026-01-01T00:00:00Z","status":{"code":"done"},"bot":"{{RecallBench.BotId(1)}}"}""" });
        await bench.HoldAsync($"\"id\":\"{RecallBench.BotId(1)}\"");

        Assert.Equal(RemovalOutcome.Held, (await bench.RemoveOneAsync(await bench.RecordingAsync())).Outcome);
        Assert.Empty(bench.Changes);
    }

    [Theory]
    [InlineData(200, """{"action_items":[{"text":"Call back"}]}""")]
    [InlineData(200, """{"action_items":[null]}""")]
    [InlineData(200, """{"action_items":null}""")]
    [InlineData(200, """{"action_items":""}""")]
    [InlineData(200, """{"action_items":{}}""")]
    [InlineData(200, """{"action_items":0}""")]
    [InlineData(200, """{"Action_Items":[]}""")]
    [InlineData(200, """{"data":{"action_items":[]}}""")]
    [InlineData(200, """{}""")]
    [InlineData(200, """[]""")]
    [InlineData(200, """[{"action_items":[]}]""")]
    [InlineData(200, "null")]
    [InlineData(200, "")]
    [InlineData(200, "<html></html>")]
    [InlineData(200, """{"action_items":[]""")]
    [InlineData(202, """{"action_items":[]}""")]
    [InlineData(203, """{"action_items":[]}""")]
    [InlineData(204, "")]
    [InlineData(302, """{"action_items":[]}""")]
    [InlineData(401, """{"action_items":[]}""")]
    [InlineData(403, """{"action_items":[]}""")]
    [InlineData(404, """{"action_items":[]}""")]
    [InlineData(405, """{"action_items":[]}""")]
    [InlineData(410, """{"action_items":[]}""")]
    [InlineData(500, """{"action_items":[]}""")]
    public async Task RCL_T39_whatever_is_not_an_empty_list_of_action_items_keeps_the_media(int status, string body)
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.AddBots(1);
        var bot = await bench.BotAsync();
        bench.Sandbox.OnRequest = r => r.Path.Contains("intelligence", StringComparison.Ordinal) ? SandboxFault.Respond(status, body, ("Retry-After", "0")) : null;

        var result = await bench.RemoveOneAsync(bot, UnlessActionItem(bench));

        Assert.Equal((RemovalOutcome.NotEligible, RemovalEvidence.None), (result.Outcome, result.Evidence));
        Assert.Contains("action item", result.Reason, StringComparison.Ordinal);
        Assert.Empty(bench.Changes);
    }

    [Fact]
    public async Task RCL_T39_no_answer_about_action_items_keeps_the_media()
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.AddBots(1);
        var bot = await bench.BotAsync();
        bench.Sandbox.OnRequest = r => r.Path.Contains("intelligence", StringComparison.Ordinal) ? SandboxFault.ResetBefore : null;
        var refused = await bench.RemoveOneAsync(bot, UnlessActionItem(bench));
        bench.Sandbox.OnRequest = null;
        bench.Sandbox.Room<RecallRoom>().Intelligence = RecallIntelligence.Retired404;
        var unknownRoute = await bench.RemoveOneAsync(bot, UnlessActionItem(bench));

        Assert.Equal((RemovalOutcome.NotEligible, RemovalOutcome.NotEligible), (refused.Outcome, unknownRoute.Outcome));
        Assert.Empty(bench.Changes);
    }

    [Fact]
    public async Task RCL_T39_an_empty_list_of_action_items_lets_the_media_go_unless_a_hold_or_state_keeps_them()
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.AddBots(1);
        bench.AddBot(2, "in_call_recording");
        var bots = await bench.ListBotsAsync();
        bench.Sandbox.OnRequest = r => r.Path.Contains("intelligence", StringComparison.Ordinal) ? SandboxFault.Respond(200, """{"action_items":[],"summary":"x"}""") : null;
        await bench.HoldAsync($"\"id\":\"{RecallBench.RecordingId(1)}\"");
        var held = await bench.RemoveAsync(bots, UnlessActionItem(bench));
        await bench.HoldAsync("\"id\":\"nothing\"");
        var free = await bench.RemoveAsync(bots, UnlessActionItem(bench));

        Assert.Equal([RemovalOutcome.Held, RemovalOutcome.NotEligible], held.Select(r => r.Outcome));
        Assert.Equal([RemovalOutcome.Deleted, RemovalOutcome.NotEligible], free.OrderByDescending(r => r.Id == RecallBench.BotId(1)).Select(r => r.Outcome));
    }

    [Fact]
    public async Task RCL_T39_recordings_cannot_be_asked_for_action_items_so_they_are_kept()
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.AddBots(1);
        var options = new RemovalOptions { HoldPath = bench.HoldPath, UnlessActionItem = true, Audit = new AuditOptions { IsDisabled = true } };

        var result = await bench.RemoveOneAsync(await bench.RecordingAsync(), options);

        Assert.Equal((RemovalOutcome.NotEligible, "ActionItemsUnsupported"), (result.Outcome, result.Error?.ErrorId));
        Assert.Empty(bench.Changes);
    }

    private static RemovalOptions UnlessActionItem(RecallBench bench) =>
        new() { HoldPath = bench.HoldPath, IsForBots = true, UnlessActionItem = true, Audit = new AuditOptions { IsDisabled = true } };

    private static async Task<AuditEntry> ResolveAsync(RecallBench bench)
    {
        var entries = new List<AuditEntry>();
        await foreach (var entry in bench.Session.ResolveAsync(bench.Ledger(), new AuditOptions { IsDisabled = true }, bench.Notices, TestContext.Current.CancellationToken))
            entries.Add(entry);
        return Assert.Single(entries);
    }

    [GeneratedRegex("^(GET /api/v1/(bot|recording)/|GET /api/v1/(bot|recording)/[0-9a-f-]{36}/|DELETE /api/v1/recording/[0-9a-f-]{36}/|POST /api/v1/bot/[0-9a-f-]{36}/delete_media/)$")]
    private static partial Regex DeclaredCalls();
}
