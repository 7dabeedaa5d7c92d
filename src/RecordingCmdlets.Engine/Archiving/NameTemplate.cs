using System.Globalization;
using System.Text.RegularExpressions;

namespace RecordingCmdlets.Engine.Archiving;

/// <summary>Where in the folder an item's files go. A slash of the template makes a folder; one of a value never does.</summary>
internal sealed partial class NameTemplate
{
    private const int MostFolders = 8;

    private readonly List<List<Piece>> names;

    private NameTemplate(List<List<Piece>> names) => this.names = names;

    /// <exception cref="RecordingArgumentException">It is no template, or does not hold the id.</exception>
    public static NameTemplate Parse(string template)
    {
        var names = template.Split('/', '\\').Select(ReadName).ToList();
        if (names.Count > MostFolders + 1 || names.Exists(n => n.Count == 0)) throw Invalid("It has an empty name between two slashes, or too many folders.");
        if (names.Exists(n => n.TrueForAll(p => p.Field is null && p.Text.Trim('.', ' ').Length == 0))) throw Invalid("A name in it is nothing but dots or blanks.");
        // Without the id two items could want one name.
        if (!names.Exists(n => n.Exists(p => p.Field == "Id"))) throw Invalid("It does not hold {Id}, which alone tells one item's files from another's.");
        if (names.Exists(n => n.Where(p => p.Field is null).Sum(p => SafeName.Bytes(p.Text)) > SafeName.LongestName / 2)) throw Invalid("It is too long.");
        return new NameTemplate(names);
    }

    /// <summary>The path of an item's files below the folder, without an extension; with slashes.</summary>
    /// <exception cref="RecordingArgumentException">The names of this item do not fit.</exception>
    public string Fill(Recording item) => string.Join('/', names.Select(n => Fill(n, item)));

    private static string Fill(List<Piece> name, Recording item)
    {
        var texts = name.Select(p => SafeName.Part(Text(p, item))).ToArray();
        // Titles and names of people give way to length, longest first; the id never does.
        while (texts.Sum(SafeName.Bytes) - SafeName.LongestName is > 0 and var over)
        {
            var longest = Enumerable.Range(0, texts.Length).Where(i => name[i].GivesWay && texts[i].Length > 0).OrderByDescending(i => SafeName.Bytes(texts[i])).FirstOrDefault(-1);
            if (longest < 0) throw Invalid($"The name of {item} would be too long.");
            texts[longest] = SafeName.Cut(texts[longest], Math.Max(0, SafeName.Bytes(texts[longest]) - over));
        }

        return SafeName.Whole(string.Concat(texts));
    }

    private static string Text(Piece piece, Recording item) => piece.Field switch
    {
        null => piece.Text,
        "Provider" => item.Provider,
        "Connection" => item.Connection,
        "Kind" => item.Kind,
        "Id" => item.Id,
        "Title" => string.IsNullOrWhiteSpace(item.Title) ? "untitled" : item.Title.Trim(),
        "Owner" => string.IsNullOrWhiteSpace(item.Owner) ? "unknown" : item.Owner.Trim(),
        _ => item.CreatedAt is { } created ? created.UtcDateTime.ToString(piece.Text, CultureInfo.InvariantCulture) : "undated",
    };

    private static List<Piece> ReadName(string name)
    {
        var pieces = new List<Piece>();
        var at = 0;
        foreach (Match match in Placeholder().Matches(name))
        {
            if (match.Index > at) pieces.Add(Literal(name[at..match.Index]));
            var (field, format) = (match.Groups["field"].Value, match.Groups["format"].Value);
            pieces.Add(new Piece(Known(field), field.Equals("Created", StringComparison.OrdinalIgnoreCase) ? Format(format) : Without(format)));
            at = match.Index + match.Length;
        }

        if (at < name.Length) pieces.Add(Literal(name[at..]));
        return pieces;
    }

    private static Piece Literal(string text) =>
        text.AsSpan().IndexOfAny('{', '}') >= 0 ? throw Invalid($"'{text}' has a brace that belongs to no placeholder.") : new Piece(null, text);

    private static string Known(string field) =>
        Array.Find(["Provider", "Connection", "Kind", "Id", "Title", "Owner", "Created"], f => f.Equals(field, StringComparison.OrdinalIgnoreCase))
        ?? throw Invalid($"There is no placeholder {{{field}}}.");

    private static string Without(string format) => format.Length == 0 ? "" : throw Invalid("Only {Created} takes a format.");

    private static string Format(string format)
    {
        if (format.Length == 0) return "yyyy-MM-dd";
        try
        {
            // A format of one letter is a standard one, which differs in meaning.
            _ = DateTime.UnixEpoch.ToString(format, CultureInfo.InvariantCulture);
            return format.Length > 1 ? format : throw Invalid($"'{format}' is no format of a date.");
        }
        catch (FormatException)
        {
            throw Invalid($"'{format}' is no format of a date.");
        }
    }

    private static RecordingArgumentException Invalid(string why) => new(
        "NameTemplateInvalid", $"The template for names cannot be used. {why}", $"Use {{Provider}}, {{Connection}}, {{Kind}}, {{Id}}, {{Title}}, {{Owner}} and {{Created:yyyy-MM-dd}}, such as '{ArchiveOptions.DefaultName}'.");

    [GeneratedRegex(@"\{(?<field>[A-Za-z]+)(:(?<format>[^{}]*))?\}", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();

    /// <summary>A piece of a name.</summary>
    /// <param name="Field">What it stands for; null for text as it is.</param>
    /// <param name="Text">That text, or the format of a date.</param>
    private sealed record Piece(string? Field, string Text)
    {
        public bool GivesWay => Field is "Title" or "Owner" or "Connection";
    }
}
