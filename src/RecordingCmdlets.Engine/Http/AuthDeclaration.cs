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

    /// <summary>Where tokens are granted, for the OAuth forms.</summary>
    public Uri? TokenEndpoint { get; init; }
}
