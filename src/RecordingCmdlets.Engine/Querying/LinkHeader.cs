using System.Text;

namespace RecordingCmdlets.Engine.Querying;

/// <summary>Reads a <c>Link</c> header (RFC 8288): several links, quoted or unquoted parameters, commas inside addresses.</summary>
internal static class LinkHeader
{
    /// <summary>The address of the link with a relation; null when there is none.</summary>
    public static string? Find(string? header, string relation)
    {
        var rest = (header ?? "").AsSpan();
        while (true)
        {
            var open = rest.IndexOf('<');
            if (open < 0) return null;
            rest = rest[(open + 1)..];
            var close = rest.IndexOf('>');
            if (close < 0) return null;
            var address = rest[..close].Trim();
            rest = rest[(close + 1)..];
            var parameters = TakeParameters(ref rest);
            // The first relation counts (RFC 8288, 3.3); one link may bear several.
            var relations = parameters.Find(p => string.Equals(p.Name, "rel", StringComparison.OrdinalIgnoreCase)).Value;
            if (relations is not null && relations.Split(' ', StringSplitOptions.RemoveEmptyEntries).Contains(relation, StringComparer.OrdinalIgnoreCase))
                return address.ToString();
        }
    }

    /// <summary>Takes the parameters up to the comma before the next link. What stands in quotes is text, whatever it is.</summary>
    private static List<(string Name, string Value)> TakeParameters(ref ReadOnlySpan<char> text)
    {
        var found = new List<(string, string)>();
        var (name, value, isValue, isQuoted) = (new StringBuilder(), new StringBuilder(), false, false);
        var i = 0;
        for (; i < text.Length && (isQuoted || text[i] != ','); i++)
        {
            var c = text[i];
            if (isQuoted && c == '\\' && i + 1 < text.Length) (isValue ? value : name).Append(text[++i]);
            else if (c == '"') isQuoted = !isQuoted;
            else if (!isQuoted && c == ';') End();
            else if (!isQuoted && c == '=' && !isValue) isValue = true;
            else (isValue ? value : name).Append(c);
        }

        End();
        text = text[i..];
        return found;

        void End()
        {
            if (isValue) found.Add((name.ToString().Trim(), value.ToString().Trim()));
            name.Clear();
            value.Clear();
            isValue = false;
        }
    }
}
