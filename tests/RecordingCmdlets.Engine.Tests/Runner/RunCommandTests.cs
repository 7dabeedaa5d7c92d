using System.Text.Json;
using RecordingCmdlets.Runner;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Runner;

/// <summary>Plan, apply and run, as a scheduler calls them: by process, variables, files and exit codes.</summary>
public sealed class RunCommandTests
{
    [Fact]
    public async Task A_run_removes_what_the_policy_says_and_seals_its_ledger()
    {
        using var rig = new RunnerRig();
        var before = rig.Left;

        var end = await rig.RunAsync("run", "--policy", rig.Policy);

        Assert.True(end.Exit == ExitCode.Done, end.All);
        var gone = before.Except(rig.Left).ToList();
        Assert.NotEmpty(gone);
        Assert.Equal(gone.Order(), rig.Archive.ReadEntries().Where(e => e.Outcome == RemovalOutcome.Deleted).Select(e => e.Id).Order());
        var applied = Event(end.Output, "applied");
        Assert.Equal(AuditState.Sealed, Assert.Single(rig.Archive.Verify(applied.GetProperty("head").GetString(), null)).State);
        Assert.Equal(gone.Count, applied.GetProperty("outcomes").GetProperty("Deleted").GetInt32());
    }

    [Fact]
    public async Task A_plan_is_applied_by_its_hash_and_by_no_other()
    {
        using var rig = new RunnerRig();
        var before = rig.Left;
        var planned = Event((await rig.RunHereAsync("plan", "--policy", rig.Policy, "--out", rig.Plans)).Output, "planned");
        var (plan, hash) = (planned.GetProperty("plan").GetString()!, planned.GetProperty("hash").GetString()!);

        var wrong = await rig.RunHereAsync("apply", "--plan", plan, "--plan-hash", new string('0', 64));
        Assert.True(wrong.Exit == ExitCode.Failed, wrong.All);
        Assert.Contains("PlanHashMismatch", wrong.Output, StringComparison.Ordinal);
        Assert.Equal(before, rig.Left);
        var right = await rig.RunHereAsync("apply", "--plan", plan, "--plan-hash", hash);

        Assert.True(right.Exit == ExitCode.Done, right.All);
        Assert.Equal(planned.GetProperty("toRemove").GetInt32(), before.Count - rig.Left.Count);
    }

    [Theory]
    [InlineData("Telnyx", "not told")]
    [InlineData("Vonage", "MB")]
    public async Task A_size_that_no_service_tells_is_not_said_to_be_nothing(string provider, string size)
    {
        using var rig = new RunnerRig(providers: [provider]);
        rig.Variables.Remove("RECORDING_RETENTION_LOG");

        var end = await rig.RunHereAsync("plan", "--policy", rig.Policy, "--out", rig.Plans);

        Assert.Contains(end.Output.Split('\n'), l => l.StartsWith(provider, StringComparison.Ordinal) && l.TrimEnd().EndsWith(size, StringComparison.Ordinal));
        Assert.DoesNotContain(" 0.0 MB", end.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("apply", "--plan", "x.jsonl")]
    [InlineData("apply", "--plan-hash", "00")]
    [InlineData("run")]
    [InlineData("plan")]
    [InlineData("run", "--policy", "p.json", "--max-delete", "0")]
    [InlineData("run", "--policy", "p.json", "--max-delete", "many")]
    [InlineData("run", "--policy", "p.json", "--time-limit", "90")]
    [InlineData("run", "--policy", "p.json", "--holds", "")]
    [InlineData("apply", "--plan", "x.jsonl", "--plan-hash", "00", "--max-plan-age", "7")]
    [InlineData("run", "--policy", "p.json", "--log", "xml")]
    [InlineData("run", "--policy", "p.json", "--connection-index", "-1")]
    [InlineData("run", "--policy", "p.json", "--connection-index", "0", "--connection", "a")]
    [InlineData("run", "--policy", "p.json", "surplus")]
    [InlineData("dance")]
    [InlineData]
    public async Task What_cannot_be_meant_is_refused_before_anything_is_asked(params string[] arguments)
    {
        using var rig = new RunnerRig();

        var end = await rig.RunHereAsync(arguments);

        Assert.True(end.Exit == ExitCode.Usage, end.All);
        Assert.NotEqual("", end.Error);
        Assert.Empty(rig.Sandbox.GetRequests());
    }

    [Fact]
    public async Task Nobody_is_asked_so_the_holds_must_be_named_and_be_there()
    {
        using var rig = new RunnerRig();
        rig.Variables.Remove("RECORDING_RETENTION_HOLDS");

        var unnamed = await rig.RunHereAsync("run", "--policy", rig.Policy);
        var missing = await rig.RunHereAsync("run", "--policy", rig.Policy, "--holds", rig.File("none.json"));

        Assert.Equal(ExitCode.Usage, unnamed.Exit);
        Assert.True(missing.Exit == ExitCode.Failed, missing.All);
        Assert.Contains("HoldsMissing", missing.Output, StringComparison.Ordinal);
        Assert.Empty(rig.Sandbox.GetRequests());
    }

    [Fact]
    public async Task What_is_on_hold_stays()
    {
        using var rig = new RunnerRig();
        var held = Event((await rig.RunHereAsync("run", "--policy", rig.Policy, "--dry-run", "--verbose")).Output, "item").GetProperty("id").GetString()!;
        await File.WriteAllTextAsync(
            rig.Holds,
            $$"""{ "format": "recordingcmdlets-holds/1", "holds": [{ "holdId": "h", "ticket": "CASE-1", "createdBy": "ana", "createdAt": "2026-01-01T00:00:00Z", "provider": "Telnyx", "id": "{{held}}" }] }""",
            TestContext.Current.CancellationToken);

        var end = await rig.RunHereAsync("run", "--policy", rig.Policy);

        Assert.True(end.Exit == ExitCode.Done, end.All);
        Assert.Contains(held, rig.Left);
        Assert.Equal(1, Event(end.Output, "applied").GetProperty("outcomes").GetProperty("Held").GetInt32());
    }

    [Fact]
    public async Task A_fuse_ends_it_with_a_code_of_its_own_and_nothing_is_sent()
    {
        using var rig = new RunnerRig();
        var limited = await rig.RunHereAsync("run", "--policy", rig.Policy, "--max-delete", "1");
        rig.WritePolicy(share: 0.01);

        var blown = await rig.RunHereAsync("run", "--policy", rig.Policy);
        var plan = await rig.RunHereAsync("plan", "--policy", rig.Policy);

        Assert.True(limited.Exit == ExitCode.Fuse, limited.All);
        Assert.True(blown.Exit == ExitCode.Fuse, blown.All);
        // The plan is there for somebody to look at.
        Assert.True(plan.Exit == ExitCode.Fuse, plan.All);
        Assert.True(File.Exists(Event(plan.Output, "planned").GetProperty("plan").GetString()));
        Assert.Empty(rig.Changes);
    }

    [Fact]
    public async Task A_dry_run_names_what_the_run_then_removes_and_sends_nothing()
    {
        using var rig = new RunnerRig();
        var before = rig.Left;

        var trial = await rig.RunHereAsync("run", "--policy", rig.Policy, "--dry-run", "--verbose");
        Assert.True(trial.Exit == ExitCode.Done, trial.All);
        Assert.Empty(rig.Changes);
        Assert.False(Directory.Exists(rig.Ledgers));
        await rig.RunHereAsync("run", "--policy", rig.Policy);

        var named = Events(trial.Output).Where(e => Name(e) == "item").ToList();
        Assert.All(named, e => Assert.Equal("WouldRemove", e.GetProperty("outcome").GetString()));
        Assert.Equal(before.Except(rig.Left).Order(), named.Select(e => e.GetProperty("id").GetString()!).Order());
    }

    [Theory]
    [InlineData("keep", "")]
    [InlineData("delete", "\"olderThan\": \"30d\",")]
    public async Task A_rule_for_a_connection_that_nobody_wrote_down_is_an_error_and_not_passed_over(string action, string age)
    {
        using var rig = new RunnerRig(providers: ["Telnyx", "Attendee"]);
        string Policy(string connection) => $$"""
            {
              "format": "recordingcmdlets-policy/1",
              "reason": "Retention",
              "fuse": { "maximumShare": 1 },
              "rules": [
                { "name": "first", "connections": "{{connection}}", {{age}} "action": "{{action}}" },
                { "name": "old", "providers": "Attendee", "olderThan": "30d", "action": "delete" }
              ]
            }
            """;
        await File.WriteAllTextAsync(rig.Policy, Policy("telnix-one"), TestContext.Current.CancellationToken);

        foreach (var some in (string[][])[[], ["--connection", "attendee-one"], ["--connection-index", "0"]])
        {
            var end = await rig.RunHereAsync(["run", "--policy", rig.Policy, .. some]);
            Assert.True(end.Exit == ExitCode.Usage, end.All);
            Assert.Contains("ConnectionUnknown", end.Output, StringComparison.Ordinal);
        }

        Assert.Empty(rig.Changes);
        // One that is in the file, and only not asked for now, is no slip.
        await File.WriteAllTextAsync(rig.Policy, Policy("telnyx-one"), TestContext.Current.CancellationToken);
        var right = await rig.RunHereAsync("run", "--policy", rig.Policy, "--connection-index", "0");
        Assert.True(right.Exit == ExitCode.Done, right.All);
        Assert.NotEmpty(rig.Changes);
    }

    [Fact]
    public async Task What_cannot_be_looked_at_is_not_done()
    {
        using var rig = new RunnerRig();
        var held = Event((await rig.RunHereAsync("run", "--policy", rig.Policy, "--dry-run", "--verbose")).Output, "item").GetProperty("id").GetString()!;
        rig.Sandbox.OnRequest = request => request.Path.EndsWith(held, StringComparison.Ordinal) && request.Method == "GET" ? SandboxFault.Respond(403, "{}") : null;
        var nameless = rig.Sandbox.Telnyx.Find(held)! with { From = null, To = null };
        rig.Sandbox.Telnyx.Remove(held);
        rig.Sandbox.Telnyx.Add(nameless);
        await File.WriteAllTextAsync(
            rig.Holds,
            """{ "format": "recordingcmdlets-holds/1", "holds": [{ "holdId": "h", "ticket": "CASE-1", "createdBy": "ana", "createdAt": "2026-01-01T00:00:00Z", "provider": "Telnyx", "title": "board*" }] }""",
            TestContext.Current.CancellationToken);

        var end = await rig.RunHereAsync("run", "--policy", rig.Policy);

        Assert.Contains(held, rig.Left);
        Assert.True(end.Exit == ExitCode.Incomplete, end.All);
    }

    [Theory]
    [InlineData("60d")]
    [InlineData("10000d")]
    public async Task A_time_limit_that_no_timer_can_hold_is_none(string limit)
    {
        using var rig = new RunnerRig();

        var end = await rig.RunHereAsync("run", "--policy", rig.Policy, "--time-limit", limit);

        Assert.True(end.Exit == ExitCode.Done, end.All);
    }

    [Fact]
    public async Task Where_some_fail_the_others_go_and_the_code_says_so()
    {
        using var rig = new RunnerRig(inBatches: false);
        var before = rig.Left;
        string? refused = null;
        rig.Sandbox.OnRequest = request => request.Method == "DELETE" && (refused ??= request.Path) == request.Path ? SandboxFault.Respond(403, "{}") : null;

        var end = await rig.RunHereAsync("run", "--policy", rig.Policy);

        Assert.True(end.Exit == ExitCode.Incomplete, end.All);
        var problem = Assert.Single(Events(end.Output), e => Name(e) == "item");
        Assert.EndsWith(problem.GetProperty("id").GetString()!, refused, StringComparison.Ordinal);
        Assert.Contains(problem.GetProperty("id").GetString()!, rig.Left);
        Assert.True(before.Count - rig.Left.Count > 1);
    }

    [Fact]
    public async Task When_time_is_up_the_rest_is_not_sent_and_another_run_does_it_without_asking_twice()
    {
        using var rig = new RunnerRig(recordings: 300, inBatches: false);
        var planned = Event((await rig.RunHereAsync("plan", "--policy", rig.Policy, "--out", rig.Plans)).Output, "planned");
        string[] apply = ["apply", "--plan", planned.GetProperty("plan").GetString()!, "--plan-hash", planned.GetProperty("hash").GetString()!];
        rig.Sandbox.OnRequest = request => request.Method == "DELETE" ? SandboxFault.Delay(TimeSpan.FromMilliseconds(400)) : null;

        var first = await rig.RunHereAsync([.. apply, "--time-limit", "1s"]);
        rig.Sandbox.OnRequest = null;
        var second = await rig.RunHereAsync(apply);

        Assert.True(first.Exit == ExitCode.Incomplete, first.All);
        Assert.True(Event(first.Output, "applied").GetProperty("outcomes").GetProperty("NotSent").GetInt32() > 0);
        Assert.True(second.Exit == ExitCode.Done, second.All);
        Assert.Equal(planned.GetProperty("toRemove").GetInt32(), rig.Changes.Select(r => r.Path).Distinct().Count());
        Assert.Equal(rig.Changes.Select(r => r.Path).Distinct().Count(), rig.Changes.Count);
    }

    [Fact]
    public async Task With_the_ledger_on_standard_output_nothing_else_is_there()
    {
        using var rig = new RunnerRig();

        var end = await rig.RunAsync("run", "--policy", rig.Policy, "--audit", "stdout", "--verbose");

        Assert.True(end.Exit == ExitCode.Done, end.All);
        var kept = rig.File("kept.jsonl");
        await File.WriteAllTextAsync(kept, end.Output, TestContext.Current.CancellationToken);
        var head = Event(end.Error, "applied").GetProperty("head").GetString()!;
        var verified = await RunnerRig.RunHereAsync(new Dictionary<string, string>(), "audit", "verify", kept, "--head", head);
        Assert.True(verified.Exit == ExitCode.Done, verified.All);
        Assert.False(Directory.Exists(rig.Ledgers));
    }

    internal static List<JsonElement> Events(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    internal static JsonElement Event(string text, string name) => Events(text).First(e => Name(e) == name);

    internal static string? Name(JsonElement line) => line.GetProperty("event").GetString();
}
