using System.Net.Http.Headers;

namespace RecordingCmdlets.Engine.Http;

/// <summary>
/// Adds the credential to each try, inside of all retrying, so that a renewed token is used; and only for the connection's
/// own origin, so that it cannot leave for anywhere else.
/// </summary>
internal sealed class AuthorizationHandler(Uri origin, Func<Credential> credential) : DelegatingHandler
{
    /// <summary>Gives the caller the header that was used, to name it when it is refused.</summary>
    public static readonly HttpRequestOptionsKey<AuthenticationHeaderValue> Used = new("RecordingCmdlets.Authorization");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri is not { } uri || !Origins.AreSame(uri, origin))
            throw new InternalRuleException($"A request for {request.RequestUri?.Host} was about to be sent over a connection to {origin.Host}.");
        var header = await credential().GetHeaderAsync(cancellationToken);
        request.Headers.Authorization = header;
        request.Options.Set(Used, header);
        return await base.SendAsync(request, cancellationToken);
    }
}

/// <summary>Compares where addresses lead: scheme, host and port.</summary>
internal static class Origins
{
    public static bool AreSame(Uri a, Uri b) =>
        Uri.Compare(a, b, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;
}
