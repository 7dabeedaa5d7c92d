using RecordingCmdlets.Engine.Ledger;
using RecordingCmdlets.Engine.Tests.Support;
using RecordingCmdlets.Runner;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Runner;

/// <summary>A sandbox, and everything on disk that the runner needs to purge it.</summary>
internal sealed class RunnerRig : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly bool inBatches;

    public RunnerRig(int recordings = 60, IReadOnlyList<string>? providers = null, bool inBatches = true)
    {
        this.inBatches = inBatches;
        Sandbox = SandboxServer.Start(new SandboxOptions { RecordingCount = recordings }, providers ?? ["Telnyx"]);
        System.IO.File.WriteAllText(Holds, """{ "format": "recordingcmdlets-holds/1", "holds": [] }""");
        System.IO.File.WriteAllText(Key, Sandbox.ApiKey.Reveal() + "\n");
        if (!OperatingSystem.IsWindows()) System.IO.File.SetUnixFileMode(Key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        System.IO.File.WriteAllText(Connections, $"[{string.Join(",", Sandbox.Providers.Order(StringComparer.Ordinal).Select(Connection))}]");
        WritePolicy();
        Variables = new()
        {
            ["HOME"] = folder.File("home"),
            ["XDG_DATA_HOME"] = State,
            ["RECORDING_RETENTION_CONNECTIONS"] = Connections,
            ["RECORDING_RETENTION_HOLDS"] = Holds,
            ["RECORDING_RETENTION_AUDIT"] = Ledgers,
            ["RECORDING_RETENTION_LOG"] = "json",
        };
    }

    public SandboxServer Sandbox { get; }

    public Dictionary<string, string> Variables { get; }

    public string Holds => folder.File("holds.json");

    public string Key => folder.File("key");

    public string Connections => folder.File("connections.json");

    public string Policy => folder.File("policy.json");

    public string Ledgers => folder.File("ledgers");

    public string Plans => folder.File("plans");

    public string State => folder.File("state");

    public AuditArchive Archive => new(Ledgers);

    public IReadOnlyList<SandboxRequest> Changes => [.. Sandbox.GetRequests().Where(r => r.Method != "GET")];

    /// <summary>What is there, by the sandbox's own data.</summary>
    public HashSet<string> Left => [.. Sandbox.Providers.SelectMany(Sandbox.GetRecordingIds)];

    public string File(string name) => folder.File(name);

    public void WritePolicy(double share = 1, string olderThan = "30d", int maximum = 100000) => System.IO.File.WriteAllText(
        Policy,
        FormattableString.Invariant($$"""
        {
          "format": "recordingcmdlets-policy/1",
          "name": "everything",
          "reason": "Retention",
          "fuse": { "maximum": {{maximum}}, "maximumShare": {{share}} },
          "rules": [{ "name": "old", "providers": [{{string.Join(",", Sandbox.Providers.Select(p => $"\"{p}\""))}}], "olderThan": "{{olderThan}}", "action": "delete" }]
        }
        """));

    /// <summary>Starts the runner in a process of its own.</summary>
    public RunnerProcess Start(params string[] arguments) => RunnerProcess.Start(Variables, [], arguments);

    /// <summary>Runs it in a process of its own.</summary>
    public async Task<RunnerEnd> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        return await process.WaitAsync();
    }

    /// <summary>Runs it here: faster, for what needs no process.</summary>
    public static async Task<RunnerEnd> RunHereAsync(IReadOnlyDictionary<string, string> variables, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var host = new RunnerHost { Variables = variables, Output = output, Error = error, Stop = TestContext.Current.CancellationToken };
        var exit = await CommandLine.RunAsync(arguments, host);
        return new RunnerEnd(exit, output.ToString(), error.ToString());
    }

    public Task<RunnerEnd> RunHereAsync(params string[] arguments) => RunHereAsync(Variables, arguments);

    public void Dispose()
    {
        Sandbox.Dispose();
        folder.Dispose();
    }

    // The pace is what a test asks for, and not the service's.
    private string Connection(string provider) =>
        $$"""
        {
          "name": "{{provider.ToLowerInvariant()}}-one",
          "provider": "{{provider}}",
          "baseUri": "{{Sandbox.GetBaseUri(provider)}}",
          "requestsPerMinute": 600000,
          {{(inBatches ? "" : "\"bulkSize\": 1,")}}
          {{(provider == "Webex" ? "\"role\": \"Admin\"," : "")}}
          "credentials": { "{{(provider is "Webex" or "Vonage" ? "accessToken" : "apiKey")}}": { "file": "key" } }
        }
        """;
}
