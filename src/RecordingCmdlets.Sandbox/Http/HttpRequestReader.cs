using System.Buffers;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace RecordingCmdlets.Sandbox;

/// <summary>Reads the requests of one connection, one after the other, through one pooled buffer.</summary>
internal sealed class HttpRequestReader(Socket socket) : IDisposable
{
    private const int MaxHead = 32 * 1024;
    private const int MaxBody = 64 * 1024 * 1024;

    private static readonly byte[] HeadEnd = "\r\n\r\n"u8.ToArray();
    private static readonly byte[] LineEnd = "\r\n"u8.ToArray();
    private static readonly byte[] ContinueLine = "HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray();

    // As long as the longest head, so it never has to grow; only the part of a body that came along passes through it.
    private readonly byte[] buffer = ArrayPool<byte>.Shared.Rent(MaxHead);
    private int start;
    private int end;

    /// <summary>Waits for the next request.</summary>
    /// <returns>The request; null when the client has closed the connection.</returns>
    public async ValueTask<SandboxHttpRequest?> ReadAsync()
    {
        var length = await FindAsync(HeadEnd);
        if (length == 0) return null;

        var request = ParseHead(buffer.AsSpan(start, length));
        start += length;

        var size = request.GetHeader("Content-Length");
        var encoding = request.GetHeader("Transfer-Encoding");
        if (size is null && encoding is null) return request;

        // Both at once is how requests are smuggled.
        if (size is not null && encoding is not null) throw new MalformedRequestException(400);
        if (request.GetHeader("Expect") is not null && start == end) await socket.SendAsync(ContinueLine);
        request.Body = size is not null ? await ReadBodyAsync(ParseSize(size, NumberStyles.None))
            : encoding!.Equals("chunked", StringComparison.OrdinalIgnoreCase) ? await ReadChunksAsync()
            : throw new MalformedRequestException(501);
        return request;
    }

    /// <inheritdoc/>
    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer);

    private static SandboxHttpRequest ParseHead(ReadOnlySpan<byte> head)
    {
        var lineEnd = head.IndexOf(LineEnd);
        var line = head[..lineEnd];
        var afterMethod = line.IndexOf((byte)' ');
        var beforeVersion = line.LastIndexOf((byte)' ');
        if (afterMethod <= 0 || beforeVersion <= afterMethod + 1) throw new MalformedRequestException(400);

        var method = MethodName(line[..afterMethod]);
        var (path, query) = SplitTarget(line[(afterMethod + 1)..beforeVersion]);
        var version = line[(beforeVersion + 1)..];
        var isHttp10 = version.SequenceEqual("HTTP/1.0"u8);
        if (!isHttp10 && !version.SequenceEqual("HTTP/1.1"u8)) throw new MalformedRequestException(505);

        List<KeyValuePair<string, string>> headers = new(8);
        for (head = head[(lineEnd + 2)..]; (lineEnd = head.IndexOf(LineEnd)) > 0; head = head[(lineEnd + 2)..])
        {
            var colon = head[..lineEnd].IndexOf((byte)':');
            if (colon <= 0) throw new MalformedRequestException(400);
            headers.Add(new(Encoding.Latin1.GetString(head[..colon]), Encoding.Latin1.GetString(head[(colon + 1)..lineEnd].Trim(" \t"u8))));
        }

        return new(method, path, query, isHttp10, headers);
    }

    private static string MethodName(ReadOnlySpan<byte> method) =>
        method.SequenceEqual("GET"u8) ? "GET"
        : method.SequenceEqual("DELETE"u8) ? "DELETE"
        : method.SequenceEqual("POST"u8) ? "POST"
        : Encoding.Latin1.GetString(method);

    private static (string Path, string Query) SplitTarget(ReadOnlySpan<byte> target)
    {
        // The form that is meant for proxies names the host first.
        if (target.StartsWith("http://"u8))
        {
            target = target["http://".Length..];
            var slash = target.IndexOf((byte)'/');
            target = slash < 0 ? "/"u8 : target[slash..];
        }

        var mark = target.IndexOf((byte)'?');
        return mark < 0
            ? (Encoding.Latin1.GetString(target), "")
            : (Encoding.Latin1.GetString(target[..mark]), Encoding.Latin1.GetString(target[(mark + 1)..]));
    }

    private static int ParseSize(string text, NumberStyles style)
    {
        if (!long.TryParse(text, style, CultureInfo.InvariantCulture, out var size) || size < 0) throw new MalformedRequestException(400);
        return size <= MaxBody ? (int)size : throw new MalformedRequestException(413);
    }

    private async ValueTask<byte[]> ReadBodyAsync(int size)
    {
        if (size == 0) return [];
        var body = new byte[size];
        await FillAsync(body);
        return body;
    }

    private async ValueTask<byte[]> ReadChunksAsync()
    {
        MemoryStream body = new();
        while (true)
        {
            var size = ParseSize((await ReadLineAsync()).Split(';')[0].Trim(), NumberStyles.AllowHexSpecifier);
            if (size == 0) break;
            if (body.Length + size > MaxBody) throw new MalformedRequestException(413);
            body.Write(await ReadBodyAsync(size));
            if ((await ReadLineAsync()).Length > 0) throw new MalformedRequestException(400);
        }

        // Trailers mean nothing here; the empty line ends them.
        while ((await ReadLineAsync()).Length > 0)
        {
        }

        return body.ToArray();
    }

    private async ValueTask<string> ReadLineAsync()
    {
        var length = await FindAsync(LineEnd);
        if (length == 0) throw new MalformedRequestException(400);
        var line = Encoding.Latin1.GetString(buffer, start, length - LineEnd.Length);
        start += length;
        return line;
    }

    /// <summary>Receives until the mark has come; the length through its end, or 0 when the connection ended before.</summary>
    private async ValueTask<int> FindAsync(byte[] mark)
    {
        var searched = 0;
        while (true)
        {
            var found = buffer.AsSpan(start + searched, end - start - searched).IndexOf(mark);
            if (found >= 0) return searched + found + mark.Length;

            // The mark may have come in part.
            searched = Math.Max(0, end - start - mark.Length + 1);
            if (end - start >= MaxHead) throw new MalformedRequestException(431);
            if (start > 0)
            {
                buffer.AsSpan(start, end - start).CopyTo(buffer);
                end -= start;
                start = 0;
            }

            var received = await socket.ReceiveAsync(buffer.AsMemory(end));
            if (received == 0) return 0;
            end += received;
        }
    }

    private async ValueTask FillAsync(Memory<byte> target)
    {
        var buffered = Math.Min(end - start, target.Length);
        buffer.AsMemory(start, buffered).CopyTo(target);
        start += buffered;
        for (target = target[buffered..]; !target.IsEmpty;)
        {
            var received = await socket.ReceiveAsync(target);
            if (received == 0) throw new EndOfStreamException();
            target = target[received..];
        }
    }
}
