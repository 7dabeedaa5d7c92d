using RecordingCmdlets.Engine.Ledger;
using RecordingCmdlets.Engine.Removal;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.EndToEnd;

/// <summary>Holds, limit, trial and ledger, in the order they brake.</summary>
public sealed class BrakeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    public async Task A_trial_names_exactly_what_the_run_then_requests(int bulkSize)
    {
        await using var rig = await Rig.ConnectedAsync(recordings: 240, bulkSize: bulkSize);
        var listed = await rig.ListAsync();
        Hold(rig, new { provider = "Telnyx", title = "*555*7*to*" });
        Hold(rig, new { provider = "Telnyx", id = listed[3].Id });
        RemovalOptions Options(bool isTrial) => new() { HoldPath = rig.HoldPath, Audit = rig.Options.Audit, MaximumDeletions = 30, IsTrial = isTrial };
        // Bare ids among listed ones, an id that does not exist, and one that is none.
        var targets = listed.Take(150).Select(RemovalTarget.For).Concat(listed.Skip(150).Take(5).Select(r => Rig.Bare(r.Id))).Append(Rig.Bare("..")).ToList();

        var trial = await rig.RemoveAsync(targets, Options(isTrial: true));
        Assert.Empty(rig.Destroying);
        Assert.False(Directory.Exists(rig.AuditPath));
        var real = await rig.RemoveAsync(targets, Options(isTrial: false));

        var would = trial.Where(r => r.Outcome == RemovalOutcome.WouldRemove).Select(r => r.Id).Order().ToList();
        Assert.Equal(30, would.Count);
        Assert.Equal(would, rig.Destroying.SelectMany(r => r.Deleted).Order());
        Assert.Equal(
            trial.Where(r => r.Outcome != RemovalOutcome.WouldRemove).Select(r => (r.Id, r.Outcome)).Order(),
            real.Where(r => r.Outcome != RemovalOutcome.Deleted).Select(r => (r.Id, r.Outcome)).Order());
        Assert.Contains(real, r => r.Outcome == RemovalOutcome.Held);
        Assert.Contains(real, r => r.Outcome == RemovalOutcome.LimitReached);
        Assert.Single(real, r => r.Error is RemovalRefusedException { ErrorId: "DeletionLimitReached" });
    }

    [Fact]
    public async Task A_hold_that_cannot_be_judged_costs_one_look_and_what_stays_unclear_is_held()
    {
        await using var rig = await Rig.ConnectedAsync();
        var clear = rig.Seed();
        rig.Sandbox.Telnyx.Add(new TelnyxRecording { Id = "untitled", CreatedAt = "2026-01-05T09:00:00.000Z" });
        Hold(rig, new { title = "*merger*" });

        var results = await rig.RemoveAsync([Rig.Bare(clear), Rig.Bare("untitled"), Rig.Bare("missing")]);

        Assert.Equal(RemovalOutcome.Deleted, results.Single(r => r.Id == clear).Outcome);
        Assert.Equal(RemovalOutcome.Held, results.Single(r => r.Id == "untitled").Outcome);
        Assert.Equal(RemovalOutcome.NotFound, results.Single(r => r.Id == "missing").Outcome);
        Assert.Equal(3, rig.Sandbox.GetRequests().Count(r => r.Method == "GET"));
        Assert.Single(rig.Destroying);
    }

    [Fact]
    public async Task A_hold_set_while_a_run_goes_on_stops_what_has_not_left()
    {
        await using var rig = await Rig.ConnectedAsync(bulkSize: 1, time: TimeProvider.System);
        var ids = Enumerable.Range(0, 600).Select(_ => rig.Seed()).ToList();
        var listed = await rig.ListAsync();
        rig.Sandbox.OnRequest = request => request.Method == "DELETE" ? SandboxFault.Delay(TimeSpan.FromMilliseconds(60)) : null;
        await using var run = await rig.Session.BeginRemovalAsync(rig.Options, rig.Notices, TestContext.Current.CancellationToken);
        foreach (var recording in listed) await run.SubmitAsync(await run.DecideAsync(RemovalTarget.For(recording)));

        Hold(rig, new { all = true });
        await run.CompleteAsync();

        var results = Rig.Take(run);
        rig.AssertHonest(results, ids);
        Assert.Contains(results, r => r.Outcome == RemovalOutcome.Held);
        Assert.True(rig.Sandbox.Telnyx.Count > 0);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{ "format": "other", "holds": [] }""")]
    [InlineData("""{ "format": "recordingcmdlets-holds/1", "holds": [ { "holdId": "1", "ticket": "T", "createdBy": "a", "createdAt": "2026-01-01T00:00:00Z", "titel": "x" } ] }""")]
    [InlineData("""{ "format": "recordingcmdlets-holds/1", "holds": [ { "holdId": "1", "ticket": "T", "createdBy": "a", "createdAt": "2026-01-01T00:00:00Z" } ] }""")]
    public async Task A_holds_file_that_is_not_understood_whole_stops_the_run_before_it_begins(string content)
    {
        await using var rig = await Rig.ConnectedAsync();
        await File.WriteAllTextAsync(rig.HoldPath, content, TestContext.Current.CancellationToken);

        var fault = await Assert.ThrowsAsync<HoldsException>(() => rig.RemoveAsync([Rig.Bare(rig.Seed())]));

        Assert.Equal("HoldsUnreadable", fault.ErrorId);
        Assert.Empty(rig.Destroying);
    }

    [Fact]
    public async Task An_unattended_run_without_a_named_holds_file_does_not_begin()
    {
        await using var rig = await Rig.ConnectedAsync();

        var fault = await Assert.ThrowsAsync<HoldsException>(() => rig.RemoveAsync([Rig.Bare(rig.Seed())], new RemovalOptions { IsUnattended = true, Audit = rig.Options.Audit }));

        Assert.Equal("HoldsMissing", fault.ErrorId);
        Assert.Empty(rig.Destroying);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    public async Task No_request_leaves_before_its_intent_is_durable(int bulkSize)
    {
        var disk = new WatchedDisk();
        await using var rig = await Rig.ConnectedAsync(bulkSize: bulkSize, openSink: disk.Open);
        var ids = Enumerable.Range(0, 300).Select(_ => rig.Seed()).ToList();
        var listed = await rig.ListAsync();
        var early = 0;
        rig.Sandbox.OnRequest = request =>
        {
            if (request.Method == "GET") return null;
            var wanted = request.Method == "DELETE" ? [request.Path.Split('/')[^1]] : ids.Where(id => request.Body.Contains(id, StringComparison.Ordinal)).ToArray();
            if (wanted.Any(id => !disk.HasIntent(id))) Interlocked.Increment(ref early);
            return null;
        };

        await rig.RemoveAsync(listed);

        Assert.Equal(0, early);
        Assert.Equal(0, rig.Sandbox.Telnyx.Count);
    }

    [Fact]
    public async Task A_disk_that_fills_up_stops_deletion_before_the_next_request()
    {
        var disk = new WatchedDisk { FailsAfter = 20 };
        await using var rig = await Rig.ConnectedAsync(bulkSize: 1, openSink: disk.Open);
        foreach (var _ in Enumerable.Range(0, 400)) rig.Seed();
        var listed = await rig.ListAsync();
        await using var run = await rig.Session.BeginRemovalAsync(rig.Options, rig.Notices, TestContext.Current.CancellationToken);

        foreach (var recording in listed)
        {
            var decision = await run.DecideAsync(RemovalTarget.For(recording));
            if (decision.WillRemove) await run.SubmitAsync(decision);
        }

        await run.CompleteAsync();

        Assert.Equal("AuditUnavailable", run.Fault?.ErrorId);
        Assert.All(rig.Destroying.SelectMany(r => r.Deleted), id => Assert.True(disk.HasIntent(id)));
        var results = Rig.Take(run);
        Assert.Equal(400, results.Count);
        Assert.Contains(results, r => r.Outcome == RemovalOutcome.NotSent);
        Assert.True(rig.Sandbox.Telnyx.Count > 0);
    }

    [Fact]
    public async Task A_hold_book_changed_from_two_sides_loses_nothing()
    {
        await using var rig = await Rig.ConnectedAsync();
        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => new HoldBook(rig.HoldPath, TimeProvider.System).Add(
            new Hold { HoldId = $"h{i}", Ticket = "T", CreatedBy = "a", CreatedAt = DateTimeOffset.UtcNow, Provider = "Telnyx" },
            rig.Options.Audit))));

        Assert.Equal(12, new HoldBook(rig.HoldPath, TimeProvider.System).Read().Count);
    }

    private static void Hold(Rig rig, object conditions)
    {
        var file = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(rig.HoldPath))!.AsObject();
        var hold = System.Text.Json.JsonSerializer.SerializeToNode(conditions)!.AsObject();
        hold["holdId"] = Guid.NewGuid().ToString("N")[..8];
        hold["ticket"] = "LEGAL-1";
        hold["createdBy"] = "ana";
        hold["createdAt"] = "2026-01-01T00:00:00Z";
        file["holds"]!.AsArray().Add(hold);
        File.WriteAllText(rig.HoldPath + ".new", file.ToJsonString());
        File.Move(rig.HoldPath + ".new", rig.HoldPath, overwrite: true);
    }

    /// <summary>A disk that knows which intents are on it, takes its time, and may fill up.</summary>
    private sealed class WatchedDisk
    {
        private readonly System.Collections.Concurrent.ConcurrentDictionary<string, bool> intents = new();

        public int FailsAfter { get; init; } = int.MaxValue;

        public bool HasIntent(string id) => intents.ContainsKey(id);

        public ILedgerSink Open(string path) => new Sink(this, path);

        private sealed class Sink(WatchedDisk disk, string path) : ILedgerSink
        {
            private int writes;

            public string Path => path;

            public void WriteDurably(ReadOnlySpan<byte> lines)
            {
                // Longer than the way to the loopback server: an intent that is not waited for comes too late.
                Thread.Sleep(3);
                if (++writes > disk.FailsAfter) throw new IOException("No space left on device");
                foreach (var line in System.Text.Encoding.UTF8.GetString(lines).Split('\n', StringSplitOptions.RemoveEmptyEntries))
                {
                    using var parsed = System.Text.Json.JsonDocument.Parse(line);
                    if (parsed.RootElement.GetProperty("type").GetString() == "intent") disk.intents[parsed.RootElement.GetProperty("id").GetString()!] = true;
                }
            }

            public void Dispose()
            {
            }
        }
    }
}
