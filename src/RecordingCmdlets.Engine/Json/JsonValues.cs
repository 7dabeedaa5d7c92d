using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace RecordingCmdlets.Engine.Json;

/// <summary>
/// Reads one value, whatever type the service sent it in. Every field may be absent, null or of another type than
/// documented: what cannot be read is null, and never stops a listing.
/// </summary>
internal static class JsonValues
{
    /// <summary>Before there was anything to record: the zero of somebody's clock, which stands for no date at all.</summary>
    public static readonly DateTimeOffset Earliest = new(1990, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A century, in seconds: no meeting is as long.</summary>
    private const double MostSeconds = 100d * 365 * 86_400;

    /// <summary>A string, or a number in its own digits (ids that services call numbers do not fit a double).</summary>
    public static string? Text(ref Utf8JsonReader value)
    {
        switch (value.TokenType)
        {
            case JsonTokenType.String:
                try
                {
                    return value.GetString();
                }
                catch (InvalidOperationException)
                {
                    return null; // A lone surrogate: valid JSON, but no text.
                }

            case JsonTokenType.Number:
                return Encoding.ASCII.GetString(value.ValueSpan);
            default:
                value.Skip();
                return null;
        }
    }

    /// <summary>The text of an element that has been read already; null when it is none.</summary>
    public static string? Text(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null; // As above.
        }
    }

    /// <summary>The name of a member; null when it is no text.</summary>
    public static string? Name(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return null; // As above.
        }
    }

    /// <summary>Whether the reader stands on this name.</summary>
    public static bool IsNamed(ref Utf8JsonReader name, ReadOnlySpan<byte> wanted)
    {
        try
        {
            return name.ValueTextEquals(wanted);
        }
        catch (InvalidOperationException)
        {
            return false; // A lone surrogate, which nobody asks for.
        }
    }

    public static long? Integer(ref Utf8JsonReader value)
    {
        switch (value.TokenType)
        {
            case JsonTokenType.Number when value.TryGetInt64(out var number):
                return number;
            case JsonTokenType.Number when value.TryGetDouble(out var real) && Math.Abs(real) < long.MaxValue:
                return (long)real;
            case JsonTokenType.String when Utf8Parser.TryParse(value.ValueSpan, out long number, out var used) && used == value.ValueSpan.Length:
                return number;
            default:
                value.Skip();
                return null;
        }
    }

    /// <summary>An ISO-8601 moment, UTC. Without an offset it is taken as UTC, which is what all five services mean.</summary>
    public static DateTimeOffset? Date(ref Utf8JsonReader value)
    {
        if (value.TokenType != JsonTokenType.String)
        {
            value.Skip();
            return null;
        }

        // An escaped one may hold a lone surrogate, so it is read as text first.
        if (!value.ValueIsEscaped && value.TryGetDateTime(out var moment))
            return Known(moment.Kind == DateTimeKind.Unspecified ? new DateTimeOffset(moment, TimeSpan.Zero) : new DateTimeOffset(moment.ToUniversalTime()));
        return Text(ref value) is { } text ? ReadDate(text) : null;
    }

    public static TimeSpan? Milliseconds(ref Utf8JsonReader value) =>
        Integer(ref value) is { } number and >= 0 && number < (long)TimeSpan.MaxValue.TotalMilliseconds ? TimeSpan.FromMilliseconds(number) : null;

    public static TimeSpan? Seconds(ref Utf8JsonReader value)
    {
        if (value.TokenType == JsonTokenType.Number && value.TryGetDouble(out var seconds))
            return seconds >= 0 && seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;
        return Integer(ref value) is { } whole and >= 0 && whole < (long)TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(whole) : null;
    }

    /// <summary>A value with whatever is inside it.</summary>
    public static JsonElement Element(ref Utf8JsonReader value) => JsonElement.ParseValue(ref value);

    /// <summary>A member's text; null when the element is no object, or the member is absent or no text.</summary>
    public static string? Text(JsonElement element, string name) => Member(element, name) is { } member ? Text(member) : null;

    /// <summary>A member's moment; null when there is none that can be read.</summary>
    public static DateTimeOffset? Date(JsonElement element, string name) => Text(element, name) is { } text ? ReadDate(text) : null;

    /// <summary>A member that is true or false; null when it is neither.</summary>
    public static bool? Flag(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.True or JsonValueKind.False } flag ? flag.GetBoolean() : null;

    /// <summary>A member's whole number; null when it is none.</summary>
    public static long? Whole(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var whole) ? whole : null;

    /// <summary>A member's seconds, with fractions; null when they are no span of time.</summary>
    public static TimeSpan? Seconds(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out var seconds) && seconds >= 0 && seconds < MostSeconds ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>A member's items; none when the element is no object or the member no list.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    /// <summary>A member of an object; null when the element is none or has none of that name.</summary>
    public static JsonElement? Member(JsonElement element, string name)
    {
        try
        {
            return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : null;
        }
        catch (InvalidOperationException)
        {
            return null; // A name beside it is no text, and the search came upon that first.
        }
    }

    /// <summary>What a validation answer says of each field: <c>{"field":["message"]}</c>; null when it says nothing.</summary>
    public static string? FieldMessages(JsonElement root)
    {
        var texts = root.EnumerateObject()
            .Where(f => f.Value.ValueKind == JsonValueKind.Array)
            .Select(f => $"{f.Name}: {string.Join(" ", f.Value.EnumerateArray().Select(Text).OfType<string>())}")
            .ToList();
        return texts.Count == 0 ? null : string.Join("; ", texts);
    }

    /// <summary>Whether an object anywhere in a sound document has one name twice.</summary>
    public static bool HasEqualNames(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var open = new Stack<HashSet<string>>();
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.StartObject) open.Push(new HashSet<string>(StringComparer.Ordinal));
            else if (reader.TokenType == JsonTokenType.EndObject) open.Pop();
            else if (reader.TokenType == JsonTokenType.PropertyName && !open.Peek().Add(reader.GetString()!)) return true;
        }

        return false;
    }

    /// <summary>Whether a text is written as it is: half of a surrogate pair would be written as another character.</summary>
    public static bool IsEncodable(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text;

    private static DateTimeOffset? ReadDate(string text) =>
        // .NET takes "10:30" for this morning and "01/02/2020" for the second of January: only what begins as ISO-8601 is a date.
        BeginsWithIsoDate(text) && DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var parsed)
            ? Known(parsed)
            : null;

    private static DateTimeOffset? Known(DateTimeOffset moment) => moment >= Earliest ? moment : null;

    private static bool BeginsWithIsoDate(string text) =>
        text.Length >= 10 && text[4] == '-' && text[7] == '-' && text.Where((_, i) => i is < 10 and not (4 or 7)).All(char.IsAsciiDigit);
}
