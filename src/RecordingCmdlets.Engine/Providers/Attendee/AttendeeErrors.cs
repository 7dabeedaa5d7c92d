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
        if (root.ValueKind != JsonValueKind.Object) return null;
        var text = JsonValues.Text(root, "error") ?? JsonValues.Text(root, "detail") ?? JsonValues.FieldMessages(root);
        return new ErrorWords(text) { Advice = Advice(text) };
    }

    /// <summary>Whether a 404 is about the bot: there are others, and only the text tells (ATT-X4).</summary>
    public static bool IsUnknownBot(ErrorWords? words) => words?.Text == "Bot not found";

    /// <summary>Whether a 404 says that there is a bot and no recording of it.</summary>
    public static bool IsWithoutMedia(ErrorWords? words) => words?.Text?.StartsWith("No ", StringComparison.Ordinal) == true;

    private static string? Advice(string? text) => text switch
    {
        "Invalid cursor" => "The service lost its place in the listing: list again. What was listed so far is right, but is not all.",
        "Not found" => "There is no such address: check -BaseUri, or ATTENDEE_BASE_URL. It ends in /api/v1, or has no path at all.",
        _ => null,
    };
}
