using System.Text;
using System.Text.Json;
using RecordingCmdlets.Engine.Providers;

namespace RecordingCmdlets.Engine.Json;

/// <summary>One page of a listing.</summary>
/// <param name="Items">The records that have an id.</param>
/// <param name="Count">How many records the page held, with or without an id.</param>
/// <param name="TotalPages">How many pages the service says there are now; null when it does not say.</param>
internal sealed record Page(List<Recording> Items, int Count, long? TotalPages)
{
    /// <summary>How many items the service says there are now; null when it does not say.</summary>
    public long? TotalItems { get; init; }

    /// <summary>The address of the next page; null when there is none.</summary>
    public string? Next { get; init; }
}

/// <summary>Reads the records, and the few numbers that paging needs, from a service's answer.</summary>
internal static class PageReader
{
    /// <exception cref="JsonException">The answer is no JSON, is cut short, is nested too deeply, or has no list where it should be.</exception>
    public static Page Read(ReadOnlyMemory<byte> json, ListDeclaration list, Func<RecordingFields, Recording?> make, RecordMap map)
    {
        var itemsPath = list.ItemsPath;
        var numbers = list.Paging as PageNumberPaging;
        IReadOnlyList<string> pagesPath = numbers?.TotalPagesPath ?? [], totalPath = numbers?.TotalItemsPath ?? [], nextPath = (list.Paging as CursorPaging)?.NextPath ?? [];
        var items = new List<Recording>();
        var count = 0;
        var hasItems = false;
        long? totalPages = null, totalItems = null;
        string? next = null;
        var reader = new Utf8JsonReader(json.Span);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new JsonException("The answer is not a JSON object.");
        ReadMembers(ref reader, 0, json.Span);
        if (reader.Read()) throw new JsonException("There is more after the answer.");
        // "Nothing is there" is a claim that deletions are proved by; an answer that does not make it must not be taken for it.
        if (!hasItems && !(list.MayOmitItems && totalItems is not null)) throw new JsonException("The answer has no list of records.");
        return new Page(items, count, totalPages) { TotalItems = totalItems, Next = next };

        // Walks down only where a path leads; everything else is skipped unread.
        void ReadMembers(ref Utf8JsonReader reader, int depth, ReadOnlySpan<byte> span)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var (onItems, onPages, onTotal, onNext) = (Leads(ref reader, itemsPath), Leads(ref reader, pagesPath), Leads(ref reader, totalPath), Leads(ref reader, nextPath));
                reader.Read();
                if (onItems && depth == itemsPath.Count - 1 && reader.TokenType == JsonTokenType.StartArray) ReadItems(ref reader, span);
                else if (onPages && depth == pagesPath.Count - 1) totalPages = JsonValues.Integer(ref reader);
                else if (onTotal && depth == totalPath.Count - 1) totalItems = JsonValues.Integer(ref reader);
                else if (onNext && depth == nextPath.Count - 1) next = ReadNext(ref reader);
                else if ((onItems || onPages || onTotal || onNext) && reader.TokenType == JsonTokenType.StartObject) ReadMembers(ref reader, depth + 1, span);
                else reader.Skip();
            }

            bool Leads(ref Utf8JsonReader reader, IReadOnlyList<string> path) =>
                depth < path.Count && JsonValues.IsNamed(ref reader, Encoding.UTF8.GetBytes(path[depth]));
        }

        // Only null is an end; what cannot be read must not pass for one.
        static string? ReadNext(ref Utf8JsonReader reader) =>
            reader.TokenType == JsonTokenType.Null ? null : JsonValues.Text(ref reader) ?? throw new JsonException("The next page is named by something that is no address.");

        void ReadItems(ref Utf8JsonReader reader, ReadOnlySpan<byte> span)
        {
            hasItems = true;
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                count++;
                if (reader.TokenType != JsonTokenType.StartObject)
                {
                    reader.Skip();
                    continue;
                }

                var fields = new RecordingFields();
                map.Read(ref reader, span, fields);
                if (make(fields) is { } recording) items.Add(recording);
            }
        }
    }

    /// <summary>Reads one record that stands at a path; null when there is none.</summary>
    /// <exception cref="JsonException">The answer is no JSON or is cut short.</exception>
    public static RecordingFields? ReadOne(ReadOnlyMemory<byte> json, IReadOnlyList<string> path, RecordMap map)
    {
        var reader = new Utf8JsonReader(json.Span);
        if (!reader.Read()) return null;
        for (var depth = 0; depth < path.Count; depth++)
        {
            if (reader.TokenType != JsonTokenType.StartObject) return null;
            var found = false;
            while (!found && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                found = JsonValues.IsNamed(ref reader, Encoding.UTF8.GetBytes(path[depth]));
                reader.Read();
                if (!found) reader.Skip();
            }

            if (!found) return null;
        }

        if (reader.TokenType != JsonTokenType.StartObject) return null;
        var fields = new RecordingFields();
        map.Read(ref reader, json.Span, fields);
        return fields;
    }
}
