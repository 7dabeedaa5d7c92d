namespace RecordingCmdlets.Engine.Storage;

/// <summary>Where this module keeps its own files for the current user, and how it makes them: for the owner alone.</summary>
internal static class StateFolder
{
    private const UnixFileMode OwnerFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static string Audit => Path.Combine(Root, "audit");

    public static string Holds => Path.Combine(Root, "holds.json");

    // %LOCALAPPDATA% on Windows, ~/Library/Application Support on macOS, $XDG_DATA_HOME or ~/.local/share elsewhere.
    private static string Root =>
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } folder
            ? Path.Combine(folder, "RecordingCmdlets")
            : Path.Combine(Path.GetTempPath(), $"RecordingCmdlets-{Environment.UserName}");

    /// <summary>Makes a folder that only its owner can enter; one that exists stays as it is.</summary>
    public static void Create(string folder)
    {
        if (Directory.Exists(folder)) return;
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, OwnerFolder);
    }

    /// <summary>Opens a file for writing, readable by its owner alone if it is made here.</summary>
    public static FileStream OpenForWriting(string path, FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerFile;
        return new FileStream(path, options);
    }
}
