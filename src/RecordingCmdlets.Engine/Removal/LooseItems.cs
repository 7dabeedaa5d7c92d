using RecordingCmdlets.Engine.Http;

namespace RecordingCmdlets.Engine.Removal;

/// <summary>Items that wait for their batch to fill: one heap for each way of removal, and within it for each group that may travel together.</summary>
internal sealed class LooseItems(Connection connection)
{
    /// <summary>Below this a batch and its proof cost no fewer requests than single deletions.</summary>
    private const int SmallestBatch = 3;

    private readonly Dictionary<(object Method, object Group), List<WorkItem>> heaps = [];

    public int Count { get; private set; }

    /// <summary>Takes an item in.</summary>
    /// <returns>The batch that is full by it; null while none is.</returns>
    public IReadOnlyList<WorkItem>? Add(WorkItem item)
    {
        var key = (item.Method, item.Method.Batch!.GroupBy(item.Reference));
        if (!heaps.TryGetValue(key, out var heap)) heaps[key] = heap = [];
        heap.Add(item);
        Count++;
        if (heap.Count < connection.BulkSize(item.Method)) return null;
        heaps.Remove(key);
        Count -= heap.Count;
        return heap;
    }

    /// <summary>Everything that waits, as parcels.</summary>
    public List<IReadOnlyList<WorkItem>> TakeAll()
    {
        var parcels = heaps.Values.SelectMany(h => h.Count < SmallestBatch ? h.Select(i => (IReadOnlyList<WorkItem>)[i]) : [h]).ToList();
        heaps.Clear();
        Count = 0;
        return parcels;
    }
}
