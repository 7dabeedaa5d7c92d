using RecordingCmdlets.Engine.Providers.Attendee;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Providers;

/// <summary>The calls in docs/services/attendee.md, as they leave and as their answers are read.</summary>
public sealed class AttendeeEndpointFactsTests
{
    private static readonly DateTimeOffset Now = ServiceBench.Now;

    [Fact]
    public async Task ATT_E1_list_asks_for_bots_and_reads_results()
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed(AttendeeBench.Bot() with
        {
            Metadata = """{"customer_id":"c-17"}""",
            JoinAt = "2026-02-27T23:59:00Z",
            DeduplicationKey = "calendar 7",
        });

        var listed = Assert.Single(await bench.ListAsync());
        var bot = Assert.Single(await bench.ListBotsAsync());

        Assert.Equal(["GET bots -> 200", "GET bots -> 200"], bench.Calls);
        Assert.Equal("/api/v1/bots", bench.Requests[0].Path);
        Assert.Equal((AttendeeBench.Id, RecordingKinds.BotMedia, "ended"), (listed.Id, listed.Kind, listed.Status));
        Assert.Equal(Now.AddDays(-1), listed.CreatedAt);
        Assert.Equal((null, null, null, null), (listed.Title, listed.StartedAt, listed.EndedAt, listed.Duration));
        Assert.Equal("calendar 7", listed.Service["deduplication_key"]);
        Assert.Equal("c-17", Assert.IsAssignableFrom<IReadOnlyDictionary<string, object?>>(listed.Service["metadata"])["customer_id"]);
        Assert.Equal((AttendeeBench.Id, "ended", Now.AddDays(-1)), (bot.Id, bot.Status, bot.CreatedAt));
        Assert.Equal(listed.Reference, bot.Reference);
    }

    [Fact]
    public async Task ATT_E1_connecting_lists_once()
    {
        await using var bench = AttendeeBench.Unconnected();

        await bench.ConnectAsync(new ConnectionOptions { Provider = "Attendee", ApiKey = bench.Sandbox.ApiKey, BaseUri = bench.BaseUri });

        Assert.Equal("GET /api/v1/bots -> 200", Assert.Single(bench.Requests).ToString());
    }

    [Fact]
    public async Task ATT_E2_get_reads_the_one_bot()
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed();

        var read = await bench.GetAsync(AttendeeBench.Id);
        var bot = await bench.GetBotAsync(AttendeeBench.Id);

        Assert.Equal((AttendeeBench.Id, "ended", Now.AddDays(-1)), (read.Id, read.Status, read.CreatedAt));
        Assert.Equal(read.Reference, bot.Reference);
        Assert.All(bench.Requests, r => Assert.Equal($"GET /api/v1/bots/{AttendeeBench.Id} -> 200", r.ToString()));
    }

    [Theory]
    [InlineData($$"""{"id":"{{AttendeeBench.Twin}}","state":"ended"}""")]
    [InlineData("""{"id":null,"state":"ended"}""")]
    [InlineData("""{"state":"ended"}""")]
    [InlineData($$"""{"results":[{"id":"{{AttendeeBench.Id}}","state":"ended"}]}""")]
    [InlineData($$"""[{"id":"{{AttendeeBench.Id}}","state":"ended"}]""")]
    [InlineData("null")]
    [InlineData("")]
    public async Task ATT_E2_get_believes_only_an_answer_about_the_id_asked_for(string body)
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed();
        bench.Sandbox.OnRequest = r => r.Method == "GET" ? SandboxFault.Respond(200, body) : null;

        await Assert.ThrowsAsync<ProviderResponseException>(() => bench.GetAsync(AttendeeBench.Id));
        var result = Assert.Single(await bench.RemoveAsync([bench.Bare(AttendeeBench.Id)]));

        Assert.Equal((RemovalOutcome.Failed, "ProviderResponseInvalid"), (result.Outcome, result.Error?.ErrorId));
        Assert.Empty(bench.Deletes);
    }

    [Fact]
    public async Task ATT_E3_delete_data_names_the_bot_in_the_path_and_says_nothing_else()
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.Seed();
        bench.Seed(AttendeeBench.Bot(AttendeeBench.IdOf(2)));
        var listed = await bench.ListAsync();
        bench.Sandbox.ClearRequests();

        var result = Assert.Single(await bench.RemoveAsync(listed.Where(r => r.Id == AttendeeBench.Id)));

        Assert.Equal((RemovalOutcome.Deleted, RemovalEvidence.Response, 1), (result.Outcome, result.Evidence, result.Attempts));
        var request = Assert.Single(bench.Requests);
        Assert.Equal($"POST /api/v1/bots/{AttendeeBench.Id}/delete_data -> 200", request.ToString());
        Assert.Equal("", request.Body);
        Assert.Equal([AttendeeBench.Id], request.Deleted);
        Assert.Equal("data_deleted", bench.Room.Find(AttendeeBench.Id)!.State);
        Assert.Equal([AttendeeBench.IdOf(2)], bench.Room.Ids);
    }

    [Fact]
    public void ATT_T1_the_host_is_the_one_of_the_hosted_service() =>
        Assert.Equal("https://app.attendee.dev/api/v1", Assert.Single(AttendeeProvider.Declaration.BaseUris).Value.AbsoluteUri);

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    public async Task ATT_T2_no_path_ends_in_a_slash_even_if_the_base_does(string end)
    {
        await using var bench = AttendeeBench.Unconnected();
        await bench.ConnectAsync(bench.Connecting(new Uri(bench.BaseUri + end)));
        bench.Seed();

        await bench.ListAsync();
        await bench.RemoveAsync([bench.Bare(AttendeeBench.Id)]);

        Assert.Equal(
            ["/api/v1/bots", $"/api/v1/bots/{AttendeeBench.Id}", $"/api/v1/bots/{AttendeeBench.Id}/delete_data"],
            bench.Requests.Select(r => r.Path));
        Assert.All(bench.Requests, r => Assert.Equal(200, r.Status));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/api/v1")]
    public async Task ATT_T3_a_base_without_a_path_gets_the_usual_one(string path)
    {
        await using var bench = AttendeeBench.Unconnected();
        bench.Seed();

        var connection = await bench.ConnectAsync(bench.Connecting(new Uri(bench.BaseUri.GetLeftPart(UriPartial.Authority) + path)));

        Assert.Equal(bench.BaseUri, connection.BaseUri);
        Assert.Single(await bench.ListAsync());
    }

    [Fact]
    public async Task ATT_T3_a_base_with_a_path_of_its_own_keeps_it()
    {
        await using var bench = AttendeeBench.Unconnected();
        await bench.ConnectAsync(bench.Connecting(new Uri(bench.BaseUri, "/bots-of-ours")));

        await Assert.ThrowsAsync<RecordingNotFoundException>(() => bench.ListAsync());

        Assert.Equal("/bots-of-ours/bots", Assert.Single(bench.Requests).Path);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/api/v1/")]
    public async Task ATT_T3_the_base_may_stand_in_the_environment(string path)
    {
        await using var bench = AttendeeBench.Unconnected(environment: sandbox => name => name switch
        {
            "ATTENDEE_API_KEY" => sandbox.ApiKey.Reveal(),
            "ATTENDEE_BASE_URL" => new Uri(sandbox.GetBaseUri("Attendee"), "/").AbsoluteUri.TrimEnd('/') + path + "\n",
            _ => null,
        });
        bench.Seed();

        Assert.Single(await bench.ListAsync());
        Assert.Equal("/api/v1/bots", Assert.Single(bench.Requests).Path);
    }

    [Fact]
    public async Task ATT_T3_a_base_that_is_given_wins_over_the_environment()
    {
        await using var bench = AttendeeBench.Unconnected(environment: _ => name => name == "ATTENDEE_BASE_URL" ? "https://elsewhere.example" : null);

        var connection = await bench.ConnectAsync(bench.Connecting());

        Assert.Equal(bench.BaseUri, connection.BaseUri);
    }

    [Theory]
    [InlineData("http://attendee.example.org", false, "BaseUriUnencrypted")]
    [InlineData("http://10.0.0.7:8000/api/v1", false, "BaseUriUnencrypted")]
    [InlineData("http://attendee.example.org", true, null)]
    [InlineData("http://localhost:8000", false, null)]
    [InlineData("http://127.0.0.1:8000", false, null)]
    [InlineData("https://attendee.example.org", false, null)]
    [InlineData("https://user:pass@attendee.example.org", false, "BaseUriInvalid")]
    [InlineData("https://attendee.example.org/api/v1?x=1", false, "BaseUriInvalid")]
    [InlineData("ftp://attendee.example.org", true, "BaseUriInvalid")]
    public async Task ATT_T3_plain_http_is_for_this_machine_unless_it_is_allowed(string baseUri, bool isAllowed, string? refused)
    {
        await using var bench = AttendeeBench.Unconnected();
        var options = new ConnectionOptions
        {
            Provider = "Attendee",
            ApiKey = bench.Sandbox.ApiKey,
            BaseUri = new Uri(baseUri),
            AllowUnencrypted = isAllowed,
            SkipValidation = true,
        };

        if (refused is not null)
        {
            Assert.Equal(refused, (await Assert.ThrowsAsync<RecordingArgumentException>(() => bench.ConnectAsync(options))).ErrorId);
            return;
        }

        Assert.Equal("/api/v1", (await bench.ConnectAsync(options)).BaseUri.AbsolutePath);
        Assert.Equal(isAllowed, bench.Notices.Warnings.Any(w => w.Contains("not encrypted", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task ATT_T4_the_key_travels_as_token_and_comes_from_the_environment()
    {
        await using var bench = AttendeeBench.Unconnected(environment: sandbox => name => name == "ATTENDEE_API_KEY" ? sandbox.ApiKey.Reveal() + "\n" : null);

        var connection = await bench.ConnectAsync(new ConnectionOptions { Provider = "Attendee", BaseUri = bench.BaseUri });

        Assert.True(Assert.Single(bench.Requests).Authorized);
        Assert.Contains("ATTENDEE_API_KEY", connection.CredentialSource, StringComparison.Ordinal);
        Assert.Equal(
            ["ATTENDEE_API_KEY", "ATTENDEE_BASE_URL"],
            bench.Session.GetProviders().Single(p => p.Name == "Attendee").EnvironmentVariables);
    }

    [Fact]
    public async Task ATT_T4_the_key_is_in_nothing_that_is_said_or_written()
    {
        await using var bench = await AttendeeBench.OpenAsync();
        bench.SeedMany(3);
        bench.Room.FailDeletes[AttendeeBench.IdOf(1)] = int.MaxValue;
        bench.Sandbox.EchoSecretInErrors = true;
        var listed = await bench.ListAsync();

        var results = await bench.RemoveAsync([.. listed.Select(RemovalTarget.For), bench.Bare(AttendeeBench.Id)]);
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(401, $$"""{"detail":"Invalid or disabled API key {{bench.Sandbox.ApiKey.Reveal()}}"}""");
        var error = await Assert.ThrowsAsync<RecordingAuthenticationException>(() => bench.ListAsync());

        var key = bench.Sandbox.ApiKey.Reveal();
        string?[] said =
        [
            bench.Notices.All, error.ToString(), error.RecommendedAction,
            .. results.Select(r => $"{r.Reason} {r.Error}"),
            .. Directory.GetFiles(bench.AuditPath, "*", SearchOption.AllDirectories).Select(File.ReadAllText),
        ];
        Assert.Contains(results, r => r.Outcome == RemovalOutcome.Failed && r.Reason.Contains("Error ID", StringComparison.Ordinal));
        Assert.All(said, text => Assert.DoesNotContain(key, text, StringComparison.Ordinal));
    }
}
