namespace RecordingCmdlets;

/// <summary>
/// A bot that takes part in meetings and records them, as a service listed it. Times are UTC. Everything but the identity
/// may be null. Only a listing makes one, and nobody can change it, since holds and states are judged by it.
/// </summary>
public sealed class RecordingBot
{
    private string[]? recordingIds;

    internal RecordingBot(Recording media) => Media = media;

    /// <summary>The service, such as <c>Attendee</c>.</summary>
    public string Provider => Media.Provider;

    /// <summary>The connection that listed it.</summary>
    public string Connection => Media.Connection;

    /// <summary>What <c>Remove-BotMedia</c> removes of it: <see cref="RecordingKinds.BotMedia"/>.</summary>
    public string Kind => Media.Kind;

    /// <summary>The service's own id.</summary>
    public string Id => Media.Id;

    /// <summary>The name it joined with.</summary>
    public string? Name => Media.Title;

    /// <summary>The service's own word for its state. An open set.</summary>
    public string? Status => Media.Status;

    /// <summary>The moment its age counts from, UTC: when its recording was made, else the first thing that is known to have happened.</summary>
    public DateTimeOffset? CreatedAt => Media.CreatedAt;

    /// <summary>When it was planned to join, UTC; null for most, since services forget it or never had it.</summary>
    public DateTimeOffset? JoinAt => Media.Bot?.JoinAt;

    /// <summary>The kind of meeting, such as <c>zoom</c>, where the service tells.</summary>
    public string? Platform => Media.Bot?.Platform;

    /// <summary>The ids of its recordings, where the service has recordings of their own.</summary>
    // An array, whatever the list is made of: PowerShell takes [0] of what it cannot index for all of it.
    public IReadOnlyList<string> RecordingIds => recordingIds ??= Media.Bot?.RecordingIds.ToArray() ?? [];

    /// <summary>The record under the service's own field names, without passwords, signed links and meeting links.</summary>
    public IReadOnlyDictionary<string, object?> Service => Media.Service;

    /// <summary>The identity of what it captured, as <c>Remove-BotMedia</c> takes it.</summary>
    public RecordingReference Reference => Media.Reference;

    /// <summary>What it captured, as an item.</summary>
    internal Recording Media { get; }

    /// <inheritdoc/>
    public override string ToString() => Reference.ToString();
}

/// <summary>What a listing tells of a bot beyond what every item has.</summary>
/// <param name="JoinAt">When it was planned to join.</param>
/// <param name="Platform">The kind of meeting.</param>
/// <param name="RecordingIds">Its recordings.</param>
/// <param name="AreRecordingsGone">Whether it has recordings and the service shows all of them as deleted.</param>
/// <param name="NamesAllRecordings">Whether <paramref name="RecordingIds"/> are all that it has.</param>
internal sealed record BotFacts(
    DateTimeOffset? JoinAt, string? Platform, IReadOnlyList<string> RecordingIds, bool AreRecordingsGone = false, bool NamesAllRecordings = true);
