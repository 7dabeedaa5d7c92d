using System.Net.Sockets;

namespace RecordingCmdlets.Sandbox;

/// <summary>One connection: reads a request, has it answered, delivers the answer, and again.</summary>
internal sealed class HttpConnection(Socket socket, SandboxHttpHandler handler, CancellationToken stop)
{
    private readonly HttpResponseWriter writer = new(socket);

    /// <summary>Serves until either side ends the connection.</summary>
    public async Task RunAsync()
    {
        using HttpRequestReader reader = new(socket);
        try
        {
            while (await reader.ReadAsync() is { } request && await ServeAsync(request))
            {
            }

            socket.Shutdown(SocketShutdown.Both);
        }
        catch (MalformedRequestException malformed)
        {
            await RefuseAsync(malformed.Status);
        }
        catch (Exception error) when (IsEndOfConnection(error))
        {
            // The client went away or the server is being disposed: nobody is left to tell.
        }
        catch (Exception)
        {
            // The handler's own failure ends its connection, not the server.
            await RefuseAsync(500);
        }
        finally
        {
            socket.Dispose();
        }
    }

    /// <summary>Ends the connection at once, whatever it is doing.</summary>
    public void Abort() => socket.Dispose();

    private static bool IsEndOfConnection(Exception error) =>
        error is SocketException or ObjectDisposedException or OperationCanceledException or EndOfStreamException;

    private async ValueTask<bool> ServeAsync(SandboxHttpRequest request)
    {
        var (response, delivery, taken) = await handler(request, stop);
        switch (delivery)
        {
            case SandboxDelivery.Normal:
                await writer.WriteAsync(response, omitBody: request.Method == "HEAD", close: !request.KeepAlive);
                return request.KeepAlive;
            case SandboxDelivery.Truncate:
                await writer.WriteHalfAsync(response);
                return false;
            case SandboxDelivery.StallMidway:
                await writer.WriteHalfAsync(response);
                await WaitForCloseAsync();
                return false;
            case SandboxDelivery.Endless:
                await writer.WriteEndlesslyAsync(response, taken);
                return false;
            case SandboxDelivery.Reset:
                // Closing without lingering is what makes the stack send RST instead of FIN.
                socket.LingerState = new(enable: true, seconds: 0);
                socket.Close();
                return false;
            case SandboxDelivery.Stall:
                await WaitForCloseAsync();
                return false;
            default:
                return false;
        }
    }

    private async ValueTask WaitForCloseAsync()
    {
        var ignored = new byte[256];
        while (await socket.ReceiveAsync(ignored.AsMemory()) > 0)
        {
        }
    }

    private async ValueTask RefuseAsync(int status)
    {
        try
        {
            await writer.WriteAsync(new(status), omitBody: false, close: true);
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception error) when (IsEndOfConnection(error))
        {
            // As in RunAsync.
        }
    }
}
