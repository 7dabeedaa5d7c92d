using System.Collections.Concurrent;
using System.Globalization;

namespace RecordingCmdlets.Sandbox;

/// <summary>Attendee: meeting bots and the data they captured, under <c>/api/v1</c>. Data goes bot by bot; the bot itself stays.</summary>
public sealed partial class AttendeeRoom : ISandboxRoom
{
    internal const string Provider = "Attendee";

    private const string Base = "/api/v1";
    private const string Bots = Base + "/bots";
    private const int PageSize = 25;
    private const string AppSessions = Base + "/app_sessions";
    private const string AppPrefix = "app_";
    private const string NoBot = "Bot not found";
    private const string NoRecording = "No recording found for bot";

    // Before the oldest, whatever its id.
    private static readonly StorePosition Start = new(long.MinValue, "\uFFFF");

    private readonly object gate = new();
    private readonly OrderedStore<Shelved> bots = new();
    private readonly DateTimeOffset? now;
    private readonly int seed;

    internal AttendeeRoom(SandboxOptions options)
    {
        seed = options.Seed;
        Media = new(Provider, MediaManner.Storage, TimeSpan.FromMinutes(30), FindFile);
        now = options.Now;
        pace = options.LiveBotStep;
        foreach (var bot in new AttendeeSeed(options).Bots()) Add(bot);
        Seed(options);
    }

    /// <summary>The storage that the <c>url</c> of a recording leads to; the links are good for half an hour.</summary>
    public MediaRoom Media { get; }

    /// <summary>The ids of the bots and app sessions that hold data which can be deleted now: a copy, in no order.</summary>
    public IReadOnlyCollection<string> Ids => [.. Where(bot => AttendeeStates.AllowsDeletion(bot.State))];

    /// <summary>The ids of all bots and app sessions, in whatever state: a copy, in no order.</summary>
    public IReadOnlyCollection<string> AllIds => bots.GetIds();

    /// <summary>The ids of the app sessions, in whatever state: a copy, in no order.</summary>
    public IReadOnlyCollection<string> AppSessionIds => [.. Where(bot => bot.Id.StartsWith(AppPrefix, StringComparison.Ordinal))];

    /// <summary>How many bots and app sessions exist, in whatever state.</summary>
    public int Count => bots.Count;

    /// <summary>
    /// How many times the deletion of a bot's data breaks before it works, by id; for ever with <see cref="int.MaxValue"/>.
    /// The file is gone by the first time, the transcript and the state are not.
    /// </summary>
    public ConcurrentDictionary<string, int> FailDeletes { get; } = new(StringComparer.Ordinal);

    /// <summary>The ids of the bots whose data is deleted but whose answer says that something broke.</summary>
    public IReadOnlyCollection<string> FailAfterDelete { get; set; } = [];

    /// <summary>Makes of each link to a next page another, or none; called with null on the last page.</summary>
    public Func<string?, string?>? NextLinkOverride { get; set; }

    /// <summary>The scheme and host in links, as a proxy's inner side has them, such as <c>http://internal:8000</c>; the request's own when null.</summary>
    public string? NextHostOverride { get; set; }

    /// <summary>Whether a page that a cursor led to names itself as the next one, for ever.</summary>
    public bool RepeatNext { get; set; }

    /// <summary>Whether answers carry an <c>x-request-id</c>, as behind some proxies.</summary>
    public bool SendRequestId { get; set; }

    string ISandboxRoom.Name => Provider;

    string ISandboxRoom.BasePath => Base;

    /// <summary>Adds a bot; one with the same id gives way.</summary>
    /// <param name="bot">The bot.</param>
    public void Add(AttendeeBot bot)
    {
        ArgumentNullException.ThrowIfNull(bot);
        var created = bot.Created ?? IsoTime.Parse(bot.Events is [var first, ..] ? first.CreatedAt : null) ?? TimeProvider.System.GetUtcNow();
        Shelved shelved = new(bot, created, IsoTime.Parse(bot.JoinAt));
        lock (gate) bots.Add(bot.Id, created, shelved);
    }

    /// <summary>Removes a bot with all it has behind the API's back.</summary>
    /// <param name="id">The id of the bot.</param>
    /// <returns>Whether there was one.</returns>
    public bool Remove(string id)
    {
        lock (gate) return bots.Remove(id) is not null;
    }

    /// <summary>Whether a bot exists, in whatever state.</summary>
    /// <param name="id">The id of the bot.</param>
    /// <returns>Whether it does.</returns>
    public bool Contains(string id) => bots.Find(id) is not null;

    /// <summary>The bot with an id, as it is now.</summary>
    /// <param name="id">The id of the bot.</param>
    /// <returns>The bot; null when there is none.</returns>
    public AttendeeBot? Find(string id) => bots.Find(id)?.Bot;

    bool ISandboxRoom.IsAuthorized(SandboxHttpRequest request, string apiKey) =>
        request.GetHeader("Authorization")?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is [var scheme, var key]
        && string.Equals(scheme, "Token", StringComparison.OrdinalIgnoreCase)
        && key == apiKey;

    MediaFile? ISandboxRoom.FindMedia(string id) => MediaLink.Name(Find(id)?.RecordingUrl) is { } name ? Media.Find(name) : null;

    RoomAnswer ISandboxRoom.Handle(RoomCall call)
    {
        var request = call.Request;
        Live();

        // Before it is taken apart: an escaped slash is a slash to this service.
        var path = UrlText.Decode(request.RawPath);
        if (path == Bots) return request.Method == "GET" ? List(call) : new(AttendeeErrors.BadMethod(request.Method));
        if (path.StartsWith(AppSessions + "/", StringComparison.Ordinal)) return new(AppSession(request, path[(AppSessions.Length + 1)..].Split('/')));
        if (!path.StartsWith(Bots + "/", StringComparison.Ordinal)) return new(AttendeeErrors.NoRoute());

        var parts = path[(Bots.Length + 1)..].Split('/');
        if (parts[0].Length == 0) return new(AttendeeErrors.NoRoute());
        return (request.Method, parts) switch
        {
            ("GET", [var id]) => new(GetBot(id)),
            ("DELETE", [var id]) => new(DeleteBot(id, call.Echo)),
            ("POST", [var id, "delete_data"]) => DeleteData(id, call.Echo),
            ("GET", [var id, "recording"]) => new(GetRecording(id)),
            ("GET", [var id, "transcript"]) => new(GetTranscript(id, request.RawQuery)),
            ("DELETE", [var id, "transcript"]) => new(DeleteTranscript(id, request.RawQuery)),
            (_, [_] or [_, "delete_data" or "recording" or "transcript"]) => new(AttendeeErrors.BadMethod(request.Method)),
            _ => new(AttendeeErrors.NoRoute()),
        };
    }

    SandboxHttpResponse ISandboxRoom.Error(int status, string? echo) => AttendeeErrors.For(status, echo);

    void ISandboxRoom.AddHeaders(SandboxHttpResponse response, string requestId, RateState? rate)
    {
        if (SendRequestId) response.WithDefault("x-request-id", requestId);
        if (response.Status == 429 && rate is { } state) response.WithDefault("Retry-After", state.ResetSeconds.ToString(CultureInfo.InvariantCulture));
    }

    private IEnumerable<string> Where(Func<AttendeeBot, bool> filter) =>
        bots.Page(TickRange.All, item => filter(item.Bot), 0, int.MaxValue).Items.Select(item => item.Bot.Id);

    private RoomAnswer List(RoomCall call)
    {
        AttendeeListQuery query = new(call.Request.RawQuery);
        if (query.Problem is { } problem) return new(AttendeeErrors.BadRequest(problem, call.Echo));
        var cursor = query.Cursor is { } text ? AttendeeCursor.Read(text) : null;
        if (cursor is null && query.Cursor is not null) return new(AttendeeErrors.BadCursor());

        var (items, hasPrevious, hasNext) = Page(cursor, query);
        var path = $"{NextHostOverride ?? $"http://{call.Request.GetHeader("Host")}"}{call.Request.RawPath}";
        var next = RepeatNext && query.Cursor is { } own ? Link(own)
            : hasNext ? Link(new AttendeeCursor(items[^1].Position, IsReverse: false).Write())
            : null;
        var previous = hasPrevious ? Link(new AttendeeCursor(items[0].Position, IsReverse: true).Write()) : null;
        if (NextLinkOverride is { } change) next = change(next);
        return new(new(200, AttendeeJson.Page(items.Select(item => item.Bot), next, previous)));

        string Link(string place) => $"{path}?{query.With(place)}";
    }

    /// <summary>A page, oldest first, and whether there is more on either side of it.</summary>
    private (List<Shelved> Items, bool HasPrevious, bool HasNext) Page(AttendeeCursor? cursor, AttendeeListQuery query)
    {
        // The store has the newest first. One more than a page tells whether there is another.
        var items = cursor is { IsReverse: true } back
            ? bots.After(back.Position, Matches, PageSize + 1)
            : bots.Before(cursor?.Position ?? Start, Matches, PageSize + 1);
        var isReverse = cursor is { IsReverse: true };
        if (!isReverse) items.Reverse();
        var hasMore = items.Count > PageSize;
        if (hasMore) items.RemoveAt(PageSize);
        if (isReverse) items.Reverse();
        var hasOther = cursor is not null && items.Count > 0;
        return isReverse ? (items, hasMore, hasOther) : (items, hasOther, hasMore);

        bool Matches(Shelved item) => query.Matches(item.Bot, item.JoinAt);
    }

    private SandboxHttpResponse GetBot(string id)
    {
        Live(id);
        return Find(id) is { } bot ? new(200, AttendeeJson.One(bot)) : AttendeeErrors.NotFound(NoBot);
    }

    /// <summary>Deletes the row of a bot that has not started, and so has no data.</summary>
    private SandboxHttpResponse DeleteBot(string id, string? echo)
    {
        lock (gate)
        {
            if (Find(id) is not { } bot) return AttendeeErrors.NotFound(NoBot);
            if (bot.State != AttendeeStates.Scheduled)
            {
                return AttendeeErrors.BadRequest($"Bot is in state {bot.State} but can only be deleted when in scheduled state", echo);
            }

            bots.Remove(id);
            return new(200);
        }
    }

    private RoomAnswer DeleteData(string id, string? echo)
    {
        lock (gate)
        {
            if (bots.Find(id) is not { } item) return new(AttendeeErrors.NotFound(NoBot));
            var bot = item.Bot;
            if (!AttendeeStates.AllowsDeletion(bot.State))
            {
                return new(AttendeeErrors.BadRequest("Bot is not in a state where the data deleted event can be created", echo));
            }

            if (Breaks(id))
            {
                // Files do not come back with the rows.
                item.Bot = bot with { RecordingUrl = null };
                return new(AttendeeErrors.Broken(echo));
            }

            AttendeeEvent deleted = new(AttendeeStates.DataDeleted, AttendeeTime.Format(Now()));
            item.Bot = bot with { State = AttendeeStates.DataDeleted, Events = [.. bot.Events ?? [], deleted], RecordingUrl = null, Transcript = [] };
            return new(FailAfterDelete.Contains(id) ? AttendeeErrors.Broken(echo) : new(200, AttendeeJson.One(item.Bot)), [id]);
        }
    }

    private bool Breaks(string id)
    {
        if (!FailDeletes.TryGetValue(id, out var times) || times <= 0) return false;
        if (times != int.MaxValue) FailDeletes[id] = times - 1;
        return true;
    }

    private SandboxHttpResponse GetRecording(string id) => Find(id) switch
    {
        null => AttendeeErrors.NotFound(NoBot),
        { RecordingState: null } => AttendeeErrors.NotFound(NoRecording),
        { RecordingUrl: { } url, StartTimestampMs: var start } => new(200, AttendeeJson.Recording(Media.Sign(url)!, start)),
        _ => AttendeeErrors.NotFound("No recording file found for bot"),
    };

    private SandboxHttpResponse AppSession(SandboxHttpRequest request, string[] parts)
    {
        if (parts is not [{ Length: > 0 } id, "media" or "transcript"]) return AttendeeErrors.NoRoute();
        if (request.Method != "GET") return AttendeeErrors.BadMethod(request.Method);
        var session = id.StartsWith(AppPrefix, StringComparison.Ordinal) ? Find(id) : null;
        if (parts[1] == "transcript") return session is null ? AttendeeErrors.NotFound(NoBot) : GetTranscript(id, request.RawQuery);
        return session switch
        {
            null => AttendeeErrors.NotFound("App session not found"),
            { RecordingState: null } => AttendeeErrors.NotFound("No media found for app session"),
            { RecordingUrl: null } => AttendeeErrors.NotFound("No media file found for app session"),
            _ => GetRecording(id),
        };
    }

    private MediaFile? FindFile(string name) =>
        MediaLink.Name(Find(MediaLink.Owner(name))?.RecordingUrl) == name ? MediaFile.Invent(name, seed) : null;

    private SandboxHttpResponse GetTranscript(string id, string rawQuery)
    {
        var bot = Find(id);
        return TranscriptError(bot, rawQuery) ?? new(200, AttendeeJson.Transcript(bot!));
    }

    private SandboxHttpResponse DeleteTranscript(string id, string rawQuery)
    {
        lock (gate)
        {
            var item = bots.Find(id);
            if (TranscriptError(item?.Bot, rawQuery) is { } error) return error;
            item!.Bot = item.Bot with { Transcript = [] };
            return new(200);
        }
    }

    /// <summary>Why there is no transcript to speak of; null when there is one, if only an empty one.</summary>
    private static SandboxHttpResponse? TranscriptError(AttendeeBot? bot, string rawQuery) => bot switch
    {
        null => AttendeeErrors.NotFound(NoBot),
        { RecordingState: null } => AttendeeErrors.NotFound(NoRecording),

        // The sandbox has none that was made afterwards.
        _ when UrlText.ParseQuery(rawQuery).GetValueOrDefault("async_transcription_id") is { Length: > 0 } =>
            AttendeeErrors.NotFound("Async Transcription not found"),
        _ => null,
    };

    /// <summary>A bot at its place in the order, which it keeps while it changes.</summary>
    private sealed class Shelved(AttendeeBot bot, DateTimeOffset created, DateTimeOffset? joinAt)
    {
        private volatile AttendeeBot bot = bot;

        public AttendeeBot Bot
        {
            get => bot;
            set => bot = value;
        }

        public StorePosition Position { get; } = new(created.UtcTicks, bot.Id);

        public DateTimeOffset? JoinAt { get; } = joinAt;
    }
}
