using System.IO.Compression;
using System.IO.Hashing;
using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Storage;

namespace RecordingCmdlets.Engine.Archiving;

/// <summary>
/// Archives that are here. Names in them are compared and never become paths, and a file is an item's only if it alone has the
/// name and the length that the service tells of that item.
/// </summary>
/// <param name="nameField">The field of a record that names its file.</param>
/// <param name="wanted">The items that files are wanted for: where two have one name, no file of it can be told to be the one's.</param>
internal sealed class ExportedFiles(string nameField, IReadOnlyList<Recording> wanted) : IDisposable
{
    private readonly HashSet<string> shared = wanted.DistinctBy(w => w.Id).GroupBy(w => NameOf(w, nameField) ?? "", StringComparer.Ordinal).Where(g => g.Skip(1).Any()).Select(g => g.Key).ToHashSet(StringComparer.Ordinal);
    private readonly List<(ZipArchive Archive, string Path)> archives = [];
    private readonly Dictionary<string, ZipArchiveEntry?> byName = new(StringComparer.Ordinal);

    public int Count => archives.Count;

    /// <summary>Takes an archive over, which is taken away when this is disposed of.</summary>
    /// <exception cref="InvalidDataException">It is none, or has fewer files than were announced.</exception>
    public void Add(Stream stream, string path, long? announced)
    {
        ZipArchive archive;
        try
        {
            archive = new ZipArchive(stream, ZipArchiveMode.Read);
        }
        catch
        {
            stream.Dispose();
            throw;
        }

        archives.Add((archive, path));
        var files = archive.Entries.Where(e => e.Name.Length > 0).ToList();
        // Where two files of one name have become one, it cannot be told whose it is.
        if (files.Count < announced) throw new InvalidDataException(FormattableString.Invariant($"It has {files.Count} files, and {announced} were announced."));
        foreach (var file in files)
        {
            var name = file.FullName[(file.FullName.LastIndexOfAny(['/', '\\']) + 1)..];
            byName[name] = byName.ContainsKey(name) ? null : file;
        }
    }

    /// <summary>The name of an item's file; null when the service tells none.</summary>
    public static string? NameOf(Recording item, string field) => item.Service.GetValueOrDefault(field) is string { Length: > 0 } name ? name : null;

    /// <summary>The file of an item; null when there is none that is certainly its own.</summary>
    public IFileSource? Find(Recording item) =>
        NameOf(item, nameField) is { } name && !shared.Contains(name) && byName.GetValueOrDefault(name) is { } file && file.Length == item.SizeBytes ? new ExportedFile(file) : null;

    public void Dispose()
    {
        foreach (var (archive, path) in archives)
        {
            // In this order: once it is closed, another run may be writing its own there.
            Delete(path);
            archive.Dispose();
        }
    }

    /// <summary>Takes away what is of no use any more, and what belongs to it.</summary>
    public static void Delete(string part)
    {
        try
        {
            ArchiveFolder.Delete(part);
            ArchiveFolder.Delete(part + ".tag");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // It has a makeshift name, and the next run writes over it.
        }
    }
}

/// <summary>One file of an archive. It counts only when its own checksum says that it is whole.</summary>
internal sealed class ExportedFile(ZipArchiveEntry file) : IFileSource
{
    public string Host => "The archive";

    public Task<FileAnswer> OpenAsync(FileRange? range, CancellationToken stop)
    {
        try
        {
            return Task.FromResult(FileAnswer.Of(new CheckedStream(file.Open(), file.Crc32), file.Length));
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException)
        {
            throw CheckedStream.Damaged(fault);
        }
    }

    public Task<bool> RefreshAsync() => Task.FromResult(false);
}

/// <summary>Reads a file of an archive, and says at its end whether it is what was put in.</summary>
internal sealed class CheckedStream(Stream inner, uint expected) : Stream
{
    private readonly Crc32 sum = new();

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public static ArchiveException Damaged(Exception? fault) => new("MediaInvalid", "The file in the archive is damaged.", "It was not kept.", fault);

    public override int Read(Span<byte> buffer)
    {
        int read;
        try
        {
            read = inner.Read(buffer);
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException)
        {
            throw Damaged(fault);
        }

        sum.Append(buffer[..read]);
        if (read == 0 && buffer.Length > 0 && sum.GetCurrentHashAsUInt32() != expected) throw Damaged(null);
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Read(buffer.Span));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
