using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace RecordingCmdlets.Engine.Querying;

/// <summary>PowerShell's wildcards: <c>*</c>, <c>?</c>, <c>[a-z]</c>, and the backtick before a character that is meant as it is.</summary>
internal sealed class Wildcard
{
    private readonly Regex pattern;

    public Wildcard(string text)
    {
        Text = text;
        var regex = new StringBuilder("^");
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '*':
                    regex.Append(".*");
                    break;
                case '?':
                    regex.Append('.');
                    break;
                case '[':
                    i = AppendSet(regex, text, i);
                    break;
                case '`' when i + 1 < text.Length:
                    regex.Append(Regex.Escape(text[++i].ToString()));
                    break;
                default:
                    regex.Append(Regex.Escape(text[i].ToString()));
                    break;
            }
        }

        const RegexOptions options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.NonBacktracking;
        try
        {
            pattern = new Regex(regex.Append("\\z").ToString(), options);
        }
        catch (Exception fault) when (fault is RegexParseException or NotSupportedException)
        {
            throw Invalid(text); // A range that ends before it begins, or more than a search in linear time can hold.
        }
    }

    public string Text { get; }

    public bool Matches(string? value) => value is not null && pattern.IsMatch(value);

    /// <summary>Adds the set that opens at an index. A bracket closes it unless it comes first or after a backtick.</summary>
    /// <returns>The index of the bracket that closes it.</returns>
    private static int AppendSet(StringBuilder regex, string text, int open)
    {
        var members = new List<(char Value, bool IsDash)>();
        var i = open + 1;
        for (; i < text.Length && (text[i] != ']' || members.Count == 0); i++)
        {
            var isEscaped = text[i] == '`';
            if (isEscaped && ++i == text.Length) break;
            members.Add((text[i], text[i] == '-' && !isEscaped));
        }

        if (i == text.Length) throw Invalid(text);
        regex.Append('[');
        for (var k = 0; k < members.Count; k++)
        {
            AppendMember(members[k].Value);
            if (k + 2 >= members.Count || !members[k + 1].IsDash) continue;
            regex.Append('-');
            AppendMember(members[k += 2].Value);
        }

        regex.Append(']');
        return i;

        void AppendMember(char member) => regex.Append(CultureInfo.InvariantCulture, $"\\u{(int)member:X4}");
    }

    private static RecordingArgumentException Invalid(string text) =>
        new("WildcardInvalid", $"'{text}' is not a wildcard pattern.", "Put a backtick before a bracket that is meant as it is.");
}
