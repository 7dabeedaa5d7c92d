using System.Text.Json;
using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Providers;
using RecordingCmdlets.Engine.Storage;

namespace RecordingCmdlets.Engine.Archiving;

/// <summary>Has a service put the files of many items into archives: orders them, waits for them, and brings them here.</summary>
internal sealed class Exporter(ArchiveFolder folder, CallScope scope, TimeProvider time, Action<long> onReceived, Action<long> onExpected, Action<string?> onWaiting)
{
    /// <summary>An archive is not worth its way if it has so many times the files that are wanted: the order can only name a span of time.</summary>
    private const int MostForOne = 4;

    /// <summary>An archive in which nobody tells how long it is may be this much longer than the files that are wanted.</summary>
    private const long Slack = 1024L * 1024 * 1024;

    /// <summary>An order that is split into more is not worth its way either.</summary>
    private const int MostJobs = 50;

    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>A job in which nothing has moved for so long has failed, whatever it calls itself: the names of its states are not documented.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    /// <summary>Fetches the archives for some items of one listing.</summary>
    /// <param name="connection">Where they are.</param>
    /// <param name="resource">Their kind.</param>
    /// <param name="items">The items; all have a date and a size.</param>
    /// <param name="ended">Ends the wait.</param>
    /// <exception cref="RecordingException">The archives cannot be had.</exception>
    public async Task<ExportedFiles> FetchAsync(Connection connection, ResourceDeclaration resource, IReadOnlyList<Recording> items, CancellationToken ended)
    {
        var export = resource.Export!;
        var waits = scope with { Stop = ended };
        var owner = items[0].Reference;
        RequireRoom(connection, items, files: 2);
        ExportedFiles? files = null;
        try
        {
            await connection.FindPathAsync(resource, owner, waits);
            var order = new ServiceRequest(export.Order, connection.Path(export.Order, owner)) { Body = WriteOrder(resource.List, items) };
            var jobs = Parse(connection, await connection.Client.ReadAsync(order, waits), export.ReadOrder).Distinct().ToList();
            if (jobs.Count == 0 || jobs.Any(j => export.JobId.WhyInvalid(j) is not null)) throw Unusable(connection, "it names no job");
            if (jobs.Count > MostJobs) throw Unusable(connection, FormattableString.Invariant($"it is split into {jobs.Count} jobs"));

            var done = new List<ExportJob>();
            foreach (var job in jobs) done.Add(await WaitAsync(connection, export, owner with { Id = job }, waits));
            // Where two files of one name have become one, only their number tells it.
            if (done.Any(d => d.FilesTotal is not > 0)) throw Unusable(connection, "it does not tell how many files it has");
            if (done.Sum(d => d.FilesTotal) > (MostForOne * items.Count) + 100)
                throw Unusable(connection, FormattableString.Invariant($"it has {done.Sum(d => d.FilesTotal)} files, of which {items.Count} are wanted"));

            onWaiting("fetching an archive");
            files = new ExportedFiles(export.NameField, items);
            foreach (var job in done) await BringAsync(connection, export, owner with { Id = job.Id! }, job, items, files);
            // What comes out of it has to fit beside it: singly it may fit without.
            RequireRoom(connection, items, files: 1);
            return files;
        }
        catch
        {
            files?.Dispose();
            throw;
        }
        finally
        {
            onWaiting(null);
        }
    }

    private void RequireRoom(Connection connection, IReadOnlyList<Recording> items, int files)
    {
        if (folder.FreeBytes() < files * items.Sum(i => i.SizeBytes ?? 0)) throw Unusable(connection, "there is no space for an archive beside what comes out of it");
    }

    /// <summary>Looks at a job until its archive is there, ever more rarely.</summary>
    private async Task<ExportJob> WaitAsync(Connection connection, ExportDeclaration export, RecordingReference item, CallScope waits)
    {
        var states = new HashSet<string>(StringComparer.Ordinal);
        var (still, pause, furthest) = (TimeSpan.Zero, ShortestPause, 0L);
        while (true)
        {
            var job = await LookAsync(connection, export, item, waits);
            if (job.IsComplete) return job;
            // A link or a date may be another one at each look: only a new state or one more file is a move.
            if (states.Add(job.Status ?? "") | job.FilesDone > furthest) still = TimeSpan.Zero;
            else if (still >= Patience) throw Unusable(connection, $"nothing has moved in it for {Patience.TotalMinutes} minutes");
            furthest = Math.Max(furthest, job.FilesDone ?? 0);
            onWaiting(FormattableString.Invariant($"waiting for an archive: {job.FilesDone ?? 0} of {job.FilesTotal ?? 0} files"));
            await Task.Delay(pause, time, waits.Stop);
            still += pause;
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private static async Task<ExportJob> LookAsync(Connection connection, ExportDeclaration export, RecordingReference item, CallScope waits)
    {
        var job = Parse(connection, await connection.Client.ReadAsync(new ServiceRequest(export.Job, connection.Path(export.Job, item)), waits), export.ReadJob);
        return job.Id == item.Id ? job : throw Unusable(connection, "it was asked about one job and tells of another");
    }

    private async Task BringAsync(Connection connection, ExportDeclaration export, RecordingReference item, ExportJob job, IReadOnlyList<Recording> items, ExportedFiles files)
    {
        var source = new ExportSource(connection, export, item, Link(job), scope, async () => (await LookAsync(connection, export, item, scope)).Link);
        var most = (2 * MostForOne * items.Sum(i => i.SizeBytes ?? 0)) + Slack;
        // Its name says nothing of the job: what a run that was killed left there is written over by the next.
        var part = folder.Full(FormattableString.Invariant($"export-{ItemArchiver.Mark(item with { Id = "" })}-{files.Count + 1}.part"));
        try
        {
            using (var download = new Download(folder, source, part, null, time, onReceived, onExpected, most)) await download.FetchAsync(scope.Abandon);
            files.Add(folder.OpenForReading(part), part, job.FilesTotal);
        }
        catch (Exception fault)
        {
            if (!IsOfAnotherRun(fault)) ExportedFiles.Delete(part);
            if (fault is InvalidDataException or IOException or UnauthorizedAccessException)
                throw Unusable(connection, (fault is InvalidDataException ? $"it is no archive that can be relied on. {fault.Message}" : fault.Message).TrimEnd('.'));
            throw;
        }

        string Link(ExportJob complete) => complete.Link ?? throw Unusable(connection, "it names no address for the archive");
    }

    /// <summary>Whether a file is in the way that another run is at: that run goes on with it.</summary>
    private static bool IsOfAnotherRun(Exception fault) => fault is ArchiveException { ErrorId: "ArchiveFileBusy" } || (fault is IOException busy && ArchiveFolder.IsBusy(busy));

    /// <summary>The span that the items were made in, in the keys of the listing.</summary>
    private static byte[] WriteOrder(ListDeclaration list, IReadOnlyList<Recording> items) => JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string>
    {
        [list.CreatedFromKey!] = list.Moments.WriteFrom(items.Min(i => i.CreatedAt!.Value)),
        [list.CreatedToKey!] = list.Moments.WriteTo(items.Max(i => i.CreatedAt!.Value)),
    });

    private static T Parse<T>(Connection connection, ServiceAnswer answer, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(answer.Body);
            return read(document.RootElement);
        }
        catch (JsonException fault)
        {
            throw ErrorTable.Unreadable(connection.Provider, answer, fault);
        }
    }

    private static ArchiveException Unusable(Connection connection, string why) => new(
        "ExportUnusable", $"The export of {connection.Provider.DisplayName} is of no use: {why}.", "What it should have brought is fetched singly.");
}
