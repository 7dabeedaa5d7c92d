using System.Text.RegularExpressions;

namespace RecordingCmdlets.Conventions.Tests;

/// <summary>The promises of docs/security.md: none without a test, and none by a test that does not exist.</summary>
public sealed partial class SecurityDocTests
{
    private static readonly string[] Groups =
        ["No key leaves its origin", "No deletion without the gate", "No secret in what is shown or written", "Hostile ids, names and objects", "Bounded input", "Files", "Durability", "Evidence", "Plans", "Dependencies"];

    private static HashSet<string> Tests { get; } =
    [
        .. ((string[])["tests/RecordingCmdlets.Engine.Tests", "tests/RecordingCmdlets.Browser.Tests", "tests/RecordingCmdlets.Conventions.Tests", "tests/RecordingCmdlets.Module.Tests"]).SelectMany(folder => House.Sources(folder)).SelectMany(InCode),
        .. House.Files("tests/Pester", "*.Tests.ps1").SelectMany(file => InPester(Path.GetFileName(file), House.Read(file))),
    ];

    private static IReadOnlyList<(string Group, string[] Cells)> Promises { get; } = Read(House.Read("docs/security.md"));

    [Fact]
    public void Every_promise_names_tests_and_a_limit_and_every_test_exists()
    {
        Assert.Equal(Groups, Promises.Select(p => p.Group).Distinct());
        Assert.All(Promises, p => Assert.True(p.Cells.Length == 3 && p.Cells.All(c => c.Length > 0), $"A row lacks a cell: {string.Join(" | ", p.Cells)}"));
        Assert.All(Promises, p => Assert.True(Named(p.Cells[1]).Count > 0, $"No test keeps: {p.Cells[0]}"));
        Assert.Empty(Promises.SelectMany(p => Named(p.Cells[1])).Except(Tests));
    }

    [Fact]
    public void Nothing_but_names_of_tests_stands_where_tests_are_named() =>
        Assert.All(Promises, p => Assert.Equal("", CodeSpan().Replace(p.Cells[1], "").Trim()));

    [Fact]
    public void The_front_page_leads_to_the_promises() => Assert.Contains("(docs/security.md)", House.Read("README.md"), StringComparison.Ordinal);

    [Fact]
    public void A_test_is_known_by_its_class_or_its_file()
    {
        Assert.Contains($"{nameof(SecurityDocTests)}.{nameof(A_test_is_known_by_its_class_or_its_file)}", Tests);
        Assert.Equal(["ATests.One", "ATests.Two", "BTests.Three"], InCode(new SourceFile("x", """
            public sealed class ATests
            {
                [Fact]
                public void One()
                [Theory]
                [InlineData(1)] // Why.
                public async Task Two(int a)
                public void Dispose()
            }

            public sealed partial class BTests : IDisposable
            {
                [Fact]
                public async Task Three()
            """)));
        Assert.Equal(["X: one's own", "X: two"], InPester("X.Tests.ps1", "It 'one''s own' {\n    It 'two' -ForEach 1 {\n# It was 'three'"));
    }

    [Fact]
    public void Rows_are_read_under_their_groups()
    {
        var (group, cells) = Assert.Single(Read("## Before\n| a | b | c |\n## Promises\n### One\n| Promise | Kept by | Limit |\n|---|---|---|\n| a | `B.c` `D: e` | f |\n## After\n| a | b | c |\n"));

        Assert.Equal("One", group);
        Assert.Equal(["a", "`B.c` `D: e`", "f"], cells);
        Assert.Equal(["B.c", "D: e"], Named(cells[1]));
    }

    private static List<(string Group, string[] Cells)> Read(string text)
    {
        var rows = new List<(string, string[])>();
        var (section, group) = ("", "");
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal)) section = line[3..].Trim();
            else if (line.StartsWith("### ", StringComparison.Ordinal)) group = line[4..].Trim();
            else if (section == "Promises" && line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| Promise |", StringComparison.Ordinal))
                rows.Add((group, [.. line.Trim().Trim('|').Split('|').Select(c => c.Trim())]));
        }

        return rows;
    }

    private static List<string> Named(string cell) => [.. CodeSpan().Matches(cell).Select(m => m.Groups[1].Value)];

    private static IEnumerable<string> InCode(SourceFile file)
    {
        var name = "";
        foreach (Match match in ClassOrTest().Matches(file.Code.ReplaceLineEndings("\n")))
        {
            if (match.Groups["class"] is { Success: true } found) name = found.Value;
            else yield return $"{name}.{match.Groups["test"].Value}";
        }
    }

    private static IEnumerable<string> InPester(string file, string text) =>
        Case().Matches(text).Select(m => $"{file[..^".Tests.ps1".Length]}: {m.Groups[1].Value.Replace("''", "'", StringComparison.Ordinal)}");

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"^public sealed (?:partial )?class (?<class>\w+)|^    \[[^\n]*\n    public (?:async Task|Task|void) (?<test>\w+)\(", RegexOptions.Multiline)]
    private static partial Regex ClassOrTest();

    [GeneratedRegex(@"^\s*It '((?:[^']|'')+)'", RegexOptions.Multiline)]
    private static partial Regex Case();
}
