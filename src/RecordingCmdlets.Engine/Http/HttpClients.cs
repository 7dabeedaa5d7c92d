using System.Net;
using System.Reflection;

namespace RecordingCmdlets.Engine.Http;

/// <summary>Builds the HTTP client of a connection.</summary>
internal static class HttpClients
{
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    public static string UserAgent { get; } =
        $"RecordingCmdlets/{typeof(HttpClients).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]}";

    /// <summary>
    /// The client lives as long as its connection, and so does its handler: it closes old sockets itself, which is all that a
    /// factory's handlers would be renewed for.
    /// </summary>
    /// <param name="baseUri">The base address of the connection.</param>
    /// <param name="proxy">A proxy; the environment's when null.</param>
    /// <param name="credential">The credential of the connection, asked for when a request is made.</param>
    /// <param name="forFiles">Whether files are fetched: they are taken as they are, since what was unpacked has another length.</param>
    public static HttpClient Create(Uri baseUri, Uri? proxy, Func<Credential>? credential, bool forFiles = false)
    {
        HttpMessageHandler handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            AutomaticDecompression = forFiles ? DecompressionMethods.None : DecompressionMethods.All,
            Proxy = proxy is null ? null : MakeProxy(proxy),
            // The environment's proxy cannot reach this machine's loopback; one named on purpose is believed.
            UseProxy = proxy is not null || !baseUri.IsLoopback,
        };
        if (credential is not null) handler = new AuthorizationHandler(baseUri, credential) { InnerHandler = handler };
        // Each try is timed by us, after the rate gate: a wait for the gate is no slowness of the service.
        var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.ParseAdd(UserAgent);
        client.DefaultRequestHeaders.Accept.ParseAdd(forFiles ? "*/*" : "application/json");
        return client;
    }

    // A user in the proxy's address is its credential, as in the environment's variables. It is taken out of the address,
    // since the address stands in error messages.
    private static WebProxy MakeProxy(Uri address)
    {
        var parts = address.UserInfo.Split(':', 2).Select(Uri.UnescapeDataString).ToArray();
        return new WebProxy(new UriBuilder(address) { UserName = "", Password = "" }.Uri)
        {
            Credentials = address.UserInfo.Length == 0 ? null : new NetworkCredential(parts[0], parts.Length > 1 ? parts[1] : ""),
        };
    }
}
