namespace RecordingCmdlets.Engine.Storage;

/// <summary>Where this module keeps its own files for the current user, and how it makes them: for the owner alone.</summary>
internal static class StateFolder
{
    private const UnixFileMode OwnerFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static string Audit => Path.Combine(Root, "audit");

    public static string Locks => Path.Combine(Root, "locks");

    public static string Plans => Path.Combine(Root, "plans");

    public static string Holds => Path.Combine(Root, "holds.json");

    // %LOCALAPPDATA% on Windows, ~/Library/Application Support on macOS, $XDG_DATA_HOME or ~/.local/share elsewhere.
    private static string Root =>
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } folder
            ? Path.Combine(folder, "RecordingCmdlets")
            : Path.Combine(Path.GetTempPath(), $"RecordingCmdlets-{Environment.UserName}");

    /// <summary>Makes a folder that only its owner can enter, and those above it that are missing; one that exists stays as it is.</summary>
    public static void Create(string folder)
    {
        if (Directory.Exists(folder)) return;
        // One by one: .NET would give the mode to the last alone, and leave those above to the umask.
        if (Path.GetDirectoryName(folder) is { Length: > 0 } above) Create(above);
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, OwnerFolder);
    }

    /// <summary>Opens a file for writing, readable by its owner alone if it is made here. Never through a link.</summary>
    /// <exception cref="UnauthorizedAccessException">The path is a link, or may not be written.</exception>
    public static FileStream OpenForWriting(string path, FileMode mode, FileShare share)
    {
        // In a folder where others may write, a link laid here would have another file of this user written to. CreateNew follows none.
        if (mode != FileMode.CreateNew && new FileInfo(path).LinkTarget is not null) throw new UnauthorizedAccessException($"{path} is a link and is not followed.");
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerFile;
        return new FileStream(path, options);
    }

    /// <summary>Whether everybody on this machine may change or replace a file. Windows has access lists, which are not looked into.</summary>
    public static bool IsOpenToAll(string path)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(path)) return false;
        var above = File.GetUnixFileMode(Path.GetDirectoryName(path)!);
        return File.GetUnixFileMode(path).HasFlag(UnixFileMode.OtherWrite) || (above.HasFlag(UnixFileMode.OtherWrite) && !above.HasFlag(UnixFileMode.StickyBit));
    }
}
