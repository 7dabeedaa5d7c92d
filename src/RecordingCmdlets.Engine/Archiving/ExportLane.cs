using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Providers;

namespace RecordingCmdlets.Engine.Archiving;

/// <summary>
/// Gathers items whose service makes archives of many files. An archive only saves requests: whatever it does not hold beyond
/// doubt is fetched singly, as if there were no archives.
/// </summary>
/// <param name="find">Finds the connection and the kind of an item; null where nothing more is asked.</param>
/// <param name="exporter">Fetches archives.</param>
/// <param name="wasSaved">Whether an earlier run saved an item.</param>
/// <param name="saveSingly">Hands an item in to be fetched singly.</param>
/// <param name="saveFrom">Saves an item from the file that an archive has of it, and waits for that.</param>
/// <param name="scope">Who hears of it.</param>
internal sealed class ExportLane(
    Func<RemovalTarget, (Connection Connection, ResourceDeclaration Resource)?> find,
    Exporter exporter,
    Func<Recording, bool> wasSaved,
    Func<RemovalTarget, Task> saveSingly,
    Func<RemovalTarget, IFileSource, Task> saveFrom,
    CallScope scope) : IDisposable
{
    /// <summary>Fewer are fetched singly: an order, some looks and a download cost about as much.</summary>
    private const int Fewest = 8;

    /// <summary>So many make one archive, or so many bytes: it has to fit onto the disk beside what comes out of it.</summary>
    private const int Most = 1000;
    private const long MostBytes = 4L * 1024 * 1024 * 1024;

    private readonly Dictionary<(Connection, string Kind, string? Owner), Batch> batches = [];

    // Who leaves in the middle of a batch completes the lane, and that waits for the batch to end.
    private readonly SemaphoreSlim turn = new(1);

    /// <summary>Takes an item in, and has an archive made when there are enough.</summary>
    /// <returns>False when no archive can bring this item.</returns>
    public async Task<bool> TryTakeAsync(RemovalTarget target, CancellationToken ended)
    {
        await turn.WaitAsync(CancellationToken.None);
        try
        {
            if (Place(target) is not { } batch) return false;
            batch.Items.Add(target);
            batch.Bytes += target.Recording!.SizeBytes!.Value;
            if (batch.Items.Count >= Most || batch.Bytes >= MostBytes) await FetchAsync(batch, ended);
            return true;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Fetches what has gathered.</summary>
    public async Task CompleteAsync(CancellationToken ended)
    {
        await turn.WaitAsync(CancellationToken.None);
        try
        {
            foreach (var batch in batches.Values.Where(b => b.Items.Count > 0)) await FetchAsync(batch, ended);
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    private Batch? Place(RemovalTarget target)
    {
        // The span of the order and the file in the archive are told by the item as it was listed, and by nothing else.
        if (target.Recording is not { CreatedAt: not null, SizeBytes: > 0 } item) return null;
        try
        {
            if (find(target) is not var (connection, resource)) return null;
            if (resource.Export is not { } export || !connection.HasListed(item) || ExportedFiles.NameOf(item, export.NameField) is null || wasSaved(item)) return null;
            var key = (connection, resource.Kind, item.Reference.Owner);
            return batches.TryGetValue(key, out var batch) ? batch : batches[key] = new Batch(connection, resource);
        }
        catch (RecordingException)
        {
            return null; // It is said where the item is fetched.
        }
    }

    private async Task FetchAsync(Batch batch, CancellationToken ended)
    {
        var targets = batch.Items.ToList();
        batch.Items.Clear();
        batch.Bytes = 0;
        using var files = targets.Count < Fewest ? null : await TryFetchAsync(batch, targets, ended);
        var left = 0;
        foreach (var target in targets)
        {
            if (files?.Find(target.Recording!) is { } file)
            {
                await saveFrom(target, file);
                continue;
            }

            left++;
            await saveSingly(target);
        }

        if (files is not null && left > 0) scope.Notices.Verbose(FormattableString.Invariant($"{left} of {targets.Count} files were not beyond doubt in the archive, and are fetched singly."));
    }

    private async Task<ExportedFiles?> TryFetchAsync(Batch batch, List<RemovalTarget> targets, CancellationToken ended)
    {
        try
        {
            return await exporter.FetchAsync(batch.Connection, batch.Resource, [.. targets.Select(t => t.Recording!)], ended);
        }
        catch (RecordingException fault)
        {
            scope.Notices.Warn(FormattableString.Invariant($"{fault.Message} {targets.Count} items are fetched singly."));
        }
        catch (OperationCanceledException)
        {
            // What ended it is said for each item.
        }
        catch (Exception broken) // Whatever it is: each item still has its own way. Its words may hold a link.
        {
            scope.Notices.Warn(FormattableString.Invariant($"The export failed: {broken.GetType().Name}. {targets.Count} items are fetched singly."));
        }

        return null;
    }

    private sealed class Batch(Connection connection, ResourceDeclaration resource)
    {
        public Connection Connection => connection;

        public ResourceDeclaration Resource => resource;

        public List<RemovalTarget> Items { get; } = [];

        public long Bytes { get; set; }
    }
}
