namespace RecordingCmdlets.Sandbox;

/// <summary>
/// Which of a fixed number of slots are still live, so that the k-th live one is found in logarithmic time:
/// a Fenwick tree over ones.
/// </summary>
internal sealed class LiveCounts
{
    private readonly int[] sums;
    private readonly int topStep;

    /// <summary>Starts with every slot live.</summary>
    public LiveCounts(int count)
    {
        sums = new int[count + 1];
        for (var i = 1; i <= count; i++) sums[i] = i & -i;
        for (topStep = 1; topStep <= count / 2; topStep <<= 1)
        {
        }
    }

    /// <summary>Marks a live slot as dead.</summary>
    public void Remove(int slot)
    {
        for (var i = slot + 1; i < sums.Length; i += i & -i) sums[i]--;
    }

    /// <summary>How many slots before this one are live.</summary>
    public int Before(int slot)
    {
        var count = 0;
        for (var i = slot; i > 0; i -= i & -i) count += sums[i];
        return count;
    }

    /// <summary>The live slot with exactly <paramref name="rank"/> live ones before it.</summary>
    public int Select(int rank)
    {
        var slot = 0;
        for (var step = topStep; step > 0; step >>= 1)
        {
            if (slot + step < sums.Length && sums[slot + step] <= rank)
            {
                slot += step;
                rank -= sums[slot];
            }
        }

        return slot;
    }
}
