using System.Globalization;
using System.Management.Automation;

namespace RecordingCmdlets.Binding;

/// <summary>
/// Reads a date the same under every culture: a date object, or ISO-8601 text. <c>01/02/2026</c> is refused, since it is
/// two different days. A date without an offset is local time.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class UtcDateAttribute : ArgumentTransformationAttribute
{
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF",
        "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
    ];

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
    {
        DateTimeOffset moment => moment.ToUniversalTime(),
        DateTime moment => new DateTimeOffset(moment).ToUniversalTime(),
        string text when DateTimeOffset.TryParseExact(text.Trim(), Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var parsed) => parsed.ToUniversalTime(),
        var other => throw new ArgumentTransformationMetadataException(
            $"'{other}' is not a date that reads the same everywhere. Give a date object, or ISO-8601 text such as 2026-01-31 or 2026-01-31T08:00Z."),
    };
}
