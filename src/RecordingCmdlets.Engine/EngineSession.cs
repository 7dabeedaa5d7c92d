using System.Runtime.CompilerServices;
using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Providers;
using RecordingCmdlets.Engine.Querying;
using RecordingCmdlets.Engine.Removal;

namespace RecordingCmdlets.Engine;

/// <inheritdoc cref="IEngineSession"/>
internal sealed class EngineSession : IEngineSession
{
    private readonly IReadOnlyList<ProviderDeclaration> providers;
    private readonly TimeProvider time;
    private readonly ConnectionBook book;

    public EngineSession(IReadOnlyList<ProviderDeclaration> providers, Func<string, string?> environment, TimeProvider time)
    {
        this.providers = providers;
        this.time = time;
        book = new ConnectionBook(providers, new ConnectionFactory(environment, time));
    }

    /// <summary>Opens the durable file of a run's ledger; tests put their own in its place.</summary>
    internal Func<string, Ledger.ILedgerSink>? OpenLedgerSink { get; init; }

    public IReadOnlyList<ProviderInfo> GetProviders() =>
        [.. providers.OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => new ProviderInfo
        {
            Name = p.Name,
            DisplayName = p.DisplayName,
            Regions = [.. p.BaseUris.Keys.Where(r => r.Length > 0)],
            Kinds = [.. p.Resources.Select(r => r.Kind)],
            FilterKeys = [.. p.Resources.SelectMany(r => r.List.Filters.Keys).Distinct().Order(StringComparer.Ordinal)],
            EnvironmentVariables = [.. p.Auth.EnvironmentVariables.Values],
            HasRecycleBin = p.Resources.Any(r => r.Delete.Outcome == RemovalOutcome.Recycled),
            MaximumBulkSize = p.Resources.Max(r => r.Batch?.Size ?? 1),
            Deletion = p.Deletion,
            Limits = p.LimitsText,
            DocumentedDeletionsPerMinute = p.DocumentedDeletionsPerMinute,
            Connections = [.. book.All.Where(c => c.Provider == p).Select(c => c.Describe())],
        })];

    public async Task<ConnectionInfo> ConnectAsync(ConnectionOptions options, INotices notices, CancellationToken cancellation)
    {
        var connection = book.Create(options, notices);
        if (!options.SkipValidation)
        {
            var (route, query) = connection.Provider.Probe;
            var answer = await connection.Client.ReadAsync(new ServiceRequest(route, connection.Path(route, null), query), new CallScope(notices, cancellation));
            try
            {
                using var _ = System.Text.Json.JsonDocument.Parse(answer.Body);
            }
            catch (System.Text.Json.JsonException fault)
            {
                throw ErrorTable.Unreadable(connection.Provider, answer, fault);
            }
        }

        book.Add(connection);
        return connection.Describe();
    }

    public bool Disconnect(string name) => book.Remove(name);

    public async IAsyncEnumerable<Recording> ListAsync(
        RecordingQuery query, INotices notices, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var scope = new CallScope(notices, cancellation);
        var left = query.First;
        var wantedKinds = query.Kinds;
        var listed = book.Choose(query.Providers, query.Connections, notices)
            .SelectMany(c => c.Provider.Resources
                .Where(r => wantedKinds.Count == 0 || wantedKinds.Contains(r.Kind, StringComparer.OrdinalIgnoreCase))
                .Select(r => (Connection: c, Resource: r)))
            .ToList();
        foreach (var (connection, resource) in listed) CheckFilter(query, connection, resource);
        foreach (var (connection, resource) in listed)
        {
            var lister = new RecordingLister(connection, resource, scope);
            if (query.First == 0)
            {
                await foreach (var recording in lister.ListAsync(query, cancellation: cancellation)) yield return recording;
                continue;
            }

            foreach (var recording in await lister.ListFirstAsync(query, left, cancellation))
            {
                left--;
                yield return recording;
            }

            if (left == 0) yield break;
        }
    }

    public async Task<Recording> GetAsync(RecordingReference reference, INotices notices, CancellationToken cancellation)
    {
        var connection = book.Resolve(reference, notices);
        var resource = connection.Provider.FindResource(reference.Kind) ?? throw new RecordingArgumentException(
            "RecordingKindMismatch", $"{connection.Provider.Name} has no kind '{reference.Kind}'.", $"It has: {string.Join(", ", connection.Provider.Resources.Select(r => r.Kind))}.");
        if (resource.Id.WhyInvalid(reference.Id) is { } invalid)
            throw new RecordingArgumentException("RecordingIdInvalid", $"{invalid} Nothing was sent.", "Correct the id; list with Get-Recording to see what ids look like.");
        return await connection.GetAsync(resource, reference, new CallScope(notices, cancellation)) ?? throw new RecordingNotFoundException(
            $"{connection.Provider.DisplayName} does not know the id '{reference.Id}'.", "Check the id and the connection: another account does not know it.")
        { StatusCode = 404 };
    }

    public async Task<IRemovalRun> BeginRemovalAsync(RemovalOptions options, INotices notices, CancellationToken stop) =>
        await RemovalRun.BeginAsync(book, options, notices, time, OpenLedgerSink, stop);

    public IAsyncEnumerable<AuditEntry> ResolveAsync(
        IEnumerable<AuditEntry> entries, AuditOptions audit, INotices notices, CancellationToken cancellation) =>
        new AuditResolver(book, time).ResolveAsync(entries, audit, new CallScope(notices, cancellation), cancellation);

    public void Dispose() => book.Dispose();

    private static void CheckFilter(RecordingQuery query, Connection connection, ResourceDeclaration resource)
    {
        foreach (var key in query.Filter.Keys)
        {
            if (resource.List.Filters.ContainsKey(key)) continue;
            throw new RecordingArgumentException(
                "FilterKeyUnknown",
                $"{connection.Provider.Name} has no filter key '{key}'.",
                resource.List.Filters.Count == 0 ? "It has none." : $"Use: {string.Join(", ", resource.List.Filters.Keys)}; narrow with -Provider where the key belongs to one service.");
        }
    }
}
