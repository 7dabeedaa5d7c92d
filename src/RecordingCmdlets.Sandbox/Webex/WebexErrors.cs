namespace RecordingCmdlets.Sandbox;

/// <summary>What Webex says when it does not do as asked.</summary>
internal sealed class WebexErrors
{
    /// <summary>The header that identifies a request.</summary>
    public const string TrackingHeader = "trackingid";

    /// <summary>Whether errors carry the header; the body has the same in any case.</summary>
    public bool SendHeader { get; set; } = true;

    /// <summary>Nothing of that id that is the caller's to see, or no such route.</summary>
    public SandboxHttpResponse NotFound() => Make(404, "The requested resource could not be found.");

    /// <summary>A route without that method.</summary>
    public SandboxHttpResponse WrongMethod(string allowed) =>
        Make(405, "The method is not allowed for this resource.").With("Allow", allowed);

    /// <summary>A body that is not what the route takes.</summary>
    public SandboxHttpResponse WrongMediaType() => Make(415, "The content type is not supported.");

    /// <summary>A parameter or body that makes no sense.</summary>
    public SandboxHttpResponse BadRequest(string detail, string? echo) => Make(400, detail, echo);

    /// <summary>A call for which the token is not good enough.</summary>
    public SandboxHttpResponse MissingScope(string scope) =>
        Make(403, $"The access token is missing the required scope {scope}, or the user the required role.");

    /// <summary>Something that the caller sees and may not touch.</summary>
    public SandboxHttpResponse Forbidden(string detail) => Make(403, detail);

    /// <summary>A recording that cannot be touched at the moment.</summary>
    public SandboxHttpResponse Locked(int? retryAfterSeconds)
    {
        var response = Make(423, "The requested resource is temporarily unavailable.");
        return retryAfterSeconds is { } seconds ? response.With("Retry-After", $"{seconds}") : response;
    }

    /// <summary>The error for a status that has nothing to do with the request's content.</summary>
    public SandboxHttpResponse For(int status, string? echo) => status switch
    {
        401 => Make(status, "The request requires a valid access token set in the Authorization request header.", echo),
        429 => Make(status, "Too many requests have been sent in a given amount of time.", echo),
        503 => Make(status, "The server is overloaded with requests. Try again later.", echo),
        _ => Make(status, "Something went wrong on the server.", echo),
    };

    private SandboxHttpResponse Make(int status, string message, string? echo = null)
    {
        var trackingId = $"ROUTER_{Guid.NewGuid().ToString().ToUpperInvariant()}";
        var told = echo is null ? message : $"{message} Received Authorization: '{echo}'.";
        SandboxHttpResponse response = new(status, WebexJson.Error(told, trackingId));
        return SendHeader ? response.With(TrackingHeader, trackingId) : response;
    }
}
