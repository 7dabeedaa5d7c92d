using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Ledger;
using RecordingCmdlets.Engine.Removal;
using RecordingCmdlets.Engine.Tests.Support;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.EndToEnd;

/// <summary>Long runs, and files and services that change under them.</summary>
public sealed class EnduranceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 50)]
    public async Task Holds_that_become_unreadable_between_two_tries_do_not_make_the_first_one_unsent(int items, int bulkSize)
    {
        await using var rig = await Rig.ConnectedAsync(bulkSize: bulkSize, time: TimeProvider.System);
        var ids = Enumerable.Range(0, items).Select(_ => rig.Seed()).ToList();
        var listed = await rig.ListAsync();
        var isFirst = true;
        rig.Sandbox.OnRequest = request =>
        {
            if (request.Method == "GET" || !isFirst) return null;
            isFirst = false;
            Thread.Sleep(1200);
            File.WriteAllText(rig.HoldPath, "{ broken");
            return SandboxFault.ResetAfter;
        };

        var results = await rig.RemoveAsync(listed);

        rig.AssertHonest(results, ids);
        Assert.All(results, r => Assert.Equal(RemovalOutcome.Unknown, r.Outcome));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public async Task A_batch_route_that_is_down_does_not_stop_what_works_singly(int workers)
    {
        await using var rig = await Rig.ConnectedAsync();
        var ids = Enumerable.Range(0, 600).Select(_ => rig.Seed()).ToList();
        var listed = await rig.ListAsync();
        rig.Sandbox.OnRequest = request => request.Method == "POST" ? SandboxFault.ServerError : null;

        var results = await rig.RemoveAsync(listed, new RemovalOptions { HoldPath = rig.HoldPath, Audit = rig.Options.Audit, ThrottleLimit = workers });

        rig.AssertHonest(results, ids);
        Assert.All(results, r => Assert.Equal(RemovalOutcome.Deleted, r.Outcome));
    }

    [Fact]
    public async Task A_learned_pace_grows_without_ever_overflowing()
    {
        var time = new ManualTime();
        var gate = new RateGate(time);
        for (var i = 0; i < 50; i++) gate.Leave(await gate.EnterAsync(TimeSpan.FromMinutes(15), Token), throttled: i == 49, default);

        for (var second = 0; second < 3 * 3600; second++)
        {
            time.Advance(TimeSpan.FromSeconds(2));
            gate.Leave(await gate.EnterAsync(TimeSpan.FromMinutes(15), Token), throttled: false, default);
        }

        Assert.Equal(10_000, gate.Current?.Requests);
    }

    [Fact]
    public async Task A_ledger_that_broke_is_Unsealed_and_not_taken_for_one_that_was_cut_off()
    {
        DiskFile? disk = null;
        await using var rig = await Rig.ConnectedAsync(bulkSize: 1, openSink: path => disk = new DiskFile(path));
        rig.Seed();
        var listed = await rig.ListAsync();
        await using (var run = await rig.Session.BeginRemovalAsync(rig.Options, rig.Notices, Token))
        {
            disk!.IsFull = true;
            await run.SubmitAsync(await run.DecideAsync(RemovalTarget.For(listed[0])));
            await run.CompleteAsync();
            Assert.Equal("AuditUnavailable", run.Fault?.ErrorId);
        }

        Assert.Equal(AuditState.Unsealed, Assert.Single(new AuditArchive(rig.AuditPath).Verify(null, null)).State);
    }

    [Fact]
    public async Task A_ledgers_name_may_be_used_again_when_the_old_one_has_been_moved_away()
    {
        await using var rig = await Rig.ConnectedAsync(bulkSize: 1);
        var file = Path.Combine(rig.AuditPath, "run.jsonl");
        for (var run = 0; run < 2; run++)
        {
            await rig.RemoveAsync([Rig.Bare(rig.Seed())], new RemovalOptions { HoldPath = rig.HoldPath, Audit = new AuditOptions { Path = file } });
            Assert.Equal(AuditState.Sealed, Assert.Single(new AuditArchive(file).Verify(null, null)).State);
            File.Move(file, $"{file}.{run}");
        }
    }

    [Fact]
    public async Task A_date_at_the_beginning_of_time_does_not_spoil_a_proof()
    {
        await using var rig = await Rig.ConnectedAsync();
        var ids = Enumerable.Range(0, 5).Select(_ => rig.Seed()).Append(rig.Seed("0001-01-01T00:00:00Z")).ToList();

        var results = await rig.RemoveAsync(await rig.ListAsync());

        rig.AssertHonest(results, ids);
        Assert.All(results, r => Assert.Equal(RemovalOutcome.Deleted, r.Outcome));
    }

    [Fact]
    public async Task One_item_that_cannot_be_read_leaves_the_others_proved()
    {
        await using var rig = await Rig.ConnectedAsync();
        foreach (var _ in Enumerable.Range(0, 20)) rig.Seed();
        var listed = await rig.ListAsync();
        rig.Sandbox.OnRequest = request => request.Method switch
        {
            "POST" => SandboxFault.HalfBatch,
            "GET" when request.Path.EndsWith(listed[0].Id, StringComparison.Ordinal) => SandboxFault.Respond(403, "{}"),
            _ => null,
        };

        var results = await rig.RemoveAsync(listed);

        Assert.Equal(listed[0].Id, Assert.Single(results, r => r.Outcome == RemovalOutcome.Accepted).Id);
        Assert.Equal(19, results.Count(r => r.Outcome == RemovalOutcome.Deleted));
    }

    [Fact]
    public async Task Nobody_is_asked_about_items_that_can_no_longer_be_sent()
    {
        await using var rig = await Rig.ConnectedAsync(bulkSize: 1);
        foreach (var _ in Enumerable.Range(0, 20)) rig.Seed();
        var listed = await rig.ListAsync();
        rig.Sandbox.OnRequest = request => request.Method == "DELETE" ? SandboxFault.Respond(401, "{}") : null;
        await using var run = await rig.Session.BeginRemovalAsync(rig.Options, rig.Notices, Token);
        await run.SubmitAsync(await run.DecideAsync(RemovalTarget.For(listed[0])));
        while (rig.Notices.Said.All(s => s[0] != 'W')) await Task.Delay(5, Token);

        Assert.False((await run.DecideAsync(RemovalTarget.For(listed[1]))).WillRemove);
    }

    [Fact]
    public async Task A_time_limit_longer_than_a_timer_can_hold_is_none()
    {
        await using var rig = await Rig.ConnectedAsync();
        var id = rig.Seed();

        var results = await rig.RemoveAsync([Rig.Bare(id)], new RemovalOptions { HoldPath = rig.HoldPath, Audit = rig.Options.Audit, TimeLimit = TimeSpan.FromDays(60) });

        Assert.Equal(RemovalOutcome.Deleted, Assert.Single(results).Outcome);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_hold_added_behind_a_link_is_seen_while_the_run_goes_on(bool isFolderLinked)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");
        await using var rig = await Rig.ConnectedAsync(bulkSize: 1, time: TimeProvider.System);
        rig.Seed();
        var listed = await rig.ListAsync();
        var folder = Path.GetDirectoryName(rig.HoldPath)!;
        var link = Path.Combine(folder, "link.json");
        if (isFolderLinked)
        {
            // As a mounted secret is replaced: the file's folder is a link that is turned.
            Directory.CreateDirectory(Path.Combine(folder, "v1"));
            Directory.CreateDirectory(Path.Combine(folder, "v2"));
            File.Copy(rig.HoldPath, Path.Combine(folder, "v1", "holds.json"));
            Directory.CreateSymbolicLink(Path.Combine(folder, "now"), "v1");
            File.CreateSymbolicLink(link, "now/holds.json");
        }
        else
        {
            File.CreateSymbolicLink(link, rig.HoldPath);
        }

        await using var run = await rig.Session.BeginRemovalAsync(new RemovalOptions { HoldPath = link, Audit = rig.Options.Audit }, rig.Notices, Token);
        const string everything =
            """{ "format": "recordingcmdlets-holds/1", "holds": [ { "holdId": "h", "ticket": "t", "createdBy": "x", "createdAt": "2026-01-01T00:00:00Z", "all": true } ] }""";
        if (isFolderLinked)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "v2", "holds.json"), everything, Token);
            Directory.Delete(Path.Combine(folder, "now"));
            Directory.CreateSymbolicLink(Path.Combine(folder, "now"), "v2");
        }
        else
        {
            await File.WriteAllTextAsync(rig.HoldPath, everything, Token);
        }

        await Task.Delay(1500, Token);
        Assert.False((await run.DecideAsync(RemovalTarget.For(listed[0]))).WillRemove);
    }

    [Fact]
    public async Task A_hold_added_through_a_link_reaches_the_file_behind_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");
        await using var rig = await Rig.ConnectedAsync();
        var link = Path.Combine(Path.GetDirectoryName(rig.HoldPath)!, "link.json");
        File.CreateSymbolicLink(link, rig.HoldPath);

        new HoldBook(link, TimeProvider.System).Add(
            new Hold { HoldId = "h", Ticket = "T", CreatedBy = "a", CreatedAt = DateTimeOffset.UtcNow, All = true }, rig.Options.Audit);

        Assert.Single(new HoldBook(rig.HoldPath, TimeProvider.System).Read());
        Assert.NotNull(new FileInfo(link).LinkTarget);
    }

    private sealed class DiskFile(string path) : ILedgerSink
    {
        private readonly FileLedgerSink file = new(path);

        public bool IsFull { get; set; }

        public string Path => path;

        public void WriteDurably(ReadOnlySpan<byte> lines)
        {
            if (IsFull) throw new IOException("No space left on device");
            file.WriteDurably(lines);
        }

        public void Dispose() => file.Dispose();
    }
}
