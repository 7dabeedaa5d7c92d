using System.Globalization;
using System.Text;

namespace RecordingCmdlets.Sandbox;

/// <summary>Undoes the escaping of paths and queries, on its own: the client's routines are what is under test.</summary>
internal static class UrlText
{
    /// <summary>Splits a query into its parameters; the last of several with one name counts.</summary>
    public static Dictionary<string, string> ParseQuery(string rawQuery)
    {
        Dictionary<string, string> parameters = new(StringComparer.Ordinal);
        foreach (var part in rawQuery.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = equals < 0 ? (part, "") : (part[..equals], part[(equals + 1)..]);
            parameters[Decode(name, plusIsSpace: true)] = Decode(value, plusIsSpace: true);
        }

        return parameters;
    }

    /// <summary>A form with its names and without its values, but for the kind of grant.</summary>
    public static string MaskValues(string form) =>
        string.Join('&', form.Split('&').Select(part => part.StartsWith("grant_type=", StringComparison.Ordinal) ? part : $"{part.Split('=')[0]}=***"));

    /// <summary>Decodes percent escapes as UTF-8; a stray percent sign stands for itself.</summary>
    public static string Decode(string text, bool plusIsSpace = false)
    {
        if (!text.Contains('%', StringComparison.Ordinal) && !(plusIsSpace && text.Contains('+', StringComparison.Ordinal))) return text;

        var bytes = Encoding.Latin1.GetBytes(text);
        var length = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            var value = bytes[i];
            if (value == '+' && plusIsSpace)
            {
                value = (byte)' ';
            }
            else if (value == '%' && TryReadHex(text, i + 1) is { } escaped)
            {
                value = escaped;
                i += 2;
            }

            bytes[length++] = value;
        }

        return Encoding.UTF8.GetString(bytes, 0, length);
    }

    private static byte? TryReadHex(string text, int start) =>
        start + 2 <= text.Length
        && byte.TryParse(text.AsSpan(start, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;
}
