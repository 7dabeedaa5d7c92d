using RecordingCmdlets.Engine.Tests.Providers;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.EndToEnd;

/// <summary>What looks like a proof of a removal and is none.</summary>
public sealed class ProofTests
{
    private static readonly DateTimeOffset Now = ServiceBench.Now;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(409)]
    [InlineData(500)]
    public async Task Recordings_that_were_gone_before_do_not_prove_that_the_rest_of_a_bots_media_is_gone(int status)
    {
        await using var bench = await RecallBench.OpenAsync();
        var bot = bench.AddBot();
        bench.AddRecording(1, bot, r => r with { Status = "deleted" });
        bench.Sandbox.OnRequest = r => r.Method == "POST" ? SandboxFault.Respond(status, """{"detail":"No."}""") : null;

        var result = await bench.RemoveOneAsync(await bench.BotAsync());

        Assert.Equal((RemovalOutcome.Failed, RemovalEvidence.ReadBack), (result.Outcome, result.Evidence));
    }

    [Fact]
    public async Task Recordings_that_were_gone_before_do_not_settle_an_open_intent()
    {
        await using var bench = await RecallBench.OpenAsync();
        var bot = bench.AddBot();
        bench.AddRecording(1, bot, r => r with { Status = "deleted" });
        bench.Room.DeleteMediaDelay = int.MaxValue;

        var result = await bench.RemoveOneAsync(await bench.BotAsync());
        Assert.Equal(RemovalOutcome.Accepted, result.Outcome);

        var learned = bench.Session.ResolveAsync(bench.Ledger().Where(e => e.NeedsResolution), bench.Options.Audit, bench.Notices, Token).ToBlockingEnumerable(Token).Single();
        Assert.Equal(RemovalOutcome.Unknown, learned.Outcome);
    }

    [Theory]
    [InlineData("Telnyx")]
    [InlineData("Webex")]
    [InlineData("Vonage")]
    public async Task A_page_that_says_not_found_does_not_say_that_an_item_is_gone(string provider)
    {
        await using var bench = await ServiceBench.OpenAsync(provider, recordings: 40, role: provider == "Webex" ? "Admin" : null);
        var listed = (await bench.ListAsync()).Take(1).ToList();
        bench.Sandbox.OnRequest = r => r.Method == "DELETE" ? SandboxFault.Respond(404, "<html>Nothing here</html>", ("Content-Type", "text/html")) : null;

        var result = Assert.Single(await bench.RemoveAsync(listed));

        Assert.Equal(RemovalOutcome.Failed, result.Outcome);
    }

    [Fact]
    public async Task A_hold_on_early_recordings_keeps_a_bot_with_one_of_unknown_date()
    {
        await using var bench = await RecallBench.OpenAsync();
        var bot = bench.AddBot();
        bench.AddRecording(1, bot);
        bench.AddRecording(2, bot, r => r with { CreatedAt = null, StartedAt = null });
        await bench.HoldAsync("\"before\":\"2026-01-15T00:00:00Z\"");

        var result = await bench.RemoveOneAsync(await bench.BotAsync());

        Assert.Equal(RemovalOutcome.Held, result.Outcome);
    }

    [Fact]
    public async Task What_was_restored_before_a_purge_is_not_called_deleted()
    {
        await using var bench = await WebexBench.OpenAsync(WebexBench.Admin);
        bench.Room.UnfitIds = WebexUnfitIds.PassOver;
        var ids = bench.SeedMany(5, status: "deleted");
        var listed = await bench.ListAsync(WebexBench.Month("deleted"));
        bench.Room.Add(Recording(2, "available", Now.AddHours(-1)));

        var results = await bench.RemoveAsync(listed, bench.For(RemovalAction.Purge));

        Assert.True(bench.Room.Contains(ids[2]));
        Assert.DoesNotContain(results.Single(r => r.Id == ids[2]).Outcome, (RemovalOutcome[])[RemovalOutcome.Deleted, RemovalOutcome.AlreadyGone]);
        Assert.Equal(4, results.Count(r => r.Outcome == RemovalOutcome.Deleted));
    }

    [Fact]
    public async Task What_an_administrator_cannot_read_is_not_gone_because_the_bin_does_not_show_it()
    {
        await using var bench = await WebexBench.OpenAsync(WebexBench.Admin);
        var id = bench.Seed(host: WebexBench.Bo);
        // The listing does not tell the host, so that neither the removal nor a look finds the item.
        bench.Sandbox.OnRequest = r => r.Method == "GET" && r.Path.EndsWith("/admin/recordings", StringComparison.Ordinal) && !r.Query.Contains("status=deleted", StringComparison.Ordinal)
            ? SandboxFault.Respond(200, WebexBench.Page($$"""{"id":"{{id}}","status":"available","siteUrl":"{{WebexBench.MainSite}}","createTime":"{{WebexBench.Iso(Now.AddDays(-1))}}"}"""))
            : null;

        var result = Assert.Single(await bench.RemoveAsync(await bench.ListAsync(WebexBench.Month()), bench.For(RemovalAction.Recycle)));

        Assert.True(bench.Room.Contains(id));
        Assert.DoesNotContain(result.Outcome, (RemovalOutcome[])[RemovalOutcome.AlreadyGone, RemovalOutcome.Recycled, RemovalOutcome.Deleted]);
    }

    [Fact]
    public async Task The_bin_is_searched_by_every_date_that_a_window_may_be_about()
    {
        await using var bench = await WebexBench.OpenAsync(WebexBench.Admin);
        bench.Room.WindowsCompareTimeRecorded = true;
        // Uploads were recorded long before they were created.
        for (var i = 0; i < 40; i++) bench.Room.Add(Recording(i, "deleted", Now.AddDays(-20).AddMinutes(-i)));
        var listed = await bench.ListAsync(WebexBench.Month("deleted"));
        bench.Sandbox.OnRequest = r => r.Method == "POST" && r.Body.Split(',').Length > 10 ? SandboxFault.HalfBatch : null;

        var results = await bench.RemoveAsync(listed, bench.For(RemovalAction.Purge));

        Assert.Equal(40, results.Count(r => r.Outcome == RemovalOutcome.Deleted));
        Assert.Empty(bench.Room.BinIds);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(WebexBench.MainSite)]
    public async Task What_was_never_in_the_bin_is_not_called_restored(string? site)
    {
        await using var bench = await WebexBench.OpenAsync();
        var id = bench.Seed();
        bench.Sandbox.OnRequest = r => r.Method == "POST" ? SandboxFault.Respond(204, "") : null;

        var result = bench.Session.RestoreAsync([bench.Session.CheckRestorable(bench.Bare(id, site: site), bench.Notices)], bench.Notices, Token).ToBlockingEnumerable(Token).Single();

        Assert.False(result.IsRestored);
        Assert.Empty(bench.Posts);
    }

    [Fact]
    public async Task A_search_for_the_path_that_was_stopped_is_made_again()
    {
        await using var bench = await VonageBench.OpenAsync(isPathKnown: false);
        bench.Seed("7");
        bench.Room.PathForms = VonagePathForms.WithoutVersion;
        using var stop = new CancellationTokenSource();
        bench.Sandbox.OnRequest = r =>
        {
            if (stop.IsCancellationRequested) return null;
            if (r.Path.Contains("/v1/", StringComparison.Ordinal)) return null;
            stop.Cancel();
            return SandboxFault.Stall;
        };
        await using (var run = await bench.Session.BeginRemovalAsync(bench.Options, bench.Notices, stop.Token)) await run.DecideAsync(bench.CompanyItem("7"));
        bench.Sandbox.OnRequest = null;

        var result = Assert.Single(await bench.RemoveAsync([bench.CompanyItem("7")]));

        Assert.Equal(RemovalOutcome.Deleted, result.Outcome);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"id\":7}")]
    [InlineData("[]")]
    public async Task A_bot_that_a_recording_names_without_saying_which_may_be_the_one_on_hold(string bot)
    {
        await using var bench = await RecallBench.OpenAsync();
        var id = RecallBench.RecordingId(1);
        bench.AddRecording(1, like: r => r with { RawOverride = $$"""{"id":"{{id}}","created_at":"{{RecallBench.Iso(Now.AddDays(-1))}}","status":{"code":"done"},"bot":{{bot}}}""" });
        await bench.HoldAsync($"\"id\":\"{RecallBench.BotId(1)}\"");

        var result = await bench.RemoveOneAsync(await bench.RecordingAsync());

        Assert.Equal(RemovalOutcome.Held, result.Outcome);
    }

    [Fact]
    public async Task What_an_officers_lost_request_may_have_removed_is_not_called_not_eligible()
    {
        await using var bench = await WebexBench.OpenAsync(WebexBench.Officer);
        var id = bench.Seed();
        var listed = await bench.ListAsync(WebexBench.Month());
        var isRemoved = false;
        bench.Sandbox.OnRequest = r =>
        {
            isRemoved |= r.Method == "DELETE";
            return r.Method == "DELETE" ? SandboxFault.Respond(500, "", WebexBench.AtOnce)
                : isRemoved ? SandboxFault.Respond(200, $$"""{"id":"{{id}}","status":"deleted","createTime":"2026-02-28T00:00:00Z"}""")
                : null;
        };

        var result = Assert.Single(await bench.RemoveAsync(listed, bench.For(reason: "audit")));

        Assert.Equal(RemovalOutcome.Unknown, result.Outcome);
        var learned = bench.Session.ResolveAsync(bench.Ledger(), bench.Options.Audit, bench.Notices, Token).ToBlockingEnumerable(Token).Single();
        Assert.Equal(RemovalOutcome.Unknown, learned.Outcome);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(202)]
    public async Task A_page_of_somebody_else_does_not_accept_a_batch(int status)
    {
        await using var rig = await Rig.ConnectedAsync(recordings: 20);
        rig.Sandbox.OnRequest = r => r.Method == "POST" ? SandboxFault.Respond(status, "<html>Log in</html>", ("Content-Type", "text/html")) : null;

        var results = await rig.RemoveAsync(await rig.ListAsync(), rig.Options with { ProveBatches = false });

        Assert.All(results, r => Assert.Equal(RemovalOutcome.Deleted, r.Outcome));
        Assert.Equal(0, rig.Sandbox.Telnyx.Count);
    }

    private static WebexRecording Recording(int number, string status, DateTimeOffset recorded) => new()
    {
        Id = WebexBench.Id(number + 1),
        CreateTime = WebexBench.Iso(Now.AddMinutes(-1 - number)),
        TimeRecorded = WebexBench.Iso(recorded),
        HostEmail = WebexBench.Me,
        SiteUrl = WebexBench.MainSite,
        Status = status,
    };
}
