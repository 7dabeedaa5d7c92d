using System.Text.Json;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Providers;

/// <summary>The calls in docs/services/webex.md, as they leave and as their answers are read.</summary>
public sealed class WebexEndpointFactsTests
{
    private const string FebruaryWindow = "max=100&to=2026-03-01T00%3A00%3A00Z&from=2026-02-18T00%3A00%3A00Z";

    [Fact]
    public async Task WBX_E1_list_of_a_user_asks_for_a_window_and_reads_items()
    {
        await using var bench = await WebexBench.OpenAsync();
        bench.Room.Add(new WebexRecording
        {
            Id = "4f914b1dfe3c4d11a61730f18c0f5387",
            MeetingId = "f91b6edce9864428af084977b7c68291_I_166641849979635652",
            Topic = "Weekly sync",
            CreateTime = "2026-02-20T10:11:35Z",
            TimeRecorded = "2026-02-20T09:05:35Z",
            SiteUrl = WebexBench.MainSite,
            HostEmail = WebexBench.Me,
            DurationSeconds = 4472,
            SizeBytes = 248_023_188,
        });

        var listed = Assert.Single(await bench.ListAsync(new RecordingQuery { Now = WebexBench.Now, After = WebexBench.Now.AddDays(-10) }));

        Assert.Equal($"GET /v1/recordings?{FebruaryWindow} -> 200", Assert.Single(bench.Requests).ToString());
        Assert.Equal("", bench.Requests[0].Body);
        Assert.Equal(("4f914b1dfe3c4d11a61730f18c0f5387", "Weekly sync", "available", WebexBench.MainSite), (listed.Id, listed.Title, listed.Status, listed.Site));
        Assert.Equal(new DateTimeOffset(2026, 2, 20, 10, 11, 35, TimeSpan.Zero), listed.CreatedAt);
        Assert.Equal(new DateTimeOffset(2026, 2, 20, 9, 5, 35, TimeSpan.Zero), listed.StartedAt);
        Assert.Equal(TimeSpan.FromSeconds(4472), listed.Duration);
        Assert.Equal(248_023_188, listed.SizeBytes);
        Assert.Null(listed.Owner);
        Assert.Equal("f91b6edce9864428af084977b7c68291_I_166641849979635652", listed.Service["meetingId"]);
    }

    [Theory]
    [InlineData(WebexBench.User, "/v1/recordings")]
    [InlineData(null, "/v1/recordings")]
    public async Task WBX_E1_connecting_as_a_user_lists_a_page_of_one(string? role, string path)
    {
        await using var bench = WebexBench.Unconnected();

        var info = await bench.ConnectAsync(new ConnectionOptions { Provider = "Webex", AccessToken = bench.Sandbox.ApiKey, BaseUri = bench.Sandbox.GetBaseUri("Webex"), Role = role });

        Assert.Matches($@"^GET {path}\?max=1&from=\S+Z&to=\S+Z -> 200\z", Assert.Single(bench.Requests).ToString());
        Assert.Equal(WebexBench.User, info.Role);
    }

    [Theory]
    [InlineData(WebexBench.Admin)]
    [InlineData(WebexBench.Officer)]
    public async Task WBX_E2_list_of_an_admin_or_officer_names_the_hosts(string role)
    {
        await using var bench = await WebexBench.OpenAsync(role, site: WebexBench.MainSite);
        var id = bench.Seed(host: WebexBench.Rooms);

        var listed = Assert.Single(await bench.ListAsync(new RecordingQuery { Now = WebexBench.Now, After = WebexBench.Now.AddDays(-10) }));

        Assert.Equal($"GET /v1/admin/recordings?{FebruaryWindow}&siteUrl={WebexBench.MainSite} -> 200", Assert.Single(bench.Requests).ToString());
        Assert.Equal((id, WebexBench.Rooms), (listed.Id, listed.Owner));
        Assert.Equal(new RecordingReference("Webex", "Webex", RecordingKinds.Recording, id, WebexBench.Rooms, WebexBench.MainSite), listed.Reference);
    }

    [Theory]
    [InlineData("admin")]
    [InlineData(WebexBench.Officer)]
    public async Task WBX_E2_connecting_as_an_admin_or_officer_lists_a_page_of_one(string role)
    {
        await using var bench = WebexBench.Unconnected();

        await bench.ConnectAsync(new ConnectionOptions { Provider = "Webex", AccessToken = bench.Sandbox.ApiKey, BaseUri = bench.Sandbox.GetBaseUri("Webex"), Role = role });

        Assert.Matches(@"^GET /v1/admin/recordings\?max=1&from=\S+Z&to=\S+Z -> 200\z", Assert.Single(bench.Requests).ToString());
    }

    [Theory]
    [InlineData(WebexBench.User, null, "")]
    [InlineData(WebexBench.User, WebexBench.Bo, "")]
    [InlineData(WebexBench.Officer, WebexBench.Me, "")]
    [InlineData(WebexBench.Admin, null, "")]
    [InlineData(WebexBench.Admin, WebexBench.Me, "?hostEmail=ana.ruiz%40example.com")]
    public async Task WBX_E3_get_reads_the_one_recording_and_only_an_admin_names_the_host(string role, string? owner, string query)
    {
        await using var bench = await WebexBench.OpenAsync(role);
        var id = bench.Seed(topic: "T");

        var read = await bench.GetAsync(id, owner: owner);

        Assert.Equal((id, "T"), (read.Id, read.Title));
        Assert.Equal($"GET /v1/recordings/{id}{query} -> 200", Assert.Single(bench.Requests).ToString());
    }

    [Theory]
    [InlineData("""{"id":"00000000000000000000000000000002"}""")]
    [InlineData("""{"items":[{"id":"00000000000000000000000000000001"}]}""")]
    [InlineData("""[{"id":"00000000000000000000000000000001"}]""")]
    [InlineData("""{"id":null}""")]
    public async Task WBX_E3_get_believes_only_an_answer_about_the_id_asked_for(string body)
    {
        await using var bench = await WebexBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(200, body);

        await Assert.ThrowsAsync<ProviderResponseException>(() => bench.GetAsync(WebexBench.Id(1)));
    }

    [Fact]
    public async Task WBX_E4_delete_of_a_user_names_the_recording_in_the_path_and_says_nothing_else()
    {
        await using var bench = await WebexBench.OpenAsync();
        var id = bench.Seed();
        var other = bench.Seed();
        var listed = (await bench.ListAsync(WebexBench.Month())).Where(r => r.Id == id);
        bench.Sandbox.ClearRequests();

        var result = Assert.Single(await bench.RemoveAsync(listed, bench.For(reason: "stays here")));

        Assert.Equal((RemovalOutcome.Deleted, RemovalEvidence.Response, 204), (result.Outcome, result.Evidence, result.StatusCode));
        Assert.Equal($"DELETE /v1/recordings/{id} -> 204", Assert.Single(bench.Requests).ToString());
        Assert.Equal("", bench.Requests[0].Body);
        Assert.Equal([other], bench.Room.Ids);
        Assert.Empty(bench.Room.BinIds);
    }

    [Theory]
    [InlineData(null, """{"reason":"audit"}""")]
    [InlineData("", """{"reason":"audit"}""")]
    [InlineData("Retention period over", """{"reason":"audit","comment":"Retention period over"}""")]
    public async Task WBX_E4_delete_of_an_officer_says_why_in_the_body(string? comment, string body)
    {
        await using var bench = await WebexBench.OpenAsync(WebexBench.Officer, site: WebexBench.MainSite);
        var id = bench.Seed(host: WebexBench.Bo);
        var listed = await bench.ListAsync(WebexBench.Month());
        bench.Sandbox.ClearRequests();
        string? type = null;
        bench.Sandbox.OnRequest = r =>
        {
            type = r.GetHeader("Content-Type");
            return null;
        };

        var result = Assert.Single(await bench.RemoveAsync(listed, bench.For(reason: "audit", comment: comment)));

        Assert.Equal((RemovalOutcome.Deleted, 204), (result.Outcome, result.StatusCode));
        Assert.Equal($"DELETE /v1/recordings/{id} -> 204", Assert.Single(bench.Requests).ToString());
        Assert.Equal(body, bench.Requests[0].Body);
        Assert.Equal("application/json", type);
    }

    [Fact]
    public async Task WBX_E5_delete_of_an_admin_has_a_path_of_its_own_and_neither_query_nor_body()
    {
        await using var bench = await WebexBench.OpenAsync(WebexBench.Admin);
        var listed = bench.Seed(host: WebexBench.Rooms);
        var bare = bench.Seed(host: WebexBench.Bo);
        var found = (await bench.ListAsync(WebexBench.Month())).Where(r => r.Id == listed).Select(RemovalTarget.For);
        bench.Sandbox.ClearRequests();

        var results = await bench.RemoveAsync([.. found, bench.Bare(bare, WebexBench.Bo)], bench.For(reason: "stays here", workers: 1));

        Assert.All(results, r => Assert.Equal((RemovalOutcome.Deleted, RemovalEvidence.Response), (r.Outcome, r.Evidence)));
        Assert.Equal([$"DELETE /v1/admin/recordings/{listed} -> 204", $"DELETE /v1/admin/recordings/{bare} -> 204"], bench.Requests.Select(r => r.ToString()));
        Assert.All(bench.Requests, r => Assert.Equal("", r.Body));
        Assert.Empty(bench.Room.Ids);
    }

    [Theory]
    [InlineData(WebexBench.User, "")]
    [InlineData(WebexBench.Admin, "?hostEmail=ana.ruiz%40example.com")]
    public async Task WBX_E6_soft_delete_posts_the_ids_and_their_site(string role, string query)
    {
        await using var bench = await WebexBench.OpenAsync(role, site: WebexBench.MainSite);
        var ids = bench.SeedMany(3);
        var listed = await bench.ListAsync(WebexBench.Month());
        string? type = null;
        bench.Sandbox.OnRequest = r =>
        {
            if (r.Method == "POST") type = r.GetHeader("Content-Type");
            return null;
        };

        var results = await bench.RemoveAsync(listed, bench.For(RemovalAction.Recycle));

        var post = Assert.Single(bench.Posts);
        Assert.Equal($"POST /v1/recordings/softDelete{query} -> 204", post.ToString());
        Assert.Equal($$"""{"recordingIds":[{{string.Join(',', ids.Select(i => $"\"{i}\""))}}],"siteUrl":"{{WebexBench.MainSite}}"}""", post.Body);
        Assert.Equal("application/json", type);
        Assert.All(results, r => Assert.Equal((RemovalOutcome.Recycled, RemovalEvidence.ReadBack), (r.Outcome, r.Evidence)));
        Assert.Equal(ids, bench.Room.BinIds.Order());
    }

    [Fact]
    public async Task WBX_E6_soft_delete_leaves_out_a_site_that_is_not_known()
    {
        await using var bench = await WebexBench.OpenAsync();
        var id = bench.Seed();
        bench.Room.Add(bench.Room.Find(id)! with { SiteUrl = null });

        await bench.RemoveAsync(await bench.ListAsync(WebexBench.Month()), bench.For(RemovalAction.Recycle));

        Assert.Equal($$"""{"recordingIds":["{{id}}"]}""", bench.Posts[0].Body);
    }

    [Theory]
    [InlineData(WebexBench.User, "")]
    [InlineData(WebexBench.Admin, "?hostEmail=ana.ruiz%40example.com")]
    public async Task WBX_E7_restore_posts_the_ids_and_never_everything(string role, string query)
    {
        await using var bench = await WebexBench.OpenAsync(role, site: WebexBench.MainSite);
        var ids = bench.SeedMany(2, status: "deleted");
        var binned = await bench.ListAsync(WebexBench.Month("deleted"));

        var results = await bench.RestoreAsync(binned);

        var post = Assert.Single(bench.Posts);
        Assert.Equal($"POST /v1/recordings/restore{query} -> 204", post.ToString());
        Assert.Equal($$"""{"restoreAll":false,"recordingIds":["{{ids[0]}}","{{ids[1]}}"],"siteUrl":"{{WebexBench.MainSite}}"}""", post.Body);
        Assert.All(results, r => Assert.True(r.IsRestored));
        Assert.Equal(ids, bench.Room.Ids.Order());
    }

    [Theory]
    [InlineData(WebexBench.User, "")]
    [InlineData(WebexBench.Admin, "?hostEmail=ana.ruiz%40example.com")]
    public async Task WBX_E8_purge_posts_the_ids_and_never_everything(string role, string query)
    {
        await using var bench = await WebexBench.OpenAsync(role, site: WebexBench.MainSite);
        var ids = bench.SeedMany(3, status: "deleted");
        var kept = bench.Seed(status: "deleted", host: WebexBench.Bo);
        var binned = (await bench.ListAsync(WebexBench.Month("deleted"))).Where(r => r.Id != kept);

        var results = await bench.RemoveAsync(binned, bench.For(RemovalAction.Purge));

        var post = Assert.Single(bench.Posts);
        Assert.Equal($"POST /v1/recordings/purge{query} -> 204", post.ToString());
        using var body = JsonDocument.Parse(post.Body);
        Assert.Equal(["purgeAll", "recordingIds", "siteUrl"], body.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal(JsonValueKind.False, body.RootElement.GetProperty("purgeAll").ValueKind);
        Assert.Equal(ids, WebexBench.Ids(post));
        Assert.All(results, r => Assert.Equal((RemovalOutcome.Deleted, RemovalEvidence.ReadBack), (r.Outcome, r.Evidence)));
        Assert.Equal(ids, bench.Room.PurgedIds.Order());
        Assert.Equal([kept], bench.Room.BinIds);
    }
}
