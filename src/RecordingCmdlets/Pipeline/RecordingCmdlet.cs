using System.Management.Automation;
using RecordingCmdlets.Session;

namespace RecordingCmdlets.Pipeline;

/// <summary>
/// What all cmdlets share: their session, their end, and waiting for the engine on the pipeline thread. Host calls are
/// made here and never on the engine's threads.
/// </summary>
public abstract class RecordingCmdlet : PSCmdlet, IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource stopping = new();
    private readonly NoticeQueue notices = new();
    private RunspaceSession? session;
    private ListingProgressBar? counting;
    private bool isDisposed;

    private protected INotices Notices => notices;

    private protected CancellationToken Stop => stopping.Token;

    private protected RunspaceSession Session => session ??= RunspaceSession.Current;

    private protected static IRecordingEngine Engine => Loading.Engine.Instance;

    /// <inheritdoc/>
    protected override void StopProcessing() => stopping.Cancel();

    /// <summary>Waits on the pipeline thread, telling meanwhile what the engine has to say.</summary>
    private protected void Wait(Task task)
    {
        if (task.IsCompletedSuccessfully)
        {
            notices.Drain(this); // It may have had something to say all the same.
            return;
        }

        // The token given to the engine ends the task when the pipeline is stopped.
        while (!Task.WaitAll([Quiet(task)], Tick)) Tell();
        Tell();
        try
        {
            task.GetAwaiter().GetResult(); // Completed: this only throws what it threw.
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    private protected T Wait<T>(Task<T> task)
    {
        Wait((Task)task);
        return task.Result;
    }

    /// <summary>Writes each item of an asynchronous sequence as it comes.</summary>
    private protected void WriteAll<T>(IAsyncEnumerable<T> items) => Each(items, item => WriteObject(item));

    /// <summary>Does something with each item of an asynchronous sequence as it comes, on the pipeline thread.</summary>
    private protected void Each<T>(IAsyncEnumerable<T> items, Action<T> action)
    {
        var enumerator = items.GetAsyncEnumerator(Stop);
        try
        {
            while (true)
            {
                var next = enumerator.MoveNextAsync();
                if (!(next.IsCompletedSuccessfully ? next.Result : Wait(next.AsTask()))) break;
                action(enumerator.Current);
            }

            Tell();
        }
        finally
        {
            enumerator.DisposeAsync().AsTask().GetAwaiter().GetResult(); // No host call may be made while the pipeline unwinds.
        }
    }

    /// <summary>Runs what can fail as a whole: what the engine throws ends this command, as an error that scripts can catch by its id.</summary>
    private protected void Run(Action action, object? target = null)
    {
        try
        {
            action();
        }
        catch (RecordingException fault)
        {
            ThrowTerminatingError(ErrorMapper.ToRecord(fault, target));
        }
    }

    /// <summary>Runs what can fail for one item: the error is written and the next item has its turn.</summary>
    private protected void RunForItem(Action action, object? target)
    {
        try
        {
            action();
        }
        catch (RecordingException fault)
        {
            WriteError(ErrorMapper.ToRecord(fault, target));
        }
    }

    /// <summary>The full path of a file or folder that a parameter names. Ledgers and holds live in the file system, wherever the prompt stands.</summary>
    private protected string? FilePath(string? path)
    {
        if (path is null) return null;
        var full = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
        return provider.Name == "FileSystem"
            ? full
            : throw new RecordingArgumentException("PathUnsupported", $"'{path}' is a path of the {provider.Name} provider.", "Give a path of the file system.");
    }

    /// <summary>The full paths of the files that a path with wildcards means; itself where there is such a file, or none that it means.</summary>
    private protected IReadOnlyList<string> FilePaths(string path)
    {
        var literal = FilePath(path)!;
        if (File.Exists(literal) || !WildcardPattern.ContainsWildcardCharacters(path)) return [literal];
        var meant = SessionState.Path.GetResolvedProviderPathFromPSPath(path, out _);
        return meant.Count > 0 ? [.. meant] : [literal];
    }

    /// <summary>Makes a plan, with a bar that counts what is listed.</summary>
    private protected RetentionPlan MakePlan(RetentionPlanOptions options)
    {
        var listing = new ListingProgressBar(this);
        var task = Session.Engine.Retention.PlanAsync(options, listing, Notices, Stop);
        counting = listing;
        try
        {
            return Wait(task);
        }
        finally
        {
            counting = null;
            listing.Close();
        }
    }

    /// <summary>Called about ten times a second while waiting.</summary>
    private protected virtual void OnTick() => counting?.Update();

    private protected void Tell()
    {
        notices.Drain(this);
        while (Session.Posted.TryDequeue(out var action)) action();
        OnTick();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends what the cmdlet has under way. Makes no host call.</summary>
    /// <param name="disposing">Always true.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (isDisposed) return;
        isDisposed = true;
        stopping.Cancel();
        stopping.Dispose();
    }

    // WaitAll would throw what the task threw; it is thrown once, unwrapped, after the wait.
    private static Task Quiet(Task task) => task.IsCompleted ? Task.CompletedTask : task.ContinueWith(static _ => { }, TaskScheduler.Default);
}
