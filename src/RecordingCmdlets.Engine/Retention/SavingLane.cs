using System.Diagnostics.CodeAnalysis;

namespace RecordingCmdlets.Engine.Retention;

/// <summary>Saves the items of one rule, several at a time, beside the removal. Whatever is not safe is not handed on.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim whose wait handle is never taken holds nothing.")]
internal sealed class SavingLane(IArchiveRun archive, int width)
{
    private readonly SemaphoreSlim slots = new(width);

    /// <summary>Begins with an item; waits while as many are being saved as may be.</summary>
    /// <param name="target">The item.</param>
    /// <param name="then">What to do when its outcome is known. Must not throw.</param>
    public async Task AddAsync(RemovalTarget target, Func<ArchiveResult, Task> then)
    {
        await slots.WaitAsync();
        _ = Task.Run(async () =>
        {
            try
            {
                await then(await archive.SaveAsync(target));
            }
            finally
            {
                slots.Release();
            }
        });
    }

    /// <summary>Waits for everything that was begun, and seals the manifest.</summary>
    public async Task CompleteAsync()
    {
        for (var i = 0; i < width; i++) await slots.WaitAsync();
        await archive.CompleteAsync();
        await archive.DisposeAsync();
    }
}
