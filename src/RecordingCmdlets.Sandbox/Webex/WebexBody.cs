using System.Text.Json;

namespace RecordingCmdlets.Sandbox;

/// <summary>The JSON body of a request, read and checked.</summary>
internal sealed class WebexBody
{
    private const int MaxIds = 100;
    private const int MaxComment = 255;

    /// <summary>The first thing wrong with the body; null if nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary><c>recordingIds</c>, each once.</summary>
    public string[] Ids { get; private set; } = [];

    /// <summary><c>restoreAll</c> or <c>purgeAll</c>.</summary>
    public bool IsAll { get; private set; }

    /// <summary><c>siteUrl</c>; null when it is absent.</summary>
    public string? SiteUrl { get; private set; }

    /// <summary><c>reason</c>; null when it is absent.</summary>
    public string? Reason { get; private set; }

    /// <summary>Whether a request has a body that does not say it is JSON.</summary>
    public static bool IsWrongMediaType(SandboxHttpRequest request) =>
        !request.Body.IsEmpty
        && !string.Equals(request.GetHeader("Content-Type")?.Split(';')[0].Trim(), "application/json", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads the body of a call on the recycle bin.</summary>
    /// <param name="body">The body.</param>
    /// <param name="all">The name of the switch that means everything; null where there is none.</param>
    public static WebexBody ReadBatch(ReadOnlyMemory<byte> body, string? all) => Read(body, (result, root) =>
    {
        result.SiteUrl = result.Text(root, "siteUrl");
        if (all is not null && root.TryGetProperty(all, out var flag))
        {
            if (flag.ValueKind is not (JsonValueKind.True or JsonValueKind.False)) result.Problem ??= $"{all} has to be true or false.";
            result.IsAll = flag.ValueKind == JsonValueKind.True;
        }

        if (root.TryGetProperty("recordingIds", out var ids)) result.ReadIds(ids);
        if (result.IsAll && result.Ids.Length > 0) result.Problem ??= $"recordingIds has to be empty if {all} is true.";
        if (!result.IsAll && result.Ids.Length == 0) result.Problem ??= "recordingIds has to hold at least one id.";
    });

    /// <summary>Reads the body of a deletion.</summary>
    public static WebexBody ReadReason(ReadOnlyMemory<byte> body) => body.IsEmpty ? new() : Read(body, (result, root) =>
    {
        result.Reason = result.Text(root, "reason");
        var isLong = result.Text(root, "comment") is { Length: > MaxComment };
        if (isLong) result.Problem ??= $"The comment is longer than {MaxComment} characters.";
    });

    private static WebexBody Read(ReadOnlyMemory<byte> body, Action<WebexBody, JsonElement> read)
    {
        WebexBody result = new();
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind == JsonValueKind.Object) read(result, json.RootElement);
            else result.Problem = "The body has to be an object.";
        }
        catch (JsonException)
        {
            result.Problem = "The body is no valid JSON.";
        }

        return result;
    }

    private void ReadIds(JsonElement ids)
    {
        var isList = ids.ValueKind == JsonValueKind.Array && ids.EnumerateArray().All(id => id.ValueKind == JsonValueKind.String);
        if (!isList) Problem ??= "recordingIds has to be a list of ids.";
        else if (ids.GetArrayLength() > MaxIds) Problem ??= $"recordingIds holds more than {MaxIds} ids.";
        else Ids = [.. ids.EnumerateArray().Select(id => id.GetString()!).Distinct(StringComparer.Ordinal)];
    }

    private string? Text(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var value)) return null;
        if (value.ValueKind == JsonValueKind.String) return value.GetString();
        Problem ??= $"{name} has to be a text.";
        return null;
    }
}
