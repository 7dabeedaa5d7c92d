using System.Buffers;
using System.Text;
using System.Text.Json;

namespace RecordingCmdlets.Runner.Output;

/// <summary>One JSON object a line: time, level, event, message, and the parts of the message. Everything but letters of plain English is escaped.</summary>
internal sealed class JsonLog(TextWriter output, TimeProvider time, LogDetail detail, OptionNames names) : RunLog(detail, names)
{
    private readonly Lock turn = new();

    public override void Show(TextTable table)
    {
    }

    public override void Explain(IReadOnlyList<string> sentences)
    {
    }

    protected override bool ShowsRecords => true;

    protected override void Write(string level, string name, string text, IReadOnlyList<(string Name, object? Value)> fields)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("time", time.GetUtcNow().UtcDateTime);
            json.WriteString("level", level);
            json.WriteString("event", name);
            json.WriteString("message", text);
            foreach (var (key, value) in fields)
            {
                if (value is null) continue;
                json.WritePropertyName(key);
                WriteValue(json, value);
            }

            json.WriteEndObject();
        }

        lock (turn) output.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case int or long:
                json.WriteNumberValue(Convert.ToInt64(value, null));
                break;
            case double number:
                json.WriteNumberValue(number);
                break;
            case TimeSpan span:
                json.WriteNumberValue(Math.Round(span.TotalSeconds, 3));
                break;
            case DateTimeOffset moment:
                json.WriteStringValue(moment.UtcDateTime);
                break;
            case IEnumerable<(string Name, object? Value)> parts:
                json.WriteStartObject();
                foreach (var (key, part) in parts)
                {
                    json.WritePropertyName(key);
                    WriteValue(json, part);
                }

                json.WriteEndObject();
                break;
            case IEnumerable<object> items:
                json.WriteStartArray();
                foreach (var item in items) WriteValue(json, item);
                json.WriteEndArray();
                break;
            default:
                json.WriteStringValue(value.ToString());
                break;
        }
    }
}
