using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Providers;

/// <summary>What the calls on the recycle bin of Webex do, and what proves that they did.</summary>
public sealed class WebexRecycleBinFactsTests
{
    private static readonly DateTimeOffset Now = WebexBench.Now;

    [Theory]
    [InlineData(RemovalAction.Recycle, null)]
    [InlineData(RemovalAction.Recycle, 500)]
    [InlineData(RemovalAction.Purge, null)]
    public async Task WBX_T29_a_batch_holds_a_hundred_ids_of_one_site_and_host(RemovalAction action, int? bulkSize)
    {
        await using var bench = await WebexBench.OpenAsync(WebexBench.Admin, bulkSize: bulkSize);
        var status = action == RemovalAction.Purge ? "deleted" : "available";
        List<string> ids =
        [
            .. bench.SeedMany(230, status: status), .. bench.SeedMany(30, host: WebexBench.Rooms, status: status),
            .. bench.SeedMany(40, site: WebexBench.OtherSite, status: status),
        ];
        var all = ids.ToDictionary(id => id, id => Host(ids.IndexOf(id)));
        var listed = await bench.ListAsync(WebexBench.Month(status));
        listed.AddRange(await bench.ListAsync(new RecordingQuery { Now = Now, After = Now.AddDays(-28), Statuses = [status], Site = WebexBench.OtherSite }));

        var results = await bench.RemoveAsync(listed, bench.For(action));

        Assert.Equal(300, results.Count(r => r.Outcome == (action == RemovalAction.Purge ? RemovalOutcome.Deleted : RemovalOutcome.Recycled)));
        Assert.Equal(ids.Order(), bench.Posts.SelectMany(WebexBench.Ids).Order());
        Assert.All(bench.Posts, r => Assert.Equal(204, r.Status));
        Assert.All(bench.Posts, r => Assert.InRange(WebexBench.Ids(r).Length, 1, 100));
        Assert.Contains(bench.Posts, r => WebexBench.Ids(r).Length == 100);
        foreach (var post in bench.Posts)
        {
            var (host, site) = all[WebexBench.Ids(post)[0]];
            Assert.All(WebexBench.Ids(post), id => Assert.Equal((host, site), all[id]));
            Assert.Equal(host, WebexBench.Query(post)["hostEmail"]);
            Assert.EndsWith($"],\"siteUrl\":\"{site}\"}}", post.Body, StringComparison.Ordinal);
        }

        Assert.Equal(100, bench.Session.GetProviders().Single(p => p.Name == "Webex").MaximumBulkSize);

        static (string, string) Host(int index) => (index is >= 230 and < 260 ? WebexBench.Rooms : WebexBench.Me, index >= 260 ? WebexBench.OtherSite : WebexBench.MainSite);
    }

    [Theory]
    [InlineData(RemovalAction.Recycle, null)]
    [InlineData(RemovalAction.Recycle, WebexBench.MainSite)]
    [InlineData(RemovalAction.Purge, null)]
    [InlineData(RemovalAction.Purge, WebexBench.MainSite)]
    public async Task WBX_T29_the_site_of_a_bare_id_is_the_one_that_the_service_tells(RemovalAction action, string? claimed)
    {
        await using var bench = await WebexBench.OpenAsync(WebexBench.Admin);
        // What is on another site than the one named is passed over in silence.
        bench.Room.UnfitIds = WebexUnfitIds.PassOver;
        var ids = bench.SeedMany(4, site: WebexBench.OtherSite, status: action == RemovalAction.Purge ? "deleted" : "available");

        var results = await bench.RemoveAsync(ids.Select(id => bench.Bare(id, WebexBench.Me, claimed)), bench.For(action));

        Assert.All(bench.Posts, r => Assert.EndsWith($"],\"siteUrl\":\"{WebexBench.OtherSite}\"}}", r.Body, StringComparison.Ordinal));
        Assert.All(results, r => Assert.Equal(action == RemovalAction.Purge ? RemovalOutcome.Deleted : RemovalOutcome.Recycled, r.Outcome));
        Assert.Equal(ids, (action == RemovalAction.Purge ? bench.Room.PurgedIds : bench.Room.BinIds).Order());
    }

    [Fact]
    public async Task WBX_T29_without_a_site_an_empty_listing_of_the_bin_proves_nothing()
    {
        await using var bench = await WebexBench.OpenAsync(WebexBench.Admin);
        bench.Room.UnfitIds = WebexUnfitIds.PassOver;
        var ids = bench.SeedMany(4, site: WebexBench.OtherSite, status: "deleted");
        // The service does not tell the site, so the batch goes to the preferred one, where it does nothing.
        bench.Sandbox.OnRequest = r => r.Method == "GET" && ids.SingleOrDefault(id => r.Path.EndsWith(id, StringComparison.Ordinal)) is { } id
            ? SandboxFault.Respond(200, $$"""{"id":"{{id}}","status":"deleted","createTime":"2026-02-28T23:59:00Z"}""")
            : null;

        var results = await bench.RemoveAsync(ids.Select(id => bench.Bare(id, WebexBench.Me)), bench.For(RemovalAction.Purge));

        Assert.Equal(4, bench.Room.BinIds.Count);
        Assert.DoesNotContain(results, r => r.Evidence == RemovalEvidence.ReadBack);
        Assert.DoesNotContain(results, r => r.Outcome == RemovalOutcome.AlreadyGone);
    }

    [Theory]
    [InlineData(RemovalAction.Recycle)]
    [InlineData(RemovalAction.Purge)]
    public async Task WBX_T30_an_answer_for_one_item_is_no_proof_either(RemovalAction action)
    {
        await using var bench = await WebexBench.OpenAsync();
        var status = action == RemovalAction.Purge ? "deleted" : "available";
        bench.Seed(status: status);
        var listed = await bench.ListAsync(WebexBench.Month(status));
        // What does not fit a batch may be passed over in silence, be it the only one.
        bench.Sandbox.OnRequest = r => r.Method == "POST" ? SandboxFault.Respond(204, "") : null;

        var passedOver = Assert.Single(await bench.RemoveAsync(listed, bench.For(action)));
        bench.Sandbox.OnRequest = null;
        var unproved = Assert.Single(await bench.RemoveAsync(listed, bench.For(action, prove: false)));

        Assert.Equal((RemovalOutcome.Accepted, RemovalEvidence.Response), (passedOver.Outcome, passedOver.Evidence));
        Assert.Equal((RemovalOutcome.Accepted, RemovalEvidence.BatchAccepted), (unproved.Outcome, unproved.Evidence));
    }

    [Theory]
    [InlineData(WebexBench.User)]
    [InlineData(WebexBench.Admin)]
    public async Task WBX_T30_an_answer_to_a_batch_is_no_proof_and_being_in_the_bin_is(string role)
    {
        await using var bench = await WebexBench.OpenAsync(role, site: WebexBench.MainSite);
        var ids = bench.SeedMany(40);
        var listed = await bench.ListAsync(WebexBench.Month());
        bench.Sandbox.ClearRequests();
        bench.Sandbox.OnRequest = r => r.Method == "POST" && r.Body.Split(',').Length > 10 ? SandboxFault.HalfBatch : null;

        var results = await bench.RemoveAsync(listed, bench.For(RemovalAction.Recycle));

        Assert.Equal(ids, results.Select(r => r.Id).Order());
        Assert.All(results, r => Assert.Equal(RemovalOutcome.Recycled, r.Outcome));
        Assert.All(results, r => Assert.Equal(RemovalEvidence.ReadBack, r.Evidence));
        Assert.Equal(ids, bench.Room.BinIds.Order());
        Assert.Equal("deleted", WebexBench.Query(bench.Lists[0])["status"]);
        Assert.Equal(20, bench.Reads.Select(r => r.Path).Distinct().Count());
    }

    [Fact]
    public async Task WBX_T30_what_is_neither_there_nor_in_the_bin_is_not_called_recycled()
    {
        await using var bench = await WebexBench.OpenAsync();
        bench.Room.UnfitIds = WebexUnfitIds.PassOver;
        bench.SeedMany(5);
        var listed = await bench.ListAsync(WebexBench.Month());
        bench.Room.Remove(listed[0].Id);

        var results = await bench.RemoveAsync(listed, bench.For(RemovalAction.Recycle));

        var odd = results.Single(r => r.Id == listed[0].Id);
        Assert.Equal((RemovalOutcome.Accepted, RemovalEvidence.BatchAccepted), (odd.Outcome, odd.Evidence));
        Assert.Equal(4, results.Count(r => r.Outcome == RemovalOutcome.Recycled));
    }

    [Theory]
    [InlineData(RemovalAction.Recycle)]
    [InlineData(RemovalAction.Purge)]
    public async Task WBX_T30_without_the_proof_a_batch_is_only_accepted(RemovalAction action)
    {
        await using var bench = await WebexBench.OpenAsync();
        var status = action == RemovalAction.Purge ? "deleted" : "available";
        bench.SeedMany(10, status: status);
        var listed = await bench.ListAsync(WebexBench.Month(status));
        bench.Sandbox.ClearRequests();

        var results = await bench.RemoveAsync(listed, bench.For(action, prove: false));

        Assert.All(results, r => Assert.Equal((RemovalOutcome.Accepted, RemovalEvidence.BatchAccepted), (r.Outcome, r.Evidence)));
        Assert.Single(bench.Requests);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(409)]
    [InlineData(500)]
    public async Task WBX_T31_after_a_refused_batch_each_goes_alone_and_is_looked_at_before_and_after(int status)
    {
        await using var bench = await WebexBench.OpenAsync();
        var ids = bench.SeedMany(6);
        var listed = await bench.ListAsync(WebexBench.Month());
        bench.Sandbox.ClearRequests();
        bench.Sandbox.OnRequest = r => r.Method == "POST" && r.Count == 1 ? SandboxFault.Respond(status, "", WebexBench.AtOnce) : null;

        var results = await bench.RemoveAsync(listed, bench.For(RemovalAction.Recycle));

        Assert.All(results, r => Assert.Equal((RemovalOutcome.Recycled, RemovalEvidence.ReadBack), (r.Outcome, r.Evidence)));
        Assert.Equal([6, 1, 1, 1, 1, 1, 1], bench.Posts.Select(r => WebexBench.Ids(r).Length));
        Assert.Equal(["POST", "GET", "POST", "GET", "GET", "POST"], bench.Requests.Take(6).Select(r => r.Method));
        Assert.Equal(ids, bench.Room.BinIds.Order());
    }

    [Theory]
    [InlineData(RemovalAction.Recycle, WebexBench.User)]
    [InlineData(RemovalAction.Recycle, WebexBench.Admin)]
    [InlineData(RemovalAction.Purge, WebexBench.User)]
    [InlineData(RemovalAction.Purge, WebexBench.Admin)]
    public async Task WBX_T31_what_a_batch_did_before_its_answer_was_lost_is_not_done_again(RemovalAction action, string role)
    {
        await using var bench = await WebexBench.OpenAsync(role, site: WebexBench.MainSite);
        var status = action == RemovalAction.Purge ? "deleted" : "available";
        var ids = bench.SeedMany(6, status: status);
        var listed = await bench.ListAsync(WebexBench.Month(status));
        bench.Sandbox.OnRequest = r => r.Method == "POST" && WebexBench.Id(1) is var first && r.Body.Contains(first, StringComparison.Ordinal) ? SandboxFault.ResetAfter : null;

        var results = await bench.RemoveAsync(listed, bench.For(action));

        Assert.Single(bench.Posts);
        Assert.All(results, r => Assert.Equal((RemovalOutcome.AlreadyGone, RemovalEvidence.ReadBack), (r.Outcome, r.Evidence)));
        Assert.Equal(ids, (action == RemovalAction.Purge ? bench.Room.PurgedIds : bench.Room.BinIds).Order());
    }

    [Fact]
    public async Task WBX_T31_a_batch_that_was_refused_after_half_of_it_is_told_apart()
    {
        await using var bench = await WebexBench.OpenAsync();
        bench.Room.UnfitIds = WebexUnfitIds.RefuseAfterActing;
        bench.SeedMany(5);
        var listed = await bench.ListAsync(WebexBench.Month());
        bench.Room.Remove(listed[2].Id);

        var results = await bench.RemoveAsync(listed, bench.For(RemovalAction.Recycle));

        Assert.All(results, r => Assert.Equal((RemovalOutcome.AlreadyGone, RemovalEvidence.ReadBack), (r.Outcome, r.Evidence)));
        Assert.Equal(4, bench.Room.BinIds.Count);
        Assert.Single(bench.Posts);
    }

    [Theory]
    [InlineData(404, true)]
    [InlineData(409, true)]
    [InlineData(410, true)]
    [InlineData(404, false)]
    [InlineData(409, false)]
    public async Task WBX_T31_a_refusal_of_a_single_one_is_looked_into(int status, bool isInBin)
    {
        await using var bench = await WebexBench.OpenAsync();
        var id = bench.Seed();
        var listed = await bench.ListAsync(WebexBench.Month());
        if (isInBin) bench.Room.Add(bench.Room.Find(id)! with { Status = "deleted" });
        bench.Sandbox.OnRequest = r => r.Method == "POST" && bench.Posts.Count == 0 ? SandboxFault.Respond(status, "") : null;

        var result = Assert.Single(await bench.RemoveAsync(listed, bench.For(RemovalAction.Recycle)));

        Assert.Equal(isInBin ? (RemovalOutcome.AlreadyGone, RemovalEvidence.ReadBack) : (RemovalOutcome.Recycled, RemovalEvidence.ReadBack), (result.Outcome, result.Evidence));
        Assert.Equal(isInBin ? 1 : 2, bench.Posts.Count);
        Assert.Equal([id], bench.Room.BinIds);
    }

    [Fact]
    public async Task WBX_T31_a_lock_in_a_batch_holds_up_only_what_is_locked()
    {
        await using var bench = await WebexBench.OpenAsync(longestThrottle: TimeSpan.FromMinutes(1));
        var ids = bench.SeedMany(4);
        var listed = await bench.ListAsync(WebexBench.Month());
        bench.Room.Locked = [ids[1]];
        bench.Room.LockedRetryAfterSeconds = 0;

        var results = await bench.RemoveAsync(listed, bench.For(RemovalAction.Recycle));

        Assert.Equal(3, results.Count(r => r.Outcome == RemovalOutcome.Recycled));
        Assert.Contains(results.Single(r => r.Id == ids[1]).Outcome, (RemovalOutcome[])[RemovalOutcome.Failed, RemovalOutcome.Unknown]);
        Assert.True(bench.Room.Contains(ids[1]));
    }

    [Theory]
    [InlineData(WebexBench.User)]
    [InlineData(WebexBench.Admin)]
    public async Task WBX_T33_everything_is_never_asked_for(string role)
    {
        await using var bench = await WebexBench.OpenAsync(role, site: WebexBench.MainSite);
        bench.SeedMany(5, status: "deleted");
        var kept = bench.Seed(status: "deleted");
        var binned = (await bench.ListAsync(WebexBench.Month("deleted"))).Where(r => r.Id != kept).ToList();

        Assert.Empty(await bench.RemoveAsync(Enumerable.Empty<RemovalTarget>(), bench.For(RemovalAction.Purge)));
        Assert.Empty(await bench.RestoreAsync([]));
        Assert.Empty(bench.Posts);
        await bench.RestoreAsync(binned.Take(1));
        await bench.RemoveAsync(binned.Skip(1).Take(1), bench.For(RemovalAction.Purge));
        await bench.RemoveAsync(binned.Skip(2), bench.For(RemovalAction.Purge));

        Assert.Equal(3, bench.Posts.Count);
        Assert.All(bench.Posts, r => Assert.NotEmpty(WebexBench.Ids(r)));
        Assert.All(bench.Posts, r => Assert.DoesNotContain("true", r.Body, StringComparison.OrdinalIgnoreCase));
        Assert.Equal([kept], bench.Room.BinIds);
    }

    [Fact]
    public async Task WBX_T34_restoring_goes_in_batches_by_site_and_host_and_is_proved_by_reading()
    {
        await using var bench = await WebexBench.OpenAsync(WebexBench.Admin);
        List<string> ids = [.. bench.SeedMany(110, status: "deleted"), .. bench.SeedMany(3, host: WebexBench.Rooms, status: "deleted"), .. bench.SeedMany(3, site: WebexBench.OtherSite, status: "deleted")];
        var binned = await bench.ListAsync(WebexBench.Month("deleted"));
        binned.AddRange(await bench.ListAsync(new RecordingQuery { Now = Now, After = Now.AddDays(-28), Statuses = ["deleted"], Site = WebexBench.OtherSite }));

        var results = await bench.RestoreAsync(binned);

        Assert.Equal(ids, results.Where(r => r.IsRestored).Select(r => r.Reference.Id).Order());
        Assert.Equal([3, 3, 10, 100], bench.Posts.Select(r => WebexBench.Ids(r).Length).Order());
        Assert.Equal(2 * 116, bench.Reads.Count);
        Assert.Equal(ids, bench.Room.Ids.Order());
    }

    [Fact]
    public async Task WBX_T34_an_answer_that_restored_nothing_is_not_believed()
    {
        await using var bench = await WebexBench.OpenAsync();
        bench.SeedMany(2, status: "deleted");
        var binned = await bench.ListAsync(WebexBench.Month("deleted"));
        bench.Sandbox.OnRequest = r => r.Method == "POST" ? SandboxFault.Respond(204, "") : null;

        var results = await bench.RestoreAsync(binned);

        Assert.All(results, r => Assert.False(r.IsRestored));
        Assert.All(results, r => Assert.Contains("still shows it in the recycle bin", r.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task WBX_T34_when_a_batch_is_refused_each_is_restored_alone()
    {
        await using var bench = await WebexBench.OpenAsync();
        var ids = bench.SeedMany(3, status: "deleted");
        var binned = await bench.ListAsync(WebexBench.Month("deleted"));
        bench.Room.Remove(ids[1]);

        var results = await bench.RestoreAsync(binned);

        Assert.Equal([true, false, true], results.OrderBy(r => r.Reference.Id).Select(r => r.IsRestored));
        Assert.Equal(404, results.Single(r => r.Reference.Id == ids[1]).StatusCode);
        Assert.Equal([3, 1, 1, 1], bench.Posts.Select(r => WebexBench.Ids(r).Length));
    }

    [Fact]
    public async Task WBX_T34_what_is_not_in_the_bin_is_not_restored()
    {
        await using var bench = await WebexBench.OpenAsync();
        bench.Seed();
        var listed = await bench.ListAsync(WebexBench.Month());

        var error = await Assert.ThrowsAsync<RecordingArgumentException>(() => bench.RestoreAsync(listed));

        Assert.Equal("RecordingNotRecycled", error.ErrorId);
        Assert.Empty(bench.Posts);
    }

    [Theory]
    [InlineData(WebexBench.User, false)]
    [InlineData(WebexBench.User, true)]
    [InlineData(WebexBench.Admin, false)]
    public async Task WBX_T35_reading_need_not_show_what_lies_in_the_bin_so_its_listing_decides(string role, bool actsAtLast)
    {
        await using var bench = await WebexBench.OpenAsync(role, site: WebexBench.MainSite);
        var ids = bench.SeedMany(4, status: "deleted");
        var binned = await bench.ListAsync(WebexBench.Month("deleted"));
        var posts = 0;
        bench.Sandbox.OnRequest = r => r.Method == "GET" && r.Path.Length > 33 ? SandboxFault.Respond(404, "")
            : r.Method == "POST" && !(actsAtLast && ++posts > 1) ? SandboxFault.Respond(500, "", WebexBench.AtOnce)
            : null;

        var results = await bench.RemoveAsync(binned, bench.For(RemovalAction.Purge));

        // So many failures in a row end the run; what travelled in the batch is then unknown.
        Assert.Contains(results, r => r.Outcome == (actsAtLast ? RemovalOutcome.Deleted : RemovalOutcome.Failed));
        Assert.All(results, r => Assert.Contains(r.Outcome, (RemovalOutcome[])(actsAtLast ? [RemovalOutcome.Deleted] : [RemovalOutcome.Failed, RemovalOutcome.Unknown])));
        Assert.Equal(ids, (actsAtLast ? bench.Room.PurgedIds : bench.Room.BinIds).Order());
    }

    [Fact]
    public async Task WBX_T35_what_the_listing_of_the_bin_still_shows_is_not_called_purged()
    {
        await using var bench = await WebexBench.OpenAsync();
        var ids = bench.SeedMany(40, status: "deleted");
        var binned = await bench.ListAsync(WebexBench.Month("deleted"));
        bench.Sandbox.OnRequest = r => r.Method == "GET" && r.Path.Length > 33 ? SandboxFault.Respond(404, "")
            : r.Method == "POST" && r.Body.Split(',').Length > 10 ? SandboxFault.HalfBatch
            : null;

        var results = await bench.RemoveAsync(binned, bench.For(RemovalAction.Purge));

        Assert.All(results, r => Assert.Equal(RemovalOutcome.Deleted, r.Outcome));
        Assert.All(results, r => Assert.Equal(RemovalEvidence.ReadBack, r.Evidence));
        Assert.Equal(ids, bench.Room.PurgedIds.Order());
    }

    [Fact]
    public async Task WBX_T35_what_reading_does_not_show_later_stays_unknown()
    {
        await using var bench = await WebexBench.OpenAsync();
        bench.Seed(status: "deleted");
        var binned = await bench.ListAsync(WebexBench.Month("deleted"));
        bench.Sandbox.OnRequest = r => r.Method == "POST" ? SandboxFault.Respond(500, "", WebexBench.AtOnce) : r.Query.Contains("status=deleted", StringComparison.Ordinal) || r.Path.Length > 33 ? SandboxFault.Respond(403, "") : null;

        var result = Assert.Single(await bench.RemoveAsync(binned, bench.For(RemovalAction.Purge)));
        bench.Sandbox.OnRequest = r => r.Path.Length > 33 ? SandboxFault.Respond(404, "") : null;
        var resolved = new List<RemovalOutcome?>();
        await foreach (var entry in bench.Session.ResolveAsync(bench.Ledger(), bench.Options.Audit, bench.Notices, TestContext.Current.CancellationToken)) resolved.Add(entry.Outcome);

        Assert.Equal(RemovalOutcome.Unknown, result.Outcome);
        Assert.Equal([RemovalOutcome.Unknown], resolved);
        Assert.Single(bench.Room.BinIds);
    }
}
