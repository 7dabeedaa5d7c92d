using RecordingCmdlets.Engine.Providers;

namespace RecordingCmdlets.Engine.Http;

/// <summary>Makes a connection of what a person gave and what the environment holds.</summary>
internal sealed class ConnectionFactory(Func<string, string?> environment, TimeProvider time)
{
    public Connection Create(ProviderDeclaration provider, ConnectionOptions options, INotices notices)
    {
        var baseUri = ChooseBaseUri(provider, options, notices);
        var (credential, tokenClient) = ChooseCredential(provider, options, baseUri);
        var pace = options.RequestsPerMinute is { } perMinute ? RateLimit.PerMinuteOf(perMinute) : null;
        var client = new ServiceClient(provider, baseUri, credential, options.Proxy, pace, options.MaxThrottleWait, time) { TokenClient = tokenClient };
        return new Connection(options.Name ?? provider.Name, provider, baseUri, options, credential, client, time.GetUtcNow());
    }

    /// <summary>Whether the environment alone is enough to connect.</summary>
    public bool HasCredential(ProviderDeclaration provider) =>
        provider.Auth.Forms.Any(form => IsComplete(form, part => ReadEnvironment(provider, part)));

    private static Uri ChooseBaseUri(ProviderDeclaration provider, ConnectionOptions options, INotices notices)
    {
        var region = options.Region ?? "";
        var found = provider.BaseUris.FirstOrDefault(r => string.Equals(r.Key, region, StringComparison.OrdinalIgnoreCase)).Value;
        var chosen = options.BaseUri ?? found ?? throw new RecordingArgumentException(
            "RegionUnknown",
            region.Length == 0 ? $"{provider.DisplayName} needs a region." : $"{provider.DisplayName} has no region '{region}'.",
            provider.BaseUris.Keys.Any(k => k.Length > 0)
                ? $"Use -Region with one of: {string.Join(", ", provider.BaseUris.Keys.Where(k => k.Length > 0))}."
                : "Leave -Region away: this service has only one address.");
        if (!chosen.IsAbsoluteUri || chosen.Scheme is not ("https" or "http") || chosen.Query.Length > 0 || chosen.Fragment.Length > 0 || chosen.UserInfo.Length > 0)
        {
            throw new RecordingArgumentException(
                "BaseUriInvalid", "The base address must be https, with no user, query or fragment in it.", "Use the form https://host/path.");
        }

        if (chosen.Scheme == "http" && !chosen.IsLoopback)
        {
            if (!options.AllowUnencrypted)
            {
                throw new RecordingArgumentException(
                    "BaseUriUnencrypted",
                    $"{chosen.Host} would get the credential over plain http, where anybody on the way can read it.",
                    "Use https, or -AllowUnencrypted if you accept that.");
            }

            notices.Warn($"The connection to {chosen.Host} is not encrypted: the credential can be read on its way.");
        }

        return chosen;
    }

    private (Credential Credential, IDisposable? TokenClient) ChooseCredential(ProviderDeclaration provider, ConnectionOptions options, Uri baseUri)
    {
        var auth = provider.Auth;
        foreach (var form in auth.Forms)
            if (IsComplete(form, part => Given(options, part))) return Make(form, part => Given(options, part), $"parameter -{form}");
        foreach (var form in auth.Forms)
        {
            // A password given by parameter may rest on a client id in the environment; a key given never on another key.
            string? Read(CredentialPart part) => Given(options, part) ?? ReadEnvironment(provider, part);
            if (IsComplete(form, Read)) return Make(form, Read, $"environment variable {EnvironmentName(provider, form)}");
        }

        throw new RecordingAuthenticationException(
            "CredentialMissing",
            $"There is no credential for {provider.DisplayName}.",
            $"Give one of {string.Join(", ", auth.Forms.Select(f => "-" + Parameter(f)))}, or set the environment variable {string.Join(", ", auth.EnvironmentVariables.Values)}.");

        (Credential, IDisposable?) Make(CredentialForm form, Func<CredentialPart, string?> read, string source)
        {
            if (form is CredentialForm.ApiKey or CredentialForm.AccessToken)
                return (new FixedCredential(auth.Scheme, source, AsSecret(read(form == CredentialForm.ApiKey ? CredentialPart.ApiKey : CredentialPart.AccessToken)!)), null);
            var endpoint = auth.TokenEndpoint ?? throw new InternalRuleException($"{provider.Name} declares {form} without a token endpoint.");
            var grant = new OAuthGrant(
                form,
                read(CredentialPart.ClientId)!,
                read(CredentialPart.ClientSecret) is { } clientSecret ? AsSecret(clientSecret) : null,
                read(CredentialPart.RefreshToken) is { } refresh ? AsSecret(refresh) : null,
                read(CredentialPart.UserName),
                read(CredentialPart.Password) is { } password ? AsSecret(password) : null);
            var fingerprint = new Secret($"{form}|{grant.ClientId}|{grant.UserName}|{grant.RefreshToken?.GetFingerprint()}").GetFingerprint();
            var (http, owner) = HttpClients.Create(endpoint, options.Proxy, credential: null);
            return (
                new OAuthCredential(
                    auth.Scheme, source, fingerprint, endpoint, grant, TokenCache.For(endpoint, fingerprint), http, time, options.OnTokenChanged),
                owner);
        }
    }

    private static bool IsComplete(CredentialForm form, Func<CredentialPart, string?> read) => form switch
    {
        CredentialForm.ApiKey => read(CredentialPart.ApiKey) is not null,
        CredentialForm.AccessToken => read(CredentialPart.AccessToken) is not null,
        CredentialForm.RefreshToken => read(CredentialPart.RefreshToken) is not null && read(CredentialPart.ClientId) is not null,
        _ => read(CredentialPart.UserName) is not null && read(CredentialPart.Password) is not null && read(CredentialPart.ClientId) is not null,
    };

    private static string? Given(ConnectionOptions options, CredentialPart part) => part switch
    {
        CredentialPart.ApiKey => options.ApiKey?.Reveal(),
        CredentialPart.AccessToken => options.AccessToken?.Reveal(),
        CredentialPart.ClientId => options.ClientId,
        CredentialPart.ClientSecret => options.ClientSecret?.Reveal(),
        CredentialPart.RefreshToken => options.RefreshToken?.Reveal(),
        CredentialPart.UserName => options.UserName,
        _ => options.Password?.Reveal(),
    };

    private string? ReadEnvironment(ProviderDeclaration provider, CredentialPart part) =>
        provider.Auth.EnvironmentVariables.TryGetValue(part, out var name) && environment(name) is { } value && !string.IsNullOrWhiteSpace(value)
            ? value.Trim()
            : null;

    private static string EnvironmentName(ProviderDeclaration provider, CredentialForm form) =>
        provider.Auth.EnvironmentVariables.GetValueOrDefault(form switch
        {
            CredentialForm.ApiKey => CredentialPart.ApiKey,
            CredentialForm.AccessToken => CredentialPart.AccessToken,
            CredentialForm.RefreshToken => CredentialPart.RefreshToken,
            _ => CredentialPart.Password,
        }) ?? form.ToString();

    private static string Parameter(CredentialForm form) => form == CredentialForm.Password ? "Credential" : form.ToString();

    private static Secret AsSecret(string value)
    {
        try
        {
            return new Secret(value);
        }
        catch (ArgumentException)
        {
            throw new RecordingAuthenticationException(
                "CredentialMissing", "The credential is empty or holds a control character.", "Copy the key again, without line breaks.");
        }
    }
}
