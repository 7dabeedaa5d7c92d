using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Providers;

namespace RecordingCmdlets.Conventions.Tests;

/// <summary>What every declaration of a service keeps to.</summary>
public sealed class DeclarationTests
{
    /// <summary>
    /// Every call that destroys, written out a second time: one that is added must be added here too, after somebody has
    /// looked whether it is what it looks like. Some services remove a whole bot by the method and nearly the path that
    /// remove a recording.
    /// </summary>
    private static readonly string[] Destroying =
    [
        "Attendee POST bots/{id}/delete_data",
        "Recall DELETE recording/{id}/",
        "Recall POST bot/{id}/delete_media/",
        "Telnyx DELETE recordings/{id}",
        "Telnyx POST recordings/actions/delete",
        "Vonage DELETE api/accounts/{account}/company_call_recordings/{id}",
        "Vonage DELETE api/accounts/{account}/users/{owner}/call_recordings/{id}",
        "Webex DELETE admin/recordings/{id}",
        "Webex DELETE recordings/{id}",
        "Webex POST recordings/purge",
        "Webex POST recordings/softDelete",
    ];

    public static TheoryData<string> Services => [.. ProviderRegistry.All.Select(p => p.Name)];

    [Fact]
    public void What_destroys_is_exactly_what_is_written_here() =>
        Assert.Equal(
            Destroying,
            ProviderRegistry.All
                .SelectMany(p => LayerTests.RoutesOf(p).Where(r => r.Effect == RouteEffect.Destroys).Select(r => $"{p.Name} {r.Method} {r.Path}"))
                .Distinct()
                .Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Services))]
    public void A_call_that_destroys_one_item_names_it_and_a_batch_names_none_in_its_path(string service)
    {
        foreach (var (resource, method) in Removals(service))
        {
            if (method.Batch is not { } batch)
            {
                Assert.Contains(method.Route.Path.Split('/'), segment => segment == "{id}");
                continue;
            }

            Assert.DoesNotContain("{", batch.Route.Path, StringComparison.Ordinal);
            Assert.True(batch.Size > 1, $"{resource.Kind} has batches of {batch.Size}.");
        }
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void A_batch_of_ids_names_each_of_them_and_never_means_everything(string service)
    {
        var items = new[] { "11111111111111111111111111111111", "22222222222222222222222222222222" }
            .Select(id => new RecordingReference(service, service, "x", id))
            .ToList();
        foreach (var batch in Removals(service).Select(r => r.Method.Batch).OfType<BatchDeclaration>())
        {
            using var body = System.Text.Json.JsonDocument.Parse(batch.WriteBody(items));
            var lists = body.RootElement.EnumerateObject().Where(m => m.Value.ValueKind == System.Text.Json.JsonValueKind.Array).ToList();
            Assert.Equal(items.Select(i => i.Id), Assert.Single(lists).Value.EnumerateArray().Select(e => e.GetString()));
            Assert.DoesNotContain(body.RootElement.EnumerateObject(), m => m.Value.ValueKind == System.Text.Json.JsonValueKind.True);
        }
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Every_role_has_a_kind_and_every_kind_a_declared_role(string service)
    {
        var provider = Find(service);

        Assert.All(provider.Resources, r => Assert.True(r.Role is null || provider.Roles.Contains(r.Role), $"{r.Kind} is of the role {r.Role}."));
        foreach (var role in provider.Roles.DefaultIfEmpty(null))
        {
            var kinds = provider.ResourcesFor(role).Select(r => r.Kind).ToList();
            Assert.NotEmpty(kinds);
            Assert.Equal(kinds.Distinct(), kinds);
        }
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Every_limit_is_of_a_class_in_use_and_none_or_all_classes_have_one(string service)
    {
        var provider = Find(service);
        var classes = provider.Resources.SelectMany(r => r.Routes).Select(r => r.LimitClass).Distinct().Order(StringComparer.Ordinal).ToList();

        if (provider.Limits.Count > 0) Assert.Equal(classes, provider.Limits.Keys.Order(StringComparer.Ordinal));
        Assert.All(provider.Limits.Values, limit => Assert.True(limit.Requests > 0 && limit.Window > TimeSpan.Zero));
        Assert.Equal(provider.Limits.Count > 0, provider.DeletionsPerMinute is not null);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Every_value_in_a_path_has_a_rule(string service)
    {
        var provider = Find(service);
        foreach (var resource in provider.Resources)
        {
            foreach (var route in resource.Routes)
            {
                Assert.All(
                    route.Path.Split('/').Where(s => s.Contains('{', StringComparison.Ordinal)),
                    segment => Assert.Contains(segment, (string[])["{id}", "{owner}", "{account}"]));
                if (route.Path.Contains("{owner}", StringComparison.Ordinal)) Assert.NotNull(resource.Owner);
                if (route.Path.Contains("{account}", StringComparison.Ordinal)) Assert.NotNull(provider.Account);
            }

            foreach (var wrong in (string[])["", " ", ".", "..", "a/b", "a?b", "a#b", "a%2fb", "a\\b", "a\nb", "a b", "é"])
            {
                Assert.NotNull(resource.Id.WhyInvalid(wrong));
                Assert.NotNull(provider.Account is { } account ? account.WhyInvalid(wrong) : "");
                if (resource.Routes.Any(r => r.Path.Contains("{owner}", StringComparison.Ordinal))) Assert.NotNull(resource.Owner!.WhyInvalid(wrong));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void A_filter_is_never_one_that_deletion_changes_unless_the_spine_knows_it(string service)
    {
        foreach (var resource in Find(service).Resources)
        {
            Assert.DoesNotContain(resource.List.Filters.Keys, key => key.Contains("stat", StringComparison.OrdinalIgnoreCase));
            // What a removal turns an item into must not be asked for where pages shift.
            if (resource.List is { Status: { } status, Paging: CursorPaging or PageNumberPaging }) Assert.NotEmpty(status.ChangedByDeletion);
        }
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void What_ends_later_or_hides_behind_a_refusal_is_looked_at_before_it_is_repeated(string service)
    {
        foreach (var (_, method) in Removals(service))
        {
            if (method.EndsLater || method.DoubtfulRefusals.Count > 0) Assert.True(method.LooksBeforeRetry);
            // The proof of a batch would send again what has only begun.
            if (method.EndsLater) Assert.Null(method.Batch);
            if (method.IsProvedByPresence) Assert.NotNull(method.ProofStatus);
            Assert.All(method.DoubtfulRefusals, status => Assert.InRange(status, 400, 499));
        }
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void A_secret_goes_to_the_services_own_origin_over_https(string service)
    {
        var provider = Find(service);

        Assert.All(provider.BaseUris.Values, uri => Assert.Equal(("https", "", ""), (uri.Scheme, uri.UserInfo, uri.Query)));
        foreach (var uri in provider.BaseUris.Values)
        {
            if (provider.Auth.TokenPath is { } path) Assert.True(Origins.AreSame(uri, new Uri(uri, path)));
            // To and fro leads back to where it began.
            if (provider.OtherPath(uri.AbsolutePath) is { } other) Assert.Equal(uri.AbsolutePath, provider.OtherPath(other));
        }

        Assert.Equal(
            provider.Auth.Forms.Any(f => f is CredentialForm.Password or CredentialForm.RefreshToken), provider.Auth.TokenPath is not null);
    }

    private static ProviderDeclaration Find(string service) => ProviderRegistry.All.Single(p => p.Name == service);

    private static IEnumerable<(ResourceDeclaration Resource, RemovalDeclaration Method)> Removals(string service) =>
        from resource in Find(service).Resources
        from method in (RemovalDeclaration?[])[resource.Delete, resource.Recycle, resource.Purge]
        where method is not null
        select (resource, method);
}
