namespace RecordingCmdlets.Engine.Http;

/// <summary>Reads an answer's body up to a limit, whatever length its headers claim.</summary>
internal static class BoundedBody
{
    /// <summary>A page of 250 recordings is about half a megabyte.</summary>
    public const int Limit = 32 * 1024 * 1024;

    /// <summary>A token answer is about a kilobyte.</summary>
    public const int TokenLimit = 256 * 1024;

    /// <exception cref="ProviderResponseException">The body is longer than the limit.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage response, int limit, CancellationToken cancellation)
    {
        var announced = response.Content.Headers.ContentLength;
        if (announced > limit) throw TooLong(limit);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        var buffer = new byte[(int)Math.Min(announced + 1 ?? 16 * 1024, limit)];
        var length = 0;
        while (true)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), cancellation);
            if (read == 0) return buffer.AsMemory(0, length);
            length += read;
            if (length < buffer.Length) continue;
            if (length >= limit) throw TooLong(limit);
            Array.Resize(ref buffer, Math.Min(buffer.Length * 2, limit));
        }
    }

    private static ProviderResponseException TooLong(int limit) =>
        new($"The service's answer is longer than {limit / (1024 * 1024.0):0.#} MiB.", "Try again; if it stays so, something other than the service answers at this address.");
}
