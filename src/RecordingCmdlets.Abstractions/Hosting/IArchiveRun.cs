namespace RecordingCmdlets;

/// <summary>One run that saves what services hold. Nothing is ever deleted by it. Every item brought gets exactly one result.</summary>
public interface IArchiveRun : IAsyncDisposable, IDisposable
{
    /// <summary>Hands in an item. Waits while as many are waiting as are saved at one time.</summary>
    /// <param name="target">The item.</param>
    /// <returns>Completes when the item has been taken in.</returns>
    Task SubmitAsync(RemovalTarget target);

    /// <summary>Saves one item and waits for it; its result is given here and not by <see cref="TryTakeResult"/>.</summary>
    /// <param name="target">The item.</param>
    /// <returns>What became of it. Never throws for what a service or a disk does to one item.</returns>
    Task<ArchiveResult> SaveAsync(RemovalTarget target);

    /// <summary>Takes a result that is ready, with the target it is for.</summary>
    /// <param name="result">The result.</param>
    /// <param name="target">What was handed in.</param>
    /// <returns>False when none is ready.</returns>
    bool TryTakeResult(
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ArchiveResult? result,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out RemovalTarget? target);

    /// <summary>Waits for everything handed in and seals the manifest.</summary>
    /// <returns>Completes when every item has its result.</returns>
    Task CompleteAsync();

    /// <summary>Where the run stands; cheap, from any thread.</summary>
    /// <returns>A snapshot.</returns>
    ArchiveProgress GetProgress();

    /// <summary>The failure that ended the run early, such as a full disk; null while there is none.</summary>
    RecordingException? Fault { get; }

    /// <summary>The summary, complete once the run has been completed or disposed.</summary>
    /// <returns>The counts and the head of the manifest.</returns>
    ArchiveSummary GetSummary();
}
