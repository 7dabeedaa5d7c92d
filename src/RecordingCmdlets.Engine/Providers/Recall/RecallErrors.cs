using System.Text.Json;
using RecordingCmdlets.Engine.Json;

namespace RecordingCmdlets.Engine.Providers.Recall;

/// <summary>Reads the Recall.ai error body: <c>detail</c>, else what is wrong with each field, else <c>code</c> (RCL-X1).</summary>
internal static class RecallErrors
{
    public static ErrorWords? Read(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object) return null;
        return new ErrorWords(JsonValues.Text(root, "detail") ?? JsonValues.FieldMessages(root) ?? JsonValues.Text(root, "code"));
    }
}
