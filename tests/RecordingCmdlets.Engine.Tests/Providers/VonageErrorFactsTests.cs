using System.Globalization;
using RecordingCmdlets.Engine.Tests.Support;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Providers;

/// <summary>What Vonage, its gateway and its token endpoint answer when they do not do as asked, and what is made of it.</summary>
public sealed class VonageErrorFactsTests
{
    private const string Throttled = """{"fault":{"code":900802,"message":"Message throttled out","description":"You have exceeded your quota"}}""";

    /// <summary>Makes a retry come at once.</summary>
    private static readonly (string, string) AtOnce = ("Retry-After", "0");

    [Theory]
    [InlineData("""{"fault":{"code":900906,"message":"No matching resource","description":"No such thing here"}}""", "No such thing here (900906)")]
    [InlineData("""{"fault":{"code":"900906","message":"No matching resource"}}""", "No matching resource (900906)")]
    [InlineData("""{"code":900906,"message":"No matching resource","description":"No such thing here"}""", "No such thing here (900906)")]
    [InlineData("""{"code":"900906","message":"No matching resource","description":null}""", "No matching resource (900906)")]
    [InlineData("""{"message":"No matching resource"}""", "No matching resource")]
    [InlineData("""{"fault":{"code":900906}}""", "(900906)")]
    [InlineData("""{"error":"invalid_request","error_description":"The form is wrong."}""", "The form is wrong.")]
    [InlineData("""{"error":"invalid_request"}""", "invalid_request")]
    public async Task VBC_X1_an_error_is_told_by_its_description_or_message_with_its_code(string body, string told)
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(400, body);

        var error = await Assert.ThrowsAsync<ProviderRefusedException>(() => bench.ListAsync(VonageBench.All));

        Assert.StartsWith($"Vonage call recordings answered 400: {told} (request ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("""{"fault":{"code":900901,"message":"Invalid Credentials","description":"Token has run out"}}""")]
    [InlineData("""{"fault":{"code":"900902","message":"Missing Credentials"}}""")]
    public async Task VBC_X2_401_is_answered_by_a_new_token_once(string body)
    {
        await using var bench = await VonageBench.OpenGrantedAsync();
        bench.Seed("7");
        await bench.ListAsync(VonageBench.All);
        bench.Sandbox.ClearRequests();
        bench.Sandbox.OnRequest = r => r.Count == 1 ? SandboxFault.Respond(401, body) : null;

        var result = Assert.Single(await bench.RemoveAsync([bench.CompanyItem("7")]));

        Assert.Equal((RemovalOutcome.Deleted, 2), (result.Outcome, result.Attempts));
        Assert.Equal(["DELETE 401", "POST 200", "DELETE 204"], bench.Requests.Select(r => $"{r.Method} {r.Status}"));
        Assert.Empty(bench.Room.Ids);
    }

    [Fact]
    public async Task VBC_X2_a_second_401_ends_the_run_with_the_rest_unsent()
    {
        await using var bench = await VonageBench.OpenGrantedAsync();
        bench.SeedMany(30);
        var listed = await bench.ListAsync(VonageBench.All);
        bench.Sandbox.ClearRequests();
        bench.Sandbox.OnRequest = r => r.Method == "DELETE" ? SandboxFault.Respond(401, "") : null;

        var results = await bench.RemoveAsync(listed, new RemovalOptions { HoldPath = bench.HoldPath, Audit = new AuditOptions { IsDisabled = true }, ThrottleLimit = 1 });

        Assert.Equal(2, bench.Deletes.Count);
        Assert.Single(bench.Grants);
        var failed = Assert.Single(results, r => r.Outcome == RemovalOutcome.Failed);
        Assert.Equal(("AuthenticationFailed", 401), (failed.Error?.ErrorId, failed.StatusCode));
        Assert.Contains("@vbc.prod", failed.Error?.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(29, results.Count(r => r.Outcome == RemovalOutcome.NotSent));
        Assert.Equal(30, bench.Room.Count);
    }

    [Fact]
    public async Task VBC_X2_an_access_token_alone_cannot_be_renewed()
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Room.Tokens.RevokeAccess();

        var error = await Assert.ThrowsAsync<RecordingAuthenticationException>(() => bench.ListAsync(VonageBench.All));

        Assert.Equal(("AuthenticationFailed", 401), (error.ErrorId, error.StatusCode));
        Assert.Single(bench.Requests);
    }

    [Fact]
    public async Task VBC_X3_403_is_told_as_it_is_and_does_not_end_the_run()
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Room.ForbidOtherUsers = true;
        bench.Seed("1");
        bench.Seed("2", "745250");
        bench.Seed("3", bench.Room.SelfUserId);

        var results = await bench.RemoveAsync(
            [bench.Bare("2", RecordingKinds.OnDemand, "745250"), bench.CompanyItem("1"), bench.Bare("3", RecordingKinds.OnDemand)],
            new RemovalOptions { HoldPath = bench.HoldPath, Audit = new AuditOptions { IsDisabled = true }, ThrottleLimit = 1 });
        var list = await Assert.ThrowsAsync<RecordingPermissionException>(
            () => bench.ListAsync(new RecordingQuery { Now = VonageBench.Now, Kinds = [RecordingKinds.OnDemand], Owners = ["745250"] }));

        var refused = results.Single(r => r.Id == "2");
        Assert.Equal((RemovalOutcome.Failed, "PermissionMissing", 403, 1), (refused.Outcome, refused.Error?.ErrorId, refused.StatusCode, refused.Attempts));
        Assert.Contains("administrator", refused.Error?.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(2, results.Count(r => r.Outcome == RemovalOutcome.Deleted));
        Assert.Equal(("PermissionMissing", 403), (list.ErrorId, list.StatusCode));
        Assert.Equal(["2"], bench.Room.Ids);
    }

    [Fact]
    public async Task VBC_X4_900908_is_an_app_that_is_not_subscribed()
    {
        await using var bench = VonageBench.Unconnected();
        bench.Room.NotSubscribed = true;

        var error = await Assert.ThrowsAsync<RecordingPermissionException>(() => bench.ConnectAsync(bench.TokenOptions()));

        Assert.Equal(("PermissionMissing", 403), (error.ErrorId, error.StatusCode));
        Assert.Contains("(900908)", error.Message, StringComparison.Ordinal);
        Assert.Contains("subscribe it in the developer portal", error.RecommendedAction, StringComparison.Ordinal);
        Assert.Single(bench.Requests);
    }

    [Fact]
    public async Task VBC_X5_404_is_an_unknown_recording_and_is_not_repeated()
    {
        await using var bench = await VonageBench.OpenAsync();

        var error = await Assert.ThrowsAsync<RecordingNotFoundException>(() => bench.GetAsync("7", RecordingKinds.Company));

        Assert.Equal(("RecordingNotFound", 404), (error.ErrorId, error.StatusCode));
        Assert.Contains("kind", error.RecommendedAction, StringComparison.Ordinal);
        Assert.Single(bench.Requests);
    }

    [Fact]
    public async Task VBC_X6_429_waits_as_long_as_retry_after_says_and_uses_up_no_tries()
    {
        await using var bench = await VonageBench.OpenAsync(requestsPerMinute: 60_000);
        bench.Seed("7");
        // Eight are more than the tries that a failing service is given. A moment in the body must not win over Retry-After.
        var body = Throttled.Replace("\"code\"", "\"nextAccessTime\":\"2099-Jan-17 00:00:00+0000 UTC\",\"code\"", StringComparison.Ordinal);
        bench.Sandbox.OnRequest = r => r.Count <= 8 ? SandboxFault.Respond(429, body, AtOnce) : null;

        var result = Assert.Single(await bench.RemoveAsync([bench.CompanyItem("7")]));

        Assert.Equal((RemovalOutcome.Deleted, 9), (result.Outcome, result.Attempts));
        Assert.Contains("throttling", Assert.Single(bench.Notices.Warnings), StringComparison.Ordinal);
        Assert.Empty(bench.Room.Ids);
    }

    [Theory]
    [InlineData(429, false)]
    [InlineData(429, true)]
    [InlineData(503, false)]
    [InlineData(503, true)]
    public async Task VBC_X6_without_retry_after_the_next_access_time_counts(int status, bool isBare)
    {
        await using var bench = await VonageBench.OpenAsync(longestThrottle: TimeSpan.FromMinutes(1), isSandbox: false);
        var moment = new DateTimeOffset(DateTimeOffset.UtcNow.Year + 1, 1, 17, 3, 4, 5, TimeSpan.Zero);
        var words = $$"""{"code":"900800","message":"Message throttled out","nextAccessTime":"{{moment.ToString("yyyy-MMM-dd HH:mm:ss'+0000 UTC'", CultureInfo.InvariantCulture)}}"}""";
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(status, isBare ? words : "{\"fault\":" + words + "}");

        var error = await Assert.ThrowsAsync<ProviderThrottledException>(() => bench.ListAsync(VonageBench.All));

        Assert.InRange(error.RetryAt!.Value, moment.AddSeconds(-2), moment.AddSeconds(2));
        Assert.Single(bench.Requests);
    }

    [Theory]
    [InlineData(Throttled)]
    [InlineData("""{"fault":{"code":900802,"message":"m","nextAccessTime":"2020-Jan-17 00:00:00+0000 UTC"}}""")]
    [InlineData("""{"fault":{"code":900802,"message":"m","nextAccessTime":"soon"}}""")]
    [InlineData("")]
    public async Task VBC_X6_without_either_the_pause_is_about_a_minute(string body)
    {
        await using var bench = await VonageBench.OpenAsync(longestThrottle: TimeSpan.FromSeconds(30), isSandbox: false);
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(429, body);
        var asked = DateTimeOffset.UtcNow;

        var error = await Assert.ThrowsAsync<ProviderThrottledException>(() => bench.ListAsync(VonageBench.All));

        Assert.InRange(error.RetryAt!.Value, asked.AddSeconds(60), DateTimeOffset.UtcNow.AddSeconds(66));
        Assert.Single(bench.Requests);
    }

    [Theory]
    [InlineData(900800)]
    [InlineData(900802)]
    [InlineData(900804)]
    public async Task VBC_X7_a_throttle_code_in_a_503_is_a_throttle_and_nothing_was_done(int code)
    {
        await using var bench = await VonageBench.OpenAsync(requestsPerMinute: 60_000);
        bench.Seed("7");
        bench.Sandbox.OnRequest = r => r.Count <= 8 ? SandboxFault.Respond(503, $$$"""{"fault":{"code":{{{code}}},"message":"Message throttled out"}}""", AtOnce) : null;

        var result = Assert.Single(await bench.RemoveAsync([bench.CompanyItem("7")]));

        Assert.Equal((RemovalOutcome.Deleted, RemovalEvidence.Response, 9), (result.Outcome, result.Evidence, result.Attempts));
    }

    [Fact]
    public async Task VBC_X7_after_a_throttle_a_404_is_no_doing_of_ours()
    {
        await using var bench = await VonageBench.OpenAsync(requestsPerMinute: 60_000);
        bench.Sandbox.OnRequest = r => r.Count == 1 ? SandboxFault.Respond(503, Throttled, AtOnce) : null;

        var result = Assert.Single(await bench.RemoveAsync([bench.CompanyItem("7")]));

        Assert.Equal((RemovalOutcome.NotFound, 2), (result.Outcome, result.Attempts));
    }

    [Theory]
    [InlineData(900799)]
    [InlineData(900805)]
    [InlineData(101503)]
    public async Task VBC_X7_a_503_with_another_code_is_a_failure(int code)
    {
        await using var bench = await VonageBench.OpenAsync(requestsPerMinute: 60_000, longestThrottle: TimeSpan.FromSeconds(1));
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(503, $$$"""{"fault":{"code":{{{code}}},"message":"Runtime Error"}}""", AtOnce);

        await Assert.ThrowsAsync<ProviderFailedException>(() => bench.ListAsync(VonageBench.All));

        Assert.Equal(5, bench.Requests.Count);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task VBC_X7_the_services_own_throttle_is_waited_for(int status)
    {
        await using var bench = await VonageBench.OpenAsync(requestsPerMinute: 60_000, time: new SwiftTime(20));
        bench.Room.ThrottleStatus = status;
        bench.Seed("7");
        bench.Sandbox.OnRequest = r => r.Count == 1 ? SandboxFault.Throttle : null;

        Assert.Single(await bench.ListAsync(VonageBench.All));

        Assert.Equal([status, 200], bench.Requests.Select(r => r.Status));
        Assert.Contains("throttling", Assert.Single(bench.Notices.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task VBC_X8_5xx_is_repeated_and_then_given_up()
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.ServerError;

        var error = await Assert.ThrowsAsync<ProviderFailedException>(() => bench.ListAsync(VonageBench.All));

        Assert.Equal(("ProviderFailed", 500), (error.ErrorId, error.StatusCode));
        Assert.Equal(5, bench.Requests.Count);
    }

    [Fact]
    public async Task VBC_X8_5xx_and_a_broken_connection_on_a_delete_are_repeated_until_it_succeeds()
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Seed("7");
        bench.Sandbox.OnRequest = r => r.Count switch { 1 => SandboxFault.Unavailable, 2 => SandboxFault.ResetBefore, _ => null };

        var result = Assert.Single(await bench.RemoveAsync([bench.CompanyItem("7")]));

        Assert.Equal((RemovalOutcome.Deleted, 3), (result.Outcome, result.Attempts));
    }

    [Theory]
    [InlineData("", "application/json")]
    [InlineData("<html><body>Bad gateway</body></html>", "text/html")]
    [InlineData("<am:fault xmlns:am=\"http://wso2.org/apimanager\"><am:code>900802</am:code></am:fault>", "application/xml")]
    [InlineData("""{"fault":{"code":900802,""", "application/json")]
    [InlineData("""["no object"]""", "application/json")]
    [InlineData("7", "application/json")]
    [InlineData("""{"fault":"no","code":{}}""", "application/json")]
    public async Task VBC_X9_an_error_without_a_readable_body_is_told_by_its_status(string body, string type)
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(500, body, AtOnce, ("Content-Type", type));

        var error = await Assert.ThrowsAsync<ProviderFailedException>(() => bench.ListAsync(VonageBench.All));

        Assert.StartsWith("Vonage call recordings answered 500: InternalServerError (request ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "application/json")]
    [InlineData("<html><body>Please sign in</body></html>", "text/html")]
    [InlineData("""{"_embedded":{"recordings":[{"id":7},""", "application/json")]
    [InlineData("""{"total_items":0,"total_pages":0""", "application/json")]
    [InlineData("[]", "application/json")]
    public async Task VBC_X10_a_success_that_cannot_be_read_is_never_taken_for_an_empty_list(string body, string type)
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Seed("7");
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(200, body, ("Content-Type", type));

        var error = await Assert.ThrowsAsync<ProviderResponseException>(() => bench.ListAsync(VonageBench.All));

        Assert.Equal("ProviderResponseInvalid", error.ErrorId);
    }

    [Fact]
    public async Task VBC_X10_an_answer_that_breaks_off_is_asked_for_again()
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Seed("7");
        bench.Sandbox.OnRequest = r => r.Count <= 2 ? (r.Count == 1 ? SandboxFault.Truncate : SandboxFault.ResetAfter) : null;

        Assert.Single(await bench.ListAsync(VonageBench.All));

        Assert.Equal(3, bench.Requests.Count);
    }

    [Theory]
    [InlineData("x-request-id", "req-7", "req-7")]
    [InlineData("activityid", "act-7", "act-7")]
    [InlineData("x-other", "7", null)]
    public async Task VBC_X11_a_request_id_is_kept_when_there_is_one(string header, string value, string? kept)
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => header == "x-request-id" ? SandboxFault.Respond(400, "", (header, value)) : SandboxFault.Respond(400, "", ("x-request-id", " "), (header, value));

        var error = await Assert.ThrowsAsync<ProviderRefusedException>(() => bench.ListAsync(VonageBench.All));

        Assert.Equal(kept, error.CorrelationId);
        Assert.Equal(kept is not null, error.Message.Contains("(request ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(405)]
    [InlineData(422)]
    public async Task VBC_X12_any_other_4xx_is_a_refusal_and_is_not_repeated(int status)
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Seed("7");
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(status, "");

        var error = await Assert.ThrowsAsync<ProviderRefusedException>(() => bench.ListAsync(VonageBench.All));
        var result = Assert.Single(await bench.RemoveAsync([bench.CompanyItem("7")]));

        Assert.Equal(("ProviderRefused", status), (error.ErrorId, error.StatusCode));
        Assert.Equal((RemovalOutcome.Failed, status), (result.Outcome, result.StatusCode));
        Assert.Equal(2, bench.Requests.Count);
    }

    [Fact]
    public async Task VBC_X13_a_grant_that_is_refused_is_told_and_is_not_repeated()
    {
        await using var bench = VonageBench.Unconnected();
        var options = bench.PasswordOptions(password: new Secret("wrong&pass+word%"));
        await bench.ConnectAsync(options);

        var error = await Assert.ThrowsAsync<RecordingAuthenticationException>(() => bench.ListAsync(VonageBench.All));

        Assert.Equal(("AuthenticationFailed", 400), (error.ErrorId, error.StatusCode));
        Assert.Contains("User name or password is wrong.", error.Message, StringComparison.Ordinal);
        Assert.Equal(["POST /token -> 400"], bench.Requests.Select(r => r.ToString()));
    }

    [Fact]
    public async Task VBC_X13_a_grant_that_is_refused_ends_a_run_with_the_rest_unsent()
    {
        await using var bench = await VonageBench.OpenGrantedAsync();
        bench.SeedMany(30);
        var listed = await bench.ListAsync(VonageBench.All);
        bench.Room.Tokens.RevokeAccess();
        bench.Sandbox.ClearRequests();
        bench.Sandbox.OnRequest = r => r.Path == "/token" ? SandboxFault.Respond(400, """{"error":"invalid_grant","error_description":"Authentication failed for jane@vbc.prod"}""") : null;

        var results = await bench.RemoveAsync(listed, new RemovalOptions { HoldPath = bench.HoldPath, Audit = new AuditOptions { IsDisabled = true }, ThrottleLimit = 1 });

        Assert.Single(bench.Deletes);
        Assert.Contains("Authentication failed", Assert.Single(results, r => r.Outcome == RemovalOutcome.Failed).Reason, StringComparison.Ordinal);
        Assert.Equal(29, results.Count(r => r.Outcome == RemovalOutcome.NotSent));
        Assert.Equal(30, bench.Room.Count);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task VBC_X13_a_token_endpoint_that_is_busy_or_broken_is_asked_again(int status)
    {
        await using var bench = await VonageBench.OpenGrantedAsync();
        bench.Seed("7");
        bench.Sandbox.OnRequest = r => r.Count <= 2 ? SandboxFault.Respond(status, "") : null;

        var bare = Assert.Single(await bench.RemoveAsync([bench.CompanyItem("8")]));

        Assert.Equal(RemovalOutcome.NotFound, bare.Outcome);
        Assert.Equal([status, status, 200], bench.Grants.Select(r => r.Status));
        bench.Room.Tokens.RevokeAccess();
        bench.Sandbox.OnRequest = r => r.Path == "/token" ? SandboxFault.Respond(status, "") : null;
        var error = await Assert.ThrowsAsync<ProviderUnreachableException>(() => bench.ListAsync(VonageBench.All));
        Assert.Contains($"The token endpoint answered {status}.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html>Please sign in</html>")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"access_token":null}""")]
    [InlineData("""{"access_token":7}""")]
    public async Task VBC_X13_a_grant_without_a_token_is_an_error(string body)
    {
        await using var bench = await VonageBench.OpenGrantedAsync();
        bench.Sandbox.OnRequest = r => r.Path == "/token" ? SandboxFault.Respond(200, body) : null;

        await Assert.ThrowsAsync<RecordingAuthenticationException>(() => bench.ListAsync(VonageBench.All));

        Assert.Single(bench.Requests);
    }

    [Fact]
    public async Task VBC_X13_a_token_endpoint_that_never_answers_does_not_hold_a_run_for_ever()
    {
        await using var bench = await VonageBench.OpenGrantedAsync(time: new SwiftTime(100));
        bench.Seed("7");
        await bench.ListAsync(VonageBench.All);
        bench.Room.Tokens.RevokeAccess();
        bench.Sandbox.OnRequest = r => r.Path == "/token" ? SandboxFault.StallBefore : null;

        var error = await Assert.ThrowsAnyAsync<RecordingException>(() => bench.ListAsync(VonageBench.All).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));

        Assert.IsType<ProviderTimeoutException>(error);
    }
}
