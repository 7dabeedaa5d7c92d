using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using RecordingCmdlets.Engine.Json;
using RecordingCmdlets.Engine.Providers;

namespace RecordingCmdlets.Engine.Http;

/// <summary>What a token endpoint is asked for.</summary>
/// <param name="Form">RefreshToken or Password.</param>
/// <param name="ClientId">The OAuth client.</param>
/// <param name="ClientSecret">Its secret.</param>
/// <param name="RefreshToken">The refresh token that was given, if any.</param>
/// <param name="UserName">The user of a password grant.</param>
/// <param name="Password">The password of a password grant.</param>
internal sealed record OAuthGrant(
    CredentialForm Form, string ClientId, Secret? ClientSecret, Secret? RefreshToken, string? UserName, Secret? Password);

/// <summary>
/// An access token that is granted anew when it has run out or is refused: by refresh token (which the service may replace
/// each time, so the new one is handed out before it is used) or by password.
/// </summary>
internal sealed class OAuthCredential(
    string scheme, string source, string fingerprint, Uri endpoint, OAuthGrant grant, TokenCache cache, HttpClient http, TimeProvider time,
    Action<Secret>? onTokenChanged)
    : Credential(scheme, source, fingerprint)
{
    // A token is renewed this long before its end, so that it does not run out on its way.
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>A year: some endpoints write more seconds than a date can hold, for "as long as you like".</summary>
    private const long LongestLifetime = 31_536_000;

    /// <summary>Reads what the endpoint says when it refuses.</summary>
    public required Func<ReadOnlyMemory<byte>, ErrorWords?> ReadError { get; init; }

    public override async Task<AuthenticationHeaderValue> GetHeaderAsync(CancellationToken cancellation)
    {
        if (cache.Current is { } token && token.Expires - Early > time.GetUtcNow()) return Header(token);
        await RenewAsync(stale: cache.Current, cancellation);
        return Header(cache.Current!);
    }

    public override async Task<bool> RenewAsync(AuthenticationHeaderValue refused, CancellationToken cancellation)
    {
        var current = cache.Current;
        if (current is not null && current.Access.Reveal() != refused.Parameter) return true;
        await RenewAsync(current, cancellation);
        return true;
    }

    public override string Redact(string text)
    {
        foreach (var secret in (ReadOnlySpan<Secret?>)[cache.Current?.Access, cache.Current?.Refresh, grant.ClientSecret, grant.RefreshToken, grant.Password])
            if (secret is not null) text = secret.RedactFrom(text);
        return text;
    }

    // A number, or one written as text.
    private static long? Seconds(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetDouble(out var number) => (long)Math.Clamp(number, 0, LongestLifetime),
        JsonValueKind.String when long.TryParse(JsonValues.Text(value), NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    private AuthenticationHeaderValue Header(GrantedToken token) => new(Scheme, token.Access.Reveal());

    private async Task RenewAsync(GrantedToken? stale, CancellationToken cancellation)
    {
        // One renewal at a time for all runspaces: a refresh token that works once must not be used twice.
        await cache.Turn.WaitAsync(cancellation);
        // Who stops waiting does not stop the request: a refresh token that works once would be spent, and its successor lost.
        await RenewInTurnAsync(stale).WaitAsync(cancellation);
    }

    private async Task RenewInTurnAsync(GrantedToken? stale)
    {
        try
        {
            if (!ReferenceEquals(cache.Current, stale)) return;
            var refresh = cache.Current?.Refresh ?? grant.RefreshToken;
            var token = await AskAsync(refresh);
            try
            {
                if (token.Refresh is not null && !token.Refresh.Equals(refresh)) onTokenChanged?.Invoke(token.Refresh);
            }
            finally
            {
                // Also when it could not be stored: the one before is spent.
                cache.Current = token;
            }
        }
        finally
        {
            cache.Turn.Release();
        }
    }

    private async Task<GrantedToken> AskAsync(Secret? refresh)
    {
        var form = new Dictionary<string, string> { ["client_id"] = grant.ClientId };
        if (grant.ClientSecret is { } clientSecret) form["client_secret"] = clientSecret.Reveal();
        if (grant.Form == CredentialForm.Password)
        {
            form["grant_type"] = "password";
            form["username"] = grant.UserName ?? "";
            form["password"] = grant.Password?.Reveal() ?? "";
        }
        else
        {
            form["grant_type"] = "refresh_token";
            form["refresh_token"] = refresh?.Reveal() ?? "";
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new FormUrlEncodedContent(form) };
        using var timeout = new CancellationTokenSource(Patience, time);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            using var body = await BoundedBody.ReadAsync(response, BoundedBody.TokenLimit, timeout.Token);
            return Read(response, body.Bytes, refresh);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            throw new ProviderTimeoutException(
                $"The token endpoint {endpoint.Host} did not answer within {Patience.TotalSeconds:0} s.", "Try again; if it stays so, look at the service's status page.");
        }
    }

    private GrantedToken Read(HttpResponseMessage response, ReadOnlyMemory<byte> body, Secret? refresh)
    {
        // Busy or broken is no refusal of the credential; like a service that cannot be reached, it may pass.
        if ((int)response.StatusCode is 429 or >= 500)
            throw new HttpRequestException(HttpRequestError.ConnectionError, $"The token endpoint answered {(int)response.StatusCode}.");
        if (!response.IsSuccessStatusCode)
        {
            throw new RecordingAuthenticationException(
                "AuthenticationFailed",
                $"The token endpoint {endpoint.Host} answered {(int)response.StatusCode}{(ErrorTable.ReadWords(ReadError, body)?.Text is { } text ? $": {ErrorTable.Clean(text, Redact)}" : ".")}",
                "Check client id, client secret and refresh token or password; a refresh token may have run out or been used already.")
            { StatusCode = (int)response.StatusCode };
        }

        try
        {
            using var answer = JsonDocument.Parse(body);
            var root = answer.RootElement;
            var lifetime = root.TryGetProperty("expires_in", out var seconds) && Seconds(seconds) is { } value and > 0 ? Math.Min(value, LongestLifetime) : 3600;
            return new GrantedToken(
                new Secret(root.GetProperty("access_token").GetString() ?? ""),
                root.TryGetProperty("refresh_token", out var next) && next.GetString() is { Length: > 0 } text ? new Secret(text) : refresh,
                time.GetUtcNow() + TimeSpan.FromSeconds(lifetime));
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new RecordingAuthenticationException(
                "AuthenticationFailed", $"The token endpoint {endpoint.Host} gave an answer without a token.", "Try again; if it stays so, the service has changed.");
        }
    }
}

/// <summary>A token, the refresh token that renews it, and its end.</summary>
internal sealed record GrantedToken(Secret Access, Secret? Refresh, DateTimeOffset Expires);

/// <summary>The token that all runspaces with one credential share.</summary>
internal sealed class TokenCache
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<(string Endpoint, string Credential), TokenCache> Caches = new();

    private volatile GrantedToken? current;

    public SemaphoreSlim Turn { get; } = new(1);

    public GrantedToken? Current
    {
        get => current;
        set => current = value;
    }

    public static TokenCache For(Uri endpoint, string credential) => Caches.GetOrAdd((endpoint.AbsoluteUri, credential), static _ => new TokenCache());
}
