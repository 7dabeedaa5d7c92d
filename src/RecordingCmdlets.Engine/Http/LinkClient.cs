using System.Net.Http.Headers;

namespace RecordingCmdlets.Engine.Http;

/// <summary>
/// Follows the signed links that services give to media hosts. No credential is ever sent there: the client has none. The
/// links are secrets themselves and stand in no message: of a request only the host is told.
/// </summary>
internal sealed class LinkClient(Uri serviceAddress, Uri? proxy) : IDisposable
{
    private const int MostRedirects = 5;
    private const int ShortestSecret = 6;

    private readonly HttpClient http = HttpClients.Create(serviceAddress, proxy, credential: null);
    private readonly HttpClient files = HttpClients.Create(serviceAddress, proxy, credential: null, forFiles: true);

    /// <summary>Asks for what a link leads to, from a position on.</summary>
    /// <param name="link">The link, as the service gave it.</param>
    /// <param name="range">The part wanted; all when null.</param>
    /// <param name="notices">Hears of the request.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The answer, whatever its status, its body still to be read. It must be disposed.</returns>
    /// <exception cref="ProviderResponseException">The link leads where nothing may be fetched from.</exception>
    public async Task<HttpResponseMessage> GetAsync(Uri link, RangeHeaderValue? range, INotices notices, CancellationToken cancellation)
    {
        RequireFetchable(link);
        using var message = new HttpRequestMessage(HttpMethod.Get, link);
        message.Headers.Range = range;
        var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellation);
        Log(link, message, response, notices);
        return response;
    }

    /// <summary>Asks for a file, byte for byte as it lies there. Redirects are followed: there is no credential that they could lead astray.</summary>
    /// <param name="link">The link, as the service gave it.</param>
    /// <param name="range">The rest that is wanted; all when null.</param>
    /// <param name="notices">Hears of each request.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The answer, whatever its status. It must be disposed.</returns>
    /// <exception cref="ProviderResponseException">The link leads where nothing may be fetched from.</exception>
    public async Task<FileAnswer> OpenAsync(Uri link, FileRange? range, INotices notices, CancellationToken cancellation)
    {
        for (var left = MostRedirects; ; left--)
        {
            RequireFetchable(link);
            using var message = new HttpRequestMessage(HttpMethod.Get, link);
            FileAnswer.Narrow(message, range);
            var response = await files.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellation);
            Log(link, message, response, notices);
            if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } next || left == 0) return new FileAnswer(response);
            response.Dispose();
            link = Uri.TryCreate(link, next, out var target) ? target : throw Unfetchable();
        }
    }

    public void Dispose()
    {
        http.Dispose();
        files.Dispose();
    }

    private static void Log(Uri link, HttpRequestMessage message, HttpResponseMessage response, INotices notices)
    {
        notices.Verbose($"GET {link.GetLeftPart(UriPartial.Authority)}/... -> {(int)response.StatusCode}");
        notices.Debug($"Sent: {HeaderText.Of(message)}");
        notices.Debug(Redact($"Answered {(int)response.StatusCode}: {HeaderText.Of(response)}", link));
    }

    /// <summary>A text without the parts of a link, which its host may repeat.</summary>
    private static string Redact(string text, Uri link)
    {
        foreach (var part in link.PathAndQuery.Split(['/', '?', '&', '=']).Where(p => p.Length >= ShortestSecret))
            text = text.Replace(part, Secret.Mask, StringComparison.Ordinal).Replace(Uri.UnescapeDataString(part), Secret.Mask, StringComparison.Ordinal);
        return text;
    }

    /// <summary>https to anywhere but this machine; what else the service itself is reached by, its links may use too.</summary>
    private void RequireFetchable(Uri link)
    {
        var isSecure = link.IsAbsoluteUri && (link.Scheme == Uri.UriSchemeHttps || (link.Scheme == Uri.UriSchemeHttp && serviceAddress.Scheme == Uri.UriSchemeHttp));
        if (!isSecure || link.UserInfo.Length > 0 || (link.IsLoopback && !serviceAddress.IsLoopback))
            throw Unfetchable();
    }

    private static ProviderResponseException Unfetchable() =>
        new("The service's link to the file leads where nothing is fetched from.", "Links must use https, and may not lead to this machine.");
}
