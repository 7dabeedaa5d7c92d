using System.Text.Json;
using RecordingCmdlets.Engine.Json;

namespace RecordingCmdlets.Engine.Providers.Webex;

/// <summary>The fields of a Webex recording (WBX-E1) that become common ones, and the bodies of the batch calls.</summary>
internal static class WebexJson
{
    public static RecordMap Map { get; } = new(
        hidden: ["password", "downloadUrl", "playbackUrl", "temporaryDirectDownloadLinks"],
        ("id", static (ref v, r) => r.Id = JsonValues.Text(ref v)),
        ("topic", static (ref v, r) => r.Title = JsonValues.Text(ref v)),
        ("hostEmail", static (ref v, r) => r.Owner = JsonValues.Text(ref v)),
        ("siteUrl", static (ref v, r) => r.Site = JsonValues.Text(ref v)),
        ("status", static (ref v, r) => r.Status = JsonValues.Text(ref v)),
        ("createTime", static (ref v, r) => r.CreatedAt = JsonValues.Date(ref v)),
        ("timeRecorded", static (ref v, r) => r.StartedAt = JsonValues.Date(ref v)),
        ("durationSeconds", static (ref v, r) => r.Duration = JsonValues.Seconds(ref v)),
        ("sizeBytes", static (ref v, r) => r.SizeBytes = JsonValues.Integer(ref v)));

    /// <summary>The direct link, which only the details have; other links lead to pages for people (WBX-T60).</summary>
    public static IReadOnlyList<MediaFile> ReadMedia(JsonElement recording, RecordingReference item)
    {
        var link = JsonValues.Text(JsonValues.Member(recording, "temporaryDirectDownloadLinks") ?? default, "recordingDownloadLink");
        var form = JsonValues.Text(recording, "format") is { } format && format is ("MP4" or "ARF") ? format.ToLowerInvariant() : null;
        return string.IsNullOrEmpty(link) ? [] : [new MediaFile("", [new MediaForm(link, form)])];
    }

    /// <summary>Whether a recording is somebody else's who shared it (WBX-T5).</summary>
    public static bool IsSharedToMe(Recording recording) => recording.Service.TryGetValue("shareToMe", out var shared) && shared is not (null or false);

    /// <summary>The body of a batch: ids of one site, which is left out when it is not known (WBX-E6 to E8).</summary>
    /// <param name="items">The items, of one site and host.</param>
    /// <param name="allFlag">The member that would mean everything; always false. Null where the call has none.</param>
    public static byte[] WriteBatch(IReadOnlyList<RecordingReference> items, string? allFlag)
    {
        var body = new Dictionary<string, object>();
        if (allFlag is not null) body[allFlag] = false;
        body["recordingIds"] = items.Select(i => i.Id);
        if (!string.IsNullOrEmpty(items[0].Site)) body["siteUrl"] = items[0].Site!;
        return JsonSerializer.SerializeToUtf8Bytes(body);
    }

    /// <summary>The body by which a Compliance Officer says why (WBX-E4).</summary>
    public static byte[] WriteReason(RemovalWords words)
    {
        var body = new Dictionary<string, string> { ["reason"] = words.Reason ?? "" };
        if (!string.IsNullOrEmpty(words.Comment)) body["comment"] = words.Comment;
        return JsonSerializer.SerializeToUtf8Bytes(body);
    }
}
