using System.Collections.Concurrent;
using System.Diagnostics;
using RecordingCmdlets.Engine.Tests.Support;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Durability;

/// <summary>
/// A run that is killed outright, at any moment: its ledger is verified, its open intents are resolved, and it is finished by
/// another run. The sandbox's own data and log are the judge.
/// </summary>
public sealed class KilledRunTests(ITestOutputHelper output)
{
    private const int Seed = 20260301;

    /// <summary>Of all kills, those that come before the first request: while the process starts and opens its ledger.</summary>
    private const double EarlyShare = 0.15;

    /// <summary>About the time from the start of the process to its first request.</summary>
    private static readonly TimeSpan Startup = TimeSpan.FromMilliseconds(400);

    /// <summary>Guards against a hang, and measures nothing.</summary>
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(2);

    private static readonly RemovalOutcome[] Gone = [RemovalOutcome.Deleted, RemovalOutcome.Recycled, RemovalOutcome.AlreadyGone, RemovalOutcome.NotFound];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Way.Names), MemberType = typeof(Way))]
    public async Task A_run_that_is_killed_at_any_moment_can_be_verified_resolved_and_finished(string way)
    {
        var kills = Scale.Of(12, 100);
        // Each its own slice of the run, from the start of the process to its end, dealt out among the ways.
        var moments = Enumerable.Range(0, kills).ToArray();
        new Random(Seed).Shuffle(moments);
        var requests = await CountRequestsAsync(way);
        var ways = Way.All.Select(w => w.Name).ToList();
        for (var kill = ways.IndexOf(way); kill < kills; kill += ways.Count)
        {
            // Neighbouring seeds begin alike.
            var random = new Random(unchecked((Seed + kill) * -1640531535));
            await KillAndFinishAsync(way, (moments[kill] + random.NextDouble()) / kills, requests, random);
        }
    }

    private async Task KillAndFinishAsync(string way, double moment, int requests, Random random)
    {
        using var scene = await Scene.SetAsync(way);
        var arrived = 0;
        var (waitsForQuiet, byRows) = (random.Next(2) == 0, random.Next(2) == 0);
        var death = await KillAsync();
        if (waitsForQuiet) await WaitForQuietAsync();
        var done = scene.Changes.Select(r => r.Sequence).ToHashSet();

        // Verified: a run that died before its header was durable has left no line, and has sent nothing.
        var found = Directory.Exists(scene.Errand.AuditPath) ? scene.Archive.Verify(null, null).ToList() : [];
        Assert.All(found, v => Assert.True(v.IsIntact || v.Lines == 0, $"{death}: {v.State}, {v.Message}"));

        // Resolved.
        using var session = await scene.OpenAsync();
        var entries = Entries(scene);
        var open = entries.Where(e => e.NeedsResolution).ToList();
        AssertTrue(entries);
        var learned = new List<AuditEntry>();
        await foreach (var entry in session.ResolveAsync(entries, scene.Errand.Audit, SilentNotices.Instance, Cancellation)) learned.Add(entry);
        Assert.Equal(open.Select(e => e.Id), learned.Select(e => e.Id));
        await WaitForQuietAsync();
        AssertTrue(learned);
        // What was under way while it was asked about may be gone by now, and by nothing else.
        var late = scene.Changes.Where(r => !done.Contains(r.Sequence)).SelectMany(scene.Named).ToHashSet();
        Assert.All(learned.Where(e => e.Outcome == RemovalOutcome.Failed).Select(ItemOf), item => Assert.True(scene.Left().Contains(item) || late.Contains(item), $"{death}: {item} is called still there"));
        AssertEachRequestHasAnIntent();

        // Finished: from a new listing, or from the rows that the ledger does not show as gone.
        var finishing = 0;
        do
        {
            Assert.True(++finishing <= 3, $"{death}: three runs did not finish it");
            var gone = Entries(scene).Where(e => Gone.Contains(e.Outcome)).Select(ItemOf).ToHashSet();
            var errand = byRows ? scene.Errand with { Rows = [.. scene.Rows.Where(r => !gone.Contains(new Item(r.Provider, r.Id)))] } : scene.Errand;
            Assert.Null((await errand.RunAsync(session, Cancellation)).Fault);
        }
        while (scene.Left().Overlaps(scene.Asked));

        scene.AssertExactlyTheAskedAreGone();
        AssertEachRequestHasAnIntent();
        AssertTrue(Entries(scene));
        var doubled = CountDoubled();
        output.WriteLine(
            $"{way}, {death}: {found.Sum(v => v.Lines)} lines, {found.Sum(v => v.UnresolvedIntents)} open; resolved {string.Join(' ', learned.GroupBy(e => e.Outcome).Select(g => $"{g.Count()} {g.Key}"))}; "
            + $"{(byRows ? "rows" : "listing")}, {(waitsForQuiet ? "quiet" : "at once")}, {finishing} run(s) more, {doubled} of {scene.Asked.Count} requested twice");

        async Task<string> KillAsync()
        {
            var isEarly = moment < EarlyShare;
            // One past the last: after the last answer, while the ledger is sealed.
            var at = 1 + (int)((moment - EarlyShare) / (1 - EarlyShare) * (requests + 1));
            var pause = isEarly ? Startup * (moment / EarlyShare) : TimeSpan.FromMilliseconds(random.Next(3) == 0 ? 0 : random.NextDouble() * 4);
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var answers = new ConcurrentQueue<SandboxFault?>(Enumerable.Range(0, 4 * requests).Select(_ => Linger(random)));
            scene.Sandbox.OnRequest = request =>
            {
                if (Interlocked.Increment(ref arrived) >= Math.Min(at, requests) && !isEarly) reached.TrySetResult();
                return request.Method != "GET" && answers.TryDequeue(out var fault) ? fault : null;
            };
            using var victim = VictimProcess.Start(scene.Errand);
            if (isEarly) reached.SetResult();
            var end = victim.WaitAsync();
            await Task.WhenAny(reached.Task, end);
            SpinFor(at > requests ? pause * 2 : pause);
            victim.Kill();
            var (code, error) = await end;
            Assert.True(code is 0 or > 128 || OperatingSystem.IsWindows(), $"exit {code}: {error}");
            return FormattableString.Invariant($"{(code == 0 ? "ended by itself" : "killed")} at {moment:0.000}, {(isEarly ? $"{pause.TotalMilliseconds:0} ms after its start" : $"{pause.TotalMilliseconds:0.0} ms after request {Math.Min(at, requests)} of {requests}")}");
        }

        // What has reached the sandbox has been carried out.
        async Task WaitForQuietAsync()
        {
            using var hang = new CancellationTokenSource(Hang);
            for (var calm = 0; calm < 3; calm++)
            {
                await Task.Delay(10, hang.Token);
                if (Volatile.Read(ref arrived) != scene.Sandbox.GetRequests().Count) calm = 0;
            }
        }

        void AssertTrue(IEnumerable<AuditEntry> told)
        {
            var left = scene.Left();
            Assert.All(told.Where(e => Gone.Contains(e.Outcome)), e => Assert.False(left.Contains(ItemOf(e)), $"{death}: {e} and it is there"));
        }

        void AssertEachRequestHasAnIntent()
        {
            var intents = Entries(scene).Where(e => e.IntentTime is not null).GroupBy(ItemOf).ToDictionary(g => g.Key, g => g.Count());
            foreach (var (item, count) in scene.Changes.SelectMany(scene.Named).GroupBy(i => i).Select(g => (g.Key, g.Count())))
                Assert.True(intents.GetValueOrDefault(item) >= count, $"{death}: {count} request(s) for {item}, and {intents.GetValueOrDefault(item)} intent(s)");
        }

        int CountDoubled()
        {
            var twice = scene.Changes.SelectMany(scene.Named).GroupBy(i => i).Where(g => g.Count() > 1).Select(g => g.Key).ToHashSet();
            // Asked for again was only what was open when the run died, and was not learned to be gone.
            Assert.Subset(open.Select(ItemOf).ToHashSet(), twice);
            Assert.DoesNotContain(learned.Where(e => Gone.Contains(e.Outcome)).Select(ItemOf), twice.Contains);
            return twice.Count;
        }
    }

    private static List<AuditEntry> Entries(Scene scene) => Directory.Exists(scene.Errand.AuditPath) ? [.. scene.Archive.ReadEntries()] : [];

    private static Item ItemOf(AuditEntry entry) => new(entry.Provider, entry.Id);

    /// <summary>Carried out at once and answered a little later, or carried out a little later: then perhaps after the death of who asked.</summary>
    private static SandboxFault? Linger(Random random) => random.Next(3) switch
    {
        0 => null,
        1 => SandboxFault.Delay(TimeSpan.FromMilliseconds(random.Next(12))),
        _ => SandboxFault.DelayBefore(TimeSpan.FromMilliseconds(random.Next(150))),
    };

    private static async Task<int> CountRequestsAsync(string way)
    {
        using var scene = await Scene.SetAsync(way);
        using var session = await scene.OpenAsync();
        await scene.Errand.RemoveAsync(session, Cancellation);
        return scene.Sandbox.GetRequests().Count;
    }

    // A timer would be late by more than a request takes.
    private static void SpinFor(TimeSpan time)
    {
        var since = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(since) < time) Thread.SpinWait(20);
    }
}
