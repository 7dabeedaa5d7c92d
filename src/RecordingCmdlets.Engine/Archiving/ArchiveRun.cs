using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Ledger;
using RecordingCmdlets.Engine.Providers;
using RecordingCmdlets.Engine.Storage;

namespace RecordingCmdlets.Engine.Archiving;

/// <summary>One run that saves: takes items in, saves a few at one time, and has a result for each.</summary>
internal sealed class ArchiveRun : IArchiveRun
{
    private readonly ConnectionBook book;
    private readonly ArchiveOptions options;
    private readonly INotices notices;
    private readonly RunLedger manifest;
    private readonly ItemArchiver archiver;
    private readonly ExportLane? exports;
    private readonly CancellationTokenSource waits;
    private readonly CancellationTokenSource stop;
    private readonly CancellationTokenSource? deadline;
    private readonly CallScope scope;
    private readonly SemaphoreSlim room;
    private readonly SemaphoreSlim slots;
    private readonly ConcurrentDictionary<Task, bool> underWay = new();
    private readonly ConcurrentDictionary<RecordingReference, Task> inWork = new();
    private readonly ConcurrentDictionary<Connection, string> ended = new();
    private readonly ConcurrentQueue<(ArchiveResult Result, RemovalTarget Target)> results = new();
    private readonly long[] counts = new long[Enum.GetValues<ArchiveOutcome>().Length];
    private RecordingException? fault;
    private long asked;
    private long received;
    private long expected;
    private long onDisk;
    private string? note;
    private Task? end;

    private ArchiveRun(ConnectionBook book, ArchiveOptions options, ArchiveFolder folder, FormerManifests former, RunLedger manifest, INotices notices, TimeProvider time, CancellationToken outerStop)
    {
        this.book = book;
        this.options = options;
        this.notices = notices;
        this.manifest = manifest;
        deadline = options.TimeLimit is { } limit && limit < TimeSpan.FromDays(49) ? new CancellationTokenSource(limit, time) : null;
        stop = CancellationTokenSource.CreateLinkedTokenSource(outerStop);
        scope = new CallScope(notices, stop.Token);
        var limitAtOnce = Math.Max(1, options.ThrottleLimit);
        room = new SemaphoreSlim(2 * limitAtOnce);
        slots = new SemaphoreSlim(limitAtOnce);
        archiver = new ItemArchiver(options, folder, NameTemplate.Parse(options.NameTemplate), former, manifest, scope, time, Receive, Expect);
        waits = deadline is null ? CancellationTokenSource.CreateLinkedTokenSource(stop.Token) : CancellationTokenSource.CreateLinkedTokenSource(stop.Token, deadline.Token);
        if (options.UsesExports && options.Include.HasFlag(ArchiveParts.Media))
            exports = new ExportLane(Find, new Exporter(folder, scope, time, Receive, Expect, text => note = text), archiver.WasSaved, EnqueueAsync, SaveFromAsync, scope);

        void Receive(long bytes) => Interlocked.Add(ref received, bytes);

        void Expect(long bytes) => Interlocked.Add(ref expected, bytes);
    }

    public RecordingException? Fault => fault;

    /// <exception cref="RecordingException">The template is none, or the folder cannot be written.</exception>
    public static async Task<ArchiveRun> BeginAsync(
        ConnectionBook book, ArchiveOptions options, INotices notices, TimeProvider time, Func<string, ArchiveFolder>? openFolder, Func<string, ILedgerSink>? openSink, CancellationToken stop)
    {
        _ = NameTemplate.Parse(options.NameTemplate);
        if (options.Include == ArchiveParts.None) throw new ArchiveException("ArchivePartUnsupported", "Nothing is to be saved.", "Name Media, Transcript or Metadata with -Include.");
        try
        {
            var folder = (openFolder ?? (static path => new ArchiveFolder(path)))(options.Path);
            if (StateFolder.IsOpenToAll(Path.Combine(folder.Root, "."))) notices.Warn($"Everybody on this machine may change what is saved in {folder.Root}.");
            var place = options.Manifest.Path is null or AuditOptions.StandardOutput ? null
                : options.Manifest.Path.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase) ? Path.GetDirectoryName(Path.GetFullPath(options.Manifest.Path)) : Path.GetFullPath(options.Manifest.Path);
            var former = await Task.Run(() => FormerManifests.Read(folder, place, options.Manifest.Key, notices), stop);
            var audit = new AuditOptions
            {
                Path = options.Manifest.Path ?? folder.Root,
                IsDisabled = options.Manifest.IsDisabled,
                Key = options.Manifest.Key,
                Reason = options.Manifest.Reason,
                Ticket = options.Manifest.Ticket,
                Script = options.Manifest.Script,
                ParameterNames = options.Manifest.ParameterNames,
                Host = options.Manifest.Host,
            };
            var manifest = await RunLedger.OpenAsync(LedgerPurpose.Backup, audit, time, header => header with { Folder = folder.Root }, openSink);
            return new ArchiveRun(book, options, folder, former, manifest, notices, time, stop);
        }
        catch (AuditException broken)
        {
            throw Download.Unwritable(options.Manifest.Path ?? options.Path, broken);
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            throw Download.Unwritable(options.Path, broken);
        }
    }

    public async Task SubmitAsync(RemovalTarget target)
    {
        Interlocked.Increment(ref asked);
        if (exports is null || WhyEnded() is not null || !await exports.TryTakeAsync(target, waits.Token)) await EnqueueAsync(target);
    }

    private async Task EnqueueAsync(RemovalTarget target)
    {
        await room.WaitAsync(); // What is under way ends in any case, and makes room.
        var turn = slots.WaitAsync(); // Here and not in the task: what came first is begun first.
        var work = Task.Run(async () =>
        {
            try
            {
                results.Enqueue((await SaveAsync(target, turn, null), target));
            }
            finally
            {
                room.Release();
            }
        });
        underWay[work] = true;
        _ = work.ContinueWith(done => underWay.TryRemove(done, out _), TaskScheduler.Default);
    }

    public Task<ArchiveResult> SaveAsync(RemovalTarget target)
    {
        Interlocked.Increment(ref asked);
        return SaveAsync(target, slots.WaitAsync(), null);
    }

    // One at a time: the files of one archive cannot be read beside each other.
    private async Task SaveFromAsync(RemovalTarget target, IFileSource file) => results.Enqueue((await SaveAsync(target, slots.WaitAsync(), file), target));

    private async Task<ArchiveResult> SaveAsync(RemovalTarget target, Task turn, IFileSource? file)
    {
        await turn;
        try
        {
            return Settle(await TryAsync(target, file));
        }
        finally
        {
            slots.Release();
        }
    }

    public bool TryTakeResult([NotNullWhen(true)] out ArchiveResult? result, [NotNullWhen(true)] out RemovalTarget? target)
    {
        var isThere = results.TryDequeue(out var next);
        (result, target) = isThere ? next : (null, null);
        return isThere;
    }

    public Task CompleteAsync() => end ??= EndAsync();

    public ArchiveProgress GetProgress() => new(
        Interlocked.Read(ref asked),
        Enum.GetValues<ArchiveOutcome>().Sum(o => Interlocked.Read(ref counts[(int)o])),
        Interlocked.Read(ref counts[(int)ArchiveOutcome.Failed]),
        Interlocked.Read(ref received),
        Interlocked.Read(ref expected))
    { Note = note };

    public ArchiveSummary GetSummary() => new()
    {
        RunId = manifest.RunId,
        Counts = Enum.GetValues<ArchiveOutcome>().Select(o => (Outcome: o, Count: Interlocked.Read(ref counts[(int)o]))).Where(c => c.Count > 0).ToDictionary(c => c.Outcome, c => c.Count),
        Bytes = Interlocked.Read(ref onDisk),
        ManifestPath = manifest.Path,
        ManifestHead = manifest.Head,
    };

    public async ValueTask DisposeAsync()
    {
        if (end is not { IsCompleted: true }) await stop.CancelAsync();
        await CompleteAsync();
        await manifest.DisposeAsync();
        exports?.Dispose();
        waits.Dispose();
        stop.Dispose();
        deadline?.Dispose();
        room.Dispose();
        slots.Dispose();
    }

    public void Dispose() => Task.Run(async () => await DisposeAsync()).GetAwaiter().GetResult(); // The caller leaves: the manifest must be settled first.

    private async Task EndAsync()
    {
        if (exports is not null) await exports.CompleteAsync(waits.Token);
        await Task.WhenAll(underWay.Keys);
        if (await manifest.CloseAsync() is { } broken) End(Download.Unwritable(manifest.Path ?? options.Path, broken));
    }

    /// <summary>Where an item is, and its kind; null where its connection has ended.</summary>
    /// <exception cref="RecordingException">It cannot be saved at all, and no archive is made for it.</exception>
    private (Connection Connection, ResourceDeclaration Resource)? Find(RemovalTarget target)
    {
        var connection = book.Resolve(target.Reference, notices);
        if (ended.ContainsKey(connection)) return null;
        var resource = connection.RequireResource(target.Reference.Kind, r => r.Is(options.IsForBots));
        archiver.RequireParts(connection, resource);
        return (connection, resource);
    }

    private async Task<ArchiveResult> TryAsync(RemovalTarget target, IFileSource? file)
    {
        var (item, title) = (target.Reference, target.Recording?.Title);
        Connection? connection = null;
        try
        {
            // What an archive has brought was begun with it.
            if (WhyEnded(isBegun: file is not null) is { } why) return NotBegun(why);
            connection = book.Resolve(item, notices);
            var resource = connection.RequireResource(item.Kind, r => r.Is(options.IsForBots));
            item = item with { Provider = connection.Provider.Name, Connection = connection.Name, Kind = resource.Kind };
            Connection.RequireValid(resource, item);
            archiver.RequireParts(connection, resource);
            if (ended.TryGetValue(connection, out var said)) return NotBegun(said);
            manifest.TellConnection(connection);
            var facts = await connection.RequireFactsAsync(resource, item, target.Recording, scope);
            title = facts.Title;
            var (isNew, files) = await SaveInTurnAsync(connection, resource, facts, file);
            Interlocked.Add(ref onDisk, files.Sum(f => f.SizeBytes));
            return new ArchiveResult { Reference = item, Title = title, Outcome = isNew ? ArchiveOutcome.Saved : ArchiveOutcome.AlreadySaved, Files = files };
        }
        catch (OperationCanceledException)
        {
            return MakeFailed(fault?.Message ?? "The run was stopped.", null);
        }
        catch (AuditException broken)
        {
            return Failed(End(Download.Unwritable(manifest.Path ?? options.Path, broken)));
        }
        catch (ArchiveException broken) when (broken.ErrorId is "ArchiveDiskFull" or "ArchiveWriteFailed")
        {
            return Failed(End(broken));
        }
        catch (RecordingException refused)
        {
            // Without a credential, or within a long throttle, the next item would only ask in vain.
            if (connection is not null && refused is (RecordingAuthenticationException or ProviderThrottledException)) ended.TryAdd(connection, refused.Message);
            return Failed(refused);
        }
        catch (Exception broken) // Whatever it is: no item may be left without a result. Its words may hold a link.
        {
            return Failed(new ArchiveException("ArchiveItemFailed", $"{item} could not be saved: {broken.GetType().Name}.", "Do not remove it for having been saved. Report it.", broken));
        }

        ArchiveResult NotBegun(string why) => new() { Reference = item, Title = title, Outcome = ArchiveOutcome.NotBegun, Reason = why };

        ArchiveResult Failed(RecordingException error) => MakeFailed(error.Message, error);

        ArchiveResult MakeFailed(string why, RecordingException? error) => new() { Reference = item, Title = title, Outcome = ArchiveOutcome.Failed, Reason = why, Error = error };
    }

    /// <summary>Saves an item. One that came twice waits for itself: its files can be written by one alone, and are found whole by the other.</summary>
    private async Task<(bool IsNew, IReadOnlyList<ArchivedFile> Files)> SaveInTurnAsync(Connection connection, ResourceDeclaration resource, Recording item, IFileSource? file)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // Whoever is waited for has a slot already, and so comes to its end.
        while (inWork.GetOrAdd(item.Reference, done.Task) is var other && other != done.Task) await other;
        try
        {
            return await archiver.SaveAsync(connection, resource, item, file);
        }
        finally
        {
            inWork.TryRemove(item.Reference, out _);
            done.SetResult();
        }
    }

    private string? WhyEnded(bool isBegun = false) =>
        fault?.Message ?? (stop.IsCancellationRequested ? "The run was stopped." : deadline?.IsCancellationRequested == true && !isBegun ? "The time limit was reached." : null);

    /// <summary>Ends the run: nothing new is begun, and what is under way is given up.</summary>
    private RecordingException End(RecordingException because)
    {
        Interlocked.CompareExchange(ref fault, because, null);
        try
        {
            stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended already.
        }

        return because;
    }

    private ArchiveResult Settle(ArchiveResult result)
    {
        Interlocked.Increment(ref counts[(int)result.Outcome]);
        try
        {
            manifest.NoteSaved(result);
        }
        catch (Exception broken) when (broken is AuditException or ObjectDisposedException)
        {
            if (broken is AuditException) End(Download.Unwritable(manifest.Path ?? options.Path, broken));
        }

        return result;
    }
}
