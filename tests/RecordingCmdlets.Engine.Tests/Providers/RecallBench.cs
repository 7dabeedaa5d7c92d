using System.Globalization;
using System.Text.Json;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Providers;

/// <summary>A session of the real engine on a sandbox of Recall.ai.</summary>
internal sealed class RecallBench : ServiceBench
{
    private const string Base = "/api/v1";

    private RecallBench(SandboxServer sandbox, Func<string, string?>? environment, TimeProvider? time)
        : base("Recall", sandbox, environment, time)
    {
    }

    public RecallRoom Room => Sandbox.Room<RecallRoom>();

    /// <summary>What was asked, without the base path: <c>GET /bot/ -> 200</c>.</summary>
    public IReadOnlyList<string> Asked => [.. Requests.Select(r => r.ToString().Replace(Base, "", StringComparison.Ordinal))];

    /// <summary>The requests that change anything.</summary>
    public IReadOnlyList<SandboxRequest> Changes => [.. Requests.Where(r => r.Method != "GET")];

    /// <summary>A bench whose session is connected; no request has been made yet.</summary>
    public static async Task<RecallBench> OpenAsync(int recordings = 0, bool isSandbox = true, int? requestsPerMinute = null, TimeProvider? time = null)
    {
        var bench = Unconnected(recordings, time: time);
        await bench.ConnectAsync(bench.Local(isSandbox, requestsPerMinute: requestsPerMinute));
        return bench;
    }

    public static RecallBench Unconnected(int recordings = 0, Func<SandboxServer, Func<string, string?>>? environment = null, TimeProvider? time = null)
    {
        var sandbox = SandboxServer.Start(new SandboxOptions { RecordingCount = recordings, Now = Now }, ["Recall"]);
        return new RecallBench(sandbox, environment?.Invoke(sandbox), time);
    }

    public static string Iso(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    public static string BotId(int number) => $"b0700000-0000-4000-8000-{number:x12}";

    public static string RecordingId(int number) => $"4ec00000-0000-4000-8000-{number:x12}";

    /// <summary>A page as the service writes it.</summary>
    public static string Page(params IEnumerable<string> records) => $"{{\"next\":null,\"previous\":null,\"results\":[{string.Join(',', records)}]}}";

    /// <summary>Everything that an item shows of itself, as text.</summary>
    public static string Shown(object item) => JsonSerializer.Serialize(item);

    public static RecallStatusChange Change(string? code, DateTimeOffset? time) => new(code, time is { } moment ? Iso(moment) : null);

    /// <summary>How to connect to the sandbox.</summary>
    public ConnectionOptions Local(bool isSandbox = true, bool skipsValidation = true, int? requestsPerMinute = null) => new()
    {
        Provider = "Recall",
        ApiKey = Sandbox.ApiKey,
        BaseUri = Sandbox.GetBaseUri("Recall"),
        IsSandbox = isSandbox,
        RequestsPerMinute = requestsPerMinute,
        SkipValidation = skipsValidation,
    };

    /// <summary>Adds a bot that finished a day before <see cref="ServiceBench.Now"/>, unless told otherwise.</summary>
    public string AddBot(int number = 1, string? status = "done", Func<RecallBot, RecallBot>? like = null)
    {
        var bot = new RecallBot
        {
            Id = BotId(number),
            CreatedAt = Iso(Now.AddDays(-1).AddMinutes(-number)),
            StatusChanges = [Change("joining_call", Now.AddDays(-1).AddHours(-1)), Change(status, Now.AddDays(-1))],
        };
        Room.AddBot(like?.Invoke(bot) ?? bot);
        return bot.Id;
    }

    /// <summary>Adds a recording of a day before <see cref="ServiceBench.Now"/>, unless told otherwise; higher numbers are older.</summary>
    public string AddRecording(int number = 1, string? bot = null, Func<RecallRecording, RecallRecording>? like = null)
    {
        var recording = new RecallRecording { Id = RecordingId(number), BotId = bot, CreatedAt = Iso(Now.AddDays(-1).AddMinutes(-number)) };
        Room.Add(like?.Invoke(recording) ?? recording);
        return recording.Id;
    }

    /// <summary>Adds a recording with a transcript, whose file is <c>t.json</c> unless its link leads elsewhere.</summary>
    public string AddTranscript(int number = 1, string? link = null, string? status = "done", string? bot = null, Func<RecallRecording, RecallRecording>? like = null)
    {
        var id = RecordingId(number);
        var transcript = new RecallArtifact($"7a45c000-0000-4000-8000-{number:x12}", link ?? MediaLink.To(id, "t.json"), Status: status);
        return AddRecording(number, bot, r => (like?.Invoke(r) ?? r) with { MediaShortcuts = new(Transcript: transcript) });
    }

    /// <summary>Many recordings of no bot, the newest first.</summary>
    public List<string> AddRecordings(int count) => [.. Enumerable.Range(1, count).Select(i => AddRecording(i))];

    /// <summary>Many bots with a recording each.</summary>
    public List<string> AddBots(int count) => [.. Enumerable.Range(1, count).Select(i =>
    {
        var id = AddBot(i);
        AddRecording(i, id);
        return id;
    })];

    public async Task<Recording> RecordingAsync() => Assert.Single(await ListAsync());

    public async Task<RecordingBot> BotAsync() => Assert.Single(await ListBotsAsync());

    public async Task<RemovalResult> RemoveOneAsync(Recording recording, RemovalOptions? options = null) => Assert.Single(await RemoveAsync([recording], options));

    public async Task<RemovalResult> RemoveOneAsync(RecordingBot bot, RemovalOptions? options = null) => Assert.Single(await RemoveAsync([bot], options));

    /// <summary>Removes what is known by its id alone.</summary>
    public async Task<RemovalResult> RemoveBareAsync(string id, bool isBot) => Assert.Single(await RemoveAsync([Bare(id)], isBot ? BotOptions : Options));

    public Task HoldAsync(string condition) => File.WriteAllTextAsync(
        HoldPath,
        $$"""{"format":"recordingcmdlets-holds/1","holds":[{"holdId":"h1","ticket":"LEGAL-7","createdBy":"a","createdAt":"2026-01-01T00:00:00Z","provider":"Recall",{{condition}}}]}""",
        Cancellation);
}
