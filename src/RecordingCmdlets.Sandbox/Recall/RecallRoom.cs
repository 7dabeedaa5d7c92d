using System.Collections.Concurrent;
using System.Text.Json;

namespace RecordingCmdlets.Sandbox;

/// <summary>Recall.ai: bots and their recordings, under <c>/api/v1</c>.</summary>
public sealed partial class RecallRoom : ISandboxRoom
{
    internal const string Provider = "Recall";

    private const string Base = "/api/v1";
    private const string ReadOnly = "GET";
    private const string ReadAndDelete = "GET, DELETE";

    private readonly object gate = new();
    private readonly RecallStore store = new();
    private readonly RecallLists lists;
    private readonly RecallReplays replays = new();
    private readonly Dictionary<string, int> pending = new(StringComparer.Ordinal);
    private readonly DateTimeOffset? now;
    private readonly int seed;

    internal RecallRoom(SandboxOptions options)
    {
        now = options.Now;
        seed = options.Seed;
        Media = new(Provider, MediaManner.Storage, TimeSpan.FromHours(6), FindFile);
        lists = new(this, store);
        pace = options.LiveBotStep;
        new RecallSeed(options).Fill(this);
        Seed(options);
    }

    /// <summary>The storage that <c>download_url</c> leads to; the links are good for six hours.</summary>
    public MediaRoom Media { get; }

    /// <summary>The ids of the recordings that are not deleted: a copy, in no order.</summary>
    public IReadOnlyCollection<string> Ids => store.Recordings.GetIds();

    /// <summary>How many recordings are not deleted.</summary>
    public int Count => store.Recordings.Count;

    /// <summary>The ids of the bots: a copy, in no order.</summary>
    public IReadOnlyCollection<string> BotIds => store.Bots.GetIds();

    /// <summary>The ids of the bots that have recordings: a copy, in no order.</summary>
    public IReadOnlyCollection<string> BotIdsWithMedia
    {
        get
        {
            lock (gate) return [.. store.BotsWithMedia];
        }
    }

    /// <summary>How many items a page of a list has.</summary>
    public int PageSize { get; set; } = 20;

    /// <summary>Whether lists begin with the oldest; the service promises no order.</summary>
    public bool OldestFirst { get; set; }

    /// <summary>Changes the <c>next</c> of every page before it is sent.</summary>
    public Func<string?, string?>? NextLinkOverride { get; set; }

    /// <summary>Whether every page but the first names itself as the next.</summary>
    public bool RepeatNext { get; set; }

    /// <summary>Whether the filters on <c>join_at</c> also match bots that have joined, whose <c>join_at</c> is cleared.</summary>
    public bool JoinAtFilterMatchesJoined { get; set; } = true;

    /// <summary>Whether the workspace still has the legacy call for what a meeting came to.</summary>
    public RecallIntelligence Intelligence { get; set; }

    /// <summary>What that call answers for a bot, as JSON; for bots that are not named here it is invented.</summary>
    public ConcurrentDictionary<string, string> Conclusions { get; } = new(StringComparer.Ordinal);

    /// <summary>How a bot shows that its media is deleted.</summary>
    public RecallExpiry Expiry { get; set; }

    /// <summary>How many reads of a bot come before its media is deleted; it never is, if this is the largest number.</summary>
    public int DeleteMediaDelay { get; set; }

    /// <summary>The same for a recording that is to be deleted.</summary>
    public int DeleteRecordingDelay { get; set; }

    /// <summary>What is answered when media is to be deleted that is deleted already.</summary>
    public RecallSecondDelete SecondDelete { get; set; }

    /// <summary>How often a deletion is answered 409 before it is carried out, by the id of the bot or recording.</summary>
    public ConcurrentDictionary<string, int> ConflictTimes { get; } = new(StringComparer.Ordinal);

    /// <summary>The status of a deleted recording's answer; with 200 comes the recording, with others nothing.</summary>
    public int RecordingDeleteStatus { get; set; } = 204;

    /// <summary>Whether a deleted recording can still be read, with the status <c>deleted</c>; otherwise it is 404.</summary>
    public bool DeletedRecordingsStayReadable { get; set; } = true;

    /// <summary>Whether answers carry an <c>x-request-id</c>, which the service does not promise.</summary>
    public bool SendRequestId { get; set; }

    string ISandboxRoom.Name => Provider;

    string ISandboxRoom.BasePath => Base;

    /// <summary>Adds a recording; one with the same id gives way.</summary>
    /// <param name="recording">The recording.</param>
    public void Add(RecallRecording recording)
    {
        ArgumentNullException.ThrowIfNull(recording);
        lock (gate)
        {
            pending.Remove(recording.Id);
            store.Add(recording);
        }
    }

    /// <summary>Removes a recording behind the API's back, as another process would.</summary>
    /// <param name="id">The id of the recording.</param>
    /// <returns>Whether there was one.</returns>
    public bool Remove(string id)
    {
        lock (gate) return store.Remove(id);
    }

    /// <summary>Whether a recording exists and is not deleted.</summary>
    /// <param name="id">The id of the recording.</param>
    /// <returns>Whether it does.</returns>
    public bool Contains(string id) => Find(id) is not null;

    /// <summary>The recording with an id, unless it is deleted.</summary>
    /// <param name="id">The id of the recording.</param>
    /// <returns>The recording; null when there is none.</returns>
    public RecallRecording? Find(string id) => store.Recordings.Find(id)?.Item;

    /// <summary>Adds a bot; one with the same id gives way.</summary>
    /// <param name="bot">The bot.</param>
    public void AddBot(RecallBot bot)
    {
        ArgumentNullException.ThrowIfNull(bot);
        lock (gate)
        {
            pending.Remove(bot.Id);
            store.Add(bot);
        }
    }

    /// <summary>Removes a bot and its recordings behind the API's back.</summary>
    /// <param name="id">The id of the bot.</param>
    /// <returns>Whether there was one.</returns>
    public bool RemoveBot(string id)
    {
        lock (gate) return store.RemoveBot(id);
    }

    /// <summary>The bot with an id.</summary>
    /// <param name="id">The id of the bot.</param>
    /// <returns>The bot; null when there is none.</returns>
    public RecallBot? FindBot(string id) => store.Bots.Find(id)?.Item;

    bool ISandboxRoom.IsAuthorized(SandboxHttpRequest request, string apiKey)
    {
        const string Scheme = "Token ";
        var header = request.GetHeader("Authorization");
        return header is not null
            && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && header.AsSpan(Scheme.Length).SequenceEqual(apiKey);
    }

    MediaFile? ISandboxRoom.FindMedia(string id)
    {
        lock (gate)
        {
            var shortcuts = (Find(id) ?? store.LiveOf(id).FirstOrDefault()?.Item)?.MediaShortcuts;
            return MediaLink.Name((shortcuts?.VideoMixed ?? shortcuts?.AudioMixed)?.DownloadUrl) is { } name ? Media.Find(name) : null;
        }
    }

    RoomAnswer ISandboxRoom.Handle(RoomCall call)
    {
        var request = call.Request;
        if (request.Method == "GET" && !request.Body.IsEmpty) return new(RecallErrors.Blocked());
        if (!request.RawPath.StartsWith(Base + "/", StringComparison.Ordinal)) return new(RecallErrors.NoRoute());

        // The last part is empty where the path ends as it has to.
        var parts = request.RawPath[(Base.Length + 1)..].Split('/');
        var id = parts.Length > 2 ? UrlText.Decode(parts[1]) : "";
        lock (gate)
        {
            Live();
            return parts switch
            {
                ["bot", ""] => request.Method == "GET" ? new(lists.Bots(call)) : WrongMethod(call, ReadOnly),
                ["recording", ""] => request.Method == "GET" ? new(lists.Recordings(call)) : WrongMethod(call, ReadOnly),
                [var kind, ""] when RecallLists.IsArtifact(kind) => request.Method == "GET" ? new(lists.Artifacts(call, kind)) : WrongMethod(call, ReadOnly),
                [var kind, not "", ""] when RecallLists.IsArtifact(kind) => request.Method == "GET" ? new(lists.Artifact(kind, id)) : WrongMethod(call, ReadOnly),
                ["bot", not "", ""] => request.Method switch
                {
                    "GET" => GetBot(id),
                    "DELETE" => CallOff(id),
                    _ => WrongMethod(call, ReadAndDelete),
                },
                ["bot", not "", "delete_media", ""] => request.Method == "POST" ? DeleteMediaOnce(id, call) : WrongMethod(call, "POST"),
                ["bot", not "", "intelligence", ""] => new(Conclude(id, request.Method)),
                ["recording", not "", ""] => request.Method switch
                {
                    "GET" => GetRecording(id),
                    "DELETE" => DeleteRecording(id),
                    _ => WrongMethod(call, ReadAndDelete),
                },
                _ => new(RecallErrors.NoRoute()),
            };
        }
    }

    SandboxHttpResponse ISandboxRoom.Error(int status, string? echo) => RecallErrors.For(status, echo);

    void ISandboxRoom.AddHeaders(SandboxHttpResponse response, string requestId, RateState? rate)
    {
        if (SendRequestId) response.WithDefault("x-request-id", requestId);
        if (response.Status == 429) response.WithDefault("Retry-After", "1");
    }

    internal void Write(Utf8JsonWriter json, RecallBot bot) =>
        RecallJson.Write(json, bot, store.ShownBy(bot.Id, withDeleted: Expiry != RecallExpiry.Status).Select(Told));

    internal void Write(Utf8JsonWriter json, RecallRecording recording) => RecallJson.Write(
        json, Told(recording), isNested: false, recording.BotId is { } botId ? FindBot(botId)?.Metadata : null);

    /// <summary>An artifact with links that are good now.</summary>
    internal RecallArtifact? Told(RecallArtifact? artifact) => artifact is null ? null : artifact with
    {
        DownloadUrl = Media.Sign(artifact.DownloadUrl),
        ProviderDataDownloadUrl = Media.Sign(artifact.ProviderDataDownloadUrl),
    };

    private static RoomAnswer WrongMethod(RoomCall call, string allowed) => new(RecallErrors.WrongMethod(call.Request.Method, allowed));

    private DateTimeOffset Now() => now ?? TimeProvider.System.GetUtcNow();

    private RecallRecording Told(RecallRecording recording) => recording.MediaShortcuts is not { } shortcuts ? recording : recording with
    {
        MediaShortcuts = new(
            Told(shortcuts.VideoMixed),
            Told(shortcuts.Transcript),
            Told(shortcuts.ParticipantEvents),
            Told(shortcuts.MeetingMetadata),
            Told(shortcuts.AudioMixed)),
    };

    private MediaFile? FindFile(string name)
    {
        if (Find(MediaLink.Owner(name)) is not { MediaShortcuts: { } shortcuts } recording) return null;
        if (MediaLink.Name(shortcuts.Transcript?.DownloadUrl) == name)
            return MediaFile.Text(name, RecallJson.Transcript(Speech.Of(recording.Id), recording.StartedAt));
        return Path.GetExtension(name) == ".json" ? MediaFile.Text(name, "[]"u8.ToArray()) : MediaFile.Invent(name, seed);
    }

    private SandboxHttpResponse One(RecallBot bot) => new(200, RoomJson.Document(json => Write(json, bot)));

    private SandboxHttpResponse One(RecallRecording recording) => new(200, RoomJson.Document(json => Write(json, recording)));

    private RoomAnswer GetBot(string id)
    {
        Live(id);
        if (FindBot(id) is not { } bot) return new(RecallErrors.NotFound());
        var answer = One(bot);
        return new(answer, IsDueAfterRead(id) ? store.DeleteMedia(id, Now(), Expiry != RecallExpiry.Recordings) : null);
    }

    private SandboxHttpResponse Conclude(string id, string method) => Intelligence switch
    {
        RecallIntelligence.Retired404 => RecallErrors.NoRoute(),
        RecallIntelligence.Retired410 => RecallErrors.Retired(),
        RecallIntelligence.Retired405 => RecallErrors.WrongMethod(method, ""),
        _ when method != "GET" => RecallErrors.WrongMethod(method, ReadOnly),
        _ when FindBot(id) is null || !store.LiveOf(id).Any() => RecallErrors.NotFound(),
        _ => new(200, Conclusions.TryGetValue(id, out var own) ? System.Text.Encoding.UTF8.GetBytes(own) : RecallJson.Intelligence(id)),
    };

    private RoomAnswer GetRecording(string id)
    {
        if (Find(id) is { } recording)
        {
            var answer = One(recording);
            return new(answer, IsDueAfterRead(id) ? store.Delete(id, Now()) : null);
        }

        return new(DeletedRecordingsStayReadable && store.FindDeleted(id) is { } deleted ? One(deleted) : RecallErrors.NotFound());
    }

    private RoomAnswer CallOff(string id)
    {
        if (store.Bots.Find(id) is not { } bot) return new(RecallErrors.NotFound());
        if (bot.Status is not (null or "ready") || !(IsoTime.Parse(bot.Item.JoinAt) > Now())) return new(RecallErrors.AlreadyDispatched());
        store.Bots.Remove(id);
        return new(new(204));
    }

    private RoomAnswer DeleteMediaOnce(string id, RoomCall call)
    {
        var key = call.Request.GetHeader("Idempotency-Key");
        if (replays.Find(key) is { } replay) return new(replay);
        var answer = DeleteMedia(id, call.Echo);
        replays.Keep(key, answer.Response);
        return answer;
    }

    private RoomAnswer DeleteMedia(string id, string? echo)
    {
        if (store.Bots.Find(id) is not { } bot) return new(RecallErrors.NotFound());
        if (store.IsErased(bot))
        {
            return new(SecondDelete switch
            {
                RecallSecondDelete.Ok200 => One(bot.Item),
                RecallSecondDelete.NotFound404 => RecallErrors.NotFound(),
                _ => RecallErrors.Conflict(),
            });
        }

        if (!store.IsOver(bot)) return new(RecallErrors.Unstarted(echo));
        if (IsConflict(id)) return new(RecallErrors.Conflict());
        if (DeleteMediaDelay > 0)
        {
            pending[id] = DeleteMediaDelay;
            return new(One(bot.Item));
        }

        var deleted = store.DeleteMedia(id, Now(), Expiry != RecallExpiry.Recordings);
        return new(One(FindBot(id)!), deleted);
    }

    private RoomAnswer DeleteRecording(string id)
    {
        if (Find(id) is not { } recording) return new(RecallErrors.NotFound());
        if (IsConflict(id)) return new(RecallErrors.Conflict());
        string[]? deleted = null;
        if (DeleteRecordingDelay > 0) pending[id] = DeleteRecordingDelay;
        else deleted = store.Delete(id, Now());
        return new(RecordingDeleteStatus == 200 ? One(store.FindDeleted(id) ?? recording) : new(RecordingDeleteStatus), deleted);
    }

    /// <summary>Whether a deletion goes on already, or is to be put off.</summary>
    private bool IsConflict(string id)
    {
        if (pending.ContainsKey(id)) return true;
        if (!ConflictTimes.TryGetValue(id, out var times) || times <= 0) return false;
        ConflictTimes[id] = times - 1;
        return true;
    }

    /// <summary>Counts a read of something that is to be deleted; whether it was the last that shows it as it was.</summary>
    private bool IsDueAfterRead(string id)
    {
        if (!pending.TryGetValue(id, out var reads) || reads == int.MaxValue) return false;
        if (reads > 1)
        {
            pending[id] = reads - 1;
            return false;
        }

        return pending.Remove(id);
    }
}
