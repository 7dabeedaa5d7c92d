using System.Buffers;
using System.Net;
using RecordingCmdlets.Engine.Http;

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
