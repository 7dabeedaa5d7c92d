namespace RecordingCmdlets.Sandbox;

/// <summary>What Recall.ai says when it does not do as asked.</summary>
internal static class RecallErrors
{
    private const string Page = "<!doctype html>\n<html lang=\"en\"><head><title>Not Found</title></head>"
        + "<body><h1>Not Found</h1><p>The requested resource was not found on this server.</p></body></html>\n";

    /// <summary>No such route, which is the web server's to say and not the API's.</summary>
    public static SandboxHttpResponse NoRoute() => new SandboxHttpResponse(404, Page).With("Content-Type", "text/html; charset=utf-8");

    /// <summary>Nothing of that id.</summary>
    public static SandboxHttpResponse NotFound() => Make(404, "not_found", "Not found.", null);

    /// <summary>A page or cursor that there is not.</summary>
    public static SandboxHttpResponse NoPage(string what) => Make(404, "not_found", $"Invalid {what}.", null);

    /// <summary>A body where none may be.</summary>
    public static SandboxHttpResponse Blocked() => Make(403, "request_blocked", "The request was blocked by the firewall.", null);

    /// <summary>A method that the route does not have.</summary>
    public static SandboxHttpResponse WrongMethod(string method, string allowed) =>
        Make(405, "method_not_allowed", $"Method \"{method}\" not allowed.", null).With("Allow", allowed);

    /// <summary>A call that there was once.</summary>
    public static SandboxHttpResponse Retired() => Make(410, "gone", "This endpoint has been retired.", null);

    /// <summary>A bot that joined already and cannot be called off any more.</summary>
    public static SandboxHttpResponse AlreadyDispatched() =>
        Make(405, "method_not_allowed", "Only a scheduled bot that has not been dispatched yet can be deleted.", null);

    /// <summary>A bot whose call is not over.</summary>
    public static SandboxHttpResponse Unstarted(string? echo) =>
        Make(400, "cannot_command_unstarted_bot", "The media of a bot cannot be deleted before its call is over.", echo);

    /// <summary>Something that goes on at the same time or is done already.</summary>
    public static SandboxHttpResponse Conflict() =>
        Make(409, "conflict", "The request conflicts with another operation on the same resource.", null);

    /// <summary>A parameter that makes no sense.</summary>
    public static SandboxHttpResponse Invalid(string field, string message, string? echo) =>
        new(400, RecallJson.Invalid(field, Tell(message, echo)));

    /// <summary>The error for a status that has nothing to do with the request's content.</summary>
    public static SandboxHttpResponse For(int status, string? echo) => status switch
    {
        401 => Make(status, "authentication_failed", "Invalid API token (check that the key belongs to this region).", echo)
            .With("WWW-Authenticate", "Token"),
        429 => Make(status, "throttled", "Request was throttled.", echo),
        503 => Make(status, "service_unavailable", "The service is unavailable at the moment.", echo),
        _ => Make(status, "error", "A server error occurred.", echo),
    };

    private static SandboxHttpResponse Make(int status, string code, string detail, string? echo) =>
        new(status, RecallJson.Error(code, Tell(detail, echo)));

    private static string Tell(string text, string? echo) => echo is null ? text : $"{text} Received Authorization: '{echo}'.";
}
