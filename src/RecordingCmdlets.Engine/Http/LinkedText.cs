using System.Net;

namespace RecordingCmdlets.Engine.Http;

/// <summary>What a signed link led to.</summary>
/// <param name="StatusCode">The status of the media host.</param>
/// <param name="Bytes">The content of a success.</param>
internal sealed record LinkedContent(int StatusCode, ReadOnlyMemory<byte> Bytes);

/// <summary>Reads the small files that signed links lead to, whole and bounded. What may pass is tried again.</summary>
internal static class LinkedText
{
    private const int Tries = 3;
    private static readonly TimeSpan TryTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Reads what a link leads to.</summary>
    /// <param name="links">The client of the connection.</param>
    /// <param name="link">The link, as the service gave it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="scope">Who hears of it, and when it ends. The link itself is told nobody.</param>
    /// <returns>The answer, whatever its status.</returns>
    /// <exception cref="RecordingException">No answer came, or it is too long, or the link leads where nothing is fetched from.</exception>
    public static async Task<LinkedContent> ReadAsync(LinkClient links, string link, TimeProvider time, CallScope scope)
    {
        if (!Uri.TryCreate(link, UriKind.Absolute, out var address)) throw new ProviderResponseException("The service's link to the transcript is no address.", "Try again; if it stays so, report it.");
        for (var tries = 1; ; tries++)
        {
            try
            {
                var content = await TryAsync(links, address, time, scope);
                if (tries == Tries || content.StatusCode is not (408 or 429 or >= 500)) return content;
            }
            catch (RecordingException fault) when (tries < Tries && fault is ProviderUnreachableException or ProviderTimeoutException)
            {
                scope.Notices.Verbose($"The media host of the transcript: {fault.Message} Trying again.");
            }

            await Task.Delay(Pause * tries, time, scope.Stop);
        }
    }

    private static async Task<LinkedContent> TryAsync(LinkClient links, Uri address, TimeProvider time, CallScope scope)
    {
        using var timeout = new CancellationTokenSource(TryTimeout, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(scope.Stop, timeout.Token);
        try
        {
            using var response = await links.GetAsync(address, null, scope.Notices, ended.Token);
            if (response.StatusCode != HttpStatusCode.OK) return new LinkedContent((int)response.StatusCode, default);
            return new LinkedContent(200, (await BoundedBody.ReadAsync(response, BoundedBody.Limit, ended.Token)).Bytes);
        }
        catch (OperationCanceledException) when (!scope.Stop.IsCancellationRequested)
        {
            throw new ProviderTimeoutException($"The media host {address.Host} did not answer in time.", "Try again later.");
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            // Its words may hold the address, which is a secret.
            throw new ProviderUnreachableException($"The media host {address.Host} could not be reached, or the connection broke.", "Check the network and -Proxy.");
        }
    }
}
