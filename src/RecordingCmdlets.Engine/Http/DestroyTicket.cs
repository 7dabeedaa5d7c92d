using RecordingCmdlets.Engine.Providers;

namespace RecordingCmdlets.Engine.Http;

/// <summary>
/// Leave to send one destroying request for exactly these items over exactly this connection. Only the removal gate makes
/// one, after decision, question and intent; Http sends nothing that destroys without it.
/// </summary>
internal sealed class DestroyTicket(object connection, Route route, IReadOnlyList<RecordingReference> items)
{
    public IReadOnlyList<RecordingReference> Items { get; } = items;

    public bool Allows(object usedConnection, Route usedRoute) =>
        ReferenceEquals(connection, usedConnection) && route == usedRoute && Items.Count > 0;
}
