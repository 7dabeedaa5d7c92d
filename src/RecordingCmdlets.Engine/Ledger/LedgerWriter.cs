using System.Buffers;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace RecordingCmdlets.Engine.Ledger;

/// <summary>
/// Writes one ledger: JSON lines, each with the SHA-256 of the line before, and a seal. Lines are taken at once and made
/// durable in groups: whoever waits for a flush shares it with all who wait at that moment.
/// </summary>
internal sealed class LedgerWriter(ILedgerSink sink) : IDisposable
{
    public const string Genesis = "0000000000000000000000000000000000000000000000000000000000000000";

    // Readable names and no \u escapes for letters; what could end a line or a string is escaped all the same.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly object state = new();
    private readonly ArrayBufferWriter<byte> line = new(512);
    private ArrayBufferWriter<byte> waiting = new(64 * 1024);
    private ArrayBufferWriter<byte> spare = new(64 * 1024);
    private TaskCompletionSource flushed = New();
    private Task underWay = Task.CompletedTask;
    private bool isWriting;
    private bool isSealed;
    private Exception? fault;
    private long count;

    public string Path => sink.Path;

    /// <summary>SHA-256 of the last line taken, hex.</summary>
    public string Head { get; private set; } = Genesis;

    /// <summary>Takes a line; it is on its way to the disk when this returns.</summary>
    /// <param name="type">What the line is.</param>
    /// <param name="content">What it tells.</param>
    /// <param name="write">Writes its members.</param>
    /// <returns>The number of the line, from 1.</returns>
    /// <exception cref="AuditException">The ledger can no longer be written.</exception>
    public long Append<T>(string type, T content, Action<Utf8JsonWriter, T> write)
    {
        lock (state)
        {
            if (fault is not null) throw Unavailable(fault);
            ObjectDisposedException.ThrowIf(isSealed, this);
            Take(type, writer => write(writer, content), "prev");
            StartWriting();
            return count;
        }
    }

    /// <summary>Completes when every line taken so far is durable.</summary>
    /// <exception cref="AuditException">The ledger can no longer be written.</exception>
    public async Task FlushAsync()
    {
        Task all;
        lock (state)
        {
            if (fault is not null) throw Unavailable(fault);
            // Lines that wait for the next group, or lines that are being written at this moment.
            all = waiting.WrittenCount > 0 ? flushed.Task : underWay;
        }

        await all;
    }

    /// <summary>Ends the ledger with its seal: the count of lines and the head, with an HMAC of the head if there is a key.</summary>
    public async Task SealAsync(Secret? key)
    {
        lock (state)
        {
            if (isSealed) return;
            isSealed = true;
            if (fault is not null) throw Unavailable(fault);
            var head = Head;
            var lines = count;
            Take(
                "seal",
                writer =>
                {
                    writer.WriteNumber("count", lines);
                    if (key is not null) writer.WriteString("hmac", LedgerHash.Sign(head, key));
                },
                "head");
            Head = head;
            StartWriting();
        }

        await FlushAsync();
    }

    public void Dispose() => sink.Dispose();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Take(string type, Action<Utf8JsonWriter> write, string linkName)
    {
        line.ResetWrittenCount();
        using (var writer = new Utf8JsonWriter(line, Options))
        {
            writer.WriteStartObject();
            writer.WriteNumber("n", ++count);
            writer.WriteString("type", type);
            write(writer);
            writer.WriteString(linkName, Head);
            writer.WriteEndObject();
        }

        Head = LedgerHash.Of(line.WrittenSpan);
        waiting.Write(line.WrittenSpan);
        waiting.Write("\n"u8);
    }

    private void StartWriting()
    {
        if (isWriting) return;
        isWriting = true;
        _ = Task.Run(WriteAll);
    }

    private void WriteAll()
    {
        while (true)
        {
            TaskCompletionSource done;
            ArrayBufferWriter<byte> lines;
            lock (state)
            {
                if (waiting.WrittenCount == 0)
                {
                    isWriting = false;
                    return;
                }

                (lines, waiting, spare) = (waiting, spare, waiting);
                (done, flushed) = (flushed, New());
                underWay = done.Task;
            }

            try
            {
                sink.WriteDurably(lines.WrittenSpan);
                lines.ResetWrittenCount();
                done.SetResult();
            }
            catch (Exception problem) // Whatever it is: who waits must hear of it, or would wait for ever.
            {
                lock (state)
                {
                    fault = problem;
                    isWriting = false;
                    // Who came for the next group will not get it either.
                    flushed.SetException(Unavailable(problem));
                    _ = flushed.Task.Exception;
                }

                done.SetException(Unavailable(problem));
                _ = done.Task.Exception;
                return;
            }
        }
    }

    private AuditException Unavailable(Exception problem) =>
        new(
            "AuditUnavailable",
            $"The ledger {Path} can no longer be written: {problem.Message}",
            "Nothing more is deleted without a ledger. Free space or choose another folder with -AuditPath; Resolve-RecordingAudit settles what was under way.",
            problem);
}

/// <summary>The hashes of a ledger.</summary>
internal static class LedgerHash
{
    public static string Of(ReadOnlySpan<byte> line)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(line, hash);
        return Convert.ToHexString(hash).ToLowerInvariant();
    }

    /// <summary>The hash of a seal as <see cref="LedgerWriter.SealAsync"/> writes it.</summary>
    public static string OfSeal(long number, string head, string? hmac) => Of(System.Text.Encoding.UTF8.GetBytes(FormattableString.Invariant(
        $"{{\"n\":{number},\"type\":\"seal\",\"count\":{number - 1},{(hmac is null ? "" : $"\"hmac\":\"{hmac}\",")}\"head\":\"{head}\"}}")));

    public static string Sign(string head, Secret key) =>
        Convert.ToHexString(HMACSHA256.HashData(System.Text.Encoding.UTF8.GetBytes(key.Reveal()), System.Text.Encoding.ASCII.GetBytes(head))).ToLowerInvariant();
}
