using System.Globalization;
using System.Text.Json;
using RecordingCmdlets.Engine.Json;

namespace RecordingCmdlets.Engine.Providers.Vonage;

/// <summary>Reads the bodies of Vonage's gateway and token endpoint (VBC-X1). The API itself has none.</summary>
internal static class VonageErrors
{
    private const int NotSubscribed = 900908;

    public static ErrorWords? Read(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        if ((JsonValues.Text(root, "error_description") ?? JsonValues.Text(root, "error")) is { } refusal) return new ErrorWords(refusal);
        var fault = JsonValues.Member(root, "fault") ?? root;
        var code = Code(fault);
        var text = JsonValues.Text(fault, "description") ?? JsonValues.Text(fault, "message");
        return new ErrorWords(code is null ? text : $"{text} ({code})".TrimStart())
        {
            IsThrottle = code is >= 900800 and <= 900804,
            RetryAt = NextAccess(JsonValues.Text(fault, "nextAccessTime") ?? JsonValues.Text(root, "nextAccessTime")),
            Advice = code == NotSubscribed
                ? "The app is not subscribed to the Call Recording API: subscribe it in the developer portal (apimanager.uc.vonage.com), then connect again."
                : null,
        };
    }

    // The code comes as a number or as a string.
    private static int? Code(JsonElement fault) => JsonValues.Member(fault, "code") switch
    {
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt32(out var value) => value,
        { ValueKind: JsonValueKind.String } text when int.TryParse(JsonValues.Text(text), NumberStyles.None, CultureInfo.InvariantCulture, out var value) => value,
        _ => null,
    };

    /// <summary>Reads the gateway's own form, such as <c>2026-Jan-17 00:00:00+0000 UTC</c>.</summary>
    private static DateTimeOffset? NextAccess(string? text) =>
        DateTimeOffset.TryParseExact(
            text, "yyyy-MMM-dd HH:mm:ss'+0000 UTC'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces, out var moment)
            ? moment
            : null;
}
