using System.Text.Json;
using RecordingCmdlets.Engine.Json;

namespace RecordingCmdlets.Engine.Providers.Attendee;

/// <summary>Reads the Attendee error body: <c>error</c>, else <c>detail</c>, else what is wrong with each field (ATT-X1).</summary>
internal static class AttendeeErrors
{
    public static ErrorWords? Read(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        return root.ValueKind == JsonValueKind.Object
            ? new ErrorWords(JsonValues.Text(root, "error") ?? JsonValues.Text(root, "detail") ?? JsonValues.FieldMessages(root))
            : null;
    }
}
