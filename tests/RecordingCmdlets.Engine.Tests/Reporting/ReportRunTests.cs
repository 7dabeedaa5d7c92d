using RecordingCmdlets.Engine.Ledger;
using RecordingCmdlets.Engine.Reporting;
using RecordingCmdlets.Engine.Tests.Support;

namespace RecordingCmdlets.Engine.Tests.Reporting;

/// <summary>From sources to files: what is refused, what is written, and what is left alone.</summary>
public sealed class ReportRunTests : IDisposable
{
    private readonly ReportBench bench = new(25);

    private string CsvPath => Path.ChangeExtension(bench.ReportPath, ".csv");

    private ReportOptions Listing => bench.Options with { HasListing = true };

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task A_report_replaces_the_one_before_at_its_end_and_is_for_its_owner_alone()
    {
        await File.WriteAllTextAsync(bench.ReportPath, "old", TestContext.Current.CancellationToken);
        using (var run = ReportRun.Begin(Listing, bench.Time, CancellationToken.None))
        {
            run.Add(bench.Items[0]);
            Assert.Equal("old", await File.ReadAllTextAsync(bench.ReportPath, TestContext.Current.CancellationToken));
            Assert.Equal([bench.ReportPath], await run.CompleteAsync());
        }

        Assert.Contains(bench.Items[0].Id, await File.ReadAllTextAsync(bench.ReportPath, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        AssertNothingElse("report.html", "holds.json");
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(bench.ReportPath));
    }

    [Fact]
    public async Task A_report_takes_the_place_of_a_link_and_does_not_follow_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");
        File.CreateSymbolicLink(bench.ReportPath, bench.HoldPath);
        var before = await File.ReadAllTextAsync(bench.HoldPath, TestContext.Current.CancellationToken);

        await bench.ReportAsync(Listing, bench.Items);

        Assert.Null(new FileInfo(bench.ReportPath).LinkTarget);
        Assert.Equal(before, await File.ReadAllTextAsync(bench.HoldPath, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_report_that_is_given_up_leaves_nothing_behind()
    {
        using (var run = ReportRun.Begin(Listing with { MaximumRows = 3 }, bench.Time, CancellationToken.None))
        {
            foreach (var item in bench.Items) run.Add(item);
        }

        AssertNothingElse("holds.json");
    }

    [Fact]
    public void A_report_that_is_given_up_may_have_lost_its_folder()
    {
        var folder = Directory.CreateDirectory(Path.Combine(bench.FolderPath, "lost"));
        using var run = ReportRun.Begin(Listing with { Path = Path.Combine(folder.FullName, "report.html") }, bench.Time, CancellationToken.None);
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows keeps the folder of a file that is open.");
        folder.Delete(recursive: true);

        run.Dispose();

        Assert.False(Directory.Exists(folder.FullName));
    }

    [Fact]
    public async Task What_is_not_a_plan_at_all_is_not_said_to_have_been_changed()
    {
        await File.WriteAllTextAsync(bench.ReportPath + ".json", """{ "format": "recordingcmdlets-policy/1", "rules": [] }""", TestContext.Current.CancellationToken);

        var fault = Assert.ThrowsAny<RecordingException>(() => ReportRun.Begin(bench.Options with { PlanPath = bench.ReportPath + ".json" }, bench.Time, CancellationToken.None));

        Assert.Contains("is no plan", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_there_already_is_left_alone_where_that_is_wanted()
    {
        await File.WriteAllTextAsync(bench.ReportPath, "old", TestContext.Current.CancellationToken);
        AssertFault("ReportExists", Listing with { NoClobber = true });

        File.SetAttributes(bench.ReportPath, FileAttributes.ReadOnly);
        AssertFault("ReportExists", Listing);
        Assert.Equal("old", await File.ReadAllTextAsync(bench.ReportPath, TestContext.Current.CancellationToken));

        await bench.ReportAsync(Listing with { Force = true }, []);
        Assert.NotEqual("old", await File.ReadAllTextAsync(bench.ReportPath, TestContext.Current.CancellationToken));
        AssertNothingElse("report.html", "holds.json");
    }

    [Fact]
    public async Task What_appears_while_the_report_is_made_is_left_alone_too()
    {
        using var run = ReportRun.Begin(Listing with { NoClobber = true }, bench.Time, CancellationToken.None);
        await File.WriteAllTextAsync(bench.ReportPath, "other", TestContext.Current.CancellationToken);

        Assert.Equal("ReportUnwritable", (await Assert.ThrowsAsync<ReportException>(run.CompleteAsync)).ErrorId);
        Assert.Equal("other", await File.ReadAllTextAsync(bench.ReportPath, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void What_cannot_become_a_report_is_refused_before_anything_is_listed()
    {
        AssertFault("ReportUnwritable", Listing with { Path = Path.Combine(bench.FolderPath, "no", "report.html") });
        Directory.CreateDirectory(bench.ReportPath);
        AssertFault("ReportUnwritable", Listing);
        Directory.Delete(bench.ReportPath);
        AssertFault("ReportPathUnsupported", Listing with { Path = Path.ChangeExtension(bench.ReportPath, ".csv") });
        AssertFault("ReportSourceMissing", new ReportOptions { Path = bench.ReportPath });
        AssertFault("HoldsMissing", Listing with { HoldPath = bench.HoldPath + "x" });
        AssertFault("AuditUnreadable", Listing with { AuditPaths = [bench.AuditPath] });
        AssertFault("PlanUnreadable", Listing with { PlanPath = bench.HoldPath + "x" });
        AssertNothingElse("holds.json");
    }

    [Fact]
    public async Task A_plan_that_was_changed_makes_no_report_and_leaves_nothing_behind()
    {
        var plan = await bench.PlanAsync();
        await File.AppendAllTextAsync(plan.Path, "{}\n", TestContext.Current.CancellationToken);

        // It is found out when rows have already gone into a table.
        AssertFault("PlanChanged", bench.Options with { PlanPath = plan.Path, MaximumRows = 1 });
        AssertNothingElse("holds.json", "march.jsonl", "march.csv");
    }

    [Fact]
    public async Task When_the_page_has_no_room_all_items_are_in_the_table_in_their_order_and_none_is_a_formula()
    {
        var files = await bench.ReportAsync(Listing with { MaximumRows = 24 }, bench.Items);

        Assert.Equal([bench.ReportPath, CsvPath], files);
        var lines = await File.ReadAllLinesAsync(CsvPath, TestContext.Current.CancellationToken);
        Assert.Equal(bench.Items.Select(i => i.Id), lines.Skip(1).Select(l => l.Split(',')[4]));
        Assert.Contains(lines, l => l.Contains(",\"'=HYPERLINK", StringComparison.Ordinal));
        Assert.All(lines.Skip(1), l => Assert.StartsWith("listed,", l, StringComparison.Ordinal));
        var page = await File.ReadAllTextAsync(bench.ReportPath, TestContext.Current.CancellationToken);
        Assert.Equal(24, page.Split("<tr><td data-sort").Length - 1);
        Assert.Contains("24 of 25 items", page, StringComparison.Ordinal);
        Assert.Contains("report.csv", page, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(CsvPath));
    }

    [Fact]
    public async Task When_the_page_has_room_there_is_no_table() =>
        Assert.Equal([bench.ReportPath], await bench.ReportAsync(Listing with { MaximumRows = 25 }, bench.Items));

    [Fact]
    public async Task A_table_replaces_that_of_a_report_before_and_nothing_else()
    {
        await bench.ReportAsync(Listing with { MaximumRows = 5 }, bench.Items);
        await bench.ReportAsync(Listing with { MaximumRows = 5 }, bench.Items.Take(6));
        Assert.Equal(7, (await File.ReadAllLinesAsync(CsvPath, TestContext.Current.CancellationToken)).Length);

        await File.WriteAllTextAsync(CsvPath, "my,own\n", TestContext.Current.CancellationToken);
        Assert.Equal("ReportExists", (await Assert.ThrowsAsync<ReportException>(() => bench.ReportAsync(Listing with { MaximumRows = 5 }, bench.Items))).ErrorId);
        Assert.Equal("my,own\n", await File.ReadAllTextAsync(CsvPath, TestContext.Current.CancellationToken));

        await bench.ReportAsync(Listing with { MaximumRows = 5, Force = true }, bench.Items);
        Assert.Equal(26, (await File.ReadAllLinesAsync(CsvPath, TestContext.Current.CancellationToken)).Length);
    }

    [Fact]
    public async Task The_table_of_the_plan_is_never_replaced()
    {
        var plan = await bench.PlanAsync();
        var before = await File.ReadAllTextAsync(plan.CsvPath!, TestContext.Current.CancellationToken);

        var fault = await Assert.ThrowsAsync<ReportException>(
            () => bench.ReportAsync(bench.Options with { Path = Path.ChangeExtension(plan.Path, ".html"), PlanPath = plan.Path, MaximumRows = 5, Force = true }, []));

        Assert.Equal("ReportExists", fault.ErrorId);
        Assert.Equal(before, await File.ReadAllTextAsync(plan.CsvPath!, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void What_a_report_is_made_from_is_never_replaced_by_it()
    {
        var holds = Path.Combine(bench.FolderPath, "holds.html");
        File.Copy(bench.HoldPath, holds);
        AssertFault("ReportExists", Listing with { Path = holds, HoldPath = holds, Force = true });
        AssertFault("ReportExists", Listing with { Path = bench.ReportPath, PlanPath = bench.ReportPath, Force = true });
    }

    [Fact]
    public async Task A_plan_alone_shows_its_items_with_the_reasons_of_each()
    {
        var plan = await bench.PlanAsync();
        await bench.ReportAsync(bench.Options with { PlanPath = plan.Path, MaximumRows = 24 }, []);

        var rows = (await File.ReadAllLinesAsync(CsvPath, TestContext.Current.CancellationToken)).Skip(1).ToList();
        Assert.InRange(plan.ToRemove, 1, 24);
        Assert.Equal(plan.ToRemove, rows.Count(r => r.StartsWith("would remove,", StringComparison.Ordinal) && r.Contains("Rule 'old calls'. Older than 90 days.", StringComparison.Ordinal)));
        Assert.Equal(plan.ToKeep, rows.Count(r => r.StartsWith("keep,", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_item_that_changed_since_the_plan_is_not_said_to_go()
    {
        var plan = await bench.PlanAsync();
        var going = bench.Items.First(i => i.Provider == "Telnyx" && bench.Now - i.CreatedAt > TimeSpan.FromDays(90) && i.Owner?.EndsWith("@partner.example", StringComparison.Ordinal) != true);
        var changed = new Recording { Provider = going.Provider, Connection = going.Connection, Kind = going.Kind, Id = going.Id, Owner = going.Owner, CreatedAt = going.CreatedAt!.Value.AddSeconds(1) };
        await bench.ReportAsync(Listing with { PlanPath = plan.Path, MaximumRows = 1 }, [changed, going]);

        Assert.Equal(["listed", "would remove"], (await File.ReadAllLinesAsync(CsvPath, TestContext.Current.CancellationToken)).Skip(1).Select(l => l.Split(',')[0]));
    }

    [Fact]
    public async Task Ledgers_count_as_they_are_and_as_they_were_settled_later()
    {
        await bench.RunAsync(2, unknown: 1);
        var broken = await bench.RunAsync(5);
        await File.WriteAllTextAsync(broken, (await File.ReadAllTextAsync(broken, TestContext.Current.CancellationToken)).Replace("Deleted", "Failed", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        File.Delete(await bench.RunAsync(1));
        await SettleAsync();

        var runs = LedgerRun.Read([bench.AuditPath], null, CancellationToken.None);

        Assert.Equal(
            [("removal", AuditState.Sealed, "Deleted 2, AlreadyGone 1"), ("removal", AuditState.Broken, ""), ("resolution", AuditState.Sealed, "AlreadyGone 1"), ("", AuditState.Missing, "")],
            runs.Select(r => (r.Purpose, r.Check.State, string.Join(", ", r.Outcomes.Select(o => $"{o.Key} {o.Value}")))));
    }

    [Fact]
    public async Task What_is_on_hold_or_gone_by_now_is_not_said_to_go()
    {
        var plan = await bench.PlanAsync();
        var going = bench.Items.First(i => i.Provider == "Telnyx" && bench.Now - i.CreatedAt > TimeSpan.FromDays(90));
        var hold = $$"""{"format":"recordingcmdlets-holds/1","holds":[{"holdId":"4f1c09ab77de","ticket":"LEGAL-7","createdBy":"ana","createdAt":"2026-02-02T09:00:00Z","provider":"Telnyx","id":"{{going.Id}}"}]}""";
        await File.WriteAllTextAsync(bench.HoldPath, hold, TestContext.Current.CancellationToken);

        await bench.ReportAsync(Listing with { PlanPath = plan.Path, MaximumRows = 1 }, [going, bench.Items[^1]]);

        Assert.StartsWith("keep,", (await File.ReadAllLinesAsync(CsvPath, TestContext.Current.CancellationToken))[1], StringComparison.Ordinal);
        var page = await File.ReadAllTextAsync(bench.ReportPath, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(">would remove ", page, StringComparison.Ordinal);
        Assert.Contains("1 of them in this listing, 1 on hold now", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_date_in_the_future_is_no_age_below_nothing()
    {
        var early = new Recording { Provider = "Telnyx", Kind = "Recording", Id = "r1", CreatedAt = bench.Now.AddMinutes(1) };

        await bench.ReportAsync(Listing, [early]);

        Assert.Contains("<span class=\"sub\">in the future</span>", await File.ReadAllTextAsync(bench.ReportPath, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_settled_later_is_not_said_to_be_open()
    {
        await bench.RunAsync(2, unknown: 1);
        Assert.Equal([1], LedgerRun.Read([bench.AuditPath], null, CancellationToken.None).Select(r => r.Open));

        await SettleAsync();

        Assert.Equal([0, 0], LedgerRun.Read([bench.AuditPath], null, CancellationToken.None).Select(r => r.Open));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nothing_is_settled_by_a_ledger_that_is_not_intact(bool isFileNamed)
    {
        var run = await bench.RunAsync(0, unknown: 1);
        var resolution = await SettleAsync();
        await File.WriteAllTextAsync(resolution, (await File.ReadAllTextAsync(resolution, TestContext.Current.CancellationToken)).Replace("AlreadyGone", "Deleted", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        var found = LedgerRun.Read([isFileNamed ? run : bench.AuditPath], null, CancellationToken.None)[0];

        Assert.Equal((nameof(RemovalOutcome.Unknown), 1L, 1L), (found.Outcomes.Single().Key, found.Outcomes.Single().Value, found.Open));
    }

    [Fact]
    public async Task A_ledger_counts_once_however_often_it_is_named_or_copied()
    {
        var ledger = await bench.RunAsync(2);
        await bench.RunAsync(1);
        var copies = Directory.CreateDirectory(Path.Combine(bench.FolderPath, "copies")).FullName;
        File.Copy(ledger, Path.Combine(copies, Path.GetFileName(ledger)));

        var runs = LedgerRun.Read([bench.AuditPath, ledger, copies], null, CancellationToken.None);

        Assert.Equal([2L, 1L], runs.Select(r => r.Outcomes.Single().Value));
    }

    [Theory]
    [InlineData("tr-TR")]
    [InlineData("de-DE")]
    [InlineData("ar-SA")]
    [InlineData("th-TH")]
    public async Task A_report_is_the_same_in_every_country(string culture)
    {
        var plan = await bench.PlanAsync();
        var options = Listing with { PlanPath = plan.Path, OlderThan = RetentionAge.Parse("45d"), MaximumRows = 20 };
        await bench.ReportAsync(options, bench.Items);
        var before = (await File.ReadAllTextAsync(bench.ReportPath, TestContext.Current.CancellationToken), await File.ReadAllTextAsync(CsvPath, TestContext.Current.CancellationToken));

        using (new CultureScope(culture)) await bench.ReportAsync(options, bench.Items);

        Assert.Equal(before, (await File.ReadAllTextAsync(bench.ReportPath, TestContext.Current.CancellationToken), await File.ReadAllTextAsync(CsvPath, TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task What_the_service_sent_beyond_the_columns_is_not_even_looked_at()
    {
        var isRead = false;
        var item = new Recording
        {
            Provider = "Testing",
            Connection = "Testing",
            Kind = "Recording",
            Id = "r1",
            ReadService = () =>
            {
                isRead = true;
                return new Dictionary<string, object?> { ["url"] = "https://signed.invalid" };
            },
        };

        await bench.ReportAsync(Listing with { MaximumRows = 1 }, [item, item]);

        Assert.False(isRead);
    }

    /// <summary>Settles the one intent that is open.</summary>
    /// <returns>The ledger that says so.</returns>
    private async Task<string> SettleAsync()
    {
        var open = new AuditArchive(bench.AuditPath).ReadEntries().Single(e => e.Outcome == RemovalOutcome.Unknown);
        bench.Time.Advance(TimeSpan.FromMinutes(1));
        await using var resolution = await RunLedger.OpenAsync(LedgerPurpose.Resolution, new AuditOptions { Path = bench.AuditPath }, bench.Time);
        resolution.Resolve(new AuditEntry
        {
            RunId = open.RunId,
            Line = open.Line,
            Time = bench.Now,
            Reference = open.Reference,
            Outcome = RemovalOutcome.AlreadyGone,
            Evidence = RemovalEvidence.ReadBack,
            Operator = "",
            Path = "",
        });
        return resolution.Path!;
    }

    private void AssertFault(string id, ReportOptions options) =>
        Assert.Equal(id, Assert.ThrowsAny<RecordingException>(() => ReportRun.Begin(options, bench.Time, CancellationToken.None)).ErrorId);

    private void AssertNothingElse(params string[] names) =>
        Assert.Equal(names.Order(StringComparer.Ordinal), Directory.GetFiles(bench.FolderPath).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
}
