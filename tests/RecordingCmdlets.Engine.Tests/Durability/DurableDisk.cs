using System.Text;
using System.Text.Json;
using RecordingCmdlets.Engine.Ledger;

namespace RecordingCmdlets.Engine.Tests.Durability;

/// <summary>
/// A disk that keeps to its word and to nothing else: what a write was given counts as durable when the write has returned,
/// not while it lasts and not when it has failed, however much of it went through.
/// </summary>
internal sealed class DurableDisk(string path) : ILedgerSink
{
    private readonly object state = new();
    private readonly HashSet<Item> intents = [];
    private readonly MemoryStream platter = new();

    public string Path { get; } = path;

    /// <summary>How long the write of that number takes.</summary>
    public Func<int, TimeSpan> Takes { get; init; } = static _ => TimeSpan.FromMilliseconds(4);

    /// <summary>The write, from 1, that fails; the disk works again after it.</summary>
    public int? FailsAt { get; init; }

    /// <summary>The share of the failing write's bytes that goes through all the same.</summary>
    public double GoesThrough { get; init; }

    public int Writes { get; private set; }

    /// <summary>The most intents that were made durable together.</summary>
    public int LargestGroup { get; private set; }

    public bool HasFailed => FailsAt <= Writes;

    /// <summary>Items whose intents were in the write that failed.</summary>
    public IReadOnlySet<Item> Lost { get; private set; } = new HashSet<Item>();

    /// <summary>What is found on the disk afterwards.</summary>
    public byte[] Content => platter.ToArray();

    /// <summary>Whether an item's intent would outlive the loss of power at this moment.</summary>
    public bool Holds(Item item)
    {
        lock (state) return intents.Contains(item);
    }

    public void WriteDurably(ReadOnlySpan<byte> lines)
    {
        Writes++;
        var written = IntentsOf(lines);
        Thread.Sleep(Takes(Writes));
        if (Writes == FailsAt)
        {
            Lost = written;
            platter.Write(lines[..(int)(lines.Length * GoesThrough)]);
            throw new IOException("No space left on device");
        }

        platter.Write(lines);
        LargestGroup = Math.Max(LargestGroup, written.Count);
        lock (state) intents.UnionWith(written);
    }

    public void Dispose() => platter.Dispose();

    private static HashSet<Item> IntentsOf(ReadOnlySpan<byte> lines)
    {
        var found = new HashSet<Item>();
        foreach (var line in Encoding.UTF8.GetString(lines).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            if (root.GetProperty("type").GetString() == "intent") found.Add(new Item(root.GetProperty("provider").GetString()!, root.GetProperty("id").GetString()!));
        }

        return found;
    }
}
