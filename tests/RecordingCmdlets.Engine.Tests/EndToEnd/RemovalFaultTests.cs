using System.Net;
using System.Net.Sockets;
using System.Text;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.EndToEnd;

public sealed class RemovalFaultTests
{
    [Fact]
    public async Task A_delete_that_took_effect_before_the_connection_broke_is_sent_once_by_the_transport()
    {
        // A raw socket: answers the list on a warm connection, applies the delete, closes, and counts what comes after.
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var requests = new List<string>();
        var server = Task.Run(
            async () =>
            {
                while (true)
                {
                    using var client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
                    var stream = client.GetStream();
                    var buffer = new byte[16 * 1024];
                    while (true)
                    {
                        var read = await stream.ReadAsync(buffer, TestContext.Current.CancellationToken);
                        if (read == 0) break;
                        var head = Encoding.ASCII.GetString(buffer, 0, read);
                        lock (requests) requests.Add(head);
                        if (head.StartsWith("DELETE", StringComparison.Ordinal)) break;
                        var isList = head.StartsWith("GET /v2/recordings?", StringComparison.Ordinal);
                        var body = isList ? """{"data":[{"id":"abc","created_at":"2026-01-05T09:00:00Z"}],"meta":{"total_pages":1}}""" : """{"errors":[{"code":"10005","title":"Resource not found"}]}""";
                        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {(isList ? "200 OK" : "404 Not Found")}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"), TestContext.Current.CancellationToken);
                    }
                }
            },
            TestContext.Current.CancellationToken);
        await using var rig = new Rig(time: TimeProvider.System);
        await rig.Session.ConnectAsync(
            new ConnectionOptions { Provider = "Telnyx", ApiKey = new Secret("KEYraw"), BaseUri = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/v2") },
            rig.Notices,
            TestContext.Current.CancellationToken);

        var listed = await rig.ListAsync();
        int first;
        await using (var run = await rig.Session.BeginRemovalAsync(rig.Options, rig.Notices, TestContext.Current.CancellationToken))
        {
            await run.SubmitAsync(await run.DecideAsync(RemovalTarget.For(listed.Single())));
            // Our own retry comes half a second later at the earliest; the transport's replay would come at once.
            while (!Seen("DELETE")) await Task.Delay(5, TestContext.Current.CancellationToken);
            await Task.Delay(150, TestContext.Current.CancellationToken);
            first = Count("DELETE");
            listener.Stop();
        }

        Assert.Equal(1, first);
        lock (requests) Assert.Contains("Content-Length: 0", requests.First(r => r.StartsWith("DELETE", StringComparison.Ordinal)), StringComparison.Ordinal);

        int Count(string method)
        {
            lock (requests) return requests.Count(r => r.StartsWith(method, StringComparison.Ordinal));
        }

        bool Seen(string method) => Count(method) > 0;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    public async Task Every_item_gets_one_honest_outcome_under_a_storm_of_faults(int bulkSize)
    {
        await using var rig = await Rig.ConnectedAsync(bulkSize: bulkSize);
        var ids = Enumerable.Range(0, 300).Select(_ => rig.Seed()).ToList();
        var listed = await rig.ListAsync();
        var dice = new Random(7);
        SandboxFault?[] faults =
        [
            SandboxFault.ServerError, SandboxFault.Unavailable, SandboxFault.ResetBefore, SandboxFault.ResetAfter, SandboxFault.Truncate,
            SandboxFault.CloseWarmAfter, SandboxFault.CloseWarmBefore, SandboxFault.HalfBatch,
            SandboxFault.Respond(500, "<html>", ("Content-Type", "text/html")), SandboxFault.RespondAfterActing(502, ""), SandboxFault.Respond(302, "", ("Location", "https://example.com/")),
        ];
        rig.Sandbox.OnRequest = _ =>
        {
            lock (dice) return dice.Next(4) == 0 ? faults[dice.Next(faults.Length)] : null;
        };

        var results = await rig.RemoveAsync(listed);

        rig.AssertHonest(results, ids);
    }

    [Fact]
    public async Task A_batch_that_lies_is_found_out_and_its_rest_deleted_singly()
    {
        await using var rig = await Rig.ConnectedAsync();
        var ids = Enumerable.Range(0, 120).Select(_ => rig.Seed()).ToList();
        var listed = await rig.ListAsync();
        rig.Sandbox.OnRequest = request => request.Method == "POST" ? SandboxFault.HalfBatch : null;

        var results = await rig.RemoveAsync(listed);

        rig.AssertHonest(results, ids);
        Assert.All(results, r => Assert.Equal(RemovalOutcome.Deleted, r.Outcome));
        Assert.Equal(60, results.Count(r => r.Evidence == RemovalEvidence.ReadBack));
        Assert.Equal(60, results.Count(r => r.Evidence == RemovalEvidence.Response));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(400)]
    [InlineData(500)]
    public async Task A_refused_batch_falls_back_to_one_request_for_each_id(int status)
    {
        await using var rig = await Rig.ConnectedAsync();
        var ids = Enumerable.Range(0, 7).Select(_ => rig.Seed()).ToList();
        var listed = await rig.ListAsync();
        rig.Sandbox.OnRequest = request => request.Method == "POST" ? SandboxFault.Respond(status, "{}") : null;

        var results = await rig.RemoveAsync(listed);

        rig.AssertHonest(results, ids);
        Assert.Equal(7, rig.Destroying.Count(r => r.Method == "DELETE"));
        Assert.All(results, r => Assert.Equal((RemovalOutcome.Deleted, RemovalEvidence.Response), (r.Outcome, r.Evidence)));
    }

    [Fact]
    public async Task A_batch_is_proved_by_a_closing_look_and_only_accepted_without_one()
    {
        await using var rig = await Rig.ConnectedAsync();
        foreach (var _ in Enumerable.Range(0, 5)) rig.Seed();
        var listed = await rig.ListAsync();

        var unproved = await rig.RemoveAsync(listed, new RemovalOptions { HoldPath = rig.HoldPath, Audit = rig.Options.Audit, ProveBatches = false });

        Assert.All(unproved, r => Assert.Equal((RemovalOutcome.Accepted, RemovalEvidence.BatchAccepted), (r.Outcome, r.Evidence)));
    }

    [Fact]
    public async Task A_bare_id_travels_alone_and_its_404_is_not_called_gone()
    {
        await using var rig = await Rig.ConnectedAsync();
        var known = Enumerable.Range(0, 6).Select(_ => rig.Seed()).ToList();

        var results = await rig.RemoveAsync(known.Append("11111111-0000-0000-0000-000000000000").Select(Rig.Bare));

        Assert.Equal(7, rig.Destroying.Count);
        Assert.All(rig.Destroying, r => Assert.Equal("DELETE", r.Method));
        Assert.Equal(6, results.Count(r => r.Outcome == RemovalOutcome.Deleted));
        var missing = results.Single(r => r.Outcome == RemovalOutcome.NotFound);
        Assert.IsType<RecordingNotFoundException>(missing.Error);
    }

    [Fact]
    public async Task A_bare_id_that_is_gone_after_a_lost_answer_is_Unknown_until_resolved()
    {
        await using var rig = await Rig.ConnectedAsync();
        var id = rig.Seed();
        rig.Sandbox.OnRequest = request => request is { Method: "DELETE", Count: 1 } ? SandboxFault.ResetAfter : null;

        var result = Assert.Single(await rig.RemoveAsync([Rig.Bare(id)]));

        Assert.False(rig.Sandbox.Telnyx.Contains(id));
        Assert.Equal(RemovalOutcome.Unknown, result.Outcome);
        var learned = new List<AuditEntry>();
        await foreach (var entry in rig.Session.ResolveAsync(rig.Ledger(), rig.Options.Audit, rig.Notices, TestContext.Current.CancellationToken)) learned.Add(entry);
        Assert.Equal(RemovalOutcome.NotFound, Assert.Single(learned).Outcome);
        Assert.Equal(RemovalOutcome.NotFound, Assert.Single(rig.Ledger()).Outcome);
    }

    [Fact]
    public async Task A_listed_item_that_somebody_else_deleted_is_AlreadyGone()
    {
        await using var rig = await Rig.ConnectedAsync(bulkSize: 1);
        var id = rig.Seed();
        var listed = await rig.ListAsync();
        rig.Sandbox.Telnyx.Remove(id);

        var result = Assert.Single(await rig.RemoveAsync(listed));

        Assert.Equal((RemovalOutcome.AlreadyGone, RemovalEvidence.Inferred), (result.Outcome, result.Evidence));
    }

    [Fact]
    public async Task A_delete_answered_500_for_ever_is_read_back_and_called_failed_when_it_is_there()
    {
        await using var rig = await Rig.ConnectedAsync(bulkSize: 1);
        var id = rig.Seed();
        var listed = await rig.ListAsync();
        rig.Sandbox.OnRequest = request => request.Method == "DELETE" ? SandboxFault.ServerError : null;

        var result = Assert.Single(await rig.RemoveAsync(listed));

        Assert.True(rig.Sandbox.Telnyx.Contains(id));
        Assert.Equal((RemovalOutcome.Failed, RemovalEvidence.ReadBack), (result.Outcome, result.Evidence));
        Assert.IsType<ProviderFailedException>(result.Error);
    }

    [Fact]
    public async Task A_key_that_is_revoked_in_the_middle_ends_the_run_instead_of_failing_a_thousand_times()
    {
        await using var rig = await Rig.ConnectedAsync(bulkSize: 1);
        var ids = Enumerable.Range(0, 400).Select(_ => rig.Seed()).ToList();
        var listed = await rig.ListAsync();
        rig.Sandbox.OnRequest = request => request.Method == "DELETE" && request.Count > 50 ? SandboxFault.Respond(401, "{}") : null;

        var results = await rig.RemoveAsync(listed);

        rig.AssertHonest(results, ids);
        Assert.True(results.Count(r => r.Outcome == RemovalOutcome.Failed) < 30, "every worker may meet the refusal once or twice, not every item");
        Assert.True(results.Count(r => r.Outcome == RemovalOutcome.NotSent) > 200);
        Assert.Single(rig.Notices.Said, s => s.StartsWith("W Telnyx: nothing more is sent", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Throttles_cost_time_and_no_outcomes()
    {
        await using var rig = await Rig.ConnectedAsync(bulkSize: 1, requestsPerSecond: 60);
        var ids = Enumerable.Range(0, 150).Select(_ => rig.Seed()).ToList();
        var listed = await rig.ListAsync();

        var results = await rig.RemoveAsync(listed);

        rig.AssertHonest(results, ids);
        Assert.All(results, r => Assert.Equal(RemovalOutcome.Deleted, r.Outcome));
    }

    [Fact]
    public async Task A_throttle_longer_than_allowed_ends_the_run_and_says_when_to_come_back()
    {
        await using var rig = await Rig.ConnectedAsync(bulkSize: 1, maxThrottleWait: TimeSpan.FromSeconds(5));
        var ids = Enumerable.Range(0, 40).Select(_ => rig.Seed()).ToList();
        var listed = await rig.ListAsync();
        rig.Sandbox.OnRequest = request => request.Method == "DELETE" ? SandboxFault.Respond(429, "{}", ("Retry-After", "3600")) : null;

        var results = await rig.RemoveAsync(listed);

        Assert.All(ids, id => Assert.True(rig.Sandbox.Telnyx.Contains(id)));
        Assert.All(results, r => Assert.Contains(r.Outcome, (RemovalOutcome[])[RemovalOutcome.Failed, RemovalOutcome.NotSent]));
        var told = results.Select(r => r.Error).OfType<ProviderThrottledException>().First();
        Assert.True(told.RetryAt > DateTimeOffset.UtcNow.AddMinutes(30));
    }
}
