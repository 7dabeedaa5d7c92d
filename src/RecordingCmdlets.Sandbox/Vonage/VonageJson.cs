using System.Globalization;
using System.Text.Json;
using static RecordingCmdlets.Sandbox.RoomJson;

namespace RecordingCmdlets.Sandbox;

/// <summary>Writes the JSON of Vonage.</summary>
internal static class VonageJson
{
    /// <summary>One recording.</summary>
    public static ReadOnlyMemory<byte> One(VonageRecording recording, string collection) => Document(json => Write(json, recording, collection));

    /// <summary>A page of recordings.</summary>
    public static ReadOnlyMemory<byte> Page(List<VonageRecording> recordings, VonagePage page)
    {
        return Document(json =>
        {
            json.WriteStartObject();
            if (recordings.Count > 0 || page.HasEmptyEmbedded)
            {
                json.WriteStartObject("_embedded"u8);
                json.WriteStartArray("recordings"u8);
                foreach (var recording in recordings) Write(json, recording, page.Collection);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            WriteLinks(json, page);
            json.WriteNumber("page"u8, page.Number);
            json.WriteNumber("page_size"u8, page.Size);
            json.WriteNumber("total_items"u8, page.TotalItems);
            json.WriteNumber("total_pages"u8, page.TotalPages);
            json.WriteEndObject();
        });
    }

    /// <summary>The ids of the jobs that an export makes.</summary>
    public static ReadOnlyMemory<byte> JobIds(string id) => Document(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("job_ids"u8);
        json.WriteStringValue(id);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>One job.</summary>
    public static ReadOnlyMemory<byte> One(VonageExport job, string collection, string? host) => Document(json => Write(json, job, collection, host));

    /// <summary>All jobs on one page.</summary>
    public static ReadOnlyMemory<byte> Page(List<VonageExport> jobs, string collection, string? host) => Document(json =>
    {
        json.WriteStartObject();
        if (jobs.Count > 0)
        {
            json.WriteStartObject("_embedded"u8);
            json.WriteStartArray("jobs"u8);
            foreach (var job in jobs) Write(json, job, collection, host);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteNumber("page"u8, 1);
        json.WriteNumber("page_size"u8, Math.Max(10, jobs.Count));
        json.WriteNumber("total_items"u8, jobs.Count);
        json.WriteNumber("total_pages"u8, jobs.Count == 0 ? 0 : 1);
        json.WriteEndObject();
    });

    /// <summary>An error, wrapped or bare.</summary>
    public static ReadOnlyMemory<byte> Error(string? wrapper, int code, string message, string description, string? nextAccess)
    {
        return Document(json =>
        {
            json.WriteStartObject();
            if (wrapper is not null) json.WriteStartObject(wrapper);
            json.WriteNumber("code"u8, code);
            json.WriteString("message"u8, message);
            json.WriteString("description"u8, description);
            if (nextAccess is not null) json.WriteString("nextAccessTime"u8, nextAccess);
            if (wrapper is not null) json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    /// <summary>An error of the token endpoint.</summary>
    public static ReadOnlyMemory<byte> TokenError(string error, string description)
    {
        return Document(json =>
        {
            json.WriteStartObject();
            json.WriteString("error"u8, error);
            json.WriteString("error_description"u8, description);
            json.WriteEndObject();
        });
    }

    /// <summary>Links as the service makes them: from 0, whatever <c>page</c> counts from, and without any other parameter.</summary>
    private static void WriteLinks(Utf8JsonWriter json, VonagePage page)
    {
        json.WriteStartObject("_links"u8);
        var last = page.TotalPages - 1L;
        Link("self", page.Index);
        if (last >= 0) Link("first", 0);
        if (page.Index > 0 && page.Index - 1 <= last) Link("prev", page.Index - 1);
        if (page.Index < last) Link("next", page.Index + 1);
        if (last >= 0) Link("last", last);
        json.WriteEndObject();

        void Link(string name, long index) =>
            WriteLink(json, name, string.Create(CultureInfo.InvariantCulture, $"{page.Collection}?page={index}"));
    }

    private static void WriteLink(Utf8JsonWriter json, string name, string href)
    {
        json.WriteStartObject(name);
        json.WriteString("href"u8, href);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, VonageExport job, string collection, string? host)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, job.Id);
        json.WriteString("status"u8, job.Status);
        json.WriteNumber("files_completed"u8, job.FilesCompleted);
        json.WriteNumber("files_total"u8, job.Files.Count);
        if (job.IsComplete)
        {
            json.WriteString("valid_until"u8, job.ValidUntil.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss'+0000'", CultureInfo.InvariantCulture));
            json.WriteString("download_url"u8, VonagePath.Export(host, job.Id));
        }

        json.WriteStartObject("_links"u8);
        WriteLink(json, "self", $"{collection}/jobs/{job.Id}");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, VonageRecording recording, string collection)
    {
        if (recording.RawOverride is { } raw)
        {
            json.WriteRawValue(raw, skipInputValidation: true);
            return;
        }

        var nulls = recording.ExplicitNulls;
        var asNumbers = recording.DigitsAsNumbers;
        json.WriteStartObject();
        json.WriteStartObject("_links"u8);
        WriteLink(json, "self", $"{collection}/{recording.Id}");
        json.WriteEndObject();
        Text(json, "id", recording.Id, nulls, asNumber: true);
        Text(json, "call_id", recording.CallId, nulls);
        Text(json, "call_direction", recording.CallDirection, nulls);
        Text(json, "caller_id", recording.CallerId, nulls, asNumbers);
        Text(json, "cnam", recording.Cnam, nulls);
        Text(json, "dnis", recording.Dnis, nulls, asNumbers);
        Text(json, "start", recording.Start, nulls);
        Text(json, "end", recording.End, nulls);
        Number(json, "duration", recording.Duration, nulls);
        Array(json, "extensions", recording.Extensions, nulls, extension => Value(json, extension, asNumbers));
        Array(json, "rule_ids", recording.RuleIds, nulls, json.WriteNumberValue);
        Text(json, "file_name", recording.FileName, nulls);
        Number(json, "file_size_in_bytes", recording.FileSizeInBytes, nulls);
        Text(json, "download_url", recording.DownloadUrl, nulls);
        json.WriteEndObject();
    }

    private static void Text(Utf8JsonWriter json, string name, string? value, bool explicitNulls, bool asNumber = false)
    {
        if (value is null && !explicitNulls) return;
        json.WritePropertyName(name);
        Value(json, value, asNumber);
    }

    private static void Value(Utf8JsonWriter json, string? value, bool asNumber)
    {
        if (asNumber && long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) json.WriteNumberValue(number);
        else json.WriteStringValue(value);
    }

    private static void Number(Utf8JsonWriter json, string name, long? value, bool explicitNulls)
    {
        if (value is { } number) json.WriteNumber(name, number);
        else if (explicitNulls) json.WriteNull(name);
    }

    private static void Array<T>(Utf8JsonWriter json, string name, IReadOnlyList<T>? values, bool explicitNulls, Action<T> write)
    {
        if (values is null)
        {
            if (explicitNulls) json.WriteNull(name);
            return;
        }

        json.WriteStartArray(name);
        foreach (var value in values) write(value);
        json.WriteEndArray();
    }
}
