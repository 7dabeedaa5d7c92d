namespace RecordingCmdlets;

/// <summary>The services of this module, served on loopback from seeded data, so that a purge can be rehearsed offline.</summary>
public interface ISandbox : IDisposable
{
    /// <summary>The services that this sandbox serves.</summary>
    IReadOnlyList<string> Providers { get; }

    /// <summary>
    /// The key that the sandbox accepts for every service, also as an access token. Where a service grants tokens, it is the
    /// first refresh token, the password and the client secret as well. Anything else is answered 401.
    /// </summary>
    Secret ApiKey { get; }

    /// <summary>The base address to give to <c>Connect-RecordingProvider -BaseUri</c>.</summary>
    /// <param name="provider">One of <see cref="Providers"/>; case does not matter.</param>
    /// <returns>An http address on 127.0.0.1.</returns>
    Uri GetBaseUri(string provider);

    /// <summary>Every request received so far, oldest first.</summary>
    /// <returns>A copy; later requests do not change it.</returns>
    IReadOnlyList<SandboxRequest> GetRequests();

    /// <summary>Forgets the requests received so far.</summary>
    void ClearRequests();

    /// <summary>
    /// The ids of what still holds recorded data at this moment (recordings, or bots where data belongs to a bot) and is not in
    /// a recycle bin, read from the sandbox's own data and not through its API.
    /// </summary>
    /// <param name="provider">One of <see cref="Providers"/>; case does not matter.</param>
    /// <returns>A copy; later deletions do not change it.</returns>
    IReadOnlyCollection<string> GetRecordingIds(string provider);
}

/// <summary>Starts sandboxes.</summary>
public interface ISandboxFactory
{
    /// <summary>Starts a sandbox on free loopback ports. It serves until it is disposed.</summary>
    /// <param name="options">What to seed and how to misbehave.</param>
    /// <returns>The running sandbox.</returns>
    ISandbox Start(SandboxOptions options);
}

/// <summary>What a sandbox holds and how it behaves.</summary>
public sealed class SandboxOptions
{
    /// <summary>Only these services; all when empty.</summary>
    public IReadOnlyList<string> Providers { get; init; } = [];

    /// <summary>What the credential may do at services where that differs, by name: <c>User</c>, <c>Admin</c> or <c>ComplianceOfficer</c>.</summary>
    public IReadOnlyDictionary<string, string> Roles { get; init; } = new Dictionary<string, string>();

    /// <summary>Recordings to seed for each service.</summary>
    public int RecordingCount { get; init; } = 240;

    /// <summary>
    /// Bots whose meeting is under way, besides the others, at services that have bots: with each look at one it goes on to its
    /// next state until it is over. Every third one fails.
    /// </summary>
    public int LiveBotCount { get; init; }

    /// <summary>How long each state of such a bot lasts; with each look it goes on when left out.</summary>
    public TimeSpan? LiveBotStep { get; init; }

    /// <summary>Seeds the data and the choice of faults: the same seed gives the same run.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The moment the seeded ages count from; now, when left out.</summary>
    public DateTimeOffset? Now { get; init; }

    /// <summary>How long every answer is held back.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Requests a second before the sandbox answers 429; no limit when left out.</summary>
    public int? RequestsPerSecond { get; init; }

    /// <summary>Requests a second at single services, by name, in place of <see cref="RequestsPerSecond"/>.</summary>
    public IReadOnlyDictionary<string, int> RequestsPerSecondAt { get; init; } = new Dictionary<string, int>();

    /// <summary>The share of requests, by kind of fault, that go wrong: keys are the names in <see cref="SandboxFaults"/>, values 0 to 1.</summary>
    public IReadOnlyDictionary<string, double> FaultRates { get; init; } = new Dictionary<string, double>();
}

/// <summary>The faults that a sandbox can play.</summary>
public static class SandboxFaults
{
    /// <summary>429 with the service's throttle headers and without doing anything.</summary>
    public const string Throttle = "Throttle";

    /// <summary>500 before anything was done.</summary>
    public const string ServerError = "ServerError";

    /// <summary>503 before anything was done.</summary>
    public const string Unavailable = "Unavailable";

    /// <summary>The connection is reset before anything was done.</summary>
    public const string ResetBefore = "ResetBefore";

    /// <summary>The request is carried out and the connection reset before the answer.</summary>
    public const string ResetAfter = "ResetAfter";

    /// <summary>The request is carried out and its answer cut short.</summary>
    public const string Truncate = "Truncate";

    /// <summary>The request is carried out and never answered.</summary>
    public const string Stall = "Stall";

    /// <summary>A batch answers ok and does only half of it.</summary>
    public const string HalfBatch = "HalfBatch";

    /// <summary>A link to a file has run out before its time.</summary>
    public const string ExpiredLink = "ExpiredLink";

    /// <summary>A file that is downloaded has nothing in it.</summary>
    public const string EmptyMedia = "EmptyMedia";

    /// <summary>A file that is downloaded is half as long as the service says, in an answer that is whole.</summary>
    public const string ShortMedia = "ShortMedia";

    /// <summary>All names, for validation and completion.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Throttle, ServerError, Unavailable, ResetBefore, ResetAfter, Truncate, Stall, HalfBatch, ExpiredLink, EmptyMedia, ShortMedia];
}

/// <summary>One request as a sandbox received it. Credentials are never kept: only whether they were right.</summary>
public sealed class SandboxRequest
{
    /// <summary>The position in the log, from 1.</summary>
    public required int Sequence { get; init; }

    /// <summary>When the request had arrived, UTC.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The service it was meant for.</summary>
    public required string Provider { get; init; }

    /// <summary>The HTTP method.</summary>
    public required string Method { get; init; }

    /// <summary>The path as sent, still escaped, without the query.</summary>
    public required string Path { get; init; }

    /// <summary>The query as sent, still escaped, without the question mark; empty if there was none.</summary>
    public required string Query { get; init; }

    /// <summary>The body as text; empty if there was none.</summary>
    public required string Body { get; init; }

    /// <summary>Whether the right credential came with it.</summary>
    public required bool Authorized { get; init; }

    /// <summary>Whether an Authorization header came with it, right or wrong. A media host has to be asked without one.</summary>
    public bool SentAuthorization { get; init; }

    /// <summary>The part of a file that was asked for, as sent; null when all of it was.</summary>
    public string? Range { get; init; }

    /// <summary>The status that was answered; 0 when no answer was sent.</summary>
    public required int Status { get; init; }

    /// <summary>The fault that was played, if any.</summary>
    public string? Fault { get; init; }

    /// <summary>The ids that this request deleted from the sandbox's data.</summary>
    public required IReadOnlyList<string> Deleted { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Method} {Path}{(Query.Length == 0 ? "" : "?" + Query)} -> {Status}";
}

/// <summary>A sandbox as <c>Start-RecordingSandbox</c> shows it.</summary>
public sealed class SandboxInfo
{
    /// <summary>The services it serves.</summary>
    public required IReadOnlyList<string> Providers { get; init => field = value.ToArray(); }

    /// <summary>The connections that were made to it.</summary>
    public required IReadOnlyList<ConnectionInfo> Connections { get; init => field = value.ToArray(); }

    /// <summary>Recordings seeded for each service.</summary>
    public required int RecordingCount { get; init; }

    /// <summary>The seed of data and faults.</summary>
    public required int Seed { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"Sandbox for {string.Join(", ", Providers)}";
}
