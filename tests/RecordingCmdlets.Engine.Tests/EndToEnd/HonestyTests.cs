using RecordingCmdlets.Engine.Ledger;
using RecordingCmdlets.Engine.Providers;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.EndToEnd;

/// <summary>Ways in which a run could claim, forget or send what it must not; each was possible once.</summary>
public sealed class HonestyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_caller_that_leaves_while_the_run_completes_stops_it()
    {
        await using var rig = await Rig.ConnectedAsync(bulkSize: 1, time: TimeProvider.System);
        var ids = Enumerable.Range(0, 300).Select(_ => rig.Seed()).ToList();
        var listed = await rig.ListAsync();
        rig.Sandbox.OnRequest = request => request.Method == "DELETE" ? SandboxFault.Delay(TimeSpan.FromMilliseconds(50)) : null;
        var run = await rig.Session.BeginRemovalAsync(rig.Options, rig.Notices, Token);
        foreach (var recording in listed) await run.SubmitAsync(await run.DecideAsync(RemovalTarget.For(recording)));

        var completing = run.CompleteAsync();
        run.Dispose();
        await completing;

        Assert.True(rig.Destroying.Count < 100, $"{rig.Destroying.Count} were sent after the caller had left");
        rig.AssertHonest(Rig.Take(run), ids);
    }

    [Fact]
    public async Task A_trial_takes_nothing_in()
    {
        await using var rig = await Rig.ConnectedAsync();
        rig.Seed();
        var listed = await rig.ListAsync();
        await using var run = await rig.Session.BeginRemovalAsync(new RemovalOptions { HoldPath = rig.HoldPath, IsTrial = true }, rig.Notices, Token);
        var decision = await run.DecideAsync(RemovalTarget.For(listed[0]));

        await Assert.ThrowsAsync<InternalRuleException>(() => run.SubmitAsync(decision));

        Assert.Empty(rig.Destroying);
    }

    [Fact]
    public async Task What_one_account_listed_is_not_deleted_at_another()
    {
        await using var rig = await Rig.ConnectedAsync();
        rig.Seed(id: "same-id");
        var listed = await rig.ListAsync();
        using var other = SandboxServer.Start(new SandboxOptions { RecordingCount = 0 });
        other.Telnyx.Add(new TelnyxRecording { Id = "same-id", CreatedAt = "2026-01-01T00:00:00Z" });
        await rig.Session.ConnectAsync(new ConnectionOptions { Provider = "Telnyx", ApiKey = other.ApiKey, BaseUri = other.GetBaseUri("Telnyx") }, rig.Notices, Token);

        var result = Assert.Single(await rig.RemoveAsync(listed));

        Assert.Equal("ConnectionMismatch", result.Error?.ErrorId);
        Assert.True(other.Telnyx.Contains("same-id"));
        Assert.True(rig.Sandbox.Telnyx.Contains("same-id"));
    }

    [Fact]
    public async Task Connections_to_one_account_are_listed_each_and_said_to_be_the_same()
    {
        await using var rig = await Rig.ConnectedAsync(recordings: 3);
        await rig.Session.ConnectAsync(
            new ConnectionOptions { Provider = "Telnyx", Name = "Second", ApiKey = rig.Sandbox.ApiKey, BaseUri = rig.Sandbox.GetBaseUri("Telnyx"), SkipValidation = true }, rig.Notices, Token);

        Assert.Equal(6, (await rig.ListAsync()).Count);
        Assert.Contains("Second and Telnyx are connections to the same account", Assert.Single(rig.Notices.Said, s => s.StartsWith("W ", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_without_an_id_are_passed_over_and_said()
    {
        await using var rig = await Rig.ConnectedAsync();
        rig.Sandbox.OnRequest = _ => SandboxFault.Respond(200, """{"data":[{"recording_id":"a"},{"id":null},7],"meta":{"total_pages":1}}""", ("Content-Type", "application/json"));

        Assert.Empty(await rig.ListAsync());
        Assert.Contains("have no id", Assert.Single(rig.Notices.Said, s => s.StartsWith("W ", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_is_not_to_the_service_asked_for_is_a_slip_and_not_missing()
    {
        await using var rig = await Rig.ConnectedAsync();
        var fault = await Assert.ThrowsAsync<RecordingArgumentException>(
            () => rig.ListAsync(new RecordingQuery { Now = DateTimeOffset.UtcNow, Providers = ["Webex"], Connections = ["Telnyx"] }));
        Assert.Equal("ConnectionMismatch", fault.ErrorId);
    }

    [Theory]
    [InlineData("clock")]
    [InlineData("no list")]
    [InlineData("empty page")]
    [InlineData("no ids")]
    public async Task A_proof_that_proves_nothing_does_not_make_a_lying_batch_true(string trick)
    {
        await using var rig = await Rig.ConnectedAsync();
        var date = trick == "clock" ? DateTimeOffset.UtcNow.AddMinutes(10) : DateTimeOffset.UtcNow.AddDays(-9);
        var ids = Enumerable.Range(0, trick == "empty page" ? 600 : 4).Select(_ => rig.Seed(date.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture))).ToList();
        var listed = new List<Recording>();
        foreach (var id in ids) listed.Add(await rig.Session.GetAsync(Rig.Bare(id).Reference, rig.Notices, Token));
        rig.Sandbox.ClearRequests();
        rig.Sandbox.OnRequest = request => request switch
        {
            { Method: "POST" } => SandboxFault.Respond(200, """{"status":"ok"}""", ("Content-Type", "application/json")),
            { Method: "DELETE" } => SandboxFault.Respond(403, "{}"),
            { Path: "/v2/recordings" } when trick == "no list" => SandboxFault.Respond(200, """{"data":null,"meta":{"total_pages":1}}""", ("Content-Type", "application/json")),
            { Path: "/v2/recordings" } when trick == "no ids" => SandboxFault.Respond(200, """{"data":[{"recording_id":"a"},{"id":null},7],"meta":{"total_pages":1}}""", ("Content-Type", "application/json")),
            { Path: "/v2/recordings" } when trick == "empty page" && request.Query.Contains("number%5D=2", StringComparison.Ordinal) =>
                SandboxFault.Respond(200, """{"data":[],"meta":{"total_pages":3}}""", ("Content-Type", "application/json")),
            _ => null,
        };

        var results = await rig.RemoveAsync(listed);

        rig.AssertHonest(results, ids);
        Assert.All(results, r => Assert.Equal(RemovalOutcome.Failed, r.Outcome));
    }

    [Fact]
    public async Task A_hold_set_after_a_batch_left_keeps_what_is_still_there()
    {
        await using var rig = await Rig.ConnectedAsync(time: TimeProvider.System);
        var ids = Enumerable.Range(0, 4).Select(_ => rig.Seed()).ToList();
        var listed = await rig.ListAsync();
        rig.Sandbox.OnRequest = request =>
        {
            if (request.Method != "POST") return null;
            HoldEverything(rig);
            Thread.Sleep(1200);
            return SandboxFault.Respond(200, """{"status":"ok"}""", ("Content-Type", "application/json"));
        };

        var results = await rig.RemoveAsync(listed);

        Assert.All(results, r => Assert.Equal(RemovalOutcome.Held, r.Outcome));
        Assert.DoesNotContain(rig.Destroying, r => r.Method == "DELETE");
        rig.AssertHonest(results, ids);
    }

    [Fact]
    public async Task A_hold_set_during_a_throttle_keeps_what_waits_for_it()
    {
        await using var rig = await Rig.ConnectedAsync(bulkSize: 1, time: TimeProvider.System, maxThrottleWait: TimeSpan.FromSeconds(5));
        var ids = Enumerable.Range(0, 12).Select(_ => rig.Seed()).ToList();
        var listed = await rig.ListAsync();
        rig.Sandbox.OnRequest = request =>
        {
            if (request.Method != "DELETE") return null;
            HoldEverything(rig);
            return SandboxFault.Respond(429, "{}", ("Retry-After", "2"));
        };

        var results = await rig.RemoveAsync(listed);

        Assert.All(results, r => Assert.Equal(RemovalOutcome.Held, r.Outcome));
        Assert.Equal(12, rig.Sandbox.Telnyx.Count);
        rig.AssertHonest(results, ids);
    }

    [Fact]
    public async Task A_decision_that_was_never_answered_is_NotSent_in_the_ledger()
    {
        await using var rig = await Rig.ConnectedAsync();
        var id = rig.Seed();
        var run = await rig.Session.BeginRemovalAsync(rig.Options, rig.Notices, Token);
        await run.DecideAsync(Rig.Bare(id));

        await run.DisposeAsync();
        await run.DisposeAsync();

        rig.AssertHonest(Rig.Take(run), [id]);
        Assert.Equal(RemovalOutcome.NotSent, rig.Ledger().Single().Outcome);
    }

    [Fact]
    public async Task A_run_left_while_it_decides_still_settles_the_item()
    {
        await using var rig = await Rig.ConnectedAsync();
        var id = rig.Seed();
        HoldTitle(rig, "*nothing like it*");
        rig.Sandbox.OnRequest = request => request.Method == "GET" ? SandboxFault.Delay(TimeSpan.FromMilliseconds(300)) : null;
        var run = await rig.Session.BeginRemovalAsync(rig.Options, rig.Notices, Token);
        var deciding = run.DecideAsync(Rig.Bare(id));

        await run.DisposeAsync();
        await deciding;

        Assert.Equal(id, rig.Ledger().Single().Id);
        Assert.Empty(rig.Destroying);
    }

    [Fact]
    public async Task A_body_that_cannot_be_unpacked_is_one_failed_try_and_not_the_end()
    {
        await using var rig = await Rig.ConnectedAsync(bulkSize: 1);
        var ids = Enumerable.Range(0, 40).Select(_ => rig.Seed()).ToList();
        var listed = await rig.ListAsync();
        rig.Sandbox.OnRequest = request => request is { Method: "DELETE", Count: 10 } ? SandboxFault.Respond(502, "no gzip", ("Content-Encoding", "gzip")) : null;

        var results = await rig.RemoveAsync(listed);

        rig.AssertHonest(results, ids);
        Assert.All(results, r => Assert.Equal(RemovalOutcome.Deleted, r.Outcome));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[null]")]
    public async Task Holds_that_break_in_the_middle_end_the_run_with_all_outcomes_and_a_sealed_ledger(string holds)
    {
        await using var rig = await Rig.ConnectedAsync(bulkSize: 1, time: TimeProvider.System);
        var ids = Enumerable.Range(0, 300).Select(_ => rig.Seed()).ToList();
        var listed = await rig.ListAsync();
        rig.Sandbox.OnRequest = request => request.Method == "DELETE" ? SandboxFault.Delay(TimeSpan.FromMilliseconds(60)) : null;
        await using var run = await rig.Session.BeginRemovalAsync(rig.Options, rig.Notices, Token);
        foreach (var recording in listed) await run.SubmitAsync(await run.DecideAsync(RemovalTarget.For(recording)));
        await File.WriteAllTextAsync(rig.HoldPath, $$"""{ "format": "recordingcmdlets-holds/1", "holds": {{holds}} }""", Token);

        await run.CompleteAsync();

        Assert.Equal("HoldsUnreadable", run.Fault?.ErrorId);
        rig.AssertHonest(Rig.Take(run), ids);
    }

    [Fact]
    public async Task A_ledger_whose_end_cannot_be_written_gives_out_no_head_and_says_so()
    {
        var disk = new DiskThatFillsUp();
        await using var rig = await Rig.ConnectedAsync(bulkSize: 1, openSink: _ => disk);
        var listed = await OneAsync(rig);
        rig.Sandbox.OnRequest = request =>
        {
            if (request.Method == "DELETE") disk.IsFull = true;
            return null;
        };
        await using var run = await rig.Session.BeginRemovalAsync(rig.Options, rig.Notices, Token);
        await run.SubmitAsync(await run.DecideAsync(RemovalTarget.For(listed)));

        await run.CompleteAsync();

        Assert.Equal("AuditUnavailable", run.Fault?.ErrorId);
        Assert.Null(run.GetSummary().AuditHead);
    }

    [Theory]
    [InlineData(200, "text/html", "<html>Log in to the hotel network</html>", RemovalOutcome.Failed)]
    [InlineData(202, "application/json", "{}", RemovalOutcome.Accepted)]
    public async Task A_success_that_is_none_is_looked_into(int status, string type, string body, RemovalOutcome expected)
    {
        await using var rig = await Rig.ConnectedAsync(bulkSize: 1);
        var listed = await OneAsync(rig);
        rig.Sandbox.OnRequest = request => request.Method == "DELETE" ? SandboxFault.Respond(status, body, ("Content-Type", type)) : null;

        Assert.Equal(expected, Assert.Single(await rig.RemoveAsync([listed])).Outcome);
    }

    [Fact]
    public async Task A_202_that_was_carried_out_is_Deleted_by_ReadBack()
    {
        await using var rig = await Rig.ConnectedAsync(bulkSize: 1);
        var listed = await OneAsync(rig);
        rig.Sandbox.OnRequest = request => request.Method == "DELETE" ? SandboxFault.RespondAfterActing(202, "") : null;

        var result = Assert.Single(await rig.RemoveAsync([listed]));

        Assert.Equal((RemovalOutcome.Deleted, RemovalEvidence.ReadBack), (result.Outcome, result.Evidence));
    }

    [Fact]
    public async Task A_408_may_have_been_carried_out()
    {
        await using var rig = await Rig.ConnectedAsync();
        var id = rig.Seed();
        rig.Sandbox.OnRequest = request => request is { Method: "DELETE", Count: 1 } ? SandboxFault.RespondAfterActing(408, "{}") : null;

        Assert.Equal(RemovalOutcome.Unknown, Assert.Single(await rig.RemoveAsync([Rig.Bare(id)])).Outcome);
    }

    [Fact]
    public async Task An_item_asked_for_twice_in_one_batch_is_not_called_gone_before_it_is()
    {
        await using var rig = await Rig.ConnectedAsync();
        foreach (var _ in Enumerable.Range(0, 4)) rig.Seed();
        var listed = await rig.ListAsync();
        rig.Sandbox.OnRequest = request => request.Method switch
        {
            "POST" => SandboxFault.Respond(200, "{}", ("Content-Type", "application/json")),
            "DELETE" => SandboxFault.Respond(403, "{}"),
            _ => null,
        };

        var results = await rig.RemoveAsync(listed.Append(listed[0]));

        Assert.Equal(5, results.Count);
        Assert.All(results, r => Assert.Equal(RemovalOutcome.Failed, r.Outcome));
    }

    [Fact]
    public async Task Who_took_part_in_a_conference_cannot_be_told_from_two_numbers()
    {
        await using var rig = await Rig.ConnectedAsync();
        rig.Sandbox.Telnyx.Add(new TelnyxRecording { Id = "conference", Source = "conference", CreatedAt = "2026-01-01T00:00:00Z", From = "+15550100", To = "+15550111" });
        rig.Sandbox.Telnyx.Add(new TelnyxRecording { Id = "blank", Source = "call", CreatedAt = "2026-01-01T00:00:00Z", From = "", To = "+15550111" });
        rig.Sandbox.Telnyx.Add(new TelnyxRecording { Id = "call", Source = "call", CreatedAt = "2026-01-01T00:00:00Z", From = "+15550100", To = "+15550111" });
        await File.WriteAllTextAsync(rig.HoldPath, HoldFile("\"participant\": \"+15559999\""), Token);

        var results = await rig.RemoveAsync(await rig.ListAsync());

        Assert.Equal(["call"], results.Where(r => r.Outcome == RemovalOutcome.Deleted).Select(r => r.Id));
        Assert.Equal(2, results.Count(r => r.Outcome == RemovalOutcome.Held));
    }

    [Fact]
    public async Task A_look_made_during_the_run_does_not_hide_what_the_run_learned()
    {
        await using var rig = await Rig.ConnectedAsync(bulkSize: 1);
        var listed = await OneAsync(rig);
        var early = new List<AuditEntry>();
        rig.Sandbox.OnRequest = request =>
        {
            if (request.Method == "DELETE") early.AddRange(rig.Ledger());
            return null;
        };
        await rig.RemoveAsync([listed]);
        rig.Sandbox.OnRequest = null;
        rig.Seed(id: listed.Id);

        await foreach (var _ in rig.Session.ResolveAsync(early, rig.Options.Audit, rig.Notices, Token))
        {
        }

        Assert.Equal(RemovalOutcome.Deleted, Assert.Single(rig.Ledger()).Outcome);
    }

    [Fact]
    public async Task A_row_with_an_endless_id_does_not_spoil_the_ledger()
    {
        await using var rig = await Rig.ConnectedAsync();

        await rig.RemoveAsync([Rig.Bare(new string('a', 1_300_000))]);

        Assert.Equal(RemovalOutcome.NotEligible, Assert.Single(rig.Ledger()).Outcome);
        Assert.All(new AuditArchive(rig.AuditPath).Verify(null, null), v => Assert.Equal(AuditState.Sealed, v.State));
    }

    [Fact]
    public async Task A_ledger_whose_end_was_cut_off_is_a_mismatch()
    {
        await using var rig = await Rig.ConnectedAsync();
        await rig.RemoveAsync([await OneAsync(rig)]);
        var file = Directory.GetFiles(rig.AuditPath, "*.jsonl").Single();
        var lines = await File.ReadAllLinesAsync(file, Token);
        await File.WriteAllTextAsync(file, string.Concat(lines[..^2].Select(l => l + "\n")), Token);

        var check = Assert.Single(new AuditArchive(rig.AuditPath).Verify(null, null));

        Assert.Equal(AuditState.Mismatch, check.State);
        Assert.Equal(1, check.UnresolvedIntents);
    }

    [Fact]
    public async Task Declining_twice_does_not_feed_the_fuse()
    {
        await using var rig = await Rig.ConnectedAsync();
        var id = rig.Seed();
        await using var run = await rig.Session.BeginRemovalAsync(rig.Options, rig.Notices, Token);
        var decision = await run.DecideAsync(Rig.Bare(id));
        run.Decline(decision);

        Assert.Throws<InternalRuleException>(() => run.Decline(decision));
    }

    [Fact]
    public async Task A_key_is_redacted_before_a_text_is_cut_and_in_what_an_error_carries_inside()
    {
        const string canary = "KEYcanary0123456789abcdefghijklmnopqrstuvwxyz";
        await using var rig = new Rig();
        rig.Sandbox.OnRequest = _ => SandboxFault.Respond(400, $$"""{"errors":[{"detail":"{{new string('x', 480)}}{{canary}}"}]}""", ("Content-Type", "application/json"));

        var fault = await Assert.ThrowsAnyAsync<RecordingException>(() => rig.Session.ConnectAsync(
            new ConnectionOptions { Provider = "Telnyx", ApiKey = new Secret(canary), BaseUri = rig.Sandbox.GetBaseUri("Telnyx") }, rig.Notices, Token));

        Assert.DoesNotContain("KEYcanary", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxys_password_stands_in_no_message()
    {
        using var session = new EngineSession(ProviderRegistry.All, static _ => null, TimeProvider.System);
        using var proxy = new SandboxHttpServer((_, _) => ValueTask.FromResult(new SandboxReply(new SandboxHttpResponse(407, ""))));

        var fault = await Assert.ThrowsAnyAsync<RecordingException>(() => session.ConnectAsync(
            new ConnectionOptions { Provider = "Telnyx", ApiKey = new Secret("KEY1"), Proxy = new Uri($"http://bob:s3cretPW@127.0.0.1:{proxy.Port}") }, SilentNotices.Instance, Token));

        Assert.DoesNotContain("s3cretPW", fault.ToString(), StringComparison.Ordinal);
    }

    private static async Task<Recording> OneAsync(Rig rig)
    {
        rig.Seed();
        return (await rig.ListAsync()).Single();
    }

    private static string HoldFile(string condition) =>
        $$"""{ "format": "recordingcmdlets-holds/1", "holds": [ { "holdId": "h", "ticket": "T", "createdBy": "a", "createdAt": "2026-01-01T00:00:00Z", {{condition}} } ] }""";

    private static void HoldEverything(Rig rig) => File.WriteAllText(rig.HoldPath, HoldFile("\"all\": true"));

    private static void HoldTitle(Rig rig, string title) => File.WriteAllText(rig.HoldPath, HoldFile($"\"title\": \"{title}\""));

    private sealed class DiskThatFillsUp : ILedgerSink
    {
        public bool IsFull { get; set; }

        public string Path => "full.jsonl";

        public void WriteDurably(ReadOnlySpan<byte> lines)
        {
            if (IsFull) throw new IOException("No space left on device");
        }

        public void Dispose()
        {
        }
    }
}
