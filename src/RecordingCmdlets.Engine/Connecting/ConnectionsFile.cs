using RecordingCmdlets.Engine.Policy;
using RecordingCmdlets.Engine.Providers;
using RecordingCmdlets.Engine.Storage;

namespace RecordingCmdlets.Engine.Connecting;

/// <summary>
/// Reads a list of connections. The file may lie in a repository: it names where secrets are, and one that stands in it is refused
/// as much as a key that is not known.
/// </summary>
internal sealed class ConnectionsFile(IReadOnlyList<ProviderDeclaration> providers, Func<string, string?> variables, INotices notices)
{
    private static readonly string[] Keys =
        ["name", "provider", "region", "baseUri", "accountId", "siteUrl", "role", "requestsPerMinute", "bulkSize", "proxy", "allowUnencrypted", "credentials"];

    private static readonly string[] Parts = ["apiKey", "accessToken", "clientId", "clientSecret", "refreshToken", "userName", "password"];

    /// <summary>Who is meant is no secret.</summary>
    private static readonly string[] PlainParts = ["clientId", "userName"];

    public IReadOnlyList<ConnectionSpecification> Read(string path)
    {
        var full = Path.GetFullPath(path);
        var source = new ConnectionsSource(full);
        var root = source.Parse();
        if (root is not PolicyList { Items.Count: > 0 } list) throw source.Refuse(root.At, "", "the file must hold a list of at least one connection");
        var read = new List<ConnectionSpecification>();
        for (var i = 0; i < list.Items.Count; i++)
        {
            var connection = new ConnectionNode(source, list.Items[i], $"[{i}]", Keys);
            var specification = ReadOne(connection);
            if (read.Exists(r => string.Equals(r.Name, specification.Name, StringComparison.OrdinalIgnoreCase)))
                throw connection.Refuse("name", $"there are two connections named '{specification.Name}'");
            read.Add(specification);
        }

        return read;
    }

    private ConnectionSpecification ReadOne(ConnectionNode node)
    {
        var name = node.Text("provider") ?? throw node.Refuse("provider", "a connection must name its service");
        var provider = providers.FirstOrDefault(p => string.Equals(p.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw node.Refuse("provider", $"there is no service '{name}': use one of {string.Join(", ", providers.Select(p => p.Name).Order(StringComparer.Ordinal))}");
        if (node.Child("credentials", Parts) is not { } credentials) throw node.Refuse("credentials", "a connection must say where its credentials are");
        var secrets = Parts.Select(part => (part, Source: credentials.Secret(part, PlainParts.Contains(part)))).Where(s => s.Source is not null).ToDictionary(s => s.part, s => s.Source!);
        if (secrets.Count == 0) throw node.Refuse("credentials", "a connection must say where its credentials are");
        if (provider.Auth.ReplacesRefreshToken && secrets.GetValueOrDefault("refreshToken") is { File: null })
            throw credentials.Refuse("refreshToken", $"{provider.DisplayName} replaces this token at each use: name a file that may be written, in which its successor is kept");
        // Once without secrets: what is wrong with the rest is said before anything is connected.
        var options = Make(node, provider, static _ => null);
        return new ConnectionSpecification(options.Name!, provider.Name, () => Make(node, provider, part => secrets.GetValueOrDefault(part)));
    }

    private ConnectionOptions Make(ConnectionNode node, ProviderDeclaration provider, Func<string, SecretSource?> find)
    {
        string? Read(string part) => find(part)?.Read(variables, notices);
        Secret? ReadSecret(string part) => find(part) is { } source ? AsSecret(source.Read(variables, notices), source) : null;
        return new ConnectionOptions
        {
            Provider = provider.Name,
            Name = node.Text("name") ?? provider.Name,
            Region = node.Text("region"),
            BaseUri = node.Address("baseUri"),
            AccountId = node.Text("accountId"),
            SiteUrl = node.Text("siteUrl"),
            Role = node.Text("role"),
            RequestsPerMinute = node.Count("requestsPerMinute"),
            BulkSize = node.Count("bulkSize"),
            Proxy = node.Address("proxy"),
            AllowUnencrypted = node.Flag("allowUnencrypted"),
            ApiKey = ReadSecret("apiKey"),
            AccessToken = ReadSecret("accessToken"),
            ClientId = Read("clientId"),
            ClientSecret = ReadSecret("clientSecret"),
            RefreshToken = ReadSecret("refreshToken"),
            UserName = Read("userName"),
            Password = ReadSecret("password"),
            OnTokenChanged = provider.Auth.ReplacesRefreshToken && find("refreshToken") is { File: { } file } token ? Keeper(file, token.Pointer) : null,
        };
    }

    /// <summary>Stores the successor of a token that works once.</summary>
    private static Action<Secret> Keeper(string file, string pointer)
    {
        SecretFile.RequireReplaceable(file, pointer);
        return token =>
        {
            try
            {
                SecretFile.Replace(file, token);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                throw new RecordingArgumentException(
                    "SecretFileInvalid", $"The service has replaced the token that {pointer} names, and its successor cannot be stored.", "The one in the file is spent: get a new one from the service, and make the folder writable.");
            }
        };
    }

    private static Secret AsSecret(string text, SecretSource source)
    {
        try
        {
            return new Secret(text);
        }
        catch (ArgumentException)
        {
            throw new RecordingArgumentException("CredentialInvalid", $"What {source.Pointer} names holds a control character.", "Copy it again, without line breaks.");
        }
    }
}

/// <summary>Where a part of a credential is.</summary>
/// <param name="Pointer">The place in the connections file, for messages.</param>
/// <param name="Plain">The value itself, where it is no secret.</param>
/// <param name="Variable">The variable that holds it.</param>
/// <param name="File">The file that holds it.</param>
internal sealed record SecretSource(string Pointer, string? Plain, string? Variable, string? File)
{
    public string Read(Func<string, string?> variables, INotices notices)
    {
        if (Plain is not null) return Plain;
        if (File is not null) return SecretFile.Read(File, Pointer, notices);
        return variables(Variable!) is { } value && !string.IsNullOrWhiteSpace(value)
            ? value
            : throw new RecordingArgumentException("SecretVariableMissing", $"The variable {Variable} is not set. {Pointer} says that it holds a credential.", "Set it, or the file that it may come as.");
    }
}
