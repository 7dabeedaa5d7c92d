using System.Globalization;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Providers;

/// <summary>A session of the real engine on a sandbox of Vonage.</summary>
internal sealed class VonageBench : ServiceBench
{
    public const string Root = "/t/vbc.prod/call_recording/v1/api/accounts/self";
    public const string Company = Root + "/company_call_recordings";
    public const string OnDemand = Root + "/users/self/call_recordings";
    public const string UserName = "jane@vbc.prod";

    private VonageBench(SandboxServer sandbox, Func<string, string?>? environment, TimeProvider? time)
        : base("Vonage", sandbox, environment, time)
    {
    }

    public VonageRoom Room => Sandbox.Room<VonageRoom>();

    public IReadOnlyList<SandboxRequest> Deletes => [.. Requests.Where(r => r.Method == "DELETE")];

    public IReadOnlyList<SandboxRequest> Grants => [.. Requests.Where(r => r.Path == "/token")];

    public IReadOnlyList<SandboxRequest> Lists => [.. Requests.Where(r => r.Method == "GET" && r.Path.EndsWith("call_recordings", StringComparison.Ordinal))];

    /// <summary>The numbers of the pages that were asked for.</summary>
    public IEnumerable<string> Pages => Lists.Select(r => r.Query["page=".Length..].Split('&')[0]);

    public static RecordingQuery All { get; } = new() { Now = Now, Kinds = [RecordingKinds.Company] };

    /// <summary>A bench whose session is connected by access token and knows the path; the log is empty.</summary>
    public static async Task<VonageBench> OpenAsync(
        int recordings = 0, string? account = null, int? requestsPerMinute = null, TimeSpan? longestThrottle = null, bool isSandbox = true, bool isPathKnown = true, TimeProvider? time = null)
    {
        var bench = Unconnected(recordings, time: time);
        await bench.ConnectAsync(bench.TokenOptions(account, requestsPerMinute, longestThrottle, isSandbox, skipValidation: !isPathKnown));
        bench.Sandbox.ClearRequests();
        return bench;
    }

    /// <summary>A bench whose session is connected by a grant.</summary>
    public static async Task<VonageBench> OpenGrantedAsync(bool byPassword = true, Action<Secret>? onTokenChanged = null, TimeProvider? time = null, TimeSpan? lifetime = null)
    {
        var bench = Unconnected(time: time);
        if (lifetime is { } span) bench.Room.Tokens.AccessLifetime = span;
        await bench.ConnectAsync(byPassword ? bench.PasswordOptions() : bench.RefreshOptions(onTokenChanged));
        return bench;
    }

    public static VonageBench Unconnected(int recordings = 0, Func<SandboxServer, Func<string, string?>>? environment = null, TimeProvider? time = null, Secret? key = null)
    {
        var sandbox = SandboxServer.Start(new SandboxOptions { RecordingCount = recordings, Now = Now }, ["Vonage"], key);
        return new VonageBench(sandbox, environment?.Invoke(sandbox), time);
    }

    public ConnectionOptions TokenOptions(
        string? account = null, int? requestsPerMinute = null, TimeSpan? longestThrottle = null, bool isSandbox = true, bool skipValidation = false, string? name = null) => new()
        {
            Provider = "Vonage",
            Name = name,
            AccessToken = Sandbox.ApiKey,
            BaseUri = Sandbox.GetBaseUri("Vonage"),
            AccountId = account,
            RequestsPerMinute = requestsPerMinute,
            MaxThrottleWait = longestThrottle ?? TimeSpan.FromMinutes(15),
            IsSandbox = isSandbox,
            SkipValidation = skipValidation,
        };

    // Paces and tokens are shared by client, and benches are not to meet.
    public ConnectionOptions PasswordOptions(string userName = UserName, Secret? password = null, string? client = null, int? requestsPerMinute = null) => new()
    {
        Provider = "Vonage",
        UserName = userName,
        Password = password ?? Sandbox.ApiKey,
        ClientId = client ?? Guid.NewGuid().ToString("N"),
        ClientSecret = Sandbox.ApiKey,
        BaseUri = Sandbox.GetBaseUri("Vonage"),
        RequestsPerMinute = requestsPerMinute,
        IsSandbox = true,
        SkipValidation = true,
    };

    public ConnectionOptions RefreshOptions(Action<Secret>? onTokenChanged, Secret? token = null) => new()
    {
        Provider = "Vonage",
        RefreshToken = token ?? Sandbox.ApiKey,
        ClientId = Guid.NewGuid().ToString("N"),
        ClientSecret = Sandbox.ApiKey,
        OnTokenChanged = onTokenChanged,
        BaseUri = Sandbox.GetBaseUri("Vonage"),
        IsSandbox = true,
        SkipValidation = true,
    };

    /// <summary>A moment as the service writes it.</summary>
    public static string Iso(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'+0000'", CultureInfo.InvariantCulture);

    /// <summary>A page as the service writes it.</summary>
    public static string Page(int totalItems, int totalPages, params IEnumerable<string> records) =>
        $"{{\"_embedded\":{{\"recordings\":[{string.Join(',', records)}]}},\"page\":1,\"page_size\":100,\"total_items\":{totalItems},\"total_pages\":{totalPages}}}";

    public RemovalTarget CompanyItem(string id) => Bare(id, RecordingKinds.Company);

    /// <summary>Puts a recording into the service: a company's, of a day before <see cref="ServiceBench.Now"/>, unless told otherwise.</summary>
    public string Seed(string id, string? user = null, DateTimeOffset? start = null, Func<VonageRecording, VonageRecording>? change = null)
    {
        var recording = new VonageRecording
        {
            Id = id,
            UserId = user,
            CallId = "c91150a6-8cc4-4e73-9fef-17fd925c6448",
            CallDirection = "INBOUND",
            CallerId = "17325550100",
            Dnis = "17325550111",
            Cnam = "JANE ROE",
            Start = Iso(start ?? Now.AddDays(-1)),
            Duration = 60_000,
        };
        Room.Add(change?.Invoke(recording) ?? recording);
        return id;
    }

    /// <summary>Many recordings, a minute apart, the newest first, as the service lists them.</summary>
    public List<string> SeedMany(int count, string? user = null) =>
        [.. Enumerable.Range(0, count).Select(i => Seed((100_000 + i).ToString(CultureInfo.InvariantCulture), user, Now.AddMinutes(-1 - i)))];

    public Task HoldAsync(string condition) => File.WriteAllTextAsync(
        HoldPath,
        """{"format":"recordingcmdlets-holds/1","holds":[{"holdId":"h1","ticket":"LEGAL-7","createdBy":"a","createdAt":"2026-01-01T00:00:00Z",""" + condition + "}]}",
        Cancellation);
}
