using RecordingCmdlets.Engine.Providers.Vonage;
using RecordingCmdlets.Engine.Tests.Archiving;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Providers;

/// <summary>How files are fetched, as docs/services tells of each service.</summary>
public sealed class MediaFactsTests
{
    private const string Media = "some bytes that are no page";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TEL_T60_the_links_are_read_right_before_the_file_and_either_may_be_missing()
    {
        await using var bench = await TelnyxBench.OpenAsync();
        using var backup = new Backup();
        bench.Seed(new TelnyxRecording { Id = "both", CreatedAt = TelnyxBench.Iso(ServiceBench.Now.AddDays(-1)), DownloadMp3 = MediaLink.To("both", "a.mp3"), DownloadWav = MediaLink.To("both", "a.wav") });
        bench.Seed(new TelnyxRecording { Id = "wav", CreatedAt = TelnyxBench.Iso(ServiceBench.Now.AddDays(-2)), DownloadWav = MediaLink.To("wav", "a.wav") });
        bench.Seed(new TelnyxRecording { Id = "none", CreatedAt = TelnyxBench.Iso(ServiceBench.Now.AddDays(-3)) });
        var listed = await bench.ListAsync();
        bench.Sandbox.ClearRequests();

        var results = await backup.SaveAsync(bench, listed, backup.Options with { ThrottleLimit = 1, Include = ArchiveParts.Media });

        Assert.Equal(["both mp3", "none MediaUnavailable", "wav wav"], results.Select(r => $"{r.Id} {r.Error?.ErrorId ?? Path.GetExtension(r.Files[0].Path)[1..]}").Order());
        Assert.Equal(
            ["/recordings/both", "/media/both/a.mp3", "/recordings/wav", "/media/wav/a.wav", "/recordings/none"],
            bench.Requests.Select(r => r.Path.Replace("/v2", "", StringComparison.Ordinal)));
        Assert.All(bench.Requests.Where(r => r.Path.StartsWith("/media", StringComparison.Ordinal)), r => Assert.False(r.SentAuthorization));
    }

    [Theory]
    [InlineData(RecordingKinds.Company)]
    [InlineData(RecordingKinds.OnDemand)]
    public async Task VBC_E11_the_audio_has_a_path_of_its_own_for_both_kinds_and_needs_the_token(string kind)
    {
        await using var bench = await VonageBench.OpenAsync();
        using var backup = new Backup();
        bench.Seed("7", kind == RecordingKinds.OnDemand ? bench.Room.SelfUserId : null);
        var listed = await bench.ListAsync(new RecordingQuery { Now = ServiceBench.Now, Kinds = [kind] });
        bench.Sandbox.ClearRequests();

        var result = Assert.Single(await backup.SaveAsync(bench, listed, backup.Options with { Include = ArchiveParts.Media }));

        var request = Assert.Single(bench.Requests);
        Assert.Equal(("GET", "/t/vbc.prod/call_recording/v1/api/audio/recording/7", true), (request.Method, request.Path, request.Authorized));
        Assert.Equal(bench.Sandbox.GetMedia("Vonage", "7").ToArray(), await File.ReadAllBytesAsync(Assert.Single(result.Files).Path, Cancellation));
        Assert.EndsWith(".mp3", result.Files[0].Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task VBC_T60_downloads_count_in_the_quota_and_wait_for_a_throttle()
    {
        await using var bench = await VonageBench.OpenAsync();
        using var backup = new Backup();
        bench.Seed("7");
        var listed = await bench.ListAsync(VonageBench.All);
        var asked = 0;
        bench.Sandbox.OnRequest = _ => ++asked == 1 ? SandboxFault.Respond(429, "", ("Retry-After", "0")) : null;

        Assert.True(Assert.Single(await backup.SaveAsync(bench, listed)).IsSafe);

        Assert.Equal(2, asked);
        Assert.All(VonageProvider.Declaration.Resources, r => Assert.Equal(r.List.Route.LimitClass, r.Media!.Content!.LimitClass));
    }

    [Fact]
    public async Task VBC_T61_a_redirect_of_a_download_is_followed_without_the_token()
    {
        await using var bench = await VonageBench.OpenAsync();
        await using var store = await TelnyxBench.OpenAsync();
        using var backup = new Backup();
        bench.Seed("7", change: r => r with { FileSizeInBytes = Media.Length });
        var listed = await bench.ListAsync(VonageBench.All);
        bench.Sandbox.OnRequest = _ => SandboxFault.Redirect($"{store.Sandbox.GetMediaUri("Telnyx")}/7.mp3");
        store.Sandbox.OnRequest = _ => SandboxFault.Respond(200, Media, ("Content-Type", "audio/mpeg"));

        var result = Assert.Single(await backup.SaveAsync(bench, listed, backup.Options with { Include = ArchiveParts.Media }));

        Assert.True(result.IsSafe, result.Reason);
        Assert.False(Assert.Single(store.Requests).SentAuthorization);
    }

    [Fact]
    public async Task ATT_E5_the_recording_of_a_bot_is_behind_a_link()
    {
        await using var bench = await AttendeeBench.OpenAsync();
        using var backup = new Backup();
        bench.Seed(AttendeeBench.Bot() with { RecordingUrl = MediaLink.To(AttendeeBench.Id, "e4da.webm") });
        var listed = await bench.ListBotsAsync();
        bench.Sandbox.ClearRequests();

        var result = Assert.Single(await backup.SaveAsync(bench, listed, backup.Options with { Include = ArchiveParts.Media }));

        Assert.Equal([$"/api/v1/bots/{AttendeeBench.Id}/recording", $"/media/{AttendeeBench.Id}/e4da.webm"], bench.Requests.Select(r => r.Path));
        Assert.EndsWith(".webm", Assert.Single(result.Files).Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ATT_E11_that_of_an_app_session_has_a_path_of_its_own()
    {
        await using var bench = await AttendeeBench.OpenAsync();
        using var backup = new Backup();
        const string id = "app_Q1w2E3r4T5y6U7i8";
        bench.Seed(AttendeeBench.Bot(id) with { RecordingUrl = MediaLink.To(id, "e4da.mp4") });
        var listed = await bench.ListBotsAsync(new RecordingQuery { Now = ServiceBench.Now, IncludeAppSessions = true });
        bench.Sandbox.ClearRequests();

        await backup.SaveAsync(bench, listed, backup.Options with { Include = ArchiveParts.Media });

        Assert.Equal($"/api/v1/app_sessions/{id}/media", bench.Requests[0].Path);
        Assert.DoesNotContain(bench.Requests, r => r.Path.Contains("/bots/", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(200, """{"url":null,"start_timestamp_ms":1}""", "MediaUnavailable")]
    [InlineData(200, """{"url":""}""", "MediaUnavailable")]
    [InlineData(404, """{"error":"No recording found for bot"}""", "MediaUnavailable")]
    [InlineData(404, """{"error":"No recording file found for bot"}""", "MediaUnavailable")]
    [InlineData(404, """{"error":"Bot not found"}""", "RecordingNotFound")]
    [InlineData(404, """{"error":"Not found"}""", "RecordingNotFound")]
    [InlineData(200, "<html>", "ProviderResponseInvalid")]
    [InlineData(200, """{"url":"no address"}""", "ProviderResponseInvalid")]
    [InlineData(200, """{"url":"file:///etc/passwd"}""", "ProviderResponseInvalid")]
    public async Task ATT_T60_no_recording_is_told_from_no_bot_and_from_no_answer(int status, string body, string error)
    {
        await using var bench = await AttendeeBench.OpenAsync();
        using var backup = new Backup();
        bench.Seed();
        var listed = await bench.ListBotsAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(status, body);

        var result = Assert.Single(await backup.SaveAsync(bench, listed));

        Assert.Equal(error, result.Error?.ErrorId);
        Assert.Empty(backup.Files);
    }

    [Fact]
    public async Task ATT_T60_what_the_link_does_not_tell_the_file_itself_does()
    {
        await using var bench = await AttendeeBench.OpenAsync();
        using var backup = new Backup();
        bench.Seed();
        var listed = await bench.ListBotsAsync();
        bench.Sandbox.OnRequest = r => r.Path.StartsWith("/media", StringComparison.Ordinal)
            ? SandboxFault.Respond(200, Media, ("Content-Type", "audio/mpeg"))
            : SandboxFault.Respond(200, $$"""{"url":"{{bench.Sandbox.GetMediaUri("Attendee")}}/x"}""");

        Assert.EndsWith(".mp3", Assert.Single(Assert.Single(await backup.SaveAsync(bench, listed, backup.Options with { Include = ArchiveParts.Media })).Files).Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RCL_E10_audio_is_listed_by_its_recording()
    {
        await using var bench = await RecallBench.OpenAsync();
        using var backup = new Backup();
        var id = bench.AddRecording();
        var listed = await bench.ListAsync();
        bench.Sandbox.ClearRequests();
        bench.Sandbox.OnRequest = r =>
            r.Path.StartsWith("/media", StringComparison.Ordinal) ? SandboxFault.Respond(200, Media, ("Content-Type", "audio/mpeg"))
            : r.Path.EndsWith("/audio_mixed/", StringComparison.Ordinal) ? SandboxFault.Respond(200, RecallBench.Page(Audio(bench, RecallBench.RecordingId(9)), Audio(bench, id)))
            : SandboxFault.Respond(200, Recording(id, """{"video_mixed":null,"transcript":null}"""));

        var result = Assert.Single(await backup.SaveAsync(bench, listed, backup.Options with { Include = ArchiveParts.Media }));

        Assert.True(result.IsSafe, result.Reason);
        Assert.Equal([$"/api/v1/recording/{id}/", "/api/v1/audio_mixed/", $"/media/{id}.mp3"], bench.Requests.Select(r => r.Path));
        Assert.Equal($"recording_id={id}", bench.Requests[1].Query);
        Assert.EndsWith(".mp3", result.Files[0].Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RCL_T60_audio_of_another_recording_is_not_taken()
    {
        await using var bench = await RecallBench.OpenAsync();
        using var backup = new Backup();
        var id = bench.AddRecording();
        var listed = await bench.ListAsync();
        bench.Sandbox.OnRequest = r => r.Path.EndsWith("/audio_mixed/", StringComparison.Ordinal)
            ? SandboxFault.Respond(200, RecallBench.Page(Audio(bench, RecallBench.RecordingId(9))))
            : SandboxFault.Respond(200, Recording(id, "null"));

        Assert.Equal("MediaUnavailable", Assert.Single(await backup.SaveAsync(bench, listed)).Error?.ErrorId);
        Assert.Empty(backup.Files);
    }

    [Theory]
    [InlineData("""{"video_mixed":{"status":{"code":"processing"},"data":{"download_url":"https://x/"}},"audio_mixed":{"status":{"code":"done"},"data":{"download_url":"https://x/"}}}""", "done")]
    [InlineData("""{"video_mixed":{"status":{"code":"done"},"data":{"download_url":"https://x/"}}}""", "processing")]
    [InlineData("""{"video_mixed":{"status":{"code":"done"},"data":{"download_url":null}}}""", "done")]
    [InlineData("""{"video_mixed":{"data":{"download_url":"https://x/"}}}""", "done")]
    public async Task RCL_T61_only_what_is_done_is_fetched_and_audio_is_no_stopgap_for_a_video_in_the_making(string shortcuts, string status)
    {
        await using var bench = await RecallBench.OpenAsync();
        using var backup = new Backup();
        var id = bench.AddRecording();
        var listed = await bench.ListAsync();
        bench.Sandbox.OnRequest = r => SandboxFault.Respond(200, r.Path.EndsWith("/audio_mixed/", StringComparison.Ordinal) ? RecallBench.Page() : Recording(id, shortcuts, status));

        Assert.Equal("MediaUnavailable", Assert.Single(await backup.SaveAsync(bench, listed)).Error?.ErrorId);
    }

    [Fact]
    public async Task RCL_T62_a_bot_is_saved_with_all_its_recordings_or_not_at_all()
    {
        await using var bench = await RecallBench.OpenAsync();
        using var backup = new Backup();
        var bot = bench.AddBot();
        string[] ids = [bench.AddRecording(1, bot), bench.AddRecording(2, bot), bench.AddRecording(3, bot)];
        var listed = await bench.ListBotsAsync();
        string Video(string id) => $$$$"""{"video_mixed":{"status":{"code":"done"},"format":"mp4","data":{"download_url":"{{{{bench.Sandbox.GetMediaUri("Recall")}}}}/{{{{id}}}}.mp4"}}}""";
        string Bot(params string[] recordings) => $$"""{"id":"{{bot}}","recordings":[{{string.Join(',', recordings)}}]}""";
        string body = "";
        bench.Sandbox.OnRequest = r => r.Path.StartsWith("/media", StringComparison.Ordinal)
            ? SandboxFault.Respond(200, Media + r.Path, ("Content-Type", "video/mp4"))
            : SandboxFault.Respond(200, body);

        body = Bot(Recording(ids[0], Video(ids[0])), Recording(ids[1], Video(ids[1]), "processing"));
        Assert.Equal("MediaUnavailable", Assert.Single(await backup.SaveAsync(bench, listed)).Error?.ErrorId);

        // One that was deleted singly is not missed.
        body = Bot(Recording(ids[0], Video(ids[0])), Recording(ids[1], Video(ids[1])), Recording(ids[2], "null", "deleted"));
        var result = Assert.Single(await backup.SaveAsync(bench, listed, backup.Options with { Include = ArchiveParts.Media }));
        Assert.Equal(ids[..2], result.Files.Select(f => ids.Single(id => f.Path.EndsWith($".{id}.mp4", StringComparison.Ordinal))));
        Assert.All(result.Files, f => Assert.Contains(f.Path[^40..^4], File.ReadAllText(f.Path), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(WebexBench.User, "")]
    [InlineData(WebexBench.Admin, "hostEmail=bo.lind%40example.com")]
    [InlineData(WebexBench.Officer, "")]
    public async Task WBX_T60_the_direct_link_of_the_details_is_followed_and_no_other(string role, string query)
    {
        await using var bench = await WebexBench.OpenAsync(role);
        using var backup = new Backup();
        bench.Room.Add(new WebexRecording
        {
            Id = WebexBench.Id(1),
            CreateTime = WebexBench.Iso(ServiceBench.Now.AddDays(-1)),
            HostEmail = role == WebexBench.User ? WebexBench.Me : WebexBench.Bo,
            SiteUrl = WebexBench.MainSite,
            DownloadUrl = "https://site4-example.webex.com/lsr.php",
            RecordingDownloadLink = MediaLink.To(WebexBench.Id(1), "x.mp4"),
        });
        var item = Assert.Single(await bench.ListAsync(WebexBench.Month()));
        bench.Sandbox.ClearRequests();

        var result = Assert.Single(await backup.SaveAsync(bench, [item], backup.Options with { Include = ArchiveParts.Media }));

        Assert.True(result.IsSafe, result.Reason);
        Assert.Equal(2, bench.Requests.Count);
        Assert.Equal(($"/v1/recordings/{item.Id}", query), (bench.Requests[0].Path, bench.Requests[0].Query));
        Assert.StartsWith("/media/", bench.Requests[1].Path, StringComparison.Ordinal);
        Assert.False(bench.Requests[1].SentAuthorization);
    }

    [Theory]
    [InlineData("""{"recordingDownloadLink":null}""")]
    [InlineData("""{"audioDownloadLink":"https://x/"}""")]
    [InlineData("null")]
    public async Task WBX_T60_without_it_there_is_nothing_to_fetch(string links)
    {
        await using var bench = await WebexBench.OpenAsync();
        using var backup = new Backup();
        var id = bench.Seed();
        var item = Assert.Single(await bench.ListAsync(WebexBench.Month()));
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(200, $$"""{"id":"{{id}}","downloadUrl":"https://site/lsr.php","playbackUrl":"https://site/ldr.php","temporaryDirectDownloadLinks":{{links}} }""");

        Assert.Equal("MediaUnavailable", Assert.Single(await backup.SaveAsync(bench, [item])).Error?.ErrorId);
    }

    private static string Recording(string id, string shortcuts, string status = "done") =>
        $$"""{"id":"{{id}}","created_at":"2026-02-28T00:00:00Z","status":{"code":"{{status}}"},"media_shortcuts":{{shortcuts}},"bot":null }""";

    private static string Audio(RecallBench bench, string recording) =>
        $$"""{"id":"a1","recording":{"id":"{{recording}}"},"status":{"code":"done"},"format":"mp3","data":{"download_url":"{{bench.Sandbox.GetMediaUri("Recall")}}/{{recording}}.mp3"} }""";
}
