using System.Text.Json;
using RecordingCmdlets.Engine.Json;

namespace RecordingCmdlets.Engine.Providers.Webex;

/// <summary>Reads the Webex error body: <c>errors[].description</c>, else <c>message</c>, and the <c>trackingId</c> (WBX-X1).</summary>
internal static class WebexErrors
{
    public static ErrorWords? Read(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        var texts = JsonValues.Items(root, "errors").Select(e => JsonValues.Text(e, "description")).Where(t => !string.IsNullOrWhiteSpace(t)).Distinct().ToList();
        return new ErrorWords(texts.Count > 0 ? string.Join("; ", texts) : JsonValues.Text(root, "message")) { CorrelationId = JsonValues.Text(root, "trackingId") };
    }
}
