using System.Diagnostics;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Providers;

/// <summary>What Webex answers when it does not do as asked, and what is made of it.</summary>
public sealed class WebexErrorFactsTests
{
    [Theory]
    [InlineData("""{"message":"M","errors":[{"description":"One."},{"description":"Two."},{"description":"One."}],"trackingId":"T"}""", "One.; Two.")]
    [InlineData("""{"message":"M","errors":[],"trackingId":"T"}""", "M")]
    [InlineData("""{"message":"M","errors":[{"description":""},{"code":1},7,null],"trackingId":"T"}""", "M")]
    [InlineData("""{"message":"M","errors":{"description":"One."}}""", "M")]
    [InlineData("""{"message":null}""", "BadRequest")]
    [InlineData("""{"error":"x"}""", "BadRequest")]
    public async Task WBX_X1_errors_are_told_by_their_descriptions_or_the_message(string body, string told)
    {
        await using var bench = await WebexBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(400, body);

        var error = await Assert.ThrowsAsync<ProviderRefusedException>(() => bench.ListAsync(WebexBench.Month()));

        Assert.StartsWith($"Webex recordings answered 400: {told} (request ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("trackingid", "H-1", "B-1", "H-1")]
    [InlineData("TrackingID", "H-1", "B-1", "H-1")]
    [InlineData("trackingid", " ", "B-1", "B-1")]
    [InlineData(null, null, "B-1", "B-1")]
    [InlineData(null, null, null, null)]
    public async Task WBX_X2_the_tracking_id_comes_in_the_header_or_in_the_body(string? header, string? inHeader, string? inBody, string? kept)
    {
        await using var bench = await WebexBench.OpenAsync();
        bench.Room.SendTrackingHeader = false;
        var body = inBody is null ? """{"message":"M"}""" : $$"""{"message":"M","trackingId":"{{inBody}}"}""";
        bench.Sandbox.OnRequest = _ => header is null ? SandboxFault.Respond(400, body) : SandboxFault.Respond(400, body, (header, inHeader!));

        var error = await Assert.ThrowsAsync<ProviderRefusedException>(() => bench.ListAsync(WebexBench.Month()));

        Assert.Equal(kept, error.CorrelationId);
        Assert.Equal(kept is not null, error.Message.Contains($"(request {kept})", StringComparison.Ordinal) && error.Message.Contains("(request", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(409)]
    [InlineData(410)]
    [InlineData(415)]
    [InlineData(423)]
    [InlineData(428)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task WBX_X2_every_error_tells_its_tracking_id(int status)
    {
        await using var bench = await WebexBench.OpenAsync();
        bench.Room.SendTrackingHeader = false;
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(status, """{"message":"M","trackingId":"ROUTER_1"}""", WebexBench.AtOnce);

        var error = await Assert.ThrowsAnyAsync<RecordingException>(() => bench.ListAsync(WebexBench.Month()));

        Assert.Equal((status, "ROUTER_1"), (error.StatusCode, error.CorrelationId));
        Assert.Contains("M (request ROUTER_1)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WBX_X2_a_failed_deletion_tells_its_tracking_id()
    {
        await using var bench = await WebexBench.OpenAsync(WebexBench.Admin);
        bench.Room.SendTrackingHeader = false;
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(403, """{"message":"M","trackingId":"ROUTER_2"}""");

        var result = Assert.Single(await bench.RemoveAsync([bench.Bare(bench.Seed())]));

        Assert.Equal((RemovalOutcome.Failed, "ROUTER_2"), (result.Outcome, result.CorrelationId));
        Assert.Equal("ROUTER_2", result.Error?.CorrelationId);
        Assert.Equal("ROUTER_2", bench.Ledger().Single(e => e.Outcome == RemovalOutcome.Failed).CorrelationId);
    }

    [Fact]
    public async Task WBX_X3_a_refused_token_that_cannot_be_renewed_is_not_repeated()
    {
        await using var bench = await WebexBench.OpenAsync();
        bench.Room.Tokens.RevokeAccess();

        var error = await Assert.ThrowsAsync<RecordingAuthenticationException>(() => bench.ListAsync(WebexBench.Month()));

        Assert.Equal(("AuthenticationFailed", 401), (error.ErrorId, error.StatusCode));
        Assert.Contains("-RefreshToken", error.RecommendedAction, StringComparison.Ordinal);
        Assert.Single(bench.Requests);
    }

    [Fact]
    public async Task WBX_X3_a_401_ends_a_run_with_the_rest_unsent()
    {
        await using var bench = await WebexBench.OpenAsync();
        bench.SeedMany(30);
        var listed = await bench.ListAsync(WebexBench.Month());
        bench.Room.Tokens.RevokeAccess();

        var results = await bench.RemoveAsync(listed, bench.For(workers: 1));

        Assert.Single(bench.Deletes);
        Assert.Single(results, r => r.Outcome == RemovalOutcome.Failed);
        Assert.Equal(29, results.Count(r => r.Outcome == RemovalOutcome.NotSent));
        Assert.Equal(30, bench.Room.Count);
    }

    [Fact]
    public async Task WBX_X3_a_401_renews_the_token_once_and_repeats_the_call_once()
    {
        await using var bench = WebexBench.Unconnected();
        await bench.ConnectAsync(WithRefreshToken(bench));
        var id = bench.Seed();
        await bench.ListAsync(WebexBench.Month());
        bench.Room.Tokens.RevokeAccess();
        bench.Sandbox.ClearRequests();

        var read = await bench.GetAsync(id);

        Assert.Equal(id, read.Id);
        Assert.Equal([401, 200, 200], bench.Requests.Select(r => r.Status));
        Assert.Equal(["/v1/recordings/" + id, "/v1/access_token", "/v1/recordings/" + id], bench.Requests.Select(r => r.Path));
        Assert.Equal(2, bench.Room.Tokens.Granted);
    }

    [Fact]
    public async Task WBX_X3_a_token_that_is_refused_after_its_renewal_is_not_renewed_again()
    {
        await using var bench = WebexBench.Unconnected();
        await bench.ConnectAsync(WithRefreshToken(bench));
        bench.Sandbox.OnRequest = r => r.Method == "GET" ? SandboxFault.Respond(401, "") : null;

        await Assert.ThrowsAsync<RecordingAuthenticationException>(() => bench.ListAsync(WebexBench.Month()));

        Assert.Equal(["POST", "GET", "POST", "GET"], bench.Requests.Select(r => r.Method));
    }

    [Theory]
    [InlineData(WebexBench.User, "meeting:recordings_read", "meeting:recordings_read", "meeting:recordings_write", "meeting:recordings_write")]
    [InlineData(WebexBench.Admin, "meeting:admin_recordings_read", "meeting:admin_recordings_read", "meeting:admin_recordings_write", "meeting:admin_recordings_write")]
    [InlineData(WebexBench.Officer, "spark-compliance:meetings_read", "spark-compliance:meetings_read", "spark-compliance:meetings_write", null)]
    public async Task WBX_X4_403_names_the_scope_that_is_missing_and_is_not_repeated(string role, string list, string get, string delete, string? bin)
    {
        await using var bench = await WebexBench.OpenAsync(role);
        var id = bench.Seed();
        var listed = await bench.ListAsync(WebexBench.Month());
        bench.Seed(status: "deleted");
        var binned = bin is null ? [] : await bench.ListAsync(WebexBench.Month("deleted"));
        bench.Sandbox.ClearRequests();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(403, """{"message":"No."}""");

        var listing = await Assert.ThrowsAsync<RecordingPermissionException>(() => bench.ListAsync(WebexBench.Month()));
        var reading = await Assert.ThrowsAsync<RecordingPermissionException>(() => bench.GetAsync(id));
        var deleting = Assert.Single(await bench.RemoveAsync(listed, bench.For(reason: "audit")));

        Assert.Equal(3, bench.Requests.Count);
        Assert.Contains($"needs the scope {list}.", listing.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains($"needs the scope {get}.", reading.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(RemovalOutcome.Failed, deleting.Outcome);
        Assert.Contains($"needs the scope {delete}.", deleting.Error?.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("-Role", listing.RecommendedAction, StringComparison.Ordinal);
        if (bin is null) return;
        var recycling = Assert.Single(await bench.RemoveAsync(listed, bench.For(RemovalAction.Recycle)));
        var purging = Assert.Single(await bench.RemoveAsync(binned, bench.For(RemovalAction.Purge)));
        var restoring = Assert.Single(await bench.RestoreAsync(binned));
        Assert.All([recycling.Error, purging.Error, restoring.Error], e => Assert.Contains($"needs the scope {bin}.", e?.RecommendedAction, StringComparison.Ordinal));
        Assert.Equal(8, bench.Requests.Count); // With the looks before and after the restoring.
    }

    [Fact]
    public async Task WBX_X5_404_may_mean_another_hosts_and_is_not_repeated()
    {
        await using var bench = await WebexBench.OpenAsync();
        var id = bench.Seed(host: WebexBench.Bo);

        var error = await Assert.ThrowsAsync<RecordingNotFoundException>(() => bench.GetAsync(id));
        var result = Assert.Single(await bench.RemoveAsync([bench.Bare(id)]));

        Assert.Equal(("RecordingNotFound", 404), (error.ErrorId, error.StatusCode));
        Assert.Equal((RemovalOutcome.NotFound, 404), (result.Outcome, result.Error?.StatusCode));
        Assert.All([error, result.Error], e => Assert.Contains("-Role Admin", e?.RecommendedAction, StringComparison.Ordinal));
        Assert.All([error, result.Error], e => Assert.Contains("-Owner", e?.RecommendedAction, StringComparison.Ordinal));
        Assert.Equal(2, bench.Requests.Count);
        Assert.True(bench.Room.Contains(id));
    }

    [Fact]
    public async Task WBX_X6_429_waits_as_long_as_retry_after_says_and_uses_up_no_tries()
    {
        // With a pace of its own the gate need not learn one, which would take its time.
        await using var bench = await WebexBench.OpenAsync(WebexBench.Admin, requestsPerMinute: 60_000);
        var id = bench.Seed();
        bench.Sandbox.OnRequest = r => r.Count <= 8 ? SandboxFault.Respond(429, "", WebexBench.AtOnce) : null;

        var result = Assert.Single(await bench.RemoveAsync([bench.Bare(id)]));

        Assert.Equal((RemovalOutcome.Deleted, 9), (result.Outcome, result.Attempts));
        Assert.False(bench.Room.Contains(id));
    }

    [Theory]
    [InlineData(3600, 3600, 3601)]
    [InlineData(null, 30, 33)]
    public async Task WBX_X6_429_waits_for_retry_after_or_half_a_minute(int? seconds, int least, int most)
    {
        await using var bench = await WebexBench.OpenAsync(longestThrottle: TimeSpan.FromSeconds(10), isSandbox: false);
        bench.Sandbox.OnRequest = r => seconds is { } wait ? SandboxFault.Respond(429, "", ("Retry-After", $"{wait}")) : SandboxFault.Respond(429, "");
        var asked = DateTimeOffset.UtcNow;

        var error = await Assert.ThrowsAsync<ProviderThrottledException>(() => bench.ListAsync(WebexBench.Month()));

        Assert.InRange(error.RetryAt!.Value, asked.AddSeconds(least), DateTimeOffset.UtcNow.AddSeconds(most));
        Assert.Single(bench.Requests);
    }

    [Fact]
    public async Task WBX_X7_423_is_a_lock_that_passes_and_is_repeated()
    {
        await using var bench = await WebexBench.OpenAsync(WebexBench.Admin);
        var id = bench.Seed();
        bench.Room.Locked = [id];
        bench.Room.LockedRetryAfterSeconds = 0;
        bench.Sandbox.OnRequest = r =>
        {
            if (r.Count == 3) bench.Room.Locked = [];
            return null;
        };

        var result = Assert.Single(await bench.RemoveAsync([bench.Bare(id)]));

        Assert.Equal((RemovalOutcome.Deleted, 3), (result.Outcome, result.Attempts));
        Assert.Equal([423, 423, 204], bench.Deletes.Select(r => r.Status));
    }

    [Theory]
    [InlineData(RemovalAction.Delete)]
    [InlineData(RemovalAction.Recycle)]
    public async Task WBX_X7_423_waits_as_long_as_retry_after_says(RemovalAction action)
    {
        await using var bench = await WebexBench.OpenAsync();
        var id = bench.Seed();
        var listed = await bench.ListAsync(WebexBench.Month());
        var refused = 0;
        // Timers run twenty times as fast: two seconds of waiting become a tenth of one, and forty become two.
        bench.Sandbox.OnRequest = r => r.Method != "GET" && refused++ == 0 ? SandboxFault.Respond(423, "", ("Retry-After", "40")) : null;
        var watch = Stopwatch.StartNew();

        var result = Assert.Single(await bench.RemoveAsync(listed, bench.For(action)));

        Assert.InRange(watch.Elapsed.TotalSeconds, 1.9, 30);
        Assert.Equal((action == RemovalAction.Delete ? RemovalOutcome.Deleted : RemovalOutcome.Recycled, 2), (result.Outcome, result.Attempts));
        Assert.False(bench.Room.Contains(id));
    }

    [Theory]
    [InlineData(RemovalAction.Delete)]
    [InlineData(RemovalAction.Recycle)]
    public async Task WBX_X7_a_lock_that_lasts_longer_than_we_may_wait_is_a_failure(RemovalAction action)
    {
        await using var bench = await WebexBench.OpenAsync(longestThrottle: TimeSpan.FromMinutes(1));
        var id = bench.Seed();
        var listed = await bench.ListAsync(WebexBench.Month());
        bench.Sandbox.OnRequest = r => r.Method != "GET" ? SandboxFault.Respond(423, "", ("Retry-After", "3600")) : null;

        var result = Assert.Single(await bench.RemoveAsync(listed, bench.For(action)));

        Assert.Equal((RemovalOutcome.Failed, 1, 423), (result.Outcome, result.Attempts, result.StatusCode));
        Assert.IsType<RecordingUnavailableException>(result.Error);
        Assert.True(bench.Room.Contains(id));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    public async Task WBX_X8_5xx_is_repeated_and_then_given_up(int status)
    {
        await using var bench = await WebexBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(status, "", WebexBench.AtOnce);

        var error = await Assert.ThrowsAsync<ProviderFailedException>(() => bench.ListAsync(WebexBench.Month()));

        Assert.Equal(("ProviderFailed", status), (error.ErrorId, error.StatusCode));
        Assert.Equal(5, bench.Requests.Count);
    }

    [Fact]
    public async Task WBX_X8_5xx_on_a_delete_is_repeated_until_it_succeeds()
    {
        await using var bench = await WebexBench.OpenAsync(WebexBench.Admin);
        var id = bench.Seed();
        bench.Sandbox.OnRequest = r => r.Count <= 2 ? SandboxFault.Respond(503, "", WebexBench.AtOnce) : null;

        var result = Assert.Single(await bench.RemoveAsync([bench.Bare(id)]));

        Assert.Equal((RemovalOutcome.Deleted, 3), (result.Outcome, result.Attempts));
    }

    [Fact]
    public async Task WBX_X9_504_on_a_listing_halves_the_page()
    {
        await using var bench = await WebexBench.OpenAsync();
        var all = bench.SeedMany(60);
        bench.Sandbox.OnRequest = r => r.Query.Contains("max=100", StringComparison.Ordinal) || r.Query.Contains("max=50", StringComparison.Ordinal)
            ? SandboxFault.Respond(504, "", WebexBench.AtOnce)
            : null;

        var listed = await bench.ListAsync(WebexBench.Month());

        Assert.Equal(all, listed.Select(r => r.Id));
        Assert.Equal(["100", "50", "25"], bench.Lists.Select(r => WebexBench.Query(r)["max"]).Distinct());
        Assert.Equal((5, 5, 3), (Count("100"), Count("50"), Count("25")));

        int Count(string size) => bench.Lists.Count(r => WebexBench.Query(r)["max"] == size);
    }

    [Fact]
    public async Task WBX_X9_504_that_does_not_end_is_an_error_and_no_empty_list()
    {
        await using var bench = await WebexBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(504, "", WebexBench.AtOnce);

        var error = await Assert.ThrowsAsync<ProviderTimeoutException>(() => bench.ListAsync(WebexBench.Month()));

        Assert.Equal(504, error.StatusCode);
        Assert.Equal(["100", "50", "25", "12"], bench.Lists.Select(r => WebexBench.Query(r)["max"]).Distinct());
    }

    [Theory]
    [InlineData("", "application/json")]
    [InlineData("<html><body>Bad gateway</body></html>", "text/html")]
    [InlineData("""{"errors":[""", "application/json")]
    [InlineData("""["no object"]""", "application/json")]
    [InlineData("null", "application/json")]
    public async Task WBX_X10_an_error_without_a_readable_body_is_told_by_its_status(string body, string type)
    {
        await using var bench = await WebexBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(502, body, WebexBench.AtOnce, ("Content-Type", type));

        var error = await Assert.ThrowsAsync<ProviderFailedException>(() => bench.ListAsync(WebexBench.Month()));

        Assert.StartsWith("Webex recordings answered 502: BadGateway (request ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "application/json")]
    [InlineData("<html><body>Please sign in</body></html>", "text/html")]
    [InlineData("""{"items":[{"id":"00000000000000000000000000000001"},""", "application/json")]
    [InlineData("[]", "application/json")]
    [InlineData("{}", "application/json")]
    [InlineData("""{"items":null}""", "application/json")]
    public async Task WBX_X11_a_success_that_cannot_be_read_is_never_taken_for_an_empty_list(string body, string type)
    {
        await using var bench = await WebexBench.OpenAsync();
        bench.Seed();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(200, body, ("Content-Type", type));

        var error = await Assert.ThrowsAsync<ProviderResponseException>(() => bench.ListAsync(WebexBench.Month()));

        Assert.Equal("ProviderResponseInvalid", error.ErrorId);
    }

    [Fact]
    public async Task WBX_X11_half_an_answer_is_asked_for_again()
    {
        await using var bench = await WebexBench.OpenAsync();
        var all = bench.SeedMany(5);
        bench.Sandbox.OnRequest = r => r.Count == 1 ? SandboxFault.Truncate : r.Count == 2 ? SandboxFault.ResetBefore : r.Count == 3 ? SandboxFault.ResetAfter : null;

        Assert.Equal(all, (await bench.ListAsync(WebexBench.Month())).Select(r => r.Id));
        Assert.Equal(4, bench.Requests.Count);
    }

    [Theory]
    [InlineData(400, "ProviderRefused")]
    [InlineData(405, "ProviderRefused")]
    [InlineData(409, "RecordingUnavailable")]
    [InlineData(410, "RecordingNotFound")]
    [InlineData(415, "ProviderRefused")]
    [InlineData(428, "ProviderRefused")]
    public async Task WBX_X12_other_refusals_are_not_repeated(int status, string errorId)
    {
        await using var bench = await WebexBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(status, "");

        var error = await Assert.ThrowsAnyAsync<RecordingException>(() => bench.ListAsync(WebexBench.Month()));

        Assert.Equal((errorId, status), (error.ErrorId, error.StatusCode));
        Assert.Single(bench.Requests);
    }

    private static ConnectionOptions WithRefreshToken(WebexBench bench) => new()
    {
        Provider = "Webex",
        ClientId = "client",
        ClientSecret = bench.Sandbox.ApiKey,
        RefreshToken = bench.Sandbox.ApiKey,
        BaseUri = bench.Sandbox.GetBaseUri("Webex"),
        IsSandbox = true,
        SkipValidation = true,
    };
}
