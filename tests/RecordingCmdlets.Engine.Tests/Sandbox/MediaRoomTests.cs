using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Sandbox;

/// <summary>The hosts that signed links lead to, and Vonage, which serves its files itself.</summary>
public sealed class MediaRoomTests : IDisposable
{
    private readonly HttpClient client = new(new HttpClientHandler { AllowAutoRedirect = false });
    private readonly SandboxServer sandbox = SandboxServer.Start(new SandboxOptions { RecordingCount = 60, Seed = 3 });

    public static TheoryData<string> Linked { get; } = ["Recall", "Telnyx", "Attendee", "Webex"];

    public static TheoryData<string> All { get; } = ["Recall", "Telnyx", "Attendee", "Webex", "Vonage"];

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_link_leads_to_the_whole_file(string provider)
    {
        var (id, link, told) = await LinkAsync(provider);

        using var answer = await DownloadAsync(provider, link);
        var bytes = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(sandbox.GetMedia(provider, id).ToArray(), bytes);
        Assert.InRange(bytes.Length, 401, 100_000);
        if (told is { } length) Assert.Equal(length, bytes.Length);
        Assert.Equal(bytes.Length, answer.Content.Headers.ContentLength);
        Assert.Equal("bytes", answer.Headers.AcceptRanges.Single());
        Assert.NotNull(answer.Headers.ETag);
        Assert.Matches("^(video|audio|application)/", answer.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [MemberData(nameof(Linked))]
    public async Task A_credential_beside_the_signature_is_refused_and_seen(string provider)
    {
        var (_, link, _) = await LinkAsync(provider);
        Assert.NotEqual(sandbox.GetBaseUri(provider).Port, link.Port);
        Assert.Equal(sandbox.GetMediaUri(provider)!.Port, link.Port);
        sandbox.ClearRequests();

        using HttpRequestMessage request = new(HttpMethod.Get, link);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + sandbox.ApiKey.Reveal());
        using var refused = await client.SendAsync(request, TestContext.Current.CancellationToken);
        using var taken = await client.GetAsync(link, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.OK), (refused.StatusCode, taken.StatusCode));
        Assert.Contains("<Code>InvalidArgument</Code>", await TextAsync(refused), StringComparison.Ordinal);
        Assert.Collection(
            sandbox.GetRequests(),
            r => Assert.Equal((provider, true, false, 400, ""), (r.Provider, r.SentAuthorization, r.Authorized, r.Status, r.Query)),
            r => Assert.Equal((provider, false, true, 200, ""), (r.Provider, r.SentAuthorization, r.Authorized, r.Status, r.Query)));
        Assert.All(sandbox.GetRequests(), r => Assert.StartsWith("/media/", r.Path, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Linked))]
    public async Task A_link_is_good_for_one_file_and_for_a_time(string provider)
    {
        var (_, link, _) = await LinkAsync(provider);
        var address = link.AbsoluteUri;

        Assert.Equal((403, "SignatureDoesNotMatch"), await ErrorAsync(new(address[..^1] + (address[^1] == '0' ? '1' : '0'))));
        Assert.Equal((403, "SignatureDoesNotMatch"), await ErrorAsync(new(address.Replace("?", "x?", StringComparison.Ordinal))));
        Assert.Equal((403, "SignatureDoesNotMatch"), await ErrorAsync(new(address.Split('?')[0])));
        Media(provider).ExpireLinks();
        Assert.Equal((403, "AccessDenied"), await ErrorAsync(link));
        Assert.Equal(200, (await ErrorAsync((await LinkAsync(provider)).Link)).Status);
        Media(provider).LinkLifetime = TimeSpan.FromSeconds(-1);
        Assert.Equal((403, "AccessDenied"), await ErrorAsync((await LinkAsync(provider)).Link));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_range_is_a_part_and_a_part_of_something_else_is_the_whole(string provider)
    {
        var (id, link, _) = await LinkAsync(provider);
        var all = sandbox.GetMedia(provider, id).ToArray();
        using var whole = await DownloadAsync(provider, link);
        var tag = whole.Headers.ETag!;

        foreach (var (from, to, expected) in ((long?, long?, Range)[])[(100, null, 100..), (0, 9, ..10), (null, 7, ^7..), (390, 1_000_000, 390..)])
        {
            using var part = await DownloadAsync(provider, link, new RangeHeaderValue(from, to));
            Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
            Assert.Equal(all[expected], await part.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
            var (offset, length) = expected.GetOffsetAndLength(all.Length);
            Assert.Equal(new ContentRangeHeaderValue(offset, offset + length - 1, all.Length), part.Content.Headers.ContentRange);
            Assert.Equal(tag, part.Headers.ETag);
        }

        using var behind = await DownloadAsync(provider, link, new RangeHeaderValue(all.Length, null));
        using var same = await DownloadAsync(provider, link, new RangeHeaderValue(5, null), tag);
        using var other = await DownloadAsync(provider, link, new RangeHeaderValue(5, null), new EntityTagHeaderValue("\"other\""));
        Assert.Equal((416, $"bytes */{all.Length}"), ((int)behind.StatusCode, behind.Content.Headers.ContentRange!.ToString()));
        Assert.Equal((206, 200), ((int)same.StatusCode, (int)other.StatusCode));
        Assert.Equal("bytes=100-", sandbox.GetRequests().First(r => r.Range is not null).Range);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task What_is_gone_cannot_be_downloaded(string provider)
    {
        var (id, link, _) = await LinkAsync(provider);
        _ = provider switch
        {
            "Recall" => sandbox.Room<RecallRoom>().Remove(id),
            "Telnyx" => sandbox.Telnyx.Remove(id),
            "Attendee" => sandbox.Room<AttendeeRoom>().Remove(id),
            "Webex" => sandbox.Room<WebexRoom>().Remove(id),
            _ => sandbox.Room<VonageRoom>().Remove(id),
        };

        using var answer = await DownloadAsync(provider, link);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Throws<ArgumentException>(() => sandbox.GetMedia(provider, id));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Files_can_be_wrong_in_many_ways(string provider)
    {
        var (id, link, _) = await LinkAsync(provider);
        var all = sandbox.GetMedia(provider, id).ToArray();
        using var right = await DownloadAsync(provider, link);

        Assert.Empty(await BytesAsync(SandboxFault.EmptyMedia, 200));
        Assert.Equal(all[..(all.Length / 2)], await BytesAsync(SandboxFault.ShortMedia, 200));
        Assert.Equal(all, (await BytesAsync(SandboxFault.LongMedia, 200))[..all.Length]);
        Assert.Equal(all, await BytesAsync(SandboxFault.IgnoreRange, 200, new RangeHeaderValue(10, null)));
        var changed = await BytesAsync(SandboxFault.ChangedMedia, 206, new RangeHeaderValue(10, null));
        Assert.Equal(all.Length - 10, changed.Length);
        Assert.NotEqual(all[10..], changed);
        using var renewed = await DownloadAsync(provider, link, new RangeHeaderValue(10, null), right.Headers.ETag);
        Assert.Equal(HttpStatusCode.OK, renewed.StatusCode);
        Assert.NotEqual(right.Headers.ETag, renewed.Headers.ETag);
        sandbox.OnRequest = _ => SandboxFault.Redirect("http://127.0.0.1:9/elsewhere");
        using var moved = await DownloadAsync(provider, link);
        Assert.Equal((302, "http://127.0.0.1:9/elsewhere"), ((int)moved.StatusCode, moved.Headers.Location!.OriginalString));
        sandbox.OnRequest = _ => SandboxFault.Truncate;
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => BytesAsync(SandboxFault.Truncate, 200));

        async Task<byte[]> BytesAsync(SandboxFault fault, int status, RangeHeaderValue? range = null)
        {
            sandbox.OnRequest = _ => fault;
            using var answer = await DownloadAsync(provider, link, range);
            Assert.Equal(status, (int)answer.StatusCode);
            return await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task A_link_can_run_out_by_chance_and_files_can_be_given()
    {
        using var unlucky = SandboxServer.Start(new SandboxOptions { RecordingCount = 1, FaultRates = new Dictionary<string, double> { ["ExpiredLink"] = 1 } }, ["Telnyx"]);
        var id = unlucky.Telnyx.Ids.Single();

        // Of what is no file, no link runs out.
        using var listed = await GetAsync(unlucky, "Telnyx", $"/recordings/{id}", "Bearer");
        Assert.Equal(HttpStatusCode.OK, listed.StatusCode);
        var link = new Uri((await JsonAsync(listed)).GetProperty("data").GetProperty("download_urls").GetProperty("mp3").GetString()!);
        Assert.Equal((403, "AccessDenied"), await ErrorAsync(link));
        Assert.Equal(["", "ExpiredLink"], unlucky.GetRequests().Select(r => r.Fault ?? ""));

        sandbox.Telnyx.Add(new TelnyxRecording { Id = "own", DownloadMp3 = MediaLink.To("own", "a b.mp3") });
        sandbox.Telnyx.Media.Files["own/a b.mp3"] = new(new byte[] { 1, 2, 3 }, "audio/mpeg");
        using var one = await GetAsync(sandbox, "Telnyx", "/recordings/own", "Bearer");
        link = new Uri((await JsonAsync(one)).GetProperty("data").GetProperty("download_urls").GetProperty("mp3").GetString()!);
        Assert.Equal([1, 2, 3], await client.GetByteArrayAsync(link, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void The_same_seed_gives_the_same_files_and_another_one_others()
    {
        using var same = SandboxServer.Start(new SandboxOptions { RecordingCount = 60, Seed = 3 });
        var id = sandbox.Telnyx.Ids.First(i => sandbox.Telnyx.Find(i)!.DownloadMp3 is not null);

        Assert.Equal(sandbox.GetMedia("Telnyx", id).ToArray(), same.GetMedia("telnyx", id).ToArray());
        Assert.Equal(All.Select(p => p.Data).Order(), sandbox.Providers.Order());
        Assert.Null(sandbox.GetMediaUri("Vonage"));
    }

    public void Dispose()
    {
        client.Dispose();
        sandbox.Dispose();
    }

    private static async Task<string> TextAsync(HttpResponseMessage answer) => await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer) => JsonDocument.Parse(await TextAsync(answer)).RootElement;

    private MediaRoom Media(string provider) => provider switch
    {
        "Recall" => sandbox.Room<RecallRoom>().Media,
        "Telnyx" => sandbox.Telnyx.Media,
        "Attendee" => sandbox.Room<AttendeeRoom>().Media,
        _ => sandbox.Room<WebexRoom>().Media,
    };

    private async Task<HttpResponseMessage> GetAsync(SandboxServer server, string provider, string path, string scheme)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, server.GetBaseUri(provider) + path);
        request.Headers.Authorization = new(scheme, server.ApiKey.Reveal());
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>The link to the file of some recording, as the service tells it now, and the length that it tells.</summary>
    private async Task<(string Id, Uri Link, long? Length)> LinkAsync(string provider)
    {
        switch (provider)
        {
            case "Recall":
                var recall = sandbox.Room<RecallRoom>();
                var id = recall.Ids.Order(StringComparer.Ordinal).First(i => recall.Find(i)!.MediaShortcuts?.VideoMixed is not null);
                var recording = await OneAsync($"/recording/{id}/", "Token");
                return (id, Address(recording.GetProperty("media_shortcuts").GetProperty("video_mixed").GetProperty("data").GetProperty("download_url")), null);
            case "Telnyx":
                id = sandbox.Telnyx.Ids.Order(StringComparer.Ordinal).First(i => sandbox.Telnyx.Find(i)!.DownloadMp3 is not null);
                return (id, Address((await OneAsync($"/recordings/{id}", "Bearer")).GetProperty("data").GetProperty("download_urls").GetProperty("mp3")), null);
            case "Attendee":
                var attendee = sandbox.Room<AttendeeRoom>();
                id = attendee.Ids.Order(StringComparer.Ordinal).First(i => attendee.Find(i)!.RecordingUrl is not null);
                return (id, Address((await OneAsync($"/bots/{id}/recording", "Token")).GetProperty("url")), null);
            case "Webex":
                var webex = sandbox.Room<WebexRoom>();
                id = webex.Ids.Order(StringComparer.Ordinal).First(i => webex.Find(i) is { RecordingDownloadLink: not null, HostEmail: "ana.ruiz@example.com" });
                var details = await OneAsync($"/recordings/{id}", "Bearer");
                return (id, Address(details.GetProperty("temporaryDirectDownloadLinks").GetProperty("recordingDownloadLink")), (long)details.GetProperty("sizeBytes").GetDecimal());
            default:
                id = sandbox.Room<VonageRoom>().Ids.Order(StringComparer.Ordinal).First(i => sandbox.Room<VonageRoom>().Find(i)!.UserId is null);
                var call = await OneAsync($"/api/accounts/self/company_call_recordings/{id}", "Bearer");
                return (id, Address(call.GetProperty("download_url")), call.GetProperty("file_size_in_bytes").GetInt64());
        }

        static Uri Address(JsonElement text) => new(text.GetString()!);

        async Task<JsonElement> OneAsync(string path, string scheme)
        {
            using var answer = await GetAsync(sandbox, provider, path, scheme);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            return await JsonAsync(answer);
        }
    }

    private async Task<HttpResponseMessage> DownloadAsync(string provider, Uri link, RangeHeaderValue? range = null, EntityTagHeaderValue? condition = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, link);

        // The one service that serves its files on the host of its API wants the key there too.
        if (provider == "Vonage") request.Headers.Authorization = new("Bearer", sandbox.ApiKey.Reveal());
        request.Headers.Range = range;
        if (condition is not null) request.Headers.IfRange = new(condition);
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private async Task<(int Status, string Code)> ErrorAsync(Uri link)
    {
        using var answer = await client.GetAsync(link, TestContext.Current.CancellationToken);
        var text = answer.IsSuccessStatusCode ? "" : await TextAsync(answer);
        return ((int)answer.StatusCode, text.Contains("<Code>", StringComparison.Ordinal) ? text.Split("<Code>")[1].Split("</Code>")[0] : "");
    }
}
