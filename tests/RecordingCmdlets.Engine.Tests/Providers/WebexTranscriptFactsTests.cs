using System.Text;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Providers;

/// <summary>What was said in meetings, at Webex.</summary>
public sealed class WebexTranscriptFactsTests
{
    private const string Meeting = "f91b6edce9864428af084977b7c68291_I_166641849979635652";
    private const string Vtt = "WEBVTT\n\n1 \"Ana Ruiz\" (4711)\n00:00:01.000 --> 00:00:02.500\nLet us start.\n";

    [Fact]
    public async Task WBX_E9_a_users_transcripts_are_listed_by_the_meeting_that_the_recording_names()
    {
        await using var bench = await WebexBench.OpenAsync();
        var id = Add(bench);

        var said = Assert.Single((await bench.TranscriptAsync(id)).Utterances);

        Assert.Equal(("Ana Ruiz", "Let us start.", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2.5)), (said.Speaker, said.Text, said.Start, said.End));
        Assert.Equal(
            [$"GET /v1/recordings/{id} -> 200", $"GET /v1/meetingTranscripts?meetingId={Meeting}&max=100 -> 200", "GET /v1/meetingTranscripts/t-1/download?format=vtt -> 200"],
            bench.Requests.Select(r => r.ToString()));
    }

    [Theory]
    [InlineData(WebexBench.Admin, "format=vtt&hostEmail=bo.lind%40example.com")]
    [InlineData(WebexBench.Officer, "format=vtt")]
    public async Task WBX_E10_for_others_they_are_listed_by_site_and_day_and_the_meeting_is_looked_for_here(string role, string download)
    {
        await using var bench = await WebexBench.OpenAsync(role);
        var id = Add(bench, WebexBench.Bo);
        Add(bench, WebexBench.Bo, "other_I_1", "t-2");

        Assert.Single((await bench.TranscriptAsync(id, owner: WebexBench.Bo)).Utterances);

        var list = Assert.Single(bench.Requests, r => r.Path == "/v1/admin/meetingTranscripts");
        Assert.Equal("siteUrl=site4-example.webex.com&from=2026-02-26T23%3A00%3A00Z&to=2026-03-01T23%3A00%3A00Z&max=100", list.Query);
        Assert.Equal($"GET /v1/meetingTranscripts/t-1/download?{download} -> 200", bench.Requests[^1].ToString());
    }

    [Fact]
    public async Task WBX_E11_the_content_is_asked_for_as_WebVTT_with_the_token_and_no_link_is_followed()
    {
        await using var bench = await WebexBench.OpenAsync();
        var id = Add(bench);
        string? accept = null;
        bench.Sandbox.OnRequest = r =>
        {
            if (r.Path.EndsWith("/download", StringComparison.Ordinal)) accept = r.GetHeader("Accept");
            return null;
        };

        await bench.TranscriptAsync(id);

        Assert.Equal("text/vtt", accept);
        Assert.All(bench.Requests, r => Assert.True(r.Authorized));
        Assert.All(bench.Requests, r => Assert.StartsWith("/v1/", r.Path, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("available", null)]
    [InlineData("deleted", "TranscriptMissing")]
    [InlineData("new_state", "TranscriptNotReady")]
    [InlineData(null, "TranscriptNotReady")]
    public async Task WBX_T48_only_what_is_available_is_read(string? status, string? error)
    {
        await using var bench = await WebexBench.OpenAsync();
        var id = Add(bench, status: status);

        var thrown = await Record.ExceptionAsync(() => bench.TranscriptAsync(id));

        Assert.Equal(error, (thrown as RecordingException)?.ErrorId);
    }

    [Theory]
    [InlineData("MP4", "ProviderResponseInvalid")]
    [InlineData("UPLOADED", "TranscriptMissing")]
    public async Task WBX_T49_what_was_uploaded_has_no_meeting_and_of_others_it_cannot_be_told(string format, string error)
    {
        await using var bench = await WebexBench.OpenAsync();
        bench.Room.Add(new WebexRecording { Id = WebexBench.Id(1), CreateTime = WebexBench.Iso(ServiceBench.Now), HostEmail = WebexBench.Me, SiteUrl = WebexBench.MainSite, Format = format });

        Assert.Equal(error, (await Assert.ThrowsAnyAsync<RecordingException>(() => bench.TranscriptAsync(WebexBench.Id(1)))).ErrorId);
        Assert.Single(bench.Requests);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("")]
    public async Task WBX_T50_an_id_that_is_none_never_becomes_part_of_a_path(string transcript)
    {
        await using var bench = await WebexBench.OpenAsync();
        var id = Add(bench);
        bench.Sandbox.OnRequest = r => r.Path == "/v1/meetingTranscripts"
            ? SandboxFault.Respond(200, WebexBench.Page($$"""{"id":"{{transcript}}","meetingId":"{{Meeting}}","status":"available"}""")) : null;

        await Assert.ThrowsAsync<ProviderResponseException>(() => bench.TranscriptAsync(id));

        Assert.Equal(2, bench.Requests.Count);
    }

    [Fact]
    public async Task WBX_T51_pages_go_on_by_the_link_header_and_a_full_one_without_it_may_not_be_the_last()
    {
        await using var bench = await WebexBench.OpenAsync(WebexBench.Officer);
        var id = Add(bench, WebexBench.Bo);
        var others = WebexBench.Page(Enumerable.Range(0, 100).Select(i => $$"""{"id":"x{{i}}","meetingId":"m{{i}}","status":"available"}"""));
        var pages = 0;
        bench.Sandbox.OnRequest = r => r.Path != "/v1/admin/meetingTranscripts" || pages++ > 0 ? null
            : SandboxFault.Respond(200, others, ("Link", $"<{bench.Sandbox.GetBaseUri("Webex")}/admin/meetingTranscripts?page=2>; rel=\"next\""));

        Assert.Single((await bench.TranscriptAsync(id)).Utterances);
        Assert.Contains("page=2&siteUrl=", bench.Requests.Last(r => r.Path == "/v1/admin/meetingTranscripts").Query, StringComparison.Ordinal);

        bench.Sandbox.OnRequest = r => r.Path == "/v1/admin/meetingTranscripts" ? SandboxFault.Respond(200, others) : null;

        await Assert.ThrowsAsync<ProviderResponseException>(() => bench.TranscriptAsync(id));
    }

    [Fact]
    public async Task WBX_T52_a_file_that_is_no_WebVTT_and_a_refusal_are_errors_and_never_none()
    {
        await using var bench = await WebexBench.OpenAsync();
        var id = Add(bench);

        bench.Sandbox.OnRequest = r => r.Path.EndsWith("/download", StringComparison.Ordinal) ? SandboxFault.Respond(200, "<html></html>", ("Content-Type", "text/html")) : null;
        await Assert.ThrowsAsync<ProviderResponseException>(() => bench.TranscriptAsync(id));
        bench.Sandbox.OnRequest = r => r.Path.EndsWith("/download", StringComparison.Ordinal) ? SandboxFault.Respond(404, "{}") : null;
        await Assert.ThrowsAsync<RecordingNotFoundException>(() => bench.TranscriptAsync(id));
        bench.Sandbox.OnRequest = r => r.Path == "/v1/meetingTranscripts" ? SandboxFault.Respond(403, "{}") : null;
        var refused = await Assert.ThrowsAsync<RecordingPermissionException>(() => bench.TranscriptAsync(id));

        Assert.Contains("meeting:transcripts_read", refused.RecommendedAction, StringComparison.Ordinal);
    }

    private static string Add(WebexBench bench, string host = WebexBench.Me, string meeting = Meeting, string transcript = "t-1", string? status = "available")
    {
        var id = WebexBench.Id(transcript[^1]);
        var start = WebexBench.Iso(ServiceBench.Now.AddDays(-1).AddHours(-1));
        bench.Room.Add(new WebexRecording
        {
            Id = id,
            MeetingId = meeting,
            CreateTime = WebexBench.Iso(ServiceBench.Now.AddDays(-1)),
            TimeRecorded = start,
            HostEmail = host,
            SiteUrl = WebexBench.MainSite,
        });
        bench.Room.AddTranscript(new WebexTranscript
        {
            Id = transcript,
            MeetingId = meeting,
            StartTime = start,
            SiteUrl = WebexBench.MainSite,
            HostEmail = host,
            Status = status,
            Vtt = Encoding.UTF8.GetBytes(Vtt),
        });
        return id;
    }
}
