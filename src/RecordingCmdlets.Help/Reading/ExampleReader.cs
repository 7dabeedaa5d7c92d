using System.Text.RegularExpressions;
using System.Xml.Linq;
using RecordingCmdlets.Help.Model;

namespace RecordingCmdlets.Help.Reading;

/// <summary>
/// Reads the examples of a class. Of the paragraphs after the code, everything up to the last line of output is output;
/// what follows is prose. A paragraph is prose when it ends as a sentence does and looks like nothing that a shell prints:
/// no columns, no dry run, no error.
/// </summary>
internal sealed partial class ExampleReader(DocText text)
{
    public IReadOnlyList<ExampleHelp> Read(XElement? member) => [.. member?.Elements("example").Select(ReadOne) ?? []];

    private ExampleHelp ReadOne(XElement example)
    {
        var lines = example.Elements("para").Select(text.Line).ToList();
        var outputs = lines.FindLastIndex(IsOutput) + 1;
        return new ExampleHelp(
            string.Join('\n', example.Elements("code").Select(DocText.Code)),
            string.Join('\n', lines.Take(outputs)),
            [.. lines.Skip(outputs).Select(l => l.Trim())]);
    }

    private static bool IsOutput(string line) => !line.EndsWith('.') || Printed().IsMatch(line);

    [GeneratedRegex(@"\S {2,}\S|^\s|^What if: |^(?:WARNING|VERBOSE): |^\w+ +: |^[A-Z][a-z]+-[A-Z][A-Za-z]+: ")]
    private static partial Regex Printed();
}
