using System.Globalization;
using System.Text.Json;
using RecordingCmdlets.Engine.Tests.Support;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Providers;

/// <summary>A session of the real engine on a sandbox of Webex.</summary>
internal sealed class WebexBench : ServiceBench
{
    public const string Me = "ana.ruiz@example.com";
    public const string Bo = "bo.lind@example.com";
    public const string Rooms = "chi.nguyen+rooms@example.com";
    public const string MainSite = "site4-example.webex.com";
    public const string OtherSite = "example.webex.com";
    public const string User = "User";
    public const string Admin = "Admin";
    public const string Officer = "ComplianceOfficer";

    /// <summary>Makes a retry come at once.</summary>
    public static readonly (string, string) AtOnce = ("Retry-After", "0");

    private int seeded;

    private WebexBench(SandboxServer sandbox, Func<string, string?> environment)
        : base("Webex", sandbox, environment, new HurriedTime())
    {
    }

    public WebexRoom Room => Sandbox.Room<WebexRoom>();

    public IReadOnlyList<SandboxRequest> Lists => [.. Requests.Where(r => r.Method == "GET" && r.Path.EndsWith("/recordings", StringComparison.Ordinal))];

    public IReadOnlyList<SandboxRequest> Reads => [.. Requests.Where(r => r.Method == "GET" && !r.Path.EndsWith("/recordings", StringComparison.Ordinal))];

    public IReadOnlyList<SandboxRequest> Deletes => [.. Requests.Where(r => r.Method == "DELETE")];

    public IReadOnlyList<SandboxRequest> Posts => [.. Requests.Where(r => r.Method == "POST")];

    /// <summary>A bench whose session is connected in a role; no request has been made yet.</summary>
    public static async Task<WebexBench> OpenAsync(
        string role = User, string? site = null, int? bulkSize = null, int? requestsPerMinute = null, TimeSpan? longestThrottle = null, bool isSandbox = true)
    {
        var bench = Unconnected();
        bench.Room.Role = Enum.Parse<WebexRole>(role);
        await bench.ConnectAsync(new ConnectionOptions
        {
            Provider = "Webex",
            AccessToken = bench.Sandbox.ApiKey,
            BaseUri = bench.Sandbox.GetBaseUri("Webex"),
            Role = role,
            SiteUrl = site,
            BulkSize = bulkSize,
            RequestsPerMinute = requestsPerMinute,
            MaxThrottleWait = longestThrottle ?? TimeSpan.FromMinutes(15),
            IsSandbox = isSandbox,
            SkipValidation = true,
        });
        return bench;
    }

    public static WebexBench Unconnected(Func<SandboxServer, Func<string, string?>>? environment = null)
    {
        var sandbox = SandboxServer.Start(new SandboxOptions { RecordingCount = 0, Now = Now }, ["Webex"]);
        return new WebexBench(sandbox, environment?.Invoke(sandbox) ?? (static _ => null));
    }

    public static string Iso(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>An id of the service.</summary>
    public static string Id(int number) => number.ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>A page as the service writes it.</summary>
    public static string Page(params IEnumerable<string> records) => $"{{\"items\":[{string.Join(',', records)}]}}";

    /// <summary>A query for what the tests seed: a month is one window.</summary>
    public static RecordingQuery Month(params string[] statuses) => new() { Now = Now, After = Now.AddDays(-28), Statuses = statuses };

    public static string[] Ids(SandboxRequest request)
    {
        using var body = JsonDocument.Parse(request.Body);
        return [.. body.RootElement.GetProperty("recordingIds").EnumerateArray().Select(i => i.GetString()!)];
    }

    public static Dictionary<string, string> Query(SandboxRequest request) => request.Query.Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(p => p.Split('=', 2)).ToDictionary(p => Uri.UnescapeDataString(p[0]), p => Uri.UnescapeDataString(p[1]), StringComparer.Ordinal);

    public RemovalTarget Bare(string id, string? owner = null, string? site = null) => Bare(id, RecordingKinds.Recording, owner, site);

    public RemovalOptions For(RemovalAction action = RemovalAction.Delete, string? reason = null, string? comment = null, int workers = RemovalOptions.DefaultThrottleLimit, bool prove = true) => new()
    {
        Action = action,
        HoldPath = HoldPath,
        Comment = comment,
        ThrottleLimit = workers,
        ProveBatches = prove,
        Audit = new AuditOptions { Path = AuditPath, Reason = reason },
    };

    /// <summary>Puts a recording into the service: of a day before <see cref="ServiceBench.Now"/>, unless told otherwise.</summary>
    public string Seed(DateTimeOffset? created = null, string host = Me, string? site = MainSite, string status = "available", bool shared = false, string? topic = null)
    {
        var at = created ?? Now.AddDays(-1);
        var recording = new WebexRecording
        {
            Id = Id(++seeded),
            CreateTime = Iso(at),
            TimeRecorded = Iso(at.AddHours(-1)),
            HostEmail = host,
            SiteUrl = site,
            Status = status,
            ShareToMe = shared,
            Topic = topic,
        };
        Room.Add(recording);
        return recording.Id;
    }

    /// <summary>Many recordings, a minute apart, the newest first, as the service lists them.</summary>
    public List<string> SeedMany(int count, string host = Me, string status = "available", string site = MainSite) =>
        [.. Enumerable.Range(0, count).Select(i => Seed(Now.AddMinutes(-1 - i), host, site, status))];
}
