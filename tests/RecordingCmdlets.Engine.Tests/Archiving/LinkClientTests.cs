using RecordingCmdlets.Engine.Http;

namespace RecordingCmdlets.Engine.Tests.Archiving;

/// <summary>Where links may lead: they come from a service and name any address.</summary>
public sealed class LinkClientTests : IDisposable
{
    private readonly LinkClient real = new(new Uri("https://service.invalid/v2"), null);
    private readonly LinkClient local = new(new Uri("http://127.0.0.1:1/"), null);
    private readonly FileServer server = new();

    [Theory]
    [InlineData("http://media.invalid/x")]
    [InlineData("https://127.0.0.1/x")]
    [InlineData("https://localhost/x")]
    [InlineData("https://[::1]/x")]
    [InlineData("https://user:password@media.invalid/x")]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://media.invalid/x")]
    [InlineData("//media.invalid/x")]
    public async Task A_link_over_plain_http_to_this_machine_or_with_a_user_is_not_followed(string link)
    {
        var fault = await Assert.ThrowsAsync<ProviderResponseException>(() => real.OpenAsync(new Uri(link, UriKind.RelativeOrAbsolute), null, SilentNotices.Instance, TestContext.Current.CancellationToken));

        Assert.DoesNotContain("media.invalid", fault.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://media.invalid/x")]
    [InlineData("http://user:password@127.0.0.1/x")]
    [InlineData("//")]
    [InlineData("//[::1")]
    public async Task Nor_is_one_that_a_redirect_names(string location)
    {
        server.Answer = (_, _, stream) => FileServer.SendAsync(stream, "302 Found", $"Location: {location}\r\nContent-Length: 0\r\n", default);

        await Assert.ThrowsAsync<ProviderResponseException>(() => local.OpenAsync(server.Link, null, SilentNotices.Instance, TestContext.Current.CancellationToken));

        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_file_is_taken_as_it_lies_there()
    {
        server.Answer = (_, _, stream) => FileServer.SendAsync(stream, "200 OK", "Content-Length: 1\r\n", new byte[] { 1 });

        using var answer = await local.OpenAsync(server.Link, new FileRange(5, "\"v1\""), SilentNotices.Instance, TestContext.Current.CancellationToken);

        var request = Assert.Single(server.Requests);
        Assert.DoesNotContain("Accept-Encoding", request, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Authorization", request, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Range: bytes=5-\n", request, StringComparison.Ordinal);
        Assert.Contains("If-Range: \"v1\"\n", request, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        real.Dispose();
        local.Dispose();
        server.Dispose();
    }
}
