using System.Globalization;
using System.Text.Json;

namespace RecordingCmdlets.Sandbox;

/// <summary>Answers the two lists of Recall.ai.</summary>
internal sealed class RecallLists(RecallRoom room, RecallStore store)
{
    private const string MetadataPrefix = "metadata__";

    private static readonly string[] BotStatuses =
    [
        "ready", "joining_call", "in_waiting_room", "in_call_not_recording", "recording_permission_allowed",
        "recording_permission_denied", "in_call_recording", "recording_done", "call_ended", "done", "fatal", "media_expired",
        "analysis_done", "analysis_failed",
    ];

    private static readonly string[] Platforms =
    [
        "zoom", "google_meet", "goto_meeting", "microsoft_teams", "microsoft_teams_live", "webex", "chime_sdk", "zoom_rtms",
        "google_meet_media_api", "slack_authenticator", "slack_huddle_observer",
    ];

    private static readonly string[] ArtifactStatuses = ["processing", "done", "failed"];
    private static readonly string[] RecordingStatuses = ["processing", "paused", "done", "failed"];

    /// <summary>Whether the part of a path is a kind of artifact.</summary>
    public static bool IsArtifact(string kind) => kind is "transcript" or "video_mixed" or "audio_mixed" or "participant_events" or "meeting_metadata";

    /// <summary>The list of the artifacts of a kind.</summary>
    public SandboxHttpResponse Artifacts(RoomCall call, string kind)
    {
        RecallListQuery query = new(call.Request);
        var range = query.Range("created_at");
        var recordingId = query.Text("recording_id");
        var status = query.Choices("status_code", ArtifactStatuses)?[^1];
        if (query.Problem is { } problem) return RecallErrors.Invalid(problem.Field, problem.Message, call.Echo);

        // As many as there are recordings that have one; listed in their order.
        RecallPager<RecallRecording> pager = new(store.Recordings, room.OldestFirst, room.PageSize);
        return ByCursor(query, pager, range, Matches, (json, recording) => RecallJson.Write(json, room.Told(Of(recording, kind))!, recording));

        bool Matches(RecallEntry<RecallRecording> entry) => Of(entry.Item, kind) is { } artifact
            && (recordingId is null || entry.Item.Id == recordingId)
            && (status is null || artifact.Status == status);
    }

    /// <summary>The artifact with an id.</summary>
    public SandboxHttpResponse Artifact(string kind, string id)
    {
        var owner = store.Recordings.Page(TickRange.All, entry => Of(entry.Item, kind)?.Id == id, 0, 1).Items;
        return owner is [var found]
            ? new(200, RoomJson.Document(json => RecallJson.Write(json, room.Told(Of(found.Item, kind))!, found.Item)))
            : RecallErrors.NotFound();
    }

    /// <summary>The list of bots: by page number, unless cursors are asked for.</summary>
    public SandboxHttpResponse Bots(RoomCall call)
    {
        RecallListQuery query = new(call.Request);
        var range = query.Range("join_at");
        var filter = BotFilter(query, range);
        if (query.Problem is { } problem) return RecallErrors.Invalid(problem.Field, problem.Message, call.Echo);

        RecallPager<RecallBot> pager = new(store.Bots, room.OldestFirst, room.PageSize);
        if (query.Text("use_cursor") is not null) return ByCursor(query, pager, range, filter, room.Write);

        _ = int.TryParse(query.Text("page") ?? "1", NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        return number > 0 && pager.ByNumber(range, filter, number) is { } page
            ? Answer(query, page, "page", isFirst: number == 1, room.Write)
            : RecallErrors.NoPage("page");
    }

    /// <summary>The list of recordings.</summary>
    public SandboxHttpResponse Recordings(RoomCall call)
    {
        RecallListQuery query = new(call.Request);
        var range = query.Range("created_at");
        var filter = RecordingFilter(query);
        if (query.Problem is { } problem) return RecallErrors.Invalid(problem.Field, problem.Message, call.Echo);

        RecallPager<RecallRecording> pager = new(Source(query), room.OldestFirst, room.PageSize);
        return ByCursor(query, pager, range, filter, room.Write);
    }

    private static RecallArtifact? Of(RecallRecording recording, string kind) => kind switch
    {
        "transcript" => recording.MediaShortcuts?.Transcript,
        "video_mixed" => recording.MediaShortcuts?.VideoMixed,
        "audio_mixed" => recording.MediaShortcuts?.AudioMixed,
        "participant_events" => recording.MediaShortcuts?.ParticipantEvents,
        _ => recording.MediaShortcuts?.MeetingMetadata,
    };

    private static Func<RecallEntry<RecallRecording>, bool>? RecordingFilter(RecallListQuery query)
    {
        List<Func<RecallEntry<RecallRecording>, bool>> tests = [];
        if (query.Choices("status_code", RecordingStatuses) is { } statuses) tests.Add(entry => entry.Status == statuses[^1]);
        if (query.Text("desktop_sdk_upload_id") is { } uploadId) tests.Add(entry => entry.Item.DesktopSdkUploadId == uploadId);
        return All(tests);
    }

    private static Func<RecallEntry<T>, bool>? All<T>(List<Func<RecallEntry<T>, bool>> tests) =>
        tests.Count == 0 ? null : entry => tests.TrueForAll(test => test(entry));

    private Func<RecallEntry<RecallBot>, bool>? BotFilter(RecallListQuery query, TickRange range)
    {
        List<Func<RecallEntry<RecallBot>, bool>> tests = [];
        if (range != TickRange.All && !room.JoinAtFilterMatchesJoined) tests.Add(entry => entry.Item.JoinAt is not null);
        if (query.Choices("status", BotStatuses) is { } statuses) tests.Add(entry => statuses.Contains(entry.Status));
        if (query.Choices("platform", Platforms) is { } platforms)
            tests.Add(entry => platforms.Contains(entry.Item.Meeting?.Platform ?? entry.Item.Platform));
        if (query.Text("meeting_url") is { } url) tests.Add(entry => entry.Item.MeetingUrl == url);
        foreach (var (name, value) in query.Parameters.Where(part => part.Name.StartsWith(MetadataPrefix, StringComparison.Ordinal)))
        {
            var key = name[MetadataPrefix.Length..];
            tests.Add(entry => entry.Item.Metadata is { } metadata && metadata.TryGetValue(key, out var found) && found == value);
        }

        return All(tests);
    }

    /// <summary>Of one bot there are few: they are not looked for among all.</summary>
    private OrderedStore<RecallEntry<RecallRecording>> Source(RecallListQuery query)
    {
        if (query.Text("bot_id") is not { } botId) return store.Recordings;
        OrderedStore<RecallEntry<RecallRecording>> few = new();
        foreach (var entry in store.LiveOf(botId)) few.Add(entry.Item.Id, IsoTime.Parse(entry.Item.CreatedAt), entry);
        return few;
    }

    private SandboxHttpResponse ByCursor<T>(
        RecallListQuery query,
        RecallPager<T> pager,
        TickRange range,
        Func<RecallEntry<T>, bool>? filter,
        Action<Utf8JsonWriter, T> write)
    {
        var text = query.Text("cursor");
        var cursor = text is null ? null : RecallCursor.Read(text);
        return text is not null && cursor is null
            ? RecallErrors.NoPage("cursor")
            : Answer(query, pager.ByCursor(range, filter ?? (_ => true), cursor), "cursor", isFirst: cursor is null, write);
    }

    private SandboxHttpResponse Answer<T>(
        RecallListQuery query, RecallPage<T> page, string parameter, bool isFirst, Action<Utf8JsonWriter, T> write)
    {
        var next = room.RepeatNext && !isFirst ? query.Self() : page.Next is { } after ? query.With(parameter, after) : null;
        if (room.NextLinkOverride is { } change) next = change(next);

        // The first page goes without its number.
        var previous = page.Previous is { } before ? query.With(parameter, before == "1" ? null : before) : null;
        return new(200, RecallJson.Page(page, next, previous, write));
    }
}
