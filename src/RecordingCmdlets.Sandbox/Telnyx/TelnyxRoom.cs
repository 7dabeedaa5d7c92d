using System.Globalization;
using System.Text.Json;

namespace RecordingCmdlets.Sandbox;

/// <summary>Telnyx: call recordings and their transcriptions, under <c>/v2</c>.</summary>
public sealed class TelnyxRoom : ISandboxRoom
{
    internal const string Provider = "Telnyx";

    private const string Base = "/v2";
    private const string Recordings = Base + "/recordings";
    private const string Batch = Recordings + "/actions/delete";
    private const string Transcripts = Base + "/recording_transcriptions";

    private static readonly (string Parameter, Func<TelnyxRecording, string?> Field)[] ExactFilters =
    [
        ("filter[from]", recording => recording.From),
        ("filter[to]", recording => recording.To),
        ("filter[connection_id]", recording => recording.ConnectionId),
        ("filter[sip_call_id]", recording => recording.SipCallId),
        ("filter[call_control_id]", recording => recording.CallControlId),
        ("filter[call_leg_id]", recording => recording.CallLegId),
        ("filter[call_session_id]", recording => recording.CallSessionId),
        ("filter[conference_id]", recording => recording.ConferenceId),
        ("filter[conference_region]", recording => recording.ConferenceRegion),
    ];

    private readonly OrderedStore<Shelved> recordings = new();
    private readonly OrderedStore<TelnyxTranscription> transcriptions = new();

    private readonly int seed;

    internal TelnyxRoom(SandboxOptions options)
    {
        seed = options.Seed;
        Media = new(Provider, MediaManner.Storage, TimeSpan.FromMinutes(10), FindFile);
        TelnyxSeed invented = new(options);
        foreach (var recording in invented.Recordings())
        {
            Add(recording);
            foreach (var transcription in invented.TranscriptionsOf(recording)) AddTranscription(transcription);
        }
    }

    /// <summary>The storage that <c>download_urls</c> lead to; the links are good for ten minutes.</summary>
    public MediaRoom Media { get; }

    /// <summary>The ids of the recordings that exist: a copy, in no order.</summary>
    public IReadOnlyCollection<string> Ids => recordings.GetIds();

    /// <summary>How many recordings exist.</summary>
    public int Count => recordings.Count;

    /// <summary>The ids of the transcriptions that exist: a copy, in no order.</summary>
    public IReadOnlyCollection<string> TranscriptionIds => transcriptions.GetIds();

    /// <summary>Whether lists carry their <c>meta</c>.</summary>
    internal bool SendMeta { get; set; } = true;

    string ISandboxRoom.Name => Provider;

    string ISandboxRoom.BasePath => Base;

    /// <summary>Adds a recording; one with the same id gives way.</summary>
    /// <param name="recording">The recording.</param>
    public void Add(TelnyxRecording recording)
    {
        ArgumentNullException.ThrowIfNull(recording);
        Shelved shelved = new(recording, IsoTime.Parse(recording.RecordingStartedAt), IsoTime.Parse(recording.RecordingEndedAt));
        recordings.Add(recording.Id, IsoTime.Parse(recording.CreatedAt), shelved);
    }

    /// <summary>Removes a recording behind the API's back, as another process would.</summary>
    /// <param name="id">The id of the recording.</param>
    /// <returns>Whether there was one.</returns>
    public bool Remove(string id) => recordings.Remove(id) is not null;

    /// <summary>Whether a recording exists.</summary>
    /// <param name="id">The id of the recording.</param>
    /// <returns>Whether it does.</returns>
    public bool Contains(string id) => recordings.Find(id) is not null;

    /// <summary>The recording with an id.</summary>
    /// <param name="id">The id of the recording.</param>
    /// <returns>The recording; null when there is none.</returns>
    public TelnyxRecording? Find(string id) => recordings.Find(id)?.Recording;

    /// <summary>Adds a transcription; one with the same id gives way.</summary>
    /// <param name="transcription">The transcription.</param>
    public void AddTranscription(TelnyxTranscription transcription)
    {
        ArgumentNullException.ThrowIfNull(transcription);
        transcriptions.Add(transcription.Id, IsoTime.Parse(transcription.CreatedAt), transcription);
    }

    /// <summary>Removes a transcription behind the API's back.</summary>
    /// <param name="id">The id of the transcription.</param>
    /// <returns>Whether there was one.</returns>
    public bool RemoveTranscription(string id) => transcriptions.Remove(id) is not null;

    /// <summary>The transcription with an id.</summary>
    /// <param name="id">The id of the transcription.</param>
    /// <returns>The transcription; null when there is none.</returns>
    public TelnyxTranscription? FindTranscription(string id) => transcriptions.Find(id);

    bool ISandboxRoom.IsAuthorized(SandboxHttpRequest request, string apiKey)
    {
        const string Scheme = "Bearer ";
        var header = request.GetHeader("Authorization");
        return header is not null
            && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && header.AsSpan(Scheme.Length).SequenceEqual(apiKey);
    }

    MediaFile? ISandboxRoom.FindMedia(string id) =>
        Find(id) is { } recording && MediaLink.Name(recording.DownloadMp3 ?? recording.DownloadWav) is { } name ? Media.Find(name) : null;

    bool ISandboxRoom.IsBatch(SandboxHttpRequest request) => request is { Method: "POST", RawPath: Batch };

    RoomAnswer ISandboxRoom.Handle(RoomCall call)
    {
        var request = call.Request;
        return (request.Method, request.RawPath) switch
        {
            ("GET", Recordings) => List(call),
            ("POST", Batch) => DeleteBatch(call),
            ("GET", Transcripts) => ListTranscriptions(call),
            (var method, var path) when ItemId(path, Recordings) is { } id => method switch
            {
                "GET" => One(recordings.Find(id)?.Recording, One),
                "DELETE" => Deleted(id, One(recordings.Remove(id)?.Recording, One)),
                _ => new(TelnyxErrors.NotFound()),
            },
            (var method, var path) when ItemId(path, Transcripts) is { } id => method switch
            {
                "GET" => One(transcriptions.Find(id), TelnyxJson.One),
                "DELETE" => Deleted(id, One(transcriptions.Remove(id), TelnyxJson.One)),
                _ => new(TelnyxErrors.NotFound()),
            },

            // Among them DELETE on the collection, which the real service may well understand.
            _ => new(TelnyxErrors.NotFound()),
        };
    }

    SandboxHttpResponse ISandboxRoom.Error(int status, string? echo) => TelnyxErrors.For(status, echo);

    void ISandboxRoom.AddHeaders(SandboxHttpResponse response, string requestId, RateState? rate)
    {
        response.WithDefault("x-request-id", requestId);
        if (rate is not { } state) return;
        if (state.Limit is { } limit) response.WithDefault("x-ratelimit-limit", limit.ToString(CultureInfo.InvariantCulture));
        response.WithDefault("x-ratelimit-remaining", state.Remaining.ToString(CultureInfo.InvariantCulture));
        response.WithDefault("x-ratelimit-reset", state.ResetSeconds.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>The id that a path names below a collection; null when it names none, or something deeper.</summary>
    private static string? ItemId(string path, string collection)
    {
        if (!path.StartsWith(collection, StringComparison.Ordinal)) return null;
        var rest = path.AsSpan(collection.Length);
        if (rest.IsEmpty || rest[0] != '/') return null;
        var id = rest[1..].ToString();
        return id.Length == 0 || id.Contains('/', StringComparison.Ordinal) ? null : UrlText.Decode(id);
    }

    private static RoomAnswer One<T>(T? item, Func<T, ReadOnlyMemory<byte>> write)
        where T : class => new(item is null ? TelnyxErrors.NotFound() : new(200, write(item)));

    private static RoomAnswer Deleted(string id, RoomAnswer answer) =>
        answer.Response.Status == 200 ? answer with { Deleted = [id] } : answer;

    private static Func<Shelved, bool>? Filter(TelnyxListQuery query)
    {
        List<Func<Shelved, bool>> tests = [];
        foreach (var (parameter, field) in ExactFilters)
        {
            if (query.Text(parameter) is not { } wanted) continue;
            tests.Add(item => string.Equals(field(item.Recording), wanted, StringComparison.Ordinal));
        }

        var started = query.Range("start_time");
        if (started != TickRange.All) tests.Add(item => item.Started is { } time && started.Contains(time.UtcTicks));
        var ended = query.Range("end_time");
        if (ended != TickRange.All) tests.Add(item => item.Ended is { } time && ended.Contains(time.UtcTicks));
        return tests.Count == 0 ? null : item => tests.TrueForAll(test => test(item));
    }

    /// <summary>The ids of a batch; null when the body is none.</summary>
    private static string[]? ReadIds(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("ids", out var ids)) return null;
            if (ids.ValueKind != JsonValueKind.Array || ids.GetArrayLength() == 0) return null;
            return ids.EnumerateArray().All(id => id.ValueKind == JsonValueKind.String)
                ? [.. ids.EnumerateArray().Select(id => id.GetString()!)]
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private ReadOnlyMemory<byte> One(TelnyxRecording recording) => TelnyxJson.One(Told(recording));

    /// <summary>A recording with links that are good now.</summary>
    private TelnyxRecording Told(TelnyxRecording recording) =>
        recording with { DownloadMp3 = Media.Sign(recording.DownloadMp3), DownloadWav = Media.Sign(recording.DownloadWav) };

    private MediaFile? FindFile(string name) => Contains(MediaLink.Owner(name)) ? MediaFile.Invent(name, seed) : null;

    private RoomAnswer List(RoomCall call)
    {
        TelnyxListQuery query = new(call.Request.RawQuery);
        var created = query.Range("created_at");
        var filter = Filter(query);
        if (query.Problem is { } problem) return new(TelnyxErrors.BadRequest(problem, call.Echo));

        var (items, total) = recordings.Page(created, filter, query.Skip, query.Size);
        return new(new(200, TelnyxJson.Page(items.Select(item => Told(item.Recording)), SendMeta ? query.Number : 0, query.Size, total)));
    }

    private RoomAnswer DeleteBatch(RoomCall call)
    {
        if (ReadIds(call.Request.Body) is not { } ids) return new(TelnyxErrors.BadRequest("The body needs a list of ids.", call.Echo));

        // What the service does about unknown ids is not documented; here they are passed over.
        List<string> deleted = [];
        for (var i = call.HalveBatch ? 1 : 0; i < ids.Length; i += call.HalveBatch ? 2 : 1)
        {
            if (recordings.Remove(ids[i]) is not null) deleted.Add(ids[i]);
        }

        return new(new(200, """{"status":"ok"}"""), deleted);
    }

    private RoomAnswer ListTranscriptions(RoomCall call)
    {
        TelnyxListQuery query = new(call.Request.RawQuery);
        var created = query.Range("created_at");
        var recordingId = query.Text("filter[recording_id]");
        if (query.Problem is { } problem) return new(TelnyxErrors.BadRequest(problem, call.Echo));

        var after = query.Text("page[after]");
        var before = query.Text("page[before]");
        var position = (after ?? before) is { } cursor ? TelnyxCursor.Read(cursor) : null;
        if (position is null && (after ?? before) is not null) return new(TelnyxErrors.BadRequest("The cursor is not known.", call.Echo));

        var items = after is null && position is { } end ? transcriptions.Before(end, Matches, query.Size)
            : after is not null ? transcriptions.After(position, Matches, query.Size)
            : transcriptions.Page(TickRange.All, Matches, query.Skip, query.Size).Items;
        return new(new(200, TelnyxJson.Page(items, SendMeta ? Meta(items) : null)));

        bool Matches(TelnyxTranscription transcription) =>
            (recordingId is null || string.Equals(transcription.RecordingId, recordingId, StringComparison.Ordinal))
            && (created == TickRange.All || (IsoTime.Parse(transcription.CreatedAt) is { } time && created.Contains(time.UtcTicks)));

        TelnyxCursorMeta Meta(List<TelnyxTranscription> page)
        {
            if (page.Count == 0) return new(null, null, null, null);
            var (first, last) = (Position(page[0]), Position(page[^1]));
            var (head, tail) = (TelnyxCursor.Write(first), TelnyxCursor.Write(last));

            // As the service does it: the link starts at the version and leaves the filters to the client.
            return new(
                tail,
                head,
                transcriptions.After(last, Matches, 1).Count == 0 ? null : $"{Transcripts}?page[after]={tail}",
                transcriptions.Before(first, Matches, 1).Count == 0 ? null : $"{Transcripts}?page[before]={head}");
        }
    }

    private static StorePosition Position(TelnyxTranscription transcription) =>
        new(IsoTime.Parse(transcription.CreatedAt)?.UtcTicks ?? TickRange.Undated, transcription.Id);

    /// <summary>A recording with its times read once.</summary>
    private sealed record class Shelved(TelnyxRecording Recording, DateTimeOffset? Started, DateTimeOffset? Ended);
}
