using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Ledger;
using RecordingCmdlets.Engine.Querying;

namespace RecordingCmdlets.Engine.Retention;

/// <summary>What plans and their runs need of the session.</summary>
/// <param name="Book">The connections.</param>
/// <param name="Time">The clock.</param>
/// <param name="MakePlanner">Makes the pure function that says what a policy does with an item.</param>
/// <param name="BeginRemovalAsync">Starts a removal run for a plan, whose path and head go into the ledger.</param>
/// <param name="BeginArchiveAsync">Starts a run that saves.</param>
internal sealed record RetentionTools(
    ConnectionBook Book,
    TimeProvider Time,
    Func<RetentionPolicy, Func<Recording, DateTimeOffset, PlanLine>> MakePlanner,
    Func<RemovalOptions, (string Path, string Head), INotices, CancellationToken, Task<Removal.RemovalRun>> BeginRemovalAsync,
    Func<ArchiveOptions, INotices, CancellationToken, Task<IArchiveRun>> BeginArchiveAsync);

/// <inheritdoc cref="IRetentionDesk"/>
internal sealed class RetentionDesk(RetentionTools tools) : IRetentionDesk
{
    /// <summary>A plan may be made on a machine whose clock is ahead by this much.</summary>
    private static readonly TimeSpan ClockSlack = TimeSpan.FromMinutes(5);

    public async Task<RetentionPlan> PlanAsync(RetentionPlanOptions options, IProgress<long>? progress, INotices notices, CancellationToken cancellation)
    {
        var now = tools.Time.GetUtcNow();
        var listings = ScopeListing.Of(options.Policy, tools.Book, options.Connections, notices, options.ConnectionsElsewhere);
        WarnOfTwins(listings, notices);
        await using var writer = PlanWriter.Open(options, now);
        try
        {
            foreach (var listing in listings) writer.Tell(listing.Connection, listing.Resource.Kind, listing.Owners);
            var draft = new PlanDraft(writer, progress);
            var plan = tools.MakePlanner(options.Policy);
            // Each service has a pace of its own, so that one need not wait for another.
            var scope = new CallScope(notices, cancellation);
            await Task.WhenAll(listings.GroupBy(l => l.Connection).Select(own => ListAsync([.. own], item => draft.TakeAsync(plan(item, now), cancellation), now, scope)));
            cancellation.ThrowIfCancellationRequested();
            return await draft.CompleteAsync(options.Policy, now);
        }
        catch (AuditException fault)
        {
            throw new PlanException("PlanUnwritable", $"The plan cannot be written: {fault.InnerException?.Message ?? fault.Message}", "Free space, or choose another folder.", fault);
        }
    }

    public Task<IRetentionRun> OpenAsync(RetentionRunOptions options, INotices notices, CancellationToken stop) =>
        // A large plan takes a while to read.
        Task.Run<IRetentionRun>(() => Open(options, notices, stop), stop);

    private RetentionRun Open(RetentionRunOptions options, INotices notices, CancellationToken stop)
    {
        if (options is { PlanHash: null, Removal.IsUnattended: true })
        {
            throw new PlanException(
                "PlanHashMissing", "Where nobody is asked, a plan is applied only by its hash.", "Give the hash that was approved with -PlanHash: New-RecordingRetentionPlan shows it.");
        }

        var file = PlanFile.Open(options.PlanPath, options.PlanHash, options.Removal.Audit.Key);
        var age = tools.Time.GetUtcNow() - file.Plan.CreatedAt;
        if (age > options.MaxPlanAge || age < -ClockSlack)
        {
            throw new PlanException(
                "PlanTooOld",
                age < TimeSpan.Zero ? $"The plan is of {file.Plan.CreatedAt:u}, which is still to come." : $"The plan is of {file.Plan.CreatedAt:u}, and may be at most {options.MaxPlanAge:c} old.",
                "Make a new plan, and have that approved; -MaxPlanAge allows older ones.");
        }

        if (PlanFuse.WhyBlown(file.Policy, file.Plan.Counts) is { } blown)
            throw new RemovalRefusedException("RetentionFuseBlown", $"{blown} Nothing was sent.", "Look at the plan. If it is right, raise the limit in the policy and make a new plan.");
        if (file.Plan.ToRemove > options.Removal.MaximumDeletions)
        {
            throw new RemovalRefusedException(
                "RetentionLimitReached",
                FormattableString.Invariant($"The plan removes {file.Plan.ToRemove:N0} items, more than the {options.Removal.MaximumDeletions:N0} allowed. Nothing was sent."),
                "Look at the plan, then raise -MaxDelete if it is right. A plan is applied as a whole or not at all.");
        }

        var connections = FindConnections(file, notices);
        RequireMethods(file, options.Removal, connections);
        return new RetentionRun(file, options.Removal, tools, connections, notices, stop);
    }

    /// <summary>What no item of a rule could be removed by is found before anybody is asked, and not item by item.</summary>
    private static void RequireMethods(PlanFile file, RemovalOptions options, Dictionary<string, Connection> connections)
    {
        foreach (var count in file.Plan.Counts.Where(c => c.ToRemove > 0))
        {
            var (rule, connection) = (file.Policy.Rules.First(r => r.Name == count.Rule), connections[count.Connection]);
            var action = rule.Action == RetentionAction.Recycle ? RemovalAction.Recycle : RemovalAction.Delete;
            Removal.RemovalRun.RequireMethod(
                connection, connection.RequireResource(count.Kind, static _ => true), action, options.Comment, rule.Reason ?? options.Audit.Reason ?? file.Policy.Reason, rule.UnlessActionItem);
        }
    }

    /// <summary>The connections that the plan removes through: they must be to the account, address and role that it was listed over.</summary>
    private Dictionary<string, Connection> FindConnections(PlanFile file, INotices notices)
    {
        var found = new Dictionary<string, Connection>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in file.Groups.Keys.Select(g => g.Connection).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            var (provider, planned) = file.Connections.TryGetValue(name, out var told) ? told : throw PlanFile.Changed(file.Path, $"it does not say how '{name}' was connected.");
            var connection = tools.Book.Resolve(new RecordingReference(provider, name, "", ""), notices);
            if (connection.View with { Credential = planned.Credential } != planned)
            {
                throw new PlanException(
                    "PlanConnectionMismatch",
                    $"The plan was made over another account, address or role than the connection '{name}' has now. Nothing was sent.",
                    "Connect as it was when the plan was made, or make a new plan.");
            }

            if (connection.View != planned)
                notices.Warn($"{name}: the plan was made with another credential. Only what is listed with this one, and is the same by id and date, is removed.");
            found[name] = connection;
        }

        return found;
    }

    private static async Task ListAsync(List<ScopeListing> listings, Func<Recording, Task> take, DateTimeOffset now, CallScope scope)
    {
        foreach (var listing in listings)
        {
            var lister = new RecordingLister(listing.Connection, listing.Resource, scope);
            var query = new RecordingQuery { Now = now, Owners = listing.Owners, Further = listing.Longest };
            await foreach (var item in lister.ListAsync(query, cancellation: scope.Stop))
                if (listing.Resource.HoldsData(item)) await take(item);
        }
    }

    private static void WarnOfTwins(IReadOnlyList<ScopeListing> listings, INotices notices)
    {
        foreach (var same in listings.Select(l => l.Connection).Distinct().GroupBy(c => (c.Provider, c.View, c.SiteUrl)).Where(g => g.Count() > 1))
            notices.Warn($"{string.Join(" and ", same.Select(c => c.Name))} are connections to the same account: its items are planned once for each. Name one with -Connection.");
    }
}
