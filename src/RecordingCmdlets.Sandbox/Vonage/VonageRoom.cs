using System.Collections.Concurrent;
using System.Text;

namespace RecordingCmdlets.Sandbox;

/// <summary>Vonage: company and on-demand call recordings of one account, under <c>/t/vbc.prod/call_recording</c>, and <c>/token</c>.</summary>
public sealed partial class VonageRoom : ISandboxRoom
{
    internal const string Provider = "Vonage";

    private const string TokenPath = "/token";
    private const string UserSuffix = "@vbc.prod";
    private const string Self = "self";

    private readonly object gate = new();
    private readonly OrderedStore<VonageRecording> company = new();

    // By user, so that a page of one user's costs no look at the others'.
    private readonly ConcurrentDictionary<string, OrderedStore<VonageRecording>> onDemand = new(StringComparer.Ordinal);

    private readonly int seed;

    internal VonageRoom(SandboxOptions options, string key)
    {
        seed = options.Seed;
        Tokens = new(key, isRefreshSingleUse: true);
        foreach (var user in UserIds) StoreOf(user);
        foreach (var recording in new VonageSeed(options, UserIds).Recordings()) StoreOf(recording.UserId).Add(recording.Id, Started(recording), recording);
    }

    /// <summary>The token endpoint.</summary>
    public TokenDesk Tokens { get; }

    /// <summary>The account, which <c>self</c> also stands for.</summary>
    public string AccountId { get; } = "549825";

    /// <summary>The users that are seeded, the user of every token first.</summary>
    public IReadOnlyList<string> UserIds { get; } = ["745249", "745250", "801377"];

    /// <summary>The user of every token, which <c>self</c> also stands for.</summary>
    public string SelfUserId => UserIds[0];

    /// <summary>The ids of the recordings that exist, of both kinds: a copy, in no order.</summary>
    public IReadOnlyCollection<string> Ids => [.. Stores.SelectMany(store => store.GetIds())];

    /// <summary>How many recordings exist, of both kinds.</summary>
    public int Count => Stores.Sum(store => store.Count);

    /// <summary>Which forms of the path exist.</summary>
    public VonagePathForms PathForms { get; set; } = VonagePathForms.Both;

    /// <summary>Whether recordings of another user than the token's are answered 403.</summary>
    public bool ForbidOtherUsers { get; set; }

    /// <summary>Whether the client is not subscribed to the API: everything but the token endpoint is answered 403.</summary>
    public bool NotSubscribed { get; set; }

    /// <summary>Whether the first page has the number 0 instead of 1; the total of pages stays as it is.</summary>
    public bool PagesFromZero { get; set; }

    /// <summary>Whether a page without recordings has an empty <c>_embedded</c> instead of none.</summary>
    public bool SendEmptyEmbedded { get; set; }

    /// <summary>What a larger <c>page_size</c> comes down to.</summary>
    public int MaxPageSize { get; set; } = 100;

    /// <summary>Told as <c>nextAccessTime</c> when throttled, in place of a Retry-After.</summary>
    public DateTimeOffset? NextAccessTime { get; set; }

    /// <summary>The status of a throttled request: 429, or 503 with the same body and no Retry-After.</summary>
    public int ThrottleStatus { get; set; } = 429;

    string ISandboxRoom.Name => Provider;

    string ISandboxRoom.BasePath => VonagePath.WithVersion;

    private IEnumerable<OrderedStore<VonageRecording>> Stores => onDemand.Values.Prepend(company);

    /// <summary>Adds a recording, and its user if new; one with the same id gives way, whatever its kind.</summary>
    /// <param name="recording">The recording.</param>
    public void Add(VonageRecording recording)
    {
        ArgumentNullException.ThrowIfNull(recording);
        lock (gate)
        {
            Remove(recording.Id);
            StoreOf(recording.UserId).Add(recording.Id, Started(recording), recording);
        }
    }

    /// <summary>Removes a recording behind the API's back, as another process would.</summary>
    /// <param name="id">The id of the recording.</param>
    /// <returns>Whether there was one.</returns>
    public bool Remove(string id) => Stores.Any(store => store.Remove(id) is not null);

    /// <summary>Whether a recording exists.</summary>
    /// <param name="id">The id of the recording.</param>
    /// <returns>Whether it does.</returns>
    public bool Contains(string id) => Find(id) is not null;

    /// <summary>The recording with an id, of either kind.</summary>
    /// <param name="id">The id of the recording.</param>
    /// <returns>The recording; null when there is none.</returns>
    public VonageRecording? Find(string id) => Stores.Select(store => store.Find(id)).FirstOrDefault(recording => recording is not null);

    bool ISandboxRoom.IsAuthorized(SandboxHttpRequest request, string apiKey) =>
        IsGrant(request) || Tokens.Accepts(request.GetHeader("Authorization"));

    MediaFile? ISandboxRoom.FindMedia(string id) => Find(id) is { } recording ? FileOf(recording) : null;

    bool ISandboxRoom.ServesMedia(SandboxHttpRequest request) => VonagePath.ReadAudio(request.RawPath, PathForms) is not null || VonagePath.IsExport(request.RawPath, PathForms);

    bool ISandboxRoom.HasSecretBody(SandboxHttpRequest request) => request.RawPath == TokenPath;

    RoomAnswer ISandboxRoom.Handle(RoomCall call)
    {
        var request = call.Request;
        if (IsGrant(request)) return new(Grant(request));
        if (NotSubscribed) return new(VonageErrors.NotSubscribed());
        if (VonagePath.ReadAudio(request.RawPath, PathForms) is { } audio) return new(Audio(call, audio));
        if (VonagePath.IsExport(request.RawPath, PathForms)) return new(Retrieve(call));
        if (VonagePath.ReadJobs(request.RawPath, PathForms) is { } jobs) return new(Jobs(request, jobs));
        if (VonagePath.Read(request.RawPath, PathForms) is not { } path) return new(VonageErrors.NoRoute());
        var isExport = request.Method == "POST" && path.Id == "export";
        if (request.Method != "GET" && !isExport && (request.Method != "DELETE" || path.Id is null)) return new(VonageErrors.NoRoute());

        if (Admit(ref path) is { } refusal) return new(refusal);
        var user = path.User;
        var store = user is null ? company : onDemand.GetValueOrDefault(user);
        if (store is null) return new(VonageErrors.NotFound());

        var collection = VonagePath.Collection(AccountId, user);
        if (isExport) return new(Export(call, store, user));
        if (path.Id is not { } id) return new(List(call, store, collection));
        if (request.Method == "DELETE") return store.Remove(id) is null ? new(VonageErrors.NotFound()) : new(new(204), [id]);
        return new(store.Find(id) is { } recording ? new(200, VonageJson.One(Told(recording, request), collection)) : VonageErrors.NotFound());
    }

    SandboxHttpResponse ISandboxRoom.Error(int status, string? echo) =>
        status == 429 ? VonageErrors.Throttled(ThrottleStatus, NextAccessTime) : VonageErrors.For(status, echo);

    void ISandboxRoom.AddHeaders(SandboxHttpResponse response, string requestId, RateState? rate)
    {
        response.WithDefault("x-request-id", requestId);
        if (response.Status == 429 && rate is { Exceeded: true } && NextAccessTime is null) response.WithDefault("Retry-After", "1");
    }

    /// <summary>A recording with an address on the host that was asked.</summary>
    private static VonageRecording Told(VonageRecording recording, SandboxHttpRequest request) => MediaLink.Name(recording.DownloadUrl) is null
        ? recording
        : recording with { DownloadUrl = VonagePath.Audio(request.GetHeader("Host"), recording.Id) };

    private static bool IsGrant(SandboxHttpRequest request) => request is { Method: "POST", RawPath: TokenPath };

    private static DateTimeOffset? Started(VonageRecording recording) => IsoTime.Parse(recording.Start);

    private static (List<VonageRecording> Items, int Total) Page(OrderedStore<VonageRecording> store, VonageListQuery query)
    {
        if (!query.IsAscending) return store.Page(query.Started, query.Filter, query.Skip, query.Size);

        // The store has the newest first, so the page is counted from the end.
        var (_, total) = store.Page(query.Started, query.Filter, skip: 0, take: 0);
        var end = total - query.Skip;
        if (end <= 0) return ([], total);
        var (items, _) = store.Page(query.Started, query.Filter, Math.Max(0, end - query.Size), (int)Math.Min(end, query.Size));
        items.Reverse();
        return (items, total);
    }

    /// <summary>Why a path is not for the token's user; null when it is, and then the path names the user by number.</summary>
    private SandboxHttpResponse? Admit(ref VonagePath path)
    {
        // Which of 403 and 404 a foreign account gets is not documented; nor is it for a user that there is not.
        if (path.Account != Self && path.Account != AccountId) return VonageErrors.Forbidden();
        if (path.User == Self) path = path with { User = SelfUserId };
        return ForbidOtherUsers && path.User is { } user && user != SelfUserId ? VonageErrors.Forbidden() : null;
    }

    private OrderedStore<VonageRecording> StoreOf(string? userId) => userId is null ? company : onDemand.GetOrAdd(userId, _ => new());

    private MediaFile FileOf(VonageRecording recording) => MediaFile.Invent($"{recording.Id}.mp3", seed, recording.FileSizeInBytes);

    private SandboxHttpResponse Audio(RoomCall call, string id)
    {
        if (call.Request.Method is not ("GET" or "HEAD")) return VonageErrors.NoRoute();
        return Find(id) is not { } recording || (ForbidOtherUsers && recording.UserId is { } user && user != SelfUserId)
            ? VonageErrors.NotFound()
            : MediaAnswer.Make(call.Request, FileOf(recording), call.Twist);
    }

    private SandboxHttpResponse Grant(SandboxHttpRequest request)
    {
        const string FormType = "application/x-www-form-urlencoded";
        if (request.GetHeader("Content-Type")?.Split(';')[0].Trim() is not { } type || !type.Equals(FormType, StringComparison.OrdinalIgnoreCase))
            return VonageErrors.BadGrant("invalid_request", "The body has to be a form.");

        var form = UrlText.ParseQuery(Encoding.UTF8.GetString(request.Body.Span));
        return form.GetValueOrDefault("grant_type") == "password" && form.GetValueOrDefault("username")?.EndsWith(UserSuffix, StringComparison.Ordinal) != true
            ? VonageErrors.BadGrant("invalid_grant", "User name or password is wrong.")
            : Tokens.Grant(request);
    }

    private SandboxHttpResponse List(RoomCall call, OrderedStore<VonageRecording> store, string collection)
    {
        var firstPage = PagesFromZero ? 0 : 1;
        VonageListQuery query = new(call.Request.RawQuery, firstPage, MaxPageSize);
        if (query.Problem is { } problem) return VonageErrors.BadRequest(problem, call.Echo);

        var (items, total) = Page(store, query);
        VonagePage page = new(collection, query.Page, query.Page - (long)firstPage, query.Size, total, SendEmptyEmbedded);
        return new(200, VonageJson.Page(items.ConvertAll(item => Told(item, call.Request)), page));
    }
}
