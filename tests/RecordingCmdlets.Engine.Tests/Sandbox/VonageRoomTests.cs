using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Sandbox;

/// <summary>What the sandbox's Vonage answers, asked over HTTP.</summary>
public sealed class VonageRoomTests : IDisposable
{
    private const string Company = "api/accounts/self/company_call_recordings";
    private const string OnDemand = "api/accounts/self/users/self/call_recordings";
    private const string WithoutVersion = "/t/vbc.prod/call_recording/";

    private readonly HttpClient client = new();
    private SandboxServer? server;

    private SandboxServer Server => server ??= SandboxServer.Start(new SandboxOptions { RecordingCount = 0 }, ["Vonage"]);

    private VonageRoom Room => Server.Room<VonageRoom>();

    private string Key => Server.ApiKey.Reveal();

    public void Dispose()
    {
        client.Dispose();
        server?.Dispose();
    }

    [Theory]
    [InlineData(240)]
    [InlineData(1000)]
    public void The_seed_is_half_of_each_kind_and_three_in_twenty_are_old(int count)
    {
        var now = new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
        Seed(new SandboxOptions { RecordingCount = count, Now = now });
        var all = Room.Ids.Select(id => Room.Find(id)!).ToList();

        Assert.Equal((count, count, count / 2), (Room.Count, all.Count, all.Count(r => r.UserId is null)));
        Assert.All(all, r => Assert.True(long.TryParse(r.Id, out _)));
        Assert.Contains(all, r => long.Parse(r.Id, CultureInfo.InvariantCulture) > int.MaxValue);
        var ages = all.Where(r => r.Start is not null).Select(r => (Recording: r, Age: now - Time(r.Start!))).ToList();
        Assert.Equal(count * 3 / 20, ages.Count(a => a.Age.TotalDays > 30));
        Assert.DoesNotContain(ages, a => a.Age.TotalDays is > 29.6 and < 30.4);
        var users = all.Where(r => r.UserId is not null).CountBy(r => r.UserId!).ToDictionary();
        Assert.Equal(Room.UserIds.Order(), users.Keys.Order());
        Assert.True(users[Room.SelfUserId] > count / 4);
        Assert.All(Room.UserIds, user => Assert.Contains(ages, a => a.Recording.UserId == user && a.Age.TotalDays > 30));
        Assert.All(["Z", ".", "+0200"], form => Assert.Contains(ages, a => a.Recording.Start!.Contains(form, StringComparison.Ordinal)));
        Assert.Contains(all, r => r.Start is null);
        Assert.Contains(all, r => r.Duration is null);
        Assert.Contains(all, r => r.DigitsAsNumbers);
    }

    [Fact]
    public async Task Every_page_of_every_list_together_is_everything()
    {
        Seed(new SandboxOptions { RecordingCount = 470 });
        List<string> found = [];
        foreach (var list in Room.UserIds.Select(UserPath).Append(Company)) found.AddRange(await AllAsync(list, 1, 30));

        Assert.Equal(Room.Ids.Order(), found.Order());
    }

    [Fact]
    public async Task A_recording_is_told_with_all_its_fields()
    {
        Room.Add(Sample("193228") with { CallerId = "17325550100", Extensions = ["999"], RuleIds = [1989], Duration = 60000 });

        var one = await JsonAsync($"{Company}/193228");

        Assert.Equal(193228, one.GetProperty("id").GetInt64());
        Assert.Equal("17325550100", one.GetProperty("caller_id").GetString());
        Assert.Equal("999", one.GetProperty("extensions")[0].GetString());
        Assert.Equal(1989, one.GetProperty("rule_ids")[0].GetInt32());
        Assert.Equal(60000, one.GetProperty("duration").GetInt64());
        Assert.EndsWith($"/t/vbc.prod/call_recording/api/accounts/{Room.AccountId}/company_call_recordings/193228", one.GetProperty("_links").GetProperty("self").GetProperty("href").GetString(), StringComparison.Ordinal);
        Assert.False(one.TryGetProperty("cnam", out _));
        Assert.Equal(one.ToString(), (await JsonAsync(Company)).GetProperty("_embedded").GetProperty("recordings")[0].ToString());
    }

    [Fact]
    public async Task A_recording_may_be_told_in_other_ways()
    {
        Room.Add(Sample("1") with { CallerId = "17325550100", Dnis = "anonymous", Extensions = ["999"], DigitsAsNumbers = true, ExplicitNulls = true });
        Room.Add(Sample("2") with { RawOverride = """{"id":"two"}""" });

        var one = await JsonAsync($"{Company}/1");
        Assert.Equal(17325550100, one.GetProperty("caller_id").GetInt64());
        Assert.Equal("anonymous", one.GetProperty("dnis").GetString());
        Assert.Equal(999, one.GetProperty("extensions")[0].GetInt32());
        Assert.Equal(JsonValueKind.Null, one.GetProperty("duration").ValueKind);
        Assert.Equal("two", (await JsonAsync($"{Company}/2")).GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_delete_is_done_once_and_logged()
    {
        Room.Add(Sample("1"));
        Room.Add(Sample("2") with { UserId = Room.SelfUserId });

        foreach (var path in (string[])[$"{Company}/1", $"{OnDemand}/2"])
        {
            using var done = await SendAsync(HttpMethod.Delete, path);
            using var again = await SendAsync(HttpMethod.Delete, path);
            Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (done.StatusCode, again.StatusCode));
            Assert.Equal(("", ""), (await TextAsync(done), await TextAsync(again)));
        }

        Assert.Equal(["1", "2"], Server.GetRequests().SelectMany(r => r.Deleted));
        Assert.Empty(Room.Ids);
    }

    [Fact]
    public async Task An_id_of_the_one_kind_is_unknown_on_the_path_of_the_other()
    {
        Room.Add(Sample("1"));
        Room.Add(Sample("2") with { UserId = Room.SelfUserId });

        foreach (var path in (string[])[$"{Company}/2", $"{OnDemand}/1", $"{UserPath(Room.UserIds[1])}/2", $"{Company}/abc", $"{Company}/01"])
        {
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(HttpMethod.Get, path));
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(HttpMethod.Delete, path));
        }

        Assert.Equal(2, Room.Count);
    }

    [Fact]
    public async Task Accounts_and_users_go_by_number_or_as_self()
    {
        Room.Add(Sample("1") with { UserId = Room.SelfUserId });
        Room.Add(Sample("2") with { UserId = Room.UserIds[1] });

        Assert.Equal(["1"], await IdsAsync($"api/accounts/{Room.AccountId}/users/{Room.SelfUserId}/call_recordings"));
        Assert.Equal(["1"], await IdsAsync(OnDemand));
        Assert.Equal(["2"], await IdsAsync(UserPath(Room.UserIds[1])));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(HttpMethod.Get, "api/accounts/1/company_call_recordings"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(HttpMethod.Get, UserPath("1")));
    }

    [Fact]
    public async Task Other_users_can_be_forbidden()
    {
        Room.Add(Sample("2") with { UserId = Room.UserIds[1] });
        Room.ForbidOtherUsers = true;

        using var refused = await SendAsync(HttpMethod.Delete, $"{UserPath(Room.UserIds[1])}/2");

        Assert.Equal((HttpStatusCode.Forbidden, ""), (refused.StatusCode, await TextAsync(refused)));
        Assert.True(Room.Contains("2"));
        Assert.Empty(await IdsAsync(OnDemand));
    }

    [Theory]
    [InlineData(VonagePathForms.Both, true, true)]
    [InlineData(VonagePathForms.WithVersion, true, false)]
    [InlineData(VonagePathForms.WithoutVersion, false, true)]
    public async Task Either_form_of_the_path_may_be_missing(VonagePathForms forms, bool with, bool without)
    {
        Room.PathForms = forms;

        Assert.Equal(with ? HttpStatusCode.OK : HttpStatusCode.NotFound, await StatusAsync(HttpMethod.Get, Company));
        Assert.Equal(without ? HttpStatusCode.OK : HttpStatusCode.NotFound, await StatusAsync(HttpMethod.Get, WithoutVersion + Company));
    }

    [Theory]
    [InlineData("GET", Company + "/")]
    [InlineData("GET", OnDemand + "/1/")]
    [InlineData("DELETE", Company)]
    [InlineData("PUT", Company + "/1")]
    [InlineData("PUT", Company + "/export")]
    [InlineData("POST", OnDemand + "/jobs/1")]
    [InlineData("GET", OnDemand + "/jobs/1/2")]
    [InlineData("DELETE", "api/audio/recording/1")]
    [InlineData("GET", "api/audio/recording/1/")]
    [InlineData("GET", "api/accounts//company_call_recordings")]
    [InlineData("GET", "/api/accounts/self/company_call_recordings")]
    [InlineData("GET", "/t/vbc.prod/call_recording/v2/" + Company)]
    [InlineData("GET", "/token")]
    public async Task What_is_no_route_is_answered_by_the_gateway(string method, string path)
    {
        Room.Add(Sample("1"));

        using var answer = await SendAsync(new HttpMethod(method), path);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("Not Found", (await FaultAsync(answer)).GetProperty("message").GetString());
        Assert.Equal(1, Room.Count);
    }

    [Fact]
    public async Task Dates_bound_the_list_inclusively()
    {
        string?[] starts = ["2026-01-05T08:59:59+0000", "2026-01-05T09:00:00Z", "2026-01-05T12:00:00.000+0200", "2026-01-05T10:00:01+0000", null];
        for (var i = 0; i < starts.Length; i++) Room.Add(Sample($"{i}") with { Start = starts[i] });

        Assert.Equal(["2", "1"], await IdsAsync($"{Company}?start:gte=2026-01-05T09:00:00%2B0000&start%3Alte=2026-01-05T10%3A00%3A00%2B0000"));
        Assert.Equal(["1", "0"], await IdsAsync($"{Company}?start:lte=2026-01-05T09:00:00%2B0000"));
        Assert.Equal(["3", "2", "1", "0", "4"], await IdsAsync(Company));
    }

    [Theory]
    [InlineData("start:gte=2026-01-05T09:00:00+0000")]
    [InlineData("start:gte=2026-01-05T09:00:00Z")]
    [InlineData("start:lte=2026-01-05T09:00:00%2B00:00")]
    [InlineData("start:lte=2026-01-05T09:00:00%2B0200")]
    [InlineData("start:lte=2026-01-05T09:00:00.000%2B0000")]
    [InlineData("start:lte=2026-01-05T09:00:00%252B0000")]
    [InlineData("start:lte=2026-01-05")]
    [InlineData("start:lte=")]
    [InlineData("duration:gte=1.5")]
    [InlineData("duration:lte=-1")]
    [InlineData("call_direction=inbound")]
    [InlineData("order=asc")]
    [InlineData("order=duration:DESC")]
    [InlineData("page=0")]
    [InlineData("page=x")]
    [InlineData("page_size=0")]
    public async Task A_wrong_parameter_is_a_bad_request(string query)
    {
        using var answer = await SendAsync(HttpMethod.Get, $"{Company}?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.StartsWith($"The value of {query.Split('=')[0]} ", Parse(await TextAsync(answer)).GetProperty("description").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("call_direction=OUTBOUND", "2")]
    [InlineData("call_id=c2", "2")]
    [InlineData("caller_id=17325550102", "2")]
    [InlineData("cnam=JANE%20ROE", "1")]
    [InlineData("dnis=17325550111", "1")]
    [InlineData("extension=999", "2")]
    [InlineData("duration:gte=60000", "2")]
    [InlineData("duration:lte=60000", "2 1")]
    [InlineData("duration:lte=59999&unknown=x", "1")]
    [InlineData("caller_id=1732555", "")]
    public async Task A_list_is_filtered_exactly(string query, string ids)
    {
        Room.Add(Sample("1") with { CallDirection = "INBOUND", CallId = "c1", CallerId = "17325550101", Cnam = "JANE ROE", Dnis = "17325550111", Duration = 30 });
        Room.Add(Sample("2") with { CallDirection = "OUTBOUND", CallId = "c2", CallerId = "17325550102", Extensions = ["201", "999"], Duration = 60000, Start = "2026-01-06T09:00:00+0000" });
        Room.Add(Sample("3") with { Start = null });

        Assert.Equal(ids.Split(' ', StringSplitOptions.RemoveEmptyEntries), await IdsAsync($"{Company}?{query}"));
    }

    [Fact]
    public async Task The_oldest_may_come_first()
    {
        Fill(25);

        Assert.Equal(Enumerable.Range(1, 25).Select(i => $"{i}"), await AllAsync(Company + "?order=start:ASC", 1, 10));
        Assert.Equal(Enumerable.Range(1, 25).Reverse().Select(i => $"{i}"), await AllAsync(Company + "?order=start:DESC", 1, 10));
        Assert.Equal(Enumerable.Range(1, 25).Reverse().Select(i => $"{i}"), await AllAsync(Company, 1, 10));
        Assert.Empty(await IdsAsync(Company + "?order=start:ASC&page=4"));
    }

    [Fact]
    public async Task The_envelope_counts_and_links_from_0_without_the_filters()
    {
        Fill(25);

        var page = await JsonAsync(Company + "?page=2&start:gte=2026-01-01T00:00:00%2B0000");

        Assert.Equal("2 10 25 3", Counts(page));
        var links = page.GetProperty("_links").EnumerateObject().ToDictionary(l => l.Name, l => new Uri(l.Value.GetProperty("href").GetString()!).Query);
        Assert.Equal(("?page=1", "?page=0", "?page=0", "?page=2", "?page=2"), (links["self"], links["first"], links["prev"], links["next"], links["last"]));
        Assert.Equal(5, links.Count);
    }

    [Fact]
    public async Task A_page_size_is_capped_and_the_cap_told()
    {
        Fill(25);
        Assert.Equal("1 100 25 1", Counts(await JsonAsync(Company + "?page_size=5000")));

        Room.MaxPageSize = 20;
        var page = await JsonAsync(Company + "?page_size=100&page=2");
        Assert.Equal(("2 20 25 2", 5), (Counts(page), Ids(page).Length));
    }

    [Fact]
    public async Task Nothing_found_is_an_envelope_without_embedded_unless_wanted()
    {
        Assert.Equal("1 10 0 0", Counts(await JsonAsync(Company)));
        Assert.False((await JsonAsync(Company)).TryGetProperty("_embedded", out _));
        Fill(10);
        Assert.False((await JsonAsync(Company + "?page=2")).TryGetProperty("_embedded", out _));

        Room.SendEmptyEmbedded = true;
        Assert.Equal(0, (await JsonAsync(Company + "?page=2")).GetProperty("_embedded").GetProperty("recordings").GetArrayLength());
    }

    [Fact]
    public async Task Pages_may_count_from_0()
    {
        Fill(25);
        Room.PagesFromZero = true;

        Assert.Equal("0 10 25 3", Counts(await JsonAsync(Company)));
        Assert.Equal(["25"], await IdsAsync(Company + "?page=0&page_size=1"));
        Assert.Equal(["5", "4", "3", "2", "1"], await IdsAsync(Company + "?page=2"));
        Assert.Empty(await IdsAsync(Company + "?page=3"));
        Assert.Equal(25, (await AllAsync(Company, 0, 10)).Count);
    }

    [Fact]
    public async Task A_password_is_exchanged_for_a_token_and_not_logged()
    {
        var granted = await GrantAsync(200, "password", ("username", "ann@vbc.prod"), ("password", Key));
        using var list = await SendAsync(HttpMethod.Get, Company, granted.GetProperty("access_token").GetString());

        Assert.Equal(HttpStatusCode.OK, list.StatusCode);
        Assert.Equal(("Bearer", 86400), (granted.GetProperty("token_type").GetString(), granted.GetProperty("expires_in").GetInt32()));
        Assert.Equal(1, Room.Tokens.Granted);
        Assert.DoesNotContain(Key, Server.GetRequests()[0].Body, StringComparison.Ordinal);
        Assert.DoesNotContain("ann", Server.GetRequests()[0].Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("password", "ann@example.com", "", "invalid_grant")]
    [InlineData("password", "ann@vbc.prod", "x", "invalid_grant")]
    [InlineData("client_credentials", "ann@vbc.prod", "", "unsupported_grant_type")]
    public async Task A_wrong_grant_is_refused(string type, string user, string addToPassword, string error)
    {
        Assert.Equal(error, (await GrantAsync(400, type, ("username", user), ("password", Key + addToPassword))).GetProperty("error").GetString());
        Assert.Equal(0, Room.Tokens.Granted);
    }

    [Fact]
    public async Task A_wrong_client_and_a_body_that_is_no_form_are_refused()
    {
        using FormUrlEncodedContent form = new([new("grant_type", "refresh_token"), new("refresh_token", Key), new("client_id", "id"), new("client_secret", "wrong")]);
        using var wrongClient = await client.PostAsync(TokenUri(), form, TestContext.Current.CancellationToken);
        using StringContent json = new("{}", new MediaTypeHeaderValue("application/json"));
        using var noForm = await client.PostAsync(TokenUri(), json, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.BadRequest), (wrongClient.StatusCode, noForm.StatusCode));
        Assert.Equal("invalid_request", Parse(await TextAsync(noForm)).GetProperty("error").GetString());
    }

    [Fact]
    public async Task A_refresh_token_is_good_once()
    {
        var first = await GrantAsync(200, "refresh_token", ("refresh_token", Key));
        Assert.Equal("invalid_grant", (await GrantAsync(400, "refresh_token", ("refresh_token", Key))).GetProperty("error").GetString());
        await GrantAsync(200, "refresh_token", ("refresh_token", first.GetProperty("refresh_token").GetString()!));
    }

    [Fact]
    public async Task Without_a_good_token_there_is_a_fault_of_the_gateway()
    {
        using var wrong = await SendAsync(HttpMethod.Get, Company, "wrong");
        Assert.Equal((HttpStatusCode.Unauthorized, 900902), (wrong.StatusCode, await CodeAsync(wrong)));

        Room.Tokens.RevokeAccess();
        using var revoked = await SendAsync(HttpMethod.Get, "nothing");
        Assert.Equal(HttpStatusCode.Unauthorized, revoked.StatusCode);
        Assert.DoesNotContain(Key, await TextAsync(revoked), StringComparison.Ordinal);

        Server.EchoSecretInErrors = true;
        using var rude = await SendAsync(HttpMethod.Get, Company);
        Assert.Contains(Key, await TextAsync(rude), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_is_not_subscribed_is_told_so_and_still_gets_tokens()
    {
        Room.NotSubscribed = true;

        using var refused = await SendAsync(HttpMethod.Get, Company);

        Assert.Equal((HttpStatusCode.Forbidden, 900908), (refused.StatusCode, await CodeAsync(refused)));
        await GrantAsync(200, "refresh_token", ("refresh_token", Key));
    }

    [Fact]
    public async Task A_throttled_request_is_told_when_to_come_back()
    {
        Server.OnRequest = _ => SandboxFault.Throttle;

        using var plain = await SendAsync(HttpMethod.Get, Company);
        Assert.Equal((HttpStatusCode.TooManyRequests, 900802), (plain.StatusCode, await CodeAsync(plain)));
        Assert.Equal(TimeSpan.FromSeconds(1), plain.Headers.RetryAfter?.Delta);
        Assert.False((await FaultAsync(plain)).TryGetProperty("nextAccessTime", out _));

        Room.NextAccessTime = new DateTimeOffset(2026, 1, 17, 2, 0, 0, TimeSpan.FromHours(2));
        using var dated = await SendAsync(HttpMethod.Get, Company);
        Assert.Equal("2026-Jan-17 00:00:00+0000 UTC", (await FaultAsync(dated)).GetProperty("nextAccessTime").GetString());
        Assert.Null(dated.Headers.RetryAfter);

        Room.ThrottleStatus = 503;
        using var unavailable = await SendAsync(HttpMethod.Get, Company);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, 900802), (unavailable.StatusCode, await CodeAsync(unavailable)));
    }

    [Fact]
    public async Task Failures_of_the_service_have_no_code_of_the_throttle()
    {
        Server.OnRequest = request => request.Sequence == 1 ? SandboxFault.ServerError : SandboxFault.Unavailable;

        using var failed = await SendAsync(HttpMethod.Get, Company);
        using var unavailable = await SendAsync(HttpMethod.Get, Company);

        Assert.Equal((HttpStatusCode.InternalServerError, 500), (failed.StatusCode, await CodeAsync(failed)));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, 101503), (unavailable.StatusCode, await CodeAsync(unavailable)));
        Assert.Null(unavailable.Headers.RetryAfter);
    }

    [Fact]
    public void What_is_added_replaces_and_what_is_removed_is_gone()
    {
        Room.Add(Sample("1"));
        Room.Add(Sample("1") with { UserId = "12" });

        Assert.Equal((1, "12"), (Room.Count, Room.Find("1")?.UserId));
        Assert.Equal(["1"], Server.GetRecordingIds("Vonage"));
        Assert.True(Room.Remove("1"));
        Assert.False(Room.Remove("1"));
        Assert.False(Room.Contains("1"));
    }

    private static VonageRecording Sample(string id) => new() { Id = id, Start = "2026-01-05T09:00:00+0000" };

    private static string UserPath(string user) => $"api/accounts/self/users/{user}/call_recordings";

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(
        text.EndsWith('Z') ? text : text.Insert(text.Length - 2, ":"), CultureInfo.InvariantCulture);

    private static JsonElement Parse(string text) => JsonDocument.Parse(text).RootElement;

    private static Task<string> TextAsync(HttpResponseMessage answer) => answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    private static async Task<JsonElement> FaultAsync(HttpResponseMessage answer) => Parse(await TextAsync(answer)).GetProperty("fault");

    private static async Task<int> CodeAsync(HttpResponseMessage answer) => (await FaultAsync(answer)).GetProperty("code").GetInt32();

    private static string[] Ids(JsonElement page) => page.TryGetProperty("_embedded", out var embedded)
        ? [.. embedded.GetProperty("recordings").EnumerateArray().Select(r => r.GetProperty("id").ToString())]
        : [];

    private static string Counts(JsonElement page) =>
        string.Join(' ', ((string[])["page", "page_size", "total_items", "total_pages"]).Select(name => page.GetProperty(name).ToString()));

    private void Seed(SandboxOptions options) => server = SandboxServer.Start(options, ["Vonage"]);

    /// <summary>Company recordings from 1, each a minute younger than the one before.</summary>
    private void Fill(int count)
    {
        for (var i = 1; i <= count; i++) Room.Add(Sample($"{i}") with { Start = $"2026-01-05T09:{i:D2}:00+0000" });
    }

    private Uri TokenUri() => new(Server.GetBaseUri("Vonage"), "/token");

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? token = null)
    {
        using HttpRequestMessage request = new(method, new Uri(new Uri(Server.GetBaseUri("Vonage") + "/"), path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token ?? Key);
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private async Task<HttpStatusCode> StatusAsync(HttpMethod method, string path)
    {
        using var answer = await SendAsync(method, path);
        return answer.StatusCode;
    }

    private async Task<JsonElement> JsonAsync(string path)
    {
        using var answer = await SendAsync(HttpMethod.Get, path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return Parse(await TextAsync(answer));
    }

    private async Task<string[]> IdsAsync(string path) => Ids(await JsonAsync(path));

    private async Task<List<string>> AllAsync(string path, int first, int size)
    {
        List<string> found = [];
        var mark = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        while (await IdsAsync($"{path}{mark}page={first++}&page_size={size}") is { Length: > 0 } ids) found.AddRange(ids);
        return found;
    }

    private async Task<JsonElement> GrantAsync(int status, string type, params (string Name, string Value)[] fields)
    {
        using FormUrlEncodedContent form = new(
            [new("grant_type", type), new("client_id", "id"), new("client_secret", Key), .. fields.Select(f => KeyValuePair.Create(f.Name, f.Value))]);
        using var answer = await client.PostAsync(TokenUri(), form, TestContext.Current.CancellationToken);
        Assert.Equal(status, (int)answer.StatusCode);
        return Parse(await TextAsync(answer));
    }
}
