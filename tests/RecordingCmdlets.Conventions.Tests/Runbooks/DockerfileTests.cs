using System.Text.RegularExpressions;

namespace RecordingCmdlets.Conventions.Tests.Runbooks;

/// <summary>The image is built of what is copied into it, and of nothing else.</summary>
public sealed class DockerfileTests
{
    private const string Runner = "src/RecordingCmdlets.Runner/RecordingCmdlets.Runner.csproj";

    private static IReadOnlyList<string> Copied { get; } =
        [.. Regex.Matches(House.Read("Dockerfile"), @"^COPY (?!--)(.+) \S+$", RegexOptions.Multiline).SelectMany(m => m.Groups[1].Value.Split(' '))];

    [Fact]
    public void Every_file_that_the_runner_is_built_of_is_copied_into_the_image()
    {
        var projects = new HashSet<string>();
        var files = Needed(Runner, projects).Distinct().ToList();

        Assert.Equal(4, projects.Count);
        Assert.All(projects, project => Assert.Contains(Path.GetDirectoryName(project) + "/", Copied));
        Assert.Contains("src/ThirdParty.targets", files);
        Assert.All(files.Concat(["global.json", "Directory.Build.props", "Directory.Packages.props"]), file => Assert.Contains(Copied, c => c == file || (c.EndsWith('/') && file.StartsWith(c, StringComparison.Ordinal))));
    }

    [Fact]
    public void What_is_copied_is_there() => Assert.All(Copied, path => Assert.True(Path.Exists(Path.Combine(House.Root, path)), path));

    /// <summary>What a project and those that it refers to name of other folders.</summary>
    private static IEnumerable<string> Needed(string project, HashSet<string> seen)
    {
        if (!seen.Add(project)) yield break;
        foreach (Match match in Regex.Matches(House.Read(project), "\"(\\.\\./[^\"]+)\""))
        {
            var file = Path.GetRelativePath(House.Root, Path.GetFullPath(Path.Combine(House.Root, Path.GetDirectoryName(project)!, match.Groups[1].Value))).Replace('\\', '/');
            if (!file.EndsWith(".csproj", StringComparison.Ordinal)) yield return file;
            else foreach (var further in Needed(file, seen)) yield return further;
        }
    }
}
