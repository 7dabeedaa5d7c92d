using System.Security.Cryptography;
using System.Text.Json;

namespace RecordingCmdlets.Sandbox;

/// <summary>
/// Grants OAuth tokens the way the services do. The sandbox's key is right as the first refresh token, as the password and
/// as the client secret; client id and user name may be anything that is not empty.
/// </summary>
public sealed class TokenDesk
{
    private readonly object gate = new();
    private readonly string key;
    private readonly bool isRefreshSingleUse;
    private readonly Dictionary<string, DateTimeOffset> access = new(StringComparer.Ordinal);
    private readonly HashSet<string> refresh = new(StringComparer.Ordinal);
    private bool isKeyRevoked;

    internal TokenDesk(string key, bool isRefreshSingleUse)
    {
        this.key = key;
        this.isRefreshSingleUse = isRefreshSingleUse;
        refresh.Add(key);
    }

    /// <summary>How long an access token is good for, as told in <c>expires_in</c>.</summary>
    public TimeSpan AccessLifetime { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How many tokens were granted.</summary>
    public int Granted { get; private set; }

    /// <summary>Makes every access token that is out there worthless, the sandbox's key among them; refresh tokens stay good.</summary>
    public void RevokeAccess()
    {
        lock (gate)
        {
            access.Clear();
            isKeyRevoked = true;
        }
    }

    /// <summary>Makes every refresh token worthless.</summary>
    public void RevokeRefresh()
    {
        lock (gate) refresh.Clear();
    }

    /// <summary>Whether an Authorization header carries a token that is good now.</summary>
    internal bool Accepts(string? header)
    {
        const string Scheme = "Bearer ";
        if (header is null || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return false;
        var token = header[Scheme.Length..];
        lock (gate)
        {
            return (token == key && !isKeyRevoked) || (access.TryGetValue(token, out var end) && TimeProvider.System.GetUtcNow() < end);
        }
    }

    /// <summary>Answers a form posted to the token endpoint.</summary>
    internal SandboxHttpResponse Grant(SandboxHttpRequest request)
    {
        var form = UrlText.ParseQuery(System.Text.Encoding.UTF8.GetString(request.Body.Span));
        string Value(string name) => form.GetValueOrDefault(name) ?? "";
        if (Value("client_id").Length == 0 || Value("client_secret") != key) return Refuse(401, "invalid_client", "The client is not known or its secret is wrong.");
        lock (gate)
        {
            switch (Value("grant_type"))
            {
                case "password":
                    if (Value("username").Length == 0 || Value("password") != key) return Refuse(400, "invalid_grant", "User name or password is wrong.");
                    return Answer(NewRefresh());
                case "refresh_token":
                    var given = Value("refresh_token");
                    if (!refresh.Contains(given)) return Refuse(400, "invalid_grant", "The refresh token is not known, has run out or was used before.");
                    if (!isRefreshSingleUse) return Answer(given);
                    refresh.Remove(given);
                    return Answer(NewRefresh());
                default:
                    return Refuse(400, "unsupported_grant_type", "This kind of grant is not known.");
            }
        }
    }

    private static SandboxHttpResponse Refuse(int status, string error, string description) =>
        new(status, JsonSerializer.Serialize(new Dictionary<string, string> { ["error"] = error, ["error_description"] = description }));

    private static string NewToken(string prefix) => prefix + Convert.ToHexString(RandomNumberGenerator.GetBytes(16));

    private string NewRefresh()
    {
        var token = NewToken("refresh");
        refresh.Add(token);
        return token;
    }

    private SandboxHttpResponse Answer(string refreshToken)
    {
        var token = NewToken("access");
        access[token] = TimeProvider.System.GetUtcNow() + AccessLifetime;
        Granted++;
        return new(200, JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["access_token"] = token,
            ["refresh_token"] = refreshToken,
            ["token_type"] = "Bearer",
            ["scope"] = "openid",
            ["expires_in"] = (long)AccessLifetime.TotalSeconds,
            ["refresh_token_expires_in"] = 7_775_999,
        }));
    }
}
