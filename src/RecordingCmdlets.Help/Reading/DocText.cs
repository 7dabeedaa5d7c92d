using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace RecordingCmdlets.Help.Reading;

/// <summary>Turns the elements of a documentation comment into plain text.</summary>
/// <param name="nameOf">Gives the name under which a user knows what a cref names, or null.</param>
internal sealed partial class DocText(Func<string, string?> nameOf)
{
    /// <summary>The paragraphs of an element; none when there is no element.</summary>
    public IReadOnlyList<string> Paragraphs(XElement? element)
    {
        var paragraphs = new List<string>();
        var open = new StringBuilder();
        if (element is not null) Read(element, paragraphs, open);
        Close(paragraphs, open);
        return paragraphs;
    }

    /// <summary>The text of one element on one line, with the spaces within the line as they are: a line of output may be a table's.</summary>
    public string Line(XElement element)
    {
        var text = new StringBuilder();
        foreach (var node in element.Nodes()) text.Append(Inline(node));
        return LineBreak().Replace(text.ToString(), " ").TrimEnd();
    }

    /// <summary>The text of a code element, without the indentation that all its lines share.</summary>
    public static string Code(XElement element)
    {
        var lines = element.Value.ReplaceLineEndings("\n").Split('\n').Select(l => l.TrimEnd()).ToList();
        while (lines.Count > 0 && lines[0].Length == 0) lines.RemoveAt(0);
        while (lines.Count > 0 && lines[^1].Length == 0) lines.RemoveAt(lines.Count - 1);
        var indentation = lines.Where(l => l.Length > 0).Select(l => l.Length - l.TrimStart().Length).DefaultIfEmpty().Min();
        return string.Join('\n', lines.Select(l => l.Length > 0 ? l[indentation..] : l));
    }

    private void Read(XElement element, List<string> paragraphs, StringBuilder open)
    {
        foreach (var node in element.Nodes())
        {
            if (node is XElement { Name.LocalName: "para" or "list" or "item" or "description" or "term" or "br" } block)
            {
                Close(paragraphs, open);
                if (block.Name.LocalName == "item") open.Append("- ");
                if (block.Name.LocalName == "item" && block.Element("term") is { } term)
                    open.Append(string.Concat(term.Nodes().Select(Inline))).Append(": ").Append(string.Concat(block.Element("description")?.Nodes().Select(Inline) ?? []));
                else if (block.Name.LocalName == "item")
                    open.Append(string.Concat((block.Element("description") ?? block).Nodes().Select(Inline)));
                else
                    Read(block, paragraphs, open);
                Close(paragraphs, open);
            }
            else
            {
                open.Append(Inline(node));
            }
        }
    }

    private string Inline(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "paramref" or "typeparamref" } reference => reference.Attribute("name")?.Value ?? "",
        XElement element when element.Attribute("langword") is { } word => $"${word.Value}",
        XElement element when element.Nodes().Any() => string.Concat(element.Nodes().Select(Inline)),
        XElement element when element.Attribute("cref") is { } reference => nameOf(reference.Value) ?? ShortName(reference.Value),
        XElement element => element.Attribute("href")?.Value ?? "",
        _ => "",
    };

    private static string ShortName(string cref)
    {
        var name = cref[(cref.IndexOf(':', StringComparison.Ordinal) + 1)..];
        if (name.IndexOf('(', StringComparison.Ordinal) is var parenthesis and >= 0) name = name[..parenthesis];
        name = name[(name.LastIndexOf('.') + 1)..];
        return name.Split('`')[0];
    }

    private static void Close(List<string> paragraphs, StringBuilder open)
    {
        var text = Whitespace().Replace(open.ToString(), " ").Trim();
        open.Clear();
        if (text.Length > 0) paragraphs.Add(text);
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();

    [GeneratedRegex(@"\s*[\r\n]+\s*")]
    private static partial Regex LineBreak();
}
