using System.Net;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http;

namespace RecordingCmdlets.Engine.Http;

/// <summary>Builds the HTTP client of a connection.</summary>
internal static class HttpClients
{
    private const string Name = "service";
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    public static string UserAgent { get; } =
        $"RecordingCmdlets/{typeof(HttpClients).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]}";

    /// <param name="baseUri">The base address of the connection.</param>
    /// <param name="proxy">A proxy; the environment's when null.</param>
    /// <param name="credential">The credential of the connection, asked for when a request is made.</param>
    /// <returns>The client, and what must be disposed with it.</returns>
    public static (HttpClient Client, IDisposable Owner) Create(Uri baseUri, Uri? proxy, Func<Credential>? credential)
    {
        var services = new ServiceCollection();
        var builder = services.AddHttpClient(Name, client =>
        {
            // Each try is timed by us, after the rate gate: a wait for the gate is no slowness of the service.
            client.Timeout = Timeout.InfiniteTimeSpan;
            client.DefaultRequestHeaders.UserAgent.ParseAdd(UserAgent);
            client.DefaultRequestHeaders.Accept.ParseAdd("application/json");
        });
        // The factory's own logging and metrics are not used; its metrics would also hand a type of our isolated
        // System.Diagnostics.DiagnosticSource to the host's HttpClient, which knows only its own.
        services.RemoveAll<IHttpMessageHandlerBuilderFilter>();
        builder.ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            AutomaticDecompression = DecompressionMethods.All,
            Proxy = proxy is null ? null : MakeProxy(proxy),
            // The environment's proxy cannot reach this machine's loopback; one named on purpose is believed.
            UseProxy = proxy is not null || !baseUri.IsLoopback,
        });
        builder.SetHandlerLifetime(Timeout.InfiniteTimeSpan);
        if (credential is not null) builder.AddHttpMessageHandler(() => new AuthorizationHandler(baseUri, credential));
        var provider = services.BuildServiceProvider();
        return (provider.GetRequiredService<IHttpClientFactory>().CreateClient(Name), provider);
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
