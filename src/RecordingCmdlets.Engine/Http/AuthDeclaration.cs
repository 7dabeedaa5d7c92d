namespace RecordingCmdlets.Engine.Http;

/// <summary>The ways a credential can be given.</summary>
internal enum CredentialForm
{
    ApiKey,
    AccessToken,
    RefreshToken,
    Password,
}

/// <summary>The single values a credential is made of.</summary>
internal enum CredentialPart
{
    ApiKey,
    AccessToken,
    ClientId,
    ClientSecret,
    RefreshToken,
    UserName,
    Password,
}

/// <summary>How a service knows who asks.</summary>
internal sealed class AuthDeclaration
{
    /// <summary>The word before the credential in the Authorization header.</summary>
    public required string Scheme { get; init; }

    /// <summary>The forms the service takes, the preferred one first.</summary>
    public required IReadOnlyList<CredentialForm> Forms { get; init; }

    /// <summary>The environment variables that are read for what is not given.</summary>
    public required IReadOnlyDictionary<CredentialPart, string> EnvironmentVariables { get; init; }

    /// <summary>
    /// The path at which tokens are granted, for the OAuth forms; on the connection's own origin, so that no secret leaves for
    /// anywhere else.
    /// </summary>
    public string? TokenPath { get; init; }

    /// <summary>Whether a refresh token works once, so that who gives one must keep its successor.</summary>
    public bool ReplacesRefreshToken { get; init; }

    /// <summary>What every user name of a password grant ends in; empty for nothing.</summary>
    public string UserNameSuffix { get; init; } = "";
}
