namespace RecordingCmdlets.Engine.Querying;

/// <summary>Reads a <c>Link</c> header (RFC 8288): several links, quoted or unquoted relations, commas inside addresses.</summary>
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
            var end = IndexOutsideQuotes(rest, ',');
            if (Names(rest[..end], relation)) return address.ToString();
            rest = rest[end..];
        }
    }

    // A separator in quotes is text. Without one outside of them, everything is one part.
    private static int IndexOutsideQuotes(ReadOnlySpan<char> text, char separator)
    {
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"') quoted = !quoted;
            else if (text[i] == separator && !quoted) return i;
        }

        return text.Length;
    }

    private static bool Names(ReadOnlySpan<char> parameters, string relation)
    {
        while (parameters.Length > 0)
        {
            var end = IndexOutsideQuotes(parameters, ';');
            var pair = parameters[..end].ToString().Split('=', 2, StringSplitOptions.TrimEntries);
            parameters = parameters[Math.Min(end + 1, parameters.Length)..];
            if (pair.Length < 2 || !string.Equals(pair[0], "rel", StringComparison.OrdinalIgnoreCase)) continue;
            // One link may bear several relations.
            return pair[1].Trim('"').Split(' ', StringSplitOptions.RemoveEmptyEntries).Contains(relation, StringComparer.OrdinalIgnoreCase);
        }

        return false;
    }
}
