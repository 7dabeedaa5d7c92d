using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace RecordingCmdlets.Pipeline;

/// <summary>Feeds what comes down a pipeline into an asynchronous sequence while more is to come, and hands out what that has ready.</summary>
internal sealed class Feed<TIn, TOut>
{
    private readonly Channel<TIn> given = Channel.CreateUnbounded<TIn>();
    private readonly IAsyncEnumerator<TOut> made;
    private Task<bool> next;

    /// <param name="make">Makes the sequence of what is given.</param>
    /// <param name="stop">Ends it.</param>
    public Feed(Func<IAsyncEnumerable<TIn>, IAsyncEnumerable<TOut>> make, CancellationToken stop)
    {
        made = make(given.Reader.ReadAllAsync(stop)).GetAsyncEnumerator(stop);
        next = made.MoveNextAsync().AsTask();
    }

    public void Add(TIn item) => given.Writer.TryWrite(item);

    /// <summary>Takes what is ready. Throws what the sequence threw.</summary>
    public bool TryTake(out TOut item)
    {
        item = default!;
        if (!next.IsCompleted || !next.GetAwaiter().GetResult()) return false;
        item = made.Current;
        next = made.MoveNextAsync().AsTask();
        return true;
    }

    /// <summary>What is still to come, when nothing more is given.</summary>
    public async IAsyncEnumerable<TOut> RestAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        given.Writer.TryComplete();
        while (await next.WaitAsync(cancellation))
        {
            var item = made.Current;
            next = made.MoveNextAsync().AsTask();
            yield return item;
        }
    }

    /// <summary>Ends what is under way, once it was stopped. Makes no host call.</summary>
    public void Close()
    {
        given.Writer.TryComplete();
        next.ContinueWith(static _ => { }, TaskScheduler.Default).GetAwaiter().GetResult();
        made.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
