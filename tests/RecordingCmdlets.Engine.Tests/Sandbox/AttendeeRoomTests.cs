using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Sandbox;

/// <summary>Attendee over the wire: its routes, its errors and its bad manners.</summary>
public sealed class AttendeeRoomTests : IDisposable
{
    private const string Unready = """{"error":"Bot is not in a state where the data deleted event can be created"}""";
    private const string NoBot = """{"error":"Bot not found"}""";
    private const string NoRoute = """{"error":"Not found"}""";
    private const string Id = "bot_Q1w2E3r4T5y6U7i8";

    private static readonly DateTimeOffset Now = new(2026, 4, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly SandboxServer sandbox = Start(0);
    private readonly HttpClient client = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static AttendeeEvent Joined => new("join_requested", "2026-03-02T09:00:00.120345Z");

    private string Key => $"Token {sandbox.ApiKey.Reveal()}";

    private AttendeeRoom Room => sandbox.Room<AttendeeRoom>();

    public void Dispose()
    {
        client.Dispose();
        sandbox.Dispose();
    }

    [Fact]
    public async Task A_bot_has_exactly_nine_fields_nulls_among_them_and_a_sub_type_only_where_there_is_one()
    {
        Room.Add(Bot() with { Metadata = """{"customer_id":"c-17"}""", Events = [Joined, new("leave_requested", "2026-03-02T09:40:00.000000Z", "user_requested")] });

        var (status, body) = await SendAsync("GET", $"/bots/{Id}");

        Assert.Equal(200, status);
        Assert.Equal(
            """{"id":"bot_Q1w2E3r4T5y6U7i8","metadata":{"customer_id":"c-17"},"meeting_url":"https://zoom.us/j/91234567890?pwd=x","state":"ended","events":["""
            + """{"type":"join_requested","created_at":"2026-03-02T09:00:00.120345Z"},"""
            + """{"type":"leave_requested","sub_type":"user_requested","created_at":"2026-03-02T09:40:00.000000Z"}"""
            + """],"transcription_state":"complete","recording_state":"complete","join_at":null,"deduplication_key":null}""",
            body);
    }

    [Theory]
    [InlineData("GET", "/bots/bot_q1W2e3R4t5Y6u7I8", NoBot)]
    [InlineData("POST", "/bots/bot_unknown/delete_data", NoBot)]
    [InlineData("DELETE", "/bots/bot_unknown", NoBot)]
    [InlineData("GET", "/bots/bot_unknown/recording", NoBot)]
    [InlineData("GET", "/bots/bot_unknown/transcript", NoBot)]
    [InlineData("DELETE", "/bots/bot_unknown/transcript", NoBot)]
    [InlineData("GET", "/bots/", NoRoute)]
    [InlineData("GET", $"/bots/{Id}/", NoRoute)]
    [InlineData("POST", $"/bots/{Id}/delete_data/", NoRoute)]
    [InlineData("GET", $"/bots//recording", NoRoute)]
    [InlineData("GET", $"/bots/{Id}%2Fx", NoRoute)]
    [InlineData("GET", "", NoRoute)]
    [InlineData("GET", "/bot", NoRoute)]
    [InlineData("GET", $"/bots/{Id}/chat_messages", NoRoute)]
    [InlineData("GET", $"/bots/{Id}/participants", NoRoute)]
    [InlineData("GET", "/app_sessions/app_Z9y8X7w6V5u4T3s2/media", "{\"error\":\"App session not found\"}")]
    [InlineData("GET", "/app_sessions/app_Z9y8X7w6V5u4T3s2", NoRoute)]
    [InlineData("GET", "/app_sessions/app_Z9y8X7w6V5u4T3s2/recording", NoRoute)]
    public async Task What_is_not_there_is_told_apart_from_what_is_no_route(string method, string path, string body)
    {
        Room.Add(Bot());

        Assert.Equal((404, body), await SendAsync(method, path));
    }

    [Theory]
    [InlineData("POST", "/bots")]
    [InlineData("DELETE", "/bots")]
    [InlineData("PATCH", $"/bots/{Id}")]
    [InlineData("GET", $"/bots/{Id}/delete_data")]
    [InlineData("DELETE", $"/bots/{Id}/delete_data")]
    [InlineData("DELETE", $"/bots/{Id}/recording")]
    public async Task A_route_refuses_other_methods(string method, string path)
    {
        Room.Add(Bot());

        Assert.Equal((405, $$"""{"detail":"Method \"{{method}}\" not allowed."}"""), await SendAsync(method, path));
        Assert.Equal([Id], Room.Ids);
    }

    [Theory]
    [InlineData("Token {0}", 200)]
    [InlineData("tOKEN  {0}", 200)]
    [InlineData("Bearer {0}", 401)]
    [InlineData("Token {0} x", 401)]
    [InlineData("Token{0}", 401)]
    [InlineData("{0}", 401)]
    [InlineData("Token wrong", 401)]
    [InlineData(null, 401)]
    public async Task The_key_comes_as_the_second_of_two_words(string? header, int status)
    {
        using var response = await SendRawAsync("GET", "/bots", header is null ? null : string.Format(CultureInfo.InvariantCulture, header, sandbox.ApiKey.Reveal()));

        Assert.Equal(status, (int)response.StatusCode);
        if (status == 200) return;
        Assert.Equal("Token", response.Headers.WwwAuthenticate.ToString());
        Assert.Equal("""{"detail":"Invalid or disabled API key"}""", await response.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task The_key_is_echoed_only_when_asked()
    {
        sandbox.EchoSecretInErrors = true;
        using var response = await SendRawAsync("GET", "/bots", "Token rude");

        Assert.Contains("Received Authorization: 'Token rude'", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ended")]
    [InlineData("fatal_error")]
    public async Task Deleted_data_leaves_the_bot_behind(string state)
    {
        Room.Add(Bot() with { State = state });

        var (status, body) = await SendAsync("POST", $"/bots/{Id}/delete_data");

        Assert.Equal(200, status);
        var bot = Parse(body);
        Assert.Equal(("data_deleted", "complete", "complete"), (Text(bot, "state"), Text(bot, "recording_state"), Text(bot, "transcription_state")));
        Assert.Equal("""{"type":"data_deleted","created_at":"2026-04-01T00:00:00.000000Z"}""", bot.GetProperty("events")[1].GetRawText());
        Assert.Equal([Id], sandbox.GetRequests()[^1].Deleted);
        Assert.Empty(Room.Ids);
        Assert.True(Room.Contains(Id));
        Assert.Equal((404, """{"error":"No recording file found for bot"}"""), await SendAsync("GET", $"/bots/{Id}/recording"));
        Assert.Equal((200, "[]"), await SendAsync("GET", $"/bots/{Id}/transcript"));
        Assert.Equal((400, Unready), await SendAsync("POST", $"/bots/{Id}/delete_data"));
        Assert.Empty(sandbox.GetRequests()[^1].Deleted);
    }

    [Theory]
    [InlineData("scheduled")]
    [InlineData("joined_recording")]
    [InlineData("post_processing")]
    [InlineData("data_deleted")]
    [InlineData("disconnecting")]
    public async Task Data_stays_in_every_other_state(string state)
    {
        Room.Add(Bot() with { State = state });

        Assert.Equal((400, Unready), await SendAsync("POST", $"/bots/{Id}/delete_data"));
        Assert.Equal("https://bucket.example/e4da.mp4", Room.Find(Id)?.RecordingUrl);
    }

    [Fact]
    public async Task The_data_of_an_ended_app_session_goes_the_same_way()
    {
        const string Session = "app_Z9y8X7w6V5u4T3s2";
        Room.Add(Bot() with { Id = Session, MeetingUrl = "app_session" });

        Assert.Equal([Session], Room.AppSessionIds);
        Assert.Equal(200, (await SendAsync("POST", $"/bots/{Session}/delete_data")).Status);
        Assert.Empty(Room.Ids);
        Assert.Equal([Session], Room.AppSessionIds);
    }

    [Fact]
    public async Task One_of_two_that_delete_at_once_is_told_so()
    {
        Room.Add(Bot());

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SendAsync("POST", $"/bots/{Id}/delete_data")));

        Assert.Single(answers, answer => answer.Status == 200);
        Assert.Equal(7, answers.Count(answer => answer == (400, Unready)));
    }

    [Fact]
    public async Task A_deletion_may_break_a_few_times_and_take_the_file_with_it()
    {
        Room.Add(Bot());
        Room.FailDeletes[Id] = 2;

        for (var i = 0; i < 2; i++)
        {
            var (status, body) = await SendAsync("POST", $"/bots/{Id}/delete_data");
            Assert.Equal(400, status);
            Assert.Matches("""^\{"error":".* Error ID: [0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"\}$""", body);
            Assert.Empty(sandbox.GetRequests()[^1].Deleted);
            Assert.Equal([Id], Room.Ids);
            Assert.Null(Room.Find(Id)?.RecordingUrl);
            Assert.Single(Room.Find(Id)!.Transcript);
        }

        Assert.Equal(200, (await SendAsync("POST", $"/bots/{Id}/delete_data")).Status);
    }

    [Fact]
    public async Task A_deletion_may_break_for_ever_but_not_before_the_state_allows_it()
    {
        Room.Add(Bot());
        Room.FailDeletes[Id] = int.MaxValue;

        for (var i = 0; i < 3; i++) Assert.Contains("Error ID", (await SendAsync("POST", $"/bots/{Id}/delete_data")).Body, StringComparison.Ordinal);
        Assert.Equal(int.MaxValue, Room.FailDeletes[Id]);
        Room.Add(Bot() with { State = "leaving" });
        Assert.Equal((400, Unready), await SendAsync("POST", $"/bots/{Id}/delete_data"));
    }

    [Fact]
    public async Task A_deletion_may_be_done_and_denied()
    {
        Room.Add(Bot());
        Room.FailAfterDelete = [Id];

        var (status, body) = await SendAsync("POST", $"/bots/{Id}/delete_data");

        Assert.Equal(400, status);
        Assert.Contains("Error ID", body, StringComparison.Ordinal);
        Assert.Equal([Id], sandbox.GetRequests()[^1].Deleted);
        Assert.Equal("data_deleted", Room.Find(Id)?.State);
        Assert.Equal((400, Unready), await SendAsync("POST", $"/bots/{Id}/delete_data"));
    }

    [Fact]
    public async Task Only_a_scheduled_bot_goes_itself()
    {
        Room.Add(Bot());
        Assert.Equal((400, """{"error":"Bot is in state ended but can only be deleted when in scheduled state"}"""), await SendAsync("DELETE", $"/bots/{Id}"));

        Room.Add(Bot() with { State = "scheduled" });
        Assert.Equal((200, ""), await SendAsync("DELETE", $"/bots/{Id}"));
        Assert.False(Room.Contains(Id));
        Assert.Empty(sandbox.GetRequests()[^1].Deleted);
        Assert.Equal((404, NoBot), await SendAsync("DELETE", $"/bots/{Id}"));
    }

    [Fact]
    public async Task A_recording_is_a_link_and_a_start()
    {
        Room.Add(Bot());
        Assert.Equal((200, """{"url":"https://bucket.example/e4da.mp4","start_timestamp_ms":1772442060000}"""), await SendAsync("GET", $"/bots/{Id}/recording"));

        Room.Add(Bot() with { StartTimestampMs = null });
        Assert.Equal((200, """{"url":"https://bucket.example/e4da.mp4","start_timestamp_ms":null}"""), await SendAsync("GET", $"/bots/{Id}/recording"));

        Room.Add(Bot() with { RecordingState = null });
        Assert.Equal((404, """{"error":"No recording found for bot"}"""), await SendAsync("GET", $"/bots/{Id}/recording"));
        Assert.Equal((404, """{"error":"No recording found for bot"}"""), await SendAsync("GET", $"/bots/{Id}/transcript"));
        Assert.Equal((404, """{"error":"No recording found for bot"}"""), await SendAsync("DELETE", $"/bots/{Id}/transcript"));
    }

    [Fact]
    public async Task A_transcript_goes_alone_and_as_often_as_asked()
    {
        Room.Add(Bot());
        Assert.Equal(
            (200, """[{"speaker_name":null,"speaker_uuid":"16778240","speaker_user_uuid":null,"speaker_is_host":false,"timestamp_ms":1772442061079,"duration_ms":7710,"transcription":{"transcript":"Let us start."}}]"""),
            await SendAsync("GET", $"/bots/{Id}/transcript"));
        Assert.Equal((404, """{"error":"Async Transcription not found"}"""), await SendAsync("GET", $"/bots/{Id}/transcript?async_transcription_id=tran_x"));
        Assert.Equal((404, """{"error":"Async Transcription not found"}"""), await SendAsync("DELETE", $"/bots/{Id}/transcript?async_transcription_id=tran_x"));

        Assert.Equal((200, ""), await SendAsync("DELETE", $"/bots/{Id}/transcript"));
        Assert.Empty(sandbox.GetRequests()[^1].Deleted);
        Assert.Equal((200, ""), await SendAsync("DELETE", $"/bots/{Id}/transcript"));
        Assert.Equal((200, "[]"), await SendAsync("GET", $"/bots/{Id}/transcript"));
        Assert.Equal(("ended", "https://bucket.example/e4da.mp4"), (Room.Find(Id)?.State, Room.Find(Id)?.RecordingUrl));
    }

    [Fact]
    public async Task Lists_go_page_by_page_from_the_oldest_and_back()
    {
        var ids = AddMany(60);

        var first = await ListAsync();
        var second = await FollowAsync(first, "next");
        var third = await FollowAsync(second, "next");

        Assert.Equal(ids, Ids(first).Concat(Ids(second)).Concat(Ids(third)));
        Assert.Equal((25, 25, 10), (Ids(first).Length, Ids(second).Length, Ids(third).Length));
        Assert.Null(Text(third, "next"));
        Assert.Null(Text(first, "previous"));
        var back = await FollowAsync(third, "previous");
        Assert.Equal(Ids(second), Ids(back));
        Assert.Equal(Text(second, "next"), Text(back, "next"));
        Assert.Null(Text(await FollowAsync(back, "previous"), "previous"));
    }

    [Fact]
    public async Task A_link_is_absolute_and_keeps_the_filters()
    {
        AddMany(30);

        var page = await ListAsync("?states=fatal_error&join_at_after=&states=ended&meeting_url=https%3A%2F%2Fzoom.us%2Fj%2F91234567890%3Fpwd%3Dx&x=a%20b");

        var next = Text(page, "next")!;
        Assert.StartsWith(sandbox.GetBaseUri("Attendee") + "/bots?cursor=", next, StringComparison.Ordinal);
        Assert.EndsWith("&join_at_after=&meeting_url=https%3A%2F%2Fzoom.us%2Fj%2F91234567890%3Fpwd%3Dx&states=fatal_error&states=ended&x=a%20b", next, StringComparison.Ordinal);
        Assert.Equal(5, Ids(await FollowAsync(page, "next")).Length);
    }

    [Fact]
    public async Task A_cursor_stays_good_when_its_bot_is_gone_and_same_times_lose_nobody()
    {
        var ids = Enumerable.Range(0, 40).Select(i => $"bot_{i:D16}").ToArray();
        foreach (var id in ids) Room.Add(Bot() with { Id = id });

        var first = await ListAsync();
        foreach (var id in Ids(first)) Room.Remove(id);
        var second = await FollowAsync(first, "next");

        Assert.Equal(ids.Order(StringComparer.Ordinal), Ids(first).Concat(Ids(second)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Deleting_between_pages_loses_nobody_even_with_a_filter_by_state()
    {
        var ids = AddMany(60);
        List<string> seen = [];

        for (JsonElement? page = await ListAsync("?states=ended"); page is { } at; page = Text(at, "next") is null ? null : await FollowAsync(at, "next"))
        {
            seen.AddRange(Ids(at));
            foreach (var id in Ids(at)) Assert.Equal(200, (await SendAsync("POST", $"/bots/{id}/delete_data")).Status);
        }

        Assert.Equal(ids, seen);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("!!!!")]
    [InlineData("cD0yMDI2LTAzLTAy")]
    public async Task A_damaged_cursor_is_a_404_of_its_own(string cursor) =>
        Assert.Equal((404, """{"detail":"Invalid cursor"}"""), await SendAsync("GET", $"/bots?cursor={cursor}"));

    [Theory]
    [InlineData("states=finished", "finished")]
    [InlineData("states=ended,fatal_error", "ended,fatal_error")]
    [InlineData("states=", "")]
    [InlineData("states=ended&states=ENDED", "ENDED")]
    public async Task A_state_that_is_none_is_named_with_those_that_are(string query, string named)
    {
        var (status, body) = await SendAsync("GET", "/bots?" + query);

        Assert.Equal(400, status);
        Assert.StartsWith($$"""{"error":"Invalid state: {{named}}. Valid states are: ready, joining, joined_not_recording, """, body, StringComparison.Ordinal);
        Assert.EndsWith(", connecting, connected, disconnecting\"}", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Filters_are_exact_strict_and_pass_over_bots_without_a_time_to_join()
    {
        Room.Add(Bot() with { Id = "bot_null" });
        Room.Add(Bot() with { Id = "bot_early", JoinAt = "2026-03-01T10:00:00Z", DeduplicationKey = "a" });
        Room.Add(Bot() with { Id = "bot_late", JoinAt = "2026-03-02T10:00:00Z", MeetingUrl = "https://meet.google.com/abc", State = "leaving" });

        Assert.Equal(["bot_late"], await IdsAsync("?join_at_after=2026-03-01T10:00:00Z"));
        Assert.Equal(["bot_early", "bot_late"], await IdsAsync("?join_at_after=2026-03-01T09:59:59Z"));
        Assert.Equal(["bot_early"], await IdsAsync("?join_at_before=2026-03-02T11:00:00%2B01:00"));
        Assert.Equal(["bot_early"], await IdsAsync("?deduplication_key=a"));
        Assert.Empty(await IdsAsync("?deduplication_key=A"));
        Assert.Equal(["bot_late"], await IdsAsync("?meeting_url=https://meet.google.com/abc"));
        Assert.Equal(["bot_late"], await IdsAsync("?states=leaving&states=staged"));
        Assert.Equal(3, (await IdsAsync("?states=leaving&states=ended&unknown=1")).Length);
    }

    [Theory]
    [InlineData("join_at_after", "2026-03-01T10:00:00+00:00")]
    [InlineData("join_at_before", "yesterday")]
    public async Task A_time_that_is_none_is_refused(string name, string value) => Assert.Equal(
        (400, $$"""{"error":"Invalid {{name}} format. Use ISO 8601 format (e.g., 2024-01-18T12:34:56Z)"}"""),
        await SendAsync("GET", $"/bots?{name}={value}"));

    [Fact]
    public async Task Links_can_be_made_to_mislead()
    {
        AddMany(60);

        Room.NextHostOverride = "http://internal:8000";
        var first = await ListAsync();
        Assert.StartsWith("http://internal:8000/api/v1/bots?cursor=", Text(first, "next"), StringComparison.Ordinal);
        Room.NextHostOverride = null;

        Room.RepeatNext = true;
        first = await ListAsync();
        var second = await FollowAsync(first, "next");
        Assert.Equal(Text(first, "next"), Text(second, "next"));
        Assert.Equal(Ids(second), Ids(await FollowAsync(second, "next")));
        Room.RepeatNext = false;

        Room.NextLinkOverride = link => link is null ? "https://elsewhere.example/" : null;
        Assert.Null(Text(await ListAsync(), "next"));
        Assert.Equal("https://elsewhere.example/", Text(await ListAsync("?states=staged"), "next"));
    }

    [Fact]
    public async Task Nulls_can_be_left_out_and_a_bot_replaced_by_anything()
    {
        Room.Add(new() { Id = Id, ExplicitNulls = false, MeetingUrl = null, Events = null, TranscriptionState = null, RecordingState = null });
        Assert.Equal((200, """{"id":"bot_Q1w2E3r4T5y6U7i8","state":"ended"}"""), await SendAsync("GET", $"/bots/{Id}"));

        Room.Add(Bot() with { RawOverride = "[1" });
        Assert.Equal((200, "[1"), await SendAsync("GET", $"/bots/{Id}"));
    }

    [Fact]
    public async Task A_limit_says_when_to_come_back_and_a_request_has_no_id_unless_wanted()
    {
        sandbox.OnRequest = _ => SandboxFault.Throttle;
        using (var response = await SendRawAsync("GET", "/bots", Key))
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
            Assert.Equal("1", response.Headers.RetryAfter?.ToString());
            Assert.False(response.Headers.Contains("x-request-id"));
            Assert.Equal("""{"detail":"Request was throttled. Expected available in 1 seconds."}""", await response.Content.ReadAsStringAsync(Token));
        }

        sandbox.OnRequest = _ => SandboxFault.Unavailable;
        Room.SendRequestId = true;
        using (var response = await SendRawAsync("GET", "/bots", Key))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.Single(response.Headers.GetValues("x-request-id"));
            Assert.StartsWith("{\"error\":", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_seed_has_three_in_twenty_that_are_old_and_others_that_hold_nothing()
    {
        using var seeded = Start(400);
        var room = seeded.Room<AttendeeRoom>();
        var all = room.AllIds.Select(id => room.Find(id)!).ToList();
        var bots = room.Ids.Except(room.AppSessionIds).Select(id => room.Find(id)!).ToList();
        var ages = bots.Where(bot => bot.Events!.Count > 0).Select(bot => (Now - Parse(bot.Events![0].CreatedAt)).TotalDays).ToList();

        Assert.Equal((400, 440, 440), (bots.Count, room.Count, all.Count));
        Assert.Equal(60, ages.Count(age => age > 30));
        Assert.DoesNotContain(ages, age => age is > 29.6 and < 30.4);
        Assert.InRange(400 - ages.Count, 1, 20);
        Assert.All(all.Select(bot => bot.Id), id => Assert.Matches("^(bot|app)_[A-Za-z0-9]{16}$", id));
        Assert.Single(bots.GroupBy(bot => bot.Id, StringComparer.OrdinalIgnoreCase), group => group.Count() == 2);
        Assert.Contains(bots, bot => bot.Metadata is null);
        Assert.Contains(bots, bot => bot.RecordingState is null);
        Assert.True(bots.Count(bot => bot.JoinAt is null) > 300);
        Assert.Contains(all, bot => bot.Events!.Count == 0 && bot.JoinAt is null && bot.State == "fatal_error");
        Assert.Equal(
            ["data_deleted", "ended", "fatal_error", "joined_recording", "post_processing", "ready", "scheduled"],
            all.Select(bot => bot.State!).Distinct().Order(StringComparer.Ordinal));
        Assert.NotEmpty(room.Ids.Intersect(room.AppSessionIds));

        static DateTimeOffset Parse(string? time) => DateTimeOffset.Parse(time!, CultureInfo.InvariantCulture);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bots()
    {
        using SandboxServer one = Start(100), two = Start(100);

        Assert.Equal(one.Room<AttendeeRoom>().AllIds.Order(), two.Room<AttendeeRoom>().AllIds.Order());
    }

    [Fact]
    public async Task Many_bots_are_quick_to_seed_and_to_page_through()
    {
        var time = Stopwatch.StartNew();
        using var seeded = Start(200_000);
        Assert.True(time.Elapsed < TimeSpan.FromSeconds(20), $"seeding took {time.Elapsed}");

        time.Restart();
        var link = new Uri(seeded.GetBaseUri("Attendee") + "/bots");
        for (var i = 0; i < 200; i++)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, link);
            request.Headers.TryAddWithoutValidation("Authorization", $"Token {seeded.ApiKey.Reveal()}");
            using var response = await client.SendAsync(request, Token);
            link = new(Text(Parse(await response.Content.ReadAsStringAsync(Token)), "next")!);
        }

        Assert.True(time.Elapsed < TimeSpan.FromSeconds(10), $"200 pages took {time.Elapsed}");
    }

    private static SandboxServer Start(int count) => SandboxServer.Start(new SandboxOptions { RecordingCount = count, Now = Now }, ["Attendee"]);

    private static AttendeeBot Bot() => new()
    {
        Id = Id,
        Events = [Joined],
        RecordingUrl = "https://bucket.example/e4da.mp4",
        StartTimestampMs = 1772442060000,
        Transcript = [new() { SpeakerUuid = "16778240", OffsetMs = 1079, DurationMs = 7710, Text = "Let us start." }],
    };

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private static string[] Ids(JsonElement page) => [.. page.GetProperty("results").EnumerateArray().Select(bot => bot.GetProperty("id").GetString()!)];

    /// <summary>Adds bots a minute apart, the newest first; their ids come back with the oldest first.</summary>
    private string[] AddMany(int count)
    {
        var ids = Enumerable.Range(0, count).Select(i => $"bot_{(i * 7919) % 100_000:D16}").ToArray();
        for (var i = count - 1; i >= 0; i--) Room.Add(Bot() with { Id = ids[i], Created = Now.AddMinutes(i) });
        return ids;
    }

    private async Task<JsonElement> ListAsync(string query = "") => Parse((await SendAsync("GET", "/bots" + query)).Body);

    private async Task<string[]> IdsAsync(string query) => [.. Ids(await ListAsync(query)).Order(StringComparer.Ordinal)];

    private async Task<JsonElement> FollowAsync(JsonElement page, string name)
    {
        var link = Text(page, name)!;
        return await ListAsync(link[link.IndexOf('?', StringComparison.Ordinal)..]);
    }

    private async Task<(int Status, string Body)> SendAsync(string method, string path)
    {
        using var response = await SendRawAsync(method, path, Key);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Token));
    }

    private async Task<HttpResponseMessage> SendRawAsync(string method, string path, string? authorization)
    {
        using HttpRequestMessage request = new(new(method), new Uri(sandbox.GetBaseUri("Attendee") + path));
        if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return await client.SendAsync(request, Token);
    }
}
