using System.Text.RegularExpressions;
using System.Xml.Linq;
using RecordingCmdlets.Help.Model;

namespace RecordingCmdlets.Help.Reading;

/// <summary>What each error means, from the page about errors; and which a class can give, from the list beside the cmdlets.</summary>
internal sealed partial class ErrorPage
{
    private readonly List<ErrorHelp> all;
    private readonly Dictionary<string, IReadOnlyList<string>> byClass;

    public ErrorPage(string page, string list)
    {
        all = [.. Row().Matches(File.ReadAllText(page)).Select(m => new ErrorHelp(m.Groups[1].Value, m.Groups[2].Value, m.Groups[3].Value))];
        var root = XDocument.Load(list).Root!;
        var groups = root.Elements("group").ToDictionary(g => g.Attribute("name")!.Value, g => Words(g.Value), StringComparer.Ordinal);
        byClass = root.Elements("class").ToDictionary(
            c => c.Attribute("name")!.Value,
            c => (IReadOnlyList<string>)[.. Words(c.Attribute("groups")?.Value ?? "").SelectMany(g => groups[g]), .. Words(c.Value)],
            StringComparer.Ordinal);
    }

    /// <summary>Ids in the list that the page does not explain, and classes that there are not.</summary>
    public IEnumerable<string> Strays(IEnumerable<string> classes) =>
        byClass.Values.SelectMany(ids => ids).Where(id => all.TrueForAll(e => e.Id != id)).Concat(byClass.Keys.Except(classes)).Distinct(StringComparer.Ordinal);

    /// <summary>The errors of a class and of those that it derives from, in the order of the page.</summary>
    public IReadOnlyList<ErrorHelp> Find(Type type)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var at = type; at is not null; at = at.BaseType) ids.UnionWith(byClass.GetValueOrDefault(at.Name) ?? []);
        return [.. all.Where(e => ids.Contains(e.Id))];
    }

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"^\| `(\w+)` \| (.+?) \(`\w+`(?:, with `\w+`)?\) \| (.+?) \|\r?$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
