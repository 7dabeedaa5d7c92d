using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.EndToEnd;

/// <summary>However a run is ended: nothing new is sent, what is in flight gets its grace, and every item has one outcome.</summary>
public sealed class StopTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    public async Task In_flight_requests_get_their_grace_and_the_rest_is_NotSent(int bulkSize)
    {
        await using var rig = await Rig.ConnectedAsync(bulkSize: bulkSize, time: TimeProvider.System);
        var ids = Enumerable.Range(0, 1500).Select(_ => rig.Seed()).ToList();
        var listed = await rig.ListAsync();
        rig.Sandbox.OnRequest = request => request.Method == "GET" ? null : SandboxFault.Delay(TimeSpan.FromMilliseconds(150));
        using var stop = new CancellationTokenSource();
        var run = await rig.Session.BeginRemovalAsync(rig.Options, rig.Notices, stop.Token);
        foreach (var recording in listed) await run.SubmitAsync(await run.DecideAsync(RemovalTarget.For(recording)));
        await WaitUntilAsync(() => rig.Destroying.Count >= 10);

        await stop.CancelAsync();
        await run.DisposeAsync().AsTask().WaitAsync(Soon, TestContext.Current.CancellationToken);
        var sent = rig.Destroying.Count;
        await Task.Delay(300, TestContext.Current.CancellationToken);

        Assert.Equal(sent, rig.Destroying.Count);
        var results = Rig.Take(run);
        rig.AssertHonest(results, ids);
        Assert.Contains(results, r => r.Outcome == RemovalOutcome.NotSent);
        // 150 ms answers fit into the grace: nothing needs to stay unknown.
        Assert.DoesNotContain(results, r => r.Outcome == RemovalOutcome.Unknown);
    }

    [Fact]
    public async Task A_request_that_outlasts_the_grace_is_Unknown_and_can_be_resolved()
    {
        await using var rig = await Rig.ConnectedAsync(bulkSize: 1);
        var id = rig.Seed();
        var listed = await rig.ListAsync();
        rig.Sandbox.OnRequest = request => request.Method == "DELETE" ? SandboxFault.Stall : null;
        using var stop = new CancellationTokenSource();
        var run = await rig.Session.BeginRemovalAsync(rig.Options, rig.Notices, stop.Token);
        await run.SubmitAsync(await run.DecideAsync(RemovalTarget.For(listed.Single())));
        await WaitUntilAsync(() => rig.Destroying.Count == 1);

        await stop.CancelAsync();
        await run.DisposeAsync().AsTask().WaitAsync(Soon, TestContext.Current.CancellationToken);

        Assert.Equal(RemovalOutcome.Unknown, Assert.Single(Rig.Take(run)).Outcome);
        rig.Sandbox.OnRequest = null;
        await foreach (var entry in rig.Session.ResolveAsync(rig.Ledger(), rig.Options.Audit, rig.Notices, TestContext.Current.CancellationToken))
            Assert.Equal(RemovalOutcome.AlreadyGone, entry.Outcome);
        Assert.Equal((id, RemovalOutcome.AlreadyGone), rig.Ledger().Select(e => (e.Id, e.Outcome)).Single());
    }

    [Fact]
    public async Task A_wait_for_the_pace_ends_at_once_with_nothing_sent()
    {
        await using var rig = await Rig.ConnectedAsync(bulkSize: 1, requestsPerMinute: 5, time: TimeProvider.System);
        var ids = Enumerable.Range(0, 30).Select(_ => rig.Seed()).ToList();
        var listed = await rig.ListAsync();
        using var stop = new CancellationTokenSource();
        var run = await rig.Session.BeginRemovalAsync(rig.Options, rig.Notices, stop.Token);
        foreach (var recording in listed) await run.SubmitAsync(await run.DecideAsync(RemovalTarget.For(recording)));
        await WaitUntilAsync(() => rig.Destroying.Count == 4);

        await stop.CancelAsync();
        await run.DisposeAsync().AsTask().WaitAsync(Soon, TestContext.Current.CancellationToken);

        Assert.Equal(4, rig.Destroying.Count);
        var results = Rig.Take(run);
        rig.AssertHonest(results, ids);
        Assert.Equal(26, results.Count(r => r.Outcome == RemovalOutcome.NotSent));
    }

    [Fact]
    public async Task A_backoff_ends_at_once_and_is_Unknown_when_the_try_may_have_worked()
    {
        await using var rig = await Rig.ConnectedAsync(bulkSize: 1, time: TimeProvider.System);
        var id = rig.Seed();
        var listed = await rig.ListAsync();
        rig.Sandbox.OnRequest = request => request.Method == "DELETE" ? SandboxFault.Respond(503, "{}", ("Retry-After", "60")) : null;
        using var stop = new CancellationTokenSource();
        var run = await rig.Session.BeginRemovalAsync(rig.Options, rig.Notices, stop.Token);
        await run.SubmitAsync(await run.DecideAsync(RemovalTarget.For(listed.Single())));
        await WaitUntilAsync(() => rig.Destroying.Count == 1);

        await stop.CancelAsync();
        await run.DisposeAsync().AsTask().WaitAsync(Soon, TestContext.Current.CancellationToken);

        rig.AssertHonest(Rig.Take(run), [id]);
        Assert.Single(rig.Destroying);
    }

    [Fact]
    public async Task A_listing_that_waits_for_an_answer_ends_at_once()
    {
        await using var rig = await Rig.ConnectedAsync(recordings: 10);
        rig.Sandbox.OnRequest = _ => SandboxFault.StallBefore;
        using var stop = new CancellationTokenSource();
        var listing = Task.Run(
            async () =>
            {
                await foreach (var _ in rig.Session.ListAsync(new RecordingQuery { Now = DateTimeOffset.UtcNow }, rig.Notices, stop.Token))
                {
                }
            },
            TestContext.Current.CancellationToken);
        await WaitUntilAsync(() => rig.Sandbox.GetRequests().Count == 1);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listing.WaitAsync(Soon, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_run_that_is_left_without_being_completed_settles_what_waited()
    {
        await using var rig = await Rig.ConnectedAsync(bulkSize: 1);
        var ids = Enumerable.Range(0, 500).Select(_ => rig.Seed()).ToList();
        var listed = await rig.ListAsync();
        rig.Sandbox.OnRequest = request => request.Method == "DELETE" ? SandboxFault.Delay(TimeSpan.FromMilliseconds(20)) : null;
        var run = await rig.Session.BeginRemovalAsync(rig.Options, rig.Notices, TestContext.Current.CancellationToken);
        foreach (var recording in listed) await run.SubmitAsync(await run.DecideAsync(RemovalTarget.For(recording)));

        run.Dispose();

        rig.AssertHonest(Rig.Take(run), ids);
    }

    [Fact]
    public async Task A_time_limit_ends_the_run_like_a_stop_and_what_is_left_can_be_run_again()
    {
        await using var rig = await Rig.ConnectedAsync(bulkSize: 1, time: TimeProvider.System);
        var ids = Enumerable.Range(0, 400).Select(_ => rig.Seed()).ToList();
        var listed = await rig.ListAsync();
        rig.Sandbox.OnRequest = request => request.Method == "DELETE" ? SandboxFault.Delay(TimeSpan.FromMilliseconds(30)) : null;

        var results = await rig.RemoveAsync(listed, new RemovalOptions { HoldPath = rig.HoldPath, Audit = rig.Options.Audit, TimeLimit = TimeSpan.FromMilliseconds(300) });

        rig.AssertHonest(results, ids);
        Assert.Contains(results, r => r is { Outcome: RemovalOutcome.NotSent, Reason: "The time limit was reached." });
        rig.Sandbox.OnRequest = null;
        await rig.RemoveAsync(await rig.ListAsync());
        Assert.Equal(0, rig.Sandbox.Telnyx.Count);
    }

    private static async Task WaitUntilAsync(Func<bool> condition)
    {
        while (!condition()) await Task.Delay(5, TestContext.Current.CancellationToken);
    }
}
