using RecordingCmdlets.Engine.Ledger;
using RecordingCmdlets.Engine.Tests.Providers;
using RecordingCmdlets.Engine.Tests.Support;

namespace RecordingCmdlets.Engine.Tests.Archiving;

/// <summary>A folder of its own that a test saves into.</summary>
internal sealed class Backup : IDisposable
{
    private readonly TempFolder folder = new();

    public string Path => folder.File("backup");

    public ArchiveOptions Options => new() { Path = Path };

    /// <summary>What lies there, without manifests and what belongs to them; with slashes.</summary>
    public List<string> Files => [.. Everything.Where(f => f.Contains('/') || !(f.EndsWith(".jsonl", StringComparison.Ordinal) || f.StartsWith("runs.index", StringComparison.Ordinal)))];

    public IEnumerable<string> Everything => Directory.Exists(Path)
        ? Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories).Select(f => System.IO.Path.GetRelativePath(Path, f).Replace('\\', '/')).Order(StringComparer.Ordinal)
        : [];

    /// <summary>All that the manifests say, as text.</summary>
    public string Manifests => string.Concat(Directory.EnumerateFiles(Path, "*.jsonl").Order(StringComparer.Ordinal).Select(File.ReadAllText));

    public IEnumerable<AuditVerification> Verify() => new AuditArchive(Path).Verify(null, null);

    public Task<List<ArchiveResult>> SaveAsync(ServiceBench bench, IEnumerable<Recording> items, ArchiveOptions? options = null) =>
        SaveAsync(bench, items.Select(RemovalTarget.For), options);

    public Task<List<ArchiveResult>> SaveAsync(ServiceBench bench, IEnumerable<RecordingBot> bots, ArchiveOptions? options = null) =>
        SaveAsync(bench, bots.Select(RemovalTarget.For), (options ?? Options) with { IsForBots = true });

    public async Task<List<ArchiveResult>> SaveAsync(ServiceBench bench, IEnumerable<RemovalTarget> targets, ArchiveOptions? options = null) =>
        [.. (await RunAsync(bench, targets, options)).Select(r => r.Result)];

    /// <summary>The results, each with what was handed in.</summary>
    public async Task<List<(ArchiveResult Result, RemovalTarget Target)>> RunAsync(ServiceBench bench, IEnumerable<RemovalTarget> targets, ArchiveOptions? options = null)
    {
        await using var run = await bench.Session.BeginArchiveAsync(options ?? Options, bench.Notices, TestContext.Current.CancellationToken);
        foreach (var target in targets) await run.SubmitAsync(target);
        await run.CompleteAsync();
        var results = new List<(ArchiveResult, RemovalTarget)>();
        while (run.TryTakeResult(out var result, out var target)) results.Add((result, target));
        return results;
    }

    public byte[] Read(string relative) => File.ReadAllBytes(System.IO.Path.Combine(Path, relative));

    public void Dispose() => folder.Dispose();
}
