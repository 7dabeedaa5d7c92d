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
    /// <param name="mayStillLeave">Asked once more before each try leaves.</param>
    public static ServiceRequest Admit(WorkItem item, Func<bool> mayStillLeave)
    {
        var route = item.Resource.Delete.Route;
        return new ServiceRequest(route, item.Connection.Path(route, item.Reference)) { Ticket = Issue(item.Connection, route, [item]), MayStillLeave = mayStillLeave };
    }

    /// <param name="items">The items of one batch.</param>
    /// <param name="mayStillLeave">Asked once more before each try leaves.</param>
    public static ServiceRequest Admit(IReadOnlyList<WorkItem> items, Func<bool> mayStillLeave)
    {
        var (connection, batch) = (items[0].Connection, items[0].Resource.Batch!);
        if (items.Count > batch.Size || items.Any(i => !i.CanTravelInBatch || i.Connection != connection || i.Resource != items[0].Resource))
            throw new InternalRuleException("A batch was put together of items that do not belong in one.");
        return new ServiceRequest(batch.Route, connection.Path(batch.Route, null))
        {
            Ticket = Issue(connection, batch.Route, items),
            MayStillLeave = mayStillLeave,
            Body = batch.WriteBody([.. items.Select(i => i.Reference.Id)]),
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
