namespace RecordingCmdlets.Sandbox;

/// <summary>What Telnyx says when it does not do as asked.</summary>
internal static class TelnyxErrors
{
    /// <summary>Nothing of that id, or no such route: the service does not tell one from the other.</summary>
    public static SandboxHttpResponse NotFound() =>
        Make(404, "10005", "Resource not found", "The requested resource or URL could not be found.", null);

    /// <summary>A parameter or body that makes no sense.</summary>
    public static SandboxHttpResponse BadRequest(string detail, string? echo) => Make(400, "10015", "Bad request", detail, echo);

    /// <summary>The error for a status that has nothing to do with the request's content.</summary>
    public static SandboxHttpResponse For(int status, string? echo) => status switch
    {
        401 => Make(status, "10009", "Authentication failed", "The API key looks malformed or is not known.", echo),
        429 => Make(status, "10011", "Too many requests", "You have exceeded the maximum number of allowed requests.", echo),
        503 => Make(status, "10007", "Unexpected error", "The service is unavailable at the moment.", echo),
        _ => Make(status, "10007", "Unexpected error", "An unexpected error occurred.", echo),
    };

    private static SandboxHttpResponse Make(int status, string code, string title, string detail, string? echo) =>
        new(status, TelnyxJson.Error(code, title, echo is null ? detail : $"{detail} Received Authorization: '{echo}'."));
}
