using System.Globalization;
using System.Text;
using RecordingCmdlets.Engine.Ledger;
using RecordingCmdlets.Engine.Tests.Support;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Retention;

/// <summary>What a plan is worth: it is whole and the approved one, or nothing is sent.</summary>
public sealed class PlanFileTests
{
    private static readonly RetentionPolicy Old = RetentionRig.Policy(RetentionRig.Older(30));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_byte_that_is_changed_in_the_plan_or_its_table_is_noticed_and_nothing_is_sent()
    {
        using var rig = await RetentionRig.OpenAsync(20, ["Telnyx"]);
        var plan = await rig.PlanAsync(Old);
        rig.Sandbox.ClearRequests();
        foreach (var file in (string[])[plan.Path, plan.CsvPath!])
        {
            var whole = await File.ReadAllBytesAsync(file, Cancellation);
            // Every place in a nightly run; else some everywhere, and all of the end, where the seal stands.
            for (var at = 0; at < whole.Length; at += at > whole.Length - 300 ? 1 : Scale.Of(37, 1))
            {
                var changed = whole.ToArray();
                changed[at] ^= 1;
                await File.WriteAllBytesAsync(file, changed, Cancellation);
                var fault = await Assert.ThrowsAsync<PlanException>(() => rig.OpenAsync(rig.Options(plan)));
                Assert.Contains(fault.ErrorId, (string[])["PlanChanged", "PlanCsvChanged", "PlanHashMismatch", "PlanUnreadable"]);
            }

            await File.WriteAllBytesAsync(file, whole, Cancellation);
        }

        Assert.Empty(rig.Sandbox.GetRequests());
        await using var run = await rig.OpenAsync(rig.Options(plan));
        Assert.Equal(plan.Hash, run.Plan.Hash);
    }

    [Fact]
    public async Task A_plan_without_its_end_its_table_or_one_of_its_lines_is_refused()
    {
        using var rig = await RetentionRig.OpenAsync(20, ["Telnyx"]);
        var plan = await rig.PlanAsync(Old);
        var lines = await File.ReadAllLinesAsync(plan.Path, Cancellation);

        await File.WriteAllLinesAsync(plan.Path, lines[..^1], Cancellation);
        Assert.Equal("PlanChanged", await RefusalAsync(rig, plan));
        await File.WriteAllLinesAsync(plan.Path, [.. lines[..4], .. lines[5..]], Cancellation);
        Assert.Equal("PlanChanged", await RefusalAsync(rig, plan));
        await File.WriteAllLinesAsync(plan.Path, lines, Cancellation);
        File.Delete(plan.CsvPath!);
        Assert.Equal("PlanCsvChanged", await RefusalAsync(rig, plan));
        File.Delete(plan.Path);
        Assert.Equal("PlanUnreadable", await RefusalAsync(rig, plan));
    }

    [Fact]
    public async Task Only_the_hash_that_was_approved_opens_a_plan()
    {
        using var rig = await RetentionRig.OpenAsync(20, ["Telnyx"]);
        var (plan, other) = (await rig.PlanAsync(Old), await rig.PlanAsync(Old));
        var options = rig.Options(plan);

        Assert.Equal("PlanHashMismatch", await RefusalAsync(rig, options with { PlanHash = other.Hash }));
        Assert.Equal("PlanHashMismatch", await RefusalAsync(rig, options with { PlanHash = plan.Hash[..32] }));
        Assert.Equal("PlanHashMismatch", await RefusalAsync(rig, options with { PlanHash = "" }));
        Assert.Equal("PlanHashMissing", await RefusalAsync(rig, options with { PlanHash = null }));
        await using var shouted = await rig.OpenAsync(options with { PlanHash = plan.Hash.ToUpperInvariant() });
        await using var attended = await rig.OpenAsync(options with { PlanHash = null, Removal = options.Removal with { IsUnattended = false } });
        Assert.Equal(plan.Hash, attended.Plan.Hash);
    }

    [Fact]
    public async Task A_ledger_is_no_plan()
    {
        using var rig = await RetentionRig.OpenAsync(20, ["Telnyx"]);
        var plan = await rig.PlanAsync(Old);
        var (_, summary) = await rig.ApplyAsync(plan);

        Assert.Equal("PlanUnreadable", await RefusalAsync(rig, rig.Options(plan) with { PlanPath = summary.AuditPath!, PlanHash = summary.AuditHead }));
    }

    [Fact]
    public async Task A_plan_has_its_time()
    {
        var time = new ShiftedTime();
        using var rig = await RetentionRig.OpenAsync(20, ["Telnyx"], time);
        var plan = await rig.PlanAsync(Old);
        var options = rig.Options(plan) with { MaxPlanAge = TimeSpan.FromDays(7) };

        time.By = TimeSpan.FromDays(6.9);
        await using (var run = await rig.OpenAsync(options)) Assert.Equal(plan.Hash, run.Plan.Hash);
        time.By = TimeSpan.FromDays(7.1);
        Assert.Equal("PlanTooOld", await RefusalAsync(rig, options));
        time.By = TimeSpan.FromHours(-1);
        Assert.Equal("PlanTooOld", await RefusalAsync(rig, options));
    }

    [Fact]
    public async Task A_plan_is_applied_to_the_account_that_it_was_made_for()
    {
        using var rig = await RetentionRig.OpenAsync(100, ["Webex", "Telnyx"]);
        var plan = await rig.PlanAsync(Old);
        Assert.Contains(plan.Counts, c => c is { Provider: "Webex", ToRemove: > 0 });
        using var user = rig.NewSession();
        await rig.ConnectAsync(user, role: "User");
        using var elsewhere = rig.NewSession();
        await rig.ConnectAsync(elsewhere, baseUri: p => p == "Telnyx" ? new Uri("http://127.0.0.1:9/v2") : null);
        using var nowhere = rig.NewSession();
        using var renewed = rig.NewSession();
        await rig.ConnectAsync(renewed, key: p => p == "Telnyx" ? new Secret("KEYanother0123456789") : null);
        rig.Sandbox.ClearRequests();

        Assert.Equal("PlanConnectionMismatch", await RefusalAsync(rig, rig.Options(plan), user));
        Assert.Equal("PlanConnectionMismatch", await RefusalAsync(rig, rig.Options(plan), elsewhere));
        await Assert.ThrowsAnyAsync<RecordingException>(() => rig.OpenAsync(rig.Options(plan), nowhere));
        Assert.Empty(rig.Sandbox.GetRequests());
        await using var run = await rig.OpenAsync(rig.Options(plan), renewed);
        Assert.Contains(rig.Notices.Said, said => said.Contains("another credential", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_plan_past_a_limit_is_not_begun()
    {
        using var rig = await RetentionRig.OpenAsync(100, ["Telnyx"]);
        var rule = RetentionRig.Older(30);
        var all = await rig.PlanAsync(RetentionRig.Policy(rule));
        var count = (int)all.ToRemove;
        RetentionPolicy With(RetentionFuse whole, RetentionFuse? own) => new()
        {
            Path = "p",
            Hash = "",
            Name = "p",
            Fuse = whole,
            Rules = [new RetentionRule { Name = "old", Action = rule.Action, OlderThan = rule.OlderThan, Fuse = own }],
        };
        var (none, share) = (new RetentionFuse(null, null), (double)count / all.Listed);
        foreach (var (policy, isBlown) in ((RetentionPolicy, bool)[])[
            (With(new(count, share), new(count, share)), false),
            (With(new(count - 1, null), null), true), (With(new(null, share - 0.001), null), true),
            (With(none, new(count - 1, null)), true), (With(none, new(null, share - 0.001)), true)])
        {
            var plan = await rig.PlanAsync(policy);
            Assert.Equal(isBlown, plan.FuseBlown is not null);
            if (isBlown) Assert.Equal("RetentionFuseBlown", (await Assert.ThrowsAsync<RemovalRefusedException>(() => rig.OpenAsync(rig.Options(plan)))).ErrorId);
            else await (await rig.OpenAsync(rig.Options(plan))).DisposeAsync();
        }

        var options = rig.Options(all);
        var limited = await Assert.ThrowsAsync<RemovalRefusedException>(() => rig.OpenAsync(options with { Removal = options.Removal with { MaximumDeletions = count - 1 } }));
        Assert.Equal("RetentionLimitReached", limited.ErrorId);
        Assert.Empty(rig.Destroying);
        Assert.Empty(rig.Ledger());
        var (_, summary) = await rig.ApplyAsync(options with { Removal = options.Removal with { MaximumDeletions = count } });
        Assert.True(summary.IsComplete);
    }

    [Fact]
    public async Task What_is_written_over_the_plan_after_it_was_opened_removes_nothing_else()
    {
        using var rig = await RetentionRig.OpenAsync(60, ["Telnyx"]);
        var plan = await rig.PlanAsync(Old);
        var planned = RetentionRig.Lines(plan)["remove"].ToHashSet();
        var everything = await rig.PlanAsync(RetentionRig.Policy(RetentionRig.Older(0, "all")));
        // So that the file is read once more.
        rig.Sandbox.Telnyx.Remove(planned.First().Split('/')[1]);
        await using var run = await rig.OpenAsync(rig.Options(plan));
        File.Copy(everything.Path, plan.Path, overwrite: true);

        await run.ApplyAsync();

        var deleted = rig.Destroying.SelectMany(r => r.Deleted).Select(id => $"Telnyx/{id}").ToHashSet();
        Assert.Equal(planned.Skip(1).Order(), deleted.Order());
        var intents = rig.Ledger().Where(e => e.IntentTime is not null).Select(e => $"Telnyx/{e.Id}");
        Assert.Subset(planned, intents.ToHashSet());
    }

    [Fact]
    public async Task A_plan_whose_lines_are_gone_when_they_are_read_again_ends_the_run_with_a_fault()
    {
        using var rig = await RetentionRig.OpenAsync(60, ["Telnyx"]);
        var plan = await rig.PlanAsync(Old);
        rig.Sandbox.Telnyx.Remove(RetentionRig.Lines(plan)["remove"].First().Split('/')[1]);
        await using var run = await rig.OpenAsync(rig.Options(plan));
        await File.WriteAllTextAsync(plan.Path, "", Cancellation);

        await run.ApplyAsync();

        Assert.Equal("PlanChanged", run.Fault?.ErrorId);
    }

    [Fact]
    public async Task A_key_vouches_for_a_plan()
    {
        using var rig = await RetentionRig.OpenAsync(20, ["Telnyx"]);
        var key = new Secret("a-key-of-some-length");
        var signed = await rig.Session.Retention.PlanAsync(
            new RetentionPlanOptions { Policy = Old, Path = rig.PlanPath, Audit = new AuditOptions { Key = key } }, null, rig.Notices, Cancellation);
        var plain = await rig.PlanAsync(Old);
        RetentionRunOptions With(RetentionPlan plan, Secret used) =>
            rig.Options(plan) with { Removal = rig.Options(plan).Removal with { Audit = new AuditOptions { Path = rig.AuditPath, Key = used } } };

        await using (var run = await rig.OpenAsync(With(signed, key))) Assert.Equal(signed.Hash, run.Plan.Hash);
        Assert.Equal("PlanChanged", await RefusalAsync(rig, With(signed, new Secret("another-key-of-it"))));
        // It is not said to have been changed: perhaps the key is the wrong one.
        Assert.Contains("Give the key", Assert.Throws<PlanException>(() => PlanFile.Open(signed.Path, null, new Secret("another-key-of-it"))).RecommendedAction, StringComparison.Ordinal);
        Assert.Equal("PlanChanged", await RefusalAsync(rig, With(plain, key)));
        Assert.DoesNotContain(key.Reveal(), await File.ReadAllTextAsync(signed.Path, Cancellation), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"rule\":\"old\"", "\"rule\":\"young\"")]
    [InlineData("\"connection\":\"Telnyx\"", "\"connection\":\"Vonage\"")]
    [InlineData("\"bytes\":", "\"bytes\":7")]
    [InlineData("\"listed\":", "\"listed\":9")]
    public async Task A_plan_that_counts_other_than_it_lists_is_refused_though_its_chain_is_whole(string was, string now)
    {
        using var rig = await RetentionRig.OpenAsync(60, ["Telnyx"]);
        var plan = await rig.PlanAsync(RetentionRig.Policy(RetentionRig.Older(30), RetentionRig.Older(5, "young")));
        var forged = Path.Combine(rig.PlanPath, "forged.jsonl");
        using (var writer = new LedgerWriter(new FileLedgerSink(forged)))
        {
            foreach (var line in LedgerReader.ReadLines(plan.Path).Where(l => l.Text("type") != "seal"))
            {
                var text = line.Members.GetRawText();
                if (line.Text("type") == "count") text = text.Replace(was, now, StringComparison.Ordinal);
                using var changed = System.Text.Json.JsonDocument.Parse(text);
                writer.Append(line.Text("type")!, changed.RootElement, static (json, all) =>
                {
                    foreach (var member in all.EnumerateObject().Where(m => m.Name is not ("n" or "type" or "prev"))) member.WriteTo(json);
                });
            }

            await writer.SealAsync(null);
        }

        Assert.Equal("PlanChanged", await RefusalAsync(rig, rig.Options(plan) with { PlanPath = forged, PlanHash = null, Removal = rig.Options(plan).Removal with { IsUnattended = false } }));
    }

    [Fact]
    public async Task A_plan_that_is_given_up_leaves_nothing_behind()
    {
        using var rig = await RetentionRig.OpenAsync(300, ["Telnyx"]);
        using var giveUp = new CancellationTokenSource();
        rig.Sandbox.OnRequest = request =>
        {
            if (request.Count > 1) giveUp.Cancel();
            return null;
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => rig.PlanAsync(Old, cancellation: giveUp.Token));

        Assert.Empty(Directory.GetFiles(rig.PlanPath));
    }

    [Fact]
    public async Task A_listing_that_fails_leaves_no_plan()
    {
        using var rig = await RetentionRig.OpenAsync(20, ["Telnyx", "Vonage"]);
        rig.Sandbox.OnRequest = request => request.Provider == "Vonage" ? SandboxFault.Respond(403, "{}") : null;

        await Assert.ThrowsAsync<RecordingPermissionException>(() => rig.PlanAsync(Old));

        Assert.Empty(Directory.GetFiles(rig.PlanPath));
    }

    [Fact]
    public async Task A_plan_is_never_written_over_a_file_and_is_for_its_owner_alone()
    {
        using var rig = await RetentionRig.OpenAsync(20, ["Telnyx"]);
        var path = Path.Combine(rig.PlanPath, "june.jsonl");
        RetentionPlanOptions options = new() { Policy = Old, Path = path };
        var plan = await rig.Session.Retention.PlanAsync(options, null, rig.Notices, Cancellation);

        Assert.Equal((path, Path.ChangeExtension(path, ".csv")), (plan.Path, plan.CsvPath));
        var again = await Assert.ThrowsAsync<PlanException>(() => rig.Session.Retention.PlanAsync(options, null, rig.Notices, Cancellation));
        Assert.Equal("PlanUnwritable", again.ErrorId);
        Assert.Equal([Path.ChangeExtension(path, ".csv"), path], Directory.GetFiles(rig.PlanPath).Order(StringComparer.Ordinal));
        if (OperatingSystem.IsWindows()) return;
        foreach (var file in (string[])[plan.Path, plan.CsvPath!]) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task A_plan_says_of_every_item_what_and_why_and_counts_right()
    {
        using var rig = await RetentionRig.OpenAsync(60);
        var plan = await rig.PlanAsync(RetentionRig.Policy(
            new RetentionRule { Name = "kept", Action = RetentionAction.Keep, Titles = ["*weekly*"] }, RetentionRig.Older(30)));

        var listed = await rig.ListAsync();
        var lines = LedgerReader.ReadLines(plan.Path).Where(l => l.Text("type") == "item").ToList();
        Assert.Equal(listed.Select(r => $"{r.Reference}").Order(), lines.Select(l => $"{AuditArchive.ReadReference(l)}").Order());
        Assert.All(lines, line => Assert.NotEmpty(line.Texts("reasons")));
        var removed = lines.Where(PlanJson.SaysRemove).ToList();
        Assert.Equal((lines.Count, removed.Count, lines.Count - removed.Count), (plan.Listed, plan.ToRemove, plan.ToKeep));
        Assert.Equal((removed.Min(l => l.Moment("created")), removed.Max(l => l.Moment("created"))), (plan.Oldest, plan.Newest));
        Assert.Equal(removed.Sum(l => l.Integer("size") ?? 0), plan.BytesToRemove);
        Assert.Equal(
            lines.GroupBy(l => (l.Text("provider"), l.Text("kind"), l.Text("rule") ?? "")).Select(g => (g.Key, (long)g.Count(), (long)g.Count(PlanJson.SaysRemove))).Order(),
            plan.Counts.Select(c => (((string?)c.Provider, (string?)c.Kind, c.Rule), c.Listed, c.ToRemove)).Order());
        await using var run = await rig.OpenAsync(rig.Options(plan));
        Assert.Equivalent(plan, run.Plan, strict: true);
    }

    [Fact]
    public async Task A_policy_comes_out_of_a_plan_as_it_went_in()
    {
        using var rig = await RetentionRig.OpenAsync(0, ["Telnyx"]);
        var rule = new RetentionRule
        {
            Name = "all of it",
            Action = RetentionAction.Recycle,
            Providers = ["Telnyx"],
            Connections = ["Telnyx"],
            Kinds = ["Recording"],
            Titles = ["a\"b*", "ü"],
            Owners = ["x"],
            Metadata = new Dictionary<string, string> { ["team"] = "sales*" },
            MinimumDuration = TimeSpan.FromSeconds(1.5),
            MaximumDuration = TimeSpan.FromDays(2),
            OlderThan = TimeSpan.FromDays(400),
            UnlessActionItem = true,
            UnlessTags = ["keep", "legal=*"],
            Backup = new ArchiveOptions { Path = "/srv/x", Include = ArchiveParts.Media | ArchiveParts.Transcript, NameTemplate = "{Id}", ThrottleLimit = 2 },
            Fuse = new RetentionFuse(7, 0.25),
            Reason = "why",
        };
        var policy = new RetentionPolicy { Path = "p", Hash = "ab", Name = "n", Reason = "r", Ticket = "t", Fuse = new RetentionFuse(10, null), Rules = [rule, RetentionRig.Older(3)] };
        var plan = await rig.PlanAsync(policy);

        Assert.Equivalent(policy, PlanFile.Open(plan.Path, plan.Hash, null).Policy, strict: true);
    }

    [Fact]
    public async Task The_table_holds_the_same_rows_and_no_formula()
    {
        using var rig = await RetentionRig.OpenAsync(0, ["Telnyx"]);
        string[] names = ["=1+1", "+15550100", "@SUM(A1)", "-2", "\t=cmd", "a,b", "say \"hi\"", "two\r\nlines"];
        foreach (var name in names)
        {
            rig.Sandbox.Telnyx.Add(new TelnyxRecording
            {
                Id = Guid.NewGuid().ToString(),
                From = name,
                To = "x",
                CreatedAt = DateTimeOffset.UtcNow.AddDays(-90).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
            });
        }

        var plan = await rig.PlanAsync(Old);

        var bytes = await File.ReadAllBytesAsync(plan.CsvPath!, Cancellation);
        Assert.Equal(Encoding.UTF8.Preamble.ToArray(), bytes[..3]);
        var rows = Encoding.UTF8.GetString(bytes[3..]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(names.Length + 1, rows.Length);
        Assert.Equal("Decision,Provider,Connection,Kind,Id,Owner,Site,Title,Created,Duration,SizeBytes,Rule,Reasons", rows[0]);
        var cells = rows[1..].SelectMany(r => r.Split(',')).Select(c => c.Trim('"')).ToList();
        Assert.DoesNotContain(cells, c => c.Length > 0 && "=+-@\t\r".Contains(c.TrimStart()[..1], StringComparison.Ordinal));
        Assert.All(names.Where(n => "=+-@".Contains(n[0], StringComparison.Ordinal)), n => Assert.Contains(cells, c => c.StartsWith($"'{n}", StringComparison.Ordinal)));
        Assert.Equal(RetentionRig.Lines(plan)["remove"].Order(), rows[1..].Select(r => $"{r.Split(',')[1]}/{r.Split(',')[4]}").Order());
        Assert.All(rows[1..], row => Assert.StartsWith("remove,", row, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(2557, 3000, true)]
    [InlineData(2557, 2000, false)]
    [InlineData(36500, 3000, false)]
    public async Task A_policy_with_a_long_age_lists_behind_that_age(int limit, int age, bool isRemoved)
    {
        using var rig = await RetentionRig.OpenAsync(3, ["Webex"]);
        var created = DateTimeOffset.UtcNow.AddDays(-age);
        var room = rig.Sandbox.Room<WebexRoom>();
        var id = new string('a', 32);
        var moment = created.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        room.Add(room.Find(room.Ids.First())! with { Id = id, CreateTime = moment, TimeRecorded = moment, Status = "available", ShareToMe = false, SiteUrl = Providers.WebexBench.MainSite });

        var plan = await rig.PlanAsync(RetentionRig.Policy(RetentionRig.Older(limit)));

        Assert.Equal(isRemoved ? 1 : 0, plan.ToRemove);
        Assert.Contains(rig.Notices.Said, w => w.Contains("What is older is not looked at.", StringComparison.Ordinal));
        Assert.InRange(rig.Sandbox.GetRequests().Count, 1, 500);
    }

    [Fact]
    public async Task The_question_names_counts_services_span_and_permanence()
    {
        using var rig = await RetentionRig.OpenAsync(60, ["Telnyx", "Webex"]);
        var plan = await rig.PlanAsync(RetentionRig.Policy(
            new RetentionRule { Name = "binned", Action = RetentionAction.Recycle, OlderThan = TimeSpan.FromDays(30), Providers = ["Webex"] }, RetentionRig.Older(30)));
        await using var run = await rig.OpenAsync(rig.Options(plan));

        var recycled = plan.Counts.Where(c => c.Rule == "binned").Sum(c => c.ToRemove);
        Assert.Equal($"Delete permanently {plan.ToRemove - recycled} and move to the recycle bin {recycled}", run.Action);
        Assert.StartsWith($"{plan.ToRemove} of {plan.Listed} items of the plan {Path.GetFileName(plan.Path)}, policy 'policy', made ", run.Description, StringComparison.Ordinal);
        Assert.Contains($"Telnyx {plan.ToRemove - recycled}, Webex {recycled}; created {plan.Oldest:yyyy-MM-dd} to {plan.Newest:yyyy-MM-dd}", run.Description, StringComparison.Ordinal);
        Assert.EndsWith("; what is on hold or has changed since stays", run.Description, StringComparison.Ordinal);
    }

    private static async Task<string> RefusalAsync(RetentionRig rig, RetentionPlan plan) => await RefusalAsync(rig, rig.Options(plan));

    private static async Task<string> RefusalAsync(RetentionRig rig, RetentionRunOptions options, EngineSession? session = null) =>
        (await Assert.ThrowsAsync<PlanException>(() => rig.OpenAsync(options, session))).ErrorId;

    private sealed class ShiftedTime : TimeProvider
    {
        public TimeSpan By { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + By;
    }
}
