using System.Net.Http.Headers;

namespace RecordingCmdlets.Engine.Http;

/// <summary>
/// Headers for people who hunt a fault. Only values of headers that are known to be harmless are told; of the others it is
/// told that they were there. What hides a secret here is not that it was recognized.
/// </summary>
internal static class HeaderText
{
    private const string Hidden = "...";
    private const int LongestValue = 120;

    private static readonly string[] Harmless =
    [
        "Accept", "Accept-Encoding", "Accept-Ranges", "Age", "Allow", "Cache-Control", "Connection", "Content-Encoding", "Content-Length",
        "Content-Range", "Content-Type", "Date", "Keep-Alive", "Range", "Retry-After", "Server", "Transfer-Encoding", "User-Agent", "Vary", "Via",
        "WWW-Authenticate", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset",
    ];

    /// <summary>What was sent, as far as it may be told.</summary>
    public static string Of(HttpRequestMessage request) => Join(request.Headers, request.Content?.Headers, []);

    /// <summary>What came back, as far as it may be told.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="alsoHarmless">More headers that may be told, such as the one with the request's id.</param>
    public static string Of(HttpResponseMessage response, params IReadOnlyList<string> alsoHarmless) => Join(response.Headers, response.Content.Headers, alsoHarmless);

    private static string Join(HttpHeaders first, HttpContentHeaders? second, IReadOnlyList<string> alsoHarmless)
    {
        var all = first.NonValidated.Concat(second is null ? [] : second.NonValidated).Select(header => $"{header.Key}: {Shown(header.Key, header.Value.ToString(), alsoHarmless)}");
        return string.Join("; ", all);
    }

    // What looks like an address may be a signed link, whatever header it stands in.
    private static string Shown(string name, string value, IReadOnlyList<string> alsoHarmless) =>
        (Harmless.Contains(name, StringComparer.OrdinalIgnoreCase) || alsoHarmless.Contains(name, StringComparer.OrdinalIgnoreCase)) && value.Length <= LongestValue && !value.Contains("//", StringComparison.Ordinal) && !value.Contains('?', StringComparison.Ordinal)
            ? value
            : Hidden;
}
