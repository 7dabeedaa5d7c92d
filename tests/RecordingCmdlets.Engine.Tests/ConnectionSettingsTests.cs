using System.Text.RegularExpressions;
using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Providers;
using RecordingCmdlets.Engine.Tests.Support;

namespace RecordingCmdlets.Engine.Tests;

/// <summary>What a connection is made of: parameters first, then the environment, then the service's own.</summary>
public sealed partial class ConnectionSettingsTests
{
    private static readonly ProviderDeclaration Provider = new()
    {
        Name = "Testing",
        DisplayName = "Testing service",
        BaseUris = new Dictionary<string, Uri> { [""] = new("https://testing.invalid/v2"), ["eu"] = new("https://eu.testing.invalid/v2") },
        Auth = Given.Provider.Auth,
        SettingVariables = Enum.GetValues<ConnectionSetting>().ToDictionary(s => s, s => $"TESTING_{s}"),
        Roles = ["User", "Admin"],
        Account = new IdRule(Digits(), "digits"),
        ReadError = Given.Provider.ReadError,
        Resources = [Of("User"), Of("Admin")],
        Deletion = "",
        LimitsText = "",
    };

    [Fact]
    public void What_is_not_given_comes_from_the_environment_and_else_from_the_service()
    {
        using var own = Create(new(), []);
        Assert.Equal(("https://testing.invalid/v2", "User", null, null, null), Shown(own));

        Dictionary<string, string> environment = new()
        {
            ["TESTING_Region"] = " eu ",
            ["TESTING_Role"] = "admin",
            ["TESTING_AccountId"] = "12",
            ["TESTING_SiteUrl"] = "https://x.example.org/",
        };
        using var found = Create(new(), environment);
        Assert.Equal(("https://eu.testing.invalid/v2", "Admin", "12", "x.example.org", "eu"), Shown(found));

        using var given = Create(new() { Region = "EU", Role = "USER", AccountId = "7", SiteUrl = "y.example.org" }, environment);
        Assert.Equal(("https://eu.testing.invalid/v2", "User", "7", "y.example.org", "EU"), Shown(given));

        environment["TESTING_BaseUri"] = "https://gateway.example.org/x/v2";
        using var elsewhere = Create(new(), environment);
        Assert.Equal("https://gateway.example.org/x/v2", elsewhere.BaseUri.AbsoluteUri);
    }

    [Fact]
    public void A_sandbox_is_not_spoken_to_as_the_environment_speaks_of_the_real_service()
    {
        using var connection = Create(new() { IsSandbox = true }, new() { ["TESTING_Region"] = "eu", ["TESTING_Role"] = "Admin", ["TESTING_AccountId"] = "12", ["TESTING_BaseUri"] = "https://gateway.example.org" });
        Assert.Equal(("https://testing.invalid/v2", "User", null, null, null), Shown(connection));
    }

    [Theory]
    [InlineData("Role", "Owner", "RoleUnknown")]
    [InlineData("AccountId", "1/2", "AccountIdInvalid")]
    [InlineData("AccountId", "..", "AccountIdInvalid")]
    [InlineData("Region", "moon", "RegionUnknown")]
    [InlineData("BaseUri", "nonsense", "BaseUriInvalid")]
    [InlineData("BaseUri", "ftp://x", "BaseUriInvalid")]
    [InlineData("BaseUri", "https://\u202e", "BaseUriInvalid")]
    [InlineData("BaseUri", "https://api\u200b.example.org/", "BaseUriInvalid")]
    [InlineData("BaseUri", "https://user:pw@x/", "BaseUriInvalid")]
    [InlineData("BaseUri", "https://x/?a=b", "BaseUriInvalid")]
    [InlineData("BaseUri", "http://x/", "BaseUriUnencrypted")]
    public void What_is_wrong_in_the_environment_is_refused_like_what_is_given(string setting, string value, string error)
    {
        var fault = Assert.Throws<RecordingArgumentException>(() => Create(new(), new() { [$"TESTING_{setting}"] = value }));
        Assert.Equal(error, fault.ErrorId);
        Assert.DoesNotContain("pw@", fault.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("proxy")]
    [InlineData("proxy:8080")]
    [InlineData("ftp://proxy:8080")]
    [InlineData("/proxy")]
    public void A_proxy_that_is_none_is_refused_before_anything_is_sent(string proxy)
    {
        var options = new ConnectionOptions { Provider = Provider.Name, ApiKey = new Secret("KEY"), Proxy = new Uri(proxy, UriKind.RelativeOrAbsolute) };
        var fault = Assert.Throws<RecordingArgumentException>(() => new ConnectionFactory(static _ => null, TimeProvider.System).Create(Provider, options, SilentNotices.Instance));
        Assert.Equal("ProxyInvalid", fault.ErrorId);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void A_blank_variable_is_none(string blank)
    {
        using var connection = Create(new(), Enum.GetValues<ConnectionSetting>().ToDictionary(s => $"TESTING_{s}", _ => blank));
        Assert.Equal(("https://testing.invalid/v2", "User", null, null, null), Shown(connection));
    }

    [Fact]
    public void A_role_reaches_only_its_own_kinds()
    {
        using var user = Create(new(), []);
        using var admin = Create(new() { Role = "Admin" }, []);
        Assert.Equal("User", Assert.Single(user.Resources).Role);
        Assert.Equal("Admin", Assert.Single(admin.Resources).Role);
        Assert.NotEqual(user.View, admin.View);
        using var other = Create(new() { AccountId = "1" }, []);
        Assert.NotEqual(user.View, other.View);
        using var same = Create(new(), []);
        Assert.Equal(user.View, same.View);
    }

    [Theory]
    [InlineData("", true, RecordingKinds.BotMedia)]
    [InlineData("", false, RecordingKinds.Recording)]
    [InlineData("recording", false, RecordingKinds.Recording)]
    [InlineData("BOTMEDIA", true, RecordingKinds.BotMedia)]
    [InlineData("BotMedia", false, null)]
    [InlineData("Recording", true, null)]
    [InlineData("Other", true, null)]
    public void A_kind_is_only_for_the_commands_that_it_is_for(string kind, bool isForBots, string? expected)
    {
        using var connection = Create(new(), [], [Of(null), Of(null, RecordingKinds.BotMedia, isBot: true)]);
        if (expected is not null) Assert.Equal(expected, connection.RequireResource(kind, r => r.Is(isForBots)).Kind);
        else Assert.Equal("RecordingKindMismatch", Assert.Throws<RecordingArgumentException>(() => connection.RequireResource(kind, r => r.Is(isForBots))).ErrorId);
    }

    [Theory]
    [InlineData("=1")]
    [InlineData("%5B%5D=1")]
    [InlineData("&&")]
    [InlineData("_=_&:=:")]
    public async Task A_query_of_hostile_keys_is_logged_without_harm(string query)
    {
        using var server = new CannedServer(CannedServer.Ok("{}"));
        using var client = Given.Client(server.BaseUri);
        var answer = await client.SendAsync(new ServiceRequest(Given.List, "recordings", query), Given.Scope(TestContext.Current.CancellationToken));
        Assert.Equal(200, answer.StatusCode);
    }

    private static ResourceDeclaration Of(string? role, string kind = RecordingKinds.Recording, bool isBot = false) => new()
    {
        Kind = kind,
        Role = role,
        IsBot = isBot,
        IsListedAsRecording = !isBot,
        Id = Given.Resource.Id,
        List = Given.Resource.List,
        Get = Given.Get,
        Delete = Given.Resource.Delete,
        Map = Given.Resource.Map,
    };

    private static Connection Create(ConnectionOptionsOf options, Dictionary<string, string> environment, IReadOnlyList<ResourceDeclaration>? resources = null)
    {
        var provider = resources is null ? Provider : new ProviderDeclaration
        {
            Name = Provider.Name,
            DisplayName = Provider.DisplayName,
            BaseUris = Provider.BaseUris,
            Auth = Provider.Auth,
            ReadError = Provider.ReadError,
            Resources = resources,
            Deletion = "",
            LimitsText = "",
        };
        return new ConnectionFactory(name => environment.GetValueOrDefault(name), TimeProvider.System).Create(
            provider,
            new ConnectionOptions
            {
                Provider = provider.Name,
                ApiKey = new Secret("KEY"),
                Region = options.Region,
                Role = options.Role,
                AccountId = options.AccountId,
                SiteUrl = options.SiteUrl,
                IsSandbox = options.IsSandbox,
            },
            SilentNotices.Instance);
    }

    private static (string Address, string? Role, string? Account, string? Site, string? Region) Shown(Connection connection)
    {
        var info = connection.Describe();
        return (info.BaseUri.AbsoluteUri, info.Role, info.AccountId, info.SiteUrl, info.Region);
    }

    [GeneratedRegex("^[0-9]{1,9}\\z")]
    private static partial Regex Digits();

    private sealed record ConnectionOptionsOf
    {
        public string? Region { get; init; }

        public string? Role { get; init; }

        public string? AccountId { get; init; }

        public string? SiteUrl { get; init; }

        public bool IsSandbox { get; init; }
    }
}
