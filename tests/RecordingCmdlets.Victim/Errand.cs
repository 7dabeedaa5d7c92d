namespace RecordingCmdlets.Victim;

/// <summary>An account at a sandbox.</summary>
internal sealed record Account(string Provider, Uri BaseUri, string Key, int? BulkSize);

/// <summary>What a run is to do: the same in a test's own process and in one that it starts.</summary>
internal sealed record Errand
{
    public required IReadOnlyList<Account> Accounts { get; init; }

    /// <summary>The moment ages count from; only what is of the months before it is listed.</summary>
    public required DateTimeOffset Now { get; init; }

    public required string HoldPath { get; init; }

    public required string AuditPath { get; init; }

    public RemovalAction Action { get; init; }

    public bool IsForBots { get; init; }

    /// <summary>The ids to remove; null for all that is listed.</summary>
    public IReadOnlyList<string>? Ids { get; init; }

    /// <summary>Rows to remove in place of a listing, as from a plan that was kept in a file.</summary>
    public IReadOnlyList<RecordingReference>? Rows { get; init; }

    public int Workers { get; init; } = RemovalOptions.DefaultThrottleLimit;

    public AuditOptions Audit => new() { Path = AuditPath };

    public async Task ConnectAsync(IEngineSession session, CancellationToken cancellation)
    {
        foreach (var account in Accounts)
        {
            var options = new ConnectionOptions
            {
                Provider = account.Provider,
                ApiKey = new Secret(account.Key),
                AccessToken = new Secret(account.Key),
                BaseUri = account.BaseUri,
                BulkSize = account.BulkSize,
                IsSandbox = true,
                SkipValidation = true,
            };
            await session.ConnectAsync(options, SilentNotices.Instance, cancellation);
        }
    }

    /// <summary>What there is to remove.</summary>
    public async Task<List<RemovalTarget>> FindAsync(IEngineSession session, CancellationToken cancellation)
    {
        if (Rows is not null) return [.. Rows.Select(row => new RemovalTarget { Reference = row })];
        var query = new RecordingQuery { Now = Now, After = Now.AddDays(-125), Statuses = Action == RemovalAction.Purge ? ["deleted"] : [] };
        var found = new List<RemovalTarget>();
        if (IsForBots) await foreach (var bot in session.ListBotsAsync(query, SilentNotices.Instance, cancellation)) found.Add(RemovalTarget.For(bot));
        else await foreach (var recording in session.ListAsync(query, SilentNotices.Instance, cancellation)) found.Add(RemovalTarget.For(recording));
        return [.. found.Where(t => Ids?.Contains(t.Reference.Id) ?? true)];
    }

    public async Task<List<RemovalResult>> RemoveAsync(IEngineSession session, CancellationToken cancellation, bool isTrial = false) =>
        (await RunAsync(session, cancellation, isTrial)).Results;

    /// <summary>Lists and removes.</summary>
    /// <returns>The results, and why the run ended early if it did.</returns>
    public async Task<(List<RemovalResult> Results, RecordingException? Fault)> RunAsync(IEngineSession session, CancellationToken cancellation, bool isTrial = false)
    {
        var targets = await FindAsync(session, cancellation);
        var options = new RemovalOptions { Action = Action, IsForBots = IsForBots, IsTrial = isTrial, HoldPath = HoldPath, ThrottleLimit = Workers, Audit = Audit };
        await using var run = await session.BeginRemovalAsync(options, SilentNotices.Instance, cancellation);
        foreach (var target in targets)
        {
            var decision = await run.DecideAsync(target);
            if (!decision.WillRemove) continue;
            if (isTrial) run.Decline(decision);
            else await run.SubmitAsync(decision);
        }

        await run.CompleteAsync();
        var results = new List<RemovalResult>();
        while (run.TryTakeResult(out var result)) results.Add(result);
        return (results, run.Fault);
    }
}
