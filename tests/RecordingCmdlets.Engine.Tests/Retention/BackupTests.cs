using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using RecordingCmdlets.Engine.Tests.Support;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Retention;

/// <summary>What a rule wants saved is removed when it is safe, and not before; nothing is saved that stays in any case.</summary>
public sealed class BackupTests
{
    private static RetentionPolicy Saving(string path = "/backup") => RetentionRig.Policy(new RetentionRule
    {
        Name = "saved",
        Action = RetentionAction.Delete,
        OlderThan = TimeSpan.FromDays(30),
        Backup = new ArchiveOptions { Path = path, ThrottleLimit = 3 },
    });

    [Fact]
    public async Task Only_what_is_safe_is_removed_and_only_what_may_go_is_saved()
    {
        using var rig = await RetentionRig.OpenAsync(100, ["Telnyx", "Attendee"]);
        var plan = await rig.PlanAsync(Saving());
        var planned = RetentionRig.Lines(plan)["remove"].ToHashSet();
        var items = (await rig.ListAsync()).Where(r => planned.Contains($"{r.Provider}/{r.Id}")).ToList();
        var held = items.Take(2).ToList();
        held.ForEach(rig.Hold);
        var unsafeIds = items.Skip(2).Where((_, i) => i % 3 == 0).Select(r => r.Id).ToHashSet();
        var archive = new FakeArchive(id => unsafeIds.Contains(id) ? ArchiveOutcome.Failed : id.GetHashCode(StringComparison.Ordinal) % 2 == 0 ? ArchiveOutcome.Saved : ArchiveOutcome.AlreadySaved);
        rig.Session.BeginArchive = archive.BeginAsync;
        // A deletion that comes before its item is safe is told at once.
        var early = new ConcurrentBag<string>();
        rig.Sandbox.OnRequest = request =>
        {
            if (request.Method != "GET" && items.FirstOrDefault(r => request.Path.Contains(r.Id, StringComparison.Ordinal)) is { } item && !archive.Safe.ContainsKey(item.Id)) early.Add(item.Id);
            return null;
        };

        var (results, summary) = await rig.ApplyAsync(plan);

        Assert.Empty(early);
        Assert.NotEmpty(unsafeIds);
        Assert.Equal(items.Skip(2).Select(r => r.Id).Order(), archive.Asked.Order());
        Assert.Equal(unsafeIds.Order(), results.Where(r => r.Outcome == RemovalOutcome.Failed).Select(r => r.Id).Order());
        Assert.All(results.Where(r => r.Outcome == RemovalOutcome.Failed), r => Assert.Contains("could not be saved, so it was not removed: no link", r.Reason, StringComparison.Ordinal));
        Assert.Equal(held.Select(r => r.Id).Order(), results.Where(r => r.Outcome == RemovalOutcome.Held).Select(r => r.Id).Order());
        Assert.Equal(items.Count - 2 - unsafeIds.Count, summary.Succeeded);
        Assert.Equal(unsafeIds.Count, summary.Failed);
        Assert.True(archive.MostAtOnce <= 3, $"{archive.MostAtOnce} were saved at one time.");
        Assert.True(archive.IsComplete, "The manifest was not sealed.");
    }

    [Fact]
    public async Task A_backup_that_cannot_be_begun_removes_nothing()
    {
        using var rig = await RetentionRig.OpenAsync(40, ["Telnyx"]);
        var plan = await rig.PlanAsync(Saving());
        rig.Session.BeginArchive = (_, _, _) => throw new ArchiveException("ArchiveWriteFailed", "The disk is full.", "Free space.");

        var (results, _) = await rig.ApplyAsync(plan);

        Assert.NotEmpty(results);
        Assert.All(results, r => Assert.Equal(RemovalOutcome.Failed, r.Outcome));
        Assert.Empty(rig.Destroying);
    }

    [Fact]
    public async Task A_trial_saves_nothing()
    {
        using var rig = await RetentionRig.OpenAsync(40, ["Telnyx"]);
        var plan = await rig.PlanAsync(Saving());
        rig.Session.BeginArchive = (_, _, _) => throw new InvalidOperationException("It was asked to save.");

        var (results, _) = await rig.ApplyAsync(plan, isTrial: true);

        Assert.All(results, r => Assert.Equal(RemovalOutcome.WouldRemove, r.Outcome));
    }

    [Fact]
    public async Task A_hold_that_comes_while_an_item_is_saved_keeps_it()
    {
        using var rig = await RetentionRig.OpenAsync(40, ["Telnyx"], TimeProvider.System);
        var plan = await rig.PlanAsync(Saving());
        var items = (await rig.ListAsync()).ToDictionary(r => r.Id);
        string? late = null;
        var archive = new FakeArchive(id =>
        {
            if (Interlocked.CompareExchange(ref late, id, null) is not null) return ArchiveOutcome.Saved;
            rig.Hold(items[id]);
            // The file is looked at once a second.
            Thread.Sleep(1200);
            return ArchiveOutcome.Saved;
        });
        rig.Session.BeginArchive = archive.BeginAsync;

        var (results, _) = await rig.ApplyAsync(plan);

        Assert.Equal(RemovalOutcome.Held, results.Single(r => r.Id == late).Outcome);
        Assert.True(rig.Sandbox.Telnyx.Contains(late!));
        Assert.Contains(results, r => r.Outcome == RemovalOutcome.Deleted);
    }

    [Fact]
    public async Task Everything_that_was_removed_lies_in_the_folder_when_the_real_saver_saves()
    {
        using var rig = await RetentionRig.OpenAsync(60, ["Telnyx"]);
        using var folder = new TempFolder();
        var plan = await rig.PlanAsync(Saving(folder.Path));
        var broken = RetentionRig.Lines(plan)["remove"].First().Split('/')[1];
        rig.Sandbox.OnRequest = request => request.Path.Contains(broken, StringComparison.Ordinal) && !request.Path.Contains("/v2/recordings/", StringComparison.Ordinal) ? SandboxFault.EmptyMedia : null;

        var (results, summary) = await rig.ApplyAsync(plan);

        var names = Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories).Select(Path.GetFileName).ToList();
        Assert.Equal(RemovalOutcome.Failed, results.Single(r => r.Id == broken).Outcome);
        Assert.True(rig.Sandbox.Telnyx.Contains(broken));
        Assert.True(summary.Succeeded > 3);
        Assert.All(results.Where(r => r.Outcome == RemovalOutcome.Deleted), r => Assert.Contains(names, n => n!.Contains(r.Id, StringComparison.Ordinal) && Path.GetExtension(n) is ".mp3" or ".wav"));
    }

    private sealed class FakeArchive(Func<string, ArchiveOutcome> decide) : IArchiveRun
    {
        private int atOnce;

        public ConcurrentBag<string> Asked { get; } = [];

        public ConcurrentDictionary<string, bool> Safe { get; } = new();

        public int MostAtOnce { get; private set; }

        public bool IsComplete { get; private set; }

        public RecordingException? Fault => null;

        public Task<IArchiveRun> BeginAsync(ArchiveOptions options, INotices notices, CancellationToken stop) => Task.FromResult<IArchiveRun>(this);

        public async Task<ArchiveResult> SaveAsync(RemovalTarget target)
        {
            var now = Interlocked.Increment(ref atOnce);
            lock (Asked) MostAtOnce = Math.Max(MostAtOnce, now);
            Asked.Add(target.Reference.Id);
            await Task.Delay(20);
            var outcome = decide(target.Reference.Id);
            if (outcome != ArchiveOutcome.Failed) Safe[target.Reference.Id] = true;
            Interlocked.Decrement(ref atOnce);
            return new ArchiveResult { Reference = target.Reference, Outcome = outcome, Reason = outcome == ArchiveOutcome.Failed ? "no link" : "" };
        }

        public Task CompleteAsync()
        {
            IsComplete = true;
            return Task.CompletedTask;
        }

        public Task SubmitAsync(RemovalTarget target) => throw new NotSupportedException();

        public bool TryTakeResult([NotNullWhen(true)] out ArchiveResult? result, [NotNullWhen(true)] out RemovalTarget? target) => throw new NotSupportedException();

        public ArchiveProgress GetProgress() => throw new NotSupportedException();

        public ArchiveSummary GetSummary() => throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        public void Dispose()
        {
        }
    }
}
