using System.Globalization;
using System.Text;

namespace RecordingCmdlets.Engine.Policy;

/// <summary>
/// Reads a PowerShell data file without PowerShell: one hashtable of hashtables, lists, texts, numbers, <c>$true</c>, <c>$false</c>
/// and <c>$null</c>. Nothing is ever run. Whatever else PowerShell would take is refused, so that both read the same or nothing.
/// </summary>
internal sealed class DataFileReader
{
    private const int Deepest = 32;

    /// <summary>Characters that PowerShell takes for the plain quotes.</summary>
    private const string SingleQuotes = "'\u2018\u2019\u201a\u201b";
    private const string DoubleQuotes = "\"\u201c\u201d\u201e";

    private readonly string text;
    private readonly List<int> lines;
    private int at;
    private int depth;

    private DataFileReader(string text)
    {
        this.text = text;
        lines = [0, .. Enumerable.Range(0, text.Length).Where(i => text[i] == '\n').Select(i => i + 1)];
    }

    private char Here => at < text.Length ? text[at] : '\0';

    private char Next => at + 1 < text.Length ? text[at + 1] : '\0';

    /// <exception cref="PolicySyntaxException">The text is no data file, or has something in it that is not read here.</exception>
    public static PolicyNode Read(string text)
    {
        var reader = new DataFileReader(text);
        reader.SkipLines();
        if (reader.Here != '@' || reader.Next != '{') throw reader.Fault("A data file is one hashtable: @{ ... }.");
        var root = reader.ReadTable();
        reader.SkipLines();
        return reader.at == text.Length ? root : throw reader.Fault("There is more after the hashtable.");
    }

    private PolicyObject ReadTable()
    {
        var place = Enter("@{");
        var members = new List<PolicyMember>();
        SkipSeparators();
        while (Here != '}')
        {
            members.Add(ReadMember());
            if (!SkipSeparators() && Here != '}') throw Fault("Between two members stands a line end or a semicolon.");
        }

        Leave();
        return new PolicyObject(place, members);
    }

    private PolicyMember ReadMember()
    {
        var place = Place(at);
        var name = IsNameStart(Here) ? ReadName() : Here is '\'' or '"' ? ReadQuoted().Value : throw Fault("A member begins with its name.");
        SkipSpace();
        if (Here != '=') throw Fault("After the name of a member stands '='.");
        at++;
        SkipLines();
        return new PolicyMember(name, place, ReadStatement());
    }

    /// <summary>One value, or several with commas between, which are a list.</summary>
    private PolicyNode ReadStatement()
    {
        var first = ReadValue();
        SkipSpace();
        if (Here != ',') return first;
        var items = new List<PolicyNode> { first };
        while (Here == ',')
        {
            at++;
            SkipLines();
            items.Add(ReadValue());
            SkipSpace();
        }

        return new PolicyList(first.At, items);
    }

    private PolicyNode ReadValue() => (Here, Next) switch
    {
        ('@', '{') => ReadTable(),
        ('@', '(') => ReadList(),
        ('@', '\'' or '"') => ReadHereText(),
        ('\'' or '"', _) => ReadQuoted(),
        ('$', _) => ReadConstant(),
        ( >= '0' and <= '9', _) => ReadNumber(),
        _ when at == text.Length => throw Fault("The file ends where a value should stand."),
        _ when IsNameStart(Here) => throw Fault("Text stands between quotes."),
        _ => throw Fault("This is not read in a data file: a value is a text between quotes, a number, $true, $false, @{ ... } or @( ... )."),
    };

    private PolicyList ReadList()
    {
        var place = Enter("@(");
        var items = new List<PolicyNode>();
        SkipSeparators();
        while (Here != ')')
        {
            // PowerShell takes the items out of a list that stands alone, and leaves lists with commas between as they are.
            if (ReadStatement() is var value && value is PolicyList list) items.AddRange(list.Items);
            else items.Add(value);
            if (!SkipSeparators() && Here != ')') throw Fault("Between two items stands a comma or a line end.");
        }

        Leave();
        return new PolicyList(place, items);
    }

    private PolicyText ReadQuoted()
    {
        var (place, quote) = (Place(at), Here);
        var value = new StringBuilder();
        for (at++; ; at++)
        {
            if (at == text.Length) throw new PolicySyntaxException(place, "The text that begins here has no end.");
            if (Here == quote && Next != quote) break;
            if (Here == quote) at++;
            else CheckQuote(quote);
            value.Append(quote == '"' ? ReadExpandable() : Here);
        }

        at++;
        RequireEnd();
        return new PolicyText(place, value.ToString());
    }

    /// <summary>A here-string: whole lines between <c>@'</c> at the end of a line and <c>'@</c> at the beginning of one.</summary>
    private PolicyText ReadHereText()
    {
        var (place, quote) = (Place(at), Next);
        at += 2;
        while (Here is ' ' or '\t') at++;
        if (!SkipLineEnd()) throw Fault("After the beginning of a here-string the line ends.");
        var value = new StringBuilder();
        while (true)
        {
            if (at == text.Length) throw new PolicySyntaxException(place, "The here-string that begins here has no end.");
            if (Next == '@' && (SingleQuotes + DoubleQuotes).Contains(Here, StringComparison.Ordinal))
            {
                if (Here == quote) break;
                if ((quote == '"' ? DoubleQuotes : SingleQuotes).Contains(Here, StringComparison.Ordinal)) throw Fault("A here-string ends with a plain quote.");
            }

            while (at < text.Length && Here is not ('\r' or '\n'))
            {
                value.Append(quote == '"' ? ReadExpandable() : Here);
                at++;
            }

            var end = at;
            if (SkipLineEnd()) value.Append(text, end, at - end);
        }

        at += 2;
        RequireEnd();
        // The last line end belongs to the mark.
        var kept = value.ToString();
        return new PolicyText(place, kept.EndsWith("\r\n", StringComparison.Ordinal) ? kept[..^2] : kept.Length > 0 ? kept[..^1] : kept);
    }

    /// <summary>A character between double quotes, where PowerShell would put in variables and results.</summary>
    private char ReadExpandable()
    {
        if (Here == '$') throw Fault("Nothing is put in here: write `$ or use single quotes.");
        if (Here != '`') return Here;
        at++;
        return Here is '`' or '"' or '$' ? Here : throw Fault("Of the escapes only `` `\" and `$ are read: use single quotes.");
    }

    private PolicyNode ReadConstant()
    {
        var place = Place(at);
        at++;
        var name = IsNameStart(Here) ? ReadName() : "";
        RequireEnd();
        return name.ToUpperInvariant() switch
        {
            "TRUE" => new PolicyFlag(place, true),
            "FALSE" => new PolicyFlag(place, false),
            "NULL" => new PolicyNull(place),
            _ => throw new PolicySyntaxException(place, "There are no variables here but $true, $false and $null."),
        };
    }

    private PolicyNumber ReadNumber()
    {
        var start = at;
        while (char.IsAsciiDigit(Here)) at++;
        if (Here == '.' && char.IsAsciiDigit(Next))
        {
            at++;
            while (char.IsAsciiDigit(Here)) at++;
        }

        RequireEnd();
        return new PolicyNumber(Place(start), double.Parse(text.AsSpan(start, at - start), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture));
    }

    private string ReadName()
    {
        var start = at;
        while (IsNameStart(Here) || char.IsAsciiDigit(Here)) at++;
        return text[start..at];
    }

    private static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c == '_';

    // Such a quote inside would end the text for PowerShell, and not for whoever reads it.
    private void CheckQuote(char quote)
    {
        if ((quote == '"' ? DoubleQuotes : SingleQuotes).Contains(Here, StringComparison.Ordinal)) throw Fault("PowerShell takes this character for a quote: use the other kind of quotes around it.");
    }

    /// <summary>A value is followed by what ends it; an operator or a member of it would change it.</summary>
    private void RequireEnd()
    {
        if (at < text.Length && Here is not (' ' or '\t' or '\r' or '\n' or ',' or ';' or ')' or '}' or '=')) throw Fault("This is not read in a data file: after a value nothing is done to it.");
    }

    private PolicyPlace Enter(string mark)
    {
        var place = Place(at);
        at += mark.Length;
        return ++depth <= Deepest ? place : throw new PolicySyntaxException(place, "This is nested too deeply.");
    }

    private void Leave()
    {
        at++;
        depth--;
        RequireEnd();
    }

    /// <summary>Skips what may stand between two members or items.</summary>
    /// <returns>Whether something was there that keeps them apart.</returns>
    private bool SkipSeparators()
    {
        var isApart = false;
        while (true)
        {
            SkipSpace();
            if (Here == ';') at++;
            else if (!SkipLineEnd()) break;
            isApart = true;
        }

        if (at == text.Length) throw Fault("The file ends before what was opened is closed.");
        return isApart;
    }

    private void SkipLines()
    {
        do SkipSpace();
        while (SkipLineEnd());
    }

    private bool SkipLineEnd()
    {
        if (Here == '\r' && Next == '\n') at += 2;
        else if (Here is '\r' or '\n') at++;
        else return false;
        return true;
    }

    /// <summary>Skips blanks and comments, but no line end.</summary>
    private void SkipSpace()
    {
        while (true)
        {
            if (Here is ' ' or '\t')
            {
                at++;
            }
            else if (Here == '#')
            {
                while (at < text.Length && Here is not ('\r' or '\n')) at++;
            }
            else if (Here == '<' && Next == '#')
            {
                var end = text.IndexOf("#>", at + 2, StringComparison.Ordinal);
                at = end < 0 ? throw Fault("The comment that begins here has no end.") : end + 2;
            }
            else
            {
                return;
            }
        }
    }

    private PolicySyntaxException Fault(string message) => new(Place(at), message);

    private PolicyPlace Place(int index)
    {
        var line = lines.BinarySearch(index);
        if (line < 0) line = ~line - 1;
        return new PolicyPlace(line + 1, index - lines[line] + 1);
    }
}
