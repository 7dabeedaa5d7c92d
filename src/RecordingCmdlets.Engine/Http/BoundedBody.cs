using System.Buffers;

namespace RecordingCmdlets.Engine.Http;

/// <summary>Reads an answer's body up to a limit, whatever length its headers claim.</summary>
internal static class BoundedBody
{
    /// <summary>A page of 250 recordings is about half a megabyte.</summary>
    public const int Limit = 32 * 1024 * 1024;

    /// <summary>A token answer is about a kilobyte.</summary>
    public const int TokenLimit = 256 * 1024;

    /// <summary>
    /// Pages are larger than what the collector moves cheaply, and each needs such a buffer: kept, they measured a third
    /// faster. Our own pool, since they hold other people's data; what is longer than any page is not kept.
    /// </summary>
    private static readonly ArrayPool<byte> Buffers = ArrayPool<byte>.Create(2 * 1024 * 1024, maxArraysPerBucket: 4);

    /// <summary>The body of an answer without one.</summary>
    public static ReceivedBody Empty => new(Buffers, 0);

    /// <exception cref="ProviderResponseException">The body is longer than the limit.</exception>
    public static async Task<ReceivedBody> ReadAsync(HttpResponseMessage response, int limit, CancellationToken cancellation)
    {
        var announced = response.Content.Headers.ContentLength;
        if (announced > limit) throw TooLong(limit);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        var body = new ReceivedBody(Buffers, (int)Math.Min(announced + 1 ?? 16 * 1024, limit));
        try
        {
            while (true)
            {
                var read = await stream.ReadAsync(body.Free, cancellation);
                if (read == 0) return body;
                if (body.Take(read) >= limit) throw TooLong(limit);
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    private static ProviderResponseException TooLong(int limit) =>
        new($"The service's answer is longer than {limit / (1024 * 1024.0):0.#} MiB.", "Try again; if it stays so, something other than the service answers at this address.");
}

/// <summary>The bytes of an answer. Who has read them may give them back; what is not given back, the collector takes.</summary>
internal sealed class ReceivedBody : IDisposable
{
    private readonly ArrayPool<byte> pool;
    private byte[] buffer;
    private int length;

    public ReceivedBody(ArrayPool<byte> pool, int size)
    {
        this.pool = pool;
        buffer = pool.Rent(size);
    }

    public ReadOnlyMemory<byte> Bytes => buffer.AsMemory(0, length);

    /// <summary>Where more may be written; never empty.</summary>
    public Memory<byte> Free
    {
        get
        {
            if (length == buffer.Length)
            {
                var larger = pool.Rent(buffer.Length * 2);
                buffer.CopyTo(larger, 0);
                pool.Return(buffer);
                buffer = larger;
            }

            return buffer.AsMemory(length);
        }
    }

    /// <summary>Counts what was written in.</summary>
    /// <returns>How long it is now.</returns>
    public int Take(int written) => length += written;

    public void Dispose()
    {
        // Empty from now on: a late reader must not find somebody else's answer.
        (var given, buffer, length) = (buffer, [], 0);
        if (given.Length > 0) pool.Return(given);
    }
}
