namespace RecordingCmdlets.Sandbox;

/// <summary>
/// One service: its routes, its data and its manner of speaking. What all services have in common (latency, limits,
/// faults, the log) is not its concern.
/// </summary>
internal interface ISandboxRoom
{
    /// <summary>The name of the service, as <c>Connect-RecordingProvider</c> knows it.</summary>
    string Name { get; }

    /// <summary>The path of the service's base address.</summary>
    string BasePath { get; }

    /// <summary>The ids of what still holds recorded data and is not in a recycle bin: recordings, or bots where data belongs to a bot.</summary>
    IReadOnlyCollection<string> Ids { get; }

    /// <summary>The host of what this service gives links to; null when it has none.</summary>
    MediaRoom? Media => null;

    /// <summary>Whether requests count against the limit.</summary>
    bool IsLimited => true;

    /// <summary>Whether queries hold signatures, so that the log leaves them out.</summary>
    bool HasSecretQuery => false;

    /// <summary>Whether a request carries the right credential, in this service's form.</summary>
    bool IsAuthorized(SandboxHttpRequest request, string apiKey);

    /// <summary>Whether a request deletes several recordings at once.</summary>
    bool IsBatch(SandboxHttpRequest request) => false;

    /// <summary>Whether a request's body holds credentials, so that the log keeps only the names in it.</summary>
    bool HasSecretBody(SandboxHttpRequest request) => false;

    /// <summary>Whether a request is for a file, so that what can be wrong with files can be wrong with it.</summary>
    bool ServesMedia(SandboxHttpRequest request) => false;

    /// <summary>The file that is the main one of a recording or bot; null when there is none.</summary>
    MediaFile? FindMedia(string id) => null;

    /// <summary>Answers a request that is not authorized.</summary>
    SandboxHttpResponse Refuse(SandboxHttpRequest request, string? echo) => Error(401, echo);

    /// <summary>Carries out a request that is authorized.</summary>
    RoomAnswer Handle(RoomCall call);

    /// <summary>The service's own error body for 401, 429, 500 or 503.</summary>
    SandboxHttpResponse Error(int status, string? echo);

    /// <summary>Adds the headers that the service has on every answer, unless they are there.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="requestId">Unique to the request.</param>
    /// <param name="rate">Where the request stands against the limit; null to say nothing of it.</param>
    void AddHeaders(SandboxHttpResponse response, string requestId, RateState? rate);
}

/// <summary>A request to a room.</summary>
/// <param name="Request">The request.</param>
/// <param name="HalveBatch">Whether to do only half of a batch and say nothing of it.</param>
/// <param name="Echo">What to repeat in error texts, as a rude service does; null for nothing.</param>
/// <param name="Twist">What is to be wrong with a file that is served.</param>
internal readonly record struct RoomCall(SandboxHttpRequest Request, bool HalveBatch, string? Echo, MediaTwist Twist = MediaTwist.None);

/// <summary>What a room did.</summary>
/// <param name="Response">The answer.</param>
/// <param name="Deleted">The ids that are gone by it; null for none.</param>
internal readonly record struct RoomAnswer(SandboxHttpResponse Response, IReadOnlyList<string>? Deleted = null);
