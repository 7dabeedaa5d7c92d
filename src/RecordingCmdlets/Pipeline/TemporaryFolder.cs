namespace RecordingCmdlets.Pipeline;

/// <summary>A folder for this user alone that is made when it is first asked for, and goes with the command.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private DirectoryInfo? folder;

    public string Path => (folder ??= Directory.CreateTempSubdirectory("recordingcmdlets-")).FullName;

    public void Dispose()
    {
        try
        {
            folder?.Delete(recursive: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Something holds a file in it open; the system clears such folders.
        }
    }
}
