using RecordingCmdlets.Engine.Ledger;
using RecordingCmdlets.Engine.Tests.Support;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Retention;

/// <summary>A plan that is applied: exactly what it says goes, by what is there now, at every service.</summary>
public sealed class RetentionRunTests
{
    private const int OldEnough = 30;

    [Fact]
    public async Task What_the_plan_removes_and_nothing_else_goes_at_every_service()
    {
        using var rig = await RetentionRig.OpenAsync(60);
        var before = rig.Left();
        var plan = await rig.PlanAsync(RetentionRig.Policy(RetentionRig.Older(OldEnough)));
        var lines = RetentionRig.Lines(plan);

        var (results, summary) = await rig.ApplyAsync(plan);

        Assert.All(rig.Sandbox.Providers, p => Assert.Contains(lines["remove"], l => l.StartsWith(p, StringComparison.Ordinal)));
        Assert.NotEmpty(lines["keep"]);
        Assert.Equal(lines["remove"].Order(), results.Select(r => $"{r.Provider}/{r.Id}").Order());
        Assert.All(results, r => Assert.Contains(r.Outcome, (RemovalOutcome[])[RemovalOutcome.Deleted, RemovalOutcome.NotEligible, RemovalOutcome.AlreadyGone]));
        Assert.Equal(before.Except(results.Where(r => r.Outcome == RemovalOutcome.Deleted).Select(r => $"{r.Provider}/{r.Id}")).Order(), rig.Left().Order());
        Assert.Equal(plan.ToRemove, summary.Planned);
        Assert.True(summary.IsComplete);
        AssertLedger(rig, results);
    }

    [Fact]
    public async Task What_a_trial_names_is_what_the_run_after_it_requests_with_holds_in_force()
    {
        using var rig = await RetentionRig.OpenAsync(60);
        var plan = await rig.PlanAsync(RetentionRig.Policy(RetentionRig.Older(OldEnough)));
        var planned = RetentionRig.Lines(plan)["remove"].ToHashSet();
        var held = (await rig.ListAsync()).Where(r => planned.Contains($"{r.Provider}/{r.Id}")).GroupBy(r => r.Provider).SelectMany(g => g.Take(3)).ToList();
        held.ForEach(rig.Hold);

        var (trial, summary) = await rig.ApplyAsync(plan, isTrial: true);

        Assert.Empty(rig.Destroying);
        Assert.Empty(rig.Ledger());
        Assert.Equal(trial.Count(r => r.Outcome == RemovalOutcome.WouldRemove), summary.WouldRemove);
        Assert.Equal(held.Select(r => r.Id).Order(), trial.Where(r => r.Outcome == RemovalOutcome.Held).Select(r => r.Id).Order());
        var (real, _) = await rig.ApplyAsync(plan);
        Assert.Equal(
            trial.Select(r => (r.Id, r.Outcome == RemovalOutcome.WouldRemove ? RemovalOutcome.Deleted : r.Outcome)).Order(),
            real.Select(r => (r.Id, r.Outcome)).Order());
        Assert.Equal(
            trial.Where(r => r.Outcome == RemovalOutcome.WouldRemove).Select(r => r.Id).Order(),
            rig.Ledger().Where(e => e.IntentTime is not null).Select(e => e.Id).Order());
    }

    [Fact]
    public async Task What_came_or_changed_after_the_plan_stays()
    {
        using var rig = await RetentionRig.OpenAsync(0, ["Telnyx"]);
        string[] ids = [.. Enumerable.Range(0, 5).Select(_ => Guid.NewGuid().ToString())];
        foreach (var id in ids) Seed(rig, id, daysOld: 100);
        var policy = RetentionRig.Policy(new RetentionRule { Name = "old", Action = RetentionAction.Delete, OlderThan = TimeSpan.FromDays(OldEnough), Titles = ["+1555*"] });
        var plan = await rig.PlanAsync(policy);
        var newcomer = Seed(rig, Guid.NewGuid().ToString(), daysOld: 100);
        // One is renamed, one gets a date in the span, one a date that is too young, and one goes by another hand.
        Seed(rig, ids[0], daysOld: 100, from: "+4420");
        Seed(rig, ids[1], daysOld: 99);
        Seed(rig, ids[2], daysOld: 1);
        rig.Sandbox.Telnyx.Remove(ids[3]);

        var (results, summary) = await rig.ApplyAsync(plan);

        Assert.Equal(
            [(ids[0], RemovalOutcome.NotEligible), (ids[1], RemovalOutcome.NotEligible), (ids[2], RemovalOutcome.NotEligible), (ids[3], RemovalOutcome.NotFound), (ids[4], RemovalOutcome.Deleted)],
            results.Select(r => (r.Id, r.Outcome)).OrderBy(r => Array.IndexOf(ids, r.Id)));
        Assert.Equal([ids[4]], rig.Destroying.SelectMany(r => r.Deleted));
        Assert.True(rig.Sandbox.Telnyx.Contains(newcomer));
        Assert.Equal((5, 1, 1, 3, false), (summary.Planned, summary.Succeeded, summary.Failed, summary.Skipped, summary.IsComplete));
        AssertLedger(rig, results);
    }

    [Fact]
    public async Task An_interrupted_run_is_gone_on_with_and_nothing_is_requested_twice()
    {
        using var rig = await RetentionRig.OpenAsync(120, ["Telnyx", "Attendee", "Vonage"]);
        var plan = await rig.PlanAsync(RetentionRig.Policy(RetentionRig.Older(OldEnough)));
        var before = rig.Left();
        using var stop = new CancellationTokenSource();
        var seen = 0;
        rig.Sandbox.OnRequest = request =>
        {
            if (request.Method != "GET" && Interlocked.Increment(ref seen) == 12) stop.Cancel();
            return null;
        };

        var (first, interrupted) = await rig.ApplyAsync(rig.Options(plan) with { Removal = rig.Options(plan).Removal with { ThrottleLimit = 1 } }, stop: stop.Token);
        rig.Sandbox.OnRequest = null;
        var (second, summary) = await rig.ApplyAsync(plan);

        Assert.False(interrupted.IsComplete);
        Assert.True(interrupted.NotSent > 0);
        Assert.True(interrupted.Succeeded > 0);
        Assert.True(summary.IsComplete);
        var planned = RetentionRig.Lines(plan)["remove"].ToHashSet();
        Assert.Equal(planned.Order(), first.Select(r => $"{r.Provider}/{r.Id}").Order());
        Assert.Equal(planned.Order(), second.Select(r => $"{r.Provider}/{r.Id}").Order());
        var deleted = rig.Sandbox.GetRequests().SelectMany(r => r.Deleted.Select(id => $"{r.Provider}/{id}")).ToList();
        Assert.Equal(deleted.Distinct().Count(), deleted.Count);
        Assert.Equal(before.Except(deleted).Order(), rig.Left().Order());
        Assert.All(first.Where(r => r.Outcome == RemovalOutcome.Deleted), done => Assert.Equal(RemovalOutcome.AlreadyGone, second.Single(r => r.Id == done.Id && r.Provider == done.Provider).Outcome));
        Assert.Contains(second, r => r.Outcome == RemovalOutcome.AlreadyGone && r.Reason.Contains(interrupted.RunId, StringComparison.Ordinal));
        // Nothing left for what the first run had done.
        var asked = rig.Ledger().Where(e => e.IntentTime is not null).GroupBy(e => (e.Provider, e.Id)).Where(g => g.Count() > 1).SelectMany(g => g).Select(e => e.Id).ToHashSet();
        Assert.DoesNotContain(first.Where(r => r.Outcome == RemovalOutcome.Deleted), r => asked.Contains(r.Id));
    }

    [Fact]
    public async Task What_a_run_that_died_had_asked_for_is_looked_at_and_not_asked_for_again()
    {
        using var rig = await RetentionRig.OpenAsync(80, ["Telnyx"]);
        var plan = await rig.PlanAsync(RetentionRig.Policy(RetentionRig.Older(OldEnough)));
        var (_, died) = await rig.ApplyAsync(plan);
        // As if it had been killed: everything was asked for, and of the last ones no outcome was written.
        var lines = await File.ReadAllLinesAsync(died.AuditPath!, TestContext.Current.CancellationToken);
        var outcomes = lines.Index().Where(l => l.Item.Contains("\"type\":\"outcome\"", StringComparison.Ordinal)).Select(l => l.Index).ToList();
        await File.WriteAllLinesAsync(died.AuditPath!, lines[..outcomes[^4]], TestContext.Current.CancellationToken);
        rig.Sandbox.ClearRequests();

        var (results, summary) = await rig.ApplyAsync(plan);

        Assert.True(summary.IsComplete);
        Assert.All(results, r => Assert.Equal(RemovalOutcome.AlreadyGone, r.Outcome));
        Assert.Equal(4, results.Count(r => r.Evidence == RemovalEvidence.ReadBack));
        Assert.All(rig.Sandbox.GetRequests(), r => Assert.Equal("GET", r.Method));
    }

    [Fact]
    public async Task After_the_time_limit_nothing_new_is_sent_and_every_item_has_an_outcome()
    {
        using var rig = await RetentionRig.OpenAsync(300, ["Telnyx"]);
        var plan = await rig.PlanAsync(RetentionRig.Policy(RetentionRig.Older(1)));
        rig.Sandbox.OnRequest = request => request.Method == "GET" ? null : SandboxFault.Delay(TimeSpan.FromMilliseconds(40));

        var (results, summary) = await rig.ApplyAsync(rig.Options(plan) with
        {
            // The hurried clock makes 100 ms of it.
            Removal = rig.Options(plan).Removal with { TimeLimit = TimeSpan.FromSeconds(2), ThrottleLimit = 1 },
        });

        Assert.Equal(plan.ToRemove, results.Count);
        Assert.True(summary.NotSent > 0);
        Assert.False(summary.IsComplete);
        Assert.All(results.Where(r => r.Outcome == RemovalOutcome.NotSent), r => Assert.Contains("time limit", r.Reason, StringComparison.Ordinal));
        Assert.All(results.Where(r => r.Outcome == RemovalOutcome.NotSent), r => Assert.True(rig.Sandbox.Telnyx.Contains(r.Id)));
        AssertLedger(rig, results);
    }

    [Fact]
    public async Task A_service_that_cannot_be_listed_loses_nothing_and_holds_up_nobody()
    {
        using var rig = await RetentionRig.OpenAsync(40, ["Telnyx", "Vonage"]);
        var plan = await rig.PlanAsync(RetentionRig.Policy(RetentionRig.Older(OldEnough)));
        rig.Sandbox.ClearRequests();
        rig.Sandbox.OnRequest = request => request.Provider == "Telnyx" ? SandboxFault.Respond(403, "{}") : null;

        var (results, summary) = await rig.ApplyAsync(plan);

        Assert.All(results.Where(r => r.Provider == "Telnyx"), r => Assert.Equal(RemovalOutcome.NotSent, r.Outcome));
        Assert.Single(results, r => r.Error is not null);
        Assert.All(results.Where(r => r.Provider == "Vonage"), r => Assert.Equal(RemovalOutcome.Deleted, r.Outcome));
        Assert.All(rig.Sandbox.GetRequests().Where(r => r.Provider == "Telnyx"), r => Assert.Equal("GET", r.Method));
        Assert.True(rig.Sandbox.GetRequests().Count(r => r.Provider == "Telnyx") < 5, "Each item was looked for although the listing had failed.");
        Assert.False(summary.IsComplete);
        AssertLedger(rig, results);
    }

    [Fact]
    public async Task What_is_kept_because_it_cannot_be_looked_at_leaves_the_run_incomplete()
    {
        using var rig = await RetentionRig.OpenAsync(40, ["Telnyx"]);
        var plan = await rig.PlanAsync(RetentionRig.Policy(RetentionRig.Older(OldEnough)));
        // Without numbers it has no title, and a hold by title makes it necessary to look.
        var nameless = rig.Sandbox.Telnyx.Find((await rig.ApplyAsync(plan, isTrial: true)).Results[0].Id)! with { From = null, To = null };
        rig.Sandbox.Telnyx.Remove(nameless.Id);
        rig.Sandbox.Telnyx.Add(nameless);
        rig.HoldTitle("board*");
        rig.Sandbox.OnRequest = request => request.Method == "GET" && request.Path.EndsWith(nameless.Id, StringComparison.Ordinal) ? SandboxFault.Respond(403, "{}") : null;

        var (results, summary) = await rig.ApplyAsync(plan);

        Assert.Equal(RemovalOutcome.Held, Assert.Single(results, r => r.Id == nameless.Id).Outcome);
        Assert.Equal((plan.ToRemove - 1, 1, 1), (summary.Succeeded, summary.Skipped, summary.Errors));
        Assert.False(summary.IsComplete);
    }

    [Fact]
    public async Task Rules_recycle_and_delete_in_one_run_each_in_its_own_way()
    {
        using var rig = await RetentionRig.OpenAsync(200, ["Webex"]);
        var plan = await rig.PlanAsync(RetentionRig.Policy(
            new RetentionRule { Name = "named", Action = RetentionAction.Delete, OlderThan = TimeSpan.FromDays(OldEnough), Titles = ["*s*"] },
            new RetentionRule { Name = "old", Action = RetentionAction.Recycle, OlderThan = TimeSpan.FromDays(OldEnough) }));
        var rules = LedgerReader.ReadLines(plan.Path).Where(PlanJson.SaysRemove).ToDictionary(l => l.Text("id")!, l => l.Text("rule"));
        var room = rig.Sandbox.Room<WebexRoom>();
        var binned = room.BinIds.ToHashSet();

        var (results, summary) = await rig.ApplyAsync(plan);

        Assert.Equal(["named", "old"], rules.Values.Distinct().Order());
        Assert.All(results, r => Assert.Equal(rules[r.Id] == "old" ? RemovalOutcome.Recycled : RemovalOutcome.Deleted, r.Outcome));
        Assert.Equal(rules.Where(r => r.Value == "old").Select(r => r.Key).Order(), room.BinIds.Except(binned).Order());
        Assert.True(summary.IsComplete);
        Assert.Equal(rules.Where(r => r.Value == "old").Select(r => r.Key).Order(), rig.Ledger().Where(e => e.Action == RemovalAction.Recycle).Select(e => e.Id).Order());
    }

    [Fact]
    public async Task Bots_with_action_items_stay_where_their_rule_says_so()
    {
        using var rig = await RetentionRig.OpenAsync(40, ["Recall"]);
        var plan = await rig.PlanAsync(RetentionRig.Policy(
            new RetentionRule { Name = "bots", Action = RetentionAction.Delete, OlderThan = TimeSpan.FromDays(OldEnough), Kinds = [RecordingKinds.BotMedia], UnlessActionItem = true }));
        var isBusy = false;
        rig.Sandbox.OnRequest = request => !request.Path.Contains("intelligence", StringComparison.Ordinal) ? null
            : SandboxFault.Respond(200, (isBusy = !isBusy) ? """{"action_items":[{"text":"Call back"}]}""" : """{"action_items":[]}""");

        var (results, _) = await rig.ApplyAsync(plan);

        Assert.All(results, r => Assert.Equal(RecordingKinds.BotMedia, r.Kind));
        Assert.Contains(results, r => r.Outcome == RemovalOutcome.Deleted);
        Assert.Contains(results, r => r.Outcome == RemovalOutcome.NotEligible && r.Reason.Contains("action item", StringComparison.Ordinal));
        var gone = rig.Sandbox.GetRequests().Where(r => r.Path.EndsWith("/delete_media/", StringComparison.Ordinal)).Select(r => r.Path.Split('/')[^3]).ToList();
        Assert.Equal(results.Where(r => r.Outcome == RemovalOutcome.Deleted).Select(r => r.Id).Order(), gone.Order());
    }

    [Fact]
    public async Task A_rules_own_reason_goes_to_the_service_and_into_the_ledger_before_the_runs()
    {
        using var rig = await RetentionRig.OpenAsync(200, ["Webex"]);
        var plan = await rig.PlanAsync(RetentionRig.Policy(
            new RetentionRule { Name = "own", Action = RetentionAction.Delete, OlderThan = TimeSpan.FromDays(OldEnough), Titles = ["*s*"], Reason = "Contract ended" }, RetentionRig.Older(OldEnough)));

        await rig.ApplyAsync(plan);

        var rules = LedgerReader.ReadLines(plan.Path).Where(PlanJson.SaysRemove).ToDictionary(l => l.Text("id")!, l => l.Text("rule"));
        var lines = Directory.GetFiles(rig.AuditPath, "*.jsonl").SelectMany(LedgerReader.ReadLines).ToList();
        Assert.Equal("Retention", lines[0].Text("reason"));
        Assert.All(lines.Where(l => l.Text("type") == "intent"), l => Assert.Equal(rules[l.Text("id")!] == "own" ? "Contract ended" : null, l.Text("reason")));
    }

    [Theory]
    [InlineData(RetentionAction.Recycle, "Retention", "RecycleBinUnsupported")]
    [InlineData(RetentionAction.Delete, null, "ReasonMissing")]
    public async Task What_the_role_cannot_do_or_not_without_a_reason_is_refused_as_a_whole_and_not_passed_over(RetentionAction action, string? reason, string errorId)
    {
        using var rig = await RetentionRig.OpenAsync(60, ["Webex"]);
        using var officer = rig.NewSession();
        await rig.ConnectAsync(officer, role: "ComplianceOfficer");
        var policy = new RetentionPolicy
        {
            Path = "p",
            Hash = "",
            Name = "p",
            Reason = reason,
            Fuse = new RetentionFuse(null, null),
            Rules = [new RetentionRule { Name = "old", Action = action, OlderThan = TimeSpan.FromDays(OldEnough) }],
        };
        var plan = await officer.Retention.PlanAsync(new RetentionPlanOptions { Policy = policy, Path = rig.PlanPath }, null, rig.Notices, TestContext.Current.CancellationToken);
        Assert.True(plan.ToRemove > 0);

        var fault = await Assert.ThrowsAnyAsync<RecordingArgumentException>(() => rig.ApplyAsync(plan, session: officer));

        Assert.Equal(errorId, fault.ErrorId);
        Assert.Empty(rig.Destroying);
        Assert.Empty(rig.Ledger());
    }

    [Fact]
    public async Task What_is_at_another_place_now_stays()
    {
        using var rig = await RetentionRig.OpenAsync(60, ["Webex"]);
        var plan = await rig.PlanAsync(RetentionRig.Policy(RetentionRig.Older(OldEnough)));
        var room = rig.Sandbox.Room<WebexRoom>();
        var id = LedgerReader.ReadLines(plan.Path).Where(PlanJson.SaysRemove).Select(l => l.Text("id")!).First();
        var moved = room.Find(id)! with { SiteUrl = "elsewhere.webex.com" };
        room.Remove(id);
        room.Add(moved);

        var (results, _) = await rig.ApplyAsync(plan);

        Assert.Equal(RemovalOutcome.NotEligible, results.Single(r => r.Id == id).Outcome);
        Assert.DoesNotContain(id, rig.Destroying.SelectMany(r => r.Deleted));
    }

    [Fact]
    public async Task The_ledger_names_the_plan()
    {
        using var rig = await RetentionRig.OpenAsync(20, ["Telnyx"]);
        var plan = await rig.PlanAsync(RetentionRig.Policy(RetentionRig.Older(OldEnough)));

        var (_, summary) = await rig.ApplyAsync(plan);

        var header = LedgerReader.ReadLines(summary.AuditPath!).First().Member("plan");
        Assert.Equal((plan.Path, plan.Hash), (header.GetProperty("path").GetString(), header.GetProperty("head").GetString()));
    }

    [Fact]
    public async Task A_plan_that_removes_nothing_asks_nothing()
    {
        using var rig = await RetentionRig.OpenAsync(20, ["Telnyx"]);
        var plan = await rig.PlanAsync(RetentionRig.Policy(RetentionRig.Older(10_000)));
        rig.Sandbox.ClearRequests();

        var (results, summary) = await rig.ApplyAsync(plan);

        Assert.Empty(results);
        Assert.True(summary.IsComplete);
        Assert.Empty(rig.Sandbox.GetRequests());
    }

    [Fact]
    public async Task Whatever_the_policy_what_is_requested_is_what_the_plan_removes_less_what_is_held()
    {
        var random = new Random(Scale.IsNightly ? Environment.TickCount : 7);
        for (var round = 0; round < Scale.Of(4, 60); round++)
        {
            using var rig = await RetentionRig.OpenAsync(30);
            var rules = Enumerable.Range(0, random.Next(1, 4)).Select(i => Any(random, i, rig.Sandbox.Providers)).ToArray();
            var plan = await rig.PlanAsync(RetentionRig.Policy([.. rules, RetentionRig.Older(random.Next(1, 60), "last")]));
            var planned = RetentionRig.Lines(plan)["remove"].ToHashSet();
            foreach (var item in (await rig.ListAsync()).Where(_ => random.Next(5) == 0)) rig.Hold(item);
            // A hold does not ask for the case of an id, though the service does.
            var holds = new Removal.HoldBook(rig.HoldPath, TimeProvider.System).Read().Select(h => $"{h.Provider}/{h.Id}").ToHashSet();
            rig.Sandbox.ClearRequests();

            var (results, _) = await rig.ApplyAsync(plan);

            var asked = rig.Ledger().Where(e => e.IntentTime is not null).Select(e => $"{e.Provider}/{e.Id}").ToList();
            var ineligible = results.Where(r => r.Outcome is RemovalOutcome.NotEligible or RemovalOutcome.AlreadyGone && r.Attempts == 0).Select(r => $"{r.Provider}/{r.Id}");
            Assert.Equal(planned.Except(holds, StringComparer.OrdinalIgnoreCase).Except(ineligible).Order(), asked.Order());
            Assert.Subset(planned.Except(holds, StringComparer.OrdinalIgnoreCase).ToHashSet(), rig.Destroying.SelectMany(r => r.Deleted.Select(id => $"{r.Provider}/{id}")).ToHashSet());
        }
    }

    private static RetentionRule Any(Random random, int number, IReadOnlyList<string> providers) => new()
    {
        Name = $"rule {number}",
        Action = random.Next(3) == 0 ? RetentionAction.Keep : RetentionAction.Delete,
        OlderThan = TimeSpan.FromDays(random.Next(1, 60)),
        Providers = random.Next(2) == 0 ? [] : [providers[random.Next(providers.Count)]],
        MinimumDuration = random.Next(2) == 0 ? null : TimeSpan.FromMinutes(random.Next(60)),
        Titles = random.Next(3) == 0 ? ["*a*"] : [],
    };

    private static string Seed(RetentionRig rig, string id, int daysOld, string from = "+15550100")
    {
        rig.Sandbox.Telnyx.Remove(id);
        rig.Sandbox.Telnyx.Add(new TelnyxRecording
        {
            Id = id,
            CreatedAt = DateTimeOffset.UtcNow.Date.AddDays(-daysOld).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
            From = from,
            To = "+15550111",
        });
        return id;
    }

    private static void AssertLedger(RetentionRig rig, List<RemovalResult> results)
    {
        Assert.Equal(results.Select(r => (r.Provider, r.Id, r.Outcome)).Order(), rig.Ledger().Select(e => (e.Provider, e.Id, e.Outcome)).Order());
        Assert.All(new AuditArchive(rig.AuditPath).Verify(null, null), v => Assert.Equal(AuditState.Sealed, v.State));
    }
}
