using System.Net.Sockets;
using System.Security.Cryptography;
using RecordingCmdlets.Engine.Archiving;
using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Storage;
using RecordingCmdlets.Engine.Tests.Support;

namespace RecordingCmdlets.Engine.Tests.Archiving;

/// <summary>One file on its way here, over a media host that does what a test says.</summary>
public sealed class DownloadTests : IDisposable
{
    private static readonly byte[] Media = MakeMedia(3 * 1024 * 1024);

    private readonly TempFolder folder = new();
    private readonly FileServer server = new();
    private readonly LinkClient links;
    private readonly ArchiveFolder archive;
    private int refreshed;

    public DownloadTests()
    {
        links = new LinkClient(new Uri("http://127.0.0.1:1/"), null);
        archive = new ArchiveFolder(folder.Path);
    }

    private string Part => folder.File("x.part");

    [Fact]
    public async Task A_file_comes_whole_and_its_hash_with_it()
    {
        server.Answer = (_, request, stream) => SendFromAsync(stream, request, Media);

        var file = await FetchAsync();

        Assert.Equal((Media.Length, Hash(Media)), (file.SizeBytes, file.Sha256));
        Assert.Equal(Media, await File.ReadAllBytesAsync(Part, Cancellation));
        Assert.False(File.Exists(Part + ".tag"));
        Assert.DoesNotContain("Authorization", Assert.Single(server.Requests), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task What_breaks_off_is_gone_on_with_where_it_broke()
    {
        server.Answer = (n, request, stream) => SendFromAsync(stream, request, Media, most: n < 3 ? 1_000_000 : int.MaxValue);

        var file = await FetchAsync();

        Assert.Equal(Hash(Media), file.Sha256);
        Assert.Equal([0, 1_000_000, 2_000_000], server.Requests.Select(FileServer.From));
        Assert.All(server.Requests.Skip(1), r => Assert.Contains("If-Range: \"v1\"", r, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_passes_a_range_over_begins_again()
    {
        server.Answer = (n, _, stream) => SendFromAsync(stream, "", Media, most: n == 1 ? 1_000_000 : int.MaxValue);

        Assert.Equal(Hash(Media), (await FetchAsync()).Sha256);
        Assert.Equal(Media, await File.ReadAllBytesAsync(Part, Cancellation));
    }

    [Theory]
    [InlineData("\"v2\"", 0)] // Another version.
    [InlineData("\"v1\"", 5)] // Another place.
    [InlineData("W/\"v1\"", 0)] // Perhaps another version.
    [InlineData(null, 0)] // No version at all.
    public async Task A_rest_that_is_not_surely_the_rest_of_it_is_not_put_behind(string? tag, int shift)
    {
        var other = MakeMedia(Media.Length, seed: 2);
        server.Answer = (n, request, stream) => n switch
        {
            1 => SendFromAsync(stream, request, Media, most: 1_000_000),
            2 => SendRangeAsync(stream, other, FileServer.From(request) + shift, tag),
            _ => SendFromAsync(stream, request, other, tag: "\"v2\""),
        };

        var file = await FetchAsync();

        Assert.Equal(Hash(other), file.Sha256);
        Assert.Equal(0, FileServer.From(server.Requests.Last()));
    }

    [Fact]
    public async Task A_place_behind_the_end_begins_again()
    {
        server.Answer = (n, request, stream) => n switch
        {
            1 => SendFromAsync(stream, request, Media, most: 1_000_000),
            2 => FileServer.SendAsync(stream, "416 Range Not Satisfiable", "Content-Length: 0\r\n", default),
            _ => SendFromAsync(stream, request, Media),
        };

        Assert.Equal(Hash(Media), (await FetchAsync()).Sha256);
    }

    [Fact]
    public async Task Without_a_version_what_breaks_off_begins_again()
    {
        server.Answer = (n, request, stream) => SendFromAsync(stream, request, Media, most: n == 1 ? 1_000_000 : int.MaxValue, tag: null);

        Assert.Equal(Hash(Media), (await FetchAsync()).Sha256);
        Assert.All(server.Requests, r => Assert.Equal(0, FileServer.From(r)));
    }

    [Fact]
    public async Task What_a_run_left_is_gone_on_with_by_the_next()
    {
        using var stop = new CancellationTokenSource();
        server.Answer = async (n, request, stream) =>
        {
            await SendFromAsync(stream, request, Media, most: n == 1 ? 1_200_000 : int.MaxValue);
            if (n == 1)
            {
                await WaitForAsync(() => File.Exists(Part) && new FileInfo(Part).Length == 1_200_000);
                await stop.CancelAsync();
            }
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => FetchAsync(stop: stop.Token));

        var received = 0L;
        var file = await FetchAsync(onReceived: bytes => received += bytes);

        Assert.Equal(Hash(Media), file.Sha256);
        Assert.Equal(1_200_000, FileServer.From(server.Requests.Last()));
        Assert.Equal(Media.Length - 1_200_000, received);
    }

    [Fact]
    public async Task What_a_run_left_of_another_version_is_not_used()
    {
        await File.WriteAllBytesAsync(Part, MakeMedia(1_200_000, seed: 9), Cancellation);
        await File.WriteAllTextAsync(Part + ".tag", "\"v0\"", Cancellation);
        // If-Range is left to the server: it does not have that version, and sends all.
        server.Answer = (_, _, stream) => SendFromAsync(stream, "", Media);

        Assert.Equal(Hash(Media), (await FetchAsync()).Sha256);
        Assert.Equal(Media.Length, new FileInfo(Part).Length);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("v0")]
    [InlineData("\"v\r\n0\"")]
    [InlineData("W/\"v0\"")]
    public async Task What_lies_there_without_a_sound_tag_is_begun_again(string? tag)
    {
        await File.WriteAllBytesAsync(Part, MakeMedia(1_200_000, seed: 9), Cancellation);
        if (tag is not null) await File.WriteAllTextAsync(Part + ".tag", tag, Cancellation);
        server.Answer = (_, request, stream) => SendFromAsync(stream, request, Media);

        Assert.Equal(Hash(Media), (await FetchAsync()).Sha256);
        Assert.Equal(0, FileServer.From(Assert.Single(server.Requests)));
    }

    [Fact]
    public async Task A_file_that_never_comes_whole_is_an_error_and_stays_for_the_next_run()
    {
        server.Answer = (n, request, stream) => SendFromAsync(stream, request, Media, most: n == 1 ? 1_500_000 : 0);

        Assert.Equal("MediaIncomplete", (await Assert.ThrowsAsync<ArchiveException>(() => FetchAsync())).ErrorId);
        Assert.Equal(1_500_000, new FileInfo(Part).Length);
        Assert.Equal(1 + RetryRules.MaximumFailures - 1, server.Requests.Count);
    }

    [Fact]
    public async Task A_server_that_always_breaks_off_at_the_same_place_is_given_up()
    {
        server.Answer = (_, _, stream) => SendFromAsync(stream, "", Media, most: 2_000_000);

        Assert.Equal("MediaIncomplete", (await Assert.ThrowsAsync<ArchiveException>(() => FetchAsync())).ErrorId);
        Assert.InRange(server.Requests.Count, 2, 2 * RetryRules.MaximumFailures);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>", "MediaInvalid")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}", "MediaInvalid")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nContent-Length: 4\r\n\r\n<a/>", "MediaInvalid")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: 27\r\n\r\n\r\n <!DOCTYPE html><html></ht", "MediaInvalid")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: 14\r\n\r\n<?xml version=", "MediaInvalid")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd", "MediaInvalid")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: 0\r\n\r\n", "MediaIncomplete")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nConnection: close\r\n\r\nabcd", "MediaIncomplete")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n", "MediaIncomplete")]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", "MediaUnavailable")]
    [InlineData("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", "MediaUnavailable")]
    public async Task What_is_no_file_is_an_error_and_is_not_kept(string answer, string error)
    {
        server.Answer = (_, _, stream) => stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(answer)).AsTask();

        var fault = await Assert.ThrowsAsync<ArchiveException>(() => FetchAsync());

        Assert.Equal(error, fault.ErrorId);
        Assert.Single(server.Requests);
        Assert.False(File.Exists(Part) && new FileInfo(Part).Length > 0);
        AssertNoSecret(fault);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task Another_length_than_the_service_tells_is_an_error(int difference)
    {
        server.Answer = (_, request, stream) => SendFromAsync(stream, request, Media);

        var fault = await Assert.ThrowsAsync<ArchiveException>(() => FetchAsync(told: Media.Length + difference));

        Assert.Equal("MediaIncomplete", fault.ErrorId);
        Assert.False(File.Exists(Part));
    }

    [Theory]
    [InlineData(4, null)]
    [InlineData(3, "MediaIncomplete")]
    [InlineData(5, "MediaIncomplete")]
    public async Task In_pieces_the_service_alone_tells_the_length(int told, string? error)
    {
        server.Answer = (_, _, stream) => stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n"u8.ToArray()).AsTask();

        if (error is null) Assert.Equal(4, (await FetchAsync(told: told)).SizeBytes);
        else Assert.Equal(error, (await Assert.ThrowsAsync<ArchiveException>(() => FetchAsync(told: told))).ErrorId);
    }

    [Fact]
    public async Task A_link_that_has_run_out_is_renewed_once_and_not_for_ever()
    {
        server.Answer = (n, request, stream) => n == 1 ? FileServer.SendAsync(stream, "403 Forbidden", "Content-Length: 0\r\n", default) : SendFromAsync(stream, request, Media);
        Assert.Equal(Hash(Media), (await FetchAsync()).Sha256);
        Assert.Equal(1, refreshed);

        server.Answer = (_, _, stream) => FileServer.SendAsync(stream, "403 Forbidden", "Content-Length: 0\r\n", default);
        var fault = await Assert.ThrowsAsync<ArchiveException>(() => FetchAsync());
        Assert.Equal(("MediaUnavailable", 403), (fault.ErrorId, fault.StatusCode));
        Assert.Equal(2, refreshed);
    }

    [Fact]
    public async Task A_link_that_runs_out_half_way_is_renewed_and_what_came_is_kept()
    {
        server.Answer = (n, request, stream) => n switch
        {
            1 => SendFromAsync(stream, request, Media, most: 1_000_000),
            2 => FileServer.SendAsync(stream, "403 Forbidden", "Content-Length: 0\r\n", default),
            _ => SendFromAsync(stream, request, Media),
        };

        Assert.Equal(Hash(Media), (await FetchAsync()).Sha256);
        Assert.Equal([0, 1_000_000, 1_000_000], server.Requests.Select(FileServer.From));
    }

    [Fact]
    public async Task A_server_that_falls_silent_is_not_waited_for_for_ever()
    {
        var (quiet, gone) = (new TaskCompletionSource(), new TaskCompletionSource());
        server.Answer = async (n, request, stream) =>
        {
            if (n > 1)
            {
                await SendFromAsync(stream, request, Media);
                return;
            }

            // All is announced and half of it comes; then nothing more, though the connection stays.
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nETag: \"v1\"\r\nContent-Length: {Media.Length}\r\n\r\n"));
            await stream.WriteAsync(Media.AsMemory(0, 1_000_000));
            quiet.TrySetResult();
            await gone.Task;
        };

        var fetching = FetchAsync(time: new HurriedTime(50));
        await quiet.Task;
        await WaitForAsync(() => new FileInfo(Part).Length == 1_000_000);

        Assert.Equal(Hash(Media), (await fetching.WaitAsync(TimeSpan.FromMinutes(1), Cancellation)).Sha256);
        Assert.Equal([0, 1_000_000], server.Requests.Select(FileServer.From));
        gone.SetResult();
    }

    [Fact]
    public async Task A_redirect_is_followed_a_few_times_and_no_further()
    {
        server.Answer = (n, request, stream) => n <= 3
            ? FileServer.SendAsync(stream, "302 Found", $"Location: /next{n}\r\nContent-Length: 0\r\n", default)
            : SendFromAsync(stream, request, Media);
        Assert.Equal(Hash(Media), (await FetchAsync()).Sha256);

        server.Answer = (_, _, stream) => FileServer.SendAsync(stream, "302 Found", "Location: /again\r\nContent-Length: 0\r\n", default);
        Assert.Equal("MediaUnavailable", (await Assert.ThrowsAsync<ArchiveException>(() => FetchAsync())).ErrorId);
    }

    [Fact]
    public async Task A_disk_without_space_is_told_before_and_while_a_file_is_written()
    {
        server.Answer = (_, request, stream) => SendFromAsync(stream, request, Media);

        var small = await Assert.ThrowsAsync<ArchiveException>(() => FetchAsync(disk: new SmallDisk(folder.Path) { Free = Media.Length - 1 }));
        var full = await Assert.ThrowsAsync<ArchiveException>(() => FetchAsync(disk: new SmallDisk(folder.Path) { Room = 500_000 }));

        Assert.All([small, full], fault => Assert.Equal("ArchiveDiskFull", fault.ErrorId));
    }

    [Fact]
    public void A_full_disk_is_known_by_what_the_system_says()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/dev/full is a device of Linux.");
        using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

        var fault = Assert.ThrowsAny<IOException>(() => full.Write(Media));

        Assert.True(ArchiveFolder.IsFull(fault));
        Assert.False(ArchiveFolder.IsBusy(fault));
    }

    [Fact]
    public async Task A_file_that_another_run_is_writing_is_left_to_it()
    {
        await using var other = archive.OpenPart(Part);
        server.Answer = (_, request, stream) => SendFromAsync(stream, request, Media);

        Assert.Equal("ArchiveFileBusy", (await Assert.ThrowsAsync<ArchiveException>(() => FetchAsync())).ErrorId);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_link_in_place_of_the_file_is_not_written_through()
    {
        var target = folder.File("elsewhere");
        File.CreateSymbolicLink(Part, target);
        server.Answer = (_, request, stream) => SendFromAsync(stream, request, Media);

        Assert.Equal("ArchiveWriteFailed", (await Assert.ThrowsAsync<ArchiveException>(() => FetchAsync())).ErrorId);
        Assert.False(File.Exists(target));
    }

    [Theory]
    [InlineData(900, false, null)]
    [InlineData(1000, false, null)]
    [InlineData(1000, true, null)]
    [InlineData(1001, false, "MediaIncomplete")]
    [InlineData(1001, true, "MediaIncomplete")]
    public async Task Where_a_file_tells_its_own_end_no_more_is_taken_than_allowed(int length, bool isAnnounced, string? error)
    {
        var body = MakeMedia(length);
        server.Answer = (_, _, stream) => FileServer.SendAsync(stream, "200 OK", isAnnounced ? $"Content-Length: {length}\r\n" : "", body);

        var fetched = await Record.ExceptionAsync(() => FetchAsync(most: 1000));

        Assert.Equal(error, (fetched as RecordingException)?.ErrorId);
        Assert.Equal(error is null, File.Exists(Part) && File.ReadAllBytes(Part).AsSpan().SequenceEqual(body));
    }

    public void Dispose()
    {
        links.Dispose();
        server.Dispose();
        folder.Dispose();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private async Task<Downloaded> FetchAsync(
        long? told = null, TimeProvider? time = null, ArchiveFolder? disk = null, Action<long>? onReceived = null, CancellationToken? stop = null, long? most = null)
    {
        using var download = new Download(disk ?? archive, new Linked(this), Part, told, time ?? new HurriedTime(), onReceived ?? (static _ => { }), static _ => { }, most);
        return await download.FetchAsync(stop ?? Cancellation);
    }

    private static Task SendFromAsync(NetworkStream stream, string request, byte[] media, int most = int.MaxValue, string? tag = "\"v1\"")
    {
        var from = FileServer.From(request);
        var version = tag is null ? "" : $"ETag: {tag}\r\n";
        var range = from > 0 ? $"Content-Range: bytes {from}-{media.Length - 1}/{media.Length}\r\n" : "";
        return FileServer.SendAsync(
            stream,
            from > 0 ? "206 Partial Content" : "200 OK",
            $"Content-Type: video/mp4\r\n{version}{range}Content-Length: {media.Length - from}\r\n",
            media.AsMemory(from, Math.Min(most, media.Length - from)));
    }

    private static Task SendRangeAsync(NetworkStream stream, byte[] media, int from, string? tag) => FileServer.SendAsync(
        stream,
        "206 Partial Content",
        $"{(tag is null ? "" : $"ETag: {tag}\r\n")}Content-Range: bytes {from}-{media.Length - 1}/{media.Length}\r\nContent-Length: {media.Length - from}\r\n",
        media.AsMemory(from));

    private static async Task WaitForAsync(Func<bool> isSo, TimeSpan? patience = null)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (!isSo() && TimeProvider.System.GetElapsedTime(since) < (patience ?? TimeSpan.FromMinutes(1))) await Task.Delay(5, Cancellation);
    }

    private static void AssertNoSecret(Exception fault) => Assert.DoesNotContain("geheim", fault.ToString(), StringComparison.Ordinal);

    private static byte[] MakeMedia(int length, int seed = 1)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static string Hash(byte[] bytes) => Convert.ToHexString(SHA256.HashData(bytes)).ToLowerInvariant();

    private sealed class Linked(DownloadTests test) : IFileSource
    {
        public string Host => "The media host";

        public Task<FileAnswer> OpenAsync(FileRange? range, CancellationToken stop) => test.links.OpenAsync(test.server.Link, range, SilentNotices.Instance, stop);

        public Task<bool> RefreshAsync()
        {
            test.refreshed++;
            return Task.FromResult(true);
        }
    }
}

/// <summary>A disk on which there is only so much room.</summary>
internal sealed class SmallDisk(string path) : ArchiveFolder(path)
{
    public long? Free { get; init; }

    public long Room { get; set; } = long.MaxValue;

    public override long? FreeBytes() => Free;

    public override Stream OpenPart(string full) => new Limited(base.OpenPart(full), this);

    public override void Flush(Stream part) => base.Flush(((Limited)part).Inner);

    private sealed class Limited(Stream inner, SmallDisk disk) : Stream
    {
        public Stream Inner => inner;

        public override bool CanRead => false;

        public override bool CanSeek => true;

        public override bool CanWrite => true;

        public override long Length => inner.Length;

        public override long Position { get => inner.Position; set => inner.Position = value; }

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

        public override void SetLength(long value) => inner.SetLength(value);

        public override void Write(byte[] buffer, int offset, int count)
        {
            lock (disk)
            {
                if ((disk.Room -= count) < 0) throw new IOException("No space left on device", OperatingSystem.IsWindows() ? unchecked((int)0x80070070) : 28);
            }

            inner.Write(buffer, offset, count);
        }

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
