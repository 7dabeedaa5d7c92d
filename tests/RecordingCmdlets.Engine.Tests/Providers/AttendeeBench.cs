using System.Globalization;
using RecordingCmdlets.Engine.Tests.Support;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Providers;

/// <summary>A session of the real engine on a sandbox of Attendee.</summary>
internal sealed class AttendeeBench : ServiceBench
{
    public const string Service = "Attendee";
    public const string Id = "bot_Q1w2E3r4T5y6U7i8";
    public const string Twin = "bot_q1W2e3R4t5Y6u7I8";
    public const string AppId = "app_Z9y8X7w6V5u4T3s2";

    private AttendeeBench(SandboxServer sandbox, Func<string, string?>? environment)
        : base(Service, sandbox, environment, new HurriedTime(50))
    {
    }

    public AttendeeRoom Room => Sandbox.Room<AttendeeRoom>();

    public Uri BaseUri => Sandbox.GetBaseUri(Service);

    public IReadOnlyList<SandboxRequest> Deletes => [.. Requests.Where(r => r.Method == "POST")];

    /// <summary>The requests with their statuses, below the base path.</summary>
    public IEnumerable<string> Calls => Requests.Select(r => r.ToString().Replace("/api/v1/", "", StringComparison.Ordinal));

    /// <summary>A bench whose session is connected; no request has been made yet.</summary>
    public static async Task<AttendeeBench> OpenAsync(int recordings = 0, bool isSandbox = true, TimeSpan? longestThrottle = null, Uri? baseUri = null)
    {
        var bench = Unconnected(recordings);
        await bench.ConnectAsync(bench.Connecting(baseUri, isSandbox, longestThrottle));
        return bench;
    }

    public static AttendeeBench Unconnected(int recordings = 0, Func<SandboxServer, Func<string, string?>>? environment = null)
    {
        var sandbox = SandboxServer.Start(new SandboxOptions { RecordingCount = recordings, Now = Now }, [Service]);
        return new AttendeeBench(sandbox, environment?.Invoke(sandbox));
    }

    public ConnectionOptions Connecting(Uri? baseUri = null, bool isSandbox = true, TimeSpan? longestThrottle = null) => new()
    {
        Provider = Service,
        ApiKey = Sandbox.ApiKey,
        BaseUri = baseUri ?? BaseUri,
        IsSandbox = isSandbox,
        MaxThrottleWait = longestThrottle ?? TimeSpan.FromMinutes(15),
        SkipValidation = true,
    };

    public static string Iso(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>An id of its own for each number; the later in order, the greater.</summary>
    public static string IdOf(int number) => $"bot_{number:D16}";

    /// <summary>A bot that ended a day before <see cref="ServiceBench.Now"/>.</summary>
    public static AttendeeBot Bot(string id = Id, DateTimeOffset? started = null) => new()
    {
        Id = id,
        Events = [new("join_requested", Iso(started ?? Now.AddDays(-1))), new("post_processing_completed", Iso((started ?? Now.AddDays(-1)).AddHours(1)))],
        RecordingUrl = "https://bucket.example/e4da.mp4?X-Amz-Signature=abc",
        Transcript = [new AttendeeUtterance { SpeakerUuid = "1", Text = "Let us start." }],
    };

    /// <summary>A page as the service writes it.</summary>
    public static string Page(string? next, params IEnumerable<string> bots) =>
        $$"""{"next":{{(next is null ? "null" : $"\"{next}\"")}},"previous":null,"results":[{{string.Join(',', bots)}}]}""";

    /// <summary>Puts a bot into the service.</summary>
    public AttendeeBot Seed(AttendeeBot? bot = null)
    {
        bot ??= Bot();
        Room.Add(bot);
        return bot;
    }

    /// <summary>Many ended bots, a minute apart, the oldest first, as the service lists them.</summary>
    public List<string> SeedMany(int count) => [.. Enumerable.Range(0, count).Select(i => Seed(Bot(IdOf(i), Now.AddDays(-1).AddMinutes(i))).Id)];

    /// <summary>Removes with one worker, so that requests come in order.</summary>
    public Task<List<RemovalResult>> RemoveInOrderAsync(IEnumerable<RemovalTarget> targets) =>
        RemoveAsync(targets, new RemovalOptions { HoldPath = HoldPath, IsForBots = true, ThrottleLimit = 1, Audit = new AuditOptions { IsDisabled = true } });

    /// <summary>Removes the one bot that the service has, as it was listed.</summary>
    public async Task<RemovalResult> RemoveListedAsync()
    {
        var listed = Assert.Single(await ListAsync());
        Sandbox.ClearRequests();
        return Assert.Single(await RemoveAsync([listed]));
    }
}
