using RecordingCmdlets.Engine.Tests.EndToEnd;
using RecordingCmdlets.Engine.Tests.Support;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Connecting;

/// <summary>Connections that are written down: without secrets, understood whole or not at all.</summary>
public sealed class ConnectionsFileTests : IDisposable
{
    private const string Slipped = "KEY-that-slipped";

    private readonly TempFolder folder = new();
    private readonly CollectingNotices notices = new();
    private readonly Dictionary<string, string> variables = new() { ["KEY_ONE"] = "one", ["KEY_TWO"] = "two" };

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_is_written_is_what_is_connected()
    {
        Write("refresh", "first\n");

        var read = Read("""
            [
              { "name": "emea", "provider": "recall", "region": "eu-central-1", "requestsPerMinute": 30, "credentials": { "apiKey": { "env": "KEY_ONE" } } },
              { "provider": "Webex", "role": "Admin", "siteUrl": "example.webex.com", "baseUri": "https://gateway/v1", "bulkSize": 5,
                "credentials": { "clientId": "who", "clientSecret": { "env": "KEY_TWO" }, "refreshToken": { "file": "refresh" } } }
            ]
            """);

        Assert.Equal([("emea", "Recall"), ("Webex", "Webex")], read.Select(r => (r.Name, r.Provider)));
        var (first, second) = (read[0].ReadSecrets(), read[1].ReadSecrets());
        Assert.Equal(("eu-central-1", 30, "one"), (first.Region, first.RequestsPerMinute, first.ApiKey!.Reveal()));
        Assert.Equal(("Admin", "example.webex.com", new Uri("https://gateway/v1"), 5), (second.Role, second.SiteUrl, second.BaseUri, second.BulkSize));
        Assert.Equal(("who", "two", "first"), (second.ClientId, second.ClientSecret!.Reveal(), second.RefreshToken!.Reveal()));
    }

    [Theory]
    [InlineData("""[{ "provider": "Telnyx", "credentials": { "apiKey": "KEY-that-slipped" } }]""", "(1,53): [0].credentials.apiKey: a secret in clear text")]
    [InlineData("""[{ "provider": "Telnyx", "apiKey": "KEY-that-slipped", "credentials": { "apiKey": { "env": "A" } } }]""", "(1,26): [0]: there is no such key")]
    [InlineData("""[{ "provider": "Telnyx", "KEY-that-slipped": 1, "credentials": { "apiKey": { "env": "A" } } }]""", "(1,26): [0]: there is no such key")]
    [InlineData("""[{ "provider": "Telnyx", "credentials": { "apiKey": { "env": "A", "file": "b" } } }]""", "[0].credentials.apiKey: name either a variable or a file")]
    [InlineData("""[{ "provider": "Telnyx", "credentials": { "apiKey": {} } }]""", "[0].credentials.apiKey: name either a variable or a file")]
    [InlineData("""[{ "provider": "Telnyx", "credentials": {} }]""", "[0].credentials: a connection must say where its credentials are")]
    [InlineData("""[{ "provider": "Telnyx" }]""", "(1,2): [0]: a connection must say where its credentials are")]
    [InlineData("""[{ "name": "a", "credentials": { "apiKey": { "env": "A" } } }]""", "[0]: a connection must name its service")]
    [InlineData("""[{ "provider": "Zoom", "credentials": { "apiKey": { "env": "A" } } }]""", "(1,16): [0].provider: there is no service 'Zoom'")]
    [InlineData("""[{ "provider": "Telnyx", "requestsPerMinute": 1.5, "credentials": { "apiKey": { "env": "A" } } }]""", "[0].requestsPerMinute: this must be a whole number from 1")]
    [InlineData("""[{ "provider": "Telnyx", "requestsPerMinute": 0, "credentials": { "apiKey": { "env": "A" } } }]""", "[0].requestsPerMinute: this must be a whole number from 1")]
    [InlineData("""[{ "provider": "Telnyx", "baseUri": "host", "credentials": { "apiKey": { "env": "A" } } }]""", "[0].baseUri: this must be a whole address")]
    [InlineData("""[{ "provider": "Telnyx", "provider": "Recall", "credentials": { "apiKey": { "env": "A" } } }]""", "[0].provider: this stands twice")]
    [InlineData("[{ \"provider\": \"Telnyx\", \"credentials\": { \"apiKey\": { \"env\": \"A\" } } },\n { \"name\": \"telnyx\", \"provider\": \"Telnyx\", \"credentials\": { \"apiKey\": { \"env\": \"B\" } } }]", "(2,12): [1].name: there are two connections named 'telnyx'")]
    [InlineData("""[{ "provider": "Vonage", "credentials": { "clientId": "a", "refreshToken": { "env": "A" } } }]""", "[0].credentials.refreshToken: Vonage call recordings replaces this token at each use")]
    [InlineData("[]", "must hold a list of at least one connection")]
    [InlineData("{}", "must hold a list of at least one connection")]
    [InlineData("[3]", "[0]: this must be an object")]
    [InlineData("[", "This is no JSON")]
    [InlineData("", "This is no JSON")]
    public void What_is_not_understood_is_refused_at_its_place_and_no_secret_is_repeated(string text, string message)
    {
        var fault = Assert.Throws<RecordingArgumentException>(() => Read(text));

        Assert.Equal("ConnectionsInvalid", fault.ErrorId);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Slipped, $"{fault}{fault.RecommendedAction}", StringComparison.Ordinal);
    }

    [Fact]
    public void Of_many_connections_only_the_secrets_of_the_one_that_is_used_are_read()
    {
        var read = Read("""
            [
              { "name": "a", "provider": "Telnyx", "credentials": { "apiKey": { "file": "not-mounted-here" } } },
              { "name": "b", "provider": "Telnyx", "credentials": { "apiKey": { "env": "KEY_TWO" } } }
            ]
            """);

        Assert.Equal("two", read[1].ReadSecrets().ApiKey!.Reveal());
        var fault = Assert.Throws<RecordingArgumentException>(() => read[0].ReadSecrets());
        Assert.Equal("SecretFileInvalid", fault.ErrorId);
        Assert.Contains("[0].credentials.apiKey", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_variable_that_is_not_set_is_named()
    {
        var fault = Assert.Throws<RecordingArgumentException>(() => Read("""[{ "provider": "Telnyx", "credentials": { "apiKey": { "env": "NOT_SET" } } }]""")[0].ReadSecrets());

        Assert.Equal("SecretVariableMissing", fault.ErrorId);
        Assert.Contains("NOT_SET", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refresh_token_that_works_once_is_replaced_in_its_file_by_its_successor()
    {
        using var sandbox = SandboxServer.Start(new SandboxOptions(), ["Vonage"]);
        var first = sandbox.ApiKey.Reveal();
        var file = Write("refresh", first);

        var options = Read($$"""
            [{ "provider": "Vonage", "baseUri": "{{sandbox.GetBaseUri("Vonage")}}", "requestsPerMinute": 60000,
               "credentials": { "clientId": "app", "clientSecret": { "env": "KEY_SECRET" }, "refreshToken": { "file": "refresh" } } }]
            """, ("KEY_SECRET", first))[0].ReadSecrets();
        using (var session = new RecordingEngine().OpenSession(static _ => null))
            await session.ConnectAsync(options, notices, TestContext.Current.CancellationToken);

        var second = (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Trim();
        Assert.NotEqual(first, second);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        // Nothing lies about beside it.
        Assert.DoesNotContain(Directory.GetFiles(folder.Path), f => f.EndsWith(".new", StringComparison.Ordinal));
    }

    [Fact]
    public void Where_the_successor_could_not_be_kept_the_token_is_not_used_at_all()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "A folder in which nobody may write, not even root, is there on Linux alone.");

        var read = Read("""[{ "provider": "Vonage", "credentials": { "clientId": "a", "refreshToken": { "file": "/proc/version" } } }]""");
        var fault = Assert.Throws<RecordingArgumentException>(() => read[0].ReadSecrets());

        Assert.Equal("SecretFileInvalid", fault.ErrorId);
        Assert.Contains("cannot be written", fault.Message, StringComparison.Ordinal);
    }

    private string Write(string name, string text)
    {
        var file = folder.File(name);
        File.WriteAllText(file, text);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return file;
    }

    private IReadOnlyList<ConnectionSpecification> Read(string text, params (string Name, string Value)[] more)
    {
        foreach (var (name, value) in more) variables[name] = value;
        return new RecordingEngine().ReadConnections(Write("connections.json", text), variables.GetValueOrDefault, notices);
    }
}
