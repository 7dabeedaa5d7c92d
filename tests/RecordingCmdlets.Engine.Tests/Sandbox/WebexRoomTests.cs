using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Sandbox;

/// <summary>What the sandbox's Webex answers, asked over HTTP.</summary>
public sealed partial class WebexRoomTests : IDisposable
{
    private const string Me = "ana.ruiz@example.com";
    private const string Bo = "bo.lind@example.com";
    private const string AtBo = "?hostEmail=bo.lind@example.com";
    private const string MainSite = "site4-example.webex.com";
    private const string OtherSite = "example.webex.com";
    private const string LastMonth = "from=2026-02-01T00:00:00Z&to=2026-03-02T00:00:00Z&max=100";

    private static readonly DateTimeOffset Now = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    private readonly HttpClient client = new();
    private SandboxServer server = SandboxServer.Start(new SandboxOptions { RecordingCount = 0, Now = Now }, ["Webex"]);
    private int added;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private WebexRoom Room => server.Room<WebexRoom>();

    private string Key => server.ApiKey.Reveal();

    public void Dispose()
    {
        client.Dispose();
        server.Dispose();
    }

    [Theory]
    [InlineData(240)]
    [InlineData(1000)]
    public void The_seed_is_half_the_callers_and_three_in_twenty_are_old(int count)
    {
        Seed(count);
        var all = Room.Ids.Select(id => Room.Find(id)!).ToList();
        var ages = all.ConvertAll(r => (Recording: r, (Now - DateTimeOffset.Parse(r.CreateTime!, CultureInfo.InvariantCulture)).TotalDays));

        Assert.Equal((count, count, count / 40), (Room.Count, all.Count, Room.BinIds.Count));
        Assert.Equal(count * 3 / 20, ages.Count(a => a.TotalDays > 30));
        Assert.DoesNotContain(ages, a => a.TotalDays is > 29.6 and < 30.4);
        Assert.Equal(count / 2, all.Count(r => r.HostEmail == Me));
        Assert.All((string[])[Me, Bo], host => Assert.Contains(ages, a => a.Recording.HostEmail == host && a.TotalDays is > 30.4 and < 121));
        Assert.Contains(ages, a => a.Recording.HostEmail == Me && a.TotalDays is > 729 and < 1461);
        Assert.All(all, r => Assert.Matches("^[0-9a-f]{32}$", r.Id));
        Assert.Equal([OtherSite, MainSite], all.Select(r => r.SiteUrl).Distinct().Order());
        Assert.Equal(["ARF", "MP4", "UPLOADED"], all.Select(r => r.Format).Distinct().Order());
        Assert.Contains(all, r => r.ShareToMe == true && r.HostEmail != Me);
        Assert.DoesNotContain(all, r => r.ShareToMe == true && r.HostEmail == Me);
        Assert.Contains(all, r => r.DurationSeconds?.ToString(CultureInfo.InvariantCulture).EndsWith(".0", StringComparison.Ordinal) == true);
        Assert.Contains(all, r => r.Topic is null);
        Assert.Contains(all, r => r.DownloadUrl is null);
    }

    [Fact]
    public async Task A_list_of_a_user_is_newest_first_with_passwords_and_without_hosts()
    {
        var older = Add(age: 2, duration: 3600.0m);
        var newer = Add();
        Add(host: Bo);
        var shared = Add(host: Bo, age: 3, shared: true);

        var (answer, body) = await SendAsync("GET", "recordings");

        Assert.Equal((200, false), ((int)answer.StatusCode, answer.Headers.Contains("Link")));
        Assert.Equal([newer, older, shared], Ids(body));
        var items = body.GetProperty("items");
        Assert.Equal(["items"], body.EnumerateObject().Select(p => p.Name));
        Assert.StartsWith("secret", items[0].GetProperty("password").GetString(), StringComparison.Ordinal);
        Assert.Equal("3600.0", items[1].GetProperty("durationSeconds").GetRawText());
        Assert.Equal([false, false, true], items.EnumerateArray().Select(i => i.GetProperty("shareToMe").GetBoolean()));
        Assert.All(items.EnumerateArray(), i => Assert.False(i.TryGetProperty("hostEmail", out _) || i.TryGetProperty("temporaryDirectDownloadLinks", out _)));
    }

    [Fact]
    public async Task The_list_of_an_admin_holds_all_hosts_and_one_site_with_hosts_and_without_passwords()
    {
        var mine = Add(site: MainSite);
        var his = Add(host: Bo, age: 2, site: MainSite);
        var elsewhere = Add(host: Bo, site: OtherSite);

        var (_, body) = await SendAsync("GET", "admin/recordings");

        Assert.Equal([mine, his], Ids(body));
        Assert.Equal(Bo, body.GetProperty("items")[1].GetProperty("hostEmail").GetString());
        Assert.All(body.GetProperty("items").EnumerateArray(), i => Assert.False(i.TryGetProperty("password", out _) || i.TryGetProperty("shareToMe", out _)));
        Assert.Equal([elsewhere], await ListAsync("admin/recordings?siteUrl=example.webex.com"));
        Room.PreferredSite = OtherSite;
        Assert.Equal([elsewhere], await ListAsync("admin/recordings"));
        Assert.Equal([mine], await ListAsync("recordings"));
    }

    [Theory]
    [InlineData("", "d1 d6")]
    [InlineData("?to=2026-02-26T00:00:00Z", "d6 d10")]
    [InlineData("?from=2026-02-20T00:00:00Z", "d6 d10")]
    [InlineData("?from=2026-02-20T00:00:00Z&to=2026-02-24T00:00:00Z", "d10")]
    [InlineData("?from=2026-02-20T00:00:00%2B00:00&to=2026-02-24T00:00:01Z", "d6 d10")]
    [InlineData("?from=2026-02-24T00:00:00Z&to=2026-02-24T00:00:00Z", "")]
    public async Task A_list_is_a_window_and_mostly_of_seven_days(string query, string expected)
    {
        foreach (var age in (int[])[1, 6, 10, 40]) Room.Add(new WebexRecording { Id = $"d{age}", CreateTime = Iso(age), HostEmail = Me, SiteUrl = MainSite });

        Assert.Equal(expected, string.Join(' ', await ListAsync("recordings" + query)));
        Assert.Equal(expected, string.Join(' ', await ListAsync("admin/recordings" + query)));
    }

    [Theory]
    [InlineData("max=0")]
    [InlineData("max=101")]
    [InlineData("max=ten")]
    [InlineData("from=yesterday")]
    [InlineData("from=2026-02-20T00:00:00+00:00")]
    [InlineData("from=2026-02-20T00:00:00.000Z")]
    [InlineData("to=2026-02-20T00:00:00.5Z")]
    [InlineData("from=2026-02-20T00:00:00Z&to=2026-02-19T00:00:00Z")]
    [InlineData("from=2026-01-20T00:00:00Z&to=2026-02-19T00:00:01Z")]
    [InlineData("status=gone")]
    [InlineData("format=UPLOADED")]
    [InlineData("serviceType=Phone")]
    [InlineData("siteUrl=https://example.webex.com")]
    [InlineData("offset=-1")]
    public async Task A_parameter_that_makes_no_sense_is_400(string query)
    {
        Assert.Equal(400, await StatusAsync("GET", "recordings?" + query));
        Assert.Equal(400, await StatusAsync("GET", "admin/recordings?" + query));
    }

    [Fact]
    public async Task Long_windows_and_fractions_can_be_allowed_to_a_user()
    {
        Room.LimitUserWindow = false;
        Room.RefuseFractions = false;

        Assert.Equal(200, await StatusAsync("GET", "recordings?from=2025-01-01T00:00:00.000Z&to=2026-02-19T00:00:00.000Z"));
        Assert.Equal(400, await StatusAsync("GET", "admin/recordings?from=2025-01-01T00:00:00Z&to=2026-02-19T00:00:00Z"));
    }

    [Fact]
    public async Task The_window_can_be_about_the_time_recorded()
    {
        Room.Add(new WebexRecording { Id = "late", CreateTime = Iso(1), TimeRecorded = Iso(20), HostEmail = Me });
        Room.Add(new WebexRecording { Id = "never", CreateTime = Iso(1), HostEmail = Me });
        Assert.Equal(2, (await ListAsync("recordings")).Count);

        Room.WindowsCompareTimeRecorded = true;

        Assert.Empty(await ListAsync("recordings"));
        Assert.Equal(["late"], await ListAsync("recordings?from=2026-02-10T00:00:00Z&to=2026-02-11T00:00:00Z"));
    }

    [Theory]
    [InlineData("topic=SYNC", "a b")]
    [InlineData("format=ARF", "b")]
    [InlineData("serviceType=EventCenter", "c")]
    [InlineData("integrationTag=crm", "c")]
    [InlineData("meetingId=m1_I_2", "b")]
    [InlineData("meetingId=m1&siteUrl=nowhere.webex.com", "a b")]
    [InlineData("siteUrl=EXAMPLE.webex.com", "c")]
    [InlineData("unknown=1", "a b c")]
    public async Task Filters_narrow_a_list(string query, string expected)
    {
        Room.Add(new WebexRecording { Id = "a", CreateTime = Iso(1), HostEmail = Me, Topic = "Weekly Sync", MeetingId = "m1_I_1", MeetingSeriesId = "m1", SiteUrl = MainSite });
        Room.Add(new WebexRecording { Id = "b", CreateTime = Iso(2), HostEmail = Me, Topic = "sync", Format = "ARF", MeetingId = "m1_I_2", MeetingSeriesId = "m1" });
        Room.Add(new WebexRecording { Id = "c", CreateTime = Iso(3), HostEmail = Me, ServiceType = "EventCenter", IntegrationTags = ["crm"], SiteUrl = OtherSite });

        Assert.Equal(expected, string.Join(' ', await ListAsync("recordings?" + query)));

        Room.TopicMatchesWhole = true;
        if (query.StartsWith("topic", StringComparison.Ordinal)) Assert.Equal(["b"], await ListAsync("recordings?" + query));
    }

    [Fact]
    public async Task A_meeting_is_listed_to_an_admin_whatever_the_window_and_site()
    {
        var id = Add(age: 400, site: OtherSite, meeting: "m2_I_1");

        Assert.Equal([id], await ListAsync("admin/recordings?meetingId=m2_I_1&from=2020-01-01T00:00:00Z&to=2026-01-01T00:00:00Z"));
        Assert.Empty(await ListAsync("recordings?meetingId=m2_I_1"));
    }

    [Fact]
    public async Task Pages_are_linked_by_offset_and_what_is_deleted_between_them_moves_the_rest_up()
    {
        for (var i = 0; i < 25; i++) Add(age: 1 + (i / 100.0));
        var all = await ListAsync($"recordings?{LastMonth}");

        var (first, body) = await SendAsync("GET", "recordings?max=10&status=available");
        Assert.Equal(all[..10], Ids(body));
        Assert.Equal($"<{server.GetBaseUri("Webex")}/recordings?max=10&status=available&offset=10>; rel=\"next\"", first.Headers.GetValues("Link").Single());
        var (second, body2) = await SendAsync("GET", Next(first)!);
        Assert.Equal(all[10..20], Ids(body2));
        Assert.Matches("rel=\"first\", .*rel=\"prev\", .*rel=\"next\"", second.Headers.GetValues("Link").Single());

        Assert.Equal(204, await StatusAsync("DELETE", $"recordings/{all[0]}"));
        var (last, body3) = await SendAsync("GET", Next(second)!);
        Assert.Equal(all[21..], Ids(body3));
        Assert.Null(Next(last));
    }

    [Fact]
    public async Task Links_can_be_made_to_mislead()
    {
        for (var i = 0; i < 25; i++) Add();

        Room.DropFiltersInNext = true;
        Assert.EndsWith("/v1/recordings?offset=5", Next(await AnswerAsync("GET", "recordings?max=5&siteUrl=site4-example.webex.com")), StringComparison.Ordinal);
        Room.NextLinkOverride = _ => "https://evil.example/v1/recordings";
        Assert.Equal("https://evil.example/v1/recordings", Next(await AnswerAsync("GET", "recordings?max=5")));
        (Room.NextLinkOverride, Room.DropFiltersInNext, Room.RepeatNext) = (null, false, true);
        var next = Next(await AnswerAsync("GET", "recordings?max=20"))!;
        Assert.Equal(next, Next(await AnswerAsync("GET", next)));
        (Room.RepeatNext, Room.EmptyPageWithNext) = (false, true);
        var (gap, body) = await SendAsync("GET", $"recordings?{LastMonth}");
        Assert.Empty(Ids(body));
        Assert.Equal(25, (await ListAsync(Next(gap)!)).Count);
    }

    [Fact]
    public async Task Every_window_of_every_site_together_is_everything()
    {
        Seed(470);
        HashSet<string> found = [];
        foreach (var site in (string[])[MainSite, OtherSite])
        {
            for (var end = Now.AddDays(1); end > Now.AddYears(-5); end = end.AddDays(-30))
            {
                for (var next = $"admin/recordings?siteUrl={site}&from={Iso(end.AddDays(-30))}&to={Iso(end)}&max=100"; next is not null;)
                {
                    var (answer, body) = await SendAsync("GET", next);
                    Assert.All(Ids(body), id => Assert.True(found.Add(id)));
                    next = Next(answer);
                }
            }
        }

        Assert.Equal(Room.Ids.Order(), found.Order());
    }

    [Fact]
    public async Task A_user_has_nothing_but_the_own()
    {
        var (mine, his, shared) = (Add(), Add(host: Bo), Add(host: Bo, age: 2, shared: true));
        Room.Role = WebexRole.User;

        Assert.Equal([mine, shared], await ListAsync("recordings"));
        var (answer, body) = await SendAsync("GET", "admin/recordings");
        Assert.Equal(403, (int)answer.StatusCode);
        Assert.Contains("meeting:admin_recordings_read", body.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(403, await StatusAsync("DELETE", $"admin/recordings/{mine}"));
        Assert.Equal((200, 200, 404), (await StatusAsync("GET", $"recordings/{mine}"), await StatusAsync("GET", $"recordings/{shared}"), await StatusAsync("GET", $"recordings/{his}")));
        Assert.Equal(404, await StatusAsync("DELETE", $"recordings/{his}"));
        Assert.Equal(403, await StatusAsync("DELETE", $"recordings/{shared}"));
        Assert.Equal(403, await StatusAsync("DELETE", $"recordings/{his}{AtBo}"));
        Assert.Equal(403, await StatusAsync("GET", "recordings" + AtBo));
        Room.IgnoreHostEmailWithoutAdmin = true;
        Assert.Equal([mine, shared], await ListAsync("recordings" + AtBo));
        Assert.Equal(204, await StatusAsync("DELETE", $"recordings/{mine}"));
        Assert.Equal([his, shared], Room.Ids.Order());
    }

    [Fact]
    public async Task An_admin_names_the_host_or_takes_the_path_of_admins()
    {
        var (his, hisToo, shared, mine) = (Add(host: Bo), Add(host: Bo, age: 2), Add(host: Bo, age: 3, shared: true), Add());

        Assert.Equal([mine, shared], await ListAsync("recordings"));
        var (_, body) = await SendAsync("GET", "recordings" + AtBo);
        Assert.Equal([his, hisToo, shared], Ids(body));
        Assert.All(body.GetProperty("items").EnumerateArray(), i => Assert.False(i.GetProperty("shareToMe").GetBoolean()));
        Assert.Equal((404, 200, 404), (await StatusAsync("GET", $"recordings/{his}"), await StatusAsync("GET", $"recordings/{his}{AtBo}"), await StatusAsync("GET", $"recordings/{mine}{AtBo}")));
        Assert.Equal((404, 404, 403), (await StatusAsync("DELETE", $"recordings/{his}"), await StatusAsync("DELETE", $"recordings/{mine}{AtBo}"), await StatusAsync("DELETE", $"recordings/{shared}")));
        Assert.Equal(204, await StatusAsync("DELETE", $"recordings/{his}{AtBo}"));
        Assert.Equal(400, await StatusAsync("DELETE", $"admin/recordings/{hisToo}", "{}"));
        Assert.Equal((204, 404), (await StatusAsync("DELETE", $"admin/recordings/{hisToo}"), await StatusAsync("DELETE", $"admin/recordings/{hisToo}")));
        Assert.Equal([shared, mine], Room.Ids.Order());
    }

    [Fact]
    public async Task A_host_with_a_plus_has_to_be_escaped()
    {
        var id = Add(host: "chi+rooms@example.com");

        Assert.Equal(404, await StatusAsync("GET", $"recordings/{id}?hostEmail=chi+rooms@example.com"));
        Assert.Equal(200, await StatusAsync("GET", $"recordings/{id}?hostEmail=chi%2Brooms@example.com"));
    }

    [Fact]
    public async Task A_compliance_officer_gives_a_reason_for_what_is_not_the_own_and_has_no_bin()
    {
        var (his, hisToo, mine) = (Add(host: Bo), Add(host: Bo), Add());
        Room.Role = WebexRole.ComplianceOfficer;

        Assert.Equal(3, (await ListAsync("admin/recordings")).Count);
        Assert.Equal(200, await StatusAsync("GET", $"recordings/{his}"));
        Assert.Equal(403, await StatusAsync("GET", "recordings" + AtBo));
        Assert.Equal((400, 400), (await StatusAsync("DELETE", $"recordings/{his}"), await StatusAsync("DELETE", $"recordings/{his}", """{"comment":"x"}""")));
        Assert.Equal(400, await StatusAsync("DELETE", $"recordings/{his}", $$"""{"reason":"audit","comment":"{{new string('x', 256)}}"}"""));
        Assert.Equal(204, await StatusAsync("DELETE", $"recordings/{his}", $$"""{"reason":"audit","comment":"{{new string('x', 255)}}"}"""));
        Assert.Equal(204, await StatusAsync("DELETE", $"recordings/{mine}"));
        Assert.Equal(403, await StatusAsync("DELETE", $"admin/recordings/{hisToo}"));
        foreach (var call in (string[])["softDelete", "restore", "purge"]) Assert.Equal(403, await StatusAsync("POST", $"recordings/{call}", Batch([hisToo])));
        Assert.Equal([hisToo], Room.Ids);
    }

    [Fact]
    public async Task What_is_deleted_is_gone_but_for_a_compliance_officer()
    {
        var id = Add(meeting: "m3_I_1");
        var (answer, _) = await SendAsync("DELETE", $"recordings/{id}");

        Assert.Equal((204, 0L), ((int)answer.StatusCode, answer.Content.Headers.ContentLength ?? 0));
        Assert.Equal((404, 404), (await StatusAsync("GET", $"recordings/{id}"), await StatusAsync("DELETE", $"recordings/{id}")));
        Assert.Equal(403, await StatusAsync("GET", "recordings?status=purged&meetingId=m3_I_1"));
        Assert.Equal((false, 0, 1), (Room.Contains(id), Room.BinIds.Count, Room.PurgedIds.Count));
        Assert.Equal([id], server.GetRequests()[0].Deleted);
        Room.Role = WebexRole.ComplianceOfficer;
        var (_, body) = await SendAsync("GET", $"recordings/{id}");
        Assert.Equal("purged", body.GetProperty("status").GetString());
        Assert.Equal([id], await ListAsync("recordings?status=purged&meetingId=m3_I_1"));
        Assert.Equal([id], await ListAsync("admin/recordings?status=purged"));
        Assert.Equal((400, 404), (await StatusAsync("GET", "recordings?status=purged"), await StatusAsync("DELETE", $"recordings/{id}")));
        Room.OfficerReachesDeleted = false;
        Assert.Empty(await ListAsync("admin/recordings?status=purged"));
        Assert.Equal(404, await StatusAsync("GET", $"recordings/{id}"));
    }

    [Fact]
    public async Task The_bin_is_filled_emptied_and_listed()
    {
        string[] ids = [Add(), Add(), Add()];

        Assert.Equal(204, await StatusAsync("POST", "recordings/softDelete", Batch(ids)));
        Assert.Equal((0, 3), (Room.Count, Room.BinIds.Count));
        Assert.Equal(ids.Order(), (await ListAsync("recordings?status=deleted")).Order());
        Assert.Equal(3, (await ListAsync("admin/recordings?status=deleted")).Count);
        Assert.Empty(await ListAsync("recordings"));
        var (_, body) = await SendAsync("GET", $"recordings/{ids[0]}");
        Assert.Equal("deleted", body.GetProperty("status").GetString());
        Assert.Equal(404, await StatusAsync("POST", "recordings/softDelete", Batch(ids)));

        Assert.Equal(204, await StatusAsync("POST", "recordings/restore", Batch([ids[0]], MainSite)));
        Assert.Equal([ids[0]], await ListAsync("recordings?status=available"));
        Assert.Equal(404, await StatusAsync("POST", "recordings/restore", Batch([ids[0]])));
        Assert.Equal(404, await StatusAsync("POST", "recordings/purge", Batch([ids[0]])));
        Assert.Equal(204, await StatusAsync("POST", "recordings/purge", Batch([ids[1]])));
        Assert.Equal((404, 404), (await StatusAsync("GET", $"recordings/{ids[1]}"), await StatusAsync("POST", "recordings/restore", Batch([ids[1]]))));
        Assert.Equal(204, await StatusAsync("DELETE", $"recordings/{ids[2]}"));
        Assert.Equal([ids[0]], Room.Ids);
        Assert.Equal([3, 1, 1], server.GetRequests().Where(r => r.Deleted.Count > 0).Select(r => r.Deleted.Count));
    }

    [Fact]
    public async Task All_of_a_bin_is_that_of_a_host_on_a_site()
    {
        foreach (var (host, site) in ((string, string)[])[(Me, MainSite), (Me, MainSite), (Me, OtherSite), (Bo, MainSite)]) Add(host: host, site: site, status: "deleted");

        Assert.Equal(400, await StatusAsync("POST", "recordings/purge", """{"purgeAll":true,"recordingIds":["x"]}"""));
        Assert.Equal(204, await StatusAsync("POST", "recordings/restore" + AtBo, """{"restoreAll":true,"recordingIds":[]}"""));
        Assert.Equal((1, 3), (Room.Count, Room.BinIds.Count));
        Assert.Equal(204, await StatusAsync("POST", "recordings/purge", """{"purgeAll":true}"""));
        Assert.Equal((1, 2), (Room.BinIds.Count, Room.PurgedIds.Count));
        Assert.Equal(204, await StatusAsync("POST", "recordings/purge", """{"purgeAll":true,"siteUrl":"example.webex.com"}"""));
        Assert.Empty(Room.BinIds);
    }

    [Fact]
    public async Task A_batch_is_one_host_and_one_site_or_nothing()
    {
        var (mine, elsewhere, his) = (Add(), Add(site: OtherSite), Add(host: Bo));

        Assert.Equal(400, await StatusAsync("POST", "recordings/softDelete", Batch([mine, elsewhere])));
        Assert.Equal(404, await StatusAsync("POST", "recordings/softDelete", Batch([mine, his])));
        Assert.Equal(404, await StatusAsync("POST", "recordings/softDelete", Batch([mine, "0123"])));
        Assert.Equal(404, await StatusAsync("POST", "recordings/softDelete" + AtBo, Batch([mine])));
        Assert.Equal(3, Room.Count);
        Assert.Equal(204, await StatusAsync("POST", "recordings/softDelete", Batch([elsewhere], OtherSite)));
        Assert.Equal(204, await StatusAsync("POST", "recordings/softDelete" + AtBo, Batch([his])));

        Room.UnfitIds = WebexUnfitIds.RefuseAfterActing;
        Assert.Equal(404, await StatusAsync("POST", "recordings/softDelete", Batch([mine, "0123"])));
        Assert.Equal(0, Room.Count);
        Room.UnfitIds = WebexUnfitIds.PassOver;
        Assert.Equal(204, await StatusAsync("POST", "recordings/restore", Batch([mine, "0123"])));
        Assert.Equal([mine], Room.Ids);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"recordingIds":[]}""")]
    [InlineData("""{"recordingIds":[1]}""")]
    [InlineData("""{"recordingIds":"x"}""")]
    [InlineData("""{"recordingIds":["x"],"siteUrl":null}""")]
    [InlineData("""{"recordingIds":["x"],"purgeAll":"yes"}""")]
    public async Task A_body_that_makes_no_sense_is_400(string body) => Assert.Equal(400, await StatusAsync("POST", "recordings/purge", body));

    [Fact]
    public async Task A_batch_takes_a_hundred_ids_as_json()
    {
        var ids = Enumerable.Range(0, 101).Select(_ => Add()).ToList();

        Assert.Equal(400, await StatusAsync("POST", "recordings/softDelete", Batch(ids)));
        Assert.Equal(415, await StatusAsync("POST", "recordings/softDelete", Batch(ids[1..]), "text/plain"));
        Assert.Equal(101, Room.Count);
        Assert.Equal(204, await StatusAsync("POST", "recordings/softDelete", Batch(ids[1..])));
        Assert.Equal([ids[0]], Room.Ids);
    }

    [Fact]
    public async Task Half_of_a_batch_may_be_done_in_silence()
    {
        string[] ids = [Add(), Add(), Add()];
        server.OnRequest = _ => SandboxFault.HalfBatch;

        Assert.Equal(204, await StatusAsync("POST", "recordings/softDelete", Batch(ids)));

        Assert.Equal([ids[1]], Room.BinIds);
        Assert.Equal([ids[1]], server.GetRequests()[0].Deleted);
    }

    [Fact]
    public async Task What_is_locked_is_423_until_it_is_not()
    {
        var (id, other) = (Add(), Add());
        Room.Locked = [id];

        var answer = await AnswerAsync("DELETE", $"recordings/{id}");
        Assert.Equal((423, "1"), ((int)answer.StatusCode, answer.Headers.GetValues("Retry-After").Single()));
        Assert.Equal((423, 423), (await StatusAsync("DELETE", $"admin/recordings/{id}"), await StatusAsync("GET", $"recordings/{id}")));
        Assert.Equal(423, await StatusAsync("POST", "recordings/softDelete", Batch([id, other])));
        Room.LockedRetryAfterSeconds = null;
        Assert.False((await AnswerAsync("DELETE", $"recordings/{id}")).Headers.Contains("Retry-After"));
        Assert.Equal(2, Room.Count);
        Room.Locked = [];
        Assert.Equal(204, await StatusAsync("DELETE", $"recordings/{id}"));
    }

    [Fact]
    public async Task A_single_recording_has_direct_links_and_may_be_asked_for_by_site()
    {
        Seed(40);
        Room.Role = WebexRole.ComplianceOfficer;
        var id = Room.Ids.First(i => Room.Find(i)!.RecordingDownloadLink is not null);
        var (_, body) = await SendAsync("GET", $"recordings/{id}");

        Assert.Equal(id, body.GetProperty("id").GetString());
        Assert.False(body.TryGetProperty("hostEmail", out _));
        var links = body.GetProperty("temporaryDirectDownloadLinks");
        Assert.StartsWith($"{server.GetMediaUri("Webex")}/{id}/", links.GetProperty("recordingDownloadLink").GetString(), StringComparison.Ordinal);
        Assert.Equal("2026-03-02T03:00:00Z", links.GetProperty("expiration").GetString());
        client.DefaultRequestHeaders.Add("siteUrl", "nowhere.webex.com");
        Assert.Equal(404, await StatusAsync("GET", $"recordings/{id}"));
    }

    [Fact]
    public async Task Fields_are_sent_as_they_are()
    {
        Room.Add(new WebexRecording { Id = "bare", HostEmail = Me, CreateTime = Iso(1), ShareToMe = null, Format = null, ServiceType = null, Status = null });
        Room.Add(new WebexRecording { Id = "nulls", HostEmail = Me, CreateTime = Iso(2), ExplicitNulls = true });
        Room.Add(new WebexRecording { Id = "raw", HostEmail = Me, CreateTime = Iso(3), RawOverride = """{"id":7}""" });

        var (_, body) = await SendAsync("GET", "recordings");

        var items = body.GetProperty("items");
        Assert.Equal(["id", "createTime"], items[0].EnumerateObject().Select(p => p.Name));
        Assert.Equal(JsonValueKind.Null, items[1].GetProperty("sizeBytes").ValueKind);
        Assert.Equal(7, items[2].GetProperty("id").GetInt32());
        Assert.True(Room.Remove("raw"));
        Assert.False(Room.Remove("raw"));
        Assert.Equal(2, Room.Count);
    }

    [Theory]
    [InlineData("GET", "", 404)]
    [InlineData("GET", "/recordings/", 404)]
    [InlineData("GET", "/admin/recordings/", 404)]
    [InlineData("DELETE", "/recordings/x/", 404)]
    [InlineData("GET", "/recordings/softDelete", 404)]
    [InlineData("GET", "/meetingTranscripts/1", 404)]
    [InlineData("GET", "/group/recordings", 404)]
    [InlineData("DELETE", "/recordings", 405)]
    [InlineData("POST", "/admin/recordings", 405)]
    [InlineData("PATCH", "/recordings/x", 405)]
    [InlineData("GET", "/admin/recordings/x", 405)]
    [InlineData("GET", "/access_token", 405)]
    public async Task What_is_no_route_is_404_and_a_wrong_method_405(string method, string path, int status) =>
        Assert.Equal(status, await StatusAsync(method, server.GetBaseUri("Webex") + path));

    [Fact]
    public async Task Errors_carry_their_tracking_id_in_the_body_and_mostly_in_the_header()
    {
        var (answer, body) = await SendAsync("GET", "recordings/none");
        Assert.Equal(["message", "errors", "trackingId"], body.EnumerateObject().Select(p => p.Name));
        Assert.Equal(body.GetProperty("message").GetString(), body.GetProperty("errors")[0].GetProperty("description").GetString());
        Assert.Equal(answer.Headers.GetValues("trackingid").Single(), body.GetProperty("trackingId").GetString());
        Assert.True((await AnswerAsync("GET", "recordings")).Headers.Contains("trackingid"));

        Room.SendTrackingHeader = false;
        (answer, body) = await SendAsync("GET", "recordings/none");
        Assert.False(answer.Headers.Contains("trackingid"));
        Assert.StartsWith("ROUTER_", body.GetProperty("trackingId").GetString(), StringComparison.Ordinal);
        Assert.False((await AnswerAsync("GET", "recordings")).Headers.Contains("trackingid"));
    }

    [Fact]
    public async Task A_wrong_token_is_401_and_a_throttle_429_with_a_wait()
    {
        server.EchoSecretInErrors = true;
        var (denied, body) = await SendAsync("GET", "recordings", token: "wrong");
        Assert.Equal(401, (int)denied.StatusCode);
        Assert.Contains("Bearer wrong", body.GetProperty("message").GetString(), StringComparison.Ordinal);

        foreach (var (fault, status) in ((SandboxFault, int)[])[(SandboxFault.Throttle, 429), (SandboxFault.ServerError, 500), (SandboxFault.Unavailable, 503)])
        {
            server.OnRequest = _ => fault;
            var (answer, error) = await SendAsync("GET", "recordings");
            Assert.Equal((status, status == 429), ((int)answer.StatusCode, answer.Headers.Contains("Retry-After")));
            Assert.NotEmpty(error.GetProperty("trackingId").GetString()!);
        }

        server.OnRequest = _ => SandboxFault.Respond(429, "{}");
        Assert.False((await AnswerAsync("GET", "recordings")).Headers.Contains("Retry-After"));
    }

    [Fact]
    public async Task Tokens_are_granted_without_one_and_their_secrets_are_not_logged()
    {
        var form = $"grant_type=refresh_token&client_id=c&client_secret={Key}&refresh_token={Key}";
        var (answer, granted) = await SendAsync("POST", "access_token", form, "application/x-www-form-urlencoded", token: "none");

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal((1_209_599, Key), (granted.GetProperty("expires_in").GetInt32(), granted.GetProperty("refresh_token").GetString()));
        Assert.DoesNotContain(Key, server.GetRequests()[0].Body, StringComparison.Ordinal);
        Room.Tokens.RevokeAccess();
        Assert.Equal(401, await StatusAsync("GET", "recordings"));
        (_, granted) = await SendAsync("POST", "access_token", form, "application/x-www-form-urlencoded", token: "none");
        (answer, _) = await SendAsync("GET", "recordings", token: granted.GetProperty("access_token").GetString());
        Assert.Equal((200, 2), ((int)answer.StatusCode, Room.Tokens.Granted));
        Assert.Equal(400, await StatusAsync("POST", "access_token", form.Replace("refresh_token&", "password&", StringComparison.Ordinal), "application/x-www-form-urlencoded"));
        Assert.Equal(415, await StatusAsync("POST", "access_token", "{}"));
    }

    [Fact]
    public async Task A_large_room_is_soon_seeded_and_paged()
    {
        var watch = Stopwatch.StartNew();
        Seed(200_000);
        var pages = 0;
        for (var next = $"admin/recordings?{LastMonth}"; next is not null && pages < 300; pages++) next = Next(await AnswerAsync("GET", next));

        Assert.Equal((200_000, 300), (Room.Count, pages));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), $"It took {watch.Elapsed}.");
    }

    [GeneratedRegex("<([^>]*)>; rel=\"next\"")]
    private static partial Regex NextLink();

    private static string? Next(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Link", out var links) && NextLink().Match(links.Single()) is { Success: true } match ? match.Groups[1].Value : null;

    private static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Iso(double age) => Iso(Now.AddDays(-age));

    private static List<string> Ids(JsonElement body) => [.. body.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!)];

    private static string Batch(IEnumerable<string> ids, string? site = null) =>
        site is null ? JsonSerializer.Serialize(new { recordingIds = ids }) : JsonSerializer.Serialize(new { recordingIds = ids, siteUrl = site });

    private void Seed(int count)
    {
        server.Dispose();
        server = SandboxServer.Start(new SandboxOptions { RecordingCount = count, Now = Now }, ["Webex"]);
    }

    private string Add(string host = Me, double age = 1, bool shared = false, string site = MainSite, string? meeting = null, decimal? duration = 60, string? status = "available")
    {
        // Ascending, so that of one age the first one added comes first.
        var id = (++added).ToString("x32", CultureInfo.InvariantCulture);
        Room.Add(new WebexRecording
        {
            Id = id,
            HostEmail = host,
            HostDisplayName = "Someone",
            CreateTime = Iso(age),
            SiteUrl = site,
            ShareToMe = shared,
            MeetingId = meeting,
            DurationSeconds = duration,
            Password = "secret1",
            Status = status,
        });
        return id;
    }

    private async Task<List<string>> ListAsync(string address)
    {
        var (answer, body) = await SendAsync("GET", address);
        Assert.Equal(200, (int)answer.StatusCode);
        return Ids(body);
    }

    private async Task<int> StatusAsync(string method, string address, string? body = null, string type = "application/json") =>
        (int)(await SendAsync(method, address, body, type)).Answer.StatusCode;

    private async Task<HttpResponseMessage> AnswerAsync(string method, string address) => (await SendAsync(method, address)).Answer;

    private async Task<(HttpResponseMessage Answer, JsonElement Body)> SendAsync(
        string method, string address, string? body = null, string type = "application/json", string? token = null)
    {
        var target = address.StartsWith("http", StringComparison.Ordinal) ? address : $"{server.GetBaseUri("Webex")}/{address}";
        using HttpRequestMessage request = new(new HttpMethod(method), target);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token ?? Key);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, type);
        var answer = await client.SendAsync(request, Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        return (answer, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }
}
