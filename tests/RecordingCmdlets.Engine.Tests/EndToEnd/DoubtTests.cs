using RecordingCmdlets.Engine.Tests.Providers;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.EndToEnd;

/// <summary>What looks like a removal and is none, and what looks like none and is one.</summary>
public sealed class DoubtTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("text/html", "<html>Log in to the hotel network</html>")]
    [InlineData("text/plain", "ok")]
    public async Task A_page_of_somebody_else_does_not_mean_that_a_removal_has_begun(string type, string body)
    {
        await using var bench = await ServiceBench.OpenAsync("Recall");
        var id = AddRecording(bench);
        bench.Sandbox.OnRequest = request => request.Method == "DELETE" ? SandboxFault.Respond(200, body, ("Content-Type", type)) : null;

        var result = Assert.Single(await bench.RemoveAsync(await bench.ListAsync()));

        Assert.Equal((RemovalOutcome.Failed, RemovalEvidence.ReadBack), (result.Outcome, result.Evidence));
        Assert.NotNull(result.Error);
        Assert.Equal("done", bench.Sandbox.Room<RecallRoom>().Find(id)?.Status);
    }

    [Fact]
    public async Task A_removal_that_only_begins_is_waited_for_and_else_called_accepted()
    {
        await using var bench = await ServiceBench.OpenAsync("Recall");
        var room = bench.Sandbox.Room<RecallRoom>();
        AddRecording(bench);
        room.DeleteRecordingDelay = 2;
        var soon = Assert.Single(await bench.RemoveAsync(await bench.ListAsync()));
        Assert.Equal((RemovalOutcome.Deleted, RemovalEvidence.ReadBack), (soon.Outcome, soon.Evidence));

        AddRecording(bench);
        room.DeleteRecordingDelay = 1000;
        var late = Assert.Single(await bench.RemoveAsync(await bench.ListAsync(new RecordingQuery { Now = ServiceBench.Now, Statuses = ["done"] })));
        Assert.Equal((RemovalOutcome.Accepted, RemovalEvidence.Response), (late.Outcome, late.Evidence));
        Assert.True(bench.Ledger().Single(e => e.Id == late.Id).NeedsResolution);
    }

    [Fact]
    public async Task A_run_that_is_stopped_while_it_waits_for_the_end_gives_every_item_one_outcome()
    {
        await using var bench = await ServiceBench.OpenAsync("Recall");
        bench.Sandbox.Room<RecallRoom>().DeleteRecordingDelay = int.MaxValue;
        for (var i = 0; i < 30; i++) AddRecording(bench);
        var listed = await bench.ListAsync();
        using var stop = new CancellationTokenSource();
        await using var run = await bench.Session.BeginRemovalAsync(bench.Options, bench.Notices, stop.Token);
        foreach (var recording in listed) await run.SubmitAsync(await run.DecideAsync(RemovalTarget.For(recording)));
        var looks = 0;
        bench.Sandbox.OnRequest = request =>
        {
            if (request.Method == "GET" && Interlocked.Increment(ref looks) == 40) stop.Cancel();
            return null;
        };

        await run.CompleteAsync();

        var results = Rig.Take(run);
        Assert.Equal(listed.Select(r => r.Id).Order(), results.Select(r => r.Id).Order());
        Assert.All(results, r => Assert.Contains(r.Outcome, (RemovalOutcome[])[RemovalOutcome.Accepted, RemovalOutcome.NotSent, RemovalOutcome.Unknown]));
        Assert.Equal(30, bench.Ledger().Count);
    }

    [Fact]
    public async Task What_happened_to_one_item_of_a_batch_is_not_told_of_the_others()
    {
        await using var rig = await Rig.ConnectedAsync();
        foreach (var _ in Enumerable.Range(0, 4)) rig.Seed();
        var listed = await rig.ListAsync();
        var isFirst = Once();
        rig.Sandbox.OnRequest = request => request.Method switch
        {
            "POST" => SandboxFault.Respond(200, "{}", ("Content-Type", "application/json")),
            "DELETE" when isFirst() => SandboxFault.Respond(403, "{}"),
            _ => null,
        };

        var results = await rig.RemoveAsync(listed);

        var failed = Assert.Single(results, r => r.Outcome == RemovalOutcome.Failed);
        Assert.Equal((403, 1), (failed.StatusCode, failed.Attempts));
        Assert.All(results.Except([failed]), r => Assert.Equal((RemovalOutcome.Deleted, 200, 1), (r.Outcome, r.StatusCode, r.Attempts)));
    }

    [Fact]
    public async Task What_another_role_listed_is_not_called_gone_because_this_one_cannot_see_it()
    {
        await using var bench = await ServiceBench.OpenAsync("Webex", recordings: 10, role: "Admin");
        bench.Sandbox.Room<WebexRoom>().Role = WebexRole.Admin;
        var others = (await bench.ListAsync()).Where(r => r.Owner != bench.Sandbox.Room<WebexRoom>().UserEmail).ToList();
        Assert.NotEmpty(others);
        bench.Sandbox.Room<WebexRoom>().Role = WebexRole.User;
        await bench.ConnectAsync(new ConnectionOptions
        {
            Provider = "Webex",
            AccessToken = bench.Sandbox.ApiKey,
            BaseUri = bench.Sandbox.GetBaseUri("Webex"),
            Role = "User",
            IsSandbox = true,
            SkipValidation = true,
        });

        var results = await bench.RemoveAsync(others);

        Assert.All(results, r => Assert.Equal((RemovalOutcome.NotEligible, "ConnectionMismatch"), (r.Outcome, r.Error?.ErrorId)));
    }

    [Fact]
    public async Task What_was_listed_under_one_path_is_not_called_gone_because_the_other_does_not_know_it()
    {
        await using var bench = await ServiceBench.OpenAsync("Vonage", recordings: 3);
        bench.Sandbox.Room<VonageRoom>().PathForms = VonagePathForms.WithoutVersion;
        var listed = await bench.ListAsync();
        Assert.NotEmpty(listed);
        await bench.ConnectAsync(new ConnectionOptions
        {
            Provider = "Vonage",
            AccessToken = bench.Sandbox.ApiKey,
            BaseUri = bench.Sandbox.GetBaseUri("Vonage"),
            IsSandbox = true,
            SkipValidation = true,
        });

        // A listing would find the path; none gets through.
        bench.Sandbox.OnRequest = r => r.Method == "GET" ? SandboxFault.Respond(403, "") : null;
        var results = await bench.RemoveAsync(listed);

        Assert.All(results, r => Assert.Equal((RemovalOutcome.NotEligible, "ConnectionMismatch"), (r.Outcome, r.Error?.ErrorId)));
        Assert.All(listed, r => Assert.True(bench.Sandbox.Room<VonageRoom>().Contains(r.Id)));
    }

    [Fact]
    public async Task A_path_that_could_not_be_tried_is_not_kept()
    {
        await using var bench = await ServiceBench.OpenAsync("Vonage", recordings: 3);
        var isFirst = Once();
        bench.Sandbox.OnRequest = request =>
        {
            if (!request.Path.Contains("/v1/", StringComparison.Ordinal)) return SandboxFault.ResetBefore;
            return isFirst() ? SandboxFault.Respond(404, "{}") : null;
        };

        await Assert.ThrowsAnyAsync<RecordingException>(() => bench.ListAsync());

        Assert.NotEmpty(await bench.ListAsync());
    }

    [Fact]
    public async Task A_look_in_another_role_resolves_nothing()
    {
        await using var bench = await ServiceBench.OpenAsync("Webex", recordings: 2, role: "User");
        var mine = (await bench.ListAsync())[0];
        bench.Sandbox.OnRequest = request => request.Method == "DELETE" ? SandboxFault.Respond(202, "{}", ("Content-Type", "application/json")) : null;
        Assert.Equal(RemovalOutcome.Accepted, Assert.Single(await bench.RemoveAsync([mine])).Outcome);
        bench.Sandbox.OnRequest = request => request.Method == "GET" ? SandboxFault.Respond(404, "{}") : null;
        await bench.ConnectAsync(new ConnectionOptions
        {
            Provider = "Webex",
            AccessToken = bench.Sandbox.ApiKey,
            BaseUri = bench.Sandbox.GetBaseUri("Webex"),
            Role = "Admin",
            IsSandbox = true,
            SkipValidation = true,
        });

        var resolved = new List<AuditEntry>();
        await foreach (var entry in bench.Session.ResolveAsync(bench.Ledger(), bench.Options.Audit, bench.Notices, Token)) resolved.Add(entry);

        Assert.Equal(RemovalOutcome.Unknown, Assert.Single(resolved).Outcome);
    }

    [Theory]
    [InlineData("""{"items":[ALL]}""")]
    [InlineData("""{"items":[BARE]}""")]
    public async Task What_a_listing_shows_in_any_way_is_not_proved_to_be_purged(string shape)
    {
        await using var bench = await ServiceBench.OpenAsync("Webex", role: "User");
        var ids = Enumerable.Range(0, 6).Select(i => AddBinned(bench, i)).ToList();
        var listed = await bench.ListAsync(new RecordingQuery { Now = ServiceBench.Now, After = ServiceBench.Now.AddDays(-9), Statuses = ["deleted"] });
        Assert.Equal(6, listed.Count);
        var all = string.Join(',', ids.Select(id => $$"""{"id":"{{id}}","status":"deleted","createTime":"2026-02-27T00:00:00Z"}"""));
        var bare = string.Join(',', ids.Select(id => $$"""{"id":"{{id}}"}"""));
        // The batch is answered ok and does nothing, and the bin is shown without what a filter would look at.
        bench.Sandbox.OnRequest = request => request.Method == "POST" ? SandboxFault.Respond(204, "")
            : request.Query.Contains("status=deleted", StringComparison.Ordinal) ? SandboxFault.Respond(
                200, shape.Replace("ALL", all, StringComparison.Ordinal).Replace("BARE", bare, StringComparison.Ordinal), ("Content-Type", "application/json"))
            : null;

        var results = await bench.RemoveAsync(listed, new RemovalOptions { HoldPath = bench.HoldPath, Audit = bench.Options.Audit, Action = RemovalAction.Purge });

        Assert.Equal(6, bench.Sandbox.Room<WebexRoom>().BinIds.Count);
        Assert.All(results, r => Assert.NotEqual(RemovalEvidence.ReadBack, r.Outcome == RemovalOutcome.Deleted ? r.Evidence : RemovalEvidence.None));
    }

    [Fact]
    public async Task A_full_page_without_a_link_proves_no_absence()
    {
        await using var bench = await ServiceBench.OpenAsync("Webex", role: "User");
        for (var i = 0; i < 8; i++) AddBinned(bench, i);
        var query = new RecordingQuery { Now = ServiceBench.Now, After = ServiceBench.Now.AddDays(-9), Statuses = ["deleted"] };
        var listed = await bench.ListAsync(query);
        Assert.Equal(8, listed.Count);
        var shown = listed[..2].Select(r => $$"""{"id":"{{r.Id}}","status":"deleted","createTime":"2026-02-27T00:00:00Z"}""");
        var isFirst = Once();
        bench.Sandbox.OnRequest = request => request.Method == "POST" && isFirst() ? SandboxFault.Respond(204, "")
            : request.Query.Contains("status=deleted", StringComparison.Ordinal) ? SandboxFault.Respond(200, $$"""{"items":[{{string.Join(',', shown)}}]}""", ("Content-Type", "application/json"))
            : null;

        var results = await bench.RemoveAsync(listed, new RemovalOptions { HoldPath = bench.HoldPath, Audit = bench.Options.Audit, Action = RemovalAction.Purge });

        Assert.All(results, r => Assert.Equal(RemovalOutcome.Deleted, r.Outcome));
        Assert.Empty(bench.Sandbox.Room<WebexRoom>().BinIds);
    }

    [Fact]
    public async Task What_was_brought_back_after_its_batch_left_is_not_purged_singly()
    {
        await using var bench = await ServiceBench.OpenAsync("Webex", role: "User");
        for (var i = 0; i < 4; i++) AddBinned(bench, i);
        var listed = await bench.ListAsync(new RecordingQuery { Now = ServiceBench.Now, After = ServiceBench.Now.AddDays(-9), Statuses = ["deleted"] });
        var isFirst = Once();
        bench.Sandbox.OnRequest = request =>
        {
            if (request.Method != "POST" || !isFirst()) return null;
            for (var i = 0; i < 4; i++) AddBinned(bench, i, "available");
            return SandboxFault.Respond(500, "{}");
        };

        var results = await bench.RemoveAsync(listed, new RemovalOptions { HoldPath = bench.HoldPath, Audit = bench.Options.Audit, Action = RemovalAction.Purge });

        Assert.All(results, r => Assert.Equal(RemovalOutcome.NotEligible, r.Outcome));
        Assert.Single(bench.Requests, r => r.Method == "POST");
    }

    [Fact]
    public async Task A_locked_recording_is_tried_again_for_the_recycle_bin_as_for_deletion()
    {
        await using var bench = await ServiceBench.OpenAsync("Webex", recordings: 2, role: "User");
        var mine = (await bench.ListAsync())[0];
        var isFirst = Once();
        bench.Sandbox.OnRequest = request => request.Method == "POST" && isFirst() ? SandboxFault.Respond(423, "{}") : null;

        var result = Assert.Single(await bench.RemoveAsync([mine], new RemovalOptions { HoldPath = bench.HoldPath, Audit = bench.Options.Audit, Action = RemovalAction.Recycle }));

        Assert.Equal((RemovalOutcome.Recycled, 2), (result.Outcome, result.Attempts));
    }

    [Fact]
    public async Task A_removal_whose_answer_was_lost_disturbs_a_listing_too()
    {
        await using var bench = await ServiceBench.OpenAsync("Recall");
        bench.Sandbox.Room<RecallRoom>().PageSize = 2;
        for (var i = 0; i < 6; i++) AddRecording(bench);
        var isFirst = Once();
        bench.Sandbox.OnRequest = request => request.Method == "DELETE" && isFirst() ? SandboxFault.ResetAfter : null;
        var found = new List<string>();
        await foreach (var recording in bench.Session.ListAsync(new RecordingQuery { Now = ServiceBench.Now }, bench.Notices, Token))
        {
            found.Add(recording.Id);
            if (found.Count == 1) Assert.Equal(RemovalOutcome.AlreadyGone, Assert.Single(await bench.RemoveAsync([recording])).Outcome);
        }

        Assert.Equal(6, found.Distinct().Count());
        Assert.Equal(6, found.Count);
        Assert.True(bench.Requests.Count(r => r.Method == "GET" && r.Path.EndsWith("/recording/", StringComparison.Ordinal)) >= 6);
    }

    private static Func<bool> Once()
    {
        var calls = 0;
        return () => Interlocked.Increment(ref calls) == 1;
    }

    private static string AddRecording(ServiceBench bench)
    {
        var id = Guid.NewGuid().ToString();
        bench.Sandbox.Room<RecallRoom>().Add(new RecallRecording
        {
            Id = id,
            CreatedAt = "2026-02-01T10:00:00Z",
            StartedAt = "2026-02-01T10:00:00Z",
            CompletedAt = "2026-02-01T11:00:00Z",
            Status = "done",
        });
        return id;
    }

    private static string AddBinned(ServiceBench bench, int index, string status = "deleted")
    {
        var id = index.ToString("x32", System.Globalization.CultureInfo.InvariantCulture);
        var room = bench.Sandbox.Room<WebexRoom>();
        room.Add(new WebexRecording
        {
            Id = id,
            Topic = "T",
            CreateTime = $"2026-02-27T0{index}:00:00Z",
            TimeRecorded = $"2026-02-27T0{index}:00:00Z",
            SiteUrl = room.PreferredSite,
            HostEmail = room.UserEmail,
            Status = status,
        });
        return id;
    }
}
