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
            var close = text[i] == '[' ? text.IndexOf(']', i + 1) : -1;
            switch (text[i])
            {
                case '*':
                    regex.Append(".*");
                    break;
                case '?':
                    regex.Append('.');
                    break;
                case '[' when close > i + 1:
                    regex.Append('[').Append(text[(i + 1)..close].Replace("\\", "\\\\", StringComparison.Ordinal).Replace("^", "\\^", StringComparison.Ordinal).Replace("[", "\\[", StringComparison.Ordinal)).Append(']');
                    i = close;
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
        catch (RegexParseException)
        {
            throw new RecordingArgumentException("WildcardInvalid", $"'{text}' is not a wildcard pattern.", "Put a backtick before a bracket that is meant as it is.");
        }
    }

    public string Text { get; }

    public bool Matches(string? value) => value is not null && pattern.IsMatch(value);
}
