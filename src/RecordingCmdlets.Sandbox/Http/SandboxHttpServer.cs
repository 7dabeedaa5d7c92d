using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace RecordingCmdlets.Sandbox;

/// <summary>Answers one request.</summary>
/// <param name="request">The request.</param>
/// <param name="stop">Cancelled when the server is disposed.</param>
/// <returns>The answer and how to deliver it.</returns>
public delegate ValueTask<SandboxReply> SandboxHttpHandler(SandboxHttpRequest request, CancellationToken stop);

/// <summary>
/// A small HTTP/1.1 server on a free loopback port. It works on sockets because only they can reset a connection,
/// cut an answer short or fall silent, and because it runs inside PowerShell, where a web framework does not belong.
/// </summary>
public sealed class SandboxHttpServer : IDisposable
{
    // Only a handler that never ends can use this up, such as one that disposes the server it runs in.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SandboxHttpHandler handler;
    private readonly TcpListener listener = new(IPAddress.Loopback, port: 0);
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentDictionary<HttpConnection, Task> connections = new();
    private readonly Task accepting;
    private int disposed;

    /// <summary>Starts listening.</summary>
    /// <param name="handler">Answers the requests; called at the same time for different connections.</param>
    public SandboxHttpServer(SandboxHttpHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        this.handler = handler;
        listener.Start(backlog: 512);
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        accepting = Task.Run(AcceptAsync);
    }

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>The connections that are open.</summary>
    public int ConnectionCount => connections.Count;

    /// <summary>Stops listening and closes every connection; when it returns, nothing runs any more.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0) return;
        stop.Cancel();
        listener.Dispose();

        // Accepting ends first, so that no connection appears behind the one that closes them.
        accepting.Wait(Patience);
        foreach (var connection in connections.Keys) connection.Abort();
        if (Task.WhenAll(connections.Values).Wait(Patience)) stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                Open(await listener.AcceptSocketAsync(stop.Token));
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                // A client that gave up while waiting is no reason to stop; a disposed server ends the loop above.
            }
        }
    }

    private void Open(Socket socket)
    {
        socket.NoDelay = true;
        HttpConnection connection = new(socket, handler, stop.Token);
        var running = Task.Run(connection.RunAsync);
        connections[connection] = running;
        running.ContinueWith(_ => connections.TryRemove(connection, out Task? _), TaskScheduler.Default);
    }
}
