namespace RecordingCmdlets.Benchmarks.Measuring;

/// <summary>A folder for a while. It goes with the process at the latest, so that an interrupted measurement leaves nothing behind.</summary>
internal sealed class TempFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("recording-benchmarks-");

    public TempFolder() => AppDomain.CurrentDomain.ProcessExit += Delete;

    public string Path => folder.FullName;

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= Delete;
        folder.Delete(recursive: true);
    }

    private void Delete(object? sender, EventArgs e)
    {
        try
        {
            folder.Delete(recursive: true);
        }
        catch (IOException)
        {
            // What was started by the measurement still writes into it.
        }
    }
}
