namespace RecordingCmdlets.Engine.Storage;

/// <summary>
/// The folder that items are saved into. Nothing is written outside of it, through a link inside of it, or over a file that
/// is there. Files and folders are made for their owner alone.
/// </summary>
internal class ArchiveFolder
{
    public ArchiveFolder(string path)
    {
        Root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        StateFolder.Create(Root);
    }

    public string Root { get; }

    /// <summary>The full path of a relative one, with slashes.</summary>
    /// <exception cref="UnauthorizedAccessException">It leads out of the folder.</exception>
    public string Full(string relative)
    {
        var full = Path.GetFullPath(Path.Combine(Root, relative.Replace('/', Path.DirectorySeparatorChar)));
        var above = Path.EndsInDirectorySeparator(Root) ? Root : Root + Path.DirectorySeparatorChar;
        return full.StartsWith(above, StringComparison.Ordinal) ? full : throw new UnauthorizedAccessException("The path leads out of the folder.");
    }

    /// <summary>The relative path of a full one, with slashes.</summary>
    public string Relative(string full) => Path.GetRelativePath(Root, full).Replace(Path.DirectorySeparatorChar, '/');

    /// <summary>Makes the folders above a file.</summary>
    /// <exception cref="UnauthorizedAccessException">One of them is a link.</exception>
    public void MakeFoldersOf(string full)
    {
        RequireNoLink(full);
        StateFolder.Create(Path.GetDirectoryName(full)!);
    }

    /// <summary>
    /// Opens a file that is still to become one: what is there already is kept, and nobody else may write it until it is closed.
    /// It can be given its name while it is open, so that no other run takes it for unfinished in between.
    /// </summary>
    public virtual Stream OpenPart(string full)
    {
        MakeFoldersOf(full);
        while (true)
        {
            // Windows does not move what nobody else may delete; elsewhere only None keeps others out.
            var part = StateFolder.OpenForWriting(full, FileMode.OpenOrCreate, OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None);
            if (File.Exists(full)) return part;
            // Between opening and locking it, another run has given it its name: now it is that file, and not to be written.
            part.Dispose();
        }
    }

    /// <summary>Brings what was written onto the disk itself.</summary>
    public virtual void Flush(Stream part) => ((FileStream)part).Flush(flushToDisk: true);

    /// <summary>Gives a finished file its name, at once and whole; false when there is a file of that name.</summary>
    public virtual bool TryPublish(string part, string full)
    {
        try
        {
            File.Move(part, full, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(full))
        {
            return false;
        }
    }

    public static void Delete(string full) => File.Delete(full);

    public static bool Exists(string full) => File.Exists(full);

    public static long Length(string full) => new FileInfo(full).Length;

    /// <exception cref="UnauthorizedAccessException">It is a link, or lies behind one.</exception>
    public FileStream OpenForReading(string full)
    {
        RequireNoLink(full);
        return new FileStream(full, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.SequentialScan);
    }

    /// <summary>Writes a small note beside a file.</summary>
    public static void WriteNote(string full, string text)
    {
        using var note = StateFolder.OpenForWriting(full, FileMode.Create, FileShare.None);
        note.Write(System.Text.Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Reads a small note; null when there is none.</summary>
    public static string? ReadNote(string full)
    {
        const int longest = 4096;
        var file = new FileInfo(full);
        return file.Exists && file.LinkTarget is null && file.Length <= longest ? File.ReadAllText(full) : null;
    }

    /// <summary>The bytes that may still be written; null where it cannot be told.</summary>
    public virtual long? FreeBytes()
    {
        try
        {
            return new DriveInfo(Root).AvailableFreeSpace;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null; // A network share, for instance.
        }
    }

    /// <summary>Whether a failure says that there is no space left, or none for this user.</summary>
    public static bool IsFull(IOException fault) =>
        OperatingSystem.IsWindows()
            ? (fault.HResult & 0xFFFF) is 0x70 or 0x27
            : fault.HResult == 28 || fault.HResult == (OperatingSystem.IsLinux() ? 122 : 69);

    /// <summary>Whether a failure says that another process has the file open for writing.</summary>
    public static bool IsBusy(IOException fault) =>
        OperatingSystem.IsWindows() ? (fault.HResult & 0xFFFF) is 0x20 or 0x21 : fault.HResult == (OperatingSystem.IsLinux() ? 11 : 35);

    // The folder itself may be a link, since its user named it; what lies in it may not.
    private void RequireNoLink(string full)
    {
        for (var at = full; at.Length > Root.Length; at = Path.GetDirectoryName(at)!)
            if (new FileInfo(at).LinkTarget is not null || new DirectoryInfo(at).LinkTarget is not null) throw new UnauthorizedAccessException($"{at} is a link and is not followed.");
    }
}
