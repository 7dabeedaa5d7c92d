using System.Globalization;

namespace RecordingCmdlets.Sandbox;

/// <summary>Answers with a file, or the range of it that is asked for.</summary>
internal static class MediaAnswer
{
    /// <summary>Makes the answer.</summary>
    /// <param name="request">The request.</param>
    /// <param name="file">The file.</param>
    /// <param name="twist">What is to be wrong with it.</param>
    public static SandboxHttpResponse Make(SandboxHttpRequest request, MediaFile file, MediaTwist twist)
    {
        file = Twist(file, twist);
        var (content, tag) = (file.Content, file.Tag);
        var range = twist == MediaTwist.Whole || request.GetHeader("If-Range") is { } condition && condition != tag ? null : request.GetHeader("Range");
        SandboxHttpResponse answer;
        if (Read(range, content.Length) is not { } part)
        {
            answer = new(200, content);
        }
        else if (part.Start >= part.End)
        {
            return MediaErrors.BadRange().With("Content-Range", Invariant($"bytes */{content.Length}"));
        }
        else
        {
            answer = new SandboxHttpResponse(206, content[part.Start..part.End])
                .With("Content-Range", Invariant($"bytes {part.Start}-{part.End - 1}/{content.Length}"));
        }

        if (twist != MediaTwist.Whole) answer.With("Accept-Ranges", "bytes");
        return answer.With("ETag", tag).With("Content-Type", file.ContentType);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static MediaFile Twist(MediaFile file, MediaTwist twist) => twist switch
    {
        MediaTwist.Empty => file with { Content = default },
        MediaTwist.Short => file with { Content = file.Content[..(file.Content.Length / 2)] },
        MediaTwist.Long => file with { Content = (byte[])[.. file.Content.Span, .. "and more"u8] },
        MediaTwist.Changed => file with { Content = Array.ConvertAll(file.Content.ToArray(), value => (byte)~value) },
        _ => file,
    };

    /// <summary>The part that a range names; null when it names none, or several, or makes no sense: then all is sent.</summary>
    private static (int Start, int End)? Read(string? range, int length)
    {
        const string Unit = "bytes=";
        if (range is null || !range.StartsWith(Unit, StringComparison.Ordinal)) return null;
        if (range[Unit.Length..].Split('-') is not [var first, var last]) return null;
        if (first.Length == 0) return Whole(last) is { } count ? (Math.Max(0, length - count), length) : null;
        if (Whole(first) is not { } start) return null;
        if (last.Length == 0) return (start, length);
        return Whole(last) is { } end && end >= start ? (start, end < length ? end + 1 : length) : null;
    }

    private static int? Whole(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
