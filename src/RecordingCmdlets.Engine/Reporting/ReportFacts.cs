using RecordingCmdlets.Engine.Ledger;
using RecordingCmdlets.Engine.Removal;

namespace RecordingCmdlets.Engine.Reporting;

/// <summary>Everything that a report tells, counted as items come. Memory grows with services, months and rules, and not with items.</summary>
internal sealed class ReportFacts(ReportOptions options, DateTimeOffset now, HoldSet holds)
{
    private readonly Dictionary<(string Provider, string Connection, string Kind), SourceTally> sources = [];

    public ReportOptions Options => options;

    /// <summary>The one moment that ages count from.</summary>
    public DateTimeOffset Now => now;

    public HoldSet Holds => holds;

    public PlanFile? Plan { get; set; }

    public IReadOnlyList<LedgerRun> Runs { get; set; } = [];

    public IEnumerable<KeyValuePair<(string Provider, string Connection, string Kind), SourceTally>> Sources =>
        sources.OrderBy(s => s.Key.Provider, StringComparer.Ordinal).ThenBy(s => s.Key.Connection, StringComparer.Ordinal).ThenBy(s => s.Key.Kind, StringComparer.Ordinal);

    public Tally All { get; } = new();

    public AgeHistogram Ages { get; } = new(options.OlderThan);

    public Growth Growth { get; } = new();

    public RowShelf Rows { get; } = new(options.MaximumRows);

    /// <summary>Items of the listing that the plan removes.</summary>
    public Tally ToGo { get; } = new();

    public Tally Held { get; } = new();

    public Tally MaybeHeld { get; } = new();

    /// <summary>Items that the plan removes and that a hold covers.</summary>
    public Tally ToGoAndHeld { get; } = new();

    /// <summary>Items that the plan removes and of which the listing does not tell whether a hold covers them.</summary>
    public Tally ToGoAndMaybeHeld { get; } = new();

    public void Add(ReportRow row)
    {
        var age = now - row.CreatedAt;
        var key = (row.Reference.Provider, row.Reference.Connection ?? "", row.Reference.Kind);
        if (!sources.TryGetValue(key, out var source)) sources[key] = source = new SourceTally();
        source.Add(row, Ages.IsPastLimit(age));
        All.Add(row.SizeBytes);
        Ages.Add(age, row.SizeBytes);
        Growth.Add(row.CreatedAt, row.SizeBytes);
        if (row.IsToGo) ToGo.Add(row.SizeBytes);
        if (row.Held == HoldVerdict.Yes) Held.Add(row.SizeBytes);
        if (row.Held == HoldVerdict.CannotTell) MaybeHeld.Add(row.SizeBytes);
        if (row is { IsToGo: true, Held: HoldVerdict.Yes }) ToGoAndHeld.Add(row.SizeBytes);
        if (row is { IsToGo: true, Held: HoldVerdict.CannotTell }) ToGoAndMaybeHeld.Add(row.SizeBytes);
        Rows.Add(row);
    }
}

/// <summary>What one connection has of one kind.</summary>
internal sealed class SourceTally
{
    public Tally All { get; } = new();

    public Tally PastLimit { get; } = new();

    public DateTimeOffset? Oldest { get; private set; }

    public DateTimeOffset? Newest { get; private set; }

    public void Add(ReportRow row, bool isPastLimit)
    {
        All.Add(row.SizeBytes);
        if (isPastLimit) PastLimit.Add(row.SizeBytes);
        if (!(Oldest < row.CreatedAt)) Oldest = row.CreatedAt;
        if (!(Newest > row.CreatedAt)) Newest = row.CreatedAt;
    }
}
