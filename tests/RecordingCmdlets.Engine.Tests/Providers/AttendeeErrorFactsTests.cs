using System.Diagnostics;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Providers;

/// <summary>What Attendee answers when it does not do as asked, and what is made of it.</summary>
public sealed class AttendeeErrorFactsTests
{
    private const string Id = AttendeeBench.Id;

    /// <summary>Makes a retry come at once.</summary>
    private static readonly (string, string) AtOnce = ("Retry-After", "0");

    [Theory]
    [InlineData("""{"error":"The page is wrong. Error ID: 7f1c","detail":"Less."}""", "The page is wrong. Error ID: 7f1c")]
    [InlineData("""{"detail":"Not so.","meeting_url":["A field."]}""", "Not so.")]
    [InlineData("""{"error":{"a":1},"detail":"Not so."}""", "Not so.")]
    [InlineData("""{"meeting_url":["Enter a valid URL.","Really."],"non_field_errors":["Too many."]}""", "meeting_url: Enter a valid URL. Really.; non_field_errors: Too many.")]
    [InlineData("""{}""", "BadRequest")]
    public async Task ATT_X1_errors_are_told_by_error_then_detail_then_fields_then_status(string body, string told)
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(400, body);

        var error = await Assert.ThrowsAsync<ProviderRefusedException>(() => bench.ListAsync());

        Assert.Equal($"Attendee bots answered 400: {told}", error.Message);
    }

    [Theory]
    [InlineData("""{"detail":"Missing Authorization header"}""")]
    [InlineData("""{"detail":"Invalid Authorization header. Should have this format: Token <api_key>"}""")]
    [InlineData("""{"detail":"Invalid or disabled API key"}""")]
    public async Task ATT_X2_401_is_a_wrong_key_and_is_not_repeated(string body)
    {
        await using var bench = AttendeeBench.Unconnected();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(401, body, ("WWW-Authenticate", "Token"));

        var error = await Assert.ThrowsAsync<RecordingAuthenticationException>(
            () => bench.ConnectAsync(new ConnectionOptions { Provider = "Attendee", ApiKey = bench.Sandbox.ApiKey, BaseUri = bench.BaseUri }));

        Assert.Equal(("AuthenticationFailed", 401), (error.ErrorId, error.StatusCode));
        Assert.Contains("project", error.RecommendedAction, StringComparison.Ordinal);
        Assert.Single(bench.Requests);
    }

    [Fact]
    public async Task ATT_X2_401_ends_a_run_with_the_rest_unsent()
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.SeedMany(20);
        var listed = await bench.ListAsync();
        bench.Sandbox.OnRequest = r => r.Method == "POST" ? SandboxFault.Respond(401, "") : null;

        var results = await bench.RemoveInOrderAsync(listed.Select(RemovalTarget.For));

        Assert.Single(bench.Deletes);
        Assert.Equal("AuthenticationFailed", Assert.Single(results, r => r.Outcome == RemovalOutcome.Failed).Error?.ErrorId);
        Assert.Equal(19, results.Count(r => r.Outcome == RemovalOutcome.NotSent));
        Assert.Equal(20, bench.Room.Ids.Count);
    }

    [Fact]
    public async Task ATT_X3_bot_not_found_is_an_unknown_bot_or_one_of_another_project_and_is_not_repeated()
    {
        await using var bench = await AttendeeBench.OpenAsync();

        var error = await Assert.ThrowsAsync<RecordingNotFoundException>(() => bench.GetAsync(Id));
        var bot = await Assert.ThrowsAsync<RecordingNotFoundException>(() => bench.GetBotAsync(Id));
        var result = Assert.Single(await bench.RemoveAsync([bench.Bare(Id)]));

        Assert.Equal(("RecordingNotFound", 404), (error.ErrorId, error.StatusCode));
        Assert.Equal("RecordingNotFound", bot.ErrorId);
        Assert.Contains("another project", error.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal((RemovalOutcome.NotFound, RemovalEvidence.ReadBack), (result.Outcome, result.Evidence));
        Assert.All(bench.Requests, r => Assert.Equal($"GET /api/v1/bots/{Id} -> 404", r.ToString()));
        Assert.Equal(3, bench.Requests.Count);
    }

    [Theory]
    [InlineData("""{"error":"Not found"}""", "application/json", "-BaseUri")]
    [InlineData("""{"detail":"Invalid cursor"}""", "application/json", "list again")]
    [InlineData("""{"error":"No recording found for bot"}""", "application/json", "")]
    [InlineData("""{"error":"No recording file found for bot"}""", "application/json", "")]
    [InlineData("<html>No such site</html>", "text/html", "")]
    [InlineData("", "application/json", "")]
    public async Task ATT_X4_a_404_with_another_text_says_nothing_of_the_bot(string body, string type, string advice)
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed();
        bench.Sandbox.OnRequest = r => r.Method == "GET" ? SandboxFault.Respond(404, body, ("Content-Type", type)) : null;

        var error = await Assert.ThrowsAsync<RecordingNotFoundException>(() => bench.GetAsync(Id));
        var result = Assert.Single(await bench.RemoveAsync([bench.Bare(Id)]));

        Assert.StartsWith("Attendee bots answered 404: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(advice, error.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal((RemovalOutcome.Failed, RemovalEvidence.None, 404), (result.Outcome, result.Evidence, result.Error?.StatusCode));
        Assert.Empty(bench.Deletes);
    }

    [Theory]
    [InlineData("""{"error":"Bot not found"}""", RemovalOutcome.NotFound)]
    [InlineData("""{"error":"Not found"}""", RemovalOutcome.Unknown)]
    [InlineData("", RemovalOutcome.Unknown)]
    public async Task ATT_X4_nor_does_it_after_a_deletion_that_was_answered_404(string body, RemovalOutcome outcome)
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed();
        var listed = await bench.ListAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(404, body);

        var result = Assert.Single(await bench.RemoveAsync(listed));

        Assert.Equal(outcome, result.Outcome);
        Assert.NotNull(result.Error);
        Assert.Single(bench.Deletes);
    }

    [Theory]
    [InlineData(400, "ProviderRefused")]
    [InlineData(403, "PermissionMissing")]
    [InlineData(405, "ProviderRefused")]
    [InlineData(413, "ProviderRefused")]
    public async Task ATT_X5_400_and_other_4xx_are_refusals_of_a_reading_call_and_are_not_repeated(int status, string errorId)
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(status, """{"error":"Invalid state: finished."}""");

        var list = await Assert.ThrowsAnyAsync<RecordingException>(() => bench.ListAsync());
        var get = await Assert.ThrowsAnyAsync<RecordingException>(() => bench.GetAsync(Id));

        Assert.Equal((errorId, errorId, status), (list.ErrorId, get.ErrorId, get.StatusCode));
        Assert.Equal(2, bench.Requests.Count);
    }

    [Fact]
    public async Task ATT_X6_429_waits_as_long_as_retry_after_says_and_uses_up_no_tries()
    {
        await using var bench = await AttendeeBench.OpenAsync(isSandbox: false);
        bench.Seed();
        var listed = await bench.ListAsync();
        bench.Sandbox.ClearRequests();
        // Seven are more than the tries that a failing service is given.
        bench.Sandbox.OnRequest = r => r.Count <= 7 ? SandboxFault.Respond(429, """{"detail":"Request was throttled. Expected available in 3600 seconds."}""", AtOnce) : null;

        var result = Assert.Single(await bench.RemoveAsync(listed));

        Assert.Equal((RemovalOutcome.Deleted, RemovalEvidence.Response, 8), (result.Outcome, result.Evidence, result.Attempts));
        Assert.Equal(8, bench.Deletes.Count);
        Assert.Equal(8, bench.Requests.Count);
    }

    [Fact]
    public async Task ATT_X6_429_without_retry_after_pauses_and_goes_on()
    {
        await using var bench = await AttendeeBench.OpenAsync(isSandbox: false);
        bench.Seed();
        bench.Sandbox.OnRequest = r => r.Count == 1 ? SandboxFault.Respond(429, """{"detail":"Request was throttled."}""") : null;
        var watch = Stopwatch.StartNew();

        Assert.Single(await bench.ListAsync());

        Assert.True(watch.Elapsed > TimeSpan.FromSeconds(0.9), $"{watch.Elapsed}");
        Assert.Equal([429, 200], bench.Requests.Select(r => r.Status));
    }

    [Fact]
    public async Task ATT_X6_429_with_a_longer_wait_than_allowed_ends_the_run_with_the_moment_to_come_back()
    {
        await using var bench = await AttendeeBench.OpenAsync(longestThrottle: TimeSpan.FromMinutes(1));
        bench.SeedMany(5);
        var listed = await bench.ListAsync();
        bench.Sandbox.OnRequest = r => r.Method == "POST" ? SandboxFault.Respond(429, "", ("Retry-After", "3600")) : null;
        var asked = DateTimeOffset.UtcNow;

        var results = await bench.RemoveInOrderAsync(listed.Select(RemovalTarget.For));

        Assert.Single(bench.Deletes);
        var failed = Assert.Single(results, r => r.Outcome == RemovalOutcome.Failed);
        Assert.InRange(Assert.IsType<ProviderThrottledException>(failed.Error).RetryAt!.Value, asked.AddMinutes(59), DateTimeOffset.UtcNow.AddMinutes(61));
        Assert.Equal(4, results.Count(r => r.Outcome == RemovalOutcome.NotSent));
        Assert.Equal(5, bench.Room.Ids.Count);
    }

    [Theory]
    [InlineData(SandboxFaults.ServerError)]
    [InlineData(SandboxFaults.Unavailable)]
    [InlineData(SandboxFaults.ResetBefore)]
    [InlineData(SandboxFaults.ResetAfter)]
    [InlineData(SandboxFaults.Truncate)]
    [InlineData(SandboxFaults.Stall)]
    public async Task ATT_X7_a_reading_call_that_fails_is_repeated(string fault)
    {
        await using var bench = await AttendeeBench.OpenAsync();
        var all = bench.SeedMany(30);
        bench.Sandbox.OnRequest = r => r.Count is 1 or 3 ? SandboxFault.FromName(fault) : null;

        var listed = await bench.ListAsync();

        Assert.Equal(all, listed.Select(r => r.Id));
        Assert.Equal(4, bench.Requests.Count);
        Assert.Equal(bench.Requests[2].Query, bench.Requests[3].Query);
    }

    [Theory]
    [InlineData(500, "ProviderFailed")]
    [InlineData(502, "ProviderFailed")]
    [InlineData(504, "ProviderTimeout")]
    public async Task ATT_X7_and_is_given_up_after_five_tries(int status, string errorId)
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(status, """{"error":"Internal server error"}""", AtOnce);

        var error = await Assert.ThrowsAnyAsync<RecordingException>(() => bench.ListAsync());

        Assert.Equal((errorId, status), (error.ErrorId, error.StatusCode));
        Assert.Equal(5, bench.Requests.Count);
    }

    [Theory]
    [InlineData("", "application/json")]
    [InlineData("<html><body>Bad gateway</body></html>", "text/html")]
    [InlineData("""{"error":"Half""", "application/json")]
    [InlineData("""["no object"]""", "application/json")]
    [InlineData("""{"error":7}""", "application/json")]
    public async Task ATT_X8_an_error_without_a_readable_body_is_told_by_its_status(string body, string type)
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(500, body, AtOnce, ("Content-Type", type));

        var error = await Assert.ThrowsAsync<ProviderFailedException>(() => bench.ListAsync());

        Assert.Equal("Attendee bots answered 500: InternalServerError", error.Message);
    }

    [Theory]
    [InlineData("", "application/json")]
    [InlineData("<html><body>Please sign in</body></html>", "text/html")]
    [InlineData("""{"next":null,"previous":null,"results":[{"id":"a"},""", "application/json")]
    [InlineData("""{"next":null,"previous":null,"results":null}""", "application/json")]
    [InlineData("""{"next":null,"previous":null}""", "application/json")]
    [InlineData("""{"error":"Bot not found"}""", "application/json")]
    [InlineData("[]", "application/json")]
    public async Task ATT_X9_a_success_that_cannot_be_read_is_never_taken_for_an_empty_list(string body, string type)
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(200, body, ("Content-Type", type));

        Assert.Equal("ProviderResponseInvalid", (await Assert.ThrowsAsync<ProviderResponseException>(() => bench.ListAsync())).ErrorId);
        Assert.Equal("ProviderResponseInvalid", (await Assert.ThrowsAsync<ProviderResponseException>(() => bench.ListBotsAsync())).ErrorId);
    }

    [Theory]
    [InlineData("req-7", "req-7")]
    [InlineData(null, null)]
    public async Task ATT_X10_a_request_id_is_kept_when_there_is_one(string? header, string? kept)
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => header is null ? SandboxFault.Respond(400, "") : SandboxFault.Respond(400, "", ("x-request-id", header));

        var error = await Assert.ThrowsAsync<ProviderRefusedException>(() => bench.ListAsync());

        Assert.Equal(kept, error.CorrelationId);
        Assert.Equal(kept is not null, error.Message.Contains("(request ", StringComparison.Ordinal));
    }
}
