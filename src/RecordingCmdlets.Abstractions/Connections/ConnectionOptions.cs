namespace RecordingCmdlets;

/// <summary>How to reach one account at one service. What is null comes from the environment variables of the service, or from its defaults.</summary>
public sealed class ConnectionOptions
{
    /// <summary>The service.</summary>
    public required string Provider { get; init; }

    /// <summary>The name of this connection; the service's name when null.</summary>
    public string? Name { get; init; }

    /// <summary>An API key.</summary>
    public Secret? ApiKey { get; init; }

    /// <summary>An OAuth access token.</summary>
    public Secret? AccessToken { get; init; }

    /// <summary>An OAuth client id.</summary>
    public string? ClientId { get; init; }

    /// <summary>An OAuth client secret.</summary>
    public Secret? ClientSecret { get; init; }

    /// <summary>An OAuth refresh token.</summary>
    public Secret? RefreshToken { get; init; }

    /// <summary>The user of a password grant.</summary>
    public string? UserName { get; init; }

    /// <summary>The password of a password grant.</summary>
    public Secret? Password { get; init; }

    /// <summary>The service's region.</summary>
    public string? Region { get; init; }

    /// <summary>Another base address than the service's own: a self-hosted server, a gateway or the sandbox.</summary>
    public Uri? BaseUri { get; init; }

    /// <summary>The account, where the service's paths name one.</summary>
    public string? AccountId { get; init; }

    /// <summary>The site, where the service has sites.</summary>
    public string? SiteUrl { get; init; }

    /// <summary>The capacity to act in, where a service has several; its usual one when null.</summary>
    public string? Role { get; init; }

    /// <summary>A pace to keep to, in requests a minute; the service's documented or learned pace when null.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>Items in one batch, where the service has batches; 1 means single deletions, null the declared size.</summary>
    public int? BulkSize { get; init; }

    /// <summary>The longest wait that the service may ask for; a longer one ends the run with the time to come back at.</summary>
    public TimeSpan MaxThrottleWait { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>A proxy; the environment's when null.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>Allows http to a host that is not this machine.</summary>
    public bool AllowUnencrypted { get; init; }

    /// <summary>Called with the new refresh token whenever the service replaces it; it may be called from any thread.</summary>
    public Action<Secret>? OnTokenChanged { get; init; }

    /// <summary>The address is a sandbox, which has no documented pace: none is kept to.</summary>
    public bool IsSandbox { get; init; }

    /// <summary>Leaves out the call that finds a wrong key at once.</summary>
    public bool SkipValidation { get; init; }
}

/// <summary>What may be shown of a connection. Never a secret.</summary>
public sealed class ConnectionInfo
{
    /// <summary>The name of the connection.</summary>
    public required string Name { get; init; }

    /// <summary>The service.</summary>
    public required string Provider { get; init; }

    /// <summary>The base address.</summary>
    public required Uri BaseUri { get; init; }

    /// <summary>The region, where one was given.</summary>
    public string? Region { get; init; }

    /// <summary>The account, where one was given.</summary>
    public string? AccountId { get; init; }

    /// <summary>The site, where one was given.</summary>
    public string? SiteUrl { get; init; }

    /// <summary>The capacity it acts in, where the service has several.</summary>
    public string? Role { get; init; }

    /// <summary>Where the credential came from: a parameter or an environment variable, by name.</summary>
    public required string CredentialSource { get; init; }

    /// <summary>The first 16 hex digits of the credential's SHA-256: enough to tell two apart.</summary>
    public required string CredentialFingerprint { get; init; }

    /// <summary>The pace kept to, in requests a minute, when one is set, documented or has been learned.</summary>
    public double? RequestsPerMinute { get; init; }

    /// <summary>Items in one batch; 1 where there are none.</summary>
    public required int BulkSize { get; init; }

    /// <summary>When it was connected, UTC.</summary>
    public required DateTimeOffset ConnectedAt { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>What the module knows to do at a service.</summary>
public sealed class ProviderInfo
{
    // Lists are given out as arrays: PowerShell cannot index what the compiler makes of a collection expression, and takes [0] for all of it.

    /// <summary>The name that <c>-Provider</c> takes.</summary>
    public required string Name { get; init; }

    /// <summary>What people call the service.</summary>
    public required string DisplayName { get; init; }

    /// <summary>The regions that <c>-Region</c> takes; empty where there are none.</summary>
    public required IReadOnlyList<string> Regions { get; init => field = value.ToArray(); }

    /// <summary>The kinds of item that can be listed and removed.</summary>
    public required IReadOnlyList<string> Kinds { get; init => field = value.ToArray(); }

    /// <summary>The capacities that <c>-Role</c> takes, the usual one first; empty where there is only one.</summary>
    public required IReadOnlyList<string> Roles { get; init => field = value.ToArray(); }

    /// <summary>The states of its bots that are known; empty where it has none. An open set.</summary>
    public IReadOnlyList<string> BotStates { get; init => field = value.ToArray(); } = [];

    /// <summary>The keys that <c>-Filter</c> takes.</summary>
    public required IReadOnlyList<string> FilterKeys { get; init => field = value.ToArray(); }

    /// <summary>The environment variables that are read when no credential is given.</summary>
    public required IReadOnlyList<string> EnvironmentVariables { get; init => field = value.ToArray(); }

    /// <summary>Whether deleted items can be brought back by the service.</summary>
    public required bool HasRecycleBin { get; init; }

    /// <summary>The most items that one request removes; 1 where the service has no batches.</summary>
    public required int MaximumBulkSize { get; init; }

    /// <summary>What deletion means there, in a sentence.</summary>
    public required string Deletion { get; init; }

    /// <summary>The documented pace, in a sentence.</summary>
    public required string Limits { get; init; }

    /// <summary>The most items a minute that can be deleted at the documented pace or, where none is published, at the pace this module keeps to; null where it is learned.</summary>
    public double? DeletionsPerMinute { get; init; }

    /// <summary>The connections that are open.</summary>
    public required IReadOnlyList<ConnectionInfo> Connections { get; init => field = value.ToArray(); }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
