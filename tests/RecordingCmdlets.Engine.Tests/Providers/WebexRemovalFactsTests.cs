using System.Text.RegularExpressions;
using RecordingCmdlets.Engine.Providers.Webex;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Providers;

/// <summary>What Webex says to a permanent deletion, and what that does and does not prove.</summary>
public sealed partial class WebexRemovalFactsTests
{
    [Theory]
    [InlineData(204, "", null)]
    [InlineData(200, "", null)]
    [InlineData(200, "{}", null)]
    [InlineData(202, "", RemovalOutcome.Accepted)]
    [InlineData(200, "<html>Please sign in</html>", RemovalOutcome.Failed)]
    public async Task WBX_T1_a_success_is_a_deletion_unless_it_only_looks_like_one(int status, string body, RemovalOutcome? untilItIs)
    {
        await using var bench = await WebexBench.OpenAsync();
        var listed = await ListOneAsync(bench);
        var type = ("Content-Type", body.StartsWith('<') ? "text/html" : "application/json");
        // Nothing is done, whatever is answered: who believes it is deceived.
        bench.Sandbox.OnRequest = r => r.Method == "DELETE" ? SandboxFault.Respond(status, body, type) : null;

        var result = Assert.Single(await bench.RemoveAsync([listed]));

        Assert.Equal((untilItIs ?? RemovalOutcome.Deleted, status), (result.Outcome, result.StatusCode));
        Assert.Equal(untilItIs is null ? 0 : 1, bench.Reads.Count);
        Assert.Single(bench.Deletes);
    }

    [Theory]
    [InlineData(202, "application/json", RemovalOutcome.Deleted)]
    [InlineData(202, "text/html", RemovalOutcome.AlreadyGone)]
    [InlineData(200, "text/html", RemovalOutcome.AlreadyGone)]
    public async Task WBX_T1_what_only_looks_like_a_success_is_read_back(int status, string type, RemovalOutcome outcome)
    {
        await using var bench = await WebexBench.OpenAsync();
        var listed = await ListOneAsync(bench);
        bench.Sandbox.OnRequest = r => r.Method == "DELETE" ? SandboxFault.RespondAfterActing(status, "<html/>", ("Content-Type", type)) : null;

        var result = Assert.Single(await bench.RemoveAsync([listed]));

        Assert.Equal((outcome, RemovalEvidence.ReadBack), (result.Outcome, result.Evidence));
    }

    [Theory]
    [InlineData(WebexBench.User)]
    [InlineData(WebexBench.Admin)]
    [InlineData(WebexBench.Officer)]
    public async Task WBX_T2_a_removal_sends_nothing_but_its_eight_calls(string role)
    {
        await using var bench = await WebexBench.OpenAsync(role);
        bench.SeedMany(130);
        var listed = await bench.ListAsync(WebexBench.Month());
        bench.Sandbox.OnRequest = r => r.Method == "POST" ? SandboxFault.HalfBatch : null;
        if (role != WebexBench.Officer)
        {
            await bench.RemoveAsync(listed.Take(60), bench.For(RemovalAction.Recycle));
            var binned = await bench.ListAsync(WebexBench.Month("deleted"));
            await bench.RestoreAsync(binned.Take(20));
            await bench.RemoveAsync(binned.Skip(20), bench.For(RemovalAction.Purge));
        }

        await bench.RemoveAsync(listed.Skip(60), bench.For(reason: "audit"));
        await bench.RemoveAsync([bench.Bare(WebexBench.Id(9999))], bench.For(reason: "audit"));

        Assert.All(bench.Requests, r => Assert.Matches(EightCalls(), $"{r.Method} {r.Path}"));
        Assert.All(bench.Requests, r => Assert.Matches("^((max|to|from|siteUrl|status|offset|hostEmail)=[^&]+(&|$))*$", r.Query));
        var declared = WebexProvider.Declaration.Resources.SelectMany(r => r.Routes).Select(r => $"{r.Name} {r.Method} {r.Path}").Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(
            [
                "WBX-E1 GET recordings", "WBX-E10 GET admin/meetingTranscripts", "WBX-E11 GET meetingTranscripts/{id}/download", "WBX-E2 GET admin/recordings", "WBX-E3 GET recordings/{id}", "WBX-E4 DELETE recordings/{id}",
                "WBX-E5 DELETE admin/recordings/{id}", "WBX-E6 POST recordings/softDelete", "WBX-E7 POST recordings/restore", "WBX-E8 POST recordings/purge",
                "WBX-E9 GET meetingTranscripts",
            ],
            declared);
    }

    [Theory]
    [InlineData(RemovalAction.Delete)]
    [InlineData(RemovalAction.Recycle)]
    [InlineData(RemovalAction.Purge)]
    public async Task WBX_T5_what_others_share_is_listed_and_never_deleted(RemovalAction action)
    {
        await using var bench = await WebexBench.OpenAsync();
        var shared = bench.Seed(host: WebexBench.Bo, shared: true);
        var own = bench.Seed();
        var listed = await bench.ListAsync(WebexBench.Month());
        Assert.Equal([own, shared], listed.Select(r => r.Id).OrderDescending());
        bench.Sandbox.ClearRequests();

        var asListed = Assert.Single(await bench.RemoveAsync(listed.Where(r => r.Id == shared), bench.For(action)));
        Assert.Empty(bench.Requests);
        var asBare = Assert.Single(await bench.RemoveAsync([bench.Bare(shared)], bench.For(action)));
        var asRow = Assert.Single(await bench.RemoveAsync([bench.Bare(shared, WebexBench.Me, WebexBench.MainSite)], bench.For(action)));

        Assert.All([asListed, asBare, asRow], r => Assert.Equal(RemovalOutcome.NotEligible, r.Outcome));
        Assert.All([asListed, asBare, asRow], r => Assert.Contains("shared", r.Reason, StringComparison.Ordinal));
        Assert.All(bench.Requests, r => Assert.Equal("GET", r.Method));
        Assert.True(bench.Room.Contains(shared));
    }

    [Theory]
    [InlineData("true", false)]
    [InlineData("\"true\"", false)]
    [InlineData("1", false)]
    [InlineData("false", true)]
    [InlineData("null", true)]
    public async Task WBX_T5_shared_is_whatever_is_not_said_to_be_the_own(string value, bool mayGo)
    {
        await using var bench = await WebexBench.OpenAsync();
        bench.Sandbox.OnRequest = r => r.Method == "GET" ? SandboxFault.Respond(200, $$"""{"id":"{{WebexBench.Id(1)}}","shareToMe":{{value}},"status":"available"}""") : SandboxFault.Respond(204, "");

        var result = Assert.Single(await bench.RemoveAsync([bench.Bare(WebexBench.Id(1))]));

        Assert.Equal(mayGo ? RemovalOutcome.Deleted : RemovalOutcome.NotEligible, result.Outcome);
        Assert.Equal(mayGo ? 1 : 0, bench.Deletes.Count);
    }

    [Fact]
    public async Task WBX_T7_the_host_is_a_query_parameter_whose_plus_is_escaped()
    {
        await using var bench = await WebexBench.OpenAsync(WebexBench.Admin, site: WebexBench.MainSite);
        var ids = bench.SeedMany(3, host: WebexBench.Rooms);
        const string Host = "hostEmail=chi.nguyen%2Brooms%40example.com";

        var listed = await bench.ListAsync(WebexBench.Month());
        var recycled = await bench.RemoveAsync(listed, bench.For(RemovalAction.Recycle));
        var binned = await bench.ListAsync(WebexBench.Month("deleted"));
        var restored = await bench.RestoreAsync(binned.Take(1));
        var purged = await bench.RemoveAsync(binned.Skip(1), bench.For(RemovalAction.Purge));
        await bench.GetAsync(ids[0], owner: WebexBench.Rooms);

        Assert.All(recycled, r => Assert.Equal(RemovalOutcome.Recycled, r.Outcome));
        Assert.True(Assert.Single(restored).IsRestored);
        Assert.All(purged, r => Assert.Equal(RemovalOutcome.Deleted, r.Outcome));
        Assert.All(bench.Posts, r => Assert.Equal(Host, r.Query));
        Assert.All(bench.Reads, r => Assert.Equal(Host, r.Query));
        Assert.Contains(bench.Posts, r => r.Path == "/v1/recordings/purge");
        Assert.All(bench.Lists, r => Assert.DoesNotContain("hostEmail", r.Query, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("bo.lind")]
    [InlineData("bo@example.com&x=1 ")]
    [InlineData("a@b@c")]
    [InlineData("@example.com")]
    public async Task WBX_T7_a_host_that_is_no_address_is_refused(string owner)
    {
        await using var bench = await WebexBench.OpenAsync(WebexBench.Admin);

        var result = Assert.Single(await bench.RemoveAsync([bench.Bare(WebexBench.Id(1), owner)]));

        Assert.Equal(("RecordingIdInvalid", RemovalOutcome.NotEligible), (result.Error?.ErrorId, result.Outcome));
        Assert.Empty(bench.Requests);
    }

    [Theory]
    [InlineData(WebexBench.User, RemovalAction.Delete, "0")]
    [InlineData(WebexBench.Admin, RemovalAction.Delete, "0")]
    [InlineData(WebexBench.Officer, RemovalAction.Delete, "18")]
    [InlineData(WebexBench.User, RemovalAction.Recycle, null)]
    public async Task WBX_T8_a_deletion_carries_content_so_that_the_transport_does_not_replay_it(string role, RemovalAction action, string? length)
    {
        await using var bench = await WebexBench.OpenAsync(role, site: WebexBench.MainSite);
        var listed = await ListOneAsync(bench);
        bench.Sandbox.ClearRequests();
        var lengths = new List<string?>();
        bench.Sandbox.OnRequest = r =>
        {
            if (r.Method == "GET") return null;
            lengths.Add(r.GetHeader("Content-Length"));
            return lengths.Count == 1 ? SandboxFault.CloseWarmAfter : null;
        };

        var result = Assert.Single(await bench.RemoveAsync([listed], bench.For(action, reason: "audit")));

        Assert.All(lengths, sent => Assert.Equal(length ?? sent, sent));
        Assert.All(lengths, Assert.NotNull);
        // Every request is one that we counted: none was sent behind our back.
        Assert.Equal(result.Attempts, lengths.Count);
        Assert.Equal(RemovalOutcome.AlreadyGone, result.Outcome);
    }

    [Fact]
    public async Task WBX_T15_what_an_admin_deleted_is_gone_for_the_admin_too()
    {
        await using var bench = await WebexBench.OpenAsync(WebexBench.Admin, site: WebexBench.MainSite);
        bench.Seed(host: WebexBench.Bo);
        var listed = Assert.Single(await bench.ListAsync(WebexBench.Month()));
        bench.Sandbox.OnRequest = r => r.Method == "DELETE" ? SandboxFault.RespondAfterActing(500, "", WebexBench.AtOnce) : null;

        var result = Assert.Single(await bench.RemoveAsync([listed]));

        Assert.Equal((RemovalOutcome.AlreadyGone, RemovalEvidence.ReadBack), (result.Outcome, result.Evidence));
        Assert.Equal("hostEmail=bo.lind%40example.com", Assert.Single(bench.Reads).Query);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WBX_T15_without_the_host_an_admin_cannot_look_and_claims_nothing(bool isListed)
    {
        await using var bench = await WebexBench.OpenAsync(WebexBench.Admin, site: WebexBench.MainSite);
        var id = bench.Seed(host: WebexBench.Bo);
        bench.Room.Add(bench.Room.Find(id)! with { HostEmail = null });
        var target = isListed ? RemovalTarget.For(Assert.Single(await bench.ListAsync(WebexBench.Month()))) : bench.Bare(id);
        bench.Sandbox.OnRequest = r => r.Method == "DELETE" ? SandboxFault.Respond(500, "", WebexBench.AtOnce) : null;

        var result = Assert.Single(await bench.RemoveAsync([target]));

        Assert.Equal((RemovalOutcome.Unknown, RemovalEvidence.None), (result.Outcome, result.Evidence));
        Assert.Equal(404, Assert.Single(bench.Reads).Status);
        Assert.True(bench.Room.Contains(id));
        var resolved = new List<RemovalOutcome?>();
        await foreach (var entry in bench.Session.ResolveAsync(bench.Ledger(), bench.Options.Audit, bench.Notices, TestContext.Current.CancellationToken)) resolved.Add(entry.Outcome);
        Assert.Equal([RemovalOutcome.Unknown], resolved);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    public async Task WBX_T26_an_officer_must_give_a_reason_before_anything_is_sent(string? reason)
    {
        await using var bench = await WebexBench.OpenAsync(WebexBench.Officer, site: WebexBench.MainSite);
        var listed = await ListOneAsync(bench);
        bench.Sandbox.ClearRequests();

        var results = await bench.RemoveAsync([RemovalTarget.For(listed), bench.Bare(listed.Id)], bench.For(reason: reason, comment: "why"));

        Assert.All(results, r => Assert.Equal((RemovalOutcome.NotEligible, "ReasonMissing"), (r.Outcome, r.Error?.ErrorId)));
        Assert.Empty(bench.Requests);
        Assert.True(bench.Room.Contains(listed.Id));
    }

    [Theory]
    [InlineData(WebexBench.Officer, 255, null)]
    [InlineData(WebexBench.Officer, 256, "at most 255 characters")]
    [InlineData(WebexBench.User, 1, "not supported")]
    [InlineData(WebexBench.Admin, 1, "not supported")]
    public async Task WBX_T26_a_comment_has_255_characters_at_the_most_and_is_an_officers(string role, int length, string? refusal)
    {
        await using var bench = await WebexBench.OpenAsync(role, site: WebexBench.MainSite);
        var listed = await ListOneAsync(bench);
        bench.Sandbox.ClearRequests();

        var result = Assert.Single(await bench.RemoveAsync([listed], bench.For(reason: "audit", comment: new string('c', length))));

        Assert.Equal(refusal is null ? RemovalOutcome.Deleted : RemovalOutcome.NotEligible, result.Outcome);
        Assert.Equal(refusal is null ? 1 : 0, bench.Requests.Count);
        if (refusal is null) return;
        Assert.Equal("CommentUnsupported", result.Error?.ErrorId);
        Assert.Contains(refusal, result.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WBX_T27_what_is_gone_for_others_an_officer_may_go_on_reaching(bool reaches)
    {
        await using var bench = await WebexBench.OpenAsync(WebexBench.Officer, site: WebexBench.MainSite);
        bench.Room.OfficerReachesDeleted = reaches;
        var listed = await ListOneAsync(bench);
        bench.Sandbox.OnRequest = r => r.Method == "DELETE" ? SandboxFault.RespondAfterActing(500, "", WebexBench.AtOnce) : null;

        var lost = Assert.Single(await bench.RemoveAsync([listed], bench.For(reason: "audit")));
        bench.Sandbox.ClearRequests();
        var again = Assert.Single(await bench.RemoveAsync([bench.Bare(listed.Id)], bench.For(reason: "audit")));

        Assert.Equal((RemovalOutcome.AlreadyGone, RemovalEvidence.ReadBack), (lost.Outcome, lost.Evidence));
        Assert.Equal(reaches ? RemovalOutcome.AlreadyGone : RemovalOutcome.NotFound, again.Outcome);
        Assert.Empty(bench.Deletes);
    }

    [Theory]
    [InlineData(RemovalAction.Recycle)]
    [InlineData(RemovalAction.Purge)]
    public async Task WBX_T27_an_officer_has_no_recycle_bin(RemovalAction action)
    {
        await using var bench = await WebexBench.OpenAsync(WebexBench.Officer, site: WebexBench.MainSite);
        var listed = await ListOneAsync(bench);
        bench.Sandbox.ClearRequests();

        var result = Assert.Single(await bench.RemoveAsync([listed], bench.For(action, reason: "audit")));
        var error = await Assert.ThrowsAsync<RecordingArgumentException>(() => bench.RestoreAsync([listed]));

        Assert.Equal((RemovalOutcome.NotEligible, "RecycleBinUnsupported"), (result.Outcome, result.Error?.ErrorId));
        Assert.Equal("RecycleBinUnsupported", error.ErrorId);
        Assert.Empty(bench.Requests);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    public async Task WBX_T28_a_refusal_means_already_gone_only_for_what_was_seen(int status)
    {
        await using var bench = await WebexBench.OpenAsync(WebexBench.Admin, site: WebexBench.MainSite);
        var listed = await ListOneAsync(bench);
        bench.Sandbox.OnRequest = r => r.Method == "DELETE" ? SandboxFault.Respond(status, "") : null;

        var seen = Assert.Single(await bench.RemoveAsync([listed]));
        var bare = Assert.Single(await bench.RemoveAsync([bench.Bare(listed.Id)]));

        Assert.Equal((RemovalOutcome.AlreadyGone, RemovalEvidence.Inferred, status), (seen.Outcome, seen.Evidence, seen.StatusCode));
        Assert.Equal((RemovalOutcome.NotFound, "RecordingNotFound"), (bare.Outcome, bare.Error?.ErrorId));
    }

    public static TheoryData<string, bool, RemovalOutcome> Repetitions => new()
    {
        { nameof(SandboxFault.ResetAfter), true, RemovalOutcome.AlreadyGone },
        { nameof(SandboxFault.ResetAfter), false, RemovalOutcome.Unknown },
        { nameof(SandboxFault.ResetBefore), true, RemovalOutcome.Deleted },
        { nameof(SandboxFault.ResetBefore), false, RemovalOutcome.Deleted },
        { nameof(SandboxFault.Truncate), true, RemovalOutcome.AlreadyGone },
    };

    [Theory]
    [MemberData(nameof(Repetitions))]
    public async Task WBX_T28_a_404_after_a_repetition_may_be_our_own_doing(string fault, bool isListed, RemovalOutcome outcome)
    {
        await using var bench = await WebexBench.OpenAsync(WebexBench.Admin, site: WebexBench.MainSite);
        var listed = await ListOneAsync(bench);
        var first = true;
        bench.Sandbox.OnRequest = r =>
        {
            if (r.Method != "DELETE" || !first) return null;
            first = false;
            return SandboxFault.FromName(fault);
        };

        var result = Assert.Single(await bench.RemoveAsync([isListed ? RemovalTarget.For(listed) : bench.Bare(listed.Id)]));

        Assert.Equal(outcome, result.Outcome);
        Assert.Equal(result.Attempts, bench.Deletes.Count);
        Assert.False(bench.Room.Contains(listed.Id));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("purge")]
    [InlineData("softDelete")]
    [InlineData("restore")]
    [InlineData("4f914b1dfe3c4d11a61730f18c0f538")]
    [InlineData("4f914b1dfe3c4d11a61730f18c0f53877")]
    [InlineData("4f914b1dfe3c4d11a61730f18c0f538g")]
    [InlineData("4f914b1d-fe3c-4d11-a617-30f18c0f5387")]
    [InlineData("4f914b1dfe3c4d11a61730f18c0f5387\n")]
    [InlineData("4f914b1dfe3c4d11a61730f18c0f53/7")]
    [InlineData("４f914b1dfe3c4d11a61730f18c0f5387")]
    public async Task WBX_T36_an_id_that_is_not_32_hexadecimal_digits_is_refused(string id)
    {
        await using var bench = await WebexBench.OpenAsync(WebexBench.Admin);
        bench.Seed();

        var results = new List<RemovalResult>();
        foreach (var action in Enum.GetValues<RemovalAction>()) results.AddRange(await bench.RemoveAsync([bench.Bare(id)], bench.For(action)));
        var read = await Assert.ThrowsAsync<RecordingArgumentException>(() => bench.GetAsync(id));
        var restored = Assert.Throws<RecordingArgumentException>(() => bench.Session.CheckRestorable(bench.Bare(id), bench.Notices));

        Assert.Equal(3, results.Count);
        Assert.All(results, r => Assert.Equal((RemovalOutcome.NotEligible, "RecordingIdInvalid"), (r.Outcome, r.Error?.ErrorId)));
        Assert.Equal(("RecordingIdInvalid", "RecordingIdInvalid"), (read.ErrorId, restored.ErrorId));
        Assert.Empty(bench.Requests);
    }

    [Theory]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task WBX_T37_a_redirect_of_a_deletion_is_not_followed(int status)
    {
        await using var bench = await WebexBench.OpenAsync();
        await using var elsewhere = await WebexBench.OpenAsync();
        var listed = await ListOneAsync(bench);
        bench.Sandbox.OnRequest = r => r.Method == "DELETE" ? SandboxFault.Respond(status, "", ("Location", $"{elsewhere.Sandbox.GetBaseUri("Webex")}/recordings/{listed.Id}")) : null;

        var result = Assert.Single(await bench.RemoveAsync([listed]));

        Assert.Equal(RemovalOutcome.Failed, result.Outcome);
        Assert.Empty(elsewhere.Requests);
        Assert.True(bench.Room.Contains(listed.Id));
    }

    [Theory]
    [InlineData(WebexBench.User, "somebody@example.com")]
    [InlineData(WebexBench.Admin, "somebody@example.com")]
    [InlineData(WebexBench.Admin, WebexBench.Bo)]
    public async Task WBX_T41_who_took_part_is_not_told_so_a_hold_on_any_participant_holds(string role, string participant)
    {
        await using var bench = await WebexBench.OpenAsync(role, site: WebexBench.MainSite);
        var own = bench.Seed();
        if (role == WebexBench.Admin) bench.Seed(host: WebexBench.Bo);
        await File.WriteAllTextAsync(
            bench.HoldPath,
            $$"""{"format":"recordingcmdlets-holds/1","holds":[{"holdId":"h1","ticket":"LEGAL-7","createdBy":"a","createdAt":"2026-01-01T00:00:00Z","participant":"{{participant}}"}]}""",
            TestContext.Current.CancellationToken);

        var results = await bench.RemoveAsync([.. (await bench.ListAsync(WebexBench.Month())).Select(RemovalTarget.For), bench.Bare(own)]);

        Assert.All(results, r => Assert.Equal(RemovalOutcome.Held, r.Outcome));
        Assert.Empty(bench.Deletes);
    }

    [Theory]
    [InlineData(WebexBench.User, new[] { "GET", "DELETE" })]
    [InlineData(WebexBench.Officer, new[] { "GET", "DELETE" })]
    [InlineData(WebexBench.Admin, new[] { "DELETE" })]
    public async Task WBX_T45_a_bare_id_is_read_before_it_is_deleted_unless_an_admin_could_not_see_it(string role, string[] methods)
    {
        await using var bench = await WebexBench.OpenAsync(role);
        var id = bench.Seed();

        var result = Assert.Single(await bench.RemoveAsync([bench.Bare(id)], bench.For(reason: "audit")));

        Assert.Equal(RemovalOutcome.Deleted, result.Outcome);
        Assert.Equal(methods, bench.Requests.Select(r => r.Method));
    }

    [Fact]
    public async Task WBX_T45_a_bare_id_that_cannot_be_read_is_not_deleted()
    {
        await using var bench = await WebexBench.OpenAsync();
        var id = bench.Seed();
        bench.Sandbox.OnRequest = r => r.Method == "GET" ? SandboxFault.Respond(403, """{"message":"No."}""") : null;

        var result = Assert.Single(await bench.RemoveAsync([bench.Bare(id)]));

        Assert.Equal((RemovalOutcome.Failed, "PermissionMissing"), (result.Outcome, result.Error?.ErrorId));
        Assert.Contains("looked at", result.Reason, StringComparison.Ordinal);
        Assert.Empty(bench.Deletes);
    }

    [Theory]
    [InlineData(RemovalAction.Delete, "deleted", "Clear-RecordingRecycleBin")]
    [InlineData(RemovalAction.Purge, "available", "not in the recycle bin")]
    [InlineData(RemovalAction.Purge, null, "not in the recycle bin")]
    public async Task WBX_T46_what_is_in_the_bin_is_purged_and_what_is_not_is_deleted_and_never_the_other_way(RemovalAction action, string? status, string why)
    {
        await using var bench = await WebexBench.OpenAsync();
        var id = bench.Seed(status: status ?? "available");
        if (status is null) bench.Room.Add(bench.Room.Find(id)! with { Status = null });
        var listed = await bench.ListAsync(status == "deleted" ? WebexBench.Month("deleted") : WebexBench.Month());

        var results = await bench.RemoveAsync([.. listed.Select(RemovalTarget.For), bench.Bare(id)], bench.For(action));

        Assert.Equal(2, results.Count);
        Assert.All(results, r => Assert.Equal(RemovalOutcome.NotEligible, r.Outcome));
        Assert.All(results, r => Assert.Contains(why, r.Reason, StringComparison.Ordinal));
        Assert.All(bench.Requests, r => Assert.Equal("GET", r.Method));
    }

    private static async Task<Recording> ListOneAsync(WebexBench bench)
    {
        bench.Seed();
        return Assert.Single(await bench.ListAsync(WebexBench.Month()));
    }

    [GeneratedRegex("^(GET /v1/(admin/)?recordings|GET /v1/recordings/[0-9a-f]{32}|DELETE /v1/(admin/)?recordings/[0-9a-f]{32}|POST /v1/recordings/(softDelete|restore|purge))$")]
    private static partial Regex EightCalls();
}
