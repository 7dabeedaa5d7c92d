using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Providers;

/// <summary>What Recall.ai answers when it does not do as asked, and what is made of it.</summary>
public sealed class RecallErrorFactsTests
{
    /// <summary>Makes a retry come at once.</summary>
    private static readonly (string, string) AtOnce = ("Retry-After", "0");

    private static readonly (string, string) Html = ("Content-Type", "text/html; charset=utf-8");

    [Theory]
    [InlineData("""{"code":"cannot_command_unstarted_bot","detail":"Not yet."}""", "Not yet.")]
    [InlineData("""{"created_at_after":["Enter a date.","Or none."],"detail":null}""", "created_at_after: Enter a date. Or none.")]
    [InlineData("""{"non_field_errors":["Wrong."],"status":["No choice."]}""", "non_field_errors: Wrong.; status: No choice.")]
    [InlineData("""{"code":"update_bot_failed"}""", "update_bot_failed")]
    [InlineData("""{"code":7,"detail":{}}""", "BadRequest")]
    public async Task RCL_X1_an_error_is_told_by_its_detail_its_fields_or_its_code(string body, string told)
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(400, body);

        var error = await Assert.ThrowsAsync<ProviderRefusedException>(() => bench.ListAsync());

        Assert.Equal($"Recall.ai answered 400: {told}", error.Message);
    }

    [Fact]
    public async Task RCL_X2_401_is_a_wrong_key_or_region_and_is_not_repeated()
    {
        await using var bench = RecallBench.Unconnected();
        var options = new ConnectionOptions { Provider = "Recall", ApiKey = new Secret("of-another-region"), BaseUri = bench.Sandbox.GetBaseUri("Recall") };

        var error = await Assert.ThrowsAsync<RecordingAuthenticationException>(() => bench.ConnectAsync(options));

        Assert.Equal(("AuthenticationFailed", 401), (error.ErrorId, error.StatusCode));
        Assert.Contains("region", error.RecommendedAction, StringComparison.Ordinal);
        Assert.Single(bench.Requests);
    }

    [Fact]
    public async Task RCL_X2_401_ends_a_run_with_the_rest_unsent()
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.AddRecordings(15);
        var listed = await bench.ListAsync();
        bench.Sandbox.OnRequest = r => r.Method == "DELETE" ? SandboxFault.Respond(401, "") : null;

        var results = await bench.RemoveAsync(listed, new RemovalOptions { HoldPath = bench.HoldPath, Audit = new AuditOptions { IsDisabled = true }, ThrottleLimit = 1 });

        Assert.Single(bench.Changes);
        Assert.Single(results, r => r.Outcome == RemovalOutcome.Failed);
        Assert.Equal(14, results.Count(r => r.Outcome == RemovalOutcome.NotSent));
        Assert.Equal(15, bench.Room.Count);
    }

    [Theory]
    [InlineData("""{"code":"request_blocked","detail":"Blocked."}""", "application/json", "Blocked.")]
    [InlineData("<html>Blocked</html>", "text/html", "Forbidden")]
    public async Task RCL_X3_403_is_the_firewall_and_is_not_repeated(string body, string type, string told)
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(403, body, ("Content-Type", type));

        var error = await Assert.ThrowsAsync<RecordingPermissionException>(() => bench.ListAsync());

        Assert.Equal($"Recall.ai answered 403: {told}", error.Message);
        Assert.Contains("firewall", error.RecommendedAction, StringComparison.Ordinal);
        Assert.Single(bench.Requests);
    }

    [Fact]
    public async Task RCL_X4_404_is_an_unknown_id_here_and_is_not_repeated()
    {
        await using var bench = await RecallBench.OpenAsync();

        var error = await Assert.ThrowsAsync<RecordingNotFoundException>(() => bench.GetAsync(RecallBench.RecordingId(1)));
        await Assert.ThrowsAsync<RecordingNotFoundException>(() => bench.GetBotAsync(RecallBench.BotId(1)));

        Assert.Equal(("RecordingNotFound", 404), (error.ErrorId, error.StatusCode));
        Assert.Contains("region", error.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(2, bench.Requests.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RCL_X5_429_is_waited_out_and_uses_up_no_tries(bool tellsHowLong)
    {
        // With a pace of its own the gate need not learn one, which would take its time.
        await using var bench = await RecallBench.OpenAsync(requestsPerMinute: 60_000);
        var id = bench.AddBots(1)[0];
        var bot = await bench.BotAsync();
        bench.Sandbox.ClearRequests();
        // Eight are more than the tries that a failing service is given.
        (string, string)[] headers = tellsHowLong ? [AtOnce] : [("Retry-After", "")];
        bench.Sandbox.OnRequest = r => r.Count <= (tellsHowLong ? 8 : 1) ? SandboxFault.Respond(429, """{"code":"throttled","detail":"Slow down."}""", headers) : null;

        var result = await bench.RemoveOneAsync(bot);

        Assert.Equal((RemovalOutcome.Deleted, tellsHowLong ? 9 : 2), (result.Outcome, result.Attempts));
        Assert.All(bench.Requests, r => Assert.Equal($"/api/v1/bot/{id}/delete_media/", r.Path));
    }

    [Fact]
    public async Task RCL_X5_a_longer_wait_than_allowed_ends_with_the_time_to_come_back()
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(429, "", ("Retry-After", "3600"));
        var asked = DateTimeOffset.UtcNow;

        var error = await Assert.ThrowsAsync<ProviderThrottledException>(() => bench.ListAsync());

        Assert.InRange(error.RetryAt!.Value, asked.AddMinutes(59), DateTimeOffset.UtcNow.AddMinutes(61));
        Assert.Single(bench.Requests);
    }

    [Theory]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task RCL_X6_5xx_on_reading_is_repeated_and_then_given_up(int status)
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(status, "", AtOnce);

        var error = await Assert.ThrowsAnyAsync<RecordingException>(() => bench.ListBotsAsync());

        Assert.Equal(status, error.StatusCode);
        Assert.Equal(5, bench.Requests.Count);
    }

    [Theory]
    [InlineData("", "application/json")]
    [InlineData("<html><body>Bad gateway</body></html>", "text/html")]
    [InlineData("""{"detail":"half""", "application/json")]
    [InlineData("""["no object"]""", "application/json")]
    public async Task RCL_X7_an_error_without_a_readable_body_is_told_by_its_status(string body, string type)
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(500, body, AtOnce, ("Content-Type", type));

        var error = await Assert.ThrowsAsync<ProviderFailedException>(() => bench.ListAsync());

        Assert.Equal("Recall.ai answered 500: InternalServerError", error.Message);
    }

    [Theory]
    [InlineData("", "application/json")]
    [InlineData("<html><body>Please sign in</body></html>", "text/html")]
    [InlineData("""{"next":null,"results":[{"id":"4ec00000-0000-4000-8000-000000000001"},""", "application/json")]
    [InlineData("""{"next":null,"previous":null}""", "application/json")]
    [InlineData("[]", "application/json")]
    public async Task RCL_X8_a_success_that_cannot_be_read_is_never_taken_for_an_empty_list(string body, string type)
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.AddBots(1);
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(200, body, ("Content-Type", type));

        await Assert.ThrowsAsync<ProviderResponseException>(() => bench.ListAsync());
        await Assert.ThrowsAsync<ProviderResponseException>(() => bench.ListBotsAsync());
    }

    [Fact]
    public async Task RCL_X8_a_page_in_answer_to_a_removal_is_not_taken_for_its_acceptance()
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.AddBots(1);
        var (bot, recording) = (await bench.BotAsync(), await bench.RecordingAsync());
        bench.Sandbox.OnRequest = r => r.Method != "GET" ? SandboxFault.Respond(200, "<html>Please sign in</html>", Html) : null;

        var removed = (RemovalResult[])[await bench.RemoveOneAsync(bot), await bench.RemoveOneAsync(recording)];

        Assert.All(removed, r => Assert.Equal((RemovalOutcome.Failed, RemovalEvidence.ReadBack), (r.Outcome, r.Evidence)));
        Assert.Equal(1, bench.Room.Count);
    }

    [Fact]
    public async Task RCL_X8_a_page_that_hid_a_removal_is_looked_behind()
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.AddBots(1);
        var bot = await bench.BotAsync();
        bench.Sandbox.OnRequest = r => r.Method != "GET" ? SandboxFault.RespondAfterActing(200, "<html>Hello</html>", Html) : null;

        var result = await bench.RemoveOneAsync(bot);

        Assert.Equal((RemovalOutcome.AlreadyGone, RemovalEvidence.ReadBack), (result.Outcome, result.Evidence));
        Assert.Single(bench.Changes);
    }

    [Theory]
    [InlineData("req-7", "req-7")]
    [InlineData(" ", null)]
    public async Task RCL_X9_a_request_id_is_kept_when_there_is_one(string header, string? kept)
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(400, "", ("x-request-id", header));

        var error = await Assert.ThrowsAsync<ProviderRefusedException>(() => bench.ListAsync());

        Assert.Equal(kept, error.CorrelationId);
        Assert.Equal(kept is not null, error.Message.Contains("(request ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(402)]
    [InlineData(405)]
    public async Task RCL_X10_another_refusal_is_told_as_it_is_and_not_repeated(int status)
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.AddBots(1);
        var bot = await bench.BotAsync();
        bench.Sandbox.ClearRequests();
        bench.Sandbox.OnRequest = r => SandboxFault.Respond(status, """{"code":"no","detail":"Not so."}""");

        var result = await bench.RemoveOneAsync(bot);
        var error = await Assert.ThrowsAsync<ProviderRefusedException>(() => bench.ListAsync());

        Assert.Equal((RemovalOutcome.Failed, status, $"Recall.ai answered {status}: Not so."), (result.Outcome, result.StatusCode, result.Reason));
        Assert.Equal(("ProviderRefused", status), (error.ErrorId, error.StatusCode));
        Assert.Equal(["POST", "GET"], bench.Requests.Select(r => r.Method));
    }

    [Fact]
    public async Task RCL_X11_a_conflict_on_reading_passes()
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.AddBots(1);
        bench.Sandbox.OnRequest = r => r.Count % 3 != 0 ? SandboxFault.Respond(409, """{"code":"conflict"}""", AtOnce) : null;

        Assert.Single(await bench.ListAsync());
        Assert.Equal([409, 409, 200], bench.Requests.Select(r => r.Status));
    }

    [Fact]
    public async Task RCL_X12_a_404_in_a_page_is_a_missing_route_and_proves_nothing()
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.AddBots(1);
        var (bot, recording) = (await bench.BotAsync(), await bench.RecordingAsync());
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(404, "<!doctype html><title>Not Found</title>", Html);

        var results = (RemovalResult[])
        [
            await bench.RemoveOneAsync(bot), await bench.RemoveOneAsync(recording), await bench.RemoveBareAsync(bot.Id, isBot: true), await bench.RemoveBareAsync(recording.Id, isBot: false),
        ];

        Assert.All(results, r => Assert.DoesNotContain(r.Outcome, (RemovalOutcome[])[RemovalOutcome.Deleted, RemovalOutcome.AlreadyGone, RemovalOutcome.NotFound, RemovalOutcome.Accepted]));
        Assert.All(results, r => Assert.DoesNotContain("doctype", r.Reason, StringComparison.Ordinal));
        await Assert.ThrowsAsync<RecordingNotFoundException>(() => bench.GetBotAsync(bot.Id));
    }
}
