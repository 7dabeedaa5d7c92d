using System.Diagnostics;
using System.Text.RegularExpressions;

namespace RecordingCmdlets.ModuleTests;

/// <summary>A copy of the sources to change and build, without anything that a build made.</summary>
internal sealed partial class RepositoryCopy : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(12);

    private readonly string root = Directory.CreateTempSubdirectory("recordingcmdlets-copy-").FullName;

    public RepositoryCopy() => Copy(Repository.Root, root);

    public string PathOf(string file) => Path.Combine(root, file);

    /// <summary>Writes the files that a page shows whole: each under a paragraph that ends in its path. Says which.</summary>
    public IReadOnlyList<string> Write(string page) => [.. ShownFile().Matches(page).Select(m =>
    {
        var file = m.Groups["path"].Value;
        if (File.Exists(PathOf(file))) throw new InvalidOperationException($"{file} is there already.");
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(file))!);
        File.WriteAllText(PathOf(file), m.Groups["text"].Value);
        return file;
    })];

    /// <summary>Makes the changes that a page shows: each stands in exactly one place. Says in which files.</summary>
    public IReadOnlyList<string> Change(string page) => [.. ShownChange().Matches(page).SelectMany(block => FileOfChange().Split(block.Groups[1].Value)[1..]).Select(part =>
    {
        var (file, changes) = (part[..part.IndexOf('\n', StringComparison.Ordinal)].Trim(), part[part.IndexOf('\n', StringComparison.Ordinal)..].Trim('\n'));
        var text = File.ReadAllText(PathOf(file)).ReplaceLineEndings("\n");
        foreach (var lines in changes.Split("\n\n").Select(c => c.Split('\n')))
        {
            var (before, after) = (Join(lines, '-'), Join(lines, '+'));
            if (text.Split(before).Length != 2) throw new InvalidOperationException($"In {file} this does not stand once:\n{before}");
            text = text.Replace(before, after, StringComparison.Ordinal);
        }

        File.WriteAllText(PathOf(file), text);
        return file;
    })];

    /// <summary>Takes a change back: the file is as it is in the repository, or gone.</summary>
    public string TakeBack(string file)
    {
        var changed = File.ReadAllText(PathOf(file));
        if (File.Exists(Path.Combine(Repository.Root, file))) File.Copy(Path.Combine(Repository.Root, file), PathOf(file), overwrite: true);
        else File.Delete(PathOf(file));
        return changed;
    }

    public Task<ProcessOutcome> BuildAsync(string project) =>
        // No server outlives it: one would hold the folder, and the end of what it says.
        RunAsync("dotnet", "build", project, "--verbosity", "quiet", "-nodeReuse:false", "-p:UseSharedCompilation=false");

    /// <summary>Runs a test project that has been built.</summary>
    public Task<ProcessOutcome> TestAsync(string project, params string[] classes) =>
        RunAsync("dotnet", [PathOf($"tests/{project}/bin/Debug/net10.0/{project}.dll"), "--no-progress", .. classes.SelectMany(c => (string[])["--filter-class", c])]);

    public void Dispose() => Directory.Delete(root, recursive: true);

    private async Task<ProcessOutcome> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = root };
        // What the build that runs this test tells its children is not meant for another repository.
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || k.StartsWith("TESTINGPLATFORM", StringComparison.OrdinalIgnoreCase)).ToList()) start.Environment.Remove(name);
        return await ProcessOutcome.RunAsync(start, Limit);
    }

    private static string Join(string[] lines, char own) => string.Concat(lines.Where(l => l[0] == ' ' || l[0] == own).Select(l => l[1..] + "\n"));

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var folder in Directory.EnumerateDirectories(from))
        {
            var name = Path.GetFileName(folder);
            if (name is not ("bin" or "obj" or "out" or "TestResults" or ".git")) Copy(folder, Directory.CreateDirectory(Path.Combine(to, name)).FullName);
        }
    }

    [GeneratedRegex(@"`(?<path>[\w./-]+/[\w.-]+)`:\r?\n\r?\n```(?:csharp|markdown)\r?\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex ShownFile();

    [GeneratedRegex(@"^```diff\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex ShownChange();

    [GeneratedRegex("^--- ", RegexOptions.Multiline)]
    private static partial Regex FileOfChange();
}
