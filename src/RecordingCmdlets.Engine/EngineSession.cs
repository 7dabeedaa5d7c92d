using System.Runtime.CompilerServices;
using RecordingCmdlets.Engine.Archiving;
using RecordingCmdlets.Engine.Bots;
using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Policy;
using RecordingCmdlets.Engine.Providers;
using RecordingCmdlets.Engine.Querying;
using RecordingCmdlets.Engine.Removal;
using RecordingCmdlets.Engine.Retention;

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
        Bots = new BotDesk(book, providers, time);
    }

    public IRetentionDesk Retention => new RetentionDesk(new RetentionTools(
        book,
        time,
        policy => new RetentionPlanner(policy, providers).Plan,
        (options, plan, notices, stop) => RemovalRun.BeginAsync(book, options, notices, time, OpenLedgerSink, stop, plan),
        BeginArchive ?? BeginArchiveAsync));

    /// <summary>Starts a run that saves; tests put their own in its place.</summary>
    internal Func<ArchiveOptions, INotices, CancellationToken, Task<IArchiveRun>>? BeginArchive { get; set; }

    public IBotDesk Bots { get; }

    /// <summary>Opens the durable file of a run's ledger; tests put their own in its place.</summary>
    internal Func<string, Ledger.ILedgerSink>? OpenLedgerSink { get; init; }

    /// <summary>Opens the folder of a backup; tests put a disk of their own in its place.</summary>
    internal Func<string, Storage.ArchiveFolder>? OpenArchiveFolder { get; init; }

    public IReadOnlyList<ProviderInfo> GetProviders() =>
        [.. providers.OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => new ProviderInfo
        {
            Name = p.Name,
            DisplayName = p.DisplayName,
            Regions = [.. p.BaseUris.Keys.Where(r => r.Length > 0)],
            Kinds = [.. p.Resources.Select(r => r.Kind).Distinct()],
            Roles = p.Roles,
            BotStates = [.. p.Resources.SelectMany(r => r.Life?.States ?? []).Distinct()],
            FilterKeys = [.. p.Resources.SelectMany(r => r.List.Filters.Keys).Distinct().Order(StringComparer.Ordinal)],
            EnvironmentVariables = [.. p.Auth.EnvironmentVariables.Values, .. p.SettingVariables.Values],
            HasRecycleBin = p.Resources.Any(r => r.Recycle is not null),
            MaximumBulkSize = p.Resources.SelectMany(r => new[] { r.Delete, r.Recycle, r.Purge }).Max(m => m?.Batch?.Size ?? 1),
            Deletion = p.Deletion,
            Limits = p.LimitsText,
            DeletionsPerMinute = p.DeletionsPerMinute,
            Connections = [.. book.All.Where(c => c.Provider == p).Select(c => c.Describe())],
        })];

    public async Task<ConnectionInfo> ConnectAsync(ConnectionOptions options, INotices notices, CancellationToken cancellation)
    {
        var connection = book.Create(options, notices);
        if (!options.SkipValidation)
        {
            var route = connection.Resources[0].List.Route;
            var request = new ServiceRequest(route, connection.Path(route, null), connection.Resources[0].List.ProbeQuery(time.GetUtcNow()));
            var answer = await connection.ReadListAsync(request, new CallScope(notices, cancellation));
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

    public IAsyncEnumerable<Recording> ListAsync(RecordingQuery query, INotices notices, CancellationToken cancellation) =>
        ListKindsAsync(query, forBots: false, notices, cancellation);

    public async IAsyncEnumerable<RecordingBot> ListBotsAsync(
        RecordingQuery query, INotices notices, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var bot in ListKindsAsync(query, forBots: true, notices, cancellation)) yield return new RecordingBot(bot);
    }

    public async Task<Recording> GetAsync(RecordingReference reference, INotices notices, CancellationToken cancellation) =>
        await GetKindAsync(reference, forBots: false, notices, cancellation);

    public async Task<RecordingBot> GetBotAsync(RecordingReference reference, INotices notices, CancellationToken cancellation) =>
        new(await GetKindAsync(reference, forBots: true, notices, cancellation));

    public RecordingReference CheckRestorable(RemovalTarget target, INotices notices) => new RecycleBin(book).Check(target, notices);

    public IAsyncEnumerable<RestoreResult> RestoreAsync(IReadOnlyList<RecordingReference> items, INotices notices, CancellationToken cancellation) =>
        new RecycleBin(book).RestoreAsync(items, new CallScope(notices, cancellation), cancellation);

    public async Task<IRemovalRun> BeginRemovalAsync(RemovalOptions options, INotices notices, CancellationToken stop) =>
        await RemovalRun.BeginAsync(book, options, notices, time, OpenLedgerSink, stop);

    public async Task<IArchiveRun> BeginArchiveAsync(ArchiveOptions options, INotices notices, CancellationToken stop) =>
        await ArchiveRun.BeginAsync(book, options, notices, time, OpenArchiveFolder, OpenLedgerSink, stop);

    public IAsyncEnumerable<AuditEntry> ResolveAsync(
        IEnumerable<AuditEntry> entries, AuditOptions audit, INotices notices, CancellationToken cancellation) =>
        new AuditResolver(book, time).ResolveAsync(entries, audit, new CallScope(notices, cancellation), cancellation);

    public void Dispose() => book.Dispose();

    private async IAsyncEnumerable<Recording> ListKindsAsync(
        RecordingQuery query, bool forBots, INotices notices, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var scope = new CallScope(notices, cancellation);
        var left = query.First;
        foreach (var (connection, resource) in ChooseListings(query, forBots, notices))
        {
            var lister = new RecordingLister(connection, resource, scope);
            if (query.First == 0)
            {
                await foreach (var item in lister.ListAsync(query, cancellation: cancellation))
                    if (forBots || resource.HoldsData(item)) yield return item;
                continue;
            }

            foreach (var item in await lister.ListFirstAsync(query, left, item => forBots || resource.HoldsData(item), cancellation))
            {
                left--;
                yield return item;
            }

            if (left == 0) yield break;
        }
    }

    /// <summary>What a query goes through. Whatever is wrong with it is found before anything is sent.</summary>
    private List<(Connection Connection, ResourceDeclaration Resource)> ChooseListings(RecordingQuery query, bool forBots, INotices notices)
    {
        var connections = book.Choose(query.Providers, query.Connections, notices);
        var listed = connections
            .SelectMany(c => c.Resources.Where(r => r.Is(forBots)).Select(r => (Connection: c, Resource: r)))
            .Where(l => query.Kinds.Count == 0 || query.Kinds.Contains(l.Resource.Kind, StringComparer.OrdinalIgnoreCase))
            .ToList();
        // A kind that nobody has is a slip, and an empty answer to a slip reads like "nothing there".
        if (listed.Count == 0) connections[0].RequireResource(query.Kinds.Count > 0 ? query.Kinds[0] : "", r => r.Is(forBots));
        if (query.Kinds.FirstOrDefault(k => !listed.Exists(l => string.Equals(l.Resource.Kind, k, StringComparison.OrdinalIgnoreCase))) is { } slip)
            connections[0].RequireResource(slip, r => r.Is(forBots));
        if (!forBots && query.Statuses.Contains(RecycleBin.Status, StringComparer.OrdinalIgnoreCase))
        {
            var bins = listed.Where(l => l.Resource.Recycle is not null).ToList();
            var isNamed = query.Providers.Count > 0 || query.Connections.Count > 0;
            if (isNamed ? bins.Count < listed.Count : bins.Count == 0) throw RecycleBin.Unsupported(listed.First(l => l.Resource.Recycle is null).Connection);
            listed = bins;
        }

        foreach (var same in listed.Select(l => l.Connection).Distinct().GroupBy(c => (c.Provider, c.View, c.SiteUrl)).Where(g => g.Count() > 1))
            notices.Warn($"{string.Join(" and ", same.Select(c => c.Name))} are connections to the same account: its items are listed once for each. Name one with -Connection.");
        foreach (var (connection, resource) in listed) CheckFilter(query, connection, resource);
        return listed;
    }

    private async Task<Recording> GetKindAsync(RecordingReference reference, bool forBots, INotices notices, CancellationToken cancellation)
    {
        var connection = book.Resolve(reference, notices);
        var resource = connection.RequireResource(reference.Kind, r => r.Is(forBots));
        Connection.RequireValid(resource, reference);
        return await connection.GetAsync(resource, reference, new CallScope(notices, cancellation)) ?? throw connection.Unknown(reference);
    }

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
