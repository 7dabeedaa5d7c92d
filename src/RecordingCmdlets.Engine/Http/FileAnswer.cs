using System.Net;
using System.Net.Http.Headers;

namespace RecordingCmdlets.Engine.Http;

/// <summary>The rest of a file of which the beginning is here.</summary>
/// <param name="From">The first byte that is missing.</param>
/// <param name="Version">The entity tag of what is here: of another version nothing is wanted.</param>
internal sealed record FileRange(long From, string Version);

/// <summary>A file that was asked for: what its headers tell, and its bytes still to be read.</summary>
internal sealed class FileAnswer(HttpResponseMessage response) : IDisposable
{
    /// <summary>A file that is here already.</summary>
    public static FileAnswer Of(Stream file, long length)
    {
        var content = new StreamContent(file);
        content.Headers.ContentLength = length;
        return new FileAnswer(new HttpResponseMessage(HttpStatusCode.OK) { Content = content });
    }

    public int StatusCode => (int)response.StatusCode;

    /// <summary>How many bytes come with this answer; null when that is not told.</summary>
    public long? Length => response.Content.Headers.ContentLength;

    /// <summary>Where in the file the bytes belong; null when that is not told.</summary>
    public long? From => response.Content.Headers.ContentRange?.From;

    /// <summary>How long the whole file is; null when that is not told.</summary>
    public long? Total => StatusCode == 206 ? response.Content.Headers.ContentRange?.Length : Length;

    /// <summary>The entity tag, if it is one that two equal byte sequences alone share.</summary>
    public string? Version => response.Headers.ETag is { IsWeak: false } tag ? tag.Tag : null;

    public string? MediaType => response.Content.Headers.ContentType?.MediaType;

    /// <summary>Whether the bytes are packed on their way, which was not asked for.</summary>
    public bool IsPacked => response.Content.Headers.ContentEncoding.Any(e => !string.Equals(e, "identity", StringComparison.OrdinalIgnoreCase));

    /// <summary>The name that the server would give the file; null when it gives none.</summary>
    public string? FileName => response.Content.Headers.ContentDisposition is { } shown ? shown.FileNameStar ?? shown.FileName : null;

    public Task<Stream> OpenAsync(CancellationToken cancellation) => response.Content.ReadAsStreamAsync(cancellation);

    public void Dispose() => response.Dispose();

    /// <summary>Asks for a part of a file instead of all of it.</summary>
    public static void Narrow(HttpRequestMessage message, FileRange? range)
    {
        if (range is null) return;
        message.Headers.Range = new RangeHeaderValue(range.From, null);
        message.Headers.IfRange = new RangeConditionHeaderValue(new EntityTagHeaderValue(range.Version));
    }
}
