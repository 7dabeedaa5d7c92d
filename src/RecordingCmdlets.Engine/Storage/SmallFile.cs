using System.Text;

namespace RecordingCmdlets.Engine.Storage;

/// <summary>Reads a file that is small, or is not what it should be.</summary>
internal static class SmallFile
{
    /// <summary>The text of a file in UTF-8.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mostBytes">More is not read.</param>
    /// <param name="isOpenToAll">Whether everybody on this machine may read it. Windows has access lists, which are not looked into.</param>
    /// <returns>The text; null when the file is larger.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="DecoderFallbackException">It is no text.</exception>
    public static string? ReadText(string path, int mostBytes, out bool isOpenToAll)
    {
        using var file = new FileStream(path, new FileStreamOptions { Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete });
        // Of what was opened, and not of a link to it.
        isOpenToAll = !OperatingSystem.IsWindows() && File.GetUnixFileMode(file.SafeFileHandle).HasFlag(UnixFileMode.OtherRead);
        var bytes = new byte[mostBytes + 1];
        var count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return count > mostBytes ? null : new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes, 0, count).TrimStart('\ufeff');
    }
}
