using FsCheck.Fluent;
using RecordingCmdlets.Engine.Querying;
using RecordingCmdlets.Engine.Tests.Support;

namespace RecordingCmdlets.Engine.Tests;

public sealed class NextLinkTests
{
    private static readonly Uri Here = new("https://api.example.org/v1/recordings");
    private static readonly (string Key, string Value)[] Own = [("max", "100"), ("siteUrl", "x.example.org")];

    [Theory]
    [InlineData("https://api.example.org/v1/bot/?cursor=abc", "cursor", "abc")]
    [InlineData("http://internal:8000/v1/bot/?cursor=abc", "cursor", "abc")]
    [InlineData("?cursor=abc", "cursor", "abc")]
    [InlineData("https://x/?a=b&cursor=cD0yMDI2%3D%3D&c=d", "cursor", "cD0yMDI2==")]
    [InlineData("https://x/?cursor=a+b", "cursor", "a b")]
    [InlineData("https://x/?cursor=a%2Bb", "cursor", "a+b")]
    [InlineData("https://x/?cursor=a#cursor=b", "cursor", "a")]
    [InlineData("https://x/?cursor=&page=2", "page", "2")]
    [InlineData("https://x/?%63ursor=a", "cursor", "a")]
    [InlineData("https://x/?cursor=a=b", "cursor", "a=b")]
    public void Only_the_position_is_taken_whatever_host_it_is_written_for(string next, string key, string value) =>
        Assert.Equal((key, value), NextLink.Position(next, ["cursor", "page"]));

    [Theory]
    [InlineData("")]
    [InlineData("https://x/")]
    [InlineData("https://x/?")]
    [InlineData("https://x/?cursor")]
    [InlineData("https://x/?cursor=")]
    [InlineData("https://x/?Cursor=a")]
    [InlineData("https://x/#?cursor=")]
    [InlineData("abc")]
    public void What_names_no_position_is_an_error_and_not_the_end(string next) =>
        Assert.Throws<ProviderResponseException>(() => NextLink.Position(next, ["cursor", "page"]));

    [Theory]
    [InlineData("https://api.example.org/v1/recordings?cursor=a&max=100&siteUrl=x.example.org", "cursor=a&max=100&siteUrl=x.example.org")]
    [InlineData("https://API.example.org:443/v1/recordings?cursor=a", "cursor=a&max=100&siteUrl=x.example.org")]
    [InlineData("/v1/recordings?cursor=a&siteUrl=y", "cursor=a&siteUrl=y&max=100")]
    [InlineData("?cursor=a", "cursor=a&max=100&siteUrl=x.example.org")]
    [InlineData("https://user:pw@api.example.org/v1/recordings?cursor=a#f", "cursor=a&max=100&siteUrl=x.example.org")]
    public void What_an_address_of_the_same_place_lost_is_added_again(string next, string query) => Assert.Equal(query, NextLink.Query(next, Here, Own));

    [Theory]
    [InlineData("http://api.example.org/v1/recordings?cursor=a")]
    [InlineData("https://api.example.org:8443/v1/recordings?cursor=a")]
    [InlineData("https://api.example.org.evil.test/v1/recordings?cursor=a")]
    [InlineData("https://evil.test/v1/recordings?cursor=a")]
    [InlineData("//evil.test/v1/recordings?cursor=a")]
    [InlineData("\\\\evil.test\\v1\\recordings?cursor=a")]
    [InlineData("https:\\\\evil.test/v1/recordings")]
    [InlineData("https://api.example.org@evil.test/v1/recordings")]
    [InlineData("/v1/recordings/../admin?cursor=a")]
    [InlineData("/v1/Recordings?cursor=a")]
    [InlineData("/v1/recordings/?cursor=a")]
    [InlineData("recordings/r1?cursor=a")]
    [InlineData("file:///etc/hosts")]
    [InlineData("javascript:alert(1)")]
    [InlineData("http://[::1")]
    public void An_address_that_leads_elsewhere_is_not_followed(string next) =>
        Assert.Throws<ProviderResponseException>(() => NextLink.Query(next, Here, Own));

    [Fact]
    public void Whatever_is_followed_goes_to_the_same_place()
    {
        var piece = Gen.Elements(
            "https://api.example.org", "https://evil.test", "//evil.test", "http:", "/v1", "/recordings", "recordings", "..", "/", "\\", "@", "?", "cursor=a", "#", "%2e%2e", "%2f",
            ":443", ":1", " ", "\r\n", "\0", "é", "&", "=", "[]", "\ud800");
        var texts = Gen.ListOf(piece).Select(p => string.Concat(p));
        Properties.Hold(texts, next =>
        {
            string query;
            try
            {
                query = NextLink.Query(next, Here, Own);
            }
            catch (ProviderResponseException)
            {
                return true;
            }

            // As the client builds the address.
            var uri = new UriBuilder(Here) { Query = query }.Uri;
            return uri.GetLeftPart(UriPartial.Path) == Here.AbsoluteUri && uri.Fragment.Length == 0 && !uri.AbsoluteUri.Any(char.IsControl);
        });
    }

    [Fact]
    public void A_position_survives_being_written_and_read_whatever_it_is()
    {
        var positions = Gen.ArrayOf(Gen.Elements("abc019+/=&?#% é\u2028😀".EnumerateRunes().Select(r => r.ToString()).ToArray())).Select(p => string.Concat(p)).Where(p => p.Length > 0);
        Properties.Hold(positions, position =>
            NextLink.Position($"https://x/y?a=b&{ListQuery.Write([("cursor", position)])}", ["cursor"]) == ("cursor", position));
    }
}
