using System.Text.Json;
using RecordingCmdlets.Engine.Json;

namespace RecordingCmdlets.Engine.Providers.Telnyx;

/// <summary>Reads the Telnyx error body: <c>errors[]</c> with code, title and detail (TEL-X1).</summary>
internal static class TelnyxErrors
{
    public static ErrorWords? Read(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        if (document.RootElement.ValueKind != JsonValueKind.Object
            || !document.RootElement.TryGetProperty("errors", out var errors)
            || errors.ValueKind != JsonValueKind.Array) return null;
        var texts = errors.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.Object).Select(Describe).Where(t => t.Length > 0).ToList();
        return texts.Count == 0 ? null : new ErrorWords(string.Join("; ", texts));
    }

    private static string Describe(JsonElement error)
    {
        var text = Text(error, "detail") ?? Text(error, "title") ?? "";
        return Text(error, "code") is { } code ? $"{text} ({code})".TrimStart() : text;
    }

    // The code comes as a string or as a number.
    private static string? Text(JsonElement error, string name) =>
        error.TryGetProperty(name, out var value)
            ? value.ValueKind switch { JsonValueKind.String => JsonValues.Text(value), JsonValueKind.Number => value.GetRawText(), _ => null }
            : null;
}
