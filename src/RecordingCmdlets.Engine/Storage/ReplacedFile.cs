namespace RecordingCmdlets.Engine.Storage;

/// <summary>
/// A file for people, written beside its place and put there whole at the end: whoever opens it sees the old one or the new
/// one. Readable by its owner alone. One that is given up leaves nothing behind.
/// </summary>
internal sealed class ReplacedFile : IDisposable
{
    private readonly string part;
    private readonly bool replaces;
    private readonly FileStream stream;

    /// <param name="path">Its place; the folder must be there.</param>
    /// <param name="replaces">Whether a file that is there gives way.</param>
    /// <exception cref="IOException">It cannot be written, or there is a file that does not give way.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public ReplacedFile(string path, bool replaces)
    {
        Path = path;
        this.replaces = replaces;
        // At once, and not when all the work is done.
        if (Directory.Exists(path)) throw new IOException($"{path} is a folder.");
        if (!replaces && File.Exists(path)) throw new IOException($"There is a file {path} already.");
        part = $"{path}.{Guid.NewGuid().ToString("N")[..8]}.part";
        stream = StateFolder.OpenForWriting(part, FileMode.CreateNew, FileShare.Read);
        Writer = new StreamWriter(stream, bufferSize: 64 * 1024) { NewLine = "\n" };
    }

    public string Path { get; }

    /// <summary>Takes its text: UTF-8 without a mark.</summary>
    public StreamWriter Writer { get; }

    /// <summary>Whether the files of a path may be written over, as far as the file itself says.</summary>
    public static bool IsReadOnly(string path) => File.Exists(path) && File.GetAttributes(path).HasFlag(FileAttributes.ReadOnly);

    /// <summary>Whether a file begins with a text.</summary>
    public static bool BeginsWith(string path, string text)
    {
        using var file = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        var start = new char[text.Length];
        return file.ReadBlock(start) == start.Length && start.AsSpan().SequenceEqual(text);
    }

    /// <summary>Ends the file and gives it its name.</summary>
    public void Publish()
    {
        Writer.Flush();
        stream.Flush(flushToDisk: true);
        Writer.Dispose();
        // Windows does not write over what is marked so.
        if (replaces && IsReadOnly(Path)) File.SetAttributes(Path, FileAttributes.Normal);
        File.Move(part, Path, replaces);
    }

    public void Dispose()
    {
        // What cannot be written cannot be flushed either; the file goes all the same.
        try
        {
            Writer.Dispose();
        }
        catch (IOException)
        {
            stream.Dispose();
        }

        try
        {
            File.Delete(part);
        }
        catch (DirectoryNotFoundException)
        {
            // Gone with its folder.
        }
    }
}
