using System.Text;
using System.Text.Json;
using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Providers;
using RecordingCmdlets.Engine.Providers.Telnyx;
using RecordingCmdlets.Engine.Tests.Providers;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.EndToEnd;

/// <summary>Where credentials come from, where they go, and where they never show.</summary>
public sealed class CredentialTests
{
    private const string Canary = "KEYcanary/0123456789+abcdef";

    [Fact]
    public async Task A_stop_does_not_lose_the_successor_of_a_refresh_token_that_is_being_spent()
    {
        var handed = new TaskCompletionSource<Secret>();
        await using var bench = VonageBench.Unconnected(recordings: 3, time: TimeProvider.System);
        await bench.ConnectAsync(bench.RefreshOptions(handed.SetResult));
        using var stop = new CancellationTokenSource();
        bench.Sandbox.OnRequest = r =>
        {
            if (r.Path != "/token") return null;
            stop.CancelAfter(50);
            return SandboxFault.Delay(TimeSpan.FromMilliseconds(300));
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in bench.Session.ListAsync(VonageBench.All, bench.Notices, stop.Token)) Assert.Fail("Nothing can have come.");
        });

        await handed.Task.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        Assert.Equal(["/token"], bench.Requests.Select(r => r.Path));
    }

    [Fact]
    public async Task A_wrong_key_is_found_at_connecting_and_shows_nowhere_even_when_the_service_echoes_it()
    {
        await using var rig = new Rig();
        rig.Sandbox.EchoSecretInErrors = true;

        var fault = await Assert.ThrowsAsync<RecordingAuthenticationException>(() => rig.Session.ConnectAsync(
            new ConnectionOptions { Provider = "Telnyx", ApiKey = new Secret(Canary), BaseUri = rig.Sandbox.GetBaseUri("Telnyx") }, rig.Notices, TestContext.Current.CancellationToken));

        Assert.Equal("AuthenticationFailed", fault.ErrorId);
        Assert.Contains(Secret.Mask, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, fault + JsonSerializer.Serialize(rig.Notices.Said), StringComparison.Ordinal);
        Assert.Empty(rig.Session.GetProviders().Single(p => p.Name == "Telnyx").Connections);
        Assert.Single(rig.Sandbox.GetRequests());
    }

    [Fact]
    public async Task The_environment_connects_on_first_use_and_a_parameter_wins_over_it()
    {
        using var sandbox = SandboxServer.Start(new SandboxOptions { RecordingCount = 3 });
        using var session = new EngineSession(ProviderRegistry.All, name => name == "TELNYX_API_KEY" ? sandbox.ApiKey.Reveal() : null, TimeProvider.System);
        var fromEnvironment = await session.ConnectAsync(new ConnectionOptions { Provider = "telnyx", BaseUri = sandbox.GetBaseUri("Telnyx") }, SilentNotices.Instance, TestContext.Current.CancellationToken);
        Assert.Equal("environment variable TELNYX_API_KEY", fromEnvironment.CredentialSource);

        await Assert.ThrowsAsync<RecordingAuthenticationException>(() => session.ConnectAsync(
            new ConnectionOptions { Provider = "Telnyx", ApiKey = new Secret("KEYwrong"), BaseUri = sandbox.GetBaseUri("Telnyx") }, SilentNotices.Instance, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("http://example.com/v2", "BaseUriUnencrypted")]
    [InlineData("ftp://example.com/", "BaseUriInvalid")]
    [InlineData("https://user:pass@example.com/", "BaseUriInvalid")]
    [InlineData("https://example.com/?key=1", "BaseUriInvalid")]
    public async Task A_base_address_that_could_leak_the_key_is_refused(string address, string errorId)
    {
        await using var rig = new Rig();

        var fault = await Assert.ThrowsAsync<RecordingArgumentException>(() => rig.Session.ConnectAsync(
            new ConnectionOptions { Provider = "Telnyx", ApiKey = new Secret(Canary), BaseUri = new Uri(address), SkipValidation = true }, rig.Notices, TestContext.Current.CancellationToken));

        Assert.Equal(errorId, fault.ErrorId);
    }

    [Fact]
    public async Task An_expired_token_is_renewed_once_for_all_workers_and_the_new_refresh_token_handed_out()
    {
        await using var service = new TokenService();
        var handedOut = new List<string>();
        using var session = new EngineSession([service.Declaration], static _ => null, TimeProvider.System);
        await session.ConnectAsync(TokenService.Options(secret => handedOut.Add(secret.Reveal())), SilentNotices.Instance, TestContext.Current.CancellationToken);
        service.Expire();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            await foreach (var recording in session.ListAsync(new RecordingQuery { Now = DateTimeOffset.UtcNow }, SilentNotices.Instance, TestContext.Current.CancellationToken))
                Assert.Equal("abc", recording.Id);
        }));

        Assert.Equal(["refresh-1", "refresh-2"], service.RefreshTokensUsed);
        Assert.Equal(["refresh-2", "refresh-3"], handedOut);
    }

    [Fact]
    public async Task A_token_that_is_refused_again_after_its_renewal_is_an_error_and_no_loop()
    {
        await using var service = new TokenService { RefusesEverything = true };
        using var session = new EngineSession([service.Declaration], static _ => null, TimeProvider.System);

        var fault = await Assert.ThrowsAsync<RecordingAuthenticationException>(() => session.ConnectAsync(TokenService.Options(null), SilentNotices.Instance, TestContext.Current.CancellationToken));

        Assert.Equal(401, fault.StatusCode);
        Assert.Equal(2, service.RefreshTokensUsed.Count);
        Assert.Equal(2, service.Lists);
    }

    [Fact]
    public async Task A_token_that_was_replaced_before_its_refusal_is_told_shows_nowhere()
    {
        await using var bench = await VonageBench.OpenGrantedAsync();
        bench.Seed("7");
        var listed = await bench.ListAsync(VonageBench.All);
        // Every token is worthless from here on, and the service repeats the one that it refuses.
        bench.Sandbox.EchoSecretInErrors = true;
        bench.Room.Tokens.AccessLifetime = TimeSpan.Zero;
        bench.Room.Tokens.RevokeAccess();
        var (tries, second) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        using var isReplaced = new ManualResetEventSlim();
        bench.Sandbox.OnRequest = r =>
        {
            if (r.Method != "DELETE" || Interlocked.Increment(ref tries) != 2) return null;
            second.SetResult();
            isReplaced.Wait(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
            return null;
        };

        var removal = bench.RemoveAsync(listed);
        await second.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<RecordingAuthenticationException>(() => bench.GetAsync("7", RecordingKinds.Company));
        isReplaced.Set();
        var result = Assert.Single(await removal);

        Assert.Equal(3, bench.Room.Tokens.Granted);
        Assert.Contains($"Bearer {Secret.Mask}", result.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("Bearer access", result.Reason + result.Error + bench.Notices.All + await File.ReadAllTextAsync(bench.Ledger()[0].Path, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_sessions_with_one_key_share_one_pace()
    {
        await using var rig = await Rig.ConnectedAsync(recordings: 1, requestsPerMinute: 3, maxThrottleWait: TimeSpan.FromSeconds(1));
        using var other = new EngineSession(ProviderRegistry.All, static _ => null, TimeProvider.System);
        await other.ConnectAsync(
            new ConnectionOptions { Provider = "Telnyx", ApiKey = rig.Sandbox.ApiKey, BaseUri = rig.Sandbox.GetBaseUri("Telnyx"), SkipValidation = true }, rig.Notices, TestContext.Current.CancellationToken);
        for (var i = 0; i < 3; i++) await rig.ListAsync();

        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        impatient.CancelAfter(TimeSpan.FromMilliseconds(300));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in other.ListAsync(new RecordingQuery { Now = DateTimeOffset.UtcNow }, rig.Notices, impatient.Token))
            {
            }
        });
        Assert.Equal(3, rig.Sandbox.GetRequests().Count);
    }

    [Fact]
    public async Task Verbose_lines_tell_requests_without_personal_data()
    {
        await using var rig = await Rig.ConnectedAsync(recordings: 1);

        await rig.ListAsync(new RecordingQuery { Now = DateTimeOffset.UtcNow, Filter = new Dictionary<string, string> { ["from"] = "+15559990000" } });

        var line = Assert.Single(rig.Notices.Said, s => s.StartsWith("V GET", StringComparison.Ordinal));
        Assert.Contains("filter[from]=...", line, StringComparison.Ordinal);
        Assert.DoesNotContain("15559990000", line, StringComparison.Ordinal);
        Assert.DoesNotContain(rig.Sandbox.ApiKey.Reveal(), string.Join('\n', rig.Notices.Said), StringComparison.Ordinal);
    }

    /// <summary>A service of its own with OAuth, declared here: what a fifth folder would be.</summary>
    private sealed class TokenService : IAsyncDisposable
    {
        private readonly SandboxHttpServer server;
        private string valid = "";
        private int grants;

        public TokenService()
        {
            server = new SandboxHttpServer((request, _) => ValueTask.FromResult(new SandboxReply(Answer(request))));
            Declaration = new ProviderDeclaration
            {
                Name = "Tokens",
                DisplayName = "Tokens",
                BaseUris = new Dictionary<string, Uri> { [""] = new($"http://127.0.0.1:{server.Port}/v2") },
                Auth = new AuthDeclaration
                {
                    Scheme = "Bearer",
                    Forms = [CredentialForm.RefreshToken],
                    EnvironmentVariables = new Dictionary<CredentialPart, string>(),
                    TokenPath = "/token",
                },
                ReadError = TelnyxErrors.Read,
                Resources = TelnyxProvider.Declaration.Resources,
                Deletion = "",
                LimitsText = "",
            };
        }

        public ProviderDeclaration Declaration { get; }

        public List<string> RefreshTokensUsed { get; } = [];

        public bool RefusesEverything { get; init; }

        public int Lists { get; private set; }

        public static ConnectionOptions Options(Action<Secret>? onTokenChanged) => new()
        {
            Provider = "Tokens",
            ClientId = "client",
            ClientSecret = new Secret("client-secret"),
            RefreshToken = new Secret("refresh-1"),
            OnTokenChanged = onTokenChanged,
        };

        public void Expire()
        {
            lock (RefreshTokensUsed) valid = "expired";
        }

        public ValueTask DisposeAsync()
        {
            server.Dispose();
            return ValueTask.CompletedTask;
        }

        private SandboxHttpResponse Answer(SandboxHttpRequest request)
        {
            lock (RefreshTokensUsed)
            {
                if (request.RawPath == "/token")
                {
                    var form = Encoding.UTF8.GetString(request.Body.ToArray()).Split('&').Select(p => p.Split('=')).ToDictionary(p => p[0], p => p[1]);
                    RefreshTokensUsed.Add(form["refresh_token"]);
                    valid = $"access-{++grants}";
                    return new SandboxHttpResponse(200, $$"""{"access_token":"{{valid}}","expires_in":3600,"refresh_token":"refresh-{{grants + 1}}"}""");
                }

                Lists++;
                return RefusesEverything || request.GetHeader("Authorization") != $"Bearer {valid}"
                    ? new SandboxHttpResponse(401, "{}")
                    : new SandboxHttpResponse(200, """{"data":[{"id":"abc","created_at":"2026-01-01T00:00:00Z"}],"meta":{"total_pages":1}}""");
            }
        }
    }
}
