using System.Runtime.CompilerServices;
using System.Threading.Channels;
using RecordingCmdlets.Engine.Tests.Providers;
using RecordingCmdlets.Engine.Tests.Support;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Bots;

/// <summary>Waiting for bots: when it ends, how it ends, and how often it asks.</summary>
public sealed class BotWaitTests
{
    private static readonly TimeSpan HangGuard = TimeSpan.FromMinutes(2);

    /// <summary>What would be waited for in vain fails, and does not hang: the clock of the bench runs fifty times as fast.</summary>
    private static readonly TimeSpan Guard = TimeSpan.FromMinutes(30);

    private static readonly string[] Done = ["done"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("done")]
    [InlineData("analysis_done")]
    [InlineData("analysis_failed")]
    public async Task A_bot_that_has_finished_is_looked_at_once_and_given_as_it_is_now(string status)
    {
        await using var bench = await RecallBench.OpenAsync();
        var id = bench.AddBot(1, status);

        var result = Assert.Single(await WaitAsync(bench, [id]));

        Assert.Null(result.Error);
        Assert.Equal((id, status, "Recall"), (result.Bot!.Id, result.Bot.Status, result.Reference.Connection));
        Assert.Equal([$"GET /bot/{id}/ -> 200"], bench.Asked);
    }

    [Fact]
    public async Task A_bot_is_waited_for_from_state_to_state_also_through_one_that_is_new()
    {
        await using var bench = await RecallBench.OpenAsync();
        var id = bench.AddBot(1, "joining_call");
        string?[] states = ["in_call_recording", "tidying_up", null, "call_ended", "done"];
        Advance(bench, id, states);

        var result = Assert.Single(await WaitAsync(bench, [id]));

        Assert.Equal(("done", null), (result.Bot!.Status, result.Error));
        Assert.Equal(states.Length, bench.Requests.Count);
    }

    [Theory]
    [InlineData("fatal", "finished", "BotFailed")]
    [InlineData("fatal", "done", "BotFailed")]
    [InlineData("media_expired", "finished", "BotStateUnreachable")]
    [InlineData("media_expired", "in_call_recording,done", "BotStateUnreachable")]
    [InlineData("done", "joining_call", "BotStateUnreachable")]
    [InlineData("call_ended", "in_call_recording", "BotStateUnreachable")]
    [InlineData("analysis_done", "done", "BotStateUnreachable")]
    [InlineData("fatal", "fatal", null)]
    [InlineData("fatal", "FINISHED,Fatal", null)]
    [InlineData("media_expired", "media_expired", null)]
    public async Task What_can_no_longer_get_there_ends_at_once(string status, string wanted, string? error)
    {
        await using var bench = await RecallBench.OpenAsync();
        var id = bench.AddBot(1, status);

        var result = Assert.Single(await WaitAsync(bench, [id], wanted.Split(',')));

        Assert.Equal((error, status), (result.Error?.ErrorId, result.Bot?.Status));
        Assert.Single(bench.Requests);
        if (error is not null) Assert.Contains(status, result.Error!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("done", null)]
    [InlineData("fatal", "BotFailed")]
    [InlineData("in_call_recording", "BotWaitTimeout")]
    public async Task Without_any_time_a_bot_is_looked_at_once(string status, string? error)
    {
        await using var bench = await RecallBench.OpenAsync();
        var id = bench.AddBot(1, status);

        var result = Assert.Single(await WaitAsync(bench, [id], options: new BotWaitOptions { Timeout = TimeSpan.Zero }));

        Assert.Equal((error, status), (result.Error?.ErrorId, result.Bot?.Status));
        Assert.Single(bench.Requests);
    }

    [Theory]
    [InlineData("done", "analysis_done")]
    [InlineData("analysis_failed", "analysis_done")]
    [InlineData("done", "media_expired")]
    [InlineData("fatal", "media_expired")]
    [InlineData("call_ended", "done")]
    public async Task What_can_still_come_after_an_end_is_waited_for(string status, string wanted)
    {
        await using var bench = await RecallBench.OpenAsync();
        var id = bench.AddBot(1, status);
        Advance(bench, id, [status, wanted]);

        Assert.Equal((null, wanted), Assert.Single(await WaitAsync(bench, [id], [wanted])) is var r ? (r.Error, r.Bot!.Status) : default);
        Assert.Equal(2, bench.Requests.Count);
    }

    [Fact]
    public async Task Longer_than_clocks_can_wait_is_a_wait_too()
    {
        await using var bench = await RecallBench.OpenAsync(time: new StepTime(TimeSpan.FromDays(49)));
        var id = bench.AddBot(1, "joining_call");
        Advance(bench, id, ["joining_call", "done"]);

        var result = Assert.Single(await WaitAsync(bench, [id], Done, new BotWaitOptions { Timeout = TimeSpan.MaxValue, Interval = TimeSpan.FromDays(60) }));

        Assert.Equal(("done", null), (result.Bot!.Status, result.Error));
    }

    [Fact]
    public async Task A_bot_that_is_not_known_ends_at_once_and_the_others_go_on()
    {
        await using var bench = await RecallBench.OpenAsync();
        var id = bench.AddBot(1, "joining_call");
        Advance(bench, id, ["joining_call", "done"]);

        var results = await WaitAsync(bench, [RecallBench.BotId(9), "no-id", id]);

        Assert.Equal(3, results.Count);
        Assert.Equal(("RecordingIdInvalid", null), (results[0].Error?.ErrorId, results[0].Bot));
        Assert.Equal(("RecordingNotFound", null), (results[1].Error?.ErrorId, results[1].Bot));
        Assert.Equal((null, "done"), (results[2].Error, results[2].Bot!.Status));
    }

    [Theory]
    [InlineData("finnished")]
    [InlineData("done,")]
    [InlineData("done,gone")]
    public async Task A_word_that_nobody_has_is_refused_before_anything_is_sent(string states)
    {
        await using var bench = await RecallBench.OpenAsync();

        var error = await Assert.ThrowsAsync<RecordingArgumentException>(() => WaitAsync(bench, [bench.AddBot()], states.Split(',')));

        Assert.Equal("BotStateUnknown", error.ErrorId);
        Assert.Contains("media_expired", error.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(bench.Requests);
    }

    [Fact]
    public async Task A_word_of_another_service_alone_is_an_error_of_that_bot_and_beside_an_own_one_it_is_none()
    {
        await using var bench = await RecallBench.OpenAsync();
        var id = bench.AddBot();

        var wrong = Assert.Single(await WaitAsync(bench, [id], ["ended"]));
        Assert.Empty(bench.Requests);
        var right = Assert.Single(await WaitAsync(bench, [id], ["ended", "done"]));

        Assert.Equal("BotStateUnknown", wrong.Error!.ErrorId);
        Assert.Null(right.Error);
    }

    [Fact]
    public async Task The_time_is_for_all_together_and_says_what_was_seen_last()
    {
        var time = new ManualTime();
        await using var bench = await RecallBench.OpenAsync(time: time);
        var given = Channel.CreateUnbounded<RecordingReference>();
        var (first, second) = (new Heard("joining_call"), new Heard("in_call_recording"));
        var both = new Both(first, second);

        var waiting = ListAsync(bench.Session.Bots.WaitAsync(
            given.Reader.ReadAllAsync(Cancellation), new BotWaitOptions { Timeout = TimeSpan.FromSeconds(9) }, both, bench.Notices, Cancellation));
        // One after the other: the first requests of a connection leave a moment apart, and this clock stands still.
        given.Writer.TryWrite(bench.Bare(bench.AddBot(1, "joining_call")).Reference);
        await first.Enough.WaitAsync(HangGuard, Cancellation);
        given.Writer.TryWrite(bench.Bare(bench.AddBot(2, "in_call_recording")).Reference);
        await second.Enough.WaitAsync(HangGuard, Cancellation);
        given.Writer.Complete();
        time.Advance(TimeSpan.FromSeconds(8));
        Assert.False(waiting.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));

        var results = await waiting.WaitAsync(HangGuard, Cancellation);
        Assert.All(results, r => Assert.Equal("BotWaitTimeout", r.Error!.ErrorId));
        Assert.Equal(["in_call_recording", "joining_call"], results.Select(r => r.Bot!.Status!).Order());
        Assert.All(results, r => Assert.Contains(r.Bot!.Status!, r.Error!.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(10, 10, 65, 7)]
    [InlineData(30, 30, 65, 3)]
    [InlineData(0, 1, 5.5, 6)]
    public async Task A_bot_is_asked_for_at_once_and_then_once_an_interval_of_a_second_at_the_least(double interval, double kept, double timeout, int looks)
    {
        await using var bench = await RecallBench.OpenAsync(time: new StepTime(TimeSpan.FromSeconds(kept)));
        var id = bench.AddBot(1, "joining_call");

        await WaitAsync(bench, [id], Done, new BotWaitOptions { Timeout = TimeSpan.FromSeconds(timeout), Interval = TimeSpan.FromSeconds(interval) });

        Assert.Equal(looks, bench.Requests.Count);
    }

    [Fact]
    public async Task A_short_outage_does_not_end_a_wait_and_is_told_once()
    {
        await using var bench = await RecallBench.OpenAsync();
        var id = bench.AddBot();
        // Each look has five tries of its own.
        bench.Sandbox.OnRequest = r => r.Count <= 15 ? SandboxFault.Respond(503, "") : null;

        var result = Assert.Single(await WaitAsync(bench, [id]));

        Assert.Null(result.Error);
        Assert.Equal(16, bench.Requests.Count);
        Assert.Single(bench.Notices.Warnings, w => w.Contains("The wait goes on", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_long_outage_and_a_refusal_end_it()
    {
        await using var bench = await RecallBench.OpenAsync();
        var id = bench.AddBot();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(503, "");
        Assert.Equal("ProviderFailed", Assert.Single(await WaitAsync(bench, [id])).Error!.ErrorId);
        Assert.Equal(25, bench.Requests.Count);
        bench.Sandbox.ClearRequests();

        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(401, "{}");

        Assert.Equal("AuthenticationFailed", Assert.Single(await WaitAsync(bench, [id])).Error!.ErrorId);
        Assert.Single(bench.Requests);
    }

    [Fact]
    public async Task What_has_come_is_given_while_others_are_still_to_come()
    {
        await using var bench = await RecallBench.OpenAsync();
        var given = Channel.CreateUnbounded<RecordingReference>();
        given.Writer.TryWrite(bench.Bare(bench.AddBot(1)).Reference);

        await using var results = bench.Session.Bots
            .WaitAsync(given.Reader.ReadAllAsync(Cancellation), new BotWaitOptions(), null, bench.Notices, Cancellation)
            .GetAsyncEnumerator(Cancellation);

        Assert.True(await results.MoveNextAsync());
        Assert.Equal(RecallBench.BotId(1), results.Current.Bot!.Id);
        given.Writer.TryWrite(bench.Bare(bench.AddBot(2)).Reference);
        Assert.True(await results.MoveNextAsync());
        Assert.Equal(RecallBench.BotId(2), results.Current.Bot!.Id);
        given.Writer.Complete();
        Assert.False(await results.MoveNextAsync());
    }

    [Fact]
    public async Task Who_has_seen_enough_leaves_nothing_behind_that_asks()
    {
        var time = new ManualTime();
        await using var bench = await RecallBench.OpenAsync(time: time, requestsPerMinute: 60_000);
        string[] ids = [bench.AddBot(1, "joining_call"), bench.AddBot(2)];

        await foreach (var _ in Results(bench, ids, new BotWaitOptions(), Cancellation)) break;
        var asked = bench.Requests.Count;
        time.Advance(TimeSpan.FromMinutes(10));

        Assert.InRange(asked, 1, 2);
        Assert.Equal(asked, bench.Requests.Count);
    }

    [Fact]
    public async Task A_wait_that_is_given_up_ends_as_such_and_not_as_a_result()
    {
        await using var bench = await RecallBench.OpenAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var id = bench.AddBot(1, "joining_call");
        bench.Sandbox.OnRequest = r =>
        {
            stop.Cancel();
            return null;
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in Results(bench, [id], new BotWaitOptions(), stop.Token)) Assert.Fail("There is no result.");
        });
    }

    [Fact]
    public async Task The_progress_counts_each_bot_once()
    {
        await using var bench = await RecallBench.OpenAsync();
        var heard = new Heard();
        var bots = Enumerable.Range(1, 20).Select(i => bench.AddBot(i, i % 2 == 0 ? "done" : "fatal")).ToList();

        await foreach (var _ in bench.Session.Bots.WaitAsync(References(bench, bots, Cancellation), new BotWaitOptions(), heard, bench.Notices, Cancellation))
        {
        }

        Assert.Equal((0, 20), (heard.All[^1].Waiting, heard.All.Max(h => h.Done)));
        Assert.All(heard.All, h => Assert.InRange(h.Waiting + h.Done, 0, 21));
    }

    [Fact]
    public async Task A_service_without_bots_has_nothing_to_wait_for()
    {
        await using var bench = await ServiceBench.OpenAsync("Telnyx", recordings: 1);

        var result = Assert.Single(await WaitAsync(bench, bench.Sandbox.GetRecordingIds("Telnyx")));

        Assert.Equal("RecordingKindMismatch", result.Error!.ErrorId);
        Assert.Empty(bench.Requests);
    }

    /// <summary>Has a bot be in one state after the other, a look each.</summary>
    private static void Advance(RecallBench bench, string id, string?[] states) => bench.Sandbox.OnRequest = request =>
    {
        if (!request.Path.EndsWith($"/{id}/", StringComparison.Ordinal)) return null;
        var looks = bench.Requests.Count(r => r.Path == request.Path);
        bench.AddBot(1, states[Math.Min(looks, states.Length - 1)]);
        return null;
    };

    private static Task<List<BotWaitResult>> WaitAsync(ServiceBench bench, IEnumerable<string> ids, string[]? states = null, BotWaitOptions? options = null) =>
        ListAsync(Results(bench, ids, (options ?? new BotWaitOptions { Timeout = Guard }) with { States = states ?? [BotWaitOptions.Finished] }, Cancellation));

    private static async Task<List<BotWaitResult>> ListAsync(IAsyncEnumerable<BotWaitResult> results)
    {
        var list = new List<BotWaitResult>();
        await foreach (var result in results) list.Add(result);
        return list;
    }

    private static IAsyncEnumerable<BotWaitResult> Results(ServiceBench bench, IEnumerable<string> ids, BotWaitOptions options, CancellationToken cancellation) =>
        bench.Session.Bots.WaitAsync(References(bench, ids, cancellation), options, null, bench.Notices, cancellation);

    private static async IAsyncEnumerable<RecordingReference> References(ServiceBench bench, IEnumerable<string> ids, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var id in ids)
        {
            await Task.Yield();
            cancellation.ThrowIfCancellationRequested();
            yield return bench.Bare(id).Reference;
        }
    }

    /// <summary>Keeps what it hears, and tells when it has heard of a state.</summary>
    private sealed class Heard(string? state = null) : IProgress<BotWaitProgress>
    {
        private readonly TaskCompletionSource enough = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<BotWaitProgress> All { get; } = [];

        public Task Enough => enough.Task;

        public void Report(BotWaitProgress value)
        {
            lock (All) All.Add(value);
            if (state is not null && value.LastSeen?.EndsWith(state, StringComparison.Ordinal) == true) enough.TrySetResult();
        }
    }

    private sealed class Both(Heard one, Heard other) : IProgress<BotWaitProgress>
    {
        public void Report(BotWaitProgress value)
        {
            one.Report(value);
            other.Report(value);
        }
    }

    /// <summary>A clock that stands still, but for waits of one length: those are over at once.</summary>
    private sealed class StepTime(TimeSpan step) : TimeProvider
    {
        private readonly ManualTime clock = new();

        public override long TimestampFrequency => clock.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

        public override long GetTimestamp() => clock.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = clock.CreateTimer(callback, state, dueTime, period);
            if (dueTime == step) _ = Task.Run(() => clock.Advance(step));
            return timer;
        }
    }
}
