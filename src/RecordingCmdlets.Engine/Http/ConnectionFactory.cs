using System.Globalization;
using RecordingCmdlets.Engine.Providers;

namespace RecordingCmdlets.Engine.Http;

/// <summary>Makes a connection of what a person gave and what the environment holds.</summary>
internal sealed class ConnectionFactory(Func<string, string?> environment, TimeProvider time)
{
    public Connection Create(ProviderDeclaration provider, ConnectionOptions options, INotices notices)
    {
        CheckProxy(options.Proxy);
        var settings = ChooseSettings(provider, options);
        var baseUri = ChooseBaseUri(provider, options, settings, notices);
        var (credential, tokenClient) = ChooseCredential(provider, options, baseUri, notices);
        var client = new ServiceClient(provider, baseUri, credential, options, time) { TokenClient = tokenClient };
        return new Connection(options.Name ?? provider.Name, provider, baseUri, options, settings, credential, client, time.GetUtcNow());
    }

    /// <summary>Whether the environment alone is enough to connect.</summary>
    public bool HasCredential(ProviderDeclaration provider) =>
        provider.Auth.Forms.Any(form => IsComplete(form, part => ReadEnvironment(provider, part)));

    private ConnectionSettings ChooseSettings(ProviderDeclaration provider, ConnectionOptions options)
    {
        string? Or(string? given, ConnectionSetting setting) =>
            // The environment speaks of the real service, not of a sandbox in its place.
            given ?? (!options.IsSandbox && provider.SettingVariables.TryGetValue(setting, out var name) && environment(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null);

        var role = Or(options.Role, ConnectionSetting.Role);
        var known = provider.Roles.FirstOrDefault(r => string.Equals(r, role, StringComparison.OrdinalIgnoreCase));
        if (role is not null && known is null)
        {
            throw new RecordingArgumentException(
                "RoleUnknown",
                $"{provider.Name} has no role '{role}'.",
                provider.Roles.Count > 0 ? $"Use one of: {string.Join(", ", provider.Roles)}." : "Leave -Role away: this service has only one.");
        }

        var account = Or(options.AccountId, ConnectionSetting.AccountId);
        if (account is not null && provider.Account?.WhyInvalid(account) is { } invalid)
            throw new RecordingArgumentException("AccountIdInvalid", invalid, "Give the service's own number of the account, or leave -AccountId away.");

        return new ConnectionSettings(
            Or(options.Region, ConnectionSetting.Region),
            options.BaseUri ?? (Or(null, ConnectionSetting.BaseUri) is { } address ? ParseBaseUri(address) : null),
            account,
            Or(options.SiteUrl, ConnectionSetting.SiteUrl) is { } site ? SiteName(site) : null,
            known ?? (provider.Roles.Count > 0 ? provider.Roles[0] : null));
    }

    private static Uri ParseBaseUri(string address) =>
        IsSeen(address) && Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri : throw InvalidBaseUri();

    // Of characters that are not seen .NET drops some, and fails at others when the address is used.
    private static bool IsSeen(string address) => !address.Trim().Any(c => char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format);

    // Sites are named without scheme and slash; people copy them from the address bar.
    internal static string SiteName(string site) =>
        (Uri.TryCreate(site, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" ? uri.Authority : site).Trim().TrimEnd('/');

    private static void CheckProxy(Uri? proxy)
    {
        if (proxy is null || proxy is { IsAbsoluteUri: true, Host.Length: > 0, Scheme: "http" or "https" or "socks4" or "socks4a" or "socks5" }) return;
        throw new RecordingArgumentException("ProxyInvalid", "The proxy must be the address of one, with its scheme.", "Use the form http://host:port; https, socks4, socks4a and socks5 are taken too.");
    }

    private static RecordingArgumentException InvalidBaseUri() =>
        new("BaseUriInvalid", "The base address must be https, with no user, query or fragment in it.", "Use the form https://host/path.");

    private static Uri ChooseBaseUri(ProviderDeclaration provider, ConnectionOptions options, ConnectionSettings settings, INotices notices)
    {
        var region = settings.Region ?? "";
        var found = provider.BaseUris.FirstOrDefault(r => string.Equals(r.Key, region, StringComparison.OrdinalIgnoreCase)).Value;
        var chosen = settings.BaseUri ?? found ?? throw new RecordingArgumentException(
            "RegionUnknown",
            region.Length == 0 ? $"{provider.DisplayName} needs a region." : $"{provider.DisplayName} has no region '{region}'.",
            provider.BaseUris.Keys.Any(k => k.Length > 0)
                ? $"Use -Region{(provider.SettingVariables.TryGetValue(ConnectionSetting.Region, out var variable) ? $", or the environment variable {variable}," : "")} with one of: {string.Join(", ", provider.BaseUris.Keys.Where(k => k.Length > 0))}."
                : "Leave -Region away: this service has only one address.");
        if (!chosen.IsAbsoluteUri || !IsSeen(chosen.OriginalString) || chosen.Scheme is not ("https" or "http") || chosen.Query.Length > 0 || chosen.Fragment.Length > 0 || chosen.UserInfo.Length > 0)
            throw InvalidBaseUri();

        if (chosen.Scheme == "http" && !chosen.IsLoopback)
        {
            if (!options.AllowUnencrypted)
            {
                throw new RecordingArgumentException(
                    "BaseUriUnencrypted",
                    $"{chosen.Host} would get the credential over plain http, where anybody on the way can read it.",
                    "Use https. For a server of your own in a network that you trust, Connect-RecordingProvider takes -AllowUnencrypted.");
            }

            notices.Warn($"The connection to {chosen.Host} is not encrypted: the credential can be read on its way.");
        }

        // Who names only a host means the service there, under its usual path.
        return chosen.AbsolutePath == "/" ? new UriBuilder(chosen) { Path = provider.BaseUris.Values.First().AbsolutePath }.Uri : chosen;
    }

    private (Credential Credential, IDisposable? TokenClient) ChooseCredential(
        ProviderDeclaration provider, ConnectionOptions options, Uri baseUri, INotices notices)
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

        // Who set some variables and not all wants to know which were found.
        var found = auth.EnvironmentVariables.Where(v => ReadEnvironment(provider, v.Key) is not null).Select(v => v.Value).ToList();
        throw new RecordingAuthenticationException(
            "CredentialMissing",
            $"There is no credential for {provider.DisplayName}{(found.Count == 0 ? "" : $": {string.Join(", ", found)} is not enough")}.",
            $"Give {string.Join(", or ", auth.Forms.Select(f => "-" + Parameter(f)))}; or set {string.Join(", or ", VariablesOf(auth))} in the environment.");

        (Credential, IDisposable?) Make(CredentialForm form, Func<CredentialPart, string?> read, string source)
        {
            if (form is CredentialForm.ApiKey or CredentialForm.AccessToken)
                return (new FixedCredential(auth.Scheme, source, AsHeader(read(form == CredentialForm.ApiKey ? CredentialPart.ApiKey : CredentialPart.AccessToken)!)), null);
            var endpoint = new Uri(baseUri, auth.TokenPath ?? throw new InternalRuleException($"{provider.Name} declares {form} without a token endpoint."));
            if (form == CredentialForm.Password && !read(CredentialPart.UserName)!.EndsWith(auth.UserNameSuffix, StringComparison.OrdinalIgnoreCase))
            {
                throw new RecordingArgumentException(
                    "UserNameInvalid", $"The user name for {provider.DisplayName} must end in {auth.UserNameSuffix}.", $"Give it with {auth.UserNameSuffix} at the end.");
            }

            if (form == CredentialForm.RefreshToken && auth.ReplacesRefreshToken && options.OnTokenChanged is null)
                notices.Warn($"{provider.Name} replaces a refresh token at each use: the one given is worthless afterwards. Keep its successor with -OnTokenChanged.");
            var grant = new OAuthGrant(
                form,
                read(CredentialPart.ClientId)!,
                read(CredentialPart.ClientSecret) is { } clientSecret ? AsSecret(clientSecret) : null,
                read(CredentialPart.RefreshToken) is { } refresh ? AsSecret(refresh) : null,
                read(CredentialPart.UserName),
                read(CredentialPart.Password) is { } password ? AsSecret(password) : null);
            // Who asks is told by names, so that a changed password is still the same account.
            var fingerprint = new Secret($"{form}|{grant.ClientId}|{grant.UserName}|{grant.RefreshToken?.GetFingerprint()}").GetFingerprint();
            // A cached token is only for who knew the secrets.
            var cacheKey = new Secret($"{fingerprint}|{grant.ClientSecret?.GetFingerprint()}|{grant.Password?.GetFingerprint()}").GetFingerprint();
            var http = HttpClients.Create(endpoint, options.Proxy, credential: null);
            return (
                new OAuthCredential(
                    auth.Scheme, source, fingerprint, endpoint, grant, TokenCache.For(endpoint, cacheKey), http, time, options.OnTokenChanged)
                {
                    ReadError = provider.ReadError,
                },
                http);
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

    /// <summary>The variables that make a credential, for each form that can stand in the environment.</summary>
    private static IEnumerable<string> VariablesOf(AuthDeclaration auth) =>
        from form in auth.Forms
        let parts = PartsOf(form)
        where parts.All(auth.EnvironmentVariables.ContainsKey)
        let names = parts.Select(p => auth.EnvironmentVariables[p]).ToList()
        select names.Count == 1 ? names[0] : $"{names[0]} with {string.Join(" and ", names.Skip(1))}";

    private static CredentialPart[] PartsOf(CredentialForm form) => form switch
    {
        CredentialForm.ApiKey => [CredentialPart.ApiKey],
        CredentialForm.AccessToken => [CredentialPart.AccessToken],
        CredentialForm.RefreshToken => [CredentialPart.RefreshToken, CredentialPart.ClientId, CredentialPart.ClientSecret],
        _ => [CredentialPart.UserName, CredentialPart.Password, CredentialPart.ClientId, CredentialPart.ClientSecret],
    };

    private static string Parameter(CredentialForm form) => form switch
    {
        CredentialForm.Password => "Credential with -ClientId",
        CredentialForm.RefreshToken => "RefreshToken with -ClientId",
        _ => form.ToString(),
    };

    // What a document makes of a hyphen, or an invisible mark: found here, and not as a fault of the network after five tries.
    private static Secret AsHeader(string value) =>
        value.All(c => char.IsAscii(c) || char.IsWhiteSpace(c))
            ? AsSecret(value)
            : throw new RecordingArgumentException("CredentialInvalid", "The key holds a character that no service's key has.", "Copy it again, from the service itself.");

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
