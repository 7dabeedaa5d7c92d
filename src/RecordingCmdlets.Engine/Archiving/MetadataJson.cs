using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace RecordingCmdlets.Engine.Archiving;

/// <summary>Writes what a service tells of an item, without what opens anything: passwords, signed links and meeting links are left out.</summary>
internal static class MetadataJson
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(Recording item)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            json.WriteStartObject();
            json.WriteString("Provider", item.Provider);
            json.WriteString("Connection", item.Connection);
            json.WriteString("Kind", item.Kind);
            json.WriteString("Id", item.Id);
            Text(json, "Title", item.Title);
            Text(json, "Owner", item.Owner);
            Text(json, "Site", item.Site);
            Moment(json, "CreatedAt", item.CreatedAt);
            Moment(json, "StartedAt", item.StartedAt);
            Moment(json, "EndedAt", item.EndedAt);
            Text(json, "Duration", item.Duration?.ToString("c", CultureInfo.InvariantCulture));
            if (item.SizeBytes is { } size) json.WriteNumber("SizeBytes", size);
            else json.WriteNull("SizeBytes");
            Text(json, "Status", item.Status);
            json.WritePropertyName("Participants");
            Value(json, item.Participants);
            json.WritePropertyName("Service");
            Value(json, item.Service);
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    private static void Text(Utf8JsonWriter json, string name, string? value)
    {
        if (value is null) json.WriteNull(name);
        else json.WriteString(name, value);
    }

    private static void Moment(Utf8JsonWriter json, string name, DateTimeOffset? value)
    {
        if (value is { } moment) json.WriteString(name, moment.UtcDateTime);
        else json.WriteNull(name);
    }

    private static void Value(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case string text:
                json.WriteStringValue(text);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case long whole:
                json.WriteNumberValue(whole);
                break;
            case double real when double.IsFinite(real):
                json.WriteNumberValue(real);
                break;
            case IReadOnlyDictionary<string, object?> members:
                json.WriteStartObject();
                foreach (var (name, member) in members)
                {
                    json.WritePropertyName(name);
                    Value(json, member);
                }

                json.WriteEndObject();
                break;
            case System.Collections.IEnumerable items:
                json.WriteStartArray();
                foreach (var item in items) Value(json, item);
                json.WriteEndArray();
                break;
            default:
                json.WriteNullValue();
                break;
        }
    }
}
