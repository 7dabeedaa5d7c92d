using System.Security.Cryptography;
using System.Text;

namespace RecordingCmdlets.Engine.Policy;

/// <summary>A policy file as it was read: once, whole, and only in forms that mean one thing.</summary>
/// <param name="Path">The full path.</param>
/// <param name="Hash">SHA-256 of the bytes, hex.</param>
/// <param name="Text">What it says.</param>
internal sealed record PolicyFile(string Path, string Hash, string Text)
{
    /// <summary>A policy is a page or two; more is another kind of file.</summary>
    private const int MostBytes = 1 << 20;

    /// <summary>Whether it is a PowerShell data file; otherwise it is JSON.</summary>
    public bool IsDataFile => Path.EndsWith(".psd1", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="PolicyException">The file cannot be read, or is no text.</exception>
    public static PolicyFile Read(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        if (System.IO.Path.GetExtension(full).ToUpperInvariant() is not (".JSON" or ".PSD1"))
            throw Unreadable(full, "its name ends neither in .json nor in .psd1", null);
        var bytes = ReadBytes(full);
        try
        {
            // What Windows programs put in front of UTF-8 says nothing.
            var start = bytes is [0xef, 0xbb, 0xbf, ..] ? 3 : 0;
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes, start, bytes.Length - start);
            return text.Contains('\0', StringComparison.Ordinal)
                ? throw Unreadable(full, "it is not written in UTF-8", null)
                : new PolicyFile(full, Convert.ToHexString(SHA256.HashData(bytes)).ToLowerInvariant(), text);
        }
        catch (DecoderFallbackException fault)
        {
            throw Unreadable(full, "it is not written in UTF-8", fault);
        }
    }

    private static byte[] ReadBytes(string path)
    {
        try
        {
            using var file = new FileInfo(path).Open(new FileStreamOptions { Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete });
            var bytes = new byte[MostBytes + 1];
            var count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return count <= MostBytes ? bytes[..count] : throw Unreadable(path, "it is larger than a megabyte", null);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, fault.Message, fault);
        }
    }

    private static PolicyException Unreadable(string path, string why, Exception? fault) =>
        new("PolicyUnreadable", $"The policy {path} cannot be read: {why}.", "Give the path of a .json or .psd1 file in UTF-8 that this user may read.", fault);
}
