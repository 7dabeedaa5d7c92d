using System.Net.Http.Headers;

namespace RecordingCmdlets.Engine.Http;

/// <summary>
/// Follows the signed links that services give to media hosts. No credential is ever sent there: the client has none. The
/// links are secrets themselves and stand in no message.
/// </summary>
internal sealed class LinkClient(Uri serviceAddress, Uri? proxy) : IDisposable
{
    private readonly HttpClient http = HttpClients.Create(serviceAddress, proxy, credential: null);

    /// <summary>Asks for what a link leads to, from a position on.</summary>
    /// <param name="link">The link, as the service gave it.</param>
    /// <param name="range">The part wanted; all when null.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The answer, whatever its status, its body still to be read. It must be disposed.</returns>
    /// <exception cref="ProviderResponseException">The link leads where nothing may be fetched from.</exception>
    public async Task<HttpResponseMessage> GetAsync(Uri link, RangeHeaderValue? range, CancellationToken cancellation)
    {
        RequireFetchable(link);
        using var message = new HttpRequestMessage(HttpMethod.Get, link);
        message.Headers.Range = range;
        return await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    public void Dispose() => http.Dispose();

    /// <summary>https to anywhere but this machine; what else the service itself is reached by, its links may use too.</summary>
    private void RequireFetchable(Uri link)
    {
        var isSecure = link.IsAbsoluteUri && (link.Scheme == Uri.UriSchemeHttps || (link.Scheme == Uri.UriSchemeHttp && serviceAddress.Scheme == Uri.UriSchemeHttp));
        if (!isSecure || link.UserInfo.Length > 0 || (link.IsLoopback && !serviceAddress.IsLoopback))
            throw new ProviderResponseException("The service's link to the file leads where nothing is fetched from.", "Links must use https, and may not lead to this machine.");
    }
}
