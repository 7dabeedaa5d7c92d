using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Providers;

/// <summary>What Telnyx answers when it does not do as asked, and what is made of it.</summary>
public sealed class TelnyxErrorFactsTests
{
    /// <summary>Makes a retry come at once.</summary>
    private static readonly (string, string) Now = ("Retry-After", "0");

    [Theory]
    [InlineData("""{"errors":[{"code":"10015","title":"Bad request","detail":"The page is wrong."}]}""", "The page is wrong. (10015)")]
    [InlineData("""{"errors":[{"code":"10015","title":"Bad request"}]}""", "Bad request (10015)")]
    [InlineData("""{"errors":[{"code":10015,"title":"Bad request"}]}""", "Bad request (10015)")]
    [InlineData("""{"errors":[{"title":"Bad request","detail":null}]}""", "Bad request")]
    [InlineData("""{"errors":[{"code":"1","title":"One"},{"code":"2","title":"Two","source":{"pointer":"/x"},"meta":{"url":"u"}}]}""", "One (1); Two (2)")]
    public async Task TEL_X1_errors_are_told_by_detail_or_title_with_their_code(string body, string told)
    {
        await using var bench = await TelnyxBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(400, body);

        var error = await Assert.ThrowsAsync<ProviderRefusedException>(() => bench.ListAsync());

        Assert.StartsWith($"Telnyx call recordings answered 400: {told} (request ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TEL_X2_401_is_a_wrong_key_and_is_not_repeated()
    {
        await using var bench = TelnyxBench.Unconnected();
        var options = new ConnectionOptions { Provider = "Telnyx", ApiKey = new Secret("KEYwrong"), BaseUri = bench.Sandbox.GetBaseUri("Telnyx") };

        var error = await Assert.ThrowsAsync<RecordingAuthenticationException>(() => bench.ConnectAsync(options));

        Assert.Equal(("AuthenticationFailed", 401), (error.ErrorId, error.StatusCode));
        Assert.Contains("portal", error.RecommendedAction, StringComparison.Ordinal);
        Assert.Single(bench.Requests);
    }

    [Fact]
    public async Task TEL_X2_401_ends_a_run_with_the_rest_unsent()
    {
        await using var bench = await TelnyxBench.OpenAsync(bulkSize: 1);
        bench.SeedMany(30);
        var listed = await bench.ListAsync();
        bench.Sandbox.OnRequest = r => r.Method == "DELETE" ? SandboxFault.Respond(401, "") : null;

        var results = await bench.RemoveAsync(listed, new RemovalOptions { HoldPath = bench.HoldPath, Audit = new AuditOptions { IsDisabled = true }, ThrottleLimit = 1 });

        Assert.Single(bench.Deletes);
        Assert.Single(results, r => r.Outcome == RemovalOutcome.Failed);
        Assert.Equal(29, results.Count(r => r.Outcome == RemovalOutcome.NotSent));
        Assert.Equal(30, bench.Sandbox.Telnyx.Count);
    }

    [Fact]
    public async Task TEL_X3_403_is_a_missing_permission_and_is_not_repeated()
    {
        await using var bench = await TelnyxBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(403, """{"errors":[{"code":"10010","title":"Authorization failed"}]}""");

        var error = await Assert.ThrowsAsync<RecordingPermissionException>(() => bench.ListAsync());

        Assert.Equal(("PermissionMissing", 403), (error.ErrorId, error.StatusCode));
        Assert.Contains("call recordings", error.RecommendedAction, StringComparison.Ordinal);
        Assert.Single(bench.Requests);
    }

    [Fact]
    public async Task TEL_X4_404_is_an_unknown_recording_and_is_not_repeated()
    {
        await using var bench = await TelnyxBench.OpenAsync();

        var error = await Assert.ThrowsAsync<RecordingNotFoundException>(() => bench.GetAsync("nobody"));

        Assert.Equal(("RecordingNotFound", 404), (error.ErrorId, error.StatusCode));
        Assert.Single(bench.Requests);
    }

    [Fact]
    public async Task TEL_X5_429_waits_as_long_as_retry_after_says_and_uses_up_no_tries()
    {
        // With a pace of its own the gate need not learn one, which would take its time.
        await using var bench = await TelnyxBench.OpenAsync(requestsPerMinute: 60_000);
        var id = bench.Seed();
        // Eight are more than the tries that a failing service is given. An hour's reset must not win over Retry-After.
        bench.Sandbox.OnRequest = r => r.Count <= 8 ? SandboxFault.Respond(429, "", Now, ("x-ratelimit-reset", "3600")) : null;

        var result = Assert.Single(await bench.RemoveAsync([TelnyxBench.Bare(id)]));

        Assert.Equal((RemovalOutcome.Deleted, 9), (result.Outcome, result.Attempts));
        Assert.False(bench.Sandbox.Telnyx.Contains(id));
    }

    [Fact]
    public async Task TEL_X5_429_without_retry_after_waits_for_the_reset_which_is_in_seconds()
    {
        await using var bench = await TelnyxBench.OpenAsync(longestThrottle: TimeSpan.FromMinutes(1));
        bench.Sandbox.OnRequest = r => r.Count == 1 ? SandboxFault.Respond(429, "", ("x-ratelimit-reset", "3600")) : null;
        var asked = DateTimeOffset.UtcNow;

        var error = await Assert.ThrowsAsync<ProviderThrottledException>(() => bench.ListAsync());

        Assert.InRange(error.RetryAt!.Value, asked.AddMinutes(59), DateTimeOffset.UtcNow.AddMinutes(61));
        Assert.Single(bench.Requests);
    }

    [Fact]
    public async Task TEL_X6_5xx_is_repeated_and_then_given_up()
    {
        await using var bench = await TelnyxBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(500, """{"errors":[{"code":"10007","title":"Unexpected error"}]}""", Now);

        var error = await Assert.ThrowsAsync<ProviderFailedException>(() => bench.ListAsync());

        Assert.Equal(("ProviderFailed", 500), (error.ErrorId, error.StatusCode));
        Assert.Equal(5, bench.Requests.Count);
    }

    [Fact]
    public async Task TEL_X6_5xx_on_a_delete_is_repeated_until_it_succeeds()
    {
        await using var bench = await TelnyxBench.OpenAsync();
        var id = bench.Seed();
        bench.Sandbox.OnRequest = r => r.Count <= 2 ? SandboxFault.Respond(503, "", Now) : null;

        var result = Assert.Single(await bench.RemoveAsync([TelnyxBench.Bare(id)]));

        Assert.Equal((RemovalOutcome.Deleted, 3), (result.Outcome, result.Attempts));
    }

    [Theory]
    [InlineData("", "application/json", "InternalServerError")]
    [InlineData("<html><body>Bad gateway</body></html>", "text/html", "InternalServerError")]
    [InlineData("""{"errors":{"code":"1"}}""", "application/json", "InternalServerError")]
    [InlineData("""{"errors":[""", "application/json", "InternalServerError")]
    [InlineData("""["no object"]""", "application/json", "InternalServerError")]
    [InlineData("""{"errors":[7,{}]}""", "application/json", "InternalServerError")]
    public async Task TEL_X7_an_error_without_a_readable_body_is_told_by_its_status(string body, string type, string told)
    {
        await using var bench = await TelnyxBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(500, body, Now, ("Content-Type", type));

        var error = await Assert.ThrowsAsync<ProviderFailedException>(() => bench.ListAsync());

        Assert.StartsWith($"Telnyx call recordings answered 500: {told} (request ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "application/json")]
    [InlineData("<html><body>Please sign in</body></html>", "text/html")]
    [InlineData("""{"data":[{"id":"a"},""", "application/json")]
    [InlineData("[]", "application/json")]
    public async Task TEL_X8_a_success_that_cannot_be_read_is_never_taken_for_an_empty_list(string body, string type)
    {
        await using var bench = await TelnyxBench.OpenAsync();
        bench.Seed();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(200, body, ("Content-Type", type));

        var error = await Assert.ThrowsAsync<ProviderResponseException>(() => bench.ListAsync());

        Assert.Equal("ProviderResponseInvalid", error.ErrorId);
    }

    [Theory]
    [InlineData("req-7", "req-7")]
    [InlineData(" ", null)]
    public async Task TEL_X9_a_request_id_is_kept_when_there_is_one(string header, string? kept)
    {
        await using var bench = await TelnyxBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(400, "", ("x-request-id", header));

        var error = await Assert.ThrowsAsync<ProviderRefusedException>(() => bench.ListAsync());

        Assert.Equal(kept, error.CorrelationId);
        Assert.Equal(kept is not null, error.Message.Contains("(request ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task TEL_X10_400_is_a_refusal_and_is_not_repeated()
    {
        await using var bench = await TelnyxBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(400, """{"errors":[{"code":"10015","title":"Bad request"}]}""");

        var error = await Assert.ThrowsAsync<ProviderRefusedException>(() => bench.ListAsync());

        Assert.Equal(("ProviderRefused", 400), (error.ErrorId, error.StatusCode));
        Assert.Single(bench.Requests);
    }

    [Fact]
    public async Task TEL_X11_the_pace_is_learned_from_the_limit_and_the_reset()
    {
        await using var bench = await TelnyxBench.OpenAsync();
        Assert.Null(bench.Session.GetProviders().Single(p => p.Name == "Telnyx").Connections.Single().RequestsPerMinute);
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(
            200, TelnyxBench.Page(1), ("x-ratelimit-limit", "90"), ("x-ratelimit-remaining", "89"), ("x-ratelimit-reset", "30"));

        await bench.ListAsync();

        Assert.Equal(180, bench.Session.GetProviders().Single(p => p.Name == "Telnyx").Connections.Single().RequestsPerMinute);
    }
}
