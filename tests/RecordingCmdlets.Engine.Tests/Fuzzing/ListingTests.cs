using FsCheck.Fluent;
using RecordingCmdlets.Engine.Providers;
using RecordingCmdlets.Engine.Tests.Providers;
using RecordingCmdlets.Engine.Tests.Support;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Fuzzing;

/// <summary>The whole way, from a service that answers anything to what a person sees of it.</summary>
public sealed class ListingTests
{
    public static TheoryData<string, bool> Listings => new(ProviderRegistry.All.SelectMany(p => p.Resources.Select(r => (p.Name, r.IsBot))).Distinct());

    [Theory]
    [MemberData(nameof(Listings))]
    public async Task Whatever_a_service_answers_ends_in_items_or_an_error_and_is_told_in_plain_words(string provider, bool forBots)
    {
        await using var bench = await ServiceBench.OpenAsync(provider, configure: options => new ConnectionOptions
        {
            Provider = provider,
            ApiKey = options.ApiKey,
            AccessToken = options.AccessToken,
            BaseUri = options.BaseUri,
            // A pace is known, so that how long it takes is worked out; it holds nothing back.
            RequestsPerMinute = 10_000_000,
            SkipValidation = true,
        });
        using var shape = Shape.Of(Shape.All.Select(row => row.Data).First(name => name.StartsWith(provider, StringComparison.Ordinal) && Shape.IsBotOf(name) == forBots));
        var answer = SandboxFault.None;
        bench.Sandbox.OnRequest = _ => answer;
        var numbers = Gen.Elements("9223372036854775807", "-9223372036854775808", "1e18", "922337203685477580", "100000000000", "-1", "0", "2", "\"7\"");
        var pages = from tree in JsonTree.Mutate(JsonTree.Parse(shape.PageText), Gen.OneOf(Hostile.JsonValue, numbers, numbers))
                    from status in Gen.Frequency((8, Gen.Constant(200)), (1, Gen.Elements(400, 401, 403, 404)))
                    from link in Gen.OneOf(Gen.Constant(""), Gen.Elements("<https://evil.example/recordings?cursor=a>; rel=\"next\"", "<?cursor=a>; rel=next", "<", "<>; rel=next"))
                    select (Text: tree.ToString(), status, link);
        Properties.Hold(pages, page =>
        {
            bench.Sandbox.ClearRequests();
            answer = SandboxFault.Respond(page.status, page.Text, page.link.Length == 0 ? [] : [("Link", page.link)]);
            TryAsync(bench, forBots).GetAwaiter().GetResult();
        }, always: 60, nightly: 5_000);
    }

    private static async Task TryAsync(ServiceBench bench, bool forBots)
    {
        var query = new RecordingQuery { Now = ServiceBench.Now, After = ServiceBench.Now.AddDays(-28) };
        var items = new List<RemovalTarget>();
        try
        {
            if (forBots) await bench.ListBotsAsync(query, bot => items.Add(RemovalTarget.For(bot)));
            else await bench.ListAsync(query, recording => items.Add(RemovalTarget.For(recording)));
        }
        catch (RecordingException error)
        {
            AssertPlain(error);
        }

        await using var run = await bench.Session.BeginRemovalAsync(
            new RemovalOptions { HoldPath = bench.HoldPath, IsForBots = forBots, IsTrial = true, UnlessActionItem = forBots && bench.Provider == "Recall" }, bench.Notices, default);
        foreach (var item in items.Take(3))
        {
            var decision = await run.DecideAsync(item);
            Assert.True(Hostile.IsPlain(decision.Description + decision.Action), decision.Description);
            if (decision.WillRemove) run.Decline(decision);
        }

        await run.CompleteAsync();
        while (run.TryTakeResult(out var result))
        {
            Assert.True(Hostile.IsPlain(result.Reason), result.Reason);
            AssertPlain(result.Error);
        }

        Assert.All(bench.Notices.TakeAll(), notice => Assert.True(Hostile.IsPlain(notice), notice));
    }

    private static void AssertPlain(RecordingException? error) => Assert.True(error is null || Hostile.IsPlain(error.Message + error.RecommendedAction), error?.Message);
}
