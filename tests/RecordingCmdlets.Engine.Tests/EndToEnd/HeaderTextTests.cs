using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Tests.Archiving;
using RecordingCmdlets.Engine.Tests.Support;

namespace RecordingCmdlets.Engine.Tests.EndToEnd;

/// <summary>What -Debug tells of headers: enough to find a fault, and nothing that opens a door.</summary>
public sealed class HeaderTextTests
{
    private static readonly Secret Key = new("KEYgeheim0123456789");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_sent_and_what_came_is_told_without_the_credential()
    {
        await using var rig = await Rig.ConnectedAsync(recordings: 1);

        await rig.ListAsync();

        var told = rig.Notices.Said.Where(s => s.StartsWith("D ", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, told.Count);
        Assert.StartsWith("D Sent: ", told[0], StringComparison.Ordinal);
        Assert.Contains("Accept: application/json", told[0], StringComparison.Ordinal);
        Assert.Contains("Authorization: ...", told[0], StringComparison.Ordinal);
        Assert.StartsWith("D Answered 200: ", told[1], StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/json", told[1], StringComparison.Ordinal);
        Assert.Contains("x-request-id: sandbox-", told[1], StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(rig.Sandbox.ApiKey.Reveal(), string.Join('\n', told), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Set-Cookie: session=geheim")]
    [InlineData("X-Echo: Bearer geheim")]
    [InlineData("Location: /elsewhere/geheim")]
    [InlineData("Link: <https://media.invalid/geheim>; rel=\"next\"")]
    [InlineData("ETag: \"geheim\"")]
    [InlineData("Server: https://media.invalid/x/geheim")]
    [InlineData("Via: /file.mp4?signature=geheim")]
    [InlineData("x-request-id: KEYgeheim0123456789")]
    [InlineData("WWW-Authenticate: Bearer error=\"KEYgeheim0123456789 is no key\"")]
    public async Task A_value_that_may_be_a_secret_is_not_told_whatever_header_it_comes_in(string header)
    {
        using var server = new CannedServer(CannedServer.Ok("""{"data":[],"meta":{"total_pages":1}}""", header + "\r\n"));
        var told = await ToldAsync(server.BaseUri);

        Assert.Contains(header.Split(':')[0] + ": ", told, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("geheim", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Retry-After: 3")]
    [InlineData("x-ratelimit-remaining: 7")]
    [InlineData("Server: nginx/1.25")]
    [InlineData("Via: 1.1 gateway")]
    public async Task What_helps_to_find_a_fault_is_told(string header)
    {
        using var server = new CannedServer(CannedServer.Ok("""{"data":[],"meta":{"total_pages":1}}""", header + "\r\n"));

        Assert.Contains(header, await ToldAsync(server.BaseUri), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_request_that_nobody_answers_is_told_too()
    {
        using var server = new CannedServer("");

        Assert.Contains("D Sent: ", await ToldAsync(server.BaseUri), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_link_only_the_host_is_told_even_when_the_host_repeats_it()
    {
        using var server = new FileServer();
        using var links = new LinkClient(new Uri("http://127.0.0.1:1/"), null);
        server.Answer = (number, _, stream) => FileServer.SendAsync(
            stream,
            number == 1 ? "302 Found" : "200 OK",
            $"Server: geheim and more\r\nContent-Type: video/geheim\r\nSet-Cookie: a=geheim\r\nLocation: {server.Link}\r\nContent-Length: 0\r\n",
            default);
        var notices = new CollectingNotices();

        using var answer = await links.OpenAsync(server.Link, new FileRange(5, "\"geheim\""), notices, Token);

        Assert.Equal(200, answer.StatusCode);
        Assert.Equal(2, notices.Said.Count(s => s.StartsWith($"V GET {server.Link.GetLeftPart(UriPartial.Authority)}/... -> ", StringComparison.Ordinal)));
        Assert.Equal(2, notices.Said.Count(s => s.StartsWith("D Sent: ", StringComparison.Ordinal) && s.Contains("Range: bytes=5-", StringComparison.Ordinal)));
        Assert.Equal(2, notices.Said.Count(s => s.StartsWith("D Answered ", StringComparison.Ordinal) && s.Contains("Content-Length: 0", StringComparison.Ordinal)));
        Assert.DoesNotContain("geheim", string.Join('\n', notices.Said), StringComparison.Ordinal);
        Assert.DoesNotContain("file.mp4", string.Join('\n', notices.Said), StringComparison.Ordinal);
    }

    /// <summary>Everything that a listing at an address says.</summary>
    private static async Task<string> ToldAsync(Uri address)
    {
        await using var rig = new Rig();
        await rig.Session.ConnectAsync(new ConnectionOptions { Provider = "Telnyx", ApiKey = Key, BaseUri = address, SkipValidation = true }, rig.Notices, Token);
        await Record.ExceptionAsync(() => rig.ListAsync());
        return string.Join('\n', rig.Notices.Said);
    }
}
