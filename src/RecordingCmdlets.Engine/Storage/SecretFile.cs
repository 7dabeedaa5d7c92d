using System.Text;

namespace RecordingCmdlets.Engine.Storage;

/// <summary>
/// A secret in a file of its own, as orchestrators mount them. What is in the file, and its name too, may be the secret itself if
/// somebody mixed the two up: errors name who pointed to it, and neither of them.
/// </summary>
internal static class SecretFile
{
    /// <summary>Keys are short, and the longest tokens have some thousand letters.</summary>
    private const int MostBytes = 64 * 1024;

    /// <summary>Reads the secret: the whole file but for one line end.</summary>
    /// <param name="path">The file.</param>
    /// <param name="pointer">Who named the file, such as a variable.</param>
    /// <param name="notices">Hears of a file that everybody may read.</param>
    /// <exception cref="RecordingArgumentException">The file cannot be read, is empty, or is no text.</exception>
    public static string Read(string path, string pointer, INotices notices)
    {
        try
        {
            var text = SmallFile.ReadText(path, MostBytes, out var isOpenToAll) ?? throw Invalid(pointer, "is larger than any secret");
            if (isOpenToAll) notices.Warn($"Everybody on this machine may read the secret that {pointer} names. Give the file to its owner alone.");
            text = text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
            return string.IsNullOrWhiteSpace(text) ? throw Invalid(pointer, "is empty") : text;
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Invalid(pointer, "does not exist");
        }
        catch (DecoderFallbackException)
        {
            throw Invalid(pointer, "is not written in UTF-8");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // Its message would repeat the name.
            throw Invalid(pointer, "cannot be read");
        }
    }

    /// <summary>Finds out whether <see cref="Replace"/> will be able to, while there is time to say so.</summary>
    /// <exception cref="RecordingArgumentException">It will not.</exception>
    public static void RequireReplaceable(string path, string pointer)
    {
        try
        {
            File.Delete(WriteDraft(TargetOf(path), ""));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new RecordingArgumentException(
                "SecretFileInvalid",
                $"The folder of the file that {pointer} names cannot be written. The service replaces this token at each use, and its successor would be lost.",
                "Keep the token in a folder that this user may write.");
        }
    }

    /// <summary>Puts another secret in its place, whole or not at all, and readable by nobody who could not read the one before.</summary>
    public static void Replace(string path, Secret secret)
    {
        var target = TargetOf(path);
        var draft = WriteDraft(target, secret.Reveal() + "\n");
        if (!OperatingSystem.IsWindows() && File.Exists(target)) File.SetUnixFileMode(draft, File.GetUnixFileMode(target));
        File.Move(draft, target, overwrite: true);
    }

    // Through a link to what it names: the link may be all that points there.
    private static string TargetOf(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;

    private static string WriteDraft(string path, string text)
    {
        var draft = $"{path}.{Guid.NewGuid():N}.new";
        using var file = StateFolder.OpenForWriting(draft, FileMode.CreateNew, FileShare.None);
        file.Write(Encoding.UTF8.GetBytes(text));
        file.Flush(flushToDisk: true);
        return draft;
    }

    private static RecordingArgumentException Invalid(string pointer, string why) => new(
        "SecretFileInvalid", $"The file that {pointer} names {why}.", "Check the path and who may read it. Neither is repeated here, since a key is sometimes given in place of a path.");
}
