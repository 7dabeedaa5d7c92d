using System.Text;

namespace RecordingCmdlets.Conventions.Tests;

/// <summary>Tells code from comments: enough of C#'s grammar for that, strings and their holes included.</summary>
internal static class CodeText
{
    public static string WithoutComments(string text)
    {
        var kept = new StringBuilder(text.Length);
        var at = 0;
        CopyCode(text, ref at, kept, closesAtBrace: false);
        return kept.ToString();
    }

    private static void CopyCode(string text, ref int at, StringBuilder kept, bool closesAtBrace)
    {
        var depth = 0;
        while (at < text.Length)
        {
            var rest = text.AsSpan(at);
            if (closesAtBrace && depth == 0 && rest[0] == '}') return;
            if (rest.StartsWith("//"))
            {
                while (at < text.Length && text[at] != '\n') at++;
            }
            else if (rest.StartsWith("/*"))
            {
                var end = text.IndexOf("*/", at + 2, StringComparison.Ordinal) + 2;
                foreach (var c in text.AsSpan(at, end - at))
                    if (c == '\n') kept.Append(c);
                at = end;
            }
            else if (rest[0] == '\'')
            {
                var end = text.IndexOf('\'', at + (rest[1] == '\\' ? 3 : 2)) + 1;
                Copy(text, ref at, end - at, kept);
            }
            else if (rest[0] == '"' || ((rest[0] is '$' or '@') && rest.TrimStart("$@")[0] == '"'))
            {
                CopyString(text, ref at, kept);
            }
            else
            {
                if (rest[0] == '{') depth++;
                if (rest[0] == '}') depth--;
                Copy(text, ref at, 1, kept);
            }
        }
    }

    private static void CopyString(string text, ref int at, StringBuilder kept)
    {
        var (dollars, isVerbatim) = (0, false);
        for (; text[at] != '"'; Copy(text, ref at, 1, kept))
        {
            if (text[at] == '$') dollars++;
            else isVerbatim = true;
        }

        var quotes = Run(text, at, '"');
        if (quotes == 2)
        {
            Copy(text, ref at, 2, kept);
            return;
        }

        var isRaw = quotes >= 3;
        if (!isRaw) quotes = 1;
        Copy(text, ref at, quotes, kept);
        while (at < text.Length)
        {
            if (text[at] == '"')
            {
                var run = Run(text, at, '"');
                if (isRaw ? run >= quotes : !isVerbatim || run % 2 == 1)
                {
                    Copy(text, ref at, isRaw || isVerbatim ? run : 1, kept);
                    return;
                }

                Copy(text, ref at, run, kept);
            }
            else if (text[at] == '\\' && !isRaw && !isVerbatim)
            {
                Copy(text, ref at, 2, kept);
            }
            else if (text[at] == '{' && dollars > 0)
            {
                var run = Run(text, at, '{');
                Copy(text, ref at, run, kept);
                if (isRaw ? run < dollars : run % 2 == 0) continue;
                CopyCode(text, ref at, kept, closesAtBrace: true);
                Copy(text, ref at, isRaw ? dollars : 1, kept);
            }
            else
            {
                Copy(text, ref at, 1, kept);
            }
        }
    }

    private static int Run(string text, int at, char c)
    {
        var end = at;
        while (end < text.Length && text[end] == c) end++;
        return end - at;
    }

    private static void Copy(string text, ref int at, int count, StringBuilder kept)
    {
        kept.Append(text, at, count);
        at += count;
    }
}
