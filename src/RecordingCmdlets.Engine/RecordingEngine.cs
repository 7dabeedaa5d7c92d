using System.Runtime.CompilerServices;
using RecordingCmdlets.Engine.Connecting;
using RecordingCmdlets.Engine.Ledger;
using RecordingCmdlets.Engine.Policy;
using RecordingCmdlets.Engine.Providers;
using RecordingCmdlets.Engine.Removal;
using RecordingCmdlets.Engine.Reporting;
using RecordingCmdlets.Engine.Storage;

namespace RecordingCmdlets.Engine;

/// <summary>The engine: knows nothing of PowerShell, and is created by name from the isolated load context.</summary>
public sealed class RecordingEngine : IRecordingEngine
{
    private readonly IReadOnlyList<ProviderDeclaration> providers;
    private readonly TimeProvider time;

    /// <summary>Policies made ready to look at items, as long as somebody has them.</summary>
    private readonly ConditionalWeakTable<RetentionPolicy, RetentionPlanner> planners = [];

    /// <summary>The engine with all its services and the system's clock.</summary>
    public RecordingEngine() : this(ProviderRegistry.All, TimeProvider.System)
    {
    }

    internal RecordingEngine(IReadOnlyList<ProviderDeclaration> providers, TimeProvider time)
    {
        this.providers = providers;
        this.time = time;
    }

    /// <inheritdoc/>
    public IEngineSession OpenSession(Func<string, string?>? environment = null) =>
        new EngineSession(providers, environment ?? Environment.GetEnvironmentVariable, time);

    /// <inheritdoc/>
    public IHoldBook OpenHolds(string? path) => new HoldBook(path, time);

    /// <inheritdoc/>
    public IAuditArchive OpenAudit(string? path) => new AuditArchive(path);

    /// <inheritdoc/>
    public PlanLine PlanByAge(Recording recording, TimeSpan olderThan, DateTimeOffset now) => AgeRule.Plan(recording, olderThan, now);

    /// <inheritdoc/>
    public RetentionPolicyReport TestPolicy(string path) => PolicyReader.Report(path, providers);

    /// <inheritdoc/>
    public RetentionPolicy ReadPolicy(string path)
    {
        var report = TestPolicy(path);
        return report.Policy ?? throw PolicyReader.Invalid(report);
    }

    /// <inheritdoc/>
    public PlanLine Plan(RetentionPolicy policy, Recording recording, DateTimeOffset now) =>
        planners.GetValue(policy, p => new RetentionPlanner(p, providers)).Plan(recording, now);

    /// <inheritdoc/>
    public Func<string, string?> OpenVariables(Func<string, string?>? environment, INotices notices) =>
        new SecretVariables(environment ?? Environment.GetEnvironmentVariable, notices).Get;

    /// <inheritdoc/>
    public IReadOnlyList<ConnectionSpecification> ReadConnections(string path, Func<string, string?> variables, INotices notices) =>
        new ConnectionsFile(providers, variables, notices).Read(path);

    /// <inheritdoc/>
    public IDisposable? TryLock(string? path, IReadOnlyList<ConnectionInfo> connections) => RunLock.TryTake(path, connections);

    /// <inheritdoc/>
    public Task<IReportRun> BeginReportAsync(ReportOptions options, CancellationToken stop) =>
        // Plans and ledgers may be long.
        Task.Run<IReportRun>(() => ReportRun.Begin(options, time, stop), stop);
}
