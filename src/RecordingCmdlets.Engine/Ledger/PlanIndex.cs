using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace RecordingCmdlets.Engine.Ledger;

/// <summary>
/// Items as hashes, each with a number: a million take some 40 MB. Filled by one thread; afterwards items
/// may be taken by several, but each by one.
/// </summary>
internal sealed class PlanIndex
{
    private UInt128[] keys = new UInt128[16];
    private ushort[] rules = new ushort[16]; // The number of the rule, from 1; 0 is an empty place.
    private bool[] taken = new bool[16];
    private long open;

    public int Count { get; private set; }

    /// <summary>The items that nobody has taken yet.</summary>
    public long CountOpen => Interlocked.Read(ref open);

    /// <summary>What an item is recognized by: its identity and its date.</summary>
    public static UInt128 Key(RecordingReference item, DateTimeOffset? created)
    {
        // Names of connections and services are compared without regard to case everywhere.
        var text = string.Join('\u0000', item.Provider.ToUpperInvariant(), item.Connection?.ToUpperInvariant(), item.Kind.ToUpperInvariant(), item.Id, item.Owner, item.Site, created?.UtcTicks);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    /// <summary>Adds an item; false when it is there already.</summary>
    /// <param name="key">What it is recognized by.</param>
    /// <param name="rule">Its number, such as that of its rule, from 0.</param>
    public bool Add(UInt128 key, int rule)
    {
        if (Count >= keys.Length / 3 * 2) Grow();
        if (!Put(key, checked((ushort)(rule + 1)))) return false;
        Count++;
        open++;
        return true;
    }

    /// <summary>Takes an item that is still open.</summary>
    /// <param name="key">What it is recognized by.</param>
    /// <param name="rule">Its number.</param>
    /// <returns>False when it is not there, or has been taken.</returns>
    public bool TryTake(UInt128 key, out int rule)
    {
        var at = Find(key);
        rule = rules[at] - 1;
        if (rule < 0 || taken[at]) return false;
        taken[at] = true;
        Interlocked.Decrement(ref open);
        return true;
    }

    private bool Put(UInt128 key, ushort rule)
    {
        var at = Find(key);
        if (rules[at] > 0) return false;
        (keys[at], rules[at]) = (key, rule);
        return true;
    }

    // The place of a key, or the empty one where it would be.
    private int Find(UInt128 key)
    {
        var at = (int)((ulong)key & (ulong)(keys.Length - 1));
        while (rules[at] > 0 && keys[at] != key) at = (at + 1) & (keys.Length - 1);
        return at;
    }

    private void Grow()
    {
        var (oldKeys, oldRules) = (keys, rules);
        (keys, rules, taken) = (new UInt128[oldKeys.Length * 2], new ushort[oldKeys.Length * 2], new bool[oldKeys.Length * 2]);
        for (var i = 0; i < oldKeys.Length; i++)
            if (oldRules[i] > 0) Put(oldKeys[i], oldRules[i]);
    }
}
