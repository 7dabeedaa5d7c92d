namespace RecordingCmdlets;

/// <summary>How a plan is made.</summary>
public sealed record class RetentionPlanOptions
{
    /// <summary>The policy.</summary>
    public required RetentionPolicy Policy { get; init; }

    /// <summary>A folder, or a new file ending in .jsonl; the plan folder of the state folder when null.</summary>
    public string? Path { get; init; }

    /// <summary>Goes without the table for people.</summary>
    public bool WithoutCsv { get; init; }

    /// <summary>Only these connections, by name; all when empty.</summary>
    public IReadOnlyList<string> Connections { get; init; } = [];

    /// <summary>Connections that there are and that are not open here: a rule may name them. Any other name is an error.</summary>
    public IReadOnlyList<string> ConnectionsElsewhere { get; init; } = [];

    /// <summary>What the header says, and the key that seals it.</summary>
    public AuditOptions Audit { get; init; } = new();
}

/// <summary>How a plan is applied.</summary>
public sealed record class RetentionRunOptions
{
    /// <summary>The plan.</summary>
    public required string PlanPath { get; init; }

    /// <summary>The hash that was approved; null only where a person is asked.</summary>
    public string? PlanHash { get; init; }

    /// <summary>A plan that is older is refused.</summary>
    public TimeSpan MaxPlanAge { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Brakes and ledger. What a plan line says of its action and conditions wins over what stands here.</summary>
    public required RemovalOptions Removal { get; init; }
}

/// <summary>
/// A plan that was opened and found to be the one approved. It is applied as a whole, after one question. It can be
/// interrupted and begun again: what has gone already is not requested twice.
/// </summary>
public interface IRetentionRun : IAsyncDisposable, IDisposable
{
    /// <summary>The plan.</summary>
    RetentionPlan Plan { get; }

    /// <summary>What the plan is about, as the one question names it.</summary>
    string Description { get; }

    /// <summary>What would be done, as the question names it, with its permanence.</summary>
    string Action { get; }

    /// <summary>Removes what the plan says, after holds, states and limits were looked at again.</summary>
    /// <returns>Completes when every item that the plan removes has its outcome.</returns>
    Task ApplyAsync();

    /// <summary>Takes a result that is ready.</summary>
    /// <param name="result">The result.</param>
    /// <returns>False when none is ready.</returns>
    bool TryTakeResult([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out RemovalResult? result);

    /// <summary>Where the run stands; cheap, from any thread.</summary>
    /// <returns>A snapshot.</returns>
    RemovalProgress GetProgress();

    /// <summary>The failure that ended the run early; null while there is none.</summary>
    RecordingException? Fault { get; }

    /// <summary>The summary, complete once the run is over.</summary>
    /// <returns>The counts and the head of the ledger.</returns>
    RemovalSummary GetSummary();
}

/// <summary>Plans and their application.</summary>
public interface IRetentionDesk
{
    /// <summary>Lists what the policy is about, decides on every item, and writes the plan as it goes. Nothing is removed.</summary>
    /// <param name="options">The policy, and where the plan goes.</param>
    /// <param name="progress">Hears how many items were listed; may be called from any thread.</param>
    /// <param name="notices">Receives warnings.</param>
    /// <param name="cancellation">Gives up; then no plan is left behind.</param>
    /// <returns>The plan.</returns>
    Task<RetentionPlan> PlanAsync(RetentionPlanOptions options, IProgress<long>? progress, INotices notices, CancellationToken cancellation);

    /// <summary>Opens a plan, and checks that it is whole, the approved one, and not too old.</summary>
    /// <param name="options">The plan and the brakes.</param>
    /// <param name="notices">Receives warnings.</param>
    /// <param name="stop">When it fires nothing new is sent; what is in flight gets a short grace.</param>
    /// <returns>The run. It must be disposed.</returns>
    /// <exception cref="PlanException">The plan cannot be used.</exception>
    Task<IRetentionRun> OpenAsync(RetentionRunOptions options, INotices notices, CancellationToken stop);
}
