using System.Globalization;
using RecordingCmdlets.Engine;
using RecordingCmdlets.Engine.Providers;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Conventions.Tests.Runbooks;

/// <summary>The numbers of docs/scale.md: computed again from what the providers declare, and measured again.</summary>
public sealed class ScaleTests
{
    private const double Million = 1_000_000;

    /// <summary>What the page says is assumed where a service tells nothing.</summary>
    private const double AssumedPace = 600;
    private const int AssumedPage = 100;

    /// <summary>The page size of a service that takes none: ATT-T19.</summary>
    private const int AttendeePage = 25;

    private static readonly TimeSpan Night = TimeSpan.FromHours(5);

    private static string Page { get; } = House.Read("docs/scale.md");

    [Fact]
    public void The_hours_are_those_of_the_declared_paces()
    {
        var rows = ProviderRegistry.All.OrderBy(p => p.Name, StringComparer.Ordinal).Select(Row);

        Assert.Equal(string.Join("\n", rows), string.Join("\n", Rows("| Service | Requests")));
    }

    [Fact]
    public async Task Files_are_about_as_large_as_it_says()
    {
        var said = Rows("| File | Bytes").Select(r => r.Split('|')).ToDictionary(c => c[1].Trim(), c => int.Parse(c[2], CultureInfo.InvariantCulture));
        var measured = await MeasureAsync(400);

        Assert.Equal(measured.Keys.Order(StringComparer.Ordinal), said.Keys.Order(StringComparer.Ordinal));
        Assert.All(measured, m => Assert.InRange(said[m.Key], m.Value * 0.8, m.Value * 1.25));
        Assert.All(Rows("| File | Bytes").Select(r => r.Split('|')), c => Assert.Equal($"{said[c[1].Trim()] / 1000.0:0.0} GB", c[3].Trim()));
    }

    private static string Row(ProviderDeclaration provider)
    {
        var kind = provider.ResourcesFor(provider.Roles is [var usual, ..] ? usual : null).First(r => r.IsListedAsRecording);
        var (listPace, itemPace) = (Pace(provider, kind.List.Route), Pace(provider, kind.Get));
        var page = kind.List.Paging switch
        {
            PageNumberPaging numbers => numbers.Size,
            WindowPaging windows => windows.Size,
            _ => provider.Name == "Attendee" ? AttendeePage : AssumedPage,
        };
        var list = Million / page / listPace / 60;
        // A batch is proved by one more listing.
        double Batches(RemovalDeclaration removal) => (Million / removal.Batch!.Size / itemPace / 60) + list;
        var delete = kind.Delete.Batch is not null ? Batches(kind.Delete) : Million / (provider.DeletionsPerMinute ?? AssumedPace) / 60;
        var recycle = kind.Recycle is { Batch: not null } ? Hours(Batches(kind.Recycle)) : "";
        var save = Million / itemPace / 60;
        var pace = listPace == itemPace ? $"{itemPace:0}" : $"{listPace:0}, {itemPace:0}";
        return $"| {provider.Name} | {pace} | {page} | {Hours(list)} | {Hours(delete)} | {recycle}{(recycle.Length > 0 ? " " : "")}| {Hours(save)} | {Math.Ceiling(delete / Night.TotalHours):0} |";
    }

    private static string Hours(double hours) => hours.ToString("N1", CultureInfo.InvariantCulture);

    private static double Pace(ProviderDeclaration provider, Route route) => provider.Limits.GetValueOrDefault(route.LimitClass)?.PerMinute ?? AssumedPace;

    /// <summary>The rows of the table whose head begins so.</summary>
    private static List<string> Rows(string head)
    {
        var lines = Page.ReplaceLineEndings("\n").Split('\n').SkipWhile(l => !l.StartsWith(head, StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(lines);
        return [.. lines.Skip(2).TakeWhile(l => l.StartsWith('|'))];
    }

    /// <summary>Writes a plan and the ledger of its application, and weighs them.</summary>
    private static async Task<Dictionary<string, double>> MeasureAsync(int count)
    {
        var folder = Directory.CreateTempSubdirectory("recordingcmdlets-scale-").FullName;
        try
        {
            using var sandbox = SandboxServer.Start(new SandboxOptions { Providers = ["Telnyx"], RecordingCount = count });
            var engine = new RecordingEngine();
            using var session = engine.OpenSession(static _ => null);
            var stop = TestContext.Current.CancellationToken;
            await session.ConnectAsync(new ConnectionOptions { Provider = "Telnyx", ApiKey = sandbox.ApiKey, BaseUri = sandbox.GetBaseUri("Telnyx"), IsSandbox = true }, new NoNotices(), stop);
            var (policy, holds) = (Path.Combine(folder, "policy.json"), Path.Combine(folder, "holds.json"));
            await File.WriteAllTextAsync(policy, """{ "format": "recordingcmdlets-policy/1", "fuse": { "maximumShare": 1 }, "rules": [{ "name": "Calls", "providers": ["Telnyx"], "olderThan": "1h", "action": "delete" }] }""", stop);
            await File.WriteAllTextAsync(holds, """{ "format": "recordingcmdlets-holds/1", "holds": [] }""", stop);
            var plan = await session.Retention.PlanAsync(new RetentionPlanOptions { Policy = engine.ReadPolicy(policy), Path = Path.Combine(folder, "plan.jsonl") }, null, new NoNotices(), stop);
            var removal = new RemovalOptions { HoldPath = holds, Audit = new AuditOptions { Path = Path.Combine(folder, "audit.jsonl") } };
            await using var run = await session.Retention.OpenAsync(new RetentionRunOptions { PlanPath = plan.Path, PlanHash = plan.Hash, Removal = removal }, new NoNotices(), stop);
            await run.ApplyAsync();
            Assert.True(run.GetSummary().Counts.GetValueOrDefault(RemovalOutcome.Deleted) > count * 0.9);
            double Each(string? path) => new FileInfo(path!).Length / (double)plan.Listed;
            return new() { ["Plan"] = Each(plan.Path), ["Table beside the plan (CSV)"] = Each(plan.CsvPath), ["Ledger of the run, batches"] = Each(run.GetSummary().AuditPath) };
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
