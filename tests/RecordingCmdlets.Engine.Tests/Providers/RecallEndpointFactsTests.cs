using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Providers;

/// <summary>The calls in docs/services/recall.md, as they leave and as their answers are read.</summary>
public sealed class RecallEndpointFactsTests
{
    private static readonly DateTimeOffset Now = ServiceBench.Now;

    [Fact]
    public async Task RCL_E1_bots_are_listed_by_page_and_read_from_results()
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.Room.PageSize = 2;
        bench.AddBot(1, like: b => b with { Meeting = new RecallMeeting("zoom", new Dictionary<string, string?> { ["meeting_id"] = "7" }) });
        bench.AddRecording(1, RecallBench.BotId(1), r => r with { StartedAt = RecallBench.Iso(Now.AddHours(-3)), CompletedAt = RecallBench.Iso(Now.AddHours(-2)) });
        bench.AddBot(2);
        bench.AddBot(3, "ready", b => b with { JoinAt = RecallBench.Iso(Now.AddDays(2)) });

        var bots = await bench.ListBotsAsync();

        Assert.Equal(["GET /bot/ -> 200", "GET /bot/?page=2 -> 200"], bench.Asked);
        Assert.Equal(3, bots.Count);
        var bot = bots.Single(b => b.Id == RecallBench.BotId(1));
        Assert.Equal(("Notetaker", "done", "zoom", RecordingKinds.BotMedia), (bot.Name, bot.Status, bot.Platform, bot.Kind));
        Assert.Equal([RecallBench.RecordingId(1)], bot.RecordingIds);
        Assert.Equal(Now.AddHours(-3), bot.CreatedAt);
        Assert.Equal(Now.AddDays(2), bots.Single(b => b.Id == RecallBench.BotId(3)).JoinAt);
    }

    [Fact]
    public async Task RCL_E2_one_bot_is_read_by_its_id()
    {
        await using var bench = await RecallBench.OpenAsync();
        var id = bench.AddBot();

        Assert.Equal((id, "done"), ((await bench.GetBotAsync(id)).Id, (await bench.GetBotAsync(id)).Status));
        Assert.All(bench.Asked, asked => Assert.Equal($"GET /bot/{id}/ -> 200", asked));
    }

    [Theory]
    [InlineData("""{"id":"b0700000-0000-4000-8000-000000000002","status_changes":[{"code":"done","created_at":"2026-01-01T00:00:00Z"}],"recordings":[]}""")]
    [InlineData("""{"status_changes":[{"code":"done","created_at":"2026-01-01T00:00:00Z"}],"recordings":[]}""")]
    [InlineData("""{"results":[{"id":"b0700000-0000-4000-8000-000000000001"}]}""")]
    [InlineData("[]")]
    public async Task RCL_E2_an_answer_about_another_bot_or_none_is_not_believed(string body)
    {
        await using var bench = await RecallBench.OpenAsync();
        var id = bench.AddBot();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(200, body);

        await Assert.ThrowsAsync<ProviderResponseException>(() => bench.GetBotAsync(id));
        Assert.NotEqual(RemovalOutcome.Deleted, (await bench.RemoveBareAsync(id, isBot: true)).Outcome);
        Assert.Empty(bench.Changes);
    }

    [Fact]
    public async Task RCL_E3_the_media_of_a_bot_are_removed_by_its_id()
    {
        await using var bench = await RecallBench.OpenAsync();
        var ids = bench.AddBots(2);
        var listed = await bench.ListBotsAsync();
        bench.Sandbox.ClearRequests();

        var result = await bench.RemoveOneAsync(listed.Single(b => b.Id == ids[0]));

        Assert.Equal((RemovalOutcome.Deleted, RemovalEvidence.Response), (result.Outcome, result.Evidence));
        Assert.Equal([$"POST /bot/{ids[0]}/delete_media/ -> 200"], bench.Asked);
        Assert.Equal([ids[1]], bench.Room.BotIdsWithMedia);
        Assert.Equal(ids.Order(), bench.Room.BotIds.Order());
    }

    [Fact]
    public async Task RCL_E5_recordings_are_listed_by_cursor_and_read_from_results()
    {
        await using var bench = await RecallBench.OpenAsync();
        bench.Room.PageSize = 1;
        var bot = bench.AddBot();
        bench.AddRecording(1, bot, r => r with { StartedAt = RecallBench.Iso(Now.AddHours(-3)), CompletedAt = RecallBench.Iso(Now.AddHours(-2.5)) });
        bench.AddRecording(2, like: r => r with { DesktopSdkUploadId = "u", Status = "failed" });

        var listed = await bench.ListAsync();

        Assert.Equal("GET /recording/ -> 200", bench.Asked[0]);
        Assert.Matches("^GET /recording/\\?cursor=[A-Za-z0-9%]+ -> 200$", bench.Asked[1]);
        Assert.Equal(2, bench.Asked.Count);
        Assert.Equal([RecallBench.RecordingId(1), RecallBench.RecordingId(2)], listed.Select(r => r.Id));
        Assert.Equal(["done", "failed"], listed.Select(r => r.Status));
        Assert.Equal((Now.AddDays(-1).AddMinutes(-1), Now.AddHours(-3), Now.AddHours(-2.5)), (listed[0].CreatedAt, listed[0].StartedAt, listed[0].EndedAt));
        Assert.Equal((TimeSpan.FromMinutes(30), null), (listed[0].Duration, listed[1].Duration));
        Assert.All(listed, r => Assert.Equal(RecordingKinds.Recording, r.Kind));
    }

    [Fact]
    public async Task RCL_E5_connecting_lists_a_page_of_recordings()
    {
        await using var bench = RecallBench.Unconnected(recordings: 60);

        await bench.ConnectAsync(bench.Local(skipsValidation: false));

        Assert.Equal(["GET /recording/ -> 200"], bench.Asked);
    }

    [Fact]
    public async Task RCL_E6_one_recording_is_read_by_its_id()
    {
        await using var bench = await RecallBench.OpenAsync();
        var id = bench.AddRecording();

        Assert.Equal(id, (await bench.GetAsync(id)).Id);
        Assert.Equal([$"GET /recording/{id}/ -> 200"], bench.Asked);
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(200, $$$"""{"id":"{{{RecallBench.RecordingId(2)}}}","status":{"code":"done"}}""");
        await Assert.ThrowsAsync<ProviderResponseException>(() => bench.GetAsync(id));
    }

    [Fact]
    public async Task RCL_E7_one_recording_is_deleted_by_its_id()
    {
        await using var bench = await RecallBench.OpenAsync();
        var ids = bench.AddRecordings(2);
        var listed = await bench.ListAsync();
        bench.Sandbox.ClearRequests();

        var result = await bench.RemoveOneAsync(listed.Single(r => r.Id == ids[0]));

        Assert.Equal((RemovalOutcome.Deleted, RemovalEvidence.ReadBack), (result.Outcome, result.Evidence));
        Assert.Equal([$"DELETE /recording/{ids[0]}/ -> 204", $"GET /recording/{ids[0]}/ -> 200"], bench.Asked);
        Assert.Equal([ids[1]], bench.Room.Ids);
    }

    [Fact]
    public async Task RCL_E11_action_items_are_asked_for_by_the_bots_id_and_only_on_demand()
    {
        await using var bench = await RecallBench.OpenAsync();
        var id = bench.AddBots(1)[0];
        var bot = await bench.BotAsync();
        bench.Sandbox.ClearRequests();
        bench.Sandbox.OnRequest = r => r.Path.Contains("/intelligence/", StringComparison.Ordinal) ? SandboxFault.Respond(200, """{"action_items":[]}""") : null;

        await bench.RemoveOneAsync(bot, new RemovalOptions { HoldPath = bench.HoldPath, IsForBots = true, UnlessActionItem = true, Audit = new AuditOptions { IsDisabled = true } });

        Assert.Equal([$"GET /bot/{id}/intelligence/ -> 200", $"POST /bot/{id}/delete_media/ -> 200"], bench.Asked);
    }
}
