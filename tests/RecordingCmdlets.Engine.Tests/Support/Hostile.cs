using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace RecordingCmdlets.Engine.Tests.Support;

/// <summary>What comes from outside, at its worst.</summary>
internal static class Hostile
{
    private static readonly string[] Pieces =
    [
        "a", "Z", "0", "9", "-", "_", " ", ".", "..", "/", "\\", "%", "%2e", "%2F", "%00", "?", "#", "&", "=", "+", ":", ";", "@", "'", "\"", "`", "*", "[", "]", "{", "}", ",", "<", ">",
        "\0", "\t", "\r", "\n", "\r\n", "\u0007", "\u001b[2J", "\u001b]0;owned\u0007", "\u007f", "\u0085", "\u009b31m", "\u00a0", "\u00ad", "\u200b", "\u200f", "\u2028", "\u2029", "\u202e",
        "\u2066", "\u2069", "\ufeff", "\ufffe", "\uffff", "\ud800", "\udfff", "é", "ß", "İ", "ı", "😀", "e\u0301", "٣", "$(x)", "null", "self", "actions",
    ];

    private static readonly string[] Dates =
    [
        "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59.9999999-14:00", "0000-00-00", "1970-01-01T00:00:00Z", "1970-01-01",
        "2016-12-31T23:59:60Z", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-32", "2026-01-02T24:00:00Z", "2026-01-02T25:00:00Z", "2026-01-02T00:00:00+14:01", "2026-01-02T00:00:00-99:99",
        "2026-01-02T00:00:00+00:60", "02/01/2026", "13/01/2026", "01.02.2026", "2.1.2026 3:04", "20260102T030405Z", "2026-W01-5", "2026-002", "2026-01", "2026", "Jan 2 2026", "2026-01-02T03:04:05,5Z",
        "2026-01-02T03:04:05.Z", "2026-01-02T03:04:05 PM", "2026-01-02 1999", "2026-01-02 01/02/2003", "2026-01-02T03:04:05 GMT", "2026-01-02T03:04:05 EST", "2026-01-02T03:04:05Z+05:00",
        "2026-01-02-03", "2026-01-02T1", "2026-01-02Z", "2026-01-02+05", "2026-01-02 5", "2026-01-02T3:4:5Z", "2026-01-02T03:04:05.123456789123Z", "+2026-01-02T00:00:00Z", "-2026-01-02", "\\u0032026-01-02",
        "2026-01-02T03:04:05\\u005a", " 2026-01-02", "2026-01-02\\u0000", "٢٠٢٦-01-02", "1577836800", "1577836800000", "/Date(1577836800000)/", "now", "yesterday", "", "null", "NaN",
    ];

    /// <summary>Any text: what means something somewhere, letters, and characters of any kind.</summary>
    public static Gen<string> Text { get; } = Gen.OneOf(
        Gen.ArrayOf(Gen.Elements(Pieces)).Select(string.Concat),
        ArbMap.Default.GeneratorFor<string?>().Select(t => t ?? ""),
        Gen.ArrayOf(Gen.Choose(0, 0xffff)).Select(c => string.Concat(c.Select(x => (char)x))),
        from piece in Gen.Elements(Pieces) from times in Gen.Choose(0, 3000) select new StringBuilder().Insert(0, piece, times).ToString());

    /// <summary>Any text that can be encoded: no half of a surrogate pair.</summary>
    public static Gen<string> WholeText { get; } = Text.Select(Encodable);

    /// <summary>What a service or a person might have written for a date; as the inside of a JSON string.</summary>
    public static Gen<string> Date { get; } = Gen.OneOf(
        Gen.Elements(Dates),
        // Nearly right: a good date with one character changed, taken out or put in.
        from date in Gen.Elements("2026-01-02T03:04:05Z", "2026-01-02T03:04:05.123456Z", "2026-01-02T03:04:05+02:00", "2026-01-02 03:04:05", "2026-01-02T09:00:00+0000", "2026-01-02")
        from at in Gen.Choose(0, date.Length - 1)
        from put in Gen.Elements("", "0", "1", "9", "-", "+", ":", ".", " ", "T", "Z", "/", "W", "A", "PM", ",")
        from taken in Gen.Choose(0, 2)
        select date[..at] + put + date[Math.Min(date.Length, at + taken)..]);

    /// <summary>A JSON value of any kind, as text.</summary>
    public static Gen<string> JsonValue { get; } = Gen.Frequency(
        (4, Gen.Elements(
            "null", "true", "false", "0", "-0", "-1", "1", "1.5", "1e2", "1e400", "-1e400", "1e-400", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "18446744073709551616",
            "123456789012345678901234567890", "922337203685.4775", "922337203685476", "922337203685477", "9.2233720368547758e18", "0.1e1", "1577836800", "1577836800000",
            "{}", "[]", "[null]", "[[]]", "[{}]", "{\"id\":\"x\"}", "{\"code\":\"deleted\"}", "{\"\\ud800\":1}", "{\"cod\\ud800\":1}", "{\"create\\ud800\":1,\"created_at\":\"2026-01-01\"}",
            "{\"i\\u0064\":1,\"id\":{}}", "[{\"created_at\":\"2020-01-01T00:00:00Z\"}]", "[1,\"x\",null,{\"code\":7}]", "\"\"", "\" \"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u0000\"", "\"\\u001b[2J\"", "\"5\"", "\"-5\"",
            "\"1e400\"", "\"99999999999999999999\"", "\"deleted\"", "\"media_expired\"", "\"done\"")),
        (2, Date.Select(d => $"\"{d}\"")),
        (1, Text.Select(t => JsonSerializer.Serialize(t))),
        (1, from depth in Gen.Choose(1, 80) from open in Gen.Elements(("[", "]"), ("{\"a\":", "}")) select Nest(depth, open.Item1, open.Item2)));

    /// <summary>Bytes of any kind.</summary>
    public static Gen<byte[]> Bytes { get; } = Gen.ArrayOf(Gen.Choose(0, 255).Select(b => (byte)b));

    /// <summary>The same bytes with a few places changed, cut, doubled or torn out; with a byte order mark, or cut off.</summary>
    public static Gen<byte[]> Damage(byte[] whole) =>
        from count in Gen.Choose(1, 4)
        from places in Gen.ArrayOf(
            from at in Gen.Choose(0, int.MaxValue)
            from kind in Gen.Choose(0, 7)
            from value in Gen.OneOf(Gen.Elements<byte>(0, 0x20, (byte)'"', (byte)'\\', (byte)'{', (byte)'}', (byte)'[', (byte)']', (byte)',', (byte)':', (byte)'\n', 0x80, 0xc0, 0xed, 0xff), Gen.Choose(0, 255).Select(b => (byte)b))
            from length in Gen.Choose(1, 40)
            select (at, kind, value, length), count)
        select places.Aggregate(whole, static (bytes, p) => Break(bytes, p.at, p.kind, p.value, p.length));

    /// <summary>Whether a text does nothing to a terminal but to be read, in the order it is written in.</summary>
    public static bool IsPlain(string text) => !text.Any(c => char.IsControl(c) || "\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069".Contains(c));

    private static byte[] Break(byte[] bytes, int place, int kind, byte value, int length)
    {
        var at = bytes.Length == 0 ? 0 : place % bytes.Length;
        var end = Math.Min(bytes.Length, at + length);
        return kind switch
        {
            0 => bytes[..at],
            1 => [.. bytes[..at], .. bytes[end..]],
            2 => [.. bytes[..end], .. bytes[at..]],
            3 => [.. bytes[..at], value, .. bytes[at..]],
            4 => [0xef, 0xbb, 0xbf, .. bytes],
            _ when bytes.Length == 0 => [value],
            _ => [.. bytes[..at], value, .. bytes[(at + 1)..]],
        };
    }

    private static string Nest(int depth, string open, string close) =>
        new StringBuilder().Insert(0, open, depth).Append('1').ToString() + new StringBuilder().Insert(0, close, depth);

    private static string Encodable(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
