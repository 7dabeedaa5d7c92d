using System.Buffers;
using System.IO.Compression;
using System.Net;
using System.Text;
using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Tests.Support;

namespace RecordingCmdlets.Engine.Tests;

public sealed class BoundedBodyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16 * 1024)]
    [InlineData((16 * 1024) + 1)]
    [InlineData(700_001)]
    public async Task Every_byte_arrives_whether_its_length_was_announced_or_not(int length)
    {
        var sent = new byte[length];
        new Random(length).NextBytes(sent);
        foreach (var isAnnounced in (bool[])[true, false])
        {
            using var body = await BoundedBody.ReadAsync(Answer(sent, isAnnounced), BoundedBody.Limit, Token);

            Assert.Equal(sent, body.Bytes.ToArray());
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task More_than_the_limit_is_refused(bool isAnnounced)
    {
        var fault = await Assert.ThrowsAsync<ProviderResponseException>(() => BoundedBody.ReadAsync(Answer(new byte[200_000], isAnnounced), 100_000, Token));

        Assert.Equal("ProviderResponseInvalid", fault.ErrorId);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(10L)]
    [InlineData(99_999L)]
    [InlineData(long.MaxValue)]
    public async Task An_answer_is_read_up_to_its_limit_whatever_it_says_of_its_length(long? announced)
    {
        const int limit = 100_000;
        using var endless = new EndlessStream();
        using var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(endless) };
        response.Content.Headers.ContentLength = announced;

        await Assert.ThrowsAsync<ProviderResponseException>(() => BoundedBody.ReadAsync(response, limit, Token));

        Assert.True(endless.Taken < 2 * limit, $"{endless.Taken} bytes were read.");
    }

    [Fact]
    public async Task An_answer_of_a_token_endpoint_is_not_received_whole_before_it_is_found_too_long()
    {
        using var endless = new EndlessStream { End = 16 * BoundedBody.TokenLimit };
        using var http = new HttpClient(new StubHandler(endless));
        var credential = new OAuthCredential(
            "Bearer", "test", "test", new Uri("https://tokens.example/token"),
            new OAuthGrant(CredentialForm.RefreshToken, "client", null, new Secret("refresh-token"), null, null), new TokenCache(), http, TimeProvider.System, null)
        { ReadError = _ => null };

        await Assert.ThrowsAsync<ProviderResponseException>(() => credential.GetHeaderAsync(Token));

        Assert.True(endless.Taken <= 2 * BoundedBody.TokenLimit, $"{endless.Taken} bytes were read.");
    }

    [Fact]
    public async Task A_packed_answer_is_measured_as_it_unpacks()
    {
        var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) await gzip.WriteAsync(new byte[BoundedBody.Limit + 1], Token);
        Assert.True(packed.Length < 1_000_000);
        using var server = new CannedServer(
            $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: {packed.Length}\r\nConnection: close\r\n\r\n{Encoding.Latin1.GetString(packed.ToArray())}");
        using var client = Given.Client(server.BaseUri);

        var fault = await Assert.ThrowsAsync<ProviderResponseException>(() => client.SendAsync(new ServiceRequest(Given.List, "recordings"), Given.Scope(Token)));

        Assert.Contains("longer than 32 MiB", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_given_back_shows_nothing_to_a_late_reader_and_is_given_back_once()
    {
        var pool = new CountingPool();
        var body = new ReceivedBody(pool, 10);
        "secret"u8.CopyTo(body.Free.Span);
        body.Take(6);

        body.Dispose();
        body.Dispose();

        Assert.True(body.Bytes.IsEmpty);
        Assert.Equal((1, 1), (pool.Rented, pool.Returned));
    }

    [Fact]
    public void A_body_that_grows_gives_back_what_it_outgrew()
    {
        var pool = new CountingPool();
        using (var body = new ReceivedBody(pool, 10))
        {
            for (var i = 0; i < 100; i++)
            {
                body.Free.Span[0] = (byte)i;
                body.Take(1);
            }

            Assert.Equal(Enumerable.Range(0, 100).Select(i => (byte)i), body.Bytes.ToArray());
        }

        Assert.Equal(pool.Rented, pool.Returned);
    }

    private static HttpResponseMessage Answer(byte[] sent, bool isAnnounced) =>
        new(HttpStatusCode.OK) { Content = isAnnounced ? new ByteArrayContent(sent) : new StreamContent(new UnseekableStream(sent)) };

    private sealed class UnseekableStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }

    /// <summary>Gives as much as it is asked for, and does not end.</summary>
    private sealed class EndlessStream : MemoryStream
    {
        public long Taken { get; private set; }

        /// <summary>Where it ends all the same, for who has no limit.</summary>
        public long End { get; init; } = long.MaxValue;

        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Taken >= End) return ValueTask.FromResult(0);
            Taken += buffer.Length;
            return ValueTask.FromResult(buffer.Length);
        }
    }

    private sealed class StubHandler(Stream body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(body) });
    }

    private sealed class CountingPool : ArrayPool<byte>
    {
        public int Rented { get; private set; }

        public int Returned { get; private set; }

        public override byte[] Rent(int minimumLength)
        {
            Rented++;
            return new byte[minimumLength];
        }

        public override void Return(byte[] array, bool clearArray = false) => Returned++;
    }
}
