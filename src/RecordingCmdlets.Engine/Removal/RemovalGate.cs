using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Providers;

namespace RecordingCmdlets.Engine.Removal;

/// <summary>
/// The one place where leave to destroy is given: for items that were decided on, agreed to, and whose intent is on disk.
/// Nothing else in the engine makes a ticket.
/// </summary>
internal static class RemovalGate
{
    /// <param name="item">The item.</param>
    /// <param name="words">What goes to the service with it, where it wants to hear it.</param>
    /// <param name="mayStillLeave">Asked once more before each try leaves.</param>
    /// <param name="trace">What happened so far, when it is not the first request for the item.</param>
    public static ServiceRequest Admit(WorkItem item, RemovalWords words, Func<bool> mayStillLeave, CallTrace trace)
    {
        var (method, route) = (item.Method, item.Method.Route);
        return new ServiceRequest(route, item.Connection.Path(route, item.Reference), method.WriteQuery(item.Reference))
        {
            Ticket = Issue(item.Connection, route, [item]),
            MayStillLeave = mayStillLeave,
            Body = method.WriteBody(item.Reference, words),
            RepeatsFailures = !method.LooksBeforeRetry,
            Trace = trace,
        };
    }

    /// <param name="items">The items of one batch.</param>
    /// <param name="mayStillLeave">Asked once more before each try leaves.</param>
    public static ServiceRequest Admit(IReadOnlyList<WorkItem> items, Func<bool> mayStillLeave)
    {
        var (connection, batch) = (items[0].Connection, items[0].Method.Batch!);
        if (items.Count > batch.Size || items.Any(i => !i.CanTravelInBatch || i.Connection != connection || i.Method != items[0].Method
            || !batch.GroupBy(i.Reference).Equals(batch.GroupBy(items[0].Reference))))
            throw new InternalRuleException("A batch was put together of items that do not belong in one.");
        return new ServiceRequest(batch.Route, connection.Path(batch.Route, null), batch.WriteQuery(items[0].Reference))
        {
            Ticket = Issue(connection, batch.Route, items),
            MayStillLeave = mayStillLeave,
            Body = batch.WriteBody([.. items.Select(i => i.Reference)]),
            RepeatsFailures = !items[0].Method.LooksBeforeRetry,
        };
    }

    private static DestroyTicket Issue(Connection connection, Route route, IReadOnlyList<WorkItem> items)
    {
        foreach (var item in items)
        {
            if (item.Stage != WorkStage.Intended) throw new InternalRuleException($"{item.Reference} reached the gate as {item.Stage}.");
            if (item.Resource.Id.WhyInvalid(item.Reference.Id) is { } invalid) throw new InternalRuleException(invalid);
        }

        return new DestroyTicket(connection.Client, route, [.. items.Select(i => i.Reference)]);
    }
}
