using System.Globalization;

namespace RecordingCmdlets.Sandbox;

/// <summary>What Vonage, or the gateway in front of it, says when it does not do as asked.</summary>
internal static class VonageErrors
{
    /// <summary>No such route: the gateway speaks.</summary>
    public static SandboxHttpResponse NoRoute() => Fault(404, 404, "Not Found", "The requested resource is not available.");

    /// <summary>Nothing of that id: the service speaks, and has no body for it.</summary>
    public static SandboxHttpResponse NotFound() => new(404);

    /// <summary>Not for this user.</summary>
    public static SandboxHttpResponse Forbidden() => new(403);

    /// <summary>The client is not subscribed to the API.</summary>
    public static SandboxHttpResponse NotSubscribed() =>
        Fault(403, 900908, "Resource forbidden", "User is NOT authorized to access the Resource. API Subscription validation failed.");

    /// <summary>A parameter that makes no sense.</summary>
    public static SandboxHttpResponse BadRequest(string description, string? echo) =>
        new(400, VonageJson.Error(null, 400, "Bad Request", Told(description, echo), null));

    /// <summary>A form that the token endpoint does not take.</summary>
    public static SandboxHttpResponse BadGrant(string error, string description) => new(400, VonageJson.TokenError(error, description));

    /// <summary>Over the quota.</summary>
    public static SandboxHttpResponse Throttled(int status, DateTimeOffset? nextAccess) => Fault(
        status,
        900802,
        "Message throttled out",
        "You have exceeded your quota",
        nextAccess?.UtcDateTime.ToString("yyyy-MMM-dd HH:mm:ss'+0000 UTC'", CultureInfo.InvariantCulture));

    /// <summary>The error for a status that has nothing to do with the request's content, but for 429.</summary>
    public static SandboxHttpResponse For(int status, string? echo) => status switch
    {
        401 => Fault(status, 900902, "Invalid Credentials", Told("Make sure you have provided the correct security credentials", echo)),
        503 => Fault(status, 101503, "Runtime Error", "Error connecting to the back end"),
        _ => Fault(status, status, "Internal Server Error", "An unexpected error occurred."),
    };

    private static string Told(string description, string? echo) =>
        echo is null ? description : $"{description} Received Authorization: '{echo}'.";

    private static SandboxHttpResponse Fault(int status, int code, string message, string description, string? nextAccess = null) =>
        new(status, VonageJson.Error("fault", code, message, description, nextAccess));
}
