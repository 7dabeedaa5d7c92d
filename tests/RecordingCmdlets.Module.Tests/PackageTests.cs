using System.Diagnostics;
using System.Text.RegularExpressions;
using Xunit;

namespace RecordingCmdlets.ModuleTests;

/// <summary>What is shipped: nothing that is missing, nothing that strayed in, and a notice for all that is not ours.</summary>
public sealed partial class PackageTests
{
    private const string Manifest = "RecordingCmdlets.psd1";

    // Beside the commands and the help, which their own tests look at.
    private static readonly string[] Expected =
    [
        "CHANGELOG.md", "LICENSE", "README.md", Manifest, "THIRD-PARTY-NOTICES.txt", "en-US/RecordingCmdlets.dll-Help.xml",
        "module/RecordingCmdlets.Format.ps1xml", "module/RecordingCmdlets.Types.ps1xml", "module/bin/RecordingCmdlets.Abstractions.dll", "module/bin/RecordingCmdlets.dll",
        "module/bin/deps/Polly.Core.dll", "module/bin/deps/RecordingCmdlets.Engine.dll", "module/bin/deps/RecordingCmdlets.Sandbox.dll", "module/bin/deps/System.IO.Hashing.dll", "module/recording-retention.schema.json",
    ];

    private static readonly string[] ExpectedTool =
    [
        "DotnetToolSettings.xml", "Polly.Core.dll", "RecordingCmdlets.Abstractions.dll", "RecordingCmdlets.Engine.dll", "RecordingCmdlets.Sandbox.dll", "System.CommandLine.dll", "System.IO.Hashing.dll",
        "THIRD-PARTY-NOTICES.txt", "recording-retention.deps.json", "recording-retention.dll", "recording-retention.runtimeconfig.json", "recording-retention.schema.json",
    ];

    [Theory]
    [InlineData(ShippedFiles.Staged)]
    [InlineData(ShippedFiles.Module)]
    public void The_module_is_these_files_and_pages_of_help(string which) =>
        Assert.Equal(
            Expected.Order(StringComparer.Ordinal),
            ShippedFiles.Open(which).Paths.Where(p => !AboutPage().IsMatch(p) && p != "RecordingCmdlets.nuspec"));

    [Fact]
    public void The_tool_is_these_files() =>
        Assert.Equal(
            ((string[])["LICENSE", "README.md", "RecordingCmdlets.Runner.nuspec", .. ExpectedTool.Select(f => $"tools/net10.0/any/{f}")]).Order(StringComparer.Ordinal),
            ShippedFiles.Open(ShippedFiles.Tool).Paths);

    [Fact]
    public void What_is_packed_is_what_was_staged_and_tested()
    {
        var (staged, packed) = (ShippedFiles.Open(ShippedFiles.Staged), ShippedFiles.Open(ShippedFiles.Module));

        Assert.NotEmpty(staged.Paths);
        Assert.All(staged.Paths, path => Assert.True(staged.Bytes(path).AsSpan().SequenceEqual(packed.Bytes(path)), path));
    }

    [Theory]
    [InlineData(ShippedFiles.Staged)]
    [InlineData(ShippedFiles.Module)]
    [InlineData(ShippedFiles.Tool)]
    public void Every_assembly_of_others_has_a_notice_and_no_notice_is_of_anything_else(string which)
    {
        var shipped = ShippedFiles.Open(which);
        var notices = shipped.Notices();

        Assert.NotEmpty(notices);
        Assert.Equal(shipped.ForeignAssemblies, notices.SelectMany(n => n.Assemblies).Order(StringComparer.Ordinal));
        Assert.All(notices, notice =>
        {
            Assert.NotEmpty(notice.Licence);
            Assert.NotEmpty(notice.Copyright);
            // The licence itself, and not only its name.
            Assert.Matches(@"\A[^\n]*\n?\n?(©|Copyright) [^\n]*\n\n(Redistribution and use|Permission is hereby granted)", notice.Text);
            Assert.Contains("\"AS IS\"", notice.Text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void The_packages_are_those_that_the_promises_name() =>
        Assert.Contains(
            $"packages ({string.Join(", ", ShippedFiles.Open(ShippedFiles.Module).Notices().Select(n => n.Id))}),",
            File.ReadAllText(Path.Combine(Repository.Root, "docs", "security.md")),
            StringComparison.Ordinal);

    [Theory]
    [InlineData(ShippedFiles.Staged)]
    [InlineData(ShippedFiles.Tool)]
    public void A_notice_is_of_the_version_that_is_shipped(string which)
    {
        var shipped = ShippedFiles.Open(which);
        foreach (var notice in shipped.Notices())
        {
            foreach (var assembly in notice.Assemblies)
            {
                var file = Path.GetTempFileName();
                File.WriteAllBytes(file, shipped.Bytes(shipped.Paths.Single(p => Path.GetFileName(p) == assembly)));
                var version = FileVersionInfo.GetVersionInfo(file).ProductVersion!;
                File.Delete(file);
                Assert.Equal(notice.Version, version.Split('+')[0]);
            }
        }
    }

    [Fact]
    public void A_gallery_of_modules_is_told_what_the_manifest_says()
    {
        var package = ShippedFiles.Open(ShippedFiles.Module);
        var manifest = package.Text(Manifest);
        var told = package.Metadata().Elements().ToDictionary(e => e.Name.LocalName, e => e.Value);
        var tags = told["tags"].Split(' ');
        var commands = Quoted(Regex.Match(manifest, @"CmdletsToExport\s*=\s*@\(([^)]*)\)").Groups[1].Value);
        var words = Quoted(Regex.Match(manifest, @"\sTags\s*=\s*@\(([^)]*)\)").Groups[1].Value);

        Assert.Equal(("RecordingCmdlets", "MIT"), (told["id"], told["license"]));
        foreach (var (key, name) in (ReadOnlySpan<(string, string)>)[("version", "ModuleVersion"), ("description", "Description"), ("releaseNotes", "ReleaseNotes")])
            Assert.Equal(Regex.Match(manifest, $@"\s{name}\s*=\s*'([^']*)'").Groups[1].Value, told[key]);
        // By these it is found as a module, and its commands by their names.
        Assert.Equal(["PSModule", .. words, "PSIncludes_Cmdlet", .. commands.SelectMany(c => (string[])[$"PSCmdlet_{c}", $"PSCommand_{c}"])], tags);
        Assert.True(commands.Count > 20 && words.Count > 10);
        Assert.Equal(tags.Distinct(StringComparer.OrdinalIgnoreCase), tags);
        Assert.True(told["tags"].Length < 4000, "A gallery takes 4000 characters of tags.");
        // What it needs lies in it.
        Assert.DoesNotContain("dependencies", told.Keys);
    }

    [Fact]
    public async Task A_gallery_takes_it_and_gives_it_out_again()
    {
        var host = await PowerShellHost.Instance;
        Assert.SkipUnless(host.WhyNoGallery is null, host.WhyNoGallery ?? "");
        var folder = Directory.CreateTempSubdirectory("recordingcmdlets-gallery-").FullName;
        try
        {
            var package = Path.Combine(Repository.Staging, $"RecordingCmdlets.{Repository.Version}.nupkg");
            var outcome = await host.RunAsync(Path.Combine(Repository.Scripts, "Save-FromGallery.ps1"), folder, TimeSpan.FromMinutes(3), package, folder);
            Assert.True(outcome.ExitCode == 0, outcome.Text);
            var commands = Quoted(Regex.Match(ShippedFiles.Open(ShippedFiles.Module).Text(Manifest), @"CmdletsToExport\s*=\s*@\(([^)]*)\)").Groups[1].Value);
            Assert.Equal($"Module RecordingCmdlets {Repository.Version}, needs 0, has {commands.Count}", outcome.Output.Trim());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void The_changelog_begins_with_the_version_of_the_manifest()
    {
        var package = ShippedFiles.Open(ShippedFiles.Module);
        var lines = package.Text("CHANGELOG.md").ReplaceLineEndings("\n").Split('\n');
        var versions = lines.Where(l => l.StartsWith("## ", StringComparison.Ordinal)).ToList();
        var groups = lines.Where(l => l.StartsWith("### ", StringComparison.Ordinal)).ToList();

        Assert.Equal("# Changelog", lines[0]);
        Assert.All(versions, v => Assert.Matches(@"^## \[\d+\.\d+\.\d+\] - (Unreleased|\d{4}-\d\d-\d\d)$", v));
        Assert.StartsWith($"## [{Repository.Version}] - ", versions[0], StringComparison.Ordinal);
        Assert.Contains($"ModuleVersion        = '{Repository.Version}'", package.Text(Manifest), StringComparison.Ordinal);
        Assert.NotEmpty(groups);
        Assert.All(groups, g => Assert.Contains(g[4..], (string[])["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"]));
        // Nothing stands outside of a group.
        Assert.Equal(lines.Count(l => l.StartsWith("- ", StringComparison.Ordinal)), lines.SkipWhile(l => !l.StartsWith("### ", StringComparison.Ordinal)).Count(l => l.StartsWith("- ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(ShippedFiles.Module)]
    [InlineData(ShippedFiles.Tool)]
    public void A_package_does_not_tell_when_it_was_made(string which) =>
        Assert.Equal([new DateTime(1980, 1, 1)], ShippedFiles.Open(which).Moments);

    private static List<string> Quoted(string text) => [.. Regex.Matches(text, "'([^']+)'").Select(m => m.Groups[1].Value)];

    [GeneratedRegex(@"^en-US/about_\w+\.help\.txt$")]
    private static partial Regex AboutPage();
}
