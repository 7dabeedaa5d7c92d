using System.Text.RegularExpressions;
using RecordingCmdlets.Help.Model;

namespace RecordingCmdlets.Help.Writing;

/// <summary>The folder of the pages: one for each cmdlet, and none for a cmdlet that is no more.</summary>
internal sealed partial class PageFolder(string folder, IEnumerable<CmdletHelp> cmdlets)
{
    private readonly Dictionary<string, string> pages = cmdlets.ToDictionary(c => Path.Combine(folder, $"{c.Name}.md"), MarkdownWriter.Write, StringComparer.Ordinal);

    /// <summary>Writes what differs, so that an unchanged page keeps its time.</summary>
    public void Write()
    {
        Directory.CreateDirectory(folder);
        foreach (var page in Stale()) File.Delete(page);
        foreach (var (page, text) in pages)
            if (!IsSame(page, text)) File.WriteAllText(page, text);
    }

    public IReadOnlyList<string> FindDifferences() =>
    [
        .. pages.Where(p => !IsSame(p.Key, p.Value)).Select(p => $"{p.Key} : error HELP006: This page {(File.Exists(p.Key) ? "is not what the source says" : "is missing")}. Build, and commit it."),
        .. Stale().Select(p => $"{p} : error HELP007: There is no such cmdlet. Build, and commit that the page is gone."),
    ];

    private IEnumerable<string> Stale() =>
        Directory.Exists(folder) ? Directory.GetFiles(folder, "*.md").Where(f => CmdletPage().IsMatch(Path.GetFileName(f)) && !pages.ContainsKey(f)).Order(StringComparer.Ordinal) : [];

    // A checkout may have given the page the line ends of its system.
    private static bool IsSame(string page, string text) => File.Exists(page) && File.ReadAllText(page).ReplaceLineEndings("\n") == text;

    [GeneratedRegex("^[A-Z][a-z]+-[A-Z][A-Za-z]+[.]md$")]
    private static partial Regex CmdletPage();
}
