using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RecordingCmdlets.Engine.Tests.Archiving;

/// <summary>A media host that answers byte for byte what a test writes, a connection for each request.</summary>
internal sealed class FileServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);

    public FileServer()
    {
        listener.Start();
        _ = AcceptAsync();
    }

    public Uri Link => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/file.mp4?X-Amz-Signature=geheim");

    /// <summary>Writes the answer to a request, given its number from 1 and its headers.</summary>
    public Func<int, string, NetworkStream, Task> Answer { get; set; } = static (_, _, _) => Task.CompletedTask;

    /// <summary>The requests, each with its headers.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Answers with a status, headers and a body.</summary>
    public static async Task SendAsync(NetworkStream stream, string status, string headers, ReadOnlyMemory<byte> body)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nConnection: close\r\n{headers}\r\n"));
        await stream.WriteAsync(body);
    }

    /// <summary>Where the rest begins that a request asks for; 0 when it asks for all.</summary>
    public static int From(string request)
    {
        var line = request.Split('\n').FirstOrDefault(l => l.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase));
        return line is null ? 0 : int.Parse(line["Range: bytes=".Length..].Trim().TrimEnd('-'), System.Globalization.CultureInfo.InvariantCulture);
    }

    public void Dispose() => listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = AnswerAsync(await listener.AcceptTcpClientAsync());
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using var _ = client;
        try
        {
            var stream = client.GetStream();
            using var reader = new StreamReader(stream, leaveOpen: true);
            var request = new StringBuilder();
            while (await reader.ReadLineAsync() is { Length: > 0 } line) request.Append(line).Append('\n');
            Requests.Enqueue(request.ToString());
            await Answer(Requests.Count, request.ToString(), stream);
        }
        catch (Exception gone) when (gone is IOException or SocketException or ObjectDisposedException)
        {
            // The client has gone; the next request comes.
        }
    }
}
