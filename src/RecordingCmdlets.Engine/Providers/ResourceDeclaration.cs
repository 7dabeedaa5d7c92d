using RecordingCmdlets.Engine.Json;

namespace RecordingCmdlets.Engine.Providers;

/// <summary>One kind of deletable thing.</summary>
internal sealed class ResourceDeclaration
{
    public required string Kind { get; init; }

    /// <summary>The role whose routes these are; null for all.</summary>
    public string? Role { get; init; }

    public required IdRule Id { get; init; }

    /// <summary>What the owner in a path or query may look like; null where none is sent.</summary>
    public IdRule? Owner { get; init; }

    public required ListDeclaration List { get; init; }

    public required Route Get { get; init; }

    /// <summary>The query of <see cref="Get"/>.</summary>
    public Func<RecordingReference, string> GetQuery { get; init; } = static _ => "";

    /// <summary>Whether <see cref="Get"/> would show the item if it were there; otherwise it proves nothing that it does not.</summary>
    public Func<RecordingReference, bool> IsInSight { get; init; } = static _ => true;

    /// <summary>Whether a 404 to <see cref="Get"/> is about the item, by what the service says; it may be about the address or a gateway's own.</summary>
    public Func<ErrorWords?, bool> IsUnknown { get; init; } = static _ => true;

    /// <summary>Where the one record stands in the answer to <see cref="Get"/>; empty for the root.</summary>
    public IReadOnlyList<string> GetPath { get; init; } = [];

    public required RemovalDeclaration Delete { get; init; }

    /// <summary>How items are moved to the recycle bin; null where there is none.</summary>
    public RemovalDeclaration? Recycle { get; init; }

    /// <summary>How items are removed from the recycle bin for good.</summary>
    public RemovalDeclaration? Purge { get; init; }

    /// <summary>How items are brought back from the recycle bin.</summary>
    public BatchDeclaration? Restore { get; init; }

    public required RecordMap Map { get; init; }

    /// <summary>Whether an item of this kind is a bot: what <c>Get-RecordingBot</c> lists and <c>Remove-BotMedia</c> takes.</summary>
    public bool IsBot { get; init; }

    /// <summary>Whether <c>Get-Recording</c> lists this kind. Where a bot's recordings are listed, the bot is not listed again.</summary>
    public bool IsListedAsRecording { get; init; } = true;

    /// <summary>Whether a listed item is one for <c>Get-Recording</c>: a bot that still holds data.</summary>
    public Func<Recording, bool> HoldsData { get; init; } = static _ => true;

    /// <summary>Whether a listed item is left out unless it is asked for.</summary>
    public Func<Recording, bool> IsAppSession { get; init; } = static _ => false;

    /// <summary>Where it can be asked whether a bot's meeting left action items; null where it cannot.</summary>
    public ActionItemDeclaration? ActionItems { get; init; }

    /// <summary>Where metadata and tags stand in a record; null where there are none.</summary>
    public LabelDeclaration? Labels { get; init; }

    /// <summary>How the files are fetched; null where they cannot be.</summary>
    public MediaDeclaration? Media { get; init; }

    /// <summary>How archives of many files are had; null where there are none.</summary>
    public ExportDeclaration? Export { get; init; }

    /// <summary>Where a bot's conclusions of its meeting are told; null where they are not.</summary>
    public IntelligenceDeclaration? Intelligence { get; init; }

    /// <summary>The states that a bot goes through; null for what is no bot.</summary>
    public BotLife? Life { get; init; }

    /// <summary>How it is learned what was said; null where the service does not tell.</summary>
    public TranscriptDeclaration? Transcript { get; init; }

    /// <summary>Why an item can never be removed by whoever listed it, whatever state it is in; null when it can.</summary>
    public Func<Recording, string?> WhyNever { get; init; } = static _ => null;

    /// <summary>What no record of this kind tells: a rule that looks at it could decide about nothing here.</summary>
    public RecordFacts NeverTold { get; init; }

    /// <summary>Whether this kind is for the commands about bots, or for those about recordings.</summary>
    public bool Is(bool forBots) => forBots ? IsBot : IsListedAsRecording;

    /// <summary>How an action is done; null where it is not supported.</summary>
    public RemovalDeclaration? For(RemovalAction action) => action switch
    {
        RemovalAction.Delete => Delete,
        RemovalAction.Recycle => Recycle,
        _ => Purge,
    };

    /// <summary>Every route this kind is reached by.</summary>
    public IEnumerable<Route> Routes =>
        ((Route?[])[
            List.Route, Get, Delete.Route, Delete.Batch?.Route, Recycle?.Route, Recycle?.Batch?.Route, Purge?.Route, Purge?.Batch?.Route, Restore?.Route,
            ActionItems?.Route, .. Media?.Routes ?? [], .. Export?.Routes ?? [], Intelligence?.Route, .. Transcript?.Routes ?? [],
        ]).OfType<Route>().Distinct();
}

/// <summary>How items are removed, one by one or several by one request.</summary>
internal sealed class RemovalDeclaration
{
    public required Route Route { get; init; }

    /// <summary>What the question says of it, such as "delete permanently".</summary>
    public required string Permanence { get; init; }

    /// <summary>What the question adds to the item, such as what is not removed.</summary>
    public string? Note { get; init; }

    /// <summary>What a success means.</summary>
    public RemovalOutcome Outcome { get; init; } = RemovalOutcome.Deleted;

    /// <summary>Writes the query.</summary>
    public Func<RecordingReference, string> WriteQuery { get; init; } = static _ => "";

    /// <summary>Writes the body; null for an empty one.</summary>
    public Func<RecordingReference, RemovalWords, byte[]?> WriteBody { get; init; } = static (_, _) => null;

    public BatchDeclaration? Batch { get; init; }

    /// <summary>Whether one item goes by the route of batches as well: a success then speaks of the request, and not of the item.</summary>
    public bool IsBatchOfOne => Batch?.Route == Route;

    /// <summary>Why an item cannot be removed in its present state, in a sentence; null when it can.</summary>
    public Func<Recording, string?> WhyNotEligible { get; init; } = static _ => null;

    /// <summary>Whether an item that the service still shows is one that has been removed.</summary>
    public Func<Recording, bool> IsGone { get; init; } = static _ => false;

    /// <summary>Whether an item needs no request any more, where <see cref="IsGone"/> could also be the doing of another one; null where it could not.</summary>
    public Func<Recording, bool>? NeedsNoRequest { get; init; }

    /// <summary>Whether an item shows that it has been removed since: what it showed before any request proves nothing.</summary>
    public bool IsGoneSince(Recording? before, Recording now) => IsGone(now) && (before is null || NeedsNoRequest is null || !IsGone(before) || NeedsNoRequest(now));

    /// <summary>Whether an item must be looked at before it is decided on, since its state decides.</summary>
    public bool MustBeSeen { get; init; }

    /// <summary>Whether the service goes on showing what was removed: then an item it does not know has not been proved to be removed.</summary>
    public bool LeavesTrace { get; init; }

    /// <summary>Whether a success only says that the removal has begun.</summary>
    public bool EndsLater { get; init; }

    /// <summary>Whether a failed request is repeated only after a look at the item.</summary>
    public bool LooksBeforeRetry { get; init; }

    /// <summary>The refusals that may mean "removed already" and are looked into.</summary>
    public IReadOnlySet<int> DoubtfulRefusals { get; init; } = new HashSet<int>();

    /// <summary>Whether the service insists on a reason.</summary>
    public bool NeedsReason { get; init; }

    /// <summary>The longest comment that goes to the service with the request; null where it takes none.</summary>
    public int? LongestComment { get; init; }

    /// <summary>The status under which a listing proves a batch; null for the usual listing.</summary>
    public string? ProofStatus { get; init; }

    /// <summary>Whether being in that listing is the proof, and not being absent from it.</summary>
    public bool IsProvedByPresence { get; init; }

    /// <summary>Whether only that listing tells that an item is gone, since reading need not show what it shows.</summary>
    public bool IsProvedByListing => ProofStatus is not null && !IsProvedByPresence;
}

/// <summary>How several items go by one request.</summary>
/// <param name="Route">The route.</param>
/// <param name="Size">The items in one batch unless the connection says otherwise, and the most that are ever sent.</param>
/// <param name="WriteBody">Writes the body for the items.</param>
internal sealed record BatchDeclaration(Route Route, int Size, Func<IReadOnlyList<RecordingReference>, byte[]> WriteBody)
{
    /// <summary>Writes the query for the items of one batch.</summary>
    public Func<RecordingReference, string> WriteQuery { get; init; } = static _ => "";

    /// <summary>Items with different keys do not go together.</summary>
    public Func<RecordingReference, object> GroupBy { get; init; } = static _ => "";
}

/// <summary>What the operator says of a run, for services that want to hear it.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Comment">More of it.</param>
internal sealed record RemovalWords(string? Reason, string? Comment);

/// <summary>Where action items are told.</summary>
/// <param name="Route">The call.</param>
/// <param name="Count">Counts them in the answer; null when it cannot be told.</param>
internal sealed record ActionItemDeclaration(Route Route, Func<ReadOnlyMemory<byte>, int?> Count);

/// <summary>Where a service tells what it concluded of a meeting.</summary>
/// <param name="Route">The call.</param>
/// <param name="Read">Reads the answer.</param>
internal sealed record IntelligenceDeclaration(Route Route, Func<RecordingReference, ReadOnlyMemory<byte>, BotIntelligence> Read)
{
    /// <summary>The statuses that say that the call is retired for the account.</summary>
    public IReadOnlySet<int> Retired { get; init; } = new HashSet<int> { 404, 405, 410 };
}
