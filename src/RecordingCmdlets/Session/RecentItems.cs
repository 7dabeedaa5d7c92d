namespace RecordingCmdlets.Session;

/// <summary>An item that a command has shown: what tells it from others, and nothing more of it.</summary>
/// <param name="Provider">The service.</param>
/// <param name="Connection">The connection that listed it.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Id">The service's own id.</param>
/// <param name="Title">Its title, or a bot's name.</param>
/// <param name="Status">The service's word for its state.</param>
/// <param name="IsBot">Whether it was shown as a bot.</param>
internal readonly record struct RecentItem(string Provider, string Connection, string Kind, string Id, string? Title, string? Status, bool IsBot);

/// <summary>What the commands of one runspace showed last, for completion. So many at the most, however much is listed.</summary>
internal sealed class RecentItems
{
    public const int Capacity = 500;

    private readonly RecentItem[] items = new RecentItem[Capacity];
    private long count;

    /// <summary>The items, the last one first.</summary>
    public IEnumerable<RecentItem> All => Enumerable.Range(1, (int)Math.Min(count, Capacity)).Select(back => items[(count - back) % Capacity]).Where(item => item.Id is not null);

    public void Note(Recording shown) => Note(new RecentItem(shown.Provider, shown.Connection, shown.Kind, shown.Id, shown.Title, shown.Status, IsBot: false));

    public void Note(RecordingBot shown) => Note(new RecentItem(shown.Provider, shown.Connection, shown.Kind, shown.Id, shown.Name, shown.Status, IsBot: true));

    /// <summary>Forgets what a connection listed: another one of its name may be to another account.</summary>
    public void Forget(string connection)
    {
        for (var i = 0; i < items.Length; i++)
            if (string.Equals(items[i].Connection, connection, StringComparison.OrdinalIgnoreCase)) items[i] = default;
    }

    private void Note(RecentItem item) => items[count++ % Capacity] = item;
}
