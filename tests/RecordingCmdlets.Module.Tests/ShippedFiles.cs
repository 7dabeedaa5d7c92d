using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace RecordingCmdlets.ModuleTests;

/// <summary>What somebody gets: the files of a package, by their paths in it.</summary>
internal sealed partial class ShippedFiles
{
    /// <summary>The folder that is staged.</summary>
    public const string Staged = "staged module";

    /// <summary>What goes to a gallery of modules.</summary>
    public const string Module = "module package";

    /// <summary>The runner as a .NET tool.</summary>
    public const string Tool = "tool package";

    // What every nupkg has of its own.
    private static readonly string[] Wrapping = ["_rels/.rels", "[Content_Types].xml", "package/services/metadata/core-properties/nuget.psmdcp"];

    private readonly Dictionary<string, byte[]> files;

    private ShippedFiles(IEnumerable<(string Path, byte[] Bytes)> found) => files = found.ToDictionary(f => f.Path, f => f.Bytes, StringComparer.Ordinal);

    /// <summary>The paths, with slashes.</summary>
    public IReadOnlyList<string> Paths => [.. files.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The names of the assemblies that are not our own.</summary>
    public IEnumerable<string> ForeignAssemblies =>
        Paths.Where(p => p.EndsWith(".dll", StringComparison.Ordinal)).Select(p => Path.GetFileName(p)).Where(n => !n.StartsWith("RecordingCmdlets", StringComparison.Ordinal) && n != "recording-retention.dll");

    /// <summary>When the files were last written, as the package says it.</summary>
    public IReadOnlyCollection<DateTime> Moments { get; private init; } = [];

    public static ShippedFiles Open(string which) => which switch
    {
        Staged => new(Directory.EnumerateFiles(Repository.Package, "*", SearchOption.AllDirectories)
            .Select(f => (Path.GetRelativePath(Repository.Package, f).Replace('\\', '/'), File.ReadAllBytes(f)))),
        Module => Read($"RecordingCmdlets.{Repository.Version}.nupkg"),
        _ => Read($"RecordingCmdlets.Runner.{Repository.Version}.nupkg"),
    };

    public byte[] Bytes(string path) => files[path];

    public string Text(string path) => new StreamReader(new MemoryStream(files[path])).ReadToEnd();

    /// <summary>What the package says of itself to a gallery.</summary>
    public XElement Metadata() => XDocument.Parse(Text(Paths.Single(p => p.EndsWith(".nuspec", StringComparison.Ordinal)))).Root!.Elements().Single(e => e.Name.LocalName == "metadata");

    /// <summary>The notices for others' work.</summary>
    public IReadOnlyList<Notice> Notices() =>
        [.. Entry().Matches(Text(Paths.Single(p => Path.GetFileName(p) == "THIRD-PARTY-NOTICES.txt")).ReplaceLineEndings("\n"))
            .Select(m => new Notice(m.Groups["id"].Value, m.Groups["version"].Value, m.Groups["assemblies"].Value.Split(", "), m.Groups["licence"].Value, m.Groups["copyright"].Value, m.Groups["text"].Value))];

    private static ShippedFiles Read(string name)
    {
        using var zip = ZipFile.OpenRead(Path.Combine(Repository.Staging, name));
        return new(zip.Entries.Where(e => !Wrapping.Contains(e.FullName)).Select(e =>
        {
            using var content = new MemoryStream();
            using var entry = e.Open();
            entry.CopyTo(content);
            return (Uri.UnescapeDataString(e.FullName), content.ToArray());
        }))
        { Moments = [.. zip.Entries.Select(e => e.LastWriteTime.DateTime).Distinct()] };
    }

    [GeneratedRegex(@"^-{80,}\n(?<id>\S+) (?<version>\S+)\n  Assemblies: (?<assemblies>[^\n]+)\n  Licence:    (?<licence>[^\n]*)\n  Copyright:  (?<copyright>[^\n]*)\n  Home:[^\n]*\n-{80,}\n\n(?<text>.*?)(?=^-{80,}\n|\z)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Entry();
}

/// <summary>A notice for the work of others.</summary>
internal sealed record Notice(string Id, string Version, IReadOnlyList<string> Assemblies, string Licence, string Copyright, string Text);
