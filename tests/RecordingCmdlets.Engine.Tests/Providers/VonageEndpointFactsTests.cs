using RecordingCmdlets.Engine.Providers;
using RecordingCmdlets.Engine.Providers.Vonage;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Providers;

/// <summary>The calls in docs/services/vonage.md, and at which path they are to be found.</summary>
public sealed class VonageEndpointFactsTests
{
    private static readonly DateTimeOffset Now = VonageBench.Now;

    [Fact]
    public async Task VBC_E1_list_asks_for_a_page_of_company_recordings_and_reads_it()
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Seed("193228", change: r => r with
        {
            Start = "2026-01-05T09:00:00+0000",
            End = "2026-01-05T09:01:00+0000",
            FileSizeInBytes = 100_000,
            Extensions = ["999"],
        });
        bench.Seed("2", bench.Room.SelfUserId);

        var listed = Assert.Single(await bench.ListAsync(VonageBench.All));

        var request = Assert.Single(bench.Requests);
        Assert.Equal(("GET", VonageBench.Company), (request.Method, request.Path));
        Assert.Equal("page=1&page_size=100&start%3Alte=2026-03-01T00%3A00%3A00%2B0000", request.Query);
        Assert.Equal(("193228", "Company", null, "17325550100 to 17325550111"), (listed.Id, listed.Kind, listed.Owner, listed.Title));
        Assert.Equal(new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.Zero), listed.CreatedAt);
        Assert.Equal(listed.CreatedAt, listed.StartedAt);
        Assert.Equal(new DateTimeOffset(2026, 1, 5, 9, 1, 0, TimeSpan.Zero), listed.EndedAt);
        Assert.Equal(100_000, listed.SizeBytes);
        Assert.Equal("INBOUND", listed.Service["call_direction"]);
    }

    [Fact]
    public async Task VBC_E1_connecting_lists_a_page_of_one()
    {
        await using var bench = VonageBench.Unconnected();

        await bench.ConnectAsync(bench.TokenOptions());

        Assert.Equal($"GET {VonageBench.Company}?page=1&page_size=1 -> 200", Assert.Single(bench.Requests).ToString());
    }

    [Fact]
    public async Task VBC_E2_get_reads_one_company_recording_that_is_the_whole_answer()
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Seed("193228");

        var read = await bench.GetAsync("193228", RecordingKinds.Company);

        Assert.Equal(("193228", Now.AddDays(-1)), (read.Id, read.CreatedAt));
        Assert.Equal($"GET {VonageBench.Company}/193228 -> 200", Assert.Single(bench.Requests).ToString());
    }

    [Theory]
    [InlineData("""{"id":8}""")]
    [InlineData("""{"id":null}""")]
    [InlineData("""{"call_id":"7"}""")]
    [InlineData("""{"recording":{"id":7}}""")]
    [InlineData("""[{"id":7}]""")]
    public async Task VBC_E2_get_believes_only_an_answer_about_the_id_asked_for(string body)
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(200, body);

        await Assert.ThrowsAsync<ProviderResponseException>(() => bench.GetAsync("7", RecordingKinds.Company));
    }

    [Fact]
    public async Task VBC_E3_delete_names_the_company_recording_in_the_path_and_says_nothing_else()
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Seed("7");
        bench.Seed("8");

        var result = Assert.Single(await bench.RemoveAsync([bench.CompanyItem("7")]));

        Assert.Equal((RemovalOutcome.Deleted, RemovalEvidence.Response), (result.Outcome, result.Evidence));
        var request = Assert.Single(bench.Requests);
        Assert.Equal($"DELETE {VonageBench.Company}/7 -> 204", request.ToString());
        Assert.Equal("", request.Body);
        Assert.Equal(["8"], bench.Room.Ids);
    }

    [Fact]
    public async Task VBC_E5_list_asks_for_the_on_demand_recordings_of_a_user()
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Seed("1");
        bench.Seed("2", "745250");
        bench.Seed("3", "801377");

        var listed = Assert.Single(await bench.ListAsync(new RecordingQuery { Now = Now, Kinds = [RecordingKinds.OnDemand], Owners = ["745250"] }));

        Assert.Equal(("2", "OnDemand", "745250"), (listed.Id, listed.Kind, listed.Owner));
        var request = Assert.Single(bench.Requests);
        Assert.Equal(("GET", $"{VonageBench.Root}/users/745250/call_recordings"), (request.Method, request.Path));
        Assert.Equal("page=1&page_size=100&start%3Alte=2026-03-01T00%3A00%3A00%2B0000", request.Query);
    }

    [Fact]
    public async Task VBC_E6_get_reads_one_on_demand_recording_of_a_user()
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Seed("2", "745250");

        var read = await bench.GetAsync("2", RecordingKinds.OnDemand, "745250");

        Assert.Equal(("2", "OnDemand", "745250"), (read.Id, read.Kind, read.Owner));
        Assert.Equal($"GET {VonageBench.Root}/users/745250/call_recordings/2 -> 200", Assert.Single(bench.Requests).ToString());
    }

    [Fact]
    public async Task VBC_E7_delete_names_the_user_and_the_on_demand_recording()
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Seed("2", "745250");
        bench.Seed("3", "745250");

        var result = Assert.Single(await bench.RemoveAsync([bench.Bare("2", RecordingKinds.OnDemand, "745250")]));

        Assert.Equal((RemovalOutcome.Deleted, RemovalEvidence.Response), (result.Outcome, result.Evidence));
        var request = Assert.Single(bench.Requests);
        Assert.Equal($"DELETE {VonageBench.Root}/users/745250/call_recordings/2 -> 204", request.ToString());
        Assert.Equal("", request.Body);
        Assert.Equal(["3"], bench.Room.Ids);
    }

    [Fact]
    public void VBC_T1_the_path_of_an_on_demand_recording_needs_account_user_and_recording()
    {
        var resource = VonageProvider.Declaration.Resources.Single(r => r.Kind == RecordingKinds.OnDemand);
        foreach (var route in new[] { resource.Get, resource.Delete.Route })
        {
            string Fill(string id, string? owner, string? account, string? self) =>
                PathTemplate.Fill(route, new RecordingReference("Vonage", null, RecordingKinds.OnDemand, id, owner), account, self);

            Assert.Equal("api/accounts/5/users/7/call_recordings/9", Fill("9", "7", "5", null));
            Assert.Throws<InternalRuleException>(() => Fill("", "7", "5", "self"));
            Assert.Throws<InternalRuleException>(() => Fill("9", "", "5", null));
            Assert.Throws<InternalRuleException>(() => Fill("9", "7", "", null));
            Assert.Equal("api/accounts/5/users/7/call_recordings/9%2F..%3Fa", Fill("9/..?a", "7", "5", null));
        }
    }

    [Theory]
    [InlineData(RecordingKinds.Company, null)]
    [InlineData(RecordingKinds.OnDemand, "745250")]
    public async Task VBC_T2_the_id_and_never_the_call_id_stands_in_a_path(string kind, string? user)
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Seed("7", user);
        var call = bench.Room.Find("7")!.CallId!;

        var listed = Assert.Single(await bench.ListAsync(new RecordingQuery { Now = Now, Kinds = [kind], Owners = user is null ? [] : [user] }));
        var byCall = Assert.Single(await bench.RemoveAsync([bench.Bare(call, kind, user)]));
        var byId = Assert.Single(await bench.RemoveAsync([listed]));

        Assert.Equal("7", listed.Id);
        Assert.Equal((RemovalOutcome.NotEligible, "RecordingIdInvalid"), (byCall.Outcome, byCall.Error?.ErrorId));
        Assert.Equal(RemovalOutcome.Deleted, byId.Outcome);
        Assert.All(bench.Requests, r => Assert.DoesNotContain(call, r.Path, StringComparison.Ordinal));
        Assert.EndsWith("/7", Assert.Single(bench.Deletes).Path, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("export")]
    [InlineData("jobs")]
    [InlineData("self")]
    [InlineData("7/8")]
    [InlineData("7?page=1")]
    [InlineData("7#")]
    [InlineData("7%2F8")]
    [InlineData("-7")]
    [InlineData("+7")]
    [InlineData("07")]
    [InlineData("00")]
    [InlineData("7.0")]
    [InlineData("7e1")]
    [InlineData(" 7")]
    [InlineData("7\n")]
    [InlineData("٧")]
    [InlineData("12345678901234567890")]
    public async Task VBC_T3_what_is_not_the_one_spelling_of_a_number_is_refused(string id)
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Seed("7", "745250");
        bench.Seed("8");

        foreach (var kind in (string[])[RecordingKinds.Company, RecordingKinds.OnDemand])
        {
            var result = Assert.Single(await bench.RemoveAsync([bench.Bare(id, kind)]));
            var error = await Assert.ThrowsAsync<RecordingArgumentException>(() => bench.GetAsync(id, kind));
            Assert.Equal((RemovalOutcome.NotEligible, "RecordingIdInvalid"), (result.Outcome, result.Error?.ErrorId));
            Assert.Equal("RecordingIdInvalid", error.ErrorId);
        }

        Assert.Empty(bench.Requests);
    }

    [Theory]
    [InlineData("9223372036854775807")]
    [InlineData("7000000001")]
    public async Task VBC_T3_an_id_keeps_all_its_digits(string id)
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Seed(id);

        var results = await bench.RemoveAsync(await bench.ListAsync(VonageBench.All));

        Assert.Equal((id, RemovalOutcome.Deleted), (Assert.Single(results).Id, results[0].Outcome));
        Assert.EndsWith($"/{id}", Assert.Single(bench.Deletes).Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task VBC_T4_each_kind_goes_by_its_own_path_and_never_by_the_others()
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Seed("1");
        bench.Seed("2", bench.Room.SelfUserId);
        bench.Seed("3", "801377");

        var listed = await bench.ListAsync(new RecordingQuery { Now = Now });
        listed.AddRange(await bench.ListAsync(new RecordingQuery { Now = Now, Kinds = [RecordingKinds.OnDemand], Owners = ["801377"] }));
        foreach (var recording in listed) await bench.GetAsync(recording.Id, recording.Kind, recording.Owner);
        await bench.RemoveAsync(listed);

        string[] paths = [$"{VonageBench.Company}/1", $"{VonageBench.OnDemand}/2", $"{VonageBench.Root}/users/801377/call_recordings/3"];
        Assert.Equal(paths.Order(), bench.Deletes.Select(r => r.Path).Order());
        Assert.Equal(paths, bench.Requests.Where(r => r.Method == "GET" && char.IsDigit(r.Path[^1])).Select(r => r.Path));
        Assert.Empty(bench.Room.Ids);
    }

    [Fact]
    public async Task VBC_T4_an_id_of_the_other_kind_is_not_found_and_is_not_looked_for_elsewhere()
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Seed("1");
        bench.Seed("2", bench.Room.SelfUserId);

        var company = Assert.Single(await bench.RemoveAsync([bench.Bare("2", RecordingKinds.Company)]));
        var onDemand = Assert.Single(await bench.RemoveAsync([bench.Bare("1", RecordingKinds.OnDemand)]));
        var foreign = Assert.Single(await bench.RemoveAsync([bench.Bare("2", RecordingKinds.OnDemand, "801377")]));

        Assert.All([company, onDemand, foreign], r => Assert.Equal((RemovalOutcome.NotFound, "RecordingNotFound"), (r.Outcome, r.Error?.ErrorId)));
        Assert.Contains("on-demand", company.Error?.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(
            [$"DELETE {VonageBench.Company}/2 -> 404", $"DELETE {VonageBench.OnDemand}/1 -> 404", $"DELETE {VonageBench.Root}/users/801377/call_recordings/2 -> 404"],
            bench.Requests.Select(r => r.ToString()));
        Assert.Equal(["1", "2"], bench.Room.Ids.Order());
    }

    [Theory]
    [InlineData("")]
    [InlineData("Recording")]
    [InlineData("BotMedia")]
    public async Task VBC_T4_an_id_without_its_kind_is_refused(string kind)
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Seed("1");

        var result = Assert.Single(await bench.RemoveAsync([bench.Bare("1", kind)]));

        Assert.Equal((RemovalOutcome.NotEligible, "RecordingKindMismatch"), (result.Outcome, result.Error?.ErrorId));
        Assert.Empty(bench.Requests);
    }

    [Fact]
    public async Task VBC_T5_self_stands_for_the_account_and_the_user_that_are_not_named()
    {
        await using var bench = await VonageBench.OpenAsync();
        await using var named = await VonageBench.OpenAsync(account: "549825");
        foreach (var each in new[] { bench, named })
        {
            each.Seed("2", each.Room.SelfUserId);
            var listed = Assert.Single(await each.ListAsync(new RecordingQuery { Now = Now, Kinds = [RecordingKinds.OnDemand] }));
            Assert.Equal("self", listed.Owner);
            Assert.Equal(RemovalOutcome.Deleted, Assert.Single(await each.RemoveAsync([listed])).Outcome);
        }

        Assert.Equal([VonageBench.OnDemand, $"{VonageBench.OnDemand}/2"], bench.Requests.Select(r => r.Path));
        Assert.All(named.Requests, r => Assert.Contains("/api/accounts/549825/users/self/", r.Path, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("549825/users")]
    [InlineData("..")]
    [InlineData("0549825")]
    [InlineData("acme")]
    public async Task VBC_T5_an_account_or_a_user_is_a_number_or_self(string value)
    {
        await using var bench = await VonageBench.OpenAsync();

        var account = await Assert.ThrowsAsync<RecordingArgumentException>(() => bench.ConnectAsync(bench.TokenOptions(account: value)));
        var result = Assert.Single(await bench.RemoveAsync([bench.Bare("1", RecordingKinds.OnDemand, value)]));

        Assert.Equal("AccountIdInvalid", account.ErrorId);
        Assert.Equal((RemovalOutcome.NotEligible, "RecordingIdInvalid"), (result.Outcome, result.Error?.ErrorId));
        Assert.Empty(bench.Requests);
    }

    [Fact]
    public async Task VBC_T5_what_was_listed_of_one_account_is_not_deleted_from_another()
    {
        await using var bench = await VonageBench.OpenAsync(account: "549825");
        bench.Seed("7");
        var listed = await bench.ListAsync(VonageBench.All);
        await bench.ConnectAsync(bench.TokenOptions(account: "1", skipValidation: true));
        bench.Sandbox.ClearRequests();

        var result = Assert.Single(await bench.RemoveAsync(listed));

        Assert.Equal((RemovalOutcome.NotEligible, "ConnectionMismatch"), (result.Outcome, result.Error?.ErrorId));
        Assert.Empty(bench.Deletes);
    }

    [Fact]
    public async Task VBC_T6_what_names_no_user_is_passed_over_and_said()
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Seed("1", bench.Room.SelfUserId);

        Assert.Empty(await bench.ListAsync(new RecordingQuery { Now = Now, Kinds = [RecordingKinds.OnDemand], Owners = ["ana@example.com", "7452x"] }));
        Assert.Empty(bench.Requests);
        Assert.Contains("this names none: ana@example.com, 7452x", Assert.Single(bench.Notices.Warnings), StringComparison.Ordinal);

        var own = await bench.ListAsync(new RecordingQuery { Now = Now, Kinds = [RecordingKinds.OnDemand], Owners = ["SELF"] });

        Assert.Equal(("1", "self"), (Assert.Single(own).Id, own[0].Owner));
        Assert.Equal(VonageBench.OnDemand, Assert.Single(bench.Requests).Path);
    }

    [Fact]
    public async Task VBC_T6_users_cannot_be_found_by_pattern()
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Seed("2", bench.Room.SelfUserId);
        bench.Seed("3", "745250");
        bench.Seed("4", "801377");

        var listed = await bench.ListAsync(new RecordingQuery { Now = Now, Kinds = [RecordingKinds.OnDemand], Owners = ["*", "801377"] });

        Assert.Equal(["2", "4"], listed.Select(r => r.Id).Order());
        Assert.Contains("cannot be found by pattern", Assert.Single(bench.Notices.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(VonagePathForms.WithVersion, false)]
    [InlineData(VonagePathForms.WithoutVersion, false)]
    [InlineData(VonagePathForms.WithVersion, true)]
    [InlineData(VonagePathForms.WithoutVersion, true)]
    public async Task VBC_T7_the_other_path_is_tried_once_on_a_404_of_a_listing_and_then_kept(VonagePathForms forms, bool isBaseWithoutVersion)
    {
        await using var bench = VonageBench.Unconnected();
        bench.Room.PathForms = forms;
        bench.Seed("7");
        var options = bench.TokenOptions(skipValidation: true);
        var given = isBaseWithoutVersion ? new Uri(options.BaseUri!.AbsoluteUri[..^"/v1".Length]) : options.BaseUri;
        await bench.ConnectAsync(new ConnectionOptions { Provider = "Vonage", AccessToken = bench.Sandbox.ApiKey, BaseUri = given, IsSandbox = true, SkipValidation = true });

        await bench.ListAsync(VonageBench.All);
        var listed = await bench.ListAsync(VonageBench.All);
        await bench.GetAsync("7", RecordingKinds.Company);
        var result = Assert.Single(await bench.RemoveAsync(listed));

        Assert.Equal(RemovalOutcome.Deleted, result.Outcome);
        var isMatch = forms == VonagePathForms.WithVersion != isBaseWithoutVersion;
        Assert.Equal(isMatch ? [] : [404], bench.Requests.Where(r => r.Status == 404).Select(r => r.Status));
        Assert.Equal(isMatch ? 4 : 5, bench.Requests.Count);
        Assert.All(bench.Requests.Skip(isMatch ? 0 : 1), r => Assert.Equal(forms == VonagePathForms.WithVersion, r.Path.StartsWith("/t/vbc.prod/call_recording/v1/api/", StringComparison.Ordinal)));
        Assert.Equal("https://api.vonage.com/t/vbc.prod/call_recording/v1", Assert.Single(VonageProvider.Declaration.BaseUris).Value.AbsoluteUri);
    }

    [Fact]
    public async Task VBC_T7_an_unknown_user_does_not_move_a_path_that_has_served()
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Seed("7");

        await Assert.ThrowsAsync<RecordingNotFoundException>(() => bench.ListAsync(new RecordingQuery { Now = Now, Kinds = [RecordingKinds.OnDemand], Owners = ["999"] }));
        await bench.ListAsync(VonageBench.All);

        Assert.Equal([$"{VonageBench.Root}/users/999/call_recordings", VonageBench.Company], bench.Requests.Select(r => r.Path));
    }

    [Fact]
    public async Task VBC_T7_a_path_that_does_not_answer_either_is_not_kept()
    {
        await using var bench = await VonageBench.OpenAsync(isPathKnown: false);
        bench.Seed("7");
        bench.Sandbox.OnRequest = r => r.Count == 1 ? SandboxFault.Respond(404, "") : r.Count == 2 ? SandboxFault.Respond(403, "") : null;

        await Assert.ThrowsAsync<RecordingNotFoundException>(() => bench.ListAsync(VonageBench.All));
        await bench.ListAsync(VonageBench.All);

        Assert.Equal([true, false, true], bench.Requests.Select(r => r.Path == VonageBench.Company));
    }

    [Theory]
    [InlineData(RecordingKinds.Company, null)]
    [InlineData(RecordingKinds.OnDemand, "745250")]
    public async Task VBC_T8_a_listing_finds_the_path_before_anything_else_is_sent(string kind, string? user)
    {
        await using var bench = await VonageBench.OpenAsync(isPathKnown: false);
        bench.Room.PathForms = VonagePathForms.WithoutVersion;
        bench.Seed("7", user);
        bench.Seed("8", user);

        var results = await bench.RemoveAsync([bench.Bare("7", kind, user), bench.Bare("8", kind, user)]);

        Assert.All(results, r => Assert.Equal(RemovalOutcome.Deleted, r.Outcome));
        Assert.Equal(["GET 404", "GET 200", "DELETE 204", "DELETE 204"], bench.Requests.Select(r => $"{r.Method} {r.Status}"));
        Assert.All(bench.Deletes, r => Assert.DoesNotContain("/v1/", r.Path, StringComparison.Ordinal));
        Assert.All(bench.Lists, r => Assert.Equal("page=1&page_size=1", r.Query));
    }

    [Fact]
    public async Task VBC_T8_a_404_of_a_deletion_or_a_look_does_not_lead_to_the_other_path()
    {
        await using var bench = await VonageBench.OpenAsync();

        var result = Assert.Single(await bench.RemoveAsync([bench.CompanyItem("7")]));
        await Assert.ThrowsAsync<RecordingNotFoundException>(() => bench.GetAsync("7", RecordingKinds.Company));

        Assert.Equal(RemovalOutcome.NotFound, result.Outcome);
        Assert.Equal([$"{VonageBench.Company}/7", $"{VonageBench.Company}/7"], bench.Requests.Select(r => r.Path));
    }

    [Fact]
    public async Task VBC_T8_where_no_path_has_served_a_listing_nothing_counts_as_gone()
    {
        await using var bench = await VonageBench.OpenAsync();
        bench.Seed("7");
        var listed = await bench.ListAsync(VonageBench.All);
        // A new connection, over which nothing has been listed, and no listing gets through: only the other path would be right.
        await bench.ConnectAsync(bench.TokenOptions(skipValidation: true));
        bench.Sandbox.OnRequest = r => r.Path.EndsWith("call_recordings", StringComparison.Ordinal) ? SandboxFault.Respond(403, "") : SandboxFault.Respond(404, "");
        await bench.HoldAsync("\"title\":\"x\",\"participant\":\"y\"");

        var look = await Assert.ThrowsAsync<RecordingNotFoundException>(() => bench.GetAsync("7", RecordingKinds.Company));
        var result = Assert.Single(await bench.RemoveAsync([bench.CompanyItem("7")]));

        Assert.Equal(404, look.StatusCode);
        Assert.Equal(RemovalOutcome.Held, result.Outcome);
        Assert.Empty(bench.Deletes);
        Assert.Equal(["7"], bench.Room.Ids);
        Assert.Single(listed);
    }

    [Fact]
    public async Task VBC_T8_what_was_listed_at_one_path_is_not_deleted_at_the_other()
    {
        await using var bench = VonageBench.Unconnected();
        bench.Room.PathForms = VonagePathForms.WithoutVersion;
        await bench.ConnectAsync(bench.TokenOptions());
        bench.Seed("7");
        var listed = await bench.ListAsync(VonageBench.All);
        bench.Sandbox.OnRequest = r => r.Method == "GET" ? SandboxFault.Respond(403, "") : null;
        await bench.ConnectAsync(bench.TokenOptions(skipValidation: true));

        var refused = Assert.Single(await bench.RemoveAsync(listed));
        bench.Sandbox.OnRequest = null;
        await bench.ConnectAsync(bench.TokenOptions(skipValidation: true));
        var deleted = Assert.Single(await bench.RemoveAsync(listed));

        Assert.Equal((RemovalOutcome.NotEligible, "ConnectionMismatch"), (refused.Outcome, refused.Error?.ErrorId));
        Assert.Equal(RemovalOutcome.Deleted, deleted.Outcome);
        Assert.Equal("/t/vbc.prod/call_recording/api/accounts/self/company_call_recordings/7", Assert.Single(bench.Deletes).Path);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    public async Task VBC_T9_no_path_ends_in_a_slash(string end)
    {
        await using var bench = VonageBench.Unconnected();
        await bench.ConnectAsync(new ConnectionOptions
        {
            Provider = "Vonage",
            AccessToken = bench.Sandbox.ApiKey,
            BaseUri = new Uri(bench.Sandbox.GetBaseUri("Vonage") + end),
            IsSandbox = true,
        });
        bench.Seed("7");

        await bench.ListAsync(VonageBench.All);
        await bench.GetAsync("7", RecordingKinds.Company);

        Assert.Equal([VonageBench.Company, VonageBench.Company, $"{VonageBench.Company}/7"], bench.Requests.Select(r => r.Path));
        Assert.All(bench.Requests, r => Assert.Equal(200, r.Status));
    }
}
