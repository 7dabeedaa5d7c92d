using System.Text;

namespace RecordingCmdlets.Sandbox;

/// <summary>An answer: status, headers and body.</summary>
public sealed class SandboxHttpResponse
{
    /// <summary>The content type of every JSON answer.</summary>
    public const string Json = "application/json; charset=utf-8";

    private readonly List<KeyValuePair<string, string>> headers = [];

    /// <summary>Makes an answer.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="body">The body.</param>
    public SandboxHttpResponse(int status, ReadOnlyMemory<byte> body = default)
    {
        Status = status;
        Body = body;
    }

    /// <summary>Makes an answer with a text body.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="body">The body, sent as UTF-8.</param>
    public SandboxHttpResponse(int status, string body)
        : this(status, Encoding.UTF8.GetBytes(body))
    {
    }

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>The body.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The content type; not sent with an empty body, nor when it is empty itself.</summary>
    public string ContentType { get; set; } = Json;

    /// <summary>The headers besides Date, Content-Type, Content-Length and Connection.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers => headers;

    /// <summary>Adds a header; a Content-Type replaces <see cref="ContentType"/>.</summary>
    /// <param name="name">The name of the header.</param>
    /// <param name="value">Its value.</param>
    /// <returns>This answer.</returns>
    public SandboxHttpResponse With(string name, string value)
    {
        if (string.Equals(name, "Content-Type", StringComparison.OrdinalIgnoreCase)) ContentType = value;
        else headers.Add(new(name, value));
        return this;
    }

    /// <summary>Adds a header unless the answer has one of that name.</summary>
    /// <param name="name">The name of the header.</param>
    /// <param name="value">Its value.</param>
    /// <returns>This answer.</returns>
    public SandboxHttpResponse WithDefault(string name, string value) =>
        headers.Exists(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase)) ? this : With(name, value);
}
