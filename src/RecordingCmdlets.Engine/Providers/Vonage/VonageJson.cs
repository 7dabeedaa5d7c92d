using System.Text.Json;
using RecordingCmdlets.Engine.Json;

namespace RecordingCmdlets.Engine.Providers.Vonage;

/// <summary>The fields of a Vonage call recording (VBC-E2) that become common ones.</summary>
internal static class VonageJson
{
    public static RecordMap Map { get; } = new(
        hidden: [],
        ("id", static (ref v, r) => r.Id = JsonValues.Text(ref v)),
        ("caller_id", static (ref v, r) => r.From = JsonValues.Text(ref v)),
        ("dnis", static (ref v, r) => r.To = JsonValues.Text(ref v)),
        ("cnam", static (ref v, r) => r.Source = JsonValues.Text(ref v)),
        ("start", static (ref v, r) => r.CreatedAt = r.StartedAt = JsonValues.Date(ref v)),
        ("end", static (ref v, r) => r.EndedAt = JsonValues.Date(ref v)),
        ("duration", static (ref v, r) => r.Duration = JsonValues.Milliseconds(ref v)),
        ("file_size_in_bytes", static (ref v, r) => r.SizeBytes = JsonValues.Integer(ref v)))
    {
        Title = static r => Known(r.From) is { } from && Known(r.To) is { } to ? $"{from} to {to}" : null,
        // Whoever sat at an extension took part too, and is not named.
        Participants = static r => [.. new[] { Known(r.From), Known(r.To), Known(r.Source) }.Where(p => p is not null), null],
    };

    /// <summary>The jobs of an order (VBC-E4, VBC-E8).</summary>
    public static IReadOnlyList<string> ReadOrder(JsonElement answer) => [.. JsonValues.Items(answer, "job_ids").Select(id => JsonValues.Text(id) ?? "")];

    /// <summary>A job (VBC-E10). Of its states only <c>complete</c> is documented, so the numbers of files count as well (VBC-T49).</summary>
    public static ExportJob ReadJob(JsonElement answer)
    {
        var (status, done, total) = (JsonValues.Text(answer, "status"), JsonValues.Whole(answer, "files_completed"), JsonValues.Whole(answer, "files_total"));
        return new ExportJob(
            JsonValues.Text(answer, "id"), string.Equals(status, "complete", StringComparison.OrdinalIgnoreCase) || (total > 0 && done == total), status, done, total, JsonValues.Text(answer, "download_url"));
    }

    private static string? Known(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;
}
