using System.Security.Cryptography;
using System.Text;

namespace RecordingCmdlets.Sandbox;

/// <summary>A file as a media host serves it.</summary>
/// <param name="Content">What is in it.</param>
/// <param name="ContentType">What it is said to be.</param>
public sealed record class MediaFile(ReadOnlyMemory<byte> Content, string ContentType)
{
    // Enough for a test of many to take seconds, and still more than one read of a stream.
    private const int Shortest = 2_000;
    private const int Spread = 60_000;

    /// <summary>Where even a file that is said to be larger ends, so that it does not fill the machine.</summary>
    private const long Longest = 1L << 28;

    /// <summary>What changes when the content does.</summary>
    internal string Tag => $"\"{Convert.ToHexString(SHA256.HashData(Content.Span).AsSpan(0, 16)).ToLowerInvariant()}\"";

    /// <summary>Invents a file: the same name and seed give the same bytes.</summary>
    /// <param name="name">Its name, by whose extension it begins as such a file does.</param>
    /// <param name="seed">The seed of the sandbox.</param>
    /// <param name="length">How long the service says it is; something small when it does not say.</param>
    internal static MediaFile Invent(string name, int seed, long? length = null)
    {
        var start = SHA256.HashData(Encoding.UTF8.GetBytes(name));
        var number = BitConverter.ToInt32(start);
        var content = new byte[Math.Clamp(length ?? (Shortest + ((uint)number % Spread)), 0, Longest)];
        new Random(number ^ seed).NextBytes(content);
        var head = Head(name);
        head[..Math.Min(head.Length, content.Length)].CopyTo(content);
        return new(content, TypeOf(name));
    }

    /// <summary>A file of text.</summary>
    internal static MediaFile Text(string name, ReadOnlyMemory<byte> content) => new(content, TypeOf(name));

    /// <summary>The type by the extension.</summary>
    internal static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".mp4" => "video/mp4",
        ".webm" => "video/webm",
        ".mp3" => "audio/mpeg",
        ".wav" => "audio/wav",
        ".json" => "application/json",
        ".vtt" => "text/vtt; charset=utf-8",
        ".txt" => "text/plain; charset=utf-8",
        ".zip" => "application/zip",
        _ => "binary/octet-stream",
    };

    private static ReadOnlySpan<byte> Head(string name) => Path.GetExtension(name) switch
    {
        ".mp4" => "\0\0\0\u0018ftypmp42"u8,
        ".mp3" => "ID3\u0004\0\0"u8,
        ".wav" => "RIFF"u8,
        _ => [],
    };
}
