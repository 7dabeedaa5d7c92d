namespace RecordingCmdlets;

/// <summary>
/// A recording as a service listed it. Times are UTC. Everything but the identity may be null, because no service
/// promises to send it. Only a listing makes one, and nobody can change it, since holds are judged by it.
/// </summary>
public sealed class Recording
{
    internal Recording()
    {
    }

    private IReadOnlyDictionary<string, object?>? service;

    /// <summary>The service, such as <c>Telnyx</c>.</summary>
    public string Provider { get; internal init; } = "";

    /// <summary>The connection that listed it.</summary>
    public string Connection { get; internal init; } = "";

    /// <summary>What it is; see <see cref="RecordingKinds"/>. An open set.</summary>
    public string Kind { get; internal init; } = "";

    /// <summary>The service's own id.</summary>
    public string Id { get; internal init; } = "";

    /// <summary>The meeting's topic, or what comes nearest to one; for a call, who called whom.</summary>
    public string? Title { get; internal init; }

    /// <summary>The account, user or host that owns it.</summary>
    public string? Owner { get; internal init; }

    /// <summary>The site it lives on, where a service has sites.</summary>
    public string? Site { get; internal init; }

    /// <summary>When the recording was made available by the service, UTC. Ages count from here.</summary>
    public DateTimeOffset? CreatedAt { get; internal init; }

    /// <summary>When recording began, UTC.</summary>
    public DateTimeOffset? StartedAt { get; internal init; }

    /// <summary>When recording ended, UTC.</summary>
    public DateTimeOffset? EndedAt { get; internal init; }

    /// <summary>How long the recording is.</summary>
    public TimeSpan? Duration { get; internal init; }

    /// <summary>The size in bytes, where the service tells.</summary>
    public long? SizeBytes { get; internal init; }

    /// <summary>The service's own word for the state. An open set.</summary>
    public string? Status { get; internal init; }

    /// <summary>Who took part, as far as the listing tells: e-mail addresses, names or telephone numbers. Null when it does not tell.</summary>
    public IReadOnlyList<string>? Participants { get; internal init; }

    /// <summary>
    /// The record under the service's own field names, without passwords, signed links and meeting links. Read-only;
    /// made on first use.
    /// </summary>
    public IReadOnlyDictionary<string, object?> Service => service ??= ReadService?.Invoke() ?? EmptyService;

    /// <summary>The identity of this recording, as <c>Remove-Recording</c> takes it.</summary>
    public RecordingReference Reference => new(Provider, Connection, Kind, Id, Owner, Site);

    /// <summary>Whether <see cref="Participants"/> names everybody that the service knows of.</summary>
    internal bool NamesAllParticipants { get; init; }

    /// <summary>Makes <see cref="Service"/> when it is first asked for.</summary>
    internal Func<IReadOnlyDictionary<string, object?>>? ReadService { get; init; }

    /// <summary>Reads metadata and tags; null where the service has none.</summary>
    internal Func<RecordingLabels>? ReadLabels { get; init; }

    /// <summary>
    /// The opened connection that listed this object: the proof, for a later 404, that the recording did exist there.
    /// Null on an object that came from a file or from another process.
    /// </summary>
    internal object? ListedBy { get; init; }

    /// <summary>What is known of a bot; null where the item is none.</summary>
    internal BotFacts? Bot { get; init; }

    /// <summary>
    /// The ids of what shares its fate or its data: the recordings of a bot, or the bot of a recording. A hold on one of
    /// them covers this item too. Null when the service does not tell.
    /// </summary>
    internal IReadOnlyList<string>? RelatedIds { get; init; } = [];

    private static readonly Dictionary<string, object?> EmptyService = [];

    /// <inheritdoc/>
    public override string ToString() => Reference.ToString();
}
