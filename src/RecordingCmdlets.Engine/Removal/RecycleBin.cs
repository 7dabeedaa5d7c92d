using System.Runtime.CompilerServices;
using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Providers;

namespace RecordingCmdlets.Engine.Removal;

/// <summary>Brings items back from a service's recycle bin. Destroys nothing, so it needs neither ticket nor ledger.</summary>
internal sealed class RecycleBin(ConnectionBook book)
{
    /// <summary>The state of what is in a recycle bin.</summary>
    public const string Status = "deleted";

    public static RecordingArgumentException Unsupported(Connection connection) => new(
        "RecycleBinUnsupported",
        $"A recycle bin is not supported by {connection.Provider.Name}{(connection.Provider.Resources.Any(r => r.Recycle is not null) ? $" in the role {connection.Describe().Role}" : "")}. Nothing was sent.",
        "Get-RecordingProvider tells which services have one.");

    /// <summary>The identity of an item that can be brought back.</summary>
    /// <exception cref="RecordingArgumentException">There is no recycle bin, or the item is not in it.</exception>
    public RecordingReference Check(RemovalTarget target, INotices notices)
    {
        var item = target.Reference;
        var connection = book.Resolve(item, notices);
        if (!connection.Resources.Any(r => r.Restore is not null)) throw Unsupported(connection);
        var resource = connection.RequireResource(item.Kind, static r => r.Restore is not null);
        Connection.RequireValid(resource, item);
        if (target.Recording is { Status: not (null or Status) } there)
        {
            throw new RecordingArgumentException(
                "RecordingNotRecycled", $"{item} is {there.Status} and not in the recycle bin. Nothing was sent.", "Pipe what Get-Recording -Status deleted gives.");
        }

        return item with { Provider = connection.Provider.Name, Connection = connection.Name, Kind = resource.Kind };
    }

    public async IAsyncEnumerable<RestoreResult> RestoreAsync(
        IReadOnlyList<RecordingReference> items, CallScope scope, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var known = new List<(RecordingReference Item, Connection Connection, ResourceDeclaration Resource)>();
        foreach (var item in items.Distinct())
        {
            var connection = book.Resolve(item, scope.Notices);
            var resource = connection.RequireResource(item.Kind, static r => r.Restore is not null);
            var (found, isThere) = await LookFirstAsync(connection, resource, item, scope);
            if (isThere) yield return NeverRecycled(found);
            else known.Add((found, connection, resource));
        }

        var groups = known.GroupBy(i => (i.Connection, i.Resource, Group: i.Resource.Restore!.GroupBy(i.Item)));
        foreach (var group in groups)
        {
            var (connection, resource, _) = group.Key;
            foreach (var batch in group.Select(i => i.Item).Chunk(resource.Restore!.Size))
            {
                cancellation.ThrowIfCancellationRequested();
                var refusal = await SendAsync(connection, resource.Restore, batch, scope);
                // What the service does with the others of a batch when one is refused is not documented: each has its own turn.
                foreach (var item in batch)
                {
                    var own = refusal is not null && batch.Length > 1 ? await SendAsync(connection, resource.Restore, [item], scope) : refusal;
                    yield return await LookAsync(connection, resource, item, own, scope);
                }
            }
        }
    }

    /// <summary>Each is looked at first: what never was in the bin must not count as restored, and a batch is for one site.</summary>
    private static async Task<(RecordingReference Item, bool IsThere)> LookFirstAsync(Connection connection, ResourceDeclaration resource, RecordingReference item, CallScope scope)
    {
        var (_, facts) = await connection.LookAsync(resource, resource.Delete, item, scope);
        var site = string.IsNullOrEmpty(item.Site) ? facts?.Site : item.Site;
        return (item with { Site = site }, facts is not null && IsOutside(resource, facts));
    }

    private static bool IsOutside(ResourceDeclaration resource, Recording facts) => facts.Status is not (null or Status) && resource.Purge?.IsGone(facts) != true;

    private static RestoreResult NeverRecycled(RecordingReference item)
    {
        const string reason = "It is not in the recycle bin.";
        return new RestoreResult
        {
            Reference = item,
            IsRestored = false,
            Reason = reason,
            Error = new RecordingArgumentException("RecordingNotRecycled", $"{item}: {reason} Nothing was sent to restore it.", "Pipe what Get-Recording -Status deleted gives."),
        };
    }

    private static async Task<RecordingException?> SendAsync(Connection connection, BatchDeclaration restore, RecordingReference[] items, CallScope scope)
    {
        try
        {
            var answer = await connection.Client.SendAsync(
                new ServiceRequest(restore.Route, connection.Path(restore.Route, null), restore.WriteQuery(items[0])) { Body = restore.WriteBody(items) }, scope);
            if (!answer.IsSuccess) return connection.Client.Explain(answer);
            connection.NoteRemoval(); // What left the bin shifts a listing of the bin.
            return null;
        }
        catch (RecordingException fault) when (fault is not RecordingAuthenticationException)
        {
            return fault;
        }
    }

    private static async Task<RestoreResult> LookAsync(
        Connection connection, ResourceDeclaration resource, RecordingReference item, RecordingException? refusal, CallScope scope)
    {
        Recording? facts = null;
        RecordingException? unseen = null;
        try
        {
            facts = await connection.GetAsync(resource, item, scope);
        }
        catch (RecordingException fault)
        {
            unseen = fault;
        }

        var isRestored = facts is not null && IsOutside(resource, facts);
        var reason = isRestored ? ""
            : refusal is not null ? $"It was not brought back: {refusal.Message}"
            : facts is { Status: Status } ? "The service accepted it, and still shows it in the recycle bin."
            : "The service accepted it, but it could not be looked at afterwards.";
        var error = isRestored ? null : refusal ?? unseen ?? new ProviderResponseException(reason, "Look with Get-Recording -Status deleted whether it is still there.");
        return new RestoreResult
        {
            Reference = item,
            IsRestored = isRestored,
            Reason = reason,
            Error = error,
            StatusCode = error?.StatusCode,
            CorrelationId = error?.CorrelationId,
        };
    }
}
