using System.Globalization;
using System.Text.Json;
using RecordingCmdlets.Engine.Json;

namespace RecordingCmdlets.Engine.Ledger;

/// <summary>One whole line of a ledger, as it stands in the file.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Hash">SHA-256 of its bytes, hex.</param>
/// <param name="Members">Its members; undefined when the line is no JSON object.</param>
internal readonly record struct LedgerLine(long Number, string Hash, JsonElement Members)
{
    /// <summary>Whether the file ends in the middle of it.</summary>
    public bool IsHalf { get; init; }

    /// <summary>Where in the file it begins.</summary>
    public long Offset { get; init; }

    public bool IsObject => Members.ValueKind == JsonValueKind.Object;

    public string? Text(string name) => JsonValues.Text(Find(name));

    public long? Integer(string name) => Find(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : null;

    public DateTimeOffset? Moment(string name) =>
        DateTimeOffset.TryParse(Text(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment.ToUniversalTime() : null;

    public TimeSpan? Span(string name) => TimeSpan.TryParseExact(Text(name), "c", CultureInfo.InvariantCulture, out var span) ? span : null;

    /// <summary>A list of texts; empty when there is none.</summary>
    public IReadOnlyList<string> Texts(string name) => [.. JsonValues.Items(Members, name).Select(JsonValues.Text).OfType<string>()];

    /// <summary>A member as it stands.</summary>
    public JsonElement Member(string name) => Find(name);

    public bool Flag(string name) => Find(name).ValueKind == JsonValueKind.True;

    private JsonElement Find(string name) => JsonValues.Member(Members, name) ?? default;
}

/// <summary>Reads a ledger line by line. A last line without its line end is half a line of a run that died, and is left out.</summary>
internal static class LedgerReader
{
    private const int LongestLine = 1024 * 1024;

    /// <exception cref="AuditException">The file cannot be read.</exception>
    public static IEnumerable<LedgerLine> ReadLines(string path) => ReadAll(path).Where(line => !line.IsHalf);

    /// <summary>The whole lines, and the half of one that the file may end in.</summary>
    /// <exception cref="AuditException">The file cannot be read.</exception>
    public static IEnumerable<LedgerLine> ReadAll(string path)
    {
        using var file = Open(path);
        var buffer = new byte[64 * 1024];
        int start = 0, end = 0;
        long number = 0, before = 0;
        var isTooLong = false;
        while (true)
        {
            var length = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            if (length >= 0)
            {
                yield return isTooLong ? new LedgerLine(++number, "", default) : Parse(++number, buffer.AsMemory(start, length)) with { Offset = before + start };
                isTooLong = false;
                start += length + 1;
                continue;
            }

            if (start > 0) buffer.AsSpan(start, end - start).CopyTo(buffer);
            before += start;
            (start, end) = (0, end - start);
            if (end == buffer.Length && end >= LongestLine)
            {
                // No line of ours: it is passed over, and shows as a line that is no JSON.
                before += end;
                end = 0;
                isTooLong = true;
            }
            else if (end == buffer.Length)
            {
                Array.Resize(ref buffer, Math.Min(buffer.Length * 2, LongestLine));
            }

            var read = file.Read(buffer, end, buffer.Length - end);
            end += read;
            if (read > 0) continue;
            if (end > 0 || isTooLong) yield return new LedgerLine(++number, "", default) { IsHalf = true };
            yield break;
        }
    }

    /// <summary>The one line that begins at a place; undefined when there is none any more.</summary>
    /// <exception cref="AuditException">The file cannot be read.</exception>
    public static LedgerLine ReadAt(string path, long offset)
    {
        using var file = Open(path);
        file.Seek(offset, SeekOrigin.Begin);
        var buffer = new byte[4096];
        var end = 0;
        while (true)
        {
            var read = file.Read(buffer, end, buffer.Length - end);
            var length = buffer.AsSpan(end, read).IndexOf((byte)'\n');
            if (length >= 0) return Parse(0, buffer.AsMemory(0, end + length));
            end += read;
            if (read == 0 || end >= LongestLine) return default;
            if (end == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
        }
    }

    private static LedgerLine Parse(long number, ReadOnlyMemory<byte> bytes)
    {
        var hash = LedgerHash.Of(bytes.Span);
        try
        {
            using var document = JsonDocument.Parse(bytes);
            return new LedgerLine(number, hash, document.RootElement.Clone());
        }
        catch (JsonException)
        {
            return new LedgerLine(number, hash, default);
        }
    }

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new AuditException("AuditUnreadable", $"{path} cannot be read: {fault.Message}", "Check the path and its permissions.", fault);
        }
    }
}
