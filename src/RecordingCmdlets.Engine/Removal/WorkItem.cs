using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Providers;

namespace RecordingCmdlets.Engine.Removal;

/// <summary>How far an item has come on its way to a request.</summary>
internal enum WorkStage
{
    Decided,
    Agreed,
    Intended,
    Settled,
}

/// <summary>One item on its way through a run.</summary>
internal sealed class WorkItem(
    RecordingReference reference, Connection connection, ResourceDeclaration resource, RemovalDeclaration method, Recording? facts, bool wasListed, HoldSet holds)
{
    private int stage;

    public RecordingReference Reference { get; } = reference;

    public Connection Connection { get; } = connection;

    public ResourceDeclaration Resource { get; } = resource;

    /// <summary>How it is removed.</summary>
    public RemovalDeclaration Method { get; } = method;

    /// <summary>What is done with it.</summary>
    public RemovalAction Action { get; init; }

    /// <summary>Why, where it has a reason of its own.</summary>
    public string? Reason { get; init; }

    /// <summary>What the service said of it; null for a bare id.</summary>
    public Recording? Facts { get; } = facts;

    /// <summary>Whether this process saw it on this very connection, which makes a later 404 a proof that it is gone.</summary>
    public bool WasListed { get; } = wasListed;

    /// <summary>The holds it was decided under.</summary>
    public HoldSet Holds { get; set; } = holds;

    /// <summary>The ledger line of its intent; 0 before there is one, or without a ledger.</summary>
    public long Intent { get; set; }

    /// <summary>Whether a batch with it has left: then what a later single request finds may be that batch's work.</summary>
    public bool TravelledInBatch { get; set; }

    /// <summary>Whether its batch was answered ok, which is still to be proved.</summary>
    public bool AwaitsProof { get; set; }

    public WorkStage Stage => (WorkStage)Volatile.Read(ref stage);

    /// <summary>Batches are only for items that this run has seen; a bare id goes alone, so that its answer is its own.</summary>
    public bool CanTravelInBatch => WasListed && Method.Batch is not null && Connection.BulkSize(Method) > 1;

    /// <summary>Moves on by exactly one step; false when the item is not where it should be.</summary>
    public bool Advance(WorkStage from, WorkStage to) => Interlocked.CompareExchange(ref stage, (int)to, (int)from) == (int)from;

    /// <summary>What became of it; null while it is on its way.</summary>
    public Settlement? Settlement { get; private set; }

    /// <summary>Ends the way, from whatever step; true for the one caller that ended it.</summary>
    public bool TryFinish(Settlement settlement)
    {
        if (Interlocked.Exchange(ref stage, (int)WorkStage.Settled) == (int)WorkStage.Settled) return false;
        Settlement = settlement;
        return true;
    }
}
