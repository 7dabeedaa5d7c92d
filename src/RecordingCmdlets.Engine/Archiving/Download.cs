using System.Security.Cryptography;
using System.Text;
using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Storage;

namespace RecordingCmdlets.Engine.Archiving;

/// <summary>A file that is here whole, still under its makeshift name.</summary>
/// <param name="Part">The makeshift name.</param>
/// <param name="SizeBytes">Its size.</param>
/// <param name="Sha256">Its SHA-256, hex.</param>
/// <param name="MediaType">What the server calls it.</param>
internal sealed record Downloaded(string Part, long SizeBytes, string Sha256, string? MediaType);

/// <summary>
/// Brings one file here. What breaks off is gone on with, as long as the server says that it is still the same file; a file
/// counts only when it is as long as was announced. What has come so far stays for the next run; what is wrong does not.
/// Until this is disposed of, no other run can write the file.
/// </summary>
/// <param name="folder">Where it is brought to.</param>
/// <param name="source">Where it comes from.</param>
/// <param name="part">Its makeshift name.</param>
/// <param name="told">Its length, as far as the service tells it.</param>
/// <param name="time">The clock.</param>
/// <param name="onReceived">Hears of what has come.</param>
/// <param name="onExpected">Hears of what is to come.</param>
/// <param name="most">The most bytes taken of a file whose end tells that it is whole; null where its length must be told.</param>
internal sealed class Download(ArchiveFolder folder, IFileSource source, string part, long? told, TimeProvider time, Action<long> onReceived, Action<long> onExpected, long? most = null) : IDisposable
{
    /// <summary>A file that is smaller is begun again by the next run.</summary>
    private const long WorthResuming = 1024 * 1024;

    private const int MostTries = 100;
    private static readonly TimeSpan HeaderTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StallTimeout = TimeSpan.FromSeconds(60);

    private readonly byte[] buffer = new byte[128 * 1024];
    private readonly string note = part + ".tag";
    private IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private Stream? file;
    private long position;
    private string? version;
    private long? total;
    private long expected;
    private long resumedAt;
    private string? mediaType;

    /// <exception cref="RecordingException">The file cannot be had, or is not what was announced.</exception>
    public async Task<Downloaded> FetchAsync(CancellationToken stop)
    {
        OpenPart();
        long furthest = 0;
        var (failures, isRenewed) = (0, false);
        for (var tries = 1; ; tries++)
        {
            try
            {
                if (await TryAsync(stop) is { } refusal)
                {
                    if (isRenewed || !await source.RefreshAsync()) throw Refused(refusal);
                    isRenewed = true;
                    continue;
                }

                break;
            }
            catch (BrokenOffException fault)
            {
                if (position > furthest) (furthest, failures, isRenewed) = (position, 0, false);
                if (++failures >= RetryRules.MaximumFailures || tries >= MostTries) throw GivenUp(fault);
                await Task.Delay(RetryRules.Backoff(failures), time, stop);
            }
        }

        // It stays open, and thereby this run's own, until it has its name.
        OnDisk(() => folder.Flush(file!));
        OnDisk(() => ArchiveFolder.Delete(note));
        return new Downloaded(part, position, Convert.ToHexString(hash.GetHashAndReset()).ToLowerInvariant(), mediaType);
    }

    public void Dispose()
    {
        // What nothing came of leaves nothing behind.
        if (file is not null && position == 0) Discard();
        Close();
        hash.Dispose();
    }

    /// <summary>One request. What it brings is added to what is here.</summary>
    /// <returns>A status that a new link may change; null when the file is whole.</returns>
    private async Task<int?> TryAsync(CancellationToken stop)
    {
        using var answer = await AskAsync(stop);
        switch (answer.StatusCode)
        {
            case 200:
                // Whatever was asked for, this is all of it from the beginning.
                StartAgain();
                break;
            case 206 when version is not null && position > 0 && answer.From == position && answer.Version == version && (total is null || answer.Total == total):
                break;
            case 206 or 416:
                // Another version, another place, or nothing behind what is here: none of it can be relied on.
                StartAgain();
                throw new BrokenOffException("it was given another part than the one asked for");
            case 401 or 403 or 404 or 410:
                return answer.StatusCode;
            case 408 or 429 or >= 500:
                throw new BrokenOffException($"it answered {answer.StatusCode}");
            default:
                throw Refused(answer.StatusCode);
        }

        Check(answer);
        await ReceiveAsync(answer, stop);
        return null;
    }

    private async Task<FileAnswer> AskAsync(CancellationToken stop)
    {
        using var timeout = new CancellationTokenSource(HeaderTimeout, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop, timeout.Token);
        try
        {
            return await source.OpenAsync(position > 0 && version is not null ? new FileRange(position, version) : null, ended.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new BrokenOffException("it did not answer in time");
        }
        catch (HttpRequestException)
        {
            // Its words may hold the link, which is a secret.
            throw new BrokenOffException("it could not be reached, or the connection broke");
        }
    }

    /// <summary>Looks at the headers: whether this can be the file at all, and how long it has to be.</summary>
    private void Check(FileAnswer answer)
    {
        mediaType = answer.MediaType;
        if (mediaType is not null && (mediaType.StartsWith("text/", StringComparison.OrdinalIgnoreCase) || mediaType.EndsWith("json", StringComparison.OrdinalIgnoreCase) || mediaType.EndsWith("xml", StringComparison.OrdinalIgnoreCase)))
            throw Discard(Invalid($"it calls itself {mediaType}"));
        if (answer.IsPacked) throw Discard(Invalid("it is packed, which was not asked for"));
        (version, total) = (answer.Version, answer.Total ?? told);
        if (answer.Total is { } announced && told is { } size && announced != size)
            throw Discard(Incomplete($"the service tells {size} bytes, and {source.Host} announces {announced}"));
        if (total > most) throw Discard(Incomplete($"it would be longer than the {most} bytes that are taken"));
        if (total is null && most is not null) return;
        if (total is not { } length) throw Discard(Incomplete("nobody tells how long it is, so that it cannot be told whether it is whole"));
        if (length <= 0) throw Discard(Incomplete("it is empty"));
        Expect(length - resumedAt);
        if (folder.FreeBytes() is { } free && free < length - position) throw Full(part, null);
        if (position == 0 && version is not null && length > WorthResuming) OnDisk(() => ArchiveFolder.WriteNote(note, version));
    }

    private async Task ReceiveAsync(FileAnswer answer, CancellationToken stop)
    {
        try
        {
            await using var body = await answer.OpenAsync(stop);
            while (await ReadAsync(body, stop) is > 0 and var read)
            {
                if (position == 0 && LooksLikeAPage(buffer.AsSpan(0, read))) throw Discard(Invalid("it is a page for people"));
                if (position + read > (total ?? most)) throw Discard(Incomplete($"it is longer than the {total ?? most} bytes that {(total is null ? "are taken" : "were announced")}"));
                OnDisk(() => file!.Write(buffer, 0, read));
                hash.AppendData(buffer, 0, read);
                position += read;
                onReceived(read);
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new BrokenOffException("nothing came any more");
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            throw new BrokenOffException("the connection broke");
        }

        if (position < total) throw new BrokenOffException("it ended too early");
    }

    private async Task<int> ReadAsync(Stream body, CancellationToken stop)
    {
        using var stalled = new CancellationTokenSource(StallTimeout, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop, stalled.Token);
        return await body.ReadAsync(buffer, ended.Token);
    }

    /// <summary>Opens the makeshift file, and goes on with what an earlier run left if it is told of which version that is.</summary>
    private void OpenPart() => OnDisk(() =>
    {
        folder.MakeFoldersOf(part);
        var tag = ArchiveFolder.Exists(part) ? ArchiveFolder.ReadNote(note) : null;
        if (tag is { Length: > 2 } && tag[0] == '"' && tag[^1] == '"' && System.Net.Http.Headers.EntityTagHeaderValue.TryParse(tag, out _))
        {
            using var former = folder.OpenForReading(part);
            while (former.Read(buffer) is > 0 and var read)
            {
                hash.AppendData(buffer, 0, read);
                position += read;
            }

            (version, resumedAt) = (tag, position);
        }

        file = folder.OpenPart(part);
        if (file.Length != position) StartAgain();
        file.Seek(position, SeekOrigin.Begin);
    });

    private void StartAgain()
    {
        onReceived(resumedAt - position);
        Expect(0);
        OnDisk(() => file!.SetLength(0));
        hash.Dispose();
        hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        (position, resumedAt, version, total) = (0, 0, null, null);
    }

    private void Expect(long bytes)
    {
        onExpected(bytes - expected);
        expected = bytes;
    }

    private void Close()
    {
        file?.Dispose();
        file = null;
    }

    /// <summary>Takes away what is not the beginning of the right file.</summary>
    private RecordingException Discard(RecordingException because)
    {
        Discard();
        return because;
    }

    private void Discard()
    {
        Close();
        try
        {
            ArchiveFolder.Delete(part);
            ArchiveFolder.Delete(note);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // It stays under its makeshift name, which nobody takes for the file's.
        }
    }

    private void OnDisk(Action action)
    {
        try
        {
            action();
        }
        catch (IOException fault) when (ArchiveFolder.IsBusy(fault))
        {
            throw Busy(part, fault);
        }
        catch (IOException fault) when (ArchiveFolder.IsFull(fault))
        {
            throw Full(part, fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(part, fault);
        }
    }

    /// <summary>The failure that ends a run: nothing else can be written either.</summary>
    public static ArchiveException Unwritable(string path, Exception fault) => new(
        "ArchiveWriteFailed", $"{path} cannot be written: {fault.Message}", "Check the folder, its permissions and its disk. What was not saved has not been called saved.", fault);

    /// <summary>The same, for a disk that others may free.</summary>
    public static ArchiveException Full(string path, Exception? fault) => new(
        "ArchiveDiskFull", $"There is no space left for {path}.", "Free some and run the command again: it goes on where it stopped. What was not saved has not been called saved.", fault);

    /// <summary>The failure that says that another run is at the same item.</summary>
    public static ArchiveException Busy(string path, Exception fault) => new(
        "ArchiveFileBusy", $"{path} is being written by another run.", "Wait for the other run to end, then run the command again.", fault);

    private static bool LooksLikeAPage(ReadOnlySpan<byte> start)
    {
        var text = Encoding.UTF8.GetString(start[..Math.Min(start.Length, 512)]).TrimStart('\ufeff', ' ', '\t', '\r', '\n');
        return ((string[])["<!doctype", "<html", "<?xml"]).Any(mark => text.StartsWith(mark, StringComparison.OrdinalIgnoreCase));
    }

    private ArchiveException Refused(int status) => new(
        "MediaUnavailable", $"{source.Host} answered {status} instead of the file.", "Try again later. Nothing was saved of it, so do not remove it for having been saved.")
    { StatusCode = status };

    private static ArchiveException Incomplete(string why) => new(
        "MediaIncomplete", $"What came is not the whole file: {why}.", "It was not kept. Try again later; do not remove the item for having been saved.");

    private static ArchiveException Invalid(string why) => new(
        "MediaInvalid", $"What came is no recording: {why}.", "It was not kept. Something other than the media host may be answering: check the proxy.");

    private ArchiveException GivenUp(BrokenOffException fault) => new(
        "MediaIncomplete", $"{source.Host} did not give the whole file, however often it was asked: {fault.Message}.", "Run the command again later: where the server allows it, it goes on where it stopped.");

    /// <summary>A try that brought less than all, and that may be gone on with.</summary>
    private sealed class BrokenOffException(string message) : Exception(message);
}
