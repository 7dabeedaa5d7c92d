using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Tests.Support;

namespace RecordingCmdlets.Engine.Tests;

public sealed class RateGateTests
{
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private readonly ManualTime time = new();
    private readonly RateGate gate;

    public RateGateTests() => gate = new RateGate(time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_known_limit_nothing_is_held_back()
    {
        var start = time.GetUtcNow();
        for (var i = 0; i < 1000; i++) gate.Leave(await EnterAsync(), throttled: false, default);
        Assert.Equal(start, time.GetUtcNow());
        Assert.Null(gate.Current);
    }

    [Fact]
    public async Task The_first_workers_that_begin_together_are_taken_apart_and_later_ones_do_not_wait()
    {
        var start = time.GetUtcNow();
        var sent = new List<double>();
        for (var i = 0; i < 40; i++) sent.Add((At(await EnterAsync()) - start).TotalMilliseconds);

        Assert.Equal([.. Enumerable.Range(0, 32), .. Enumerable.Repeat(31, 8)], sent.Select(s => (int)s));
    }

    [Fact]
    public async Task A_timer_that_fires_late_does_not_slow_the_pace_as_far_as_half_of_the_margin_bears_it()
    {
        gate.Configure(new RateLimit(1, TimeSpan.FromSeconds(1)));
        var start = time.GetUtcNow();
        var sent = new List<double>();
        foreach (var late in (double[])[0, 2, 4.5])
        {
            time.Advance(late > 0 ? TimeSpan.FromMilliseconds(1005 + late) : TimeSpan.Zero);
            await EnterAndLeaveAsync();
            sent.Add((At(await EnterAndLeaveAsync()) - start).TotalMilliseconds);
        }

        // On time; two late and borne; four and a half late, of which two and a half are borne.
        Assert.Equal([1005, 1005 + 1005 + 1005, 3015 + 1005 + 2 + 1005], sent.Select(Math.Floor));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(100)]
    public async Task In_any_window_there_are_no_more_requests_than_the_limit(int requests)
    {
        var window = TimeSpan.FromSeconds(10);
        gate.Configure(new RateLimit(requests, window));
        var random = new Random(requests);
        var sent = new List<DateTimeOffset>();
        for (var i = 0; i < 3 * requests + 5; i++)
        {
            sent.Add(At(await EnterAndLeaveAsync()));
            if (random.Next(3) == 0) time.Advance(TimeSpan.FromMilliseconds(random.Next(200)));
        }

        for (var i = 0; i + requests < sent.Count; i++) Assert.True(sent[i + requests] - sent[i] >= window + (Margin / 2), $"request {i}");
    }

    [Fact]
    public async Task A_full_budget_leaves_at_once_and_the_next_exactly_a_window_and_the_margin_later()
    {
        gate.Configure(new RateLimit(10, TimeSpan.FromSeconds(1)));
        var start = time.GetUtcNow();
        for (var i = 0; i < 10; i++) Assert.Equal(start, At(await EnterAndLeaveAsync()));
        Assert.Equal(start + TimeSpan.FromSeconds(1) + Margin, At(await EnterAndLeaveAsync()));
    }

    [Fact]
    public async Task Several_waiters_share_one_budget_and_all_get_through()
    {
        gate.Configure(new RateLimit(3, TimeSpan.FromSeconds(1)));
        var waiters = Enumerable.Range(0, 20).Select(_ => gate.EnterAsync(Patience, Cancellation)).ToList();
        await time.RunUntilAsync(Task.WhenAll(waiters));
        var sent = (await Task.WhenAll(waiters)).Order().Select(At).ToList();
        Assert.Equal(20, sent.Count);
        for (var i = 0; i + 3 < sent.Count; i++) Assert.True(sent[i + 3] - sent[i] >= TimeSpan.FromSeconds(1) + Margin);
        Assert.True(sent[^1] - sent[0] < TimeSpan.FromSeconds(7));
    }

    [Fact]
    public async Task Several_connections_keep_to_the_lowest_limit()
    {
        gate.Configure(RateLimit.PerMinuteOf(600));
        gate.Configure(RateLimit.PerMinuteOf(60));
        gate.Configure(RateLimit.PerMinuteOf(6000));
        Assert.Equal(60, gate.Current?.PerMinute);
        await EnterAndLeaveAsync();
    }

    [Fact]
    public async Task The_limit_is_taken_from_the_headers()
    {
        await EnterAndLeaveAsync(hints: new ThrottleHints(null, 2, TimeSpan.FromSeconds(1)));
        Assert.Equal(new RateLimit(2, TimeSpan.FromSeconds(1)), gate.Current);
        var second = At(await EnterAndLeaveAsync());
        var third = At(await EnterAndLeaveAsync());
        Assert.True(third - second >= TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_reset_under_a_second_is_not_taken_for_a_window()
    {
        await EnterAndLeaveAsync(hints: new ThrottleHints(null, 100, TimeSpan.Zero));
        Assert.Equal(TimeSpan.FromSeconds(1), gate.Current?.Window);
    }

    [Fact]
    public async Task The_longest_reset_seen_is_the_window()
    {
        await EnterAndLeaveAsync(hints: new ThrottleHints(null, 100, TimeSpan.FromSeconds(40)));
        await EnterAndLeaveAsync(hints: new ThrottleHints(null, 100, TimeSpan.FromSeconds(60)));
        await EnterAndLeaveAsync(hints: new ThrottleHints(null, 100, TimeSpan.FromSeconds(3)));
        Assert.Equal(TimeSpan.FromSeconds(60), gate.Current?.Window);
    }

    [Fact]
    public async Task The_lower_of_the_chosen_and_the_told_limit_is_in_force()
    {
        gate.Configure(RateLimit.PerMinuteOf(60));
        await EnterAndLeaveAsync(hints: new ThrottleHints(null, 100, TimeSpan.FromSeconds(1)));
        Assert.Equal(60, gate.Current?.PerMinute);
        await EnterAndLeaveAsync(hints: new ThrottleHints(null, 1, TimeSpan.FromSeconds(10)));
        Assert.Equal(6, gate.Current!.PerMinute, 3);
    }

    [Fact]
    public async Task The_limit_is_learned_at_the_first_429_from_what_was_accepted_in_the_last_second()
    {
        for (var i = 0; i < 30; i++) await EnterAndLeaveAsync();
        time.Advance(TimeSpan.FromSeconds(5));
        for (var i = 0; i < 12; i++) await EnterAndLeaveAsync();
        Assert.Null(gate.Current);
        await EnterAndLeaveAsync(throttled: true);
        await EnterAndLeaveAsync();
        Assert.Equal(new RateLimit(12, TimeSpan.FromSeconds(1)), gate.Current);
        Assert.Equal(1, gate.Throttles);
    }

    [Fact]
    public async Task What_is_in_flight_is_waited_for_before_the_limit_is_learned()
    {
        for (var i = 0; i < 4; i++) await EnterAndLeaveAsync();
        var inFlight = await EnterAsync();
        await EnterAndLeaveAsync(throttled: true);
        var next = gate.EnterAsync(Patience, Cancellation);
        for (var i = 0; i < 500; i++)
        {
            await Task.WhenAny(next, time.WhenArmed());
            time.Advance(TimeSpan.FromMilliseconds(5));
        }

        Assert.False(next.IsCompleted);
        gate.Leave(inFlight, throttled: false, default);
        await time.RunUntilAsync(next);
        Assert.Equal(5, gate.Current?.Requests);
    }

    [Fact]
    public async Task A_learned_limit_only_goes_down_and_never_below_one()
    {
        for (var i = 0; i < 5; i++) await EnterAndLeaveAsync();
        for (var i = 0; i < 8; i++)
        {
            await EnterAndLeaveAsync(throttled: true);
            time.Advance(TimeSpan.FromMinutes(2));
            await EnterAndLeaveAsync();
            Assert.InRange(gate.Current!.Requests, 1, 5);
        }

        Assert.Equal(1, gate.Current!.Requests);
    }

    [Fact]
    public async Task Requests_that_are_refused_together_are_one_refusal_and_do_not_double_the_pause()
    {
        var together = new List<long>();
        for (var i = 0; i < 8; i++) together.Add(await EnterAsync());
        foreach (var sent in together) gate.Leave(sent, throttled: true, default);

        Assert.Equal(TimeSpan.FromSeconds(1), gate.PausedUntil - time.GetUtcNow());
        Assert.Equal(8, gate.Throttles);
    }

    [Fact]
    public async Task One_look_at_a_quiet_second_halves_what_was_learned_at_the_most()
    {
        await LearnAsync(100);
        time.Advance(TimeSpan.FromSeconds(30));
        await EnterAndLeaveAsync(throttled: true);
        await EnterAndLeaveAsync();

        Assert.Equal(50, gate.Current?.Requests);
    }

    [Fact]
    public async Task What_was_taken_before_a_refusal_does_not_speak_for_the_pace_at_the_next_one()
    {
        for (var i = 0; i < 60; i++) await EnterAndLeaveAsync();
        await EnterAndLeaveAsync(throttled: true);
        await EnterAndLeaveAsync(throttled: true);
        await EnterAndLeaveAsync();

        Assert.Equal(30, gate.Current?.Requests);
    }

    [Fact]
    public async Task What_was_learned_is_kept_for_five_minutes_and_then_one_more_is_tried()
    {
        await LearnAsync(100);
        time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        await EnterAndLeaveAsync();
        Assert.Equal(100, gate.Current?.Requests);

        time.Advance(TimeSpan.FromSeconds(2));
        await EnterAndLeaveAsync();

        Assert.Equal(101, gate.Current?.Requests);
    }

    [Fact]
    public async Task A_try_that_is_refused_is_taken_back_and_the_next_comes_after_twice_the_time()
    {
        await LearnAsync(100);
        foreach (var minutes in (int[])[5, 10, 20, 40, 80, 120, 120])
        {
            time.Advance(TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(1));
            await EnterAndLeaveAsync();
            Assert.Equal(100, gate.Current?.Requests);
            time.Advance(TimeSpan.FromSeconds(2));
            await EnterAndLeaveAsync();
            Assert.Equal(101, gate.Current?.Requests);
            await EnterAndLeaveAsync(throttled: true);
            await EnterAndLeaveAsync();
            Assert.Equal(100, gate.Current?.Requests);
        }
    }

    [Fact]
    public async Task Tries_that_are_taken_grow_bold_soon_so_that_a_pace_learned_far_too_low_is_not_kept()
    {
        await LearnAsync(5);
        time.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(1));
        var start = time.GetUtcNow();
        while (gate.Current!.Requests < 100)
        {
            await EnterAndLeaveAsync();
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.True(time.GetUtcNow() - start < TimeSpan.FromSeconds(90));
    }

    [Fact]
    public async Task A_bold_try_that_is_refused_falls_back_to_what_was_taken_in_that_second()
    {
        await LearnAsync(5);
        time.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(1));
        while (gate.Current!.Requests < 36)
        {
            await EnterAndLeaveAsync();
            time.Advance(TimeSpan.FromSeconds(1));
        }

        time.Advance(TimeSpan.FromSeconds(2));
        for (var i = 0; i < 27; i++) await EnterAndLeaveAsync();
        await EnterAndLeaveAsync(throttled: true);
        await EnterAndLeaveAsync();

        Assert.Equal(27, gate.Current?.Requests);
    }

    [Fact]
    public async Task A_refusal_within_the_pace_widens_the_margin_between_the_clocks_but_not_for_ever()
    {
        gate.Configure(new RateLimit(1, TimeSpan.FromSeconds(1)));
        var gaps = new List<double>();
        for (var i = 0; i < 8; i++)
        {
            await EnterAndLeaveAsync(throttled: true, new ThrottleHints(TimeSpan.Zero, null, null));
            var first = await EnterAndLeaveAsync();
            gaps.Add((At(await EnterAndLeaveAsync()) - At(first)).TotalMilliseconds);
        }

        Assert.Equal([1010, 1020, 1040, 1080, 1080, 1080, 1080, 1080], gaps);
    }

    [Fact]
    public async Task A_pace_that_rose_while_nobody_used_it_is_taken_back_at_one_refusal()
    {
        await LearnAsync(100);
        time.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(1));
        while (gate.Current!.Requests < 5_000)
        {
            await EnterAndLeaveAsync();
            time.Advance(TimeSpan.FromSeconds(11));
        }

        for (var i = 0; i < 100; i++) await EnterAndLeaveAsync();
        await EnterAndLeaveAsync(throttled: true);
        await EnterAndLeaveAsync();

        Assert.Equal(100, gate.Current?.Requests);
    }

    [Fact]
    public async Task Refusals_between_the_successes_of_one_burst_are_one_refusal_too()
    {
        gate.Configure(new RateLimit(8, TimeSpan.FromSeconds(1)));
        var start = time.GetUtcNow();
        var together = new List<long>();
        for (var i = 0; i < 8; i++) together.Add(await EnterAsync());
        time.Advance(TimeSpan.FromMilliseconds(50));
        for (var i = 0; i < 8; i++) gate.Leave(together[i], throttled: i % 2 == 0, new ThrottleHints(TimeSpan.Zero, null, null));

        Assert.Equal(1010, (At(await EnterAndLeaveAsync()) - start).TotalMilliseconds);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(300)]
    public async Task Retry_After_is_kept_to(int seconds)
    {
        var start = time.GetUtcNow();
        await EnterAndLeaveAsync(throttled: true, new ThrottleHints(TimeSpan.FromSeconds(seconds), null, null));
        Assert.Equal(start.AddSeconds(seconds), gate.PausedUntil);
        Assert.Equal(start.AddSeconds(seconds), At(await EnterAndLeaveAsync()));
        Assert.Null(gate.PausedUntil);
    }

    [Fact]
    public async Task The_longer_of_two_pauses_counts()
    {
        var first = await EnterAsync();
        var second = await EnterAsync();
        var start = time.GetUtcNow();
        gate.Leave(first, throttled: true, new ThrottleHints(TimeSpan.FromSeconds(30), null, null));
        gate.Leave(second, throttled: true, new ThrottleHints(TimeSpan.FromSeconds(3), null, null));
        Assert.Equal(start.AddSeconds(30), At(await EnterAndLeaveAsync()));
    }

    [Fact]
    public async Task Without_a_word_of_the_service_the_pause_doubles_up_to_a_minute_and_ends_with_a_success()
    {
        var pauses = new List<double>();
        for (var i = 0; i < 8; i++)
        {
            await EnterAndLeaveAsync(throttled: true);
            pauses.Add((gate.PausedUntil!.Value - time.GetUtcNow()).TotalSeconds);
            time.Advance(TimeSpan.FromMinutes(2));
        }

        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60], pauses);
        await EnterAndLeaveAsync();
        await EnterAndLeaveAsync(throttled: true);
        // By now a pace is known, within which one refusal means little.
        Assert.Equal(0.25, (gate.PausedUntil!.Value - time.GetUtcNow()).TotalSeconds);
    }

    [Fact]
    public async Task A_pause_longer_than_allowed_ends_the_wait_at_once_with_the_moment_to_come_back_at()
    {
        await EnterAndLeaveAsync(throttled: true, new ThrottleHints(TimeSpan.FromHours(1), null, null));
        var before = time.GetUtcNow();
        var refusal = await Assert.ThrowsAsync<ProviderThrottledException>(() => gate.EnterAsync(Patience, Cancellation));
        Assert.Equal(before, time.GetUtcNow());
        Assert.Equal(before.AddHours(1), refusal.RetryAt);
        time.Advance(TimeSpan.FromHours(1));
        await EnterAndLeaveAsync();
    }

    [Fact]
    public async Task A_pause_that_begins_while_others_wait_holds_them_too()
    {
        gate.Configure(new RateLimit(1, TimeSpan.FromSeconds(1)));
        var start = time.GetUtcNow();
        var first = await EnterAsync();
        var waiters = Enumerable.Range(0, 3).Select(_ => gate.EnterAsync(Patience, Cancellation)).ToList();
        await time.WhenArmed();
        gate.Leave(first, throttled: true, new ThrottleHints(TimeSpan.FromSeconds(30), null, null));
        await time.RunUntilAsync(Task.WhenAll(waiters));
        Assert.All(await Task.WhenAll(waiters), sent => Assert.True(At(sent) >= start.AddSeconds(30)));
    }

    [Fact]
    public async Task Who_is_cancelled_while_waiting_leaves_and_the_next_goes_on()
    {
        gate.Configure(new RateLimit(1, TimeSpan.FromSeconds(1)));
        await EnterAndLeaveAsync();
        using var stopped = new CancellationTokenSource();
        using var stoppedInTheQueue = new CancellationTokenSource();
        var first = gate.EnterAsync(Patience, stopped.Token);
        var second = gate.EnterAsync(Patience, stoppedInTheQueue.Token);
        var third = gate.EnterAsync(Patience, Cancellation);
        await time.WhenArmed();
        await stoppedInTheQueue.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        await stopped.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await time.RunUntilAsync(third);
        await third;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gate.EnterAsync(Patience, new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task A_service_that_says_zero_again_and_again_is_not_hammered()
    {
        var sent = new List<DateTimeOffset>();
        for (var i = 0; i < 10; i++) sent.Add(At(await EnterAndLeaveAsync(throttled: true, new ThrottleHints(TimeSpan.Zero, null, null))));
        Assert.True(sent[^1] - sent[1] >= TimeSpan.FromSeconds(8));
    }

    [Fact]
    public void Gates_are_shared_by_origin_credential_and_class_only()
    {
        var key = Guid.NewGuid().ToString("N");
        var gate = RateGates.For(new Uri("https://a.example/v2"), key, "", time);
        Assert.Same(gate, RateGates.For(new Uri("https://A.example:443/other"), key, "", time));
        Assert.NotSame(gate, RateGates.For(new Uri("https://a.example:444/v2"), key, "", time));
        Assert.NotSame(gate, RateGates.For(new Uri("http://a.example/v2"), key, "", time));
        Assert.NotSame(gate, RateGates.For(new Uri("https://a.example/v2"), key + "x", "", time));
        Assert.NotSame(gate, RateGates.For(new Uri("https://a.example/v2"), key, "list", time));
    }

    /// <summary>Refuses a request after so many others in one second.</summary>
    private async Task LearnAsync(int requests)
    {
        for (var i = 0; i < requests; i++) await EnterAndLeaveAsync();
        await EnterAndLeaveAsync(throttled: true);
        await EnterAndLeaveAsync();
        Assert.Equal(requests, gate.Current?.Requests);
    }

    private static DateTimeOffset At(long timestamp) => new(timestamp, TimeSpan.Zero);

    private async Task<long> EnterAsync()
    {
        var entered = gate.EnterAsync(Patience, Cancellation);
        await time.RunUntilAsync(entered);
        return await entered;
    }

    private async Task<long> EnterAndLeaveAsync(bool throttled = false, ThrottleHints hints = default)
    {
        var sent = await EnterAsync();
        gate.Leave(sent, throttled, hints);
        return sent;
    }
}

public sealed class ThrottleHintsTests
{
    private static readonly DateTimeOffset Now = Given.Moment("2026-01-01T00:00:00Z");
    private static readonly ThrottleHeaders Names = new("x-ratelimit-limit", "x-ratelimit-reset");

    [Theory]
    [InlineData("120", 120d)]
    [InlineData("0", 0d)]
    [InlineData("Thu, 01 Jan 2026 00:05:00 GMT", 300d)]
    [InlineData("Wed, 31 Dec 2025 23:00:00 GMT", 0d)]
    [InlineData("2147483647", 2147483647d)]
    [InlineData("-5", null)]
    [InlineData("1.5", null)]
    [InlineData("soon", null)]
    [InlineData("", null)]
    [InlineData("99999999999999999999", null)]
    [InlineData("2026-01-01T00:05:00Z", null)]
    public void Retry_After_is_read_as_seconds_or_as_a_date(string value, double? seconds)
    {
        using var answer = Answer(("Retry-After", value));
        Assert.Equal(seconds, ThrottleHints.Read(answer, Names, Now).RetryAfter?.TotalSeconds);
    }

    [Theory]
    [InlineData("100", 100)]
    [InlineData(" 100 ", 100)]
    [InlineData("100.0", 100)]
    [InlineData("1", 1)]
    [InlineData("0", null)]
    [InlineData("0.5", null)]
    [InlineData("-1", null)]
    [InlineData("100, 100;w=60", null)]
    [InlineData("1,000", null)]
    [InlineData("NaN", null)]
    [InlineData("Infinity", null)]
    [InlineData("1e400", null)]
    [InlineData("4294967296", null)]
    [InlineData("unlimited", null)]
    [InlineData("", null)]
    public void A_limit_is_a_whole_number_of_at_least_one(string value, int? limit)
    {
        using var answer = Answer(("x-ratelimit-limit", value));
        Assert.Equal(limit, ThrottleHints.Read(answer, Names, Now).Limit);
    }

    [Theory]
    [InlineData("1", 1d)]
    [InlineData("0", 0d)]
    [InlineData("0.25", 0.25)]
    [InlineData("-3", 0d)]
    [InlineData("1e300", 86400d)]
    [InlineData("NaN", null)]
    [InlineData("later", null)]
    public void A_reset_is_seconds_within_a_day(string value, double? seconds)
    {
        using var answer = Answer(("x-ratelimit-reset", value));
        Assert.Equal(seconds, ThrottleHints.Read(answer, Names, Now).Reset?.TotalSeconds);
    }

    [Fact]
    public void Without_headers_there_are_no_hints()
    {
        using var answer = Answer();
        Assert.Equal(default, ThrottleHints.Read(answer, Names, Now));
        using var told = Answer(("x-ratelimit-limit", "5"));
        Assert.Equal(default, ThrottleHints.Read(told, ThrottleHeaders.None, Now));
    }

    [Fact]
    public void Numbers_do_not_depend_on_the_country()
    {
        using var scope = new CultureScope("de-DE");
        using var answer = Answer(("x-ratelimit-reset", "1.5"));
        Assert.Equal(1.5, ThrottleHints.Read(answer, Names, Now).Reset?.TotalSeconds);
    }

    private static HttpResponseMessage Answer(params (string Name, string Value)[] headers)
    {
        var answer = new HttpResponseMessage();
        foreach (var (name, value) in headers) answer.Headers.TryAddWithoutValidation(name, value);
        return answer;
    }
}
