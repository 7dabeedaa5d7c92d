using System.Text.Json;
using System.Text.RegularExpressions;
using RecordingCmdlets.Engine.Tests.Support;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Providers;

/// <summary>How tokens of Vonage are had and kept, and how fast it may be asked.</summary>
public sealed partial class VonageAccessFactsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task VBC_T41_a_credential_that_is_half_set_says_what_was_found()
    {
        await using var bench = VonageBench.Unconnected(environment: _ => name => name == "VBC_USERNAME" ? VonageBench.UserName : null);

        var fault = await Assert.ThrowsAsync<RecordingAuthenticationException>(() => bench.ConnectAsync(new ConnectionOptions { Provider = "Vonage", BaseUri = bench.Sandbox.GetBaseUri("Vonage") }));

        Assert.Contains("VBC_USERNAME is not enough", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task VBC_T34_ten_requests_leave_and_the_eleventh_waits_whatever_they_are_for()
    {
        await using var bench = await VonageBench.OpenAsync(isSandbox: false, isPathKnown: false, time: TimeProvider.System);
        bench.Seed("7");
        bench.Seed("8");
        for (var i = 0; i < 5; i++) await bench.ListAsync(VonageBench.All);
        for (var i = 0; i < 4; i++) await bench.GetAsync("7", RecordingKinds.Company);
        Assert.Equal(RemovalOutcome.Deleted, Assert.Single(await bench.RemoveAsync([bench.CompanyItem("7")])).Outcome);
        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        impatient.CancelAfter(TimeSpan.FromMilliseconds(400));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => bench.Session.GetAsync(bench.CompanyItem("8").Reference, bench.Notices, impatient.Token));

        Assert.Equal(10, bench.Requests.Count);
        var info = Assert.Single(bench.Session.GetProviders().Single(p => p.Name == "Vonage").Connections);
        Assert.Equal(10, info.RequestsPerMinute);
    }

    [Fact]
    public async Task VBC_T34_the_eleventh_leaves_a_minute_after_the_first()
    {
        await using var bench = await VonageBench.OpenAsync(isSandbox: false, isPathKnown: false, time: new SwiftTime(30));
        bench.SeedMany(13);

        var results = await bench.RemoveAsync(await bench.ListAsync(VonageBench.All));

        Assert.Equal(13, results.Count(r => r.Outcome == RemovalOutcome.Deleted));
        Assert.Equal(14, bench.Requests.Count);
        Assert.All(Enumerable.Range(0, 4), i => Assert.True(bench.Requests[i + 10].Time - bench.Requests[i].Time >= TimeSpan.FromSeconds(1.9)));
        Assert.True(bench.Requests[9].Time - bench.Requests[0].Time < TimeSpan.FromSeconds(1.9));
    }

    [Fact]
    public async Task VBC_T34_a_higher_quota_can_be_told()
    {
        await using var bench = await VonageBench.OpenAsync(isSandbox: false, requestsPerMinute: 600);
        for (var i = 0; i < 40; i++) await bench.ListAsync(VonageBench.All);

        Assert.Equal(40, bench.Requests.Count);
        Assert.Equal(600, Assert.Single(bench.Session.GetProviders().Single(p => p.Name == "Vonage").Connections).RequestsPerMinute);
    }

    [Theory]
    [InlineData(RecordingKinds.Company)]
    [InlineData(RecordingKinds.OnDemand)]
    public async Task VBC_T35_a_long_run_is_announced_before_it_begins(string kind)
    {
        await using var bench = await VonageBench.OpenAsync(isSandbox: false);
        bench.SeedMany(250, kind == RecordingKinds.Company ? null : bench.Room.SelfUserId);
        int? warned = null;

        await bench.ListAsync(new RecordingQuery { Now = VonageBench.Now, Kinds = [kind] }, _ => warned ??= bench.Notices.Warnings.Count);

        Assert.Equal(1, warned);
        var warning = Assert.Single(bench.Notices.Warnings);
        Assert.Contains($"250 items of kind {kind} at 10 requests a minute", warning, StringComparison.Ordinal);
        Assert.Contains("listing takes about 0.00:00:18, removing all of them about 0.00:25:00", warning, StringComparison.Ordinal);
        Assert.Contains("-RequestsPerMinute", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task VBC_T35_a_short_run_is_not_announced()
    {
        await using var bench = await VonageBench.OpenAsync(isSandbox: false);
        bench.SeedMany(15);

        await bench.ListAsync(VonageBench.All);

        Assert.Empty(bench.Notices.Warnings);
    }

    [Theory]
    [InlineData("p&a+s%s=w ö;#?/:\"'\\x")]
    [InlineData("100%25+1&password=other")]
    public async Task VBC_T36_every_value_of_the_password_grant_is_escaped(string password)
    {
        await using var bench = VonageBench.Unconnected(key: new Secret(password));
        bench.Seed("7");
        string? body = null, type = null, authorization = "none";
        bench.Sandbox.OnRequest = r =>
        {
            if (r.Path == "/token") (body, type, authorization) = (r.Body, r.GetHeader("Content-Type"), r.Authorized ? authorization : "wrong");
            return null;
        };
        await bench.ConnectAsync(bench.PasswordOptions("ja+ne&co%@vbc.prod", client: "client +&%"));

        Assert.Single(await bench.ListAsync(VonageBench.All));

        Assert.Equal(("application/x-www-form-urlencoded", "none"), (type, authorization));
        var escaped = Uri.EscapeDataString(password).Replace("%20", "+", StringComparison.Ordinal);
        Assert.Equal(
            ["client_id=client+%2B%26%25", $"client_secret={escaped}", "grant_type=password", $"password={escaped}", "username=ja%2Bne%26co%25%40vbc.prod"],
            body!.Split('&').Order(StringComparer.Ordinal));
        Assert.Equal("POST /token -> 200", bench.Requests[0].ToString());
    }

    [Theory]
    [InlineData("jane", false)]
    [InlineData("jane@example.com", false)]
    [InlineData("jane@vbc.prod.example.com", false)]
    [InlineData("jane@vbc.prod ", false)]
    [InlineData("jane@vbc.prod", true)]
    public async Task VBC_T37_a_user_name_ends_in_vbc_prod(string name, bool isTaken)
    {
        await using var bench = VonageBench.Unconnected();

        if (isTaken)
        {
            await bench.ConnectAsync(bench.PasswordOptions(name));
            Assert.Empty(await bench.ListAsync(VonageBench.All));
            return;
        }

        var error = await Assert.ThrowsAsync<RecordingArgumentException>(() => bench.ConnectAsync(bench.PasswordOptions(name)));
        Assert.Equal("UserNameInvalid", error.ErrorId);
        Assert.Contains("@vbc.prod", error.Message, StringComparison.Ordinal);
        Assert.Empty(bench.Requests);
    }

    [Theory]
    [InlineData("7200", 7200)]
    [InlineData("\"7200\"", 7200)]
    [InlineData("7200.5", 7200)]
    [InlineData("null", 3600)]
    [InlineData("0", 3600)]
    [InlineData("-5", 3600)]
    [InlineData("\"soon\"", 3600)]
    [InlineData("9223372036854775807", 31_536_000)]
    [InlineData("1e300", 31_536_000)]
    public async Task VBC_T38_a_token_is_granted_anew_a_minute_before_its_end(string lifetime, int seconds)
    {
        var time = new LeapTime();
        await using var bench = await VonageBench.OpenGrantedAsync(time: time);
        bench.Sandbox.OnRequest = r => r.Path != "/token" ? null
            : SandboxFault.Respond(200, $$"""{"access_token":"{{bench.Sandbox.ApiKey.Reveal()}}","token_type":"Bearer","expires_in":{{lifetime}}}""");

        await bench.ListAsync(VonageBench.All);
        time.Leap(TimeSpan.FromSeconds(seconds - 65));
        await bench.ListAsync(VonageBench.All);
        Assert.Single(bench.Grants);
        time.Leap(TimeSpan.FromSeconds(10));
        await bench.ListAsync(VonageBench.All);

        Assert.Equal(2, bench.Grants.Count);
        Assert.All(bench.Requests, r => Assert.Equal(200, r.Status));
    }

    [Fact]
    public async Task VBC_T39_a_refresh_token_is_used_once_and_its_successor_handed_out()
    {
        var handedOut = new List<string>();
        await using var bench = await VonageBench.OpenGrantedAsync(byPassword: false, secret => handedOut.Add(secret.Reveal()));
        var used = new List<string>();
        bench.Sandbox.OnRequest = r =>
        {
            if (r.Path == "/token") used.Add(r.Body.Split('&').Single(p => p.StartsWith("refresh_token=", StringComparison.Ordinal))["refresh_token=".Length..]);
            return null;
        };

        for (var i = 0; i < 3; i++)
        {
            await bench.ListAsync(VonageBench.All);
            bench.Room.Tokens.RevokeAccess();
        }

        Assert.Equal(3, handedOut.Distinct().Count());
        Assert.Equal([bench.Sandbox.ApiKey.Reveal(), .. handedOut.Take(2)], used);
        Assert.All(bench.Grants, r => Assert.Equal(200, r.Status));
        Assert.Empty(bench.Notices.Warnings);
    }

    [Fact]
    public async Task VBC_T39_the_successor_is_handed_out_before_the_new_access_token_is_used_by_anybody()
    {
        var usedBefore = -1;
        VonageBench? open = null;
        await using var bench = await VonageBench.OpenGrantedAsync(byPassword: false, _ =>
        {
            Task.Delay(200).Wait();
            usedBefore = open!.Lists.Count;
        });
        open = bench;

        var lists = Enumerable.Range(0, 6).Select(async i =>
        {
            await Task.Delay(30 * i, Cancellation);
            await bench.ListAsync(VonageBench.All);
        });
        await Task.WhenAll(lists);

        Assert.Equal((0, 6), (usedBefore, bench.Lists.Count));
        Assert.Single(bench.Grants);
    }

    [Fact]
    public async Task VBC_T39_a_successor_that_could_not_be_stored_is_not_lost_to_the_session()
    {
        var calls = 0;
        await using var bench = await VonageBench.OpenGrantedAsync(byPassword: false, _ =>
        {
            if (calls++ == 0) throw new NotSupportedException("The vault is closed.");
        });

        await Assert.ThrowsAsync<NotSupportedException>(() => bench.ListAsync(VonageBench.All));
        await bench.ListAsync(VonageBench.All);
        bench.Room.Tokens.RevokeAccess();
        await bench.ListAsync(VonageBench.All);

        Assert.Equal((2, 2), (bench.Grants.Count, calls));
        Assert.All(bench.Grants, r => Assert.Equal(200, r.Status));
    }

    [Fact]
    public async Task VBC_T39_a_refresh_token_whose_successor_nobody_keeps_is_warned_about()
    {
        await using var bench = await VonageBench.OpenGrantedAsync(byPassword: false);

        var warning = Assert.Single(bench.Notices.Warnings);
        Assert.Contains("replaces a refresh token at each use", warning, StringComparison.Ordinal);
        Assert.Contains("-OnTokenChanged", warning, StringComparison.Ordinal);
        Assert.Empty(bench.Requests);
    }

    [Fact]
    public async Task VBC_T40_one_grant_serves_all_requests_and_connections_of_a_user()
    {
        await using var bench = VonageBench.Unconnected();
        var client = Guid.NewGuid().ToString("N");
        bench.SeedMany(20);
        await bench.ConnectAsync(bench.PasswordOptions(client: client));
        await bench.RemoveAsync(await bench.ListAsync(VonageBench.All));
        await bench.ConnectAsync(bench.PasswordOptions(client: client));
        await bench.ListAsync(VonageBench.All);

        Assert.Single(bench.Grants);
        Assert.Equal(1, bench.Room.Tokens.Granted);
    }

    [Fact]
    public async Task VBC_T40_a_wrong_password_is_not_served_by_the_token_of_the_right_one()
    {
        await using var bench = VonageBench.Unconnected();
        var client = Guid.NewGuid().ToString("N");
        var right = await bench.ConnectAsync(bench.PasswordOptions(client: client));
        await bench.ListAsync(VonageBench.All);

        var wrong = await bench.ConnectAsync(bench.PasswordOptions(password: new Secret("wrong"), client: client));
        await Assert.ThrowsAsync<RecordingAuthenticationException>(() => bench.ListAsync(VonageBench.All));

        // What is shown is made of nothing that could be guessed from it.
        Assert.Equal(right.CredentialFingerprint, wrong.CredentialFingerprint);
    }

    [Fact]
    public async Task VBC_T41_the_environment_gives_user_password_and_client()
    {
        var client = Guid.NewGuid().ToString("N");
        await using var bench = VonageBench.Unconnected(environment: sandbox => name => name switch
        {
            "VBC_USERNAME" => VonageBench.UserName,
            "VBC_PASSWORD" or "VBC_CLIENT_SECRET" => sandbox.ApiKey.Reveal() + "\n",
            "VBC_CLIENT_ID" => client,
            _ => null,
        });

        var connection = await bench.ConnectAsync(new ConnectionOptions { Provider = "Vonage", BaseUri = bench.Sandbox.GetBaseUri("Vonage") });

        Assert.Equal("environment variable VBC_PASSWORD", connection.CredentialSource);
        Assert.Equal(["POST 200", "GET 200"], bench.Requests.Select(r => $"{r.Method} {r.Status}"));
        Assert.Equal(["VBC_USERNAME", "VBC_PASSWORD", "VBC_CLIENT_ID", "VBC_CLIENT_SECRET"], bench.Session.GetProviders().Single(p => p.Name == "Vonage").EnvironmentVariables);
    }

    [Fact]
    public async Task VBC_T41_names_that_may_mean_anything_are_not_read()
    {
        await using var bench = VonageBench.Unconnected(environment: sandbox => name => name is "USERNAME" or "PASSWORD" or "CLIENT_ID" or "SECRET" ? sandbox.ApiKey.Reveal() : null);

        var error = await Assert.ThrowsAsync<RecordingAuthenticationException>(
            () => bench.ConnectAsync(new ConnectionOptions { Provider = "Vonage", BaseUri = bench.Sandbox.GetBaseUri("Vonage") }));

        Assert.Equal("CredentialMissing", error.ErrorId);
        Assert.Empty(bench.Requests);
    }

    [Fact]
    public async Task VBC_T42_no_secret_shows_anywhere_even_when_the_service_echoes_it()
    {
        const string Password = "canary&pass+word%42";
        await using var bench = VonageBench.Unconnected(key: new Secret(Password));
        bench.Sandbox.EchoSecretInErrors = true;
        bench.SeedMany(3);
        await bench.ConnectAsync(bench.PasswordOptions());
        var listed = await bench.ListAsync(VonageBench.All);
        bench.Room.Tokens.RevokeAccess();
        var results = await bench.RemoveAsync(listed);
        bench.Sandbox.OnRequest = r => r.Path == "/token"
            ? SandboxFault.Respond(400, $$"""{"error":"invalid_grant","error_description":"{{Password}} and {{Uri.EscapeDataString(Password)}} are wrong"}""") : SandboxFault.Respond(401, "");
        var refused = await Assert.ThrowsAsync<RecordingAuthenticationException>(() => bench.ListAsync(VonageBench.All));
        bench.Sandbox.OnRequest = null;
        var echoed = await Assert.ThrowsAsync<ProviderRefusedException>(
            () => bench.ListAsync(new RecordingQuery { Now = VonageBench.Now, Kinds = [RecordingKinds.Company], MinimumDuration = TimeSpan.FromSeconds(-1) }));

        Assert.Contains(Secret.Mask, refused.Message, StringComparison.Ordinal);
        Assert.Contains($"Bearer {Secret.Mask}", echoed.Message, StringComparison.Ordinal);
        var ledger = string.Concat(Directory.GetFiles(bench.AuditPath, "*", SearchOption.AllDirectories).Select(File.ReadAllText));
        var shown = refused + "\n" + echoed + bench.Notices.All + ledger + JsonSerializer.Serialize(results) + JsonSerializer.Serialize(bench.Session.GetProviders());
        Assert.DoesNotContain(Password, shown, StringComparison.Ordinal);
        Assert.DoesNotContain(Uri.EscapeDataString(Password), shown, StringComparison.Ordinal);
        Assert.DoesNotMatch(AnyToken(), shown);
    }

    [Fact]
    public async Task VBC_T42_secrets_go_to_the_token_endpoint_of_the_connections_own_address_alone()
    {
        await using var elsewhere = VonageBench.Unconnected();
        await using var bench = await VonageBench.OpenGrantedAsync();
        bench.Sandbox.OnRequest = r => r.Path == "/token" ? SandboxFault.Respond(307, "", ("Location", new Uri(elsewhere.Sandbox.GetBaseUri("Vonage"), "/token").AbsoluteUri)) : null;

        await Assert.ThrowsAsync<RecordingAuthenticationException>(() => bench.ListAsync(VonageBench.All));

        Assert.Equal("/token", Assert.Single(bench.Requests).Path);
        Assert.Empty(elsewhere.Requests);
    }

    [GeneratedRegex("(access|refresh)[0-9A-F]{32}")]
    private static partial Regex AnyToken();
}
