using System.Globalization;
using System.Net;
using System.Text.Json;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Sandbox;

public sealed class RecallRoomTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly HttpClient client = new();
    private SandboxServer sandbox = null!;
    private RecallRoom room = null!;

    public RecallRoomTests() => Open(recordings: 0);

    [Fact]
    public async Task A_bot_shows_what_it_was_given_with_its_recordings()
    {
        AddBot("b1", "done", bot => bot with
        {
            Meeting = new("zoom", new Dictionary<string, string?> { ["meeting_id"] = "5", ["meeting_password"] = "p+w" }),
            RecordingConfig = """{"retention":null}""",
            Metadata = new Dictionary<string, string> { ["team"] = "sales" },
        });
        AddRecording("r1", 1, "b1");
        AddRecording("r2", 2, "b1");

        var bot = await GetAsync("bot/b1/");

        Assert.Equal("""{"meeting_id":"5","meeting_password":"p+w","platform":"zoom"}""", bot.GetProperty("meeting_url").GetRawText());
        Assert.Equal(JsonValueKind.Null, bot.GetProperty("join_at").ValueKind);
        Assert.Equal("""{"retention":null}""", bot.GetProperty("recording_config").GetRawText());
        Assert.Equal("sales", bot.GetProperty("metadata").GetProperty("team").GetString());
        Assert.Equal("done", bot.GetProperty("status_changes")[1].GetProperty("code").GetString());
        Assert.Equal(["r1", "r2"], Ids(bot.GetProperty("recordings")));
        Assert.False(bot.GetProperty("recordings")[0].TryGetProperty("bot", out _));
        Assert.False(bot.TryGetProperty("status", out _));
    }

    [Fact]
    public async Task A_meeting_url_is_text_or_null_or_left_out_or_the_whole_bot_is_something_else()
    {
        AddBot("text", "done", bot => bot with { MeetingUrl = "https://meet.example/1" });
        AddBot("null", "done");
        AddBot("out", "done", bot => bot with { ExplicitNulls = false });
        AddBot("raw", "done", bot => bot with { RawOverride = "[1]" });

        Assert.Equal("https://meet.example/1", (await GetAsync("bot/text/")).GetProperty("meeting_url").GetString());
        Assert.Equal(JsonValueKind.Null, (await GetAsync("bot/null/")).GetProperty("meeting_url").ValueKind);
        Assert.False((await GetAsync("bot/out/")).TryGetProperty("meeting_url", out _));
        Assert.Equal("[1]", (await GetAsync("bot/raw/")).GetRawText());
    }

    [Fact]
    public async Task A_recording_says_whose_it_is_and_where_its_media_is()
    {
        AddBot("b1", "done", bot => bot with { Metadata = new Dictionary<string, string> { ["a"] = "b" } });
        RecallShortcuts shortcuts = new(new("a1", "https://media.example/v?sig=1&x=2", "mp4"));
        AddRecording("r1", 1, "b1", recording => recording with { MediaShortcuts = shortcuts });
        AddRecording("r2", 1, null, recording => recording with { DesktopSdkUploadId = "u1" });

        var first = await GetAsync("recording/r1/");
        var video = first.GetProperty("media_shortcuts").GetProperty("video_mixed");
        var second = await GetAsync("recording/r2/");

        Assert.Equal("""{"id":"b1","metadata":{"a":"b"}}""", first.GetProperty("bot").GetRawText());
        Assert.Equal("https://media.example/v?sig=1&x=2", video.GetProperty("data").GetProperty("download_url").GetString());
        Assert.Equal("done", video.GetProperty("status").GetProperty("code").GetString());
        Assert.Equal(JsonValueKind.Null, first.GetProperty("media_shortcuts").GetProperty("transcript").ValueKind);
        Assert.Equal(JsonValueKind.Null, second.GetProperty("bot").ValueKind);
        Assert.Equal("u1", second.GetProperty("desktop_sdk_upload").GetProperty("id").GetString());
    }

    [Theory]
    [InlineData("GET", "bot")]
    [InlineData("GET", "bot/b1")]
    [InlineData("GET", "bot//")]
    [InlineData("GET", "bot/b1/transcript/")]
    [InlineData("GET", "video_separated/")]
    [InlineData("POST", "bot/b1/delete-media/")]
    [InlineData("POST", "bot/b1/delete_media")]
    [InlineData("DELETE", "recording/r1")]
    public async Task What_is_no_route_is_404_in_html(string method, string path)
    {
        AddBot("b1", "done");
        AddRecording("r1", 1, "b1");

        using var response = await SendAsync(method, path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
        Assert.True(room.Contains("r1"));
    }

    [Theory]
    [InlineData("POST", "bot/")]
    [InlineData("DELETE", "recording/")]
    [InlineData("GET", "bot/b1/delete_media/")]
    [InlineData("DELETE", "bot/b1/delete_media/")]
    [InlineData("PATCH", "recording/r1/")]
    public async Task A_wrong_method_is_405(string method, string path) =>
        Assert.Equal((405, "method_not_allowed"), await CodeAsync(method, path));

    [Theory]
    [InlineData("GET", "bot/no/")]
    [InlineData("DELETE", "bot/no/")]
    [InlineData("POST", "bot/no/delete_media/")]
    [InlineData("GET", "recording/no/")]
    [InlineData("DELETE", "recording/no/")]
    public async Task What_is_not_there_is_404_in_json(string method, string path) =>
        Assert.Equal((404, "not_found"), await CodeAsync(method, path));

    [Fact]
    public async Task A_body_on_a_GET_is_blocked()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, Address("bot/")) { Content = new StringContent("{}") };
        Authorize(request);

        using var response = await client.SendAsync(request, Cancellation);

        Assert.Equal((403, "request_blocked"), await CodeAsync(response));
    }

    [Theory]
    [InlineData("Bearer {0}")]
    [InlineData("{0}")]
    [InlineData("Token wrong")]
    [InlineData(null)]
    public async Task Only_the_key_as_a_token_is_let_in(string? header)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, Address("bot/"));
        var credential = header?.Replace("{0}", sandbox.ApiKey.Reveal(), StringComparison.Ordinal);
        if (credential is not null) request.Headers.TryAddWithoutValidation("Authorization", credential);

        using var response = await client.SendAsync(request, Cancellation);

        Assert.Equal((401, "authentication_failed"), await CodeAsync(response));
        Assert.Equal("Token", Assert.Single(response.Headers.WwwAuthenticate).Scheme);
    }

    [Fact]
    public async Task A_throttle_says_when_to_come_back_and_nothing_has_a_request_id_unless_told()
    {
        sandbox.OnRequest = _ => SandboxFault.Throttle;
        using var throttled = await SendAsync("GET", "bot/");
        sandbox.OnRequest = null;
        room.SendRequestId = true;
        using var other = await SendAsync("GET", "bot/");

        Assert.Equal((429, "throttled"), await CodeAsync(throttled));
        Assert.Equal(TimeSpan.FromSeconds(1), throttled.Headers.RetryAfter!.Delta);
        Assert.False(throttled.Headers.Contains("x-request-id"));
        Assert.True(other.Headers.Contains("x-request-id"));
    }

    [Fact]
    public async Task Bots_are_paged_by_number_the_newest_first()
    {
        room.PageSize = 2;
        for (var i = 1; i <= 5; i++) AddBot($"b{i}", "done", age: i);

        var first = await GetAsync("bot/?status=done");
        var second = await FollowAsync(first);
        var third = await FollowAsync(second);

        Assert.Equal(5, first.GetProperty("count").GetInt32());
        Assert.Equal(Address("bot/?status=done&page=2"), Next(first));
        Assert.Equal(Address("bot/?status=done"), second.GetProperty("previous").GetString());
        Assert.Equal(["b1", "b2", "b3", "b4", "b5"], [.. Results(first), .. Results(second), .. Results(third)]);
        Assert.Null(Next(third));
        Assert.Equal((404, "not_found"), await CodeAsync("GET", "bot/?page=4"));
        Assert.Equal((404, "not_found"), await CodeAsync("GET", "bot/?page=0"));
    }

    [Fact]
    public async Task Lists_begin_with_the_oldest_when_told()
    {
        room.PageSize = 2;
        room.OldestFirst = true;
        for (var i = 1; i <= 5; i++) AddBot($"b{i}", "done", age: i);
        for (var i = 1; i <= 5; i++) AddRecording($"r{i}", i);

        Assert.Equal(["b5", "b4", "b3", "b2", "b1"], await AllAsync("bot/"));
        Assert.Equal(["b5", "b4", "b3", "b2", "b1"], await AllAsync("bot/?use_cursor=true"));
        Assert.Equal(["r5", "r4", "r3", "r2", "r1"], await AllAsync("recording/"));
        Assert.Equal(["r4", "r3"], await AllAsync($"recording/?created_at_after={Day(4)}&created_at_before={Day(3)}"));
    }

    [Fact]
    public async Task A_page_number_shifts_when_a_deletion_changes_what_a_filter_finds_and_a_cursor_does_not()
    {
        room.PageSize = 2;
        for (var i = 1; i <= 4; i++) AddBot($"b{i}", "done", age: i);
        var byNumber = await GetAsync("bot/?status=done");
        var byCursor = await GetAsync("bot/?status=done&use_cursor=true");

        await SendAsync("POST", "bot/b1/delete_media/");
        await SendAsync("POST", "bot/b2/delete_media/");

        Assert.Equal((404, "not_found"), await CodeAsync("GET", "bot/?status=done&page=2"));
        Assert.Equal(Address("bot/?status=done&page=2"), Next(byNumber));
        Assert.False(byCursor.TryGetProperty("count", out _));
        Assert.Equal(["b3", "b4"], Results(await FollowAsync(byCursor)));
        Assert.Equal(4, (await GetAsync("bot/")).GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task Recordings_are_paged_by_cursor_there_and_back()
    {
        room.PageSize = 2;
        for (var i = 1; i <= 5; i++) AddRecording($"r{i}", i < 4 ? 1 : i);

        var first = await GetAsync("recording/");
        room.Remove("r2");
        var second = await FollowAsync(first);
        var back = await GetAsync(second.GetProperty("previous").GetString()!);

        Assert.False(first.TryGetProperty("count", out _));
        Assert.Contains("%3D", Next(first), StringComparison.Ordinal);
        Assert.Equal(["r1", "r2"], Results(first));
        Assert.Equal(["r3", "r4"], Results(second));
        Assert.Equal(["r1"], Results(back));
        Assert.Equal(["r3", "r4"], Results(await FollowAsync(back)));
        Assert.Equal(JsonValueKind.Null, back.GetProperty("previous").ValueKind);
        Assert.Equal((404, "not_found"), await CodeAsync("GET", "recording/?cursor=abc"));
    }

    [Fact]
    public async Task Bots_are_filtered()
    {
        AddBot("b1", "done", bot => bot with { MeetingUrl = "https://m.example/?a=1", Platform = "zoom" }, age: 1);
        AddBot("b2", "fatal", bot => bot with { Metadata = new Dictionary<string, string> { ["the team"] = "a+b" } }, age: 2);
        AddBot("b3", "in_call_recording", bot => bot with { Meeting = new("webex", new Dictionary<string, string?>()) }, age: 3);

        Assert.Equal(["b1", "b2"], await AllAsync("bot/?status=done&status=fatal"));
        Assert.Equal(["b1", "b3"], await AllAsync("bot/?platform=zoom&platform=webex"));
        Assert.Equal(["b1"], await AllAsync("bot/?meeting_url=https%3A%2F%2Fm.example%2F%3Fa%3D1"));
        Assert.Equal(["b2"], await AllAsync("bot/?metadata__the%20team=a%2Bb"));
        Assert.Equal(["b2", "b3"], await AllAsync($"bot/?join_at_before={Day(2)}"));
        Assert.Equal(["b1", "b2"], await AllAsync($"bot/?join_at_after={Day(2)}"));
        room.JoinAtFilterMatchesJoined = false;
        Assert.Empty(await AllAsync($"bot/?join_at_after={Day(2)}"));
    }

    [Fact]
    public async Task Recordings_are_filtered()
    {
        AddRecording("r1", 1, "b1");
        AddRecording("r2", 2, "b1", recording => recording with { Status = "failed" });
        AddRecording("r3", 3, null, recording => recording with { DesktopSdkUploadId = "u1" });
        AddRecording("r4", 3, null, recording => recording with { CreatedAt = null });

        Assert.Equal(["r1", "r2"], await AllAsync("recording/?bot_id=b1"));
        Assert.Empty(await AllAsync("recording/?bot_id=b2"));
        Assert.Equal(["r2"], await AllAsync("recording/?status_code=failed"));
        Assert.Equal(["r3"], await AllAsync("recording/?desktop_sdk_upload_id=u1"));
        Assert.Equal(["r2", "r3"], await AllAsync($"recording/?created_at_before={Day(2)}"));
        Assert.Equal(["r1", "r2", "r3", "r4"], await AllAsync("recording/?unknown=1"));
    }

    [Theory]
    [InlineData("bot/?status=expired", "status")]
    [InlineData("bot/?platform=phone", "platform")]
    [InlineData("bot/?join_at_after=01.02.2026", "join_at_after")]
    [InlineData("recording/?created_at_before=2026-01-01T00:00:00+00:00", "created_at_before")]
    [InlineData("recording/?status_code=deleted", "status_code")]
    public async Task A_parameter_that_makes_no_sense_is_400_by_its_name(string path, string field)
    {
        using var response = await SendAsync("GET", path);
        var body = await ReadAsync(response);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(1, body.GetProperty(field).GetArrayLength());
    }

    [Fact]
    public async Task The_next_link_can_be_changed_and_can_repeat_itself()
    {
        room.PageSize = 1;
        for (var i = 1; i <= 3; i++) AddRecording($"r{i}", i);

        var first = await GetAsync("recording/");
        room.RepeatNext = true;
        var second = await FollowAsync(first);
        room.NextLinkOverride = next => next?.Replace("127.0.0.1", "elsewhere.example", StringComparison.Ordinal);
        var changed = await GetAsync("recording/");

        Assert.Equal(Next(first), Next(second));
        Assert.StartsWith("http://elsewhere.example:", Next(changed), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RecallExpiry.Status, "media_expired", 0)]
    [InlineData(RecallExpiry.Recordings, "done", 2)]
    [InlineData(RecallExpiry.Both, "media_expired", 2)]
    public async Task Deleted_media_is_shown_by_the_bot(RecallExpiry expiry, string status, int shown)
    {
        room.Expiry = expiry;
        AddBot("b1", "done");
        AddRecording("r1", 1, "b1");
        AddRecording("r2", 2, "b1");
        AddRecording("r3", 2, "b2");

        var bot = await ReadAsync(await SendAsync("POST", "bot/b1/delete_media/"));

        Assert.Equal(status, bot.GetProperty("status_changes").EnumerateArray().Last().GetProperty("code").GetString());
        Assert.Equal(shown, bot.GetProperty("recordings").GetArrayLength());
        Assert.All(bot.GetProperty("recordings").EnumerateArray(), recording => Assert.Equal("deleted", Status(recording)));
        Assert.Equal(bot.GetRawText(), (await GetAsync("bot/b1/")).GetRawText());
        Assert.Equal(["r3"], await AllAsync("recording/"));
        Assert.Equal(["r3"], room.Ids);
        Assert.Equal(["r1", "r2"], sandbox.GetRequests()[0].Deleted);
        Assert.Equal(409, (await CodeAsync("POST", "bot/b1/delete_media/")).Status);
    }

    [Theory]
    [InlineData(RecallSecondDelete.Conflict409, 409)]
    [InlineData(RecallSecondDelete.NotFound404, 404)]
    [InlineData(RecallSecondDelete.Ok200, 200)]
    public async Task A_second_deletion_is_answered_as_told(RecallSecondDelete manner, int status)
    {
        room.SecondDelete = manner;
        AddBot("b1", "media_expired");

        using var response = await SendAsync("POST", "bot/b1/delete_media/");

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("ready", 400)]
    [InlineData("joining_call", 400)]
    [InlineData("in_call_recording", 400)]
    [InlineData("call_ended", 400)]
    [InlineData("fatal", 200)]
    [InlineData("analysis_failed", 200)]
    [InlineData("never_heard_of", 200)]
    public async Task Media_is_deleted_only_after_the_call(string status, int expected)
    {
        AddBot("b1", status);
        AddRecording("r1", 1, "b1");

        var (answer, code) = await CodeAsync("POST", "bot/b1/delete_media/");

        Assert.Equal(expected, answer);
        if (expected == 400) Assert.Equal("cannot_command_unstarted_bot", code);
        Assert.Equal(expected == 400, room.Contains("r1"));
    }

    [Fact]
    public async Task The_status_is_the_entry_of_the_latest_time()
    {
        room.AddBot(new() { Id = "b1", StatusChanges = [new("done", Day(1)), new("in_call_recording", Day(2))] });
        room.AddBot(new() { Id = "b2", StatusChanges = [] });

        Assert.Equal(["b1"], await AllAsync("bot/?status=done"));
        Assert.Equal(400, (await CodeAsync("POST", "bot/b2/delete_media/")).Status);
        Assert.Equal(200, (await CodeAsync("POST", "bot/b1/delete_media/")).Status);
    }

    [Fact]
    public async Task Media_is_deleted_late_or_never_when_told()
    {
        AddBot("late", "done");
        AddRecording("r1", 1, "late");
        AddBot("never", "done");
        AddRecording("r2", 1, "never");
        room.DeleteMediaDelay = 2;
        Assert.Equal(200, (await CodeAsync("POST", "bot/late/delete_media/")).Status);
        room.DeleteMediaDelay = int.MaxValue;
        Assert.Equal(200, (await CodeAsync("POST", "bot/never/delete_media/")).Status);

        Assert.Equal((409, "conflict"), await CodeAsync("POST", "bot/late/delete_media/"));
        for (var i = 0; i < 2; i++)
        {
            Assert.True(room.Contains("r1"));
            Assert.Equal(["r1"], Ids((await GetAsync("bot/late/")).GetProperty("recordings")));
            Assert.Equal(["r2"], Ids((await GetAsync("bot/never/")).GetProperty("recordings")));
        }

        Assert.Empty(Ids((await GetAsync("bot/late/")).GetProperty("recordings")));
        Assert.Equal(["r2"], room.Ids);
        Assert.Equal(["r1"], sandbox.GetRequests().SelectMany(request => request.Deleted));
    }

    [Fact]
    public async Task A_conflict_can_pass()
    {
        AddBot("b1", "done");
        AddRecording("r1", 1, "b1");
        room.ConflictTimes["b1"] = 2;

        Assert.Equal((409, "conflict"), await CodeAsync("POST", "bot/b1/delete_media/"));
        Assert.Equal((409, "conflict"), await CodeAsync("POST", "bot/b1/delete_media/"));
        Assert.True(room.Contains("r1"));
        Assert.Equal(200, (await CodeAsync("POST", "bot/b1/delete_media/")).Status);
        Assert.False(room.Contains("r1"));
    }

    [Fact]
    public async Task Of_many_at_once_one_deletes()
    {
        AddBot("b1", "done");
        AddRecording("r1", 1, "b1");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => CodeAsync("POST", "bot/b1/delete_media/")));

        Assert.Equal(7, answers.Count(answer => answer == (409, "conflict")));
        Assert.Equal(["r1"], sandbox.GetRequests().SelectMany(request => request.Deleted));
    }

    [Fact]
    public async Task A_key_used_again_gets_the_first_answer_again_and_nothing_is_done()
    {
        AddBot("b1", "done");
        AddBot("b2", "done");
        AddRecording("r2", 1, "b2");

        using var first = await SendAsync("POST", "bot/b1/delete_media/", "k1");
        using var again = await SendAsync("POST", "bot/b1/delete_media/", "k1");
        using var other = await SendAsync("POST", "bot/b2/delete_media/", "k1");
        using var fresh = await SendAsync("POST", "bot/b1/delete_media/", "k2");

        Assert.Equal([200, 200, 200, 409], new[] { first, again, other, fresh }.Select(response => (int)response.StatusCode));
        Assert.Equal((await ReadAsync(first)).GetRawText(), (await ReadAsync(other)).GetRawText());
        Assert.True(room.Contains("r2"));
    }

    [Theory]
    [InlineData(204, false)]
    [InlineData(200, true)]
    [InlineData(202, false)]
    public async Task A_deleted_recording_is_gone_from_its_bot(int status, bool hasBody)
    {
        room.RecordingDeleteStatus = status;
        AddBot("b1", "done");
        AddRecording("r1", 1, "b1");
        AddRecording("r2", 2, "b1");

        using var response = await SendAsync("DELETE", "recording/r1/");

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(hasBody, (await response.Content.ReadAsByteArrayAsync(Cancellation)).Length > 0);
        Assert.Equal(["r1"], sandbox.GetRequests()[0].Deleted);
        Assert.Equal(["r2"], Ids((await GetAsync("bot/b1/")).GetProperty("recordings")));
        Assert.Equal(["r2"], await AllAsync("recording/?bot_id=b1"));
        Assert.Equal("deleted", Status(await GetAsync("recording/r1/")));
        room.DeletedRecordingsStayReadable = false;
        Assert.Equal((404, "not_found"), await CodeAsync("GET", "recording/r1/"));
        Assert.Equal((404, "not_found"), await CodeAsync("DELETE", "recording/r1/"));
        Assert.Equal(["b1"], room.BotIdsWithMedia);
    }

    [Fact]
    public async Task A_recording_is_deleted_late_when_told()
    {
        room.DeleteRecordingDelay = 1;
        AddRecording("r1", 1);

        Assert.Equal(204, (await CodeAsync("DELETE", "recording/r1/")).Status);
        Assert.Equal((409, "conflict"), await CodeAsync("DELETE", "recording/r1/"));
        Assert.Equal("done", Status(await GetAsync("recording/r1/")));
        Assert.Equal("deleted", Status(await GetAsync("recording/r1/")));
        Assert.Empty(room.Ids);
    }

    [Fact]
    public async Task Only_a_scheduled_bot_is_called_off()
    {
        AddBot("soon", "ready", bot => bot with { JoinAt = Iso(Now.AddDays(1)) });
        AddBot("over", "done");
        AddBot("late", "ready", bot => bot with { JoinAt = Iso(Now.AddDays(-1)) });
        AddRecording("r1", 1, "over");

        Assert.Equal(204, (await CodeAsync("DELETE", "bot/soon/")).Status);
        Assert.Equal((405, "method_not_allowed"), await CodeAsync("DELETE", "bot/over/"));
        Assert.Equal((405, "method_not_allowed"), await CodeAsync("DELETE", "bot/late/"));
        Assert.Equal(["late", "over"], room.BotIds.Order());
        Assert.True(room.Contains("r1"));
    }

    [Fact]
    public void What_goes_behind_the_back_of_the_API_leaves_no_trace()
    {
        AddBot("b1", "done");
        AddRecording("r1", 1, "b1");
        AddRecording("r2", 1, "b1");

        Assert.True(room.Remove("r1"));
        Assert.False(room.Remove("r1"));
        Assert.Equal("b1", room.Find("r2")!.BotId);
        Assert.True(room.RemoveBot("b1"));
        Assert.Equal((0, null, null), (room.Count, room.FindBot("b1"), room.Find("r2")));
    }

    [Fact]
    public async Task The_seed_has_every_kind_and_three_in_twenty_are_old()
    {
        Open(recordings: 240);
        room.PageSize = 1000;
        var recordings = (await GetAsync("recording/")).GetProperty("results").EnumerateArray().ToList();
        var bots = (await GetAsync("bot/")).GetProperty("results").EnumerateArray().ToList();
        var ages = recordings.ConvertAll(recording => (Now - recording.GetProperty("created_at").GetDateTimeOffset()).TotalDays);

        Assert.Equal((240, 36), (ages.Count, ages.Count(age => age > 30)));
        Assert.All(ages, age => Assert.True(age is > 0 and < 29.6 or > 30.4));
        Assert.Equal(["done", "failed", "paused", "processing"], recordings.Select(Status).Distinct().Order());
        Assert.Equal(12, recordings.Count(recording => recording.GetProperty("bot").ValueKind == JsonValueKind.Null));
        Assert.Equal([0, 1, 2], bots.Select(bot => bot.GetProperty("recordings").GetArrayLength()).Distinct().Order());
        Assert.Equal(3, bots.Select(bot => bot.GetProperty("meeting_url").ValueKind).Distinct().Count());
        Assert.Contains(bots, bot => bot.GetProperty("status_changes").GetArrayLength() == 0);
        Assert.Contains(bots, bot => bot.GetProperty("join_at").ValueKind == JsonValueKind.String);
        string[] statuses = ["done", "fatal", "analysis_done", "media_expired", "in_call_recording", "ready"];
        foreach (var status in statuses) Assert.NotEmpty(await AllAsync($"bot/?status={status}"));
        var withMedia = bots.Where(bot => bot.GetProperty("recordings").GetArrayLength() > 0);
        Assert.Equal(room.BotIdsWithMedia.Order(), withMedia.Select(Id).Order());
        var ids = room.Ids.Order().ToList();
        Open(recordings: 240);
        Assert.Equal(ids, room.Ids.Order());
    }

    [Fact]
    public async Task Every_page_of_a_large_seed_is_reached()
    {
        Open(recordings: 2000);

        Assert.Equal(room.Ids.Order(), (await AllAsync("recording/")).Order());
        Assert.Equal(room.BotIds.Order(), (await AllAsync("bot/")).Order());
        Assert.Equal(room.BotIds.Order(), (await AllAsync("bot/?use_cursor=true")).Order());
    }

    public void Dispose()
    {
        client.Dispose();
        sandbox.Dispose();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Day(int age) => Iso(Now.AddDays(-age));

    private static string Id(JsonElement item) => item.GetProperty("id").GetString()!;

    private static string Status(JsonElement recording) => recording.GetProperty("status").GetProperty("code").GetString()!;

    private static string[] Ids(JsonElement items) => [.. items.EnumerateArray().Select(Id)];

    private static string[] Results(JsonElement page) => Ids(page.GetProperty("results"));

    private static string? Next(JsonElement page) => page.GetProperty("next").GetString();

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancellation)).RootElement;

    private static async Task<(int Status, string? Code)> CodeAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStringAsync(Cancellation);
        if (body.Length == 0) return ((int)response.StatusCode, null);
        var hasCode = JsonDocument.Parse(body).RootElement.TryGetProperty("code", out var code);
        return ((int)response.StatusCode, hasCode ? code.GetString() : null);
    }

    private void Open(int recordings)
    {
        sandbox?.Dispose();
        sandbox = SandboxServer.Start(new() { RecordingCount = recordings, Now = Now }, ["Recall"]);
        room = sandbox.Room<RecallRoom>();
    }

    private void AddBot(string id, string status, Func<RecallBot, RecallBot>? change = null, int age = 1)
    {
        RecallBot bot = new()
        {
            Id = id,
            CreatedAt = Day(age),
            StatusChanges = [new("joining_call", Day(age + 1)), new(status, Day(age))],
        };
        room.AddBot(change?.Invoke(bot) ?? bot);
    }

    private void AddRecording(string id, int age, string? botId = null, Func<RecallRecording, RecallRecording>? change = null)
    {
        RecallRecording recording = new() { Id = id, BotId = botId, CreatedAt = Day(age) };
        room.Add(change?.Invoke(recording) ?? recording);
    }

    private string Address(string path) => $"{sandbox.GetBaseUri("recall")}/{path}";

    private void Authorize(HttpRequestMessage request) =>
        request.Headers.TryAddWithoutValidation("Authorization", $"Token {sandbox.ApiKey.Reveal()}");

    private async Task<HttpResponseMessage> SendAsync(string method, string path, string? idempotencyKey = null)
    {
        using HttpRequestMessage request = new(new(method), path.StartsWith("http", StringComparison.Ordinal) ? path : Address(path));
        Authorize(request);
        if (idempotencyKey is not null) request.Headers.Add("Idempotency-Key", idempotencyKey);
        return await client.SendAsync(request, Cancellation);
    }

    private async Task<(int Status, string? Code)> CodeAsync(string method, string path)
    {
        using var response = await SendAsync(method, path);
        return await CodeAsync(response);
    }

    private async Task<JsonElement> GetAsync(string path)
    {
        using var response = await SendAsync("GET", path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await ReadAsync(response);
    }

    private Task<JsonElement> FollowAsync(JsonElement page) => GetAsync(Next(page)!);

    private async Task<List<string>> AllAsync(string path)
    {
        List<string> ids = [];
        for (var next = path; next is not null;)
        {
            var page = await GetAsync(next);
            ids.AddRange(Results(page));
            next = Next(page);
        }

        return ids;
    }
}
