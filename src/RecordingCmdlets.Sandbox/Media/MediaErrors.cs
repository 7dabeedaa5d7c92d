using System.Security;

namespace RecordingCmdlets.Sandbox;

/// <summary>What a media host says when it does not do as asked: XML, as object storage has it.</summary>
internal static class MediaErrors
{
    /// <summary>A credential beside the signature.</summary>
    public static SandboxHttpResponse TwoCredentials(string? echo) => Make(
        400, "InvalidArgument", "Only one auth mechanism allowed; only the signature in the query string or the Authorization header should be specified." + echo);

    /// <summary>No signature, or not the one of this address.</summary>
    public static SandboxHttpResponse WrongSignature() =>
        Make(403, "SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided.");

    /// <summary>A link whose time is over.</summary>
    public static SandboxHttpResponse Expired() => Make(403, "AccessDenied", "Request has expired");

    /// <summary>A file that is gone.</summary>
    public static SandboxHttpResponse NotFound() => Make(404, "NoSuchKey", "The specified key does not exist.");

    /// <summary>A method other than reading.</summary>
    public static SandboxHttpResponse WrongMethod() => Make(405, "MethodNotAllowed", "The specified method is not allowed against this resource.");

    /// <summary>A range behind the end.</summary>
    public static SandboxHttpResponse BadRange() => Make(416, "InvalidRange", "The requested range is not satisfiable");

    /// <summary>The error for a status that has nothing to do with the request's content.</summary>
    public static SandboxHttpResponse For(int status) => status is 429 or 503
        ? Make(status, "SlowDown", "Please reduce your request rate.")
        : Make(status, "InternalError", "We encountered an internal error. Please try again.");

    private static SandboxHttpResponse Make(int status, string code, string message) =>
        new SandboxHttpResponse(
            status, $"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code><Message>{SecurityElement.Escape(message)}</Message></Error>")
            .With("Content-Type", "application/xml");
}
