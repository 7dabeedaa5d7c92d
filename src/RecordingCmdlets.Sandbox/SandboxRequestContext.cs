using System.Text;

namespace RecordingCmdlets.Sandbox;

/// <summary>A request that the sandbox is about to answer, as <see cref="SandboxServer.OnRequest"/> sees it.</summary>
public sealed class SandboxRequestContext
{
    private readonly SandboxHttpRequest request;
    private string? body;

    internal SandboxRequestContext(SandboxHttpRequest request, string provider, int sequence, int count, bool authorized)
    {
        this.request = request;
        Provider = provider;
        Sequence = sequence;
        Count = count;
        Authorized = authorized;
    }

    /// <summary>The position among all requests to the sandbox, from 1; clearing the log does not start it again.</summary>
    public int Sequence { get; }

    /// <summary>How many requests this service has had since the log was last cleared, with this one.</summary>
    public int Count { get; }

    /// <summary>The service that the request is meant for.</summary>
    public string Provider { get; }

    /// <summary>The HTTP method.</summary>
    public string Method => request.Method;

    /// <summary>The path as sent, still escaped, without the query.</summary>
    public string Path => request.RawPath;

    /// <summary>The query as sent, still escaped, without the question mark; empty if there is none.</summary>
    public string Query => request.RawQuery;

    /// <summary>The body as text; empty if there is none.</summary>
    public string Body => body ??= Encoding.UTF8.GetString(request.Body.Span);

    /// <summary>Whether the right credential came with it.</summary>
    public bool Authorized { get; }

    /// <summary>The value of a header. Credentials are withheld.</summary>
    /// <param name="name">The name of the header; case does not matter.</param>
    /// <returns>The value; null when the header is absent, and for Authorization.</returns>
    public string? GetHeader(string name) =>
        string.Equals(name, "Authorization", StringComparison.OrdinalIgnoreCase) ? null : request.GetHeader(name);

    /// <inheritdoc/>
    public override string ToString() => $"{Sequence}: {Method} {Path}{(Query.Length == 0 ? "" : "?" + Query)}";
}
