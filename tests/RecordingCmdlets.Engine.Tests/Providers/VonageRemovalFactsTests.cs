using System.Text.RegularExpressions;
using RecordingCmdlets.Engine.Providers.Vonage;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Providers;

/// <summary>What Vonage says to a deletion, and what that does and does not prove.</summary>
public sealed partial class VonageRemovalFactsTests
{
    /// <summary>Makes a retry come at once.</summary>
    private static readonly (string, string) AtOnce = ("Retry-After", "0");

    [Theory]
    [InlineData(204, "")]
    [InlineData(200, "")]
    [InlineData(200, "{}")]
    public async Task VBC_T28_a_plain_success_is_a_deletion(int status, string body)
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Seed("7");
        bench.Sandbox.OnRequest = _ => SandboxFault.RespondAfterActing(status, body);

        var result = Assert.Single(await bench.RemoveAsync([bench.CompanyItem("7")]));

        Assert.Equal((RemovalOutcome.Deleted, RemovalEvidence.Response, status), (result.Outcome, result.Evidence, result.StatusCode));
        Assert.Single(bench.Requests);
    }

    [Theory]
    [InlineData(202, "application/json", true, true, RemovalOutcome.Deleted)]
    [InlineData(202, "application/json", true, false, RemovalOutcome.Accepted)]
    [InlineData(200, "text/html", true, true, RemovalOutcome.AlreadyGone)]
    [InlineData(200, "text/html", true, false, RemovalOutcome.Failed)]
    [InlineData(200, "text/html", false, true, RemovalOutcome.Unknown)]
    [InlineData(200, "text/html", false, false, RemovalOutcome.Failed)]
    public async Task VBC_T28_a_success_that_is_not_plain_is_looked_into(int status, string type, bool isListed, bool isDone, RemovalOutcome outcome)
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Seed("7");
        var target = isListed ? RemovalTarget.For(Assert.Single(await bench.ListAsync(VonageBench.All))) : bench.CompanyItem("7");
        bench.Sandbox.ClearRequests();
        (string, string) header = ("Content-Type", type);
        bench.Sandbox.OnRequest = r => r.Method != "DELETE" ? null
            : isDone ? SandboxFault.RespondAfterActing(status, "<html>Please sign in</html>", header) : SandboxFault.Respond(status, "<html>Please sign in</html>", header);

        var result = Assert.Single(await bench.RemoveAsync([target]));

        Assert.Equal(outcome, result.Outcome);
        Assert.Equal([$"DELETE {VonageBench.Company}/7 -> {status}", $"GET {VonageBench.Company}/7 -> {(isDone ? 404 : 200)}"], bench.Requests.Select(r => r.ToString()));
        Assert.Equal(!isDone, bench.Room.Contains("7"));
    }

    [Fact]
    public async Task VBC_T29_a_404_means_already_gone_only_for_what_was_seen()
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Seed("7");
        var listed = await bench.ListAsync(VonageBench.All);
        bench.Room.Remove("7");

        var seen = Assert.Single(await bench.RemoveAsync(listed));
        var bare = Assert.Single(await bench.RemoveAsync([bench.CompanyItem("7")]));

        Assert.Equal((RemovalOutcome.AlreadyGone, RemovalEvidence.Inferred, 404), (seen.Outcome, seen.Evidence, seen.StatusCode));
        Assert.Null(seen.Error);
        Assert.Equal((RemovalOutcome.NotFound, "RecordingNotFound"), (bare.Outcome, bare.Error?.ErrorId));
    }

    [Fact]
    public async Task VBC_T29_a_second_deletion_in_one_run_is_already_gone()
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Seed("7");
        var listed = await bench.ListAsync(VonageBench.All);

        var results = await bench.RemoveAsync([.. listed, .. listed], OneWorker(bench));

        Assert.Equal([RemovalOutcome.Deleted, RemovalOutcome.AlreadyGone], results.Select(r => r.Outcome));
    }

    [Theory]
    [InlineData(true, "status", RemovalOutcome.AlreadyGone)]
    [InlineData(false, "status", RemovalOutcome.Unknown)]
    [InlineData(true, "reset", RemovalOutcome.AlreadyGone)]
    [InlineData(false, "reset", RemovalOutcome.Unknown)]
    public async Task VBC_T30_a_404_after_a_repetition_may_be_our_own_doing(bool isListed, string fault, RemovalOutcome outcome)
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Seed("7");
        var target = isListed ? RemovalTarget.For(Assert.Single(await bench.ListAsync(VonageBench.All))) : bench.CompanyItem("7");
        bench.Sandbox.ClearRequests();
        bench.Sandbox.OnRequest = r => r.Count > 1 ? null : fault == "reset" ? SandboxFault.ResetAfter : SandboxFault.RespondAfterActing(500, "", AtOnce);

        var result = Assert.Single(await bench.RemoveAsync([target]));

        Assert.Equal((outcome, 2, 404), (result.Outcome, result.Attempts, result.StatusCode));
        Assert.Equal(2, bench.Deletes.Count);
    }

    [Theory]
    [InlineData(true, RemovalOutcome.AlreadyGone)]
    [InlineData(false, RemovalOutcome.Unknown)]
    public async Task VBC_T30_when_no_answer_comes_at_all_the_recording_is_looked_for(bool isListed, RemovalOutcome outcome)
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Seed("7");
        var target = isListed ? RemovalTarget.For(Assert.Single(await bench.ListAsync(VonageBench.All))) : bench.CompanyItem("7");
        bench.Sandbox.OnRequest = r => r.Method == "DELETE" ? SandboxFault.RespondAfterActing(500, "", AtOnce) : null;

        var result = Assert.Single(await bench.RemoveAsync([target]));

        Assert.Equal((outcome, 5), (result.Outcome, result.Attempts));
        Assert.Equal($"GET {VonageBench.Company}/7 -> 404", bench.Requests[^1].ToString());
    }

    [Fact]
    public async Task VBC_T30_what_is_still_there_after_failures_is_no_deletion()
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Seed("7");
        bench.Sandbox.OnRequest = r => r.Method == "DELETE" ? SandboxFault.Respond(500, "", AtOnce) : null;

        var result = Assert.Single(await bench.RemoveAsync([bench.CompanyItem("7")]));

        Assert.Equal((RemovalOutcome.Failed, RemovalEvidence.ReadBack), (result.Outcome, result.Evidence));
        Assert.Equal(["7"], bench.Room.Ids);
    }

    [Theory]
    [InlineData(RecordingKinds.Company)]
    [InlineData(RecordingKinds.OnDemand)]
    public async Task VBC_T31_a_deletion_carries_content_so_that_the_transport_does_not_replay_it(string kind)
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Seed("7", kind == RecordingKinds.OnDemand ? bench.Room.SelfUserId : null);
        var listed = await bench.ListAsync(new RecordingQuery { Now = VonageBench.Now, Kinds = [kind] });
        bench.Sandbox.ClearRequests();
        var lengths = new List<string?>();
        bench.Sandbox.OnRequest = r =>
        {
            lengths.Add(r.GetHeader("Content-Length"));
            return r.Count == 1 ? SandboxFault.CloseWarmAfter : null;
        };

        var result = Assert.Single(await bench.RemoveAsync(listed));

        Assert.All(lengths, length => Assert.Equal("0", length));
        // Every request is one that we counted: none was sent behind our back.
        Assert.Equal(result.Attempts, bench.Deletes.Count);
        Assert.Equal(RemovalOutcome.AlreadyGone, result.Outcome);
    }

    [Fact]
    public async Task VBC_T32_each_recording_goes_alone()
    {
        await using var bench = await VonageBench.OpenAsync();
        var all = bench.SeedMany(120);

        var results = await bench.RemoveAsync(await bench.ListAsync(VonageBench.All));

        Assert.Equal(all, bench.Deletes.SelectMany(r => r.Deleted).Order());
        Assert.All(bench.Deletes, r => Assert.Equal(("", ""), (r.Body, r.Query)));
        Assert.All(results, r => Assert.Equal((RemovalOutcome.Deleted, RemovalEvidence.Response), (r.Outcome, r.Evidence)));
        var provider = bench.Session.GetProviders().Single(p => p.Name == "Vonage");
        Assert.Equal((1, false), (provider.MaximumBulkSize, provider.HasRecycleBin));
    }

    [Fact]
    public async Task VBC_T33_nothing_but_the_six_calls_and_the_token_call_is_sent_to_list_and_delete()
    {
        await using var bench = VonageBench.Unconnected(recordings: 300);
        await bench.ConnectAsync(bench.PasswordOptions(requestsPerMinute: 600_000));
        var random = new Random(5);
        var throttles = 0;
        bench.Sandbox.OnRequest = r => r.Path == "/token" ? null : random.Next(12) switch
        {
            0 => SandboxFault.Respond(500, "", AtOnce),
            1 => SandboxFault.RespondAfterActing(503, "", AtOnce),
            2 => SandboxFault.ResetAfter,
            3 => SandboxFault.Respond(401, ""),
            4 when throttles++ < 3 => SandboxFault.Respond(429, "", AtOnce),
            _ => null,
        };
        var owned = new RecordingQuery { Now = VonageBench.Now, Owners = [.. bench.Room.UserIds.Skip(1)], Kinds = [RecordingKinds.OnDemand] };

        var listed = new List<Recording>();
        foreach (var query in new[] { new RecordingQuery { Now = VonageBench.Now }, owned })
        {
            while (true)
            {
                try
                {
                    listed.AddRange(await bench.ListAsync(query));
                    break;
                }
                catch (RecordingException)
                {
                    // Two refusals in a row; it is about what is sent.
                }
            }
        }

        var results = await bench.RemoveAsync([.. listed.Take(60), .. listed.TakeLast(60)]);

        Assert.All(bench.Requests, r => Assert.Matches(SixCallsAndToken(), $"{r.Method} {r.Path}"));
        Assert.Equal(120, results.Count);
        foreach (var result in results.Where(r => r.Outcome is RemovalOutcome.Deleted or RemovalOutcome.AlreadyGone)) Assert.False(bench.Room.Contains(result.Id));
        Assert.Subset(results.Select(r => r.Id).ToHashSet(), bench.Requests.SelectMany(r => r.Deleted).ToHashSet());
        Assert.Equal(
            [
                "VBC-E1 GET api/accounts/{account}/company_call_recordings",
                "VBC-E2 GET api/accounts/{account}/company_call_recordings/{id}",
                "VBC-E3 DELETE api/accounts/{account}/company_call_recordings/{id}",
                "VBC-E11 GET api/audio/recording/{id}",
                "VBC-E4 POST api/accounts/{account}/company_call_recordings/export",
                "VBC-E10 GET api/accounts/{account}/users/{owner}/call_recordings/jobs/{id}",
                "VBC-E12 GET api/bulkDownload/retrieve",
                "VBC-E5 GET api/accounts/{account}/users/{owner}/call_recordings",
                "VBC-E6 GET api/accounts/{account}/users/{owner}/call_recordings/{id}",
                "VBC-E7 DELETE api/accounts/{account}/users/{owner}/call_recordings/{id}",
                "VBC-E11 GET api/audio/recording/{id}",
                "VBC-E8 POST api/accounts/{account}/users/{owner}/call_recordings/export",
                "VBC-E10 GET api/accounts/{account}/users/{owner}/call_recordings/jobs/{id}",
                "VBC-E12 GET api/bulkDownload/retrieve",
            ],
            VonageProvider.Declaration.Resources.SelectMany(r => r.Routes).Select(r => $"{r.Name} {r.Method} {r.Path}"));
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task VBC_T42_a_redirect_is_not_followed(int status)
    {
        await using var bench = await VonageBench.OpenAsync();
        await using var elsewhere = await VonageBench.OpenAsync();
        bench.Seed("7");
        elsewhere.Seed("7");
        bench.Sandbox.OnRequest = r => SandboxFault.Respond(status, "", ("Location", new Uri(elsewhere.Sandbox.GetBaseUri("Vonage"), r.Path).AbsoluteUri));

        await Assert.ThrowsAsync<ProviderResponseException>(() => bench.ListAsync(VonageBench.All));
        // Nor is the look at it, so it cannot be told whether something that answered so has deleted it.
        var result = Assert.Single(await bench.RemoveAsync([bench.CompanyItem("7")]));

        Assert.Equal(RemovalOutcome.Unknown, result.Outcome);
        Assert.Equal(3, bench.Requests.Count);
        Assert.Empty(elsewhere.Requests);
        Assert.Equal(["7"], elsewhere.Room.Ids);
    }

    [Theory]
    [InlineData("\"participant\":\"JOHN DOE\"")]
    [InlineData("\"participant\":\"745249\"")]
    [InlineData("\"participant\":\"999\"")]
    public async Task VBC_T44_a_hold_on_anybody_holds_since_not_all_who_took_part_are_named(string hold)
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Seed("1");
        bench.Seed("2", bench.Room.SelfUserId);
        await bench.HoldAsync(hold);

        var results = await bench.RemoveAsync(await bench.ListAsync(new RecordingQuery { Now = VonageBench.Now }));

        Assert.Equal(2, results.Count(r => r.Outcome == RemovalOutcome.Held));
        Assert.Empty(bench.Deletes);
    }

    [Theory]
    [InlineData("\"provider\":\"Vonage\",\"kind\":\"OnDemand\",\"id\":\"2\"", "2")]
    [InlineData("\"title\":\"1732*to 17325550111\",\"kind\":\"Company\"", "1")]
    [InlineData("\"provider\":\"Vonage\",\"participant\":\"JANE ROE\",\"id\":\"1\"", "1")]
    public async Task VBC_T44_a_hold_that_can_be_told_holds_no_more_than_it_says(string hold, string held)
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Seed("1");
        bench.Seed("2", bench.Room.SelfUserId);
        await bench.HoldAsync(hold);

        var results = await bench.RemoveAsync([bench.CompanyItem("1"), bench.Bare("2", RecordingKinds.OnDemand)]);

        Assert.Equal(held, Assert.Single(results, r => r.Outcome == RemovalOutcome.Held).Id);
        Assert.Equal([held], bench.Room.Ids);
    }

    [Fact]
    public async Task VBC_T45_the_question_says_that_a_deletion_is_permanent_and_which_kind_it_is()
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Seed("2", "745250");
        var listed = await bench.ListAsync(new RecordingQuery { Now = VonageBench.Now, Kinds = [RecordingKinds.OnDemand], Owners = ["745250"] });

        var decision = await bench.DecideAsync(RemovalTarget.For(Assert.Single(listed)));
        var recycle = Assert.Single(await bench.RemoveAsync(listed, new RemovalOptions { HoldPath = bench.HoldPath, Action = RemovalAction.Recycle, Audit = new AuditOptions { IsDisabled = true } }));

        Assert.Equal("Delete permanently", decision.Action);
        Assert.Contains("owner 745250", decision.Description, StringComparison.Ordinal);
        Assert.Contains("kind OnDemand, id 2", decision.Description, StringComparison.Ordinal);
        Assert.Equal(RemovalOutcome.NotEligible, recycle.Outcome);
        Assert.StartsWith("Permanent", bench.Session.GetProviders().Single(p => p.Name == "Vonage").Deletion, StringComparison.Ordinal);
        Assert.Empty(bench.Deletes);
    }

    private static RemovalOptions OneWorker(VonageBench bench) => new() { HoldPath = bench.HoldPath, Audit = new AuditOptions { IsDisabled = true }, ThrottleLimit = 1 };

    [GeneratedRegex("^(GET /t/vbc.prod/call_recording/v1/api/accounts/self/(company_call_recordings|users/(self|[0-9]+)/call_recordings)(/[0-9]+)?|DELETE /t/vbc.prod/call_recording/v1/api/accounts/self/(company_call_recordings|users/(self|[0-9]+)/call_recordings)/[0-9]+|POST /token)$")]
    private static partial Regex SixCallsAndToken();
}
