using System.Text.Json;

namespace RecordingCmdlets.ModuleTests;

/// <summary>One run of one case, as Pester reports it.</summary>
/// <param name="Line">The line of its <c>It</c>.</param>
/// <param name="Name">The path of names, expanded.</param>
/// <param name="Result">Passed, Failed, Skipped, NotRun or Inconclusive.</param>
/// <param name="Error">What went wrong.</param>
internal sealed record PesterResult(int Line, string Name, string Result, string? Error);

/// <summary>The run of the whole suite: a process for each file, two at a time, so that a file that dies takes no other with it.</summary>
internal sealed class PesterRun : IDisposable
{
    private static readonly TimeSpan FileLimit = TimeSpan.FromMinutes(5);
    private static readonly Lazy<Task<PesterRun>> Made = new(RunAllAsync);

    private readonly Dictionary<string, (IReadOnlyList<PesterResult> Results, string Report)> files = new(StringComparer.Ordinal);
    private readonly string folder = Directory.CreateTempSubdirectory("recordingcmdlets-pester-").FullName;

    private PesterRun()
    {
    }

    /// <summary>Runs the suite when it is first asked for.</summary>
    public static Task<PesterRun> Instance => Made.Value;

    /// <summary>What a file reported: its results, and the end of what its process said.</summary>
    public (IReadOnlyList<PesterResult> Results, string Report) this[string file] => files[file];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    // Begun first, so that no long one is left alone at the end.
    private static bool IsSlow(string file) => File.ReadLines(file).First().StartsWith("# Slow", StringComparison.Ordinal);

    private static async Task<PesterRun> RunAllAsync()
    {
        using var run = new PesterRun();
        var host = await PowerShellHost.Instance;
        using var turns = new SemaphoreSlim(2);
        await Task.WhenAll(PesterCases.Files.OrderByDescending(IsSlow).Select(async file =>
        {
            await turns.WaitAsync();
            try
            {
                var name = Path.GetFileName(file);
                var state = Directory.CreateDirectory(Path.Combine(run.folder, name)).FullName;
                var results = Path.Combine(state, "results.json");
                var outcome = await host.RunAsync(Path.Combine(Repository.Scripts, "Invoke-PesterFile.ps1"), state, FileLimit, file, results, Repository.Package);
                var read = File.Exists(results) ? JsonSerializer.Deserialize<List<PesterResult>>(await File.ReadAllTextAsync(results)) : null;
                lock (run.files) run.files[name] = (read ?? [], outcome.Text);
            }
            finally
            {
                turns.Release();
            }
        }));
        return run;
    }
}
