using System.Text;
using System.Text.Json;
using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Providers;
using RecordingCmdlets.Engine.Providers.Recall;
using RecordingCmdlets.Engine.Providers.Telnyx;
using RecordingCmdlets.Engine.Tests.EndToEnd;
using RecordingCmdlets.Engine.Tests.Support;

namespace RecordingCmdlets.Engine.Tests;

public sealed class ErrorTableTests
{
    [Theory]
    [InlineData(400, typeof(ProviderRefusedException), "ProviderRefused")]
    [InlineData(401, typeof(RecordingAuthenticationException), "AuthenticationFailed")]
    [InlineData(402, typeof(ProviderRefusedException), "ProviderRefused")]
    [InlineData(403, typeof(RecordingPermissionException), "PermissionMissing")]
    [InlineData(404, typeof(RecordingNotFoundException), "RecordingNotFound")]
    [InlineData(408, typeof(ProviderTimeoutException), "ProviderTimeout")]
    [InlineData(409, typeof(RecordingUnavailableException), "RecordingUnavailable")]
    [InlineData(410, typeof(RecordingNotFoundException), "RecordingNotFound")]
    [InlineData(422, typeof(ProviderRefusedException), "ProviderRefused")]
    [InlineData(423, typeof(RecordingUnavailableException), "RecordingUnavailable")]
    [InlineData(499, typeof(ProviderRefusedException), "ProviderRefused")]
    [InlineData(500, typeof(ProviderFailedException), "ProviderFailed")]
    [InlineData(502, typeof(ProviderFailedException), "ProviderFailed")]
    [InlineData(503, typeof(ProviderFailedException), "ProviderFailed")]
    [InlineData(504, typeof(ProviderTimeoutException), "ProviderTimeout")]
    [InlineData(599, typeof(ProviderFailedException), "ProviderFailed")]
    [InlineData(302, typeof(ProviderResponseException), "ProviderResponseInvalid")]
    [InlineData(308, typeof(ProviderResponseException), "ProviderResponseInvalid")]
    public void Each_status_stands_for_one_type_and_one_id(int status, Type type, string id)
    {
        var error = Explain(status, """{"errors":[{"code":"10001","title":"Bad","detail":"It is bad."}]}""");
        Assert.IsType(type, error);
        Assert.Equal(id, error.ErrorId);
        Assert.Equal(status, error.StatusCode);
        Assert.Equal("req-1", error.CorrelationId);
        Assert.Contains($"answered {status}: It is bad. (10001) (request req-1)", error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.RecommendedAction);
    }

    [Fact]
    public void Advice_of_the_service_comes_before_general_advice() =>
        Assert.Contains("API v2 key", ErrorTable.ForAnswer(TelnyxProvider.Declaration, Answer(401, ""), t => t).RecommendedAction, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("<html>Bad gateway</html>")]
    [InlineData("{\"errors\":[{\"detail\":\"cut")]
    [InlineData("{\"errors\":[]}")]
    [InlineData("{\"errors\":{}}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"errors\":[{\"detail\":\"\\ud800\"}]}")]
    public void Without_words_of_the_service_the_status_speaks(string body) =>
        Assert.Contains("answered 502: BadGateway", Explain(502, body).Message, StringComparison.Ordinal);

    [Fact]
    public void An_unknown_status_still_has_a_message() => Assert.Contains("answered 499: no explanation", Explain(499, "").Message, StringComparison.Ordinal);

    [Fact]
    public void Control_characters_of_the_service_do_not_reach_the_terminal()
    {
        var body = Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(new { errors = new[] { new { detail = "a\u001b[2J\u0007b\r\nc\u009bd\0" } } }));
        var message = Explain(400, body).Message;
        Assert.DoesNotContain(message, char.IsControl);
        Assert.Contains("a?[2J?b  c?d?", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_text_is_cut()
    {
        var message = Explain(400, $$"""{"errors":[{"detail":"{{new string('x', 100_000)}}"}]}""").Message;
        Assert.True(message.Length < 700);
        Assert.Contains("x...", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_in_the_services_words_is_redacted_wherever_it_stands()
    {
        const string key = "KEY0123456789ABCDEF0123456789";
        var secret = new Secret(key);
        for (var before = 0; before < 600; before += 7)
        {
            var body = $$"""{"errors":[{"detail":"{{new string('.', before)}}{{key}} is wrong"}]}""";
            var message = ErrorTable.ForAnswer(Given.Provider, Answer(401, body), secret.RedactFrom).Message;
            Assert.DoesNotContain("KEY0", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_answer_that_is_not_JSON_says_what_it_calls_itself()
    {
        var error = ErrorTable.Unreadable(Given.Provider, new ServiceAnswer(Given.List, 200, Given.Body(), "text/html", "req-1", null), new JsonException());
        Assert.Equal("ProviderResponseInvalid", error.ErrorId);
        Assert.Contains("text/html", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "calls itself", ErrorTable.Unreadable(Given.Provider, new ServiceAnswer(Given.List, 200, Given.Body(), "application/json", null, null), new JsonException()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_throttle_names_the_moment_to_come_back_at()
    {
        var now = Given.Moment("2026-01-01T00:00:00Z");
        var error = ErrorTable.Throttled(Given.Provider.DisplayName, new ServiceAnswer(Given.List, 429, Given.Body(), null, null, TimeSpan.FromMinutes(5)), now);
        Assert.Equal("ProviderThrottled", error.ErrorId);
        Assert.Equal(now.AddMinutes(5), error.RetryAt);
        Assert.Null(ErrorTable.Throttled(Given.Provider.DisplayName, new ServiceAnswer(Given.List, 429, Given.Body(), null, null, null), now).RetryAt);
    }

    [Fact]
    public async Task Control_characters_in_a_correlation_id_are_left_out()
    {
        using var server = new CannedServer("HTTP/1.1 404 Not Found\r\nx-request-id: a\u001b[2Jb\u0007\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        using var client = Given.Client(server.BaseUri);
        var answer = await client.SendAsync(new ServiceRequest(Given.List, "recordings"), Given.Scope(TestContext.Current.CancellationToken));
        Assert.NotNull(answer.CorrelationId);
        Assert.DoesNotContain(answer.CorrelationId, char.IsControl);
    }

    [Theory]
    [InlineData("https://us-west-2.recall.ai/api/v1", 401, "This connection is to the region us-west-2. Check the key")]
    [InlineData("https://eu-central-1.recall.ai/api/v1", 404, "This connection is to the region eu-central-1. Check the id")]
    [InlineData("https://recall.example.test:8443/api/v1", 401, "This connection is to recall.example.test:8443. Check the key")]
    [InlineData("https://us-west-2.recall.ai/api/v1", 403, "The service's firewall")]
    public void Where_there_are_regions_the_one_that_was_asked_is_named(string address, int status, string expected)
    {
        using var client = new ServiceClient(RecallProvider.Declaration, new Uri(address), Given.Credential(), new ConnectionOptions { Provider = "Recall" }, TimeProvider.System);

        Assert.StartsWith(expected, client.Explain(Answer(status, "", Given.Get)).RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("prod", "Testing service (prod) answered 401: ")]
    [InlineData("testing", "Testing service answered 401: ")]
    [InlineData(null, "Testing service answered 401: ")]
    public void A_connection_with_a_name_of_its_own_is_named(string? name, string expected)
    {
        using var client = new ServiceClient(Given.Provider, Given.Provider.BaseUris[""], Given.Credential(), new ConnectionOptions { Provider = "Testing", Name = name }, TimeProvider.System);

        Assert.StartsWith(expected, client.Explain(Answer(401, "")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "check -BaseUri")]
    [InlineData(false, "Check the id")]
    public void An_id_is_called_unknown_only_where_one_was_asked_for(bool isList, string expected) =>
        Assert.Contains(expected, ErrorTable.ForAnswer(Given.Provider, Answer(404, "", isList ? Given.List : Given.Get), t => t).RecommendedAction, StringComparison.Ordinal);

    [Fact]
    public void An_id_in_a_query_was_asked_for_as_well()
    {
        var route = new Route("T-E9", HttpMethod.Get, "transcripts", RouteEffect.Reads);

        Assert.Contains("Check the id", ErrorTable.ForAnswer(Given.Provider, Answer(404, "", route), t => t).RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_knows_only_http_is_told_of_where_https_fails()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var answering = AnswerInPlainTextAsync(listener, TestContext.Current.CancellationToken);
        using var client = Given.Client(new Uri($"https://{listener.LocalEndpoint}/v2"), new HurriedTime(1000));

        var error = await Assert.ThrowsAsync<ProviderUnreachableException>(() => client.SendAsync(new ServiceRequest(Given.List, "recordings"), Given.Scope(TestContext.Current.CancellationToken)));

        Assert.Contains("-AllowUnencrypted", error.RecommendedAction, StringComparison.Ordinal);
        listener.Stop();
        await answering;
    }

    [Theory]
    [InlineData("HTTP/1.1 2\u001b[2J0 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nx\u001b[2J y: z\r\n\r\n")]
    [InlineData("\u001b]0;owned\u0007\r\n\r\n")]
    public async Task What_is_no_answer_of_HTTP_is_quoted_in_plain_text(string answer)
    {
        using var server = new CannedServer(answer);
        using var client = Given.Client(server.BaseUri, new HurriedTime(1000));
        var notices = new CollectingNotices();
        var error = await Assert.ThrowsAsync<ProviderUnreachableException>(() => client.SendAsync(new ServiceRequest(Given.List, "recordings"), new CallScope(notices, TestContext.Current.CancellationToken)));
        Assert.NotEmpty(notices.Said);
        Assert.All(notices.Said.Append(error.Message), said => Assert.True(Hostile.IsPlain(said), said));
        // The inner ones are printed too.
        Assert.True(Hostile.IsPlain(error.ToString().ReplaceLineEndings(" ")));
    }

    private static RecordingException Explain(int status, string body) => ErrorTable.ForAnswer(Given.Provider, Answer(status, body), t => t);

    private static async Task AnswerInPlainTextAsync(System.Net.Sockets.TcpListener listener, CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                using var socket = await listener.AcceptSocketAsync(cancellation);
                await socket.SendAsync(Encoding.ASCII.GetBytes("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), cancellation);
            }
        }
        catch (Exception ended) when (ended is System.Net.Sockets.SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The test is over.
        }
    }

    private static ServiceAnswer Answer(int status, string body, Route? route = null) =>
        new(route ?? Given.List, status, Given.Body(body), "application/json", "req-1", null) { Words = ErrorTable.ReadWords(Given.Provider.ReadError, Given.Bytes(body)) };
}

public sealed class TelnyxErrorsTests
{
    [Theory]
    [InlineData("""{"errors":[{"code":"10007","title":"Unexpected","detail":"Not found here."}]}""", "Not found here. (10007)")]
    [InlineData("""{"errors":[{"code":10007,"title":"Unexpected"}]}""", "Unexpected (10007)")]
    [InlineData("""{"errors":[{"detail":"One."},{"detail":"Two."}]}""", "One.; Two.")]
    [InlineData("""{"errors":[{"code":"1"}]}""", "(1)")]
    [InlineData("""{"errors":["x",null,{"detail":"One."},7,[]]}""", "One.")]
    [InlineData("""{"errors":[{"detail":{"a":1},"title":"T"}]}""", "T")]
    [InlineData("""{"errors":[{}]}""", null)]
    [InlineData("""{"errors":[]}""", null)]
    [InlineData("""{"errors":null}""", null)]
    [InlineData("""{"errors":"x"}""", null)]
    [InlineData("""{"message":"x"}""", null)]
    [InlineData("""[]""", null)]
    [InlineData("""null""", null)]
    [InlineData("""{"errors":[{"detail":"\ud800","title":"T"}]}""", "T")]
    [InlineData("""{"errors":[{"code":"\ud800","title":"T"}]}""", "T")]
    public void The_words_are_read_from_whatever_is_there(string body, string? expected) => Assert.Equal(expected, TelnyxErrors.Read(Given.Bytes(body))?.Text);

    [Fact]
    public void A_body_that_is_cut_is_a_JsonException() => Assert.ThrowsAny<JsonException>(() => TelnyxErrors.Read(Given.Bytes("""{"errors":[{"detail":"x"}""")));
}
