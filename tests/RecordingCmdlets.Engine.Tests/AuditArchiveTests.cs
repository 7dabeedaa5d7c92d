using RecordingCmdlets.Engine.Ledger;
using RecordingCmdlets.Engine.Tests.Support;

namespace RecordingCmdlets.Engine.Tests;

public sealed class AuditArchiveTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly ManualTime time = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task An_intent_and_its_outcome_are_one_entry()
    {
        var start = time.GetUtcNow();
        using var connection = Given.Connection(new Uri("https://testing.invalid:8443/v2"), "Main");
        await using (var ledger = await OpenAsync(new AuditOptions { Path = folder.Path, Ticket = "T-1" }))
        {
            ledger.TellConnection(connection);
            ledger.TellConnection(connection);
            var intent = ledger.Intend(Given.Reference("a", "Main"), wasListed: true);
            time.Advance(TimeSpan.FromSeconds(3));
            ledger.Settle(Result("a", RemovalOutcome.Failed, RemovalEvidence.Response, ledger, connection: "Main", reason: "Locked.", status: 423, request: "req-9"), intent);
        }

        var entry = Assert.Single(new AuditArchive(folder.Path).ReadEntries());
        Assert.Equal(Given.Reference("a", "Main"), entry.Reference);
        Assert.Equal(RemovalOutcome.Failed, entry.Outcome);
        Assert.Equal(RemovalEvidence.Response, entry.Evidence);
        Assert.Equal("Locked.", entry.Reason);
        Assert.Equal(423, entry.StatusCode);
        Assert.Equal("req-9", entry.CorrelationId);
        Assert.Equal("T-1", entry.Ticket);
        Assert.Equal(start, entry.IntentTime);
        Assert.Equal(start.AddSeconds(3), entry.Time);
        Assert.Equal(3, entry.Line);
        Assert.True(entry.WasListed);
        Assert.Equal("https://testing.invalid:8443/v2", entry.Origin);
        Assert.Equal(connection.CredentialFingerprint, entry.CredentialFingerprint);
        Assert.False(entry.NeedsResolution);
        Assert.NotEmpty(entry.Operator);
    }

    [Fact]
    public async Task Outcomes_find_their_intents_in_whatever_order_they_come()
    {
        await using (var ledger = await OpenAsync())
        {
            var intents = Enumerable.Range(0, 5).Select(i => ledger.Intend(Given.Reference($"r{i}"), wasListed: i % 2 == 0)).ToList();
            foreach (var i in (int[])[3, 0, 4, 1]) ledger.Settle(Result($"r{i}", RemovalOutcome.Deleted, RemovalEvidence.Response, ledger), intents[i]);
            ledger.Settle(Result("held", RemovalOutcome.Held, RemovalEvidence.None, ledger), intent: 0);
        }

        var entries = new AuditArchive(folder.Path).ReadEntries().ToDictionary(e => e.Id);
        Assert.Equal(6, entries.Count);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(i == 2 ? RemovalOutcome.Unknown : RemovalOutcome.Deleted, entries[$"r{i}"].Outcome);
            Assert.Equal(i % 2 == 0, entries[$"r{i}"].WasListed);
            Assert.Equal(i + 2, entries[$"r{i}"].Line);
        }

        Assert.Null(entries["held"].IntentTime);
        Assert.False(entries["held"].NeedsResolution);
    }

    [Fact]
    public async Task An_intent_without_an_outcome_is_Unknown_also_when_the_run_died()
    {
        string path;
        await using (var ledger = await OpenAsync())
        {
            ledger.Intend(Given.Reference("a"), wasListed: true);
            path = ledger.Path!;
        }

        var lines = await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(path, string.Join('\n', lines[..^1]) + "\n{\"n\":3,\"type\":\"outc", TestContext.Current.CancellationToken);
        var entry = Assert.Single(new AuditArchive(path).ReadEntries());
        Assert.Equal(RemovalOutcome.Unknown, entry.Outcome);
        Assert.Equal(RemovalEvidence.None, entry.Evidence);
        Assert.True(entry.NeedsResolution);
        Assert.Equal("The ledger ends before an outcome.", entry.Reason);
    }

    [Theory]
    [InlineData(RemovalOutcome.Accepted)]
    [InlineData(RemovalOutcome.Unknown)]
    [InlineData(null)]
    public async Task A_resolution_in_the_folder_is_merged(RemovalOutcome? outcome)
    {
        await using (var ledger = await OpenAsync())
        {
            var intent = ledger.Intend(Given.Reference("a"), wasListed: true);
            if (outcome is { } known) ledger.Settle(Result("a", known, RemovalEvidence.BatchAccepted, ledger), intent);
            ledger.Settle(Result("b", RemovalOutcome.Deleted, RemovalEvidence.Response, ledger), ledger.Intend(Given.Reference("b"), wasListed: true));
        }

        var archive = new AuditArchive(folder.Path);
        var open = Assert.Single(archive.ReadEntries(), e => e.NeedsResolution);
        time.Advance(TimeSpan.FromDays(1));
        await ResolveAsync(open, RemovalOutcome.AlreadyGone);

        var entries = archive.ReadEntries().ToDictionary(e => e.Id);
        Assert.Equal(2, entries.Count);
        Assert.Equal(RemovalOutcome.AlreadyGone, entries["a"].Outcome);
        Assert.Equal(RemovalEvidence.ReadBack, entries["a"].Evidence);
        Assert.Equal(time.GetUtcNow(), entries["a"].Time);
        Assert.Equal(open.Line, entries["a"].Line);
        Assert.False(entries["a"].NeedsResolution);
        Assert.Equal(RemovalOutcome.Deleted, entries["b"].Outcome);
        // Also for one file of the folder, and the last of two resolutions counts.
        time.Advance(TimeSpan.FromDays(1));
        await ResolveAsync(open, RemovalOutcome.Failed);
        Assert.Equal(RemovalOutcome.Failed, new AuditArchive(open.Path).ReadEntries().Single(e => e.Id == "a").Outcome);
    }

    [Fact]
    public async Task A_resolution_of_another_run_is_not_merged()
    {
        await using (var ledger = await OpenAsync()) ledger.Intend(Given.Reference("a"), wasListed: true);
        var open = Assert.Single(new AuditArchive(folder.Path).ReadEntries());
        await ResolveAsync(
            new AuditEntry
            {
                RunId = "another",
                Time = open.Time,
                Reference = open.Reference,
                Outcome = open.Outcome,
                Evidence = open.Evidence,
                Operator = "",
                Path = open.Path,
                Line = open.Line,
            },
            RemovalOutcome.AlreadyGone);
        Assert.True(Assert.Single(new AuditArchive(folder.Path).ReadEntries()).NeedsResolution);
    }

    [Fact]
    public async Task A_ledger_that_is_gone_is_listed_by_the_index()
    {
        string gone, head;
        await using (var ledger = await OpenAsync())
        {
            await ledger.CloseAsync();
            (gone, head) = (ledger.Path!, ledger.Head!);
        }

        await using (var ledger = await OpenAsync()) ledger.Intend(Given.Reference("a"), wasListed: true);
        Assert.All(new AuditArchive(folder.Path).Verify(null, null), v => Assert.Equal(AuditState.Sealed, v.State));
        File.Delete(gone);
        var found = new AuditArchive(folder.Path).Verify(null, null).ToList();
        Assert.Equal([AuditState.Sealed, AuditState.Missing], found.Select(v => v.State));
        Assert.Equal(gone, found[1].Path);
        Assert.Equal(head, found[1].Head);
        Assert.False(found[1].IsIntact);
    }

    [Theory]
    [InlineData("{\"run\":null,\"file\":\"x.jsonl\"}")]
    [InlineData("{\"run\":\"r\",\"file\":null}")]
    [InlineData("{\"run\":\"r\",\"fi")]
    [InlineData("{\"run\":7,\"file\":\"x\"}")]
    [InlineData("{\"run\":\"r\",\"file\":\"x\",\"head\":7}")]
    [InlineData("{\"run\":\"\\ud800\",\"file\":\"x\"}")]
    [InlineData("[]")]
    [InlineData("")]
    public async Task A_line_of_the_index_that_cannot_be_read_hides_no_other(string line)
    {
        string gone;
        await File.WriteAllTextAsync(folder.File(RunIndex.FileName), line + "\n", TestContext.Current.CancellationToken);
        await using (var ledger = await OpenAsync()) gone = ledger.Path!;
        File.Delete(gone);
        Assert.Contains(new AuditArchive(folder.Path).Verify(null, null), v => v.State == AuditState.Missing && v.Path == gone);
    }

    [Fact]
    public async Task An_expected_head_belongs_to_one_file()
    {
        await using (var ledger = await OpenAsync()) ledger.Intend(Given.Reference("a"), wasListed: true);
        await using (var ledger = await OpenAsync()) ledger.Intend(Given.Reference("b"), wasListed: true);
        Assert.Equal(
            "AuditPathNotOneFile", Assert.Throws<RecordingArgumentException>(() => new AuditArchive(folder.Path).Verify(LedgerWriter.Genesis, null).ToList()).ErrorId);
    }

    [Fact]
    public void A_path_that_does_not_exist_is_named()
    {
        var archive = new AuditArchive(folder.File("nothing"));
        Assert.Equal("AuditUnreadable", Assert.Throws<AuditException>(() => archive.ReadEntries().ToList()).ErrorId);
        Assert.Equal("AuditUnreadable", Assert.Throws<AuditException>(() => archive.Verify(null, null).ToList()).ErrorId);
    }

    [Fact]
    public async Task A_ledger_is_never_written_over_an_existing_file()
    {
        var path = folder.File("mine.jsonl");
        await File.WriteAllTextAsync(path, "precious", TestContext.Current.CancellationToken);
        Assert.Equal("AuditUnavailable", (await Assert.ThrowsAsync<AuditException>(() => OpenAsync(new AuditOptions { Path = path }))).ErrorId);
        Assert.Equal("precious", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Half_a_line_of_a_run_that_was_killed_does_not_swallow_the_next_run()
    {
        await File.WriteAllTextAsync(folder.File(RunIndex.FileName), "{\"run\":\"dead\",\"fi", TestContext.Current.CancellationToken);
        // It has not ended either: only the line of its beginning tells of it.
        var open = await OpenAsync();
        File.Delete(open.Path!);

        Assert.Equal(AuditState.Missing, Assert.Single(new AuditArchive(folder.Path).Verify(null, null)).State);
        await open.DisposeAsync();
    }

    [Fact]
    public async Task A_ledger_and_its_folder_are_for_their_owner_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has access lists instead of modes.");
        var inner = folder.File("audit");
        await using var ledger = await OpenAsync(new AuditOptions { Path = inner });
        if (OperatingSystem.IsWindows()) return;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(ledger.Path!));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(inner));
    }

    [Fact]
    public async Task An_item_from_a_file_with_any_id_at_all_does_not_make_the_ledger_unreadable()
    {
        await using (var ledger = await OpenAsync())
        {
            var huge = new string('\u001b', 2 * 1024 * 1024);
            foreach (var id in (string[])["", "\ud800", "a\udc00b", "\0", "\n", huge, string.Concat(Enumerable.Repeat("\ud83d\ude00", 5000)) + "x"])
                ledger.Settle(Result(id, RemovalOutcome.NotEligible, RemovalEvidence.None, ledger, connection: id, reason: id), intent: 0);
        }

        Assert.Equal(7, new AuditArchive(folder.Path).ReadEntries().Count());
        Assert.Equal(AuditState.Sealed, Assert.Single(new AuditArchive(folder.Path).Verify(null, null)).State);
    }

    private static RemovalResult Result(
        string id, RemovalOutcome outcome, RemovalEvidence evidence, RunLedger ledger, string connection = "Testing", string reason = "", int? status = null, string? request = null) => new()
        {
            Reference = Given.Reference(id, connection),
            Outcome = outcome,
            Evidence = evidence,
            Reason = reason,
            StatusCode = status,
            CorrelationId = request,
            Time = Given.Moment("2026-03-01T12:00:03Z"),
            RunId = ledger.RunId,
        };

    private Task<RunLedger> OpenAsync(AuditOptions? audit = null) =>
        RunLedger.OpenAsync(LedgerPurpose.Removal, audit ?? new AuditOptions { Path = folder.Path }, time);

    private async Task ResolveAsync(AuditEntry entry, RemovalOutcome outcome)
    {
        await using var ledger = await RunLedger.OpenAsync(LedgerPurpose.Resolution, new AuditOptions { Path = folder.Path }, time);
        ledger.Resolve(new AuditEntry
        {
            RunId = entry.RunId,
            Time = time.GetUtcNow(),
            Reference = entry.Reference,
            Outcome = outcome,
            Evidence = RemovalEvidence.ReadBack,
            Operator = entry.Operator,
            Path = entry.Path,
            Line = entry.Line,
        });
    }
}
