namespace RecordingCmdlets.Engine.Reporting;

/// <summary>So many items, and the bytes of those whose size is told.</summary>
internal sealed class Tally
{
    public long Items { get; private set; }

    /// <summary>How many of them have a size.</summary>
    public long Sized { get; private set; }

    public long Bytes { get; private set; }

    public void Add(long? sizeBytes)
    {
        Items++;
        if (sizeBytes is not { } size || size < 0) return;
        Sized++;
        // What services say can be anything; a sum that wrapped around would look like a number.
        Bytes = Bytes > long.MaxValue - size ? long.MaxValue : Bytes + size;
    }

    public void Add(Tally other)
    {
        Items += other.Items;
        Sized += other.Sized;
        Bytes = Bytes > long.MaxValue - other.Bytes ? long.MaxValue : Bytes + other.Bytes;
    }
}
