using System.Collections.Concurrent;
using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Providers;

namespace RecordingCmdlets.Engine;

/// <summary>The open connections of a session. Where none is open for a service, the environment's credential opens one on first use.</summary>
internal sealed class ConnectionBook(IReadOnlyList<ProviderDeclaration> providers, ConnectionFactory factory) : IDisposable
{
    private readonly ConcurrentDictionary<string, Connection> open = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<Connection> All => [.. open.Values.OrderBy(c => c.Name, StringComparer.OrdinalIgnoreCase)];

    public Connection Create(ConnectionOptions options, INotices notices) =>
        factory.Create(ProviderRegistry.Require(providers, options.Provider), options, notices);

    public void Add(Connection connection)
    {
        // The one that is replaced is not disposed: a pipeline in the same runspace may still be listing through it.
        open[connection.Name] = connection;
    }

    public bool Remove(string name) => open.TryRemove(name, out _);

    /// <summary>The connections a listing goes through.</summary>
    public IReadOnlyList<Connection> Choose(IReadOnlyList<string> wantedProviders, IReadOnlyList<string> wantedNames, INotices notices)
    {
        RequireKnown(wantedNames);
        var wanted = wantedProviders.Select(p => ProviderRegistry.Require(providers, p)).ToList();
        if (wantedNames.Count == 0)
        {
            foreach (var provider in wanted.Count > 0 ? wanted : [.. providers.Where(p => open.IsEmpty && factory.HasCredential(p))])
                if (!open.Values.Any(c => c.Provider == provider)) OpenFromEnvironment(provider, notices);
        }

        var chosen = All
            .Where(c => (wanted.Count == 0 || wanted.Contains(c.Provider)) && (wantedNames.Count == 0 || wantedNames.Contains(c.Name, StringComparer.OrdinalIgnoreCase)))
            .ToList();
        if (chosen.Count == 0 && wantedNames.Count > 0)
        {
            throw new RecordingArgumentException(
                "ConnectionMismatch",
                $"None of these connections is to {string.Join(" or ", wanted.Select(p => p.Name))}: {string.Join(", ", wantedNames)}.",
                "Correct -Connection, or leave -Provider away.");
        }

        return chosen.Count > 0
            ? chosen
            : throw new RecordingAuthenticationException(
                "NotConnected",
                "No service is connected.",
                $"Run Connect-RecordingProvider -Provider <name>, or set one of the environment variables {string.Join(", ", providers.SelectMany(p => p.Auth.EnvironmentVariables.Values))}.");
    }

    /// <summary>The one connection that a reference means; never a guess between several.</summary>
    public Connection Resolve(RecordingReference reference, INotices notices)
    {
        var provider = ProviderRegistry.Require(providers, reference.Provider);
        // PowerShell makes an empty text of a null that is meant for a text.
        if (reference.Connection is { Length: > 0 } name)
        {
            if (!open.TryGetValue(name, out var named))
            {
                // A saved row names the connection after its service; then the environment's will do.
                if (!string.Equals(name, provider.Name, StringComparison.OrdinalIgnoreCase)) throw UnknownConnection(name);
                named = OpenFromEnvironment(provider, notices);
            }

            return named.Provider == provider
                ? named
                : throw new RecordingArgumentException(
                    "ConnectionMismatch", $"The connection '{name}' is to {named.Provider.Name} and not to {provider.Name}.", "Correct the row: provider and connection must belong together.");
        }

        var candidates = open.Values.Where(c => c.Provider == provider).ToList();
        return candidates.Count switch
        {
            0 => OpenFromEnvironment(provider, notices),
            1 => candidates[0],
            _ => throw new RecordingArgumentException(
                "ConnectionAmbiguous",
                $"There are {candidates.Count} connections to {provider.Name}: {string.Join(", ", candidates.Select(c => c.Name).Order(StringComparer.OrdinalIgnoreCase))}.",
                "Say which with -Connection, or in the row's Connection column."),
        };
    }

    /// <exception cref="RecordingArgumentException">One of these names is no open connection's.</exception>
    public void RequireKnown(IEnumerable<string> names)
    {
        foreach (var name in names)
            if (!open.ContainsKey(name)) throw UnknownConnection(name);
    }

    public void Dispose()
    {
        foreach (var connection in open.Values) connection.Dispose();
        open.Clear();
    }

    private Connection OpenFromEnvironment(ProviderDeclaration provider, INotices notices)
    {
        var connection = factory.Create(provider, new ConnectionOptions { Provider = provider.Name }, notices);
        notices.Verbose($"Connected to {provider.DisplayName} with the environment's credential.");
        Add(connection);
        return connection;
    }

    private RecordingArgumentException UnknownConnection(string name) =>
        new(
            "ConnectionUnknown",
            $"There is no connection named '{name}'.",
            open.IsEmpty ? "Run Connect-RecordingProvider first." : $"Use one of: {string.Join(", ", All.Select(c => c.Name))}.");
}
