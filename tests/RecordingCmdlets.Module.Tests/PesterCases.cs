using System.Text.RegularExpressions;

namespace RecordingCmdlets.ModuleTests;

/// <summary>One <c>It</c> as it stands in a file.</summary>
/// <param name="File">The name of the file.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Name">The name as written.</param>
internal sealed record PesterCase(string File, int Line, string Name);

/// <summary>Finds the cases of the Pester suite by reading its files, so that they are counted where no PowerShell is.</summary>
internal static partial class PesterCases
{
    public static IReadOnlyList<string> Files { get; } =
        [.. Directory.EnumerateFiles(Repository.Pester, "*.Tests.ps1").Order(StringComparer.Ordinal)];

    public static IReadOnlyList<PesterCase> All { get; } = [.. Files.SelectMany(Read)];

    /// <summary>Lines that begin a case in a form that cannot be read without running it.</summary>
    public static IEnumerable<string> FindUnreadable() =>
        Files.SelectMany(file => File.ReadLines(file)
            .Select((text, index) => (Text: text, Line: index + 1))
            .Where(l => Beginning().IsMatch(l.Text) && !Literal().IsMatch(l.Text))
            .Select(l => $"{Path.GetFileName(file)}:{l.Line} {l.Text.Trim()}"));

    private static IEnumerable<PesterCase> Read(string file) =>
        File.ReadLines(file)
            .Select((text, index) => (Match: Literal().Match(text), Line: index + 1))
            .Where(l => l.Match.Success)
            .Select(l => new PesterCase(Path.GetFileName(file), l.Line, l.Match.Groups[1].Value.Replace("''", "'", StringComparison.Ordinal)));

    [GeneratedRegex(@"^\s*It\b", RegexOptions.IgnoreCase)]
    private static partial Regex Beginning();

    [GeneratedRegex(@"^\s*It '((?:[^']|'')+)' (?:-ForEach [^{}]*?)?(?:\{|@\(|\()")]
    private static partial Regex Literal();
}
