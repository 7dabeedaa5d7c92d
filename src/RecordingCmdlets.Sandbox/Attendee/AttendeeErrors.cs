namespace RecordingCmdlets.Sandbox;

/// <summary>What Attendee says when it does not do as asked: <c>error</c> from its own code, <c>detail</c> from its framework.</summary>
internal static class AttendeeErrors
{
    /// <summary>No such route, among them every path with a slash at its end.</summary>
    public static SandboxHttpResponse NoRoute() => NotFound("Not found");

    /// <summary>Something is missing, and only the text says what.</summary>
    public static SandboxHttpResponse NotFound(string text) => Make(404, "error", text, echo: null);

    /// <summary>A cursor that cannot be read: a 404 all the same.</summary>
    public static SandboxHttpResponse BadCursor() => Make(404, "detail", "Invalid cursor", echo: null);

    /// <summary>A route that does not know the method.</summary>
    public static SandboxHttpResponse BadMethod(string method) => Make(405, "detail", $"Method \"{method}\" not allowed.", echo: null);

    /// <summary>A parameter that makes no sense, or a state that does not allow it.</summary>
    public static SandboxHttpResponse BadRequest(string text, string? echo) => Make(400, "error", text, echo);

    /// <summary>Something broke inside of a deletion, which is a 400 as well.</summary>
    public static SandboxHttpResponse Broken(string? echo) =>
        BadRequest($"An error occurred while deleting the data of the bot. Error ID: {Guid.NewGuid()}", echo);

    /// <summary>The error for a status that has nothing to do with the request's content.</summary>
    public static SandboxHttpResponse For(int status, string? echo) => status switch
    {
        401 => Make(status, "detail", "Invalid or disabled API key", echo).With("WWW-Authenticate", "Token"),
        429 => Make(status, "detail", "Request was throttled. Expected available in 1 seconds.", echo),
        503 => Make(status, "error", "Service unavailable", echo),
        _ => Make(status, "error", "Internal server error", echo),
    };

    private static SandboxHttpResponse Make(int status, string key, string text, string? echo) =>
        new(status, AttendeeJson.Error(key, echo is null ? text : $"{text} Received Authorization: '{echo}'."));
}
