using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Sandbox;

/// <summary>One service of a sandbox, asked over plain HTTP.</summary>
internal sealed class RoomBench : IDisposable
{
    private readonly HttpClient client = new();
    private readonly string provider;
    private readonly string scheme;

    public RoomBench(string provider, SandboxOptions options)
    {
        this.provider = provider;
        scheme = provider is "Recall" or "Attendee" ? "Token" : "Bearer";
        Sandbox = SandboxServer.Start(options, [provider]);
    }

    public SandboxServer Sandbox { get; }

    public void Dispose()
    {
        client.Dispose();
        Sandbox.Dispose();
    }

    /// <summary>Asks below the base address, or at a whole address of the same host, with the key.</summary>
    public async Task<HttpResponseMessage> SendAsync(string method, string path, string? body = null)
    {
        var address = path.StartsWith("http://", StringComparison.Ordinal) ? path : $"{Sandbox.GetBaseUri(provider)}/{path}";
        using HttpRequestMessage request = new(new HttpMethod(method), address);
        request.Headers.Authorization = new AuthenticationHeaderValue(scheme, Sandbox.ApiKey.Reveal());
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task<(int Status, string Text)> TextAsync(string path, string method = "GET", string? body = null)
    {
        using var answer = await SendAsync(method, path, body);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public async Task<JsonElement> JsonAsync(string path)
    {
        var (status, text) = await TextAsync(path);
        Assert.True(status == 200, $"{path}: {status} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Fetches a signed link, without the key.</summary>
    public Task<string> FetchAsync(JsonElement link) => client.GetStringAsync(new Uri(link.GetString()!), TestContext.Current.CancellationToken);
}
