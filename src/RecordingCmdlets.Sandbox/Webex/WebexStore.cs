namespace RecordingCmdlets.Sandbox;

/// <summary>The recordings, and an order by <c>createTime</c> for each view that was asked for.</summary>
internal sealed class WebexStore
{
    // A view is quickly made anew.
    private const int MaxViews = 64;

    private readonly object gate = new();
    private readonly Dictionary<string, WebexRecording> recordings = new(StringComparer.Ordinal);
    private readonly Dictionary<WebexView, OrderedStore<WebexRecording>> views = [];

    /// <summary>Adds a recording; one with the same id gives way.</summary>
    public void Put(WebexRecording recording)
    {
        lock (gate)
        {
            Remove(recording.Id);
            recordings.Add(recording.Id, recording);
            foreach (var (view, order) in views)
            {
                if (view.Holds(recording)) Insert(order, recording);
            }
        }
    }

    /// <summary>The recording with an id, wherever it is; null when there is none.</summary>
    public WebexRecording? Find(string id)
    {
        lock (gate) return recordings.GetValueOrDefault(id);
    }

    /// <summary>Takes a recording out, wherever it is; false when there is none.</summary>
    public bool Remove(string id)
    {
        lock (gate)
        {
            if (!recordings.Remove(id)) return false;
            foreach (var order in views.Values) order.Remove(id);
            return true;
        }
    }

    /// <summary>The order of a view.</summary>
    public OrderedStore<WebexRecording> Open(WebexView view)
    {
        lock (gate)
        {
            if (views.TryGetValue(view, out var order)) return order;
            if (views.Count >= MaxViews) views.Clear();
            views.Add(view, order = new());
            foreach (var recording in recordings.Values)
            {
                if (view.Holds(recording)) Insert(order, recording);
            }

            return order;
        }
    }

    private static void Insert(OrderedStore<WebexRecording> order, WebexRecording recording) =>
        order.Add(recording.Id, IsoTime.Parse(recording.CreateTime), recording);
}
