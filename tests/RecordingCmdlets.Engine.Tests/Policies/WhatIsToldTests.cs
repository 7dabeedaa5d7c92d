using RecordingCmdlets.Engine.Providers;
using RecordingCmdlets.Engine.Tests.Providers;

namespace RecordingCmdlets.Engine.Tests.Policies;

/// <summary>What a declaration says that records tell is what listings tell.</summary>
public sealed class WhatIsToldTests
{
    /// <summary>Every service; where there are roles, the one that sees whose an item is.</summary>
    public static TheoryData<string, string?> Services => new(ProviderRegistry.All.Select(p => (p.Name, p.Roles.Contains("Admin") ? "Admin" : null)));

    [Theory]
    [MemberData(nameof(Services))]
    public async Task What_is_declared_never_to_be_told_never_is_and_all_else_is(string provider, string? role)
    {
        var stop = TestContext.Current.CancellationToken;
        await using var bench = await ServiceBench.OpenAsync(provider, recordings: 40, role: role);
        var resources = ProviderRegistry.Require(ProviderRegistry.All, provider).ResourcesFor(role).ToList();
        var query = new RecordingQuery { Now = ServiceBench.Now };
        var items = new List<Recording>();
        await foreach (var item in bench.Session.ListAsync(query, bench.Notices, stop)) items.Add(item);
        if (resources.Exists(r => r is { IsBot: true, IsListedAsRecording: false }))
            await foreach (var bot in bench.Session.ListBotsAsync(query, bench.Notices, stop)) items.Add(bot.Media);

        Assert.Equal(resources.Select(r => r.Kind).Order(StringComparer.Ordinal), items.Select(i => i.Kind).Distinct().Order(StringComparer.Ordinal));
        Assert.All(resources, resource =>
        {
            var own = items.Where(i => i.Kind == resource.Kind).ToList();
            Assert.Equal(!resource.NeverTold.HasFlag(RecordFacts.Title), own.Exists(i => i.Title is not null));
            Assert.Equal(!resource.NeverTold.HasFlag(RecordFacts.Owner), own.Exists(i => i.Owner is not null));
            Assert.Equal(!resource.NeverTold.HasFlag(RecordFacts.Duration), own.Exists(i => i.Duration is not null));
            Assert.All(own, i => Assert.Equal(resource.Labels is not null, i.ReadLabels is not null));
            Assert.All(own, i => Assert.True(i.ReadLabels?.Invoke().IsComplete ?? true));
        });
    }
}
