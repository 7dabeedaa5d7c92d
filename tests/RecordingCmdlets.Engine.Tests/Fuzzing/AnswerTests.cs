using System.Net;
using System.Text;
using FsCheck.Fluent;
using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Providers;
using RecordingCmdlets.Engine.Tests.Support;

namespace RecordingCmdlets.Engine.Tests.Fuzzing;

/// <summary>Answers that refuse, throttle or grant, whatever stands in them.</summary>
public sealed class AnswerTests
{
    private static readonly DateTimeOffset Now = Given.Moment("2026-03-01T00:00:00Z");

    private static readonly string[] ErrorBodies =
    [
        """{"errors":[{"code":"10005","title":"Resource not found","detail":"The requested resource could not be found.","source":{"pointer":"/id"}}]}""",
        """{"message":"The resource could not be found.","errors":[{"description":"It could not be found."}],"trackingId":"ROUTER_65E2F00A"}""",
        """{"fault":{"code":900802,"message":"Message throttled out","description":"You have exceeded your quota","nextAccessTime":"2026-Jan-17 00:00:00+0000 UTC"}}""",
        """{"error":"invalid_grant","error_description":"The grant is wrong."}""",
        """{"code":"not_found","detail":"Not found.","created_at":["Enter a valid date.","And another."],"id":["Wrong."]}""",
        """{"error":"Bot not found"}""",
    ];

    public static TheoryData<string> Providers => [.. ProviderRegistry.All.Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Providers))]
    public void Every_refusal_is_an_error_of_the_table_in_plain_words(string name)
    {
        var provider = ProviderRegistry.All.Single(p => p.Name == name);
        var bodies = from whole in Gen.Elements(ErrorBodies)
                     from body in Gen.OneOf(
                         JsonTree.Mutate(JsonTree.Parse(whole), Hostile.JsonValue).Select(t => Encoding.UTF8.GetBytes(t.ToString())), Hostile.Damage(Encoding.UTF8.GetBytes(whole)), Hostile.Bytes)
                     select body;
        Properties.Hold(from body in bodies from status in Gen.Choose(100, 999) from type in Hostile.Text select (body, status, type), c =>
        {
            var words = ErrorTable.ReadWords(provider.ReadError, c.body);
            var answer = new ServiceAnswer(provider.Resources[0].Get, c.status, Given.Body(), c.type, null, null) { Words = words };
            _ = provider.Resources.All(r => r.IsUnknown(words));
            foreach (var error in (RecordingException[])[ErrorTable.ForAnswer(provider, answer, t => t), ErrorTable.Unreadable(provider, answer, null)])
            {
                Assert.True(Hostile.IsPlain(error.Message + error.RecommendedAction), error.Message);
                Assert.NotEmpty(error.RecommendedAction);
                Assert.Equal(c.status, error.StatusCode);
            }

            Assert.InRange(ErrorTable.ForAnswer(provider, answer, t => t).Message.Length, 10, 800);
        }, always: 1_000);
    }

    [Fact]
    public void Throttle_headers_of_any_kind_are_a_pause_or_none()
    {
        var value = Gen.OneOf(
            Gen.Elements(
                "0", "1", "-1", "60", "2147483647", "2147483648", "99999999999999999999", "1e9", "1e400", "NaN", "Infinity", "1.5", "", " 5 ", "Fri, 31 Dec 9999 23:59:59 GMT", "Mon, 01 Jan 0001 00:00:00 GMT",
                "Sun, 01 Mar 2026 00:00:05 GMT", "Sunday, 01-Mar-26 00:00:05 GMT", "2026-03-01T00:00:05Z"),
            Hostile.Text);
        var cases = from after in value from limit in value from reset in value from now in Gen.Elements(Now, DateTimeOffset.MinValue, DateTimeOffset.MaxValue) select (after, limit, reset, now);
        Properties.Hold(cases, c =>
        {
            using var response = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
            response.Headers.TryAddWithoutValidation("Retry-After", c.after);
            response.Headers.TryAddWithoutValidation("x-limit", c.limit);
            response.Headers.TryAddWithoutValidation("x-reset", c.reset);
            var hints = ThrottleHints.Read(response, new ThrottleHeaders("x-limit", "x-reset"), c.now);
            Assert.True(hints.RetryAfter is null || hints.RetryAfter >= TimeSpan.Zero);
            Assert.True(hints.Limit is null or >= 1);
            if (hints.Reset is { } reset) Assert.InRange(reset, TimeSpan.Zero, TimeSpan.FromDays(1));
            AssertHarmless(hints);
        }, always: 2_000);
    }

    [Fact]
    public void A_pause_of_any_length_is_waited_for_or_refused()
    {
        var spans = Gen.OneOf(
            ArbMap.Default.GeneratorFor<long>().Select(t => TimeSpan.FromTicks(t == long.MinValue ? 0 : Math.Abs(t))), Gen.Choose(0, int.MaxValue).Select(s => TimeSpan.FromSeconds(s)), Gen.Elements(TimeSpan.Zero, TimeSpan.MaxValue));
        Properties.Hold(spans, span => AssertHarmless(new ThrottleHints(span, null, null)), always: 1_000);
    }

    [Fact]
    public void What_a_token_endpoint_answers_is_a_token_or_an_error_with_a_name()
    {
        const string sound = """{"access_token":"ZDI3fake","expires_in":1209599,"refresh_token":"MDEyfake","token_type":"Bearer"}""";
        // How long it lasts decides whether it is asked for again and again.
        var lifetimes = Hostile.JsonValue.Select(v => Encoding.UTF8.GetBytes(sound.Replace("1209599", v, StringComparison.Ordinal)));
        var bodies = Gen.OneOf(lifetimes, JsonTree.Mutate(JsonTree.Parse(sound), Hostile.JsonValue).Select(t => Encoding.UTF8.GetBytes(t.ToString())), Hostile.Damage(Encoding.UTF8.GetBytes(sound)), Hostile.Bytes);
        Properties.Hold(from body in bodies from status in Gen.Frequency((5, Gen.Constant(200)), (1, Gen.Choose(200, 599))) select (body, status), c => CheckAsync(c.body, c.status).GetAwaiter().GetResult(), always: 2_000);

        static async Task CheckAsync(byte[] body, int status)
        {
            using var http = new HttpClient(new Answering(() => new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent(body) }));
            var cache = new TokenCache();
            var time = new ManualTime();
            var credential = new OAuthCredential(
                "Bearer", "test", "f", new Uri("https://token.invalid/token"), new OAuthGrant(CredentialForm.RefreshToken, "client", new Secret("secret-of-client"), new Secret("refresh-of-user"), null, null), cache, http, time, null)
            { ReadError = ProviderRegistry.All[0].ReadError };
            try
            {
                var header = await credential.GetHeaderAsync(default);
                Assert.NotEmpty(header.Parameter!);
                Assert.DoesNotContain(header.Parameter!, char.IsControl);
                // For a second at the least, or each request would ask for a token of its own; a year at the most.
                Assert.InRange(cache.Current!.Expires, time.GetUtcNow().AddSeconds(1), time.GetUtcNow().AddDays(365));
                Assert.NotNull(cache.Current.Refresh);
            }
            catch (RecordingException refused)
            {
                Assert.True(Hostile.IsPlain(refused.Message));
                Assert.DoesNotContain("secret-of-client", refused.ToString(), StringComparison.Ordinal);
                Assert.DoesNotContain("refresh-of-user", refused.ToString(), StringComparison.Ordinal);
            }
            catch (HttpRequestException) when (status is 429 or >= 500)
            {
                // Counts as a service that could not be reached.
            }
        }
    }

    private static void AssertHarmless(ThrottleHints hints)
    {
        var time = new ManualTime();
        var gate = new RateGate(time);
        var sent = gate.EnterAsync(TimeSpan.Zero, default).GetAwaiter().GetResult();
        // The body of an answer may take its time.
        time.Advance(TimeSpan.FromMinutes(1));
        gate.Leave(sent, throttled: true, hints);
        _ = gate.Current?.PerMinute;
        using var stop = new CancellationTokenSource();
        var waits = gate.EnterAsync(TimeSpan.MaxValue, stop.Token);
        Assert.False(waits.IsFaulted, waits.Exception?.ToString());
        _ = ErrorTable.Throttled(Given.Provider.DisplayName, new ServiceAnswer(Given.List, 429, Given.Body(), null, null, hints.RetryAfter), time.GetUtcNow()).RetryAt;
        stop.Cancel();
    }

    private sealed class Answering(Func<HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(answer());
    }
}
