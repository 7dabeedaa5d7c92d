using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace RecordingCmdlets.Sandbox;

/// <summary>Writes the answers of one connection.</summary>
internal sealed class HttpResponseWriter(Socket socket)
{
    // One packet for a small answer; a large body is not worth copying.
    private const int InlineBody = 8 * 1024;

    /// <summary>Where even an endless body ends: a client that takes so much has no limit, and is not to fill the machine.</summary>
    private const long EndlessEnds = 1L << 28;

    private readonly ArrayBufferWriter<byte> head = new(1024);

    /// <summary>Sends the whole answer.</summary>
    public async ValueTask WriteAsync(SandboxHttpResponse response, bool omitBody, bool close)
    {
        WriteHead(response, close);
        var body = omitBody ? default : response.Body;
        if (body.Length <= InlineBody)
        {
            head.Write(body.Span);
            body = default;
        }

        await SendAsync(head.WrittenMemory);
        await SendAsync(body);
    }

    /// <summary>Sends a head that promises everything and half of what it promises; half of the head when there is no body.</summary>
    public async ValueTask WriteHalfAsync(SandboxHttpResponse response)
    {
        WriteHead(response, close: false);
        var body = response.Body;
        await SendAsync(body.IsEmpty ? head.WrittenMemory[..(head.WrittenCount / 2)] : head.WrittenMemory);
        await SendAsync(body[..(body.Length / 2)]);
    }

    /// <summary>Sends a body without end in place of the answer's own. Its length is told too, if the answer has one, or is in chunks.</summary>
    public async ValueTask WriteEndlesslyAsync(SandboxHttpResponse response, Action<long>? taken)
    {
        var isAnnounced = response.Headers.Any(header => header.Key == "Content-Length");
        if (!isAnnounced) response.With("Transfer-Encoding", "chunked");
        WriteHead(response, close: false, tellLength: false);
        var piece = new byte[64 * 1024];
        piece.AsSpan().Fill((byte)' ');
        byte[] chunk = isAnnounced ? piece : [.. "10000\r\n"u8, .. piece, .. "\r\n"u8];
        var sent = 0L;
        try
        {
            await SendAsync(head.WrittenMemory);
            for (; sent < EndlessEnds; sent += chunk.Length) await SendAsync(chunk);
        }
        finally
        {
            taken?.Invoke(sent);
        }
    }

    private static ReadOnlySpan<byte> StatusLine(int status) => status switch
    {
        200 => "HTTP/1.1 200 OK\r\nDate: "u8,
        202 => "HTTP/1.1 202 Accepted\r\nDate: "u8,
        204 => "HTTP/1.1 204 No Content\r\nDate: "u8,
        400 => "HTTP/1.1 400 Bad Request\r\nDate: "u8,
        401 => "HTTP/1.1 401 Unauthorized\r\nDate: "u8,
        403 => "HTTP/1.1 403 Forbidden\r\nDate: "u8,
        404 => "HTTP/1.1 404 Not Found\r\nDate: "u8,
        429 => "HTTP/1.1 429 Too Many Requests\r\nDate: "u8,
        500 => "HTTP/1.1 500 Internal Server Error\r\nDate: "u8,
        503 => "HTTP/1.1 503 Service Unavailable\r\nDate: "u8,
        _ => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} Status {status}\r\nDate: ")),
    };

    private void WriteHead(SandboxHttpResponse response, bool close, bool tellLength = true)
    {
        head.ResetWrittenCount();
        head.Write(StatusLine(response.Status));
        Utf8Formatter.TryFormat(TimeProvider.System.GetUtcNow(), head.GetSpan(32), out var written, 'R');
        head.Advance(written);
        if (tellLength && response.Status is not (204 or 304))
        {
            head.Write("\r\nContent-Length: "u8);
            Utf8Formatter.TryFormat(response.Body.Length, head.GetSpan(16), out written);
            head.Advance(written);
        }

        if ((!response.Body.IsEmpty || !tellLength) && response.ContentType.Length > 0) WriteHeader("Content-Type", response.ContentType);
        foreach (var (name, value) in response.Headers) WriteHeader(name, value);
        if (close) head.Write("\r\nConnection: close"u8);
        head.Write("\r\n\r\n"u8);
    }

    private void WriteHeader(string name, string value)
    {
        head.Write("\r\n"u8);
        Encoding.UTF8.GetBytes(name, head);
        head.Write(": "u8);
        Encoding.UTF8.GetBytes(value, head);
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[await socket.SendAsync(bytes)..];
    }
}
