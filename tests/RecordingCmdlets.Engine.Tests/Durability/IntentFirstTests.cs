using System.Collections.Concurrent;
using RecordingCmdlets.Engine.Ledger;
using RecordingCmdlets.Engine.Tests.Support;

namespace RecordingCmdlets.Engine.Tests.Durability;

/// <summary>At every service and in every way of removing: when a request arrives, the intents of all that it destroys are durable.</summary>
public sealed class IntentFirstTests
{
    private readonly ConcurrentQueue<string> wrongs = new();

    public static MatrixTheoryData<string, int> WaysAndWorkers { get; } = new(Way.All.Select(w => w.Name), [1, 8]);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(WaysAndWorkers))]
    public async Task A_request_arrives_when_the_intents_of_all_that_it_names_are_durable(string way, int workers)
    {
        using var scene = await Scene.SetAsync(way);
        var random = new Random(7);
        DurableDisk? disk = null;
        using var session = await scene.OpenAsync(path => disk = new DurableDisk(path) { Takes = _ => TimeSpan.FromMilliseconds(random.Next(12)) });
        Watch(scene, () => disk);

        var (results, fault) = await (scene.Errand with { Workers = workers }).RunAsync(session, Cancellation);

        Assert.Empty(wrongs);
        Assert.Null(fault);
        Assert.Equal(scene.Asked.Count, results.Count);
        Assert.All(scene.Asked, item => Assert.True(disk!.Holds(item)));
        // Otherwise nothing was told of groups.
        Assert.True(disk!.LargestGroup > 1, "every intent was written alone");
        scene.AssertExactlyTheAskedAreGone();
    }

    [Theory]
    [MemberData(nameof(Way.Names), MemberType = typeof(Way))]
    public async Task After_a_write_that_failed_nothing_leaves_whose_intent_was_in_it_or_would_come_later(string way)
    {
        var failures = 0;
        for (var at = 1; at <= Scale.Of(5, 30); at++)
        {
            if (!await FailAsync(way, at)) break;
            failures++;
        }

        // The header, and intents.
        Assert.True(failures >= 2, "the disk did not fail");
    }

    /// <summary>A run whose disk fails once.</summary>
    /// <returns>False when the run ended before the disk failed.</returns>
    private async Task<bool> FailAsync(string way, int at)
    {
        using var scene = await Scene.SetAsync(way);
        DurableDisk? disk = null;
        // Nothing of it, half a line, or all of it: a failed write says nothing of its bytes.
        using var session = await scene.OpenAsync(path => disk = new DurableDisk(path) { FailsAt = at, GoesThrough = (at % 3) switch { 0 => 0, 1 => 1, _ => 0.6 } });
        Watch(scene, () => disk);
        var errand = scene.Errand with { Workers = at % 2 == 0 ? 2 : 8 };

        List<RemovalResult> results = [];
        RecordingException? fault = null;
        if (at == 1) Assert.Equal("AuditUnavailable", (await Assert.ThrowsAsync<AuditException>(() => errand.RunAsync(session, Cancellation))).ErrorId);
        else (results, fault) = await errand.RunAsync(session, Cancellation);

        Assert.Empty(wrongs);
        AssertHonest(scene, results);
        if (!disk!.HasFailed) return false;
        Assert.Equal(at, disk.Writes);
        Assert.DoesNotContain(scene.Changes.SelectMany(scene.Named), disk.Lost.Contains);
        if (at > 1) Assert.Equal("AuditUnavailable", fault?.ErrorId);
        else Assert.Empty(scene.Changes);
        AssertReadable(disk);
        return true;
    }

    private void Watch(Scene scene, Func<DurableDisk?> disk) => scene.Sandbox.OnRequest = request =>
    {
        if (request.Method == "GET") return null;
        var named = scene.Named(request);
        if (named.Count == 0) wrongs.Enqueue($"{request} names nothing that is known");
        foreach (var item in named.Where(i => !scene.Asked.Contains(i))) wrongs.Enqueue($"{request} names {item}, which nobody asked for");
        foreach (var item in named.Where(i => disk()?.Holds(i) != true)) wrongs.Enqueue($"{request} came before the intent of {item} was durable");
        return null;
    };

    private static void AssertHonest(Scene scene, List<RemovalResult> results)
    {
        var left = scene.Left();
        var requested = scene.Changes.SelectMany(scene.Named).ToHashSet();
        Assert.Subset(left, scene.Bystanders);
        // What the sandbox carried out must be what its requests were read to be about.
        Assert.Subset(requested, scene.Changes.SelectMany(r => r.Deleted.Select(id => new Item(r.Provider, id))).Where(scene.Asked.Contains).ToHashSet());
        if (results.Count > 0) Assert.Equal(scene.Rows.Select(r => r.Id).Order(StringComparer.Ordinal), results.Select(r => r.Id).Order(StringComparer.Ordinal));
        foreach (var result in results)
        {
            var item = new Item(result.Provider, result.Id);
            if (result.Outcome is RemovalOutcome.Deleted or RemovalOutcome.Recycled or RemovalOutcome.AlreadyGone) Assert.DoesNotContain(item, left);
            if (result.Outcome == RemovalOutcome.NotSent) Assert.DoesNotContain(item, requested);
        }
    }

    /// <summary>Whatever went through of the failed write: the ledger is readable up to its last whole line.</summary>
    private static void AssertReadable(DurableDisk disk)
    {
        using var folder = new TempFolder();
        var file = folder.File("left.jsonl");
        File.WriteAllBytes(file, disk.Content);
        var found = LedgerVerifier.Verify(file, null, null);
        Assert.Equal(disk.Content.Count(b => b == '\n'), found.Lines);
        Assert.True(found.IsIntact || found.Lines == 0, found.Message);
    }
}
