namespace RecordingCmdlets.Engine.Storage;

/// <summary>Keeps two processes from changing one file at the same time: an empty file beside it, held open exclusively.</summary>
internal static class FileLock
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    /// <exception cref="IOException">Another process held the lock for ten seconds.</exception>
    /// <exception cref="UnauthorizedAccessException">The lock file may not be made here.</exception>
    public static async Task<IDisposable> AcquireAsync(string path, TimeProvider time)
    {
        var since = time.GetTimestamp();
        while (true)
        {
            try
            {
                return StateFolder.OpenForWriting(path + ".lock", FileMode.OpenOrCreate, FileShare.None);
            }
            catch (IOException fault) when (fault is not (DirectoryNotFoundException or PathTooLongException) && time.GetElapsedTime(since) < Patience)
            {
                await Task.Delay(Poll, time);
            }
        }
    }
}
