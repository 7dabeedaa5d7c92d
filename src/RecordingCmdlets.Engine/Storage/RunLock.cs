using System.Security.Cryptography;
using System.Text;

namespace RecordingCmdlets.Engine.Storage;

/// <summary>
/// Keeps two runs of one machine from the same account. A file is held open exclusively, by the system and not by a note in it:
/// however a run ends, its lock ends with it. The file itself stays.
/// </summary>
internal sealed class RunLock : IDisposable
{
    private readonly List<FileStream> held = [];

    private RunLock()
    {
    }

    public static RunLock? TryTake(string? path, IReadOnlyList<ConnectionInfo> connections)
    {
        var taken = new RunLock();
        try
        {
            // The pace is one for each account, and so is the lock. In one order, whoever comes.
            string[] files = path is not null ? [Path.GetFullPath(path)] : [.. connections.Select(FileOf).Distinct().Order(StringComparer.Ordinal)];
            foreach (var file in files)
            {
                if (TryOpen(file) is { } stream)
                {
                    taken.held.Add(stream);
                    continue;
                }

                taken.Dispose();
                return null;
            }

            return taken;
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var file in held) file.Dispose();
    }

    private static string FileOf(ConnectionInfo connection)
    {
        // Where the account is named, keys of it come and go: a refresh token may be another one at each start.
        var account = $"{connection.BaseUri.GetLeftPart(UriPartial.Authority)}|{connection.AccountId ?? connection.CredentialFingerprint}";
        return Path.Combine(StateFolder.Locks, $"{connection.Provider}-{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(account)), 0, 8)}.lock");
    }

    private static FileStream? TryOpen(string file)
    {
        try
        {
            StateFolder.Create(Path.GetDirectoryName(file)!);
            return StateFolder.OpenForWriting(file, FileMode.OpenOrCreate, FileShare.None);
        }
        catch (IOException fault) when (IsHeld(fault))
        {
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new RecordingArgumentException(
                "LockUnavailable", $"The lock file {file} cannot be made: {fault.Message}", "Name one in a folder that may be written, or make the state folder writable.");
        }
    }

    // ERROR_SHARING_VIOLATION on Windows; EWOULDBLOCK on Linux and on macOS.
    private static bool IsHeld(IOException fault) => (fault.HResult & 0xffff) == (OperatingSystem.IsWindows() ? 32 : OperatingSystem.IsMacOS() ? 35 : 11);
}
