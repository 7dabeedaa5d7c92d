using System.Text.Json;
using System.Text.RegularExpressions;
using RecordingCmdlets.Engine.Providers;
using RecordingCmdlets.Engine.Providers.Telnyx;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Providers;

/// <summary>What Telnyx says to a deletion, and what that does and does not prove.</summary>
public sealed partial class TelnyxRemovalFactsTests
{
    /// <summary>Makes a retry come at once.</summary>
    private static readonly (string, string) AtOnce = ("Retry-After", "0");

    [Theory]
    [InlineData(200, """{"data":{"id":"a","status":"completed"}}""")]
    [InlineData(200, "")]
    [InlineData(200, "<html>gone</html>")]
    [InlineData(204, "")]
    public async Task TEL_T1_a_success_with_or_without_a_body_is_a_deletion(int status, string body)
    {
        await using var bench = await TelnyxBench.OpenAsync();
        var id = bench.Seed();
        bench.Sandbox.OnRequest = _ => SandboxFault.RespondAfterActing(status, body);

        var result = Assert.Single(await bench.RemoveAsync([TelnyxBench.Bare(id)]));

        Assert.Equal((RemovalOutcome.Deleted, RemovalEvidence.Response, status), (result.Outcome, result.Evidence, result.StatusCode));
        Assert.Single(bench.Requests);
        Assert.False(bench.Sandbox.Telnyx.Contains(id));
    }

    [Fact]
    public async Task TEL_T6_a_status_never_proves_a_deletion()
    {
        await using var bench = await TelnyxBench.OpenAsync();
        var ids = bench.SeedMany(4);
        var listed = await bench.ListAsync();
        // The batch does nothing, and the look at each recording shows a state that sounds like the end of it.
        bench.Sandbox.OnRequest = r => r.Method switch
        {
            "POST" => SandboxFault.Respond(200, """{"status":"ok"}"""),
            "GET" when r.Path.StartsWith("/v2/recordings/", StringComparison.Ordinal) =>
                SandboxFault.Respond(200, $$$"""{"data":{"id":"{{{r.Path["/v2/recordings/".Length..]}}}","status":"deleted"}}"""),
            _ => null,
        };

        var results = await bench.RemoveAsync(listed);

        Assert.Equal(ids, bench.Deletes.Select(r => r.Path["/v2/recordings/".Length..]).Order());
        Assert.All(results, r => Assert.Equal((RemovalOutcome.Deleted, RemovalEvidence.Response), (r.Outcome, r.Evidence)));
        Assert.Empty(bench.Sandbox.Telnyx.Ids);
    }

    [Theory]
    [InlineData(404, """{"errors":[{"code":"404","title":"Not found"}]}""", RemovalOutcome.NotFound)]
    [InlineData(404, """{"errors":[{"code":"10005","title":"Resource not found"}]}""", RemovalOutcome.NotFound)]
    [InlineData(404, """{"errors":[{"code":10005,"title":"Resource not found"}]}""", RemovalOutcome.NotFound)]
    [InlineData(404, """{"errors":[{"code":"10006","title":"Invalid resource ID"}]}""", RemovalOutcome.NotFound)]
    [InlineData(404, "", RemovalOutcome.NotFound)]
    [InlineData(400, """{"errors":[{"code":"10005","title":"Resource not found"}]}""", RemovalOutcome.Failed)]
    [InlineData(403, """{"errors":[{"code":"404","title":"Not found"}]}""", RemovalOutcome.Failed)]
    public async Task TEL_T7_the_status_decides_and_the_code_never(int status, string body, RemovalOutcome outcome)
    {
        await using var bench = await TelnyxBench.OpenAsync();
        var id = bench.Seed();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(status, body);

        var result = Assert.Single(await bench.RemoveAsync([TelnyxBench.Bare(id)]));

        Assert.Equal((outcome, status), (result.Outcome, result.StatusCode));
        Assert.NotNull(result.Error);
        Assert.Single(bench.Requests);
    }

    [Fact]
    public async Task TEL_T8_nothing_but_the_four_calls_is_ever_sent()
    {
        await using var bench = await TelnyxBench.OpenAsync();
        bench.SeedMany(260);
        bench.Sandbox.Telnyx.AddTranscription(new TelnyxTranscription { Id = "t", RecordingId = "rec-00001" });
        var listed = await bench.ListAsync();
        bench.Sandbox.OnRequest = r => r.Method == "POST" ? SandboxFault.HalfBatch : null;

        await bench.RemoveAsync(listed);
        await bench.RemoveAsync([TelnyxBench.Bare("nobody")]);

        Assert.All(bench.Requests, r => Assert.Matches(FourCalls(), $"{r.Method} {r.Path}"));
        Assert.Equal(["DELETE", "GET", "POST"], bench.Requests.Select(r => r.Method).Distinct().Order());
        Assert.Equal(["t"], bench.Sandbox.Telnyx.TranscriptionIds);
        var resource = Assert.Single(TelnyxProvider.Declaration.Resources);
        Assert.Equal(
            ["GET recordings", "GET recordings/{id}", "DELETE recordings/{id}", "POST recordings/actions/delete"],
            new[] { resource.List.Route, resource.Get, resource.Delete.Route, resource.Delete.Batch!.Route }.Select(r => $"{r.Method} {r.Path}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\t")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("actions")]
    [InlineData("Actions")]
    [InlineData("actions/delete")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a?b")]
    [InlineData("a#b")]
    [InlineData("a%2Fb")]
    [InlineData("a b")]
    [InlineData("a\n")]
    [InlineData("é")]
    public async Task TEL_T11_an_id_that_could_address_something_else_is_refused(string id)
    {
        await using var bench = await TelnyxBench.OpenAsync();
        bench.Seed();

        var result = Assert.Single(await bench.RemoveAsync([TelnyxBench.Bare(id)]));
        var error = await Assert.ThrowsAsync<RecordingArgumentException>(() => bench.GetAsync(id));

        Assert.Equal(RemovalOutcome.NotEligible, result.Outcome);
        Assert.Equal("RecordingIdInvalid", result.Error?.ErrorId);
        Assert.Equal("RecordingIdInvalid", error.ErrorId);
        Assert.Empty(bench.Requests);
    }

    [Fact]
    public void TEL_T12_an_id_is_one_escaped_segment_of_the_path()
    {
        var route = TelnyxProvider.Declaration.Resources[0].Delete.Route;
        string Fill(string id) => PathTemplate.Fill(route, TelnyxBench.Bare(id).Reference, account: null);

        Assert.Equal("recordings/3fa85f64-5717", Fill("3fa85f64-5717"));
        Assert.Equal("recordings/a%2Fb%3Fc%23d%25e", Fill("a/b?c#d%e"));
        Assert.All((string[])["", " ", ".", ".."], id => Assert.Throws<InternalRuleException>(() => Fill(id)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(500)]
    public async Task TEL_T22_a_batch_is_a_post_of_fifty_ids_at_the_most(int? wanted)
    {
        await using var bench = await TelnyxBench.OpenAsync(bulkSize: wanted);
        var ids = bench.SeedMany(120);

        var results = await bench.RemoveAsync(await bench.ListAsync());

        var sizes = bench.Batches.Select(r => Ids(r).Length).ToList();
        Assert.All(sizes, size => Assert.InRange(size, 1, 50));
        Assert.Contains(50, sizes);
        Assert.Equal(ids, bench.Batches.SelectMany(Ids).Order());
        Assert.All(bench.Batches, r => Assert.Equal("/v2/recordings/actions/delete", r.Path));
        Assert.Empty(bench.Deletes);
        Assert.Equal(120, results.Count(r => r.Outcome == RemovalOutcome.Deleted));
        Assert.Equal(50, bench.Session.GetProviders().Single(p => p.Name == "Telnyx").MaximumBulkSize);
    }

    [Theory]
    [InlineData(200, """{"status":"ok"}""")]
    [InlineData(200, "")]
    [InlineData(202, "")]
    [InlineData(204, "")]
    public async Task TEL_T23_any_2xx_accepts_a_batch(int status, string body)
    {
        await using var bench = await TelnyxBench.OpenAsync();
        bench.SeedMany(5);
        bench.Sandbox.OnRequest = r => r.Method == "POST" ? SandboxFault.RespondAfterActing(status, body) : null;

        var results = await bench.RemoveAsync(await bench.ListAsync());

        Assert.Single(bench.Batches);
        Assert.Empty(bench.Deletes);
        Assert.All(results, r => Assert.Equal((RemovalOutcome.Deleted, RemovalEvidence.ReadBack), (r.Outcome, r.Evidence)));
    }

    [Fact]
    public async Task TEL_T24_ok_to_a_batch_is_no_proof()
    {
        await using var bench = await TelnyxBench.OpenAsync();
        var ids = bench.SeedMany(40);
        bench.Sandbox.OnRequest = r => r.Method == "POST" ? SandboxFault.HalfBatch : null;

        var results = await bench.RemoveAsync(await bench.ListAsync());

        Assert.Equal(ids, results.Select(r => r.Id).Order());
        Assert.All(results, r => Assert.Equal(RemovalOutcome.Deleted, r.Outcome));
        Assert.Equal(20, results.Count(r => r.Evidence == RemovalEvidence.ReadBack));
        Assert.Equal(20, results.Count(r => r.Evidence == RemovalEvidence.Response));
        Assert.Equal(20, bench.Deletes.Count);
        Assert.Empty(bench.Sandbox.Telnyx.Ids);
    }

    [Fact]
    public async Task TEL_T24_without_the_proof_a_batch_is_only_accepted()
    {
        await using var bench = await TelnyxBench.OpenAsync();
        bench.SeedMany(10);
        var listed = await bench.ListAsync();

        var results = await bench.RemoveAsync(listed, new RemovalOptions { HoldPath = bench.HoldPath, Audit = new AuditOptions { IsDisabled = true }, ProveBatches = false });

        Assert.All(results, r => Assert.Equal((RemovalOutcome.Accepted, RemovalEvidence.BatchAccepted), (r.Outcome, r.Evidence)));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(500)]
    public async Task TEL_T25_a_failed_batch_falls_back_to_single_deletions(int status)
    {
        await using var bench = await TelnyxBench.OpenAsync();
        var ids = bench.SeedMany(6);
        bench.Sandbox.OnRequest = r => r.Method == "POST" ? SandboxFault.Respond(status, "", AtOnce) : null;

        var results = await bench.RemoveAsync(await bench.ListAsync());

        Assert.Equal(ids, bench.Deletes.SelectMany(r => r.Deleted).Order());
        Assert.Equal(ids, results.Select(r => r.Id).Order());
        Assert.All(results, r => Assert.Equal((RemovalOutcome.Deleted, RemovalEvidence.Response), (r.Outcome, r.Evidence)));
    }

    [Fact]
    public async Task TEL_T25_what_a_failed_batch_had_done_is_told_from_what_it_had_not()
    {
        await using var bench = await TelnyxBench.OpenAsync();
        bench.SeedMany(6);
        var listed = await bench.ListAsync();
        bench.Sandbox.OnRequest = r =>
        {
            if (r.Method != "POST") return null;
            bench.Sandbox.Telnyx.Remove("rec-00000");
            return SandboxFault.Respond(500, "", AtOnce);
        };

        var results = await bench.RemoveAsync(listed);

        Assert.Equal(RemovalOutcome.AlreadyGone, results.Single(r => r.Id == "rec-00000").Outcome);
        Assert.Equal(5, results.Count(r => r.Outcome == RemovalOutcome.Deleted));
    }

    [Fact]
    public async Task TEL_T25_a_refusal_after_a_failed_batch_is_looked_into()
    {
        await using var bench = await TelnyxBench.OpenAsync();
        bench.SeedMany(3);
        var listed = await bench.ListAsync();
        bench.Sandbox.OnRequest = r => r.Method switch
        {
            "POST" => SandboxFault.RespondAfterActing(500, "", AtOnce),
            "DELETE" => SandboxFault.Respond(400, ""),
            _ => null,
        };

        var results = await bench.RemoveAsync(listed);

        Assert.Equal(3, bench.Deletes.Count);
        Assert.All(results, r => Assert.Equal((RemovalOutcome.AlreadyGone, RemovalEvidence.ReadBack), (r.Outcome, r.Evidence)));
    }

    [Fact]
    public async Task TEL_T26_what_was_not_seen_goes_alone_since_a_batch_is_silent_about_unknown_ids()
    {
        await using var bench = await TelnyxBench.OpenAsync();
        var ids = bench.SeedMany(5);

        var results = await bench.RemoveAsync([.. ids.Select(TelnyxBench.Bare), TelnyxBench.Bare("nobody")]);

        Assert.Empty(bench.Batches);
        Assert.Equal(6, bench.Deletes.Count);
        Assert.Equal(RemovalOutcome.NotFound, results.Single(r => r.Id == "nobody").Outcome);
        Assert.Equal(5, results.Count(r => r.Outcome == RemovalOutcome.Deleted));
    }

    [Fact]
    public async Task TEL_T27_a_404_means_already_gone_only_for_what_was_seen()
    {
        await using var bench = await TelnyxBench.OpenAsync(bulkSize: 1);
        var id = bench.Seed();
        var listed = await bench.ListAsync();
        bench.Sandbox.Telnyx.Remove(id);

        var seen = Assert.Single(await bench.RemoveAsync(listed));
        var bare = Assert.Single(await bench.RemoveAsync([TelnyxBench.Bare(id)]));

        Assert.Equal((RemovalOutcome.AlreadyGone, RemovalEvidence.Inferred, 404), (seen.Outcome, seen.Evidence, seen.StatusCode));
        Assert.Null(seen.Error);
        Assert.Equal((RemovalOutcome.NotFound, "RecordingNotFound"), (bare.Outcome, bare.Error?.ErrorId));
    }

    [Fact]
    public async Task TEL_T27_a_second_deletion_in_one_run_is_already_gone()
    {
        await using var bench = await TelnyxBench.OpenAsync(bulkSize: 1);
        bench.Seed();
        var listed = await bench.ListAsync();

        var results = await bench.RemoveAsync(
            [.. listed, .. listed], new RemovalOptions { HoldPath = bench.HoldPath, Audit = new AuditOptions { IsDisabled = true }, ThrottleLimit = 1 });

        Assert.Equal([RemovalOutcome.Deleted, RemovalOutcome.AlreadyGone], results.Select(r => r.Outcome));
    }

    [Theory]
    [InlineData(true, RemovalOutcome.AlreadyGone)]
    [InlineData(false, RemovalOutcome.Unknown)]
    public async Task TEL_T28_a_404_after_a_repetition_may_be_our_own_doing(bool isListed, RemovalOutcome outcome)
    {
        await using var bench = await TelnyxBench.OpenAsync(bulkSize: 1);
        var id = bench.Seed();
        var target = isListed ? RemovalTarget.For(Assert.Single(await bench.ListAsync())) : TelnyxBench.Bare(id);
        bench.Sandbox.ClearRequests();
        bench.Sandbox.OnRequest = r => r.Count == 1 ? SandboxFault.RespondAfterActing(500, "", AtOnce) : null;

        var result = Assert.Single(await bench.RemoveAsync([target]));

        Assert.Equal((outcome, 2, 404), (result.Outcome, result.Attempts, result.StatusCode));
        Assert.Equal([500, 404], bench.Deletes.Select(r => r.Status));
    }

    [Theory]
    [InlineData(302)]
    [InlineData(307)]
    public async Task TEL_T29_a_redirect_of_a_deletion_is_not_followed(int status)
    {
        await using var bench = await TelnyxBench.OpenAsync();
        await using var elsewhere = await TelnyxBench.OpenAsync();
        var id = bench.Seed();
        elsewhere.Seed(bench.Sandbox.Telnyx.Find(id));
        bench.Sandbox.OnRequest = r => r.Method == "DELETE" ? SandboxFault.Respond(status, "", ("Location", $"{elsewhere.Sandbox.GetBaseUri("Telnyx")}/recordings/{id}")) : null;

        var result = Assert.Single(await bench.RemoveAsync([TelnyxBench.Bare(id)]));

        Assert.Equal(RemovalOutcome.Failed, result.Outcome);
        Assert.Empty(elsewhere.Requests);
        Assert.True(elsewhere.Sandbox.Telnyx.Contains(id));
    }

    [Fact]
    public async Task TEL_T31_a_deletion_carries_content_so_that_the_transport_does_not_replay_it()
    {
        await using var bench = await TelnyxBench.OpenAsync(bulkSize: 1);
        bench.Seed();
        var listed = await bench.ListAsync();
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

    [Theory]
    [InlineData("+15550100", null)]
    [InlineData(null, "+15550111")]
    [InlineData(null, null)]
    public async Task TEL_T36_where_a_party_is_missing_a_hold_on_another_participant_still_holds(string? from, string? to)
    {
        await using var bench = await TelnyxBench.OpenAsync();
        var known = bench.Seed();
        var open = bench.Seed(new TelnyxRecording { Id = "conference", CreatedAt = TelnyxBench.Iso(TelnyxBench.Now), Source = "conference", From = from, To = to });
        await File.WriteAllTextAsync(
            bench.HoldPath,
            """{"format":"recordingcmdlets-holds/1","holds":[{"holdId":"h1","ticket":"LEGAL-7","createdBy":"a","createdAt":"2026-01-01T00:00:00Z","participant":"+15559999"}]}""",
            TestContext.Current.CancellationToken);

        var results = await bench.RemoveAsync(await bench.ListAsync());

        Assert.Equal(RemovalOutcome.Held, results.Single(r => r.Id == open).Outcome);
        Assert.Equal(RemovalOutcome.Deleted, results.Single(r => r.Id == known).Outcome);
        Assert.Equal([open], bench.Sandbox.Telnyx.Ids);
    }

    private static string[] Ids(SandboxRequest request)
    {
        using var body = JsonDocument.Parse(request.Body);
        return [.. body.RootElement.GetProperty("ids").EnumerateArray().Select(i => i.GetString()!)];
    }

    [GeneratedRegex("^(GET /v2/recordings|GET /v2/recordings/[^/]+|DELETE /v2/recordings/[^/]+|POST /v2/recordings/actions/delete)$")]
    private static partial Regex FourCalls();
}
