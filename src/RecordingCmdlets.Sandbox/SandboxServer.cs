using System.Security.Cryptography;

namespace RecordingCmdlets.Sandbox;

/// <summary>Services on loopback, each on a port of its own, with the means to make them misbehave.</summary>
public sealed class SandboxServer : ISandbox
{
    private readonly List<SandboxBooth> booths = [];
    private readonly List<SandboxBooth> mediaBooths = [];
    private readonly string run = Convert.ToHexString(RandomNumberGenerator.GetBytes(4)).ToLowerInvariant();
    private int sequence;

    private SandboxServer(SandboxOptions options, IEnumerable<string>? providers, Secret apiKey)
    {
        Options = options;
        ApiKey = apiKey;
        Dice = new(options.Seed, options.FaultRates);

        // All of them before the first one listens: a wrong name leaves no port open.
        ISandboxRoom[] rooms = [.. SandboxRooms.Open(options, providers, apiKey.Reveal())];
        foreach (var room in rooms)
        {
            booths.Add(new(this, room));
            if (room.Media is not { } media) continue;
            SandboxBooth booth = new(this, media);
            mediaBooths.Add(booth);
            media.Address = booth.BaseUri;
        }

        Providers = [.. booths.Select(booth => booth.Room.Name)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Providers { get; }

    /// <inheritdoc/>
    public Secret ApiKey { get; }

    /// <summary>The data of Telnyx.</summary>
    public TelnyxRoom Telnyx => Room<TelnyxRoom>();

    /// <summary>
    /// Called for each request before anything is done. The fault that it returns is played; with null, the limit and
    /// chance decide. An exception in it is answered 500 and shown as the fault in the log. It must not dispose the sandbox.
    /// </summary>
    public Func<SandboxRequestContext, SandboxFault?>? OnRequest { get; set; }

    /// <summary>Whether 400 and 401 repeat the Authorization header in their bodies, as rude services do.</summary>
    public bool EchoSecretInErrors { get; set; }

    /// <summary>Whether the lists of Telnyx carry their <c>meta</c>.</summary>
    public bool SendMeta
    {
        get => Telnyx.SendMeta;
        set => Telnyx.SendMeta = value;
    }

    /// <summary>The Retry-After of every 429 that the sandbox makes; none when null.</summary>
    public int? ReplyRetryAfterSeconds { get; set; }

    /// <summary>Whether answers carry the throttle headers of their service.</summary>
    public bool SendRateHeaders { get; set; } = true;

    /// <summary>How many requests the log keeps; beyond that the oldest are dropped.</summary>
    public int MaxLogged
    {
        get => Log.Capacity;
        set => Log.Capacity = value;
    }

    internal SandboxOptions Options { get; }

    internal FaultDice Dice { get; }

    internal RequestLog Log { get; } = new();

    /// <summary>Starts a sandbox. It serves until it is disposed.</summary>
    /// <param name="options">What to seed and how to misbehave.</param>
    /// <param name="providers">The services to serve; all, when left out.</param>
    /// <param name="apiKey">The key to accept; a random one, when left out.</param>
    /// <returns>The running sandbox.</returns>
    public static SandboxServer Start(SandboxOptions options, IEnumerable<string>? providers = null, Secret? apiKey = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(options.RecordingCount);
        ArgumentOutOfRangeException.ThrowIfNegative(options.LiveBotCount);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Latency.Ticks);
        if (options.RequestsPerSecond is { } limit) ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return new(options, providers, apiKey ?? new("KEYsandbox" + Convert.ToHexString(RandomNumberGenerator.GetBytes(16))));
    }

    /// <summary>One service's room: its data, and the manners that are its own.</summary>
    /// <typeparam name="T">The room, such as <see cref="TelnyxRoom"/>.</typeparam>
    /// <returns>The room.</returns>
    /// <exception cref="InvalidOperationException">This sandbox does not serve it.</exception>
    public T Room<T>()
        where T : class => booths.Select(booth => booth.Room).OfType<T>().Single();

    /// <inheritdoc/>
    public Uri GetBaseUri(string provider) => Find(provider).BaseUri;

    /// <summary>Where the files are served that a service gives links to.</summary>
    /// <param name="provider">One of <see cref="Providers"/>; case does not matter.</param>
    /// <returns>An http address on 127.0.0.1, on another port than the service; null when the service serves its files itself.</returns>
    public Uri? GetMediaUri(string provider) => Find(provider).Room.Media?.Address;

    /// <summary>What a download of a recording has to bring: the video where there is one, else the audio.</summary>
    /// <param name="provider">One of <see cref="Providers"/>; case does not matter.</param>
    /// <param name="id">The id of a recording, or of a bot.</param>
    /// <returns>The bytes.</returns>
    /// <exception cref="ArgumentException">There is no such file, or not any more.</exception>
    public ReadOnlyMemory<byte> GetMedia(string provider, string id) =>
        Find(provider).Room.FindMedia(id)?.Content ?? throw new ArgumentException($"There is no file of '{id}'.", nameof(id));

    /// <inheritdoc/>
    public IReadOnlyList<SandboxRequest> GetRequests() => Log.ToArray();

    /// <inheritdoc/>
    public void ClearRequests()
    {
        Log.Clear();
        foreach (var booth in booths.Concat(mediaBooths)) booth.ResetCount();
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<string> GetRecordingIds(string provider) => Find(provider).Room.Ids;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var booth in booths.Concat(mediaBooths)) booth.Dispose();
    }

    /// <summary>The number of the next request.</summary>
    internal int NextSequence() => Interlocked.Increment(ref sequence);

    /// <summary>The id of a request, which no other sandbox gives out.</summary>
    internal string RequestId(int number) => $"sandbox-{run}-{number}";

    private SandboxBooth Find(string provider) =>
        booths.Find(booth => string.Equals(booth.Room.Name, provider, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException(
            $"This sandbox does not serve '{provider}'; it serves {string.Join(", ", Providers)}.",
            nameof(provider));
}
