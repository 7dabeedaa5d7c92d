namespace RecordingCmdlets.Engine.Reporting;

/// <summary>Keeps the rows that a page has room for: first what the plan removes, then what is oldest.</summary>
internal sealed class RowShelf(int room)
{
    // The row that would go first lies on top.
    private readonly PriorityQueue<ReportRow, ReportRow> kept = new(Comparer<ReportRow>.Create(static (a, b) => Order(b, a)));

    public long Count { get; private set; }

    public bool IsOverfull => Count > room;

    /// <summary>What is kept, in the order of a page.</summary>
    public IReadOnlyList<ReportRow> Rows => [.. kept.UnorderedItems.Select(i => i.Element).Order(Comparer<ReportRow>.Create(Order))];

    public void Add(ReportRow row)
    {
        Count++;
        if (kept.Count < room) kept.Enqueue(row, row);
        else kept.EnqueueDequeue(row, row);
    }

    private static int Order(ReportRow a, ReportRow b)
    {
        if (a.IsToGo != b.IsToGo) return a.IsToGo ? -1 : 1;
        var byAge = (a.CreatedAt ?? DateTimeOffset.MaxValue).CompareTo(b.CreatedAt ?? DateTimeOffset.MaxValue);
        return byAge != 0 ? byAge : a.Number.CompareTo(b.Number);
    }
}
