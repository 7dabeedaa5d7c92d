using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Providers;

/// <summary>What was said and concluded in meetings, at Recall.ai.</summary>
public sealed class RecallTranscriptFactsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RCL_E8_transcripts_that_a_recording_does_not_name_are_listed_by_its_id()
    {
        await using var bench = await RecallBench.OpenAsync();
        var id = bench.AddTranscript(1);
        Serve(bench, id, """[{"words":[{"text":"Hi"}]}]""");
        var real = "";
        bench.Sandbox.OnRequest = r => IsMedia(r.Path) ? null
            : r.Path.EndsWith($"/recording/{id}/", StringComparison.Ordinal) ? SandboxFault.Change(answer => new(200, Text(answer).Replace("media_shortcuts", "other", StringComparison.Ordinal)))
            : r.Query.Contains("cursor=c2", StringComparison.Ordinal) ? SandboxFault.Respond(200, real)
            : SandboxFault.Change(answer =>
            {
                real = Text(answer);
                return new(200, real.Replace(id, RecallBench.RecordingId(7), StringComparison.Ordinal).Replace("\"next\":null", "\"next\":\"https://elsewhere.example/x/?cursor=c2\"", StringComparison.Ordinal));
            });

        var transcript = await bench.TranscriptAsync(id, RecordingKinds.Recording);

        Assert.Equal("Hi", Assert.Single(transcript.Utterances).Text);
        Assert.Equal(
            [$"GET /recording/{id}/ -> 200", $"GET /transcript/?recording_id={id} -> 200", $"GET /transcript/?recording_id={id}&cursor=c2 -> 200"], bench.Asked.Take(3));
        Assert.Equal(4, bench.Requests.Count);
    }

    [Theory]
    [InlineData("""{"next":null,"results":[{"id":"t","status":{"code":"done"}}]}""")]
    [InlineData("""{"next":null}""")]
    [InlineData("""{"next":"https://x.example/?page=2","results":[]}""")]
    [InlineData("<html>")]
    public async Task RCL_T43_a_list_that_cannot_be_read_is_an_error_and_never_none(string page)
    {
        await using var bench = await RecallBench.OpenAsync();
        var id = bench.AddRecording(1, like: r => r with { MediaShortcuts = null });
        bench.Sandbox.OnRequest = r => r.Path.EndsWith("/transcript/", StringComparison.Ordinal) ? SandboxFault.Respond(200, page) : null;

        await Assert.ThrowsAsync<ProviderResponseException>(() => bench.TranscriptAsync(id, RecordingKinds.Recording));
    }

    [Theory]
    [InlineData("done", "done", null)]
    [InlineData("done", "processing", "TranscriptNotReady")]
    [InlineData("done", "new_state", "TranscriptNotReady")]
    [InlineData("done", null, "TranscriptNotReady")]
    [InlineData("done", "failed", "TranscriptMissing")]
    [InlineData("done", "deleted", "TranscriptMissing")]
    [InlineData("processing", "done", "TranscriptNotReady")]
    [InlineData("paused", "done", "TranscriptNotReady")]
    [InlineData("new_state", "done", "TranscriptNotReady")]
    public async Task RCL_T44_a_transcript_is_read_only_once_it_and_its_recording_are_done(string recording, string? artifact, string? error)
    {
        await using var bench = await RecallBench.OpenAsync();
        var id = bench.AddTranscript(1, status: artifact, like: r => r with { Status = recording });

        var thrown = await Record.ExceptionAsync(() => bench.TranscriptAsync(id, RecordingKinds.Recording));

        Assert.Equal(error, (thrown as RecordingException)?.ErrorId);
        Assert.Equal(error is null ? 2 : 1, bench.Requests.Count);
    }

    [Fact]
    public async Task RCL_T45_times_are_seconds_from_the_beginning_and_nothing_is_promised()
    {
        await using var bench = await RecallBench.OpenAsync();
        var id = bench.AddTranscript(1);
        Serve(bench, id, """
            [{"participant":{"id":1,"name":"Ana\u001b[2J Ruiz","is_host":true,"email":"ana@example.com"},"language_code":"en","words":[
               {"text":"Let","start_timestamp":{"relative":1.079,"absolute":null},"end_timestamp":{"relative":1.2}},
               {"text":"us","start_timestamp":{"relative":1.3},"end_timestamp":{"relative":1.75}}]},
             {"participant":null,"words":[{"text":"Hm","start_timestamp":{"relative":-1},"end_timestamp":"x"}]},
             {"words":[]}, {"words":[{"text":" "}]}, 7, null]
            """);

        var said = (await bench.TranscriptAsync(id, RecordingKinds.Recording)).Utterances;

        Assert.Equal(2, said.Count);
        Assert.Equal(("Ana?[2J Ruiz", "ana@example.com", true, "en", "Let us"), (said[0].Speaker, said[0].Email, said[0].IsHost, said[0].Language, said[0].Text));
        Assert.Equal((TimeSpan.FromSeconds(1.079), TimeSpan.FromSeconds(1.75)), (said[0].Start, said[0].End));
        Assert.Equal((null, null, null, null, "Hm"), (said[1].Speaker, said[1].IsHost, said[1].Start, said[1].End, said[1].Text));
        Assert.All(said, u => Assert.Equal(("Recall", id), (u.Provider, u.Id)));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("<Error/>")]
    [InlineData("[{\"words\":")]
    [InlineData("")]
    public async Task RCL_T46_a_file_that_is_no_list_is_an_error_and_never_none(string file)
    {
        await using var bench = await RecallBench.OpenAsync();
        var id = bench.AddTranscript(1);
        Serve(bench, id, file);

        await Assert.ThrowsAsync<ProviderResponseException>(() => bench.TranscriptAsync(id, RecordingKinds.Recording));
    }

    [Fact]
    public async Task RCL_T47_the_file_is_fetched_without_the_key_and_its_link_shows_nowhere()
    {
        await using var bench = await RecallBench.OpenAsync();
        var id = bench.AddTranscript(1);

        await bench.TranscriptAsync(id, RecordingKinds.Recording);

        var fetched = Assert.Single(bench.Requests, r => IsMedia(r.Path));
        Assert.Equal((false, 200), (fetched.SentAuthorization, fetched.Status));
        Assert.DoesNotContain("/media/", bench.Notices.All, StringComparison.Ordinal);
        Assert.DoesNotContain("Signature", bench.Notices.All, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(2, "ProviderRefused")]
    public async Task RCL_T48_a_link_that_has_run_out_is_asked_for_again_once(int expired, string? error)
    {
        await using var bench = await RecallBench.OpenAsync();
        var id = bench.AddTranscript(1);
        var refused = 0;
        bench.Sandbox.OnRequest = r => IsMedia(r.Path) && ++refused <= expired ? SandboxFault.Respond(403, "<Error/>") : null;

        var thrown = await Record.ExceptionAsync(() => bench.TranscriptAsync(id, RecordingKinds.Recording));

        Assert.Equal(error, (thrown as RecordingException)?.ErrorId);
        Assert.Equal(4, bench.Requests.Count);
        Assert.Equal(2, bench.Requests.Count(r => IsMedia(r.Path)));
    }

    [Theory]
    [InlineData(503, 2, null, 3)]
    [InlineData(503, 9, "ProviderFailed", 3)]
    [InlineData(404, 9, "ProviderRefused", 1)]
    [InlineData(302, 9, "ProviderRefused", 1)]
    [InlineData(0, 2, null, 3)]
    [InlineData(0, 9, "ProviderUnreachable", 3)]
    public async Task RCL_T48_what_may_pass_at_the_media_host_is_tried_again_and_what_may_not_is_told(int status, int times, string? error, int asked)
    {
        await using var bench = await RecallBench.OpenAsync();
        var id = bench.AddTranscript(1);
        var failed = 0;
        bench.Sandbox.OnRequest = r => !IsMedia(r.Path) || ++failed > times ? null
            : status == 0 ? SandboxFault.ResetBefore
            : SandboxFault.Respond(status, "", ("Location", "https://elsewhere.example/"));

        var thrown = await Record.ExceptionAsync(() => bench.TranscriptAsync(id, RecordingKinds.Recording));

        Assert.Equal((error, asked), ((thrown as RecordingException)?.ErrorId, bench.Requests.Count(r => IsMedia(r.Path))));
        Assert.DoesNotContain("/media/", $"{thrown}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task RCL_T48_a_file_without_end_is_given_up()
    {
        await using var bench = await RecallBench.OpenAsync();
        var id = bench.AddTranscript(1);
        bench.Sandbox.OnRequest = r => IsMedia(r.Path) ? SandboxFault.Endless(null, _ => { }) : null;

        var error = await Assert.ThrowsAsync<ProviderResponseException>(() => bench.TranscriptAsync(id, RecordingKinds.Recording));

        Assert.Contains("longer than 32 MiB", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("t.json")]
    [InlineData("https://user:pass@bucket.example/t.json")]
    public async Task RCL_T48_a_link_that_leads_astray_is_not_followed(string link)
    {
        await using var bench = await RecallBench.OpenAsync();
        var id = bench.AddTranscript(1, link);

        await Assert.ThrowsAsync<ProviderResponseException>(() => bench.TranscriptAsync(id, RecordingKinds.Recording));
    }

    [Fact]
    public async Task RCL_T49_a_bots_transcript_is_that_of_its_recordings_in_their_order()
    {
        await using var bench = await RecallBench.OpenAsync();
        var bot = bench.AddBot();
        string[] ids =
        [
            bench.AddTranscript(1, bot: bot, like: r => r with { StartedAt = "2026-02-28T09:10:00Z" }),
            bench.AddTranscript(2, bot: bot, like: r => r with { StartedAt = "2026-02-28T09:00:00Z" }),
            bench.AddRecording(3, bot, r => r with { MediaShortcuts = null, StartedAt = "2026-02-28T09:20:00Z" }),
        ];
        foreach (var id in ids) Serve(bench, id, """[{"words":[{"text":"NAME","start_timestamp":{"relative":5},"end_timestamp":{"relative":6}}]}]""".Replace("NAME", id[^1..], StringComparison.Ordinal));

        var said = (await bench.TranscriptAsync(bot)).Utterances;

        Assert.Equal(["2 00:00:05 00:00:06", "1 00:10:05 00:10:06"], said.Select(u => $"{u.Text} {u.Start} {u.End}"));
        Assert.All(said, u => Assert.Equal(bot, u.Id));
    }

    [Theory]
    [InlineData("in_call_recording", "TranscriptNotReady")]
    [InlineData("new_state", "TranscriptNotReady")]
    [InlineData("done", "TranscriptMissing")]
    [InlineData("fatal", "TranscriptMissing")]
    [InlineData("media_expired", "TranscriptMissing")]
    public async Task RCL_T49_a_bot_without_a_transcript_may_still_get_one_unless_it_is_over(string status, string error)
    {
        await using var bench = await RecallBench.OpenAsync();

        Assert.Equal(error, (await Assert.ThrowsAsync<TranscriptException>(() => bench.TranscriptAsync(bench.AddBot(1, status)))).ErrorId);
    }

    [Fact]
    public async Task RCL_T49_what_is_not_known_is_not_found_and_has_not_no_transcript()
    {
        await using var bench = await RecallBench.OpenAsync();

        await Assert.ThrowsAsync<RecordingNotFoundException>(() => bench.TranscriptAsync(RecallBench.BotId(9)));
        await Assert.ThrowsAsync<RecordingNotFoundException>(() => bench.TranscriptAsync(RecallBench.RecordingId(9), RecordingKinds.Recording));
    }

    [Theory]
    [InlineData("done", null)]
    [InlineData("fatal", "BotFailed")]
    [InlineData("media_expired", "BotStateUnreachable")]
    public async Task RCL_T50_done_and_what_follows_it_is_finished_and_fatal_is_not(string status, string? error)
    {
        await using var bench = await RecallBench.OpenAsync();
        var id = bench.AddBot(1, status);

        var result = await bench.WaitAsync(id);

        Assert.Equal((error, status), (result.Error?.ErrorId, result.Bot!.Status));
    }

    [Fact]
    public async Task RCL_T51_conclusions_are_taken_in_any_shape_and_without_links()
    {
        await using var bench = await RecallBench.OpenAsync();
        Conclude(bench, """
            {"action_items":["Send it\u001b[2J",{"text":"Call Bo","assignee":{"name":"Ana"}},{"description":"Write","owner":"Chi"},{},7,null," "],
             "topics":["Launch",{"name":"Budget"},[]],"summary":{"text":"Short."},"sentiment":0.5,"video_url":"https://bucket.example/x?sig=1","deep":{"download_url":"x","kept":1}}
            """);

        var found = await bench.Session.Bots.GetIntelligenceAsync(bench.Bare(bench.AddBot()).Reference, bench.Notices, Cancellation);

        Assert.True(found.IsAvailable);
        Assert.Equal(["Send it?[2J", "Ana: Call Bo", "Chi: Write"], found.ActionItems.Select(i => i.ToString()));
        Assert.Equal("Launch,Budget,Short.", string.Join(',', found.Topics.Append(found.Summary)));
        Assert.Equal(["action_items", "deep", "sentiment", "summary", "topics"], found.Service.Keys.Order());
        Assert.DoesNotContain("download_url", RecallBench.Shown(found.Service), StringComparison.Ordinal);
        Assert.Single(bench.Requests);
    }

    [Theory]
    [InlineData(404, """{"detail":"Not found."}""")]
    [InlineData(404, "<html></html>")]
    [InlineData(405, "{}")]
    [InlineData(410, "{}")]
    public async Task RCL_T52_where_the_call_is_retired_nothing_is_known_and_that_is_no_error(int status, string body)
    {
        await using var bench = await RecallBench.OpenAsync();
        Conclude(bench, body, status);

        var found = await bench.Session.Bots.GetIntelligenceAsync(bench.Bare(bench.AddBot()).Reference, bench.Notices, Cancellation);

        Assert.Equal((false, null, 0), (found.IsAvailable, found.Summary, found.ActionItems.Count + found.Topics.Count + found.Service.Count));
        Assert.Contains("not available", bench.Notices.All, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(404, "{}", false, "RecordingNotFound")]
    [InlineData(200, "[]", true, "ProviderResponseInvalid")]
    [InlineData(200, "<html></html>", true, "ProviderResponseInvalid")]
    [InlineData(400, "{}", true, "ProviderRefused")]
    [InlineData(401, "{}", true, "AuthenticationFailed")]
    public async Task RCL_T52_any_other_answer_is_an_error(int status, string body, bool isThere, string error)
    {
        await using var bench = await RecallBench.OpenAsync();
        Conclude(bench, body, status);
        var bot = bench.Bare(isThere ? bench.AddBot() : RecallBench.BotId(9)).Reference;

        var thrown = await Assert.ThrowsAnyAsync<RecordingException>(() => bench.Session.Bots.GetIntelligenceAsync(bot, bench.Notices, Cancellation));

        Assert.Equal(error, thrown.ErrorId);
    }

    private static bool IsMedia(string path) => path.StartsWith("/media/", StringComparison.Ordinal);

    private static void Conclude(RecallBench bench, string body, int status = 200) =>
        bench.Sandbox.OnRequest = r => r.Path.EndsWith("/intelligence/", StringComparison.Ordinal) ? SandboxFault.Respond(status, body) : null;

    private static void Serve(RecallBench bench, string id, string file) =>
        bench.Room.Media.Files[$"{id}/t.json"] = new MediaFile(System.Text.Encoding.UTF8.GetBytes(file), "application/json");

    private static string Text(SandboxHttpResponse answer) => System.Text.Encoding.UTF8.GetString(answer.Body.Span);
}
