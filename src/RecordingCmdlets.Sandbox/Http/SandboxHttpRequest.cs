namespace RecordingCmdlets.Sandbox;

/// <summary>One HTTP request as it came over the wire; nothing is unescaped.</summary>
public sealed class SandboxHttpRequest
{
    private readonly List<KeyValuePair<string, string>> headers;

    internal SandboxHttpRequest(string method, string rawPath, string rawQuery, bool isHttp10, List<KeyValuePair<string, string>> headers)
    {
        Method = method;
        RawPath = rawPath;
        RawQuery = rawQuery;
        this.headers = headers;
        var connection = GetHeader("Connection");
        KeepAlive = isHttp10
            ? string.Equals(connection, "keep-alive", StringComparison.OrdinalIgnoreCase)
            : !string.Equals(connection, "close", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The method, as sent.</summary>
    public string Method { get; }

    /// <summary>The path, still escaped, without the query.</summary>
    public string RawPath { get; }

    /// <summary>The query, still escaped, without the question mark; empty if there is none.</summary>
    public string RawQuery { get; }

    /// <summary>All headers in the order received.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers => headers;

    /// <summary>The body; empty if there is none.</summary>
    public ReadOnlyMemory<byte> Body { get; internal set; }

    internal bool KeepAlive { get; }

    /// <summary>The value of a header, whatever the case of its name.</summary>
    /// <param name="name">The name of the header.</param>
    /// <returns>The first value, or null when the header is absent.</returns>
    public string? GetHeader(string name)
    {
        // A handful of headers: a walk beats a dictionary.
        foreach (var (key, value) in headers)
        {
            if (string.Equals(key, name, StringComparison.OrdinalIgnoreCase)) return value;
        }

        return null;
    }
}
