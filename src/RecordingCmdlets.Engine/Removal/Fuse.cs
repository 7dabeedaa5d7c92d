namespace RecordingCmdlets.Engine.Removal;

/// <summary>Counts the deletions that a run may still make. What is past the limit is never sent.</summary>
internal sealed class Fuse(int? maximum)
{
    private long taken;

    public int? Maximum => maximum;

    public bool IsBlown => maximum is { } limit && Interlocked.Read(ref taken) >= limit;

    public bool TryTake()
    {
        if (Interlocked.Increment(ref taken) <= (maximum ?? long.MaxValue)) return true;
        Interlocked.Decrement(ref taken);
        return false;
    }

    /// <summary>For an item that the operator said no to.</summary>
    public void GiveBack() => Interlocked.Decrement(ref taken);
}
