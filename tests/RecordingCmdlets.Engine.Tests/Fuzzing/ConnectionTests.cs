using FsCheck;
using FsCheck.Fluent;
using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Providers;
using RecordingCmdlets.Engine.Tests.Support;

namespace RecordingCmdlets.Engine.Tests.Fuzzing;

/// <summary>Whatever is given or found in the environment to connect with: a connection to where it says, or an error with a name.</summary>
public sealed class ConnectionTests
{
    private const string Password = "pa55word";

    private static readonly Gen<string> Addresses =
        from parts in Gen.ArrayOf(Gen.Elements(
            "https://", "http://", "HTTPS:", "ftp://", "socks5://", "file:///", "//", "/", "\\", "api.example.org", "127.0.0.1", "[::1]", "[fe80::1%25eth0]", "localhost", "xn--a", "xn--", "é", "a_b", "..", ".", "%2e", "%2F",
            "user@", $"user:{Password}@", ":443", ":0", ":99999", ":", "/v1", "/a/../b", "?", "?a=b", "#f", " ", "\0", "\r\n", "\u001b[2J", "\u202e", "\ud800", "😀", "%", "@", "{id}", ";", "|"))
        select string.Concat(parts);

    public static TheoryData<string> Providers => [.. ProviderRegistry.All.Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Providers))]
    public void A_connection_goes_where_it_says_or_is_refused_by_name(string name)
    {
        var provider = ProviderRegistry.All.Single(p => p.Name == name);
        var maybe = Gen.OneOf(Gen.Constant((string?)null), Gen.Constant((string?)null), Hostile.Text.Select(t => (string?)t));
        var cases = from address in Gen.OneOf(Addresses, Addresses, Hostile.Text)
                    from isVariable in Gen.Elements(true, false)
                    from proxy in Gen.OneOf(Gen.Constant((string?)null), Addresses.Select(a => (string?)a))
                    from texts in Gen.ArrayOf(maybe, 5)
                    from allows in Gen.Elements(true, false)
                    select (address, isVariable, proxy, texts, allows);
        Properties.Hold(cases, c =>
        {
            var environment = provider.SettingVariables.ToDictionary(v => v.Value, v => c.isVariable ? v.Key == ConnectionSetting.BaseUri ? c.address : c.texts[(int)v.Key % 5] : null);
            Uri? baseUri = null;
            if (!c.isVariable && !TryMake(c.address, out baseUri)) return;
            Uri? proxy = null;
            if (c.proxy is not null && !TryMake(c.proxy, out proxy)) return;
            try
            {
                using var connection = new ConnectionFactory(environment.GetValueOrDefault, TimeProvider.System).Create(
                    provider,
                    new ConnectionOptions
                    {
                        Provider = name,
                        ApiKey = new Secret("KEY"),
                        AccessToken = new Secret("TOKEN"),
                        BaseUri = baseUri,
                        Proxy = proxy,
                        Region = c.texts[0],
                        Role = c.texts[1],
                        AccountId = c.texts[2],
                        SiteUrl = c.texts[3],
                        AllowUnencrypted = c.allows,
                    },
                    SilentNotices.Instance);
                AssertSafe(connection, c.allows);
            }
            catch (RecordingException refused)
            {
                Assert.True(Hostile.IsPlain(refused.Message + refused.RecommendedAction));
                Assert.DoesNotContain(Password, refused.ToString(), StringComparison.Ordinal);
            }
        }, always: 400, nightly: 50_000);
    }

    private static bool TryMake(string text, out Uri? uri)
    {
        try
        {
            return Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out uri);
        }
        catch (IndexOutOfRangeException)
        {
            uri = null; // Of .NET's own, at marks of direction in the host of a file.
            return false;
        }
    }

    private static void AssertSafe(Connection connection, bool allowsPlain)
    {
        var uri = connection.BaseUri;
        Assert.True(uri.Scheme == "https" || (uri.Scheme == "http" && (uri.IsLoopback || allowsPlain)), uri.AbsoluteUri);
        Assert.Equal("", uri.Query + uri.Fragment + uri.UserInfo);
        var info = connection.Describe();
        Assert.True(Hostile.IsPlain(info.BaseUri.AbsoluteUri));
        Assert.NotNull(connection.View);
        foreach (var resource in connection.Resources)
        {
            var item = new RecordingReference(connection.Provider.Name, null, resource.Kind, "1", "self");
            Uri address;
            try
            {
                address = connection.Client.BuildUri(new ServiceRequest(resource.Get, connection.Path(resource.Get, item), "a=b"));
            }
            catch (InternalRuleException)
            {
                continue; // A base path that would be sent as another one.
            }

            Assert.True(Origins.AreSame(address, uri));
            Assert.StartsWith(uri.AbsolutePath.TrimEnd('/') + "/", address.AbsolutePath, StringComparison.Ordinal);
            Assert.Equal("?a=b", address.Query);
        }
    }
}
