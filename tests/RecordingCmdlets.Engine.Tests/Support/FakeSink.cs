using System.Text;
using RecordingCmdlets.Engine.Ledger;

namespace RecordingCmdlets.Engine.Tests.Support;

/// <summary>Keeps the lines that it was given whole, and can be held up or made to fail.</summary>
internal sealed class FakeSink : ILedgerSink
{
    private readonly object state = new();
    private readonly StringBuilder durable = new();

    /// <summary>Called for each group before it counts as written.</summary>
    public Action<string>? OnWrite { get; set; }

    public string Path => "fake";

    public int Groups { get; private set; }

    public bool IsDisposed { get; private set; }

    public string Durable
    {
        get
        {
            lock (state) return durable.ToString();
        }
    }

    public IReadOnlyList<string> Lines => [.. Durable.Split('\n', StringSplitOptions.RemoveEmptyEntries)];

    public void WriteDurably(ReadOnlySpan<byte> lines)
    {
        var text = Encoding.UTF8.GetString(lines);
        OnWrite?.Invoke(text);
        lock (state)
        {
            durable.Append(text);
            Groups++;
        }
    }

    public void Dispose() => IsDisposed = true;
}
