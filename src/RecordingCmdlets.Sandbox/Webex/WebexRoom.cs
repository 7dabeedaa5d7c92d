using System.Collections.Immutable;

namespace RecordingCmdlets.Sandbox;

/// <summary>Webex: meeting recordings and their recycle bin, under <c>/v1</c>.</summary>
public sealed partial class WebexRoom : ISandboxRoom
{
    internal const string Provider = "Webex";

    private const string Base = "/v1";
    private const string TokenPath = Base + "/access_token";
    private const string Recordings = Base + "/recordings";
    private const string AdminRecordings = Base + "/admin/recordings";
    private const string SoftDelete = Recordings + "/softDelete";
    private const string Restore = Recordings + "/restore";
    private const string Purge = Recordings + "/purge";

    private const string Transcripts = Base + "/meetingTranscripts";
    private const string AdminTranscripts = Base + "/admin/meetingTranscripts";

    private readonly WebexStore store = new();
    private readonly OrderedStore<WebexTranscript> transcripts = new();
    private readonly int seed;
    private readonly WebexErrors errors = new();
    private readonly DateTimeOffset? fixedNow;

    // Held by who looks and then changes something.
    private readonly object gate = new();

    internal WebexRoom(SandboxOptions options, string key)
    {
        fixedNow = options.Now;
        seed = options.Seed;
        Media = new(Provider, MediaManner.Ticket, TimeSpan.FromHours(3), FindFile);
        Tokens = new(key, isRefreshSingleUse: false) { AccessLifetime = TimeSpan.FromSeconds(1_209_599) };
        Role = options.Roles.TryGetValue(Provider, out var role) && Enum.TryParse<WebexRole>(role, ignoreCase: true, out var known) ? known : WebexRole.Admin;
        foreach (var recording in new WebexSeed(options).Recordings())
        {
            Add(recording);
            if (WebexSeed.TranscriptOf(recording) is { } transcript) AddTranscript(transcript);
        }
    }

    /// <summary>The sites' own hosts, which the direct links of a single recording lead to; they are good for three hours.</summary>
    public MediaRoom Media { get; }

    /// <summary>Grants the tokens of this service.</summary>
    public TokenDesk Tokens { get; }

    /// <summary>The ids of the recordings that are neither in the recycle bin nor gone: a copy, in no order.</summary>
    public IReadOnlyCollection<string> Ids => store.Open(Everything).GetIds();

    /// <summary>How many recordings are neither in the recycle bin nor gone.</summary>
    public int Count => store.Open(Everything).Count;

    /// <summary>The ids of what is in the recycle bin: a copy, in no order.</summary>
    public IReadOnlyCollection<string> BinIds => store.Open(Everything with { State = WebexState.Deleted }).GetIds();

    /// <summary>The ids of what was purged or deleted for good: a copy, in no order.</summary>
    public IReadOnlyCollection<string> PurgedIds => store.Open(Everything with { State = WebexState.Purged }).GetIds();

    /// <summary>What the token may do.</summary>
    public WebexRole Role { get; set; }

    /// <summary>Who the token belongs to.</summary>
    public string UserEmail { get; set; } = WebexSeed.Caller;

    /// <summary>The site that counts where a call names none.</summary>
    public string PreferredSite { get; set; } = WebexSeed.Site;

    /// <summary>Whether the list of a user takes no more than 30 days at once, as that of an admin does.</summary>
    public bool LimitUserWindow { get; set; } = true;

    /// <summary>Whether <c>from</c> and <c>to</c> with fractions of a second are refused.</summary>
    public bool RefuseFractions { get; set; } = true;

    /// <summary>Whether the window of a list is about <c>timeRecorded</c> and not <c>createTime</c>; the order stays.</summary>
    public bool WindowsCompareTimeRecorded { get; set; }

    /// <summary>Whether <c>topic</c> has to be the whole topic and not a part of it.</summary>
    public bool TopicMatchesWhole { get; set; }

    /// <summary>Whether the link to the next page loses the filters and <c>max</c>.</summary>
    public bool DropFiltersInNext { get; set; }

    /// <summary>Makes the link to the next page out of the right one.</summary>
    public Func<string, string>? NextLinkOverride { get; set; }

    /// <summary>Whether the second page and all that follow link to the second page.</summary>
    public bool RepeatNext { get; set; }

    /// <summary>Whether a list begins with an empty page that has a link to the next.</summary>
    public bool EmptyPageWithNext { get; set; }

    /// <summary>Whether <c>hostEmail</c> without admin scopes is ignored and not answered 403.</summary>
    public bool IgnoreHostEmailWithoutAdmin { get; set; }

    /// <summary>Whether a Compliance Officer can still read what was deleted for good or purged.</summary>
    public bool OfficerReachesDeleted { get; set; } = true;

    /// <summary>What becomes of a batch in which some ids do not fit.</summary>
    public WebexUnfitIds UnfitIds { get; set; }

    /// <summary>The ids that are answered 423, by themselves and in batches.</summary>
    public ImmutableHashSet<string> Locked { get; set; } = [];

    /// <summary>The Retry-After of a 423; none when null.</summary>
    public int? LockedRetryAfterSeconds { get; set; } = 1;

    /// <summary>Whether answers carry the <c>trackingid</c> header; the body of an error has it in any case.</summary>
    public bool SendTrackingHeader
    {
        get => errors.SendHeader;
        set => errors.SendHeader = value;
    }

    string ISandboxRoom.Name => Provider;

    string ISandboxRoom.BasePath => Base;

    private static WebexView Everything => new(WebexState.Available, null, null);

    private DateTimeOffset Now => fixedNow ?? TimeProvider.System.GetUtcNow();

    /// <summary>Adds a recording, to the recycle bin if its status says so; one with the same id gives way.</summary>
    /// <param name="recording">The recording.</param>
    public void Add(WebexRecording recording)
    {
        ArgumentNullException.ThrowIfNull(recording);
        store.Put(recording);
    }

    /// <summary>Adds a transcript; one with the same id gives way.</summary>
    /// <param name="transcript">The transcript.</param>
    public void AddTranscript(WebexTranscript transcript)
    {
        ArgumentNullException.ThrowIfNull(transcript);
        transcripts.Add(transcript.Id, IsoTime.Parse(transcript.StartTime), transcript);
    }

    /// <summary>Removes a recording behind the API's back, from wherever it is.</summary>
    /// <param name="id">The id of the recording.</param>
    /// <returns>Whether there was one.</returns>
    public bool Remove(string id)
    {
        lock (gate) return store.Remove(id);
    }

    /// <summary>Whether a recording exists and is not in the recycle bin.</summary>
    /// <param name="id">The id of the recording.</param>
    /// <returns>Whether it does.</returns>
    public bool Contains(string id) => Find(id) is not null;

    /// <summary>The recording with an id.</summary>
    /// <param name="id">The id of the recording.</param>
    /// <returns>The recording; null when there is none, or it is in the recycle bin.</returns>
    public WebexRecording? Find(string id) => store.Find(id) is { } recording && Everything.Holds(recording) ? recording : null;

    bool ISandboxRoom.IsAuthorized(SandboxHttpRequest request, string apiKey) =>
        IsTokenRequest(request) || Tokens.Accepts(request.GetHeader("Authorization"));

    MediaFile? ISandboxRoom.FindMedia(string id) =>
        Find(id) is { } recording && MediaLink.Name(recording.RecordingDownloadLink ?? recording.AudioDownloadLink) is { } name ? Media.Find(name) : null;

    bool ISandboxRoom.IsBatch(SandboxHttpRequest request) => request is { Method: "POST", RawPath: SoftDelete or Purge };

    bool ISandboxRoom.HasSecretBody(SandboxHttpRequest request) => request.RawPath == TokenPath;

    RoomAnswer ISandboxRoom.Handle(RoomCall call)
    {
        return (call.Request.Method, call.Request.RawPath) switch
        {
            ("POST", TokenPath) => new(Grant(call.Request)),
            ("GET", Recordings) => List(call, isAdminList: false),
            ("GET", AdminRecordings) => List(call, isAdminList: true),
            ("POST", SoftDelete) => Move(call, WebexState.Available, WebexState.Deleted, all: null),
            ("POST", Restore) => Move(call, WebexState.Deleted, WebexState.Available, all: "restoreAll"),
            ("POST", Purge) => Move(call, WebexState.Deleted, WebexState.Purged, all: "purgeAll"),
            ("GET", Transcripts) => ListTranscripts(call, isAdminList: false),
            ("GET", AdminTranscripts) => ListTranscripts(call, isAdminList: true),
            (_, TokenPath) => new(errors.WrongMethod("POST")),
            (_, Recordings or AdminRecordings) => new(errors.WrongMethod("GET")),
            (var method, var path) when ItemId(path, Recordings) is { } id => method switch
            {
                "GET" => Get(call, id),
                "DELETE" => Delete(call, id),
                _ => new(errors.WrongMethod("GET, DELETE")),
            },
            (var method, var path) when ItemId(path, AdminRecordings) is { } id => method == "DELETE"
                ? DeleteAsAdmin(call, id)
                : new(errors.WrongMethod("DELETE")),
            ("GET", var path) when path.EndsWith(Download, StringComparison.Ordinal) && ItemId(path[..^Download.Length], Transcripts) is { } id =>
                DownloadTranscript(call, id),
            _ => new(errors.NotFound()),
        };
    }

    SandboxHttpResponse ISandboxRoom.Error(int status, string? echo) => errors.For(status, echo);

    void ISandboxRoom.AddHeaders(SandboxHttpResponse response, string requestId, RateState? rate)
    {
        if (SendTrackingHeader) response.WithDefault(WebexErrors.TrackingHeader, requestId);
        if (response.Status == 429 && rate is not null) response.WithDefault("Retry-After", "1");
    }

    private static bool IsTokenRequest(SandboxHttpRequest request) => request is { Method: "POST", RawPath: TokenPath };

    /// <summary>The id that a path names below a collection; null when it names none, or something deeper.</summary>
    private static string? ItemId(string path, string collection)
    {
        if (!path.StartsWith(collection, StringComparison.Ordinal)) return null;
        var rest = path.AsSpan(collection.Length);
        if (rest.IsEmpty || rest[0] != '/') return null;
        var id = rest[1..].ToString();
        return id.Length == 0 || id.Contains('/', StringComparison.Ordinal) ? null : UrlText.Decode(id);
    }

    private SandboxHttpResponse Grant(SandboxHttpRequest request)
    {
        const string Form = "application/x-www-form-urlencoded";
        if (request.GetHeader("Content-Type")?.StartsWith(Form, StringComparison.OrdinalIgnoreCase) != true) return errors.WrongMediaType();

        // The desk would take a password; this service does not.
        var form = UrlText.ParseQuery(System.Text.Encoding.UTF8.GetString(request.Body.Span));
        return form.GetValueOrDefault("grant_type") == "password"
            ? new(400, """{"error":"unsupported_grant_type","error_description":"This kind of grant is not known."}""")
            : Tokens.Grant(request);
    }
}
