using System.Text.Json;
using RecordingCmdlets.Engine.Storage;

namespace RecordingCmdlets.Engine.Ledger;

/// <summary>
/// A small file beside the ledgers with one line for each that was opened and closed: it makes a ledger visible that has
/// been deleted since.
/// </summary>
internal sealed class RunIndex(string folder, TimeProvider time)
{
    public const string FileName = "runs.index";

    private readonly string path = Path.Combine(folder, FileName);

    public Task RecordOpenAsync(string runId, string file) => AppendAsync(runId, file, head: null);

    public Task RecordCloseAsync(string runId, string file, string head) => AppendAsync(runId, file, head);

    /// <summary>The files that runs opened here, each with the head it was closed with, if it was.</summary>
    public static IReadOnlyList<(string RunId, string File, string? Head)> Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) return [];
        var runs = new Dictionary<string, (string File, string? Head)>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(path))
        {
            try
            {
                using var entry = JsonDocument.Parse(line);
                var run = entry.RootElement.GetProperty("run").GetString() ?? throw new JsonException();
                var head = entry.RootElement.TryGetProperty("head", out var value) ? value.GetString() : null;
                runs[run] = (entry.RootElement.GetProperty("file").GetString() ?? throw new JsonException(), head);
            }
            catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                // Half a line of a run that was killed; its ledger speaks for itself.
            }
        }

        return [.. runs.Select(r => (r.Key, r.Value.File, r.Value.Head))];
    }

    private async Task AppendAsync(string runId, string file, string? head)
    {
        var entry = JsonSerializer.SerializeToUtf8Bytes(
            head is null ? (object)new { run = runId, file = Path.GetFileName(file) } : new { run = runId, file = Path.GetFileName(file), head });
        using (await FileLock.AcquireAsync(path, time))
        {
            // Half a line of a run that was killed must not take this one with it.
            byte[] before = EndsInHalfALine() ? [(byte)'\n'] : [];
            await using var stream = StateFolder.OpenForWriting(path, FileMode.Append, FileShare.Read);
            await stream.WriteAsync((byte[])[.. before, .. entry, (byte)'\n']);
        }
    }

    private bool EndsInHalfALine()
    {
        if (!File.Exists(path)) return false;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        if (file.Length == 0) return false;
        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() != '\n';
    }
}
