using System.CommandLine;
using RecordingCmdlets.Engine;
using RecordingCmdlets.Runner.Output;

namespace RecordingCmdlets.Runner.Configuration;

/// <summary>
/// Which accounts a command works on: those of a file, or those that the services' own variables describe. With a file the variables
/// count for nothing but what the file names: an account that nobody wrote down is not there.
/// </summary>
internal sealed class ConnectionChoice
{
    private readonly Option<string?> file = OptionSet.Text("--connections", "A JSON file of connections. Without it the services' own variables are read: TELNYX_API_KEY and others.", "file");
    private readonly Option<string[]> names = new("--connection") { Description = "Only this connection; may be given several times. Without a file, connections are named after their service.", HelpName = "name" };
    private readonly Option<int?> index = OptionSet.Number("--connection-index", "Only the connection at this place of the file, from 0: $(JOB_COMPLETION_INDEX) of a Kubernetes Indexed Job.", 0);

    public void AddTo(Command command)
    {
        command.Add(file);
        command.Add(names);
        command.Add(index);
        command.Validators.Add(result =>
        {
            // Not their values: one that cannot be read has been refused already.
            if (result.GetResult(index) is null) return;
            if (result.GetResult(file) is null) result.AddError("--connection-index counts in the file of --connections, which is missing.");
            if (result.GetResult(names) is { Implicit: false }) result.AddError("--connection-index and --connection exclude each other.");
        });
    }

    /// <summary>Opens a session and all its connections; a wrong key is found here.</summary>
    public async Task<Connected> ConnectAsync(RecordingEngine engine, ParseResult parsed, RunnerHost host, RunLog log, CancellationToken stop)
    {
        var variables = engine.OpenVariables(host.Variables.GetValueOrDefault, log);
        var path = parsed.GetValue(file);
        var session = engine.OpenSession(path is null ? variables : static _ => null);
        try
        {
            var wanted = parsed.GetValue(names) ?? [];
            var written = path is null ? null : engine.ReadConnections(path, variables, log);
            var described = written?.Select(s => s.Name).ToList() ?? Described(session, variables);
            var options = written is null
                ? FromVariables(session, described, wanted)
                : Choose(written, wanted, parsed.GetValue(index)).ConvertAll(s => s.ReadSecrets());
            var connections = new List<ConnectionInfo>();
            foreach (var option in options)
            {
                var connection = await session.ConnectAsync(option, log, stop);
                connections.Add(connection);
                log.Say(
                    "connected",
                    $"Connected to {connection.Provider} at {connection.BaseUri.Authority} as '{connection.Name}'.",
                    ("connection", connection.Name), ("provider", connection.Provider), ("baseUri", connection.BaseUri), ("credential", connection.CredentialFingerprint));
            }

            return new Connected(session, connections, described);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private static List<ConnectionSpecification> Choose(IReadOnlyList<ConnectionSpecification> all, string[] wanted, int? index)
    {
        if (index is { } place)
        {
            return place < all.Count
                ? [all[place]]
                : throw new RecordingArgumentException("ConnectionUnknown", $"There is no connection {place}: the file has {all.Count}, counted from 0.", "Run as many as the file has connections.");
        }

        if (wanted.FirstOrDefault(w => !all.Any(s => IsSame(s.Name, w))) is { } unknown) throw Unknown(unknown, all.Select(s => s.Name));
        return [.. all.Where(s => wanted.Length == 0 || wanted.Any(w => IsSame(s.Name, w)))];
    }

    private static List<string> Described(IEngineSession session, Func<string, string?> variables) =>
        [.. session.GetProviders().Where(p => p.EnvironmentVariables.Any(v => !string.IsNullOrWhiteSpace(variables(v)))).Select(p => p.Name)];

    private static List<ConnectionOptions> FromVariables(IEngineSession session, List<string> described, string[] wanted)
    {
        if (wanted.FirstOrDefault(w => !described.Any(d => IsSame(d, w))) is { } unknown) throw Unknown(unknown, described);
        if (described.Count == 0)
        {
            throw new RecordingAuthenticationException(
                "NotConnected",
                "No service is connected.",
                $"Give a file with --connections, or set the variables of a service: {string.Join(", ", session.GetProviders().SelectMany(p => p.EnvironmentVariables))}. Each may come as a file that the same name with _FILE names.");
        }

        return [.. described.Where(d => wanted.Length == 0 || wanted.Any(w => IsSame(d, w))).Select(d => new ConnectionOptions { Provider = d })];
    }

    private static RecordingArgumentException Unknown(string name, IEnumerable<string> known) => new(
        "ConnectionUnknown", $"There is no connection named '{name}'.", $"Use one of: {string.Join(", ", known)}.");

    private static bool IsSame(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}

/// <summary>A session with what it is connected to.</summary>
/// <param name="Session">The session.</param>
/// <param name="Connections">What is open in it.</param>
/// <param name="Elsewhere">Everything that could have been opened, by name.</param>
internal sealed record Connected(IEngineSession Session, IReadOnlyList<ConnectionInfo> Connections, IReadOnlyList<string> Elsewhere) : IDisposable
{
    public void Dispose() => Session.Dispose();
}
