namespace RecordingCmdlets.Engine.Tests.Durability;

/// <summary>A way of removing at a service, or at all of them in one run.</summary>
/// <param name="Name">As tests are called.</param>
/// <param name="BulkSize">Items in one request, where a service takes several.</param>
/// <param name="Provider">The service; null for all.</param>
/// <param name="Action">What is done.</param>
/// <param name="IsForBots">Removes the media of bots.</param>
internal sealed record Way(string Name, int BulkSize, string? Provider, RemovalAction Action = RemovalAction.Delete, bool IsForBots = false)
{
    public static IReadOnlyList<Way> All { get; } =
    [
        new("Telnyx singles", 1, "Telnyx"),
        new("Telnyx batches", 5, "Telnyx"),
        new("Vonage", 1, "Vonage"),
        new("Recall recordings", 1, "Recall"),
        new("Recall bots", 1, "Recall", IsForBots: true),
        new("Attendee", 1, "Attendee"),
        new("Webex", 1, "Webex"),
        new("Webex recycling singles", 1, "Webex", RemovalAction.Recycle),
        new("Webex recycling batches", 5, "Webex", RemovalAction.Recycle),
        new("Webex purging singles", 1, "Webex", RemovalAction.Purge),
        new("Webex purging batches", 5, "Webex", RemovalAction.Purge),
        new("All services", 5, null),
    ];

    /// <summary>Their names, for theories.</summary>
    public static TheoryData<string> Names { get; } = [.. All.Select(w => w.Name)];

    public static Way Of(string name) => All.Single(w => w.Name == name);
}
