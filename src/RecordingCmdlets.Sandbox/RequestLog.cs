namespace RecordingCmdlets.Sandbox;

/// <summary>What the sandbox was asked, up to a bound; the oldest goes first.</summary>
internal sealed class RequestLog
{
    private readonly object gate = new();
    private readonly Queue<SandboxRequest> requests = new();

    /// <summary>How many requests are kept.</summary>
    public int Capacity { get; set; } = 100_000;

    /// <summary>Keeps a request.</summary>
    public void Add(SandboxRequest request)
    {
        lock (gate)
        {
            requests.Enqueue(request);
            while (requests.Count > Capacity) requests.Dequeue();
        }
    }

    /// <summary>A copy, in the order of arrival; requests are added when they are answered, which may be another.</summary>
    public SandboxRequest[] ToArray()
    {
        SandboxRequest[] copy;
        lock (gate) copy = [.. requests];
        Array.Sort(copy, (left, right) => left.Sequence.CompareTo(right.Sequence));
        return copy;
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        lock (gate) requests.Clear();
    }
}
