using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Providers;

/// <summary>What was said in meetings, and waiting for bots, at Attendee.</summary>
public sealed class AttendeeTranscriptFactsTests
{
    private const long Start = 1_772_442_060_000;

    private static readonly AttendeeUtterance[] Said =
    [
        new() { SpeakerUuid = "1", SpeakerName = "Ana Ruiz", SpeakerIsHost = true, OffsetMs = 1_079, DurationMs = 7_710, Text = "Let us start." },
        new() { SpeakerUuid = "2", OffsetMs = 9_000, DurationMs = 500, Text = "Gern.", IsBareText = true },
    ];

    [Fact]
    public async Task ATT_E6_a_transcript_comes_whole_and_says_who_spoke()
    {
        await using var bench = await OpenAsync();

        var said = (await bench.TranscriptAsync(AttendeeBench.Id)).Utterances;

        Assert.Equal([("Ana Ruiz", true, "Let us start."), (null, false, "Gern.")], said.Select(u => (u.Speaker, u.IsHost!.Value, u.Text)));
        Assert.All(said, u => Assert.Equal(("Attendee", AttendeeBench.Id), (u.Provider, u.Id)));
        Assert.Equal(
            [$"GET bots/{AttendeeBench.Id} -> 200", $"GET bots/{AttendeeBench.Id}/recording -> 200", $"GET bots/{AttendeeBench.Id}/transcript -> 200"], bench.Calls);
    }

    [Fact]
    public async Task ATT_E5_the_moment_that_times_count_from_is_told_with_the_recording_whose_link_is_not_shown()
    {
        await using var bench = await OpenAsync();

        var said = (await bench.TranscriptAsync(AttendeeBench.Id)).Utterances;

        Assert.Equal([(1.079, 8.789), (9, 9.5)], said.Select(u => (u.Start!.Value.TotalSeconds, u.End!.Value.TotalSeconds)));
        Assert.DoesNotContain("media", bench.Notices.All, StringComparison.Ordinal);
        Assert.DoesNotContain(bench.Requests, r => r.Path.StartsWith("/media/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ATT_E11_and_its_twin_for_app_sessions()
    {
        await using var bench = await OpenAsync("app_Z9y8X7w6V5u4T3s2");

        Assert.Equal(1.079, (await bench.TranscriptAsync("app_Z9y8X7w6V5u4T3s2")).Utterances[0].Start!.Value.TotalSeconds);

        Assert.Contains("GET app_sessions/app_Z9y8X7w6V5u4T3s2/media -> 200", bench.Calls);
    }

    [Fact]
    public async Task ATT_E12_the_transcript_of_an_app_session_has_a_path_of_its_own()
    {
        await using var bench = await OpenAsync("app_Z9y8X7w6V5u4T3s2");

        Assert.Equal(2, (await bench.TranscriptAsync("app_Z9y8X7w6V5u4T3s2")).Utterances.Count);

        Assert.Contains("GET app_sessions/app_Z9y8X7w6V5u4T3s2/transcript -> 200", bench.Calls);
        Assert.DoesNotContain("GET bots/app_Z9y8X7w6V5u4T3s2/transcript -> 200", bench.Calls);
    }

    [Theory]
    [InlineData("ended", "in_progress", "TranscriptNotReady")]
    [InlineData("joined_recording", "in_progress", "TranscriptNotReady")]
    [InlineData("data_deleted", "complete", "TranscriptMissing")]
    [InlineData("ended", "complete", null)]
    [InlineData("ended", "failed", null)]
    [InlineData("ended", null, null)]
    public async Task ATT_T41_while_it_is_made_only_a_part_would_come_and_is_not_asked_for(string state, string? transcription, string? error)
    {
        await using var bench = await OpenAsync(like: b => b with { State = state, TranscriptionState = transcription });

        var thrown = await Record.ExceptionAsync(() => bench.TranscriptAsync(AttendeeBench.Id));

        Assert.Equal(error, (thrown as RecordingException)?.ErrorId);
        Assert.Equal(error is null ? 3 : 1, bench.Requests.Count);
    }

    [Theory]
    [InlineData(404, """{"error":"No recording file found for bot"}""", null)]
    [InlineData(200, """{"url":null,"start_timestamp_ms":null}""", null)]
    [InlineData(200, """{"start_timestamp_ms":"x"}""", null)]
    [InlineData(200, """{"start_timestamp_ms":1772442060500}""", 0.579)]
    [InlineData(200, """{"start_timestamp_ms":1772442070000}""", 0.0)]
    [InlineData(200, """{"start_timestamp_ms":1772942070000}""", null)]
    public async Task ATT_T42_without_that_moment_there_are_no_times(int status, string body, double? start)
    {
        await using var bench = await OpenAsync();
        bench.Sandbox.OnRequest = r => r.Path.EndsWith("/recording", StringComparison.Ordinal) ? SandboxFault.Respond(status, body) : null;

        var transcript = await bench.TranscriptAsync(AttendeeBench.Id);

        Assert.Equal((start, start is not null), (transcript.Utterances[0].Start?.TotalSeconds, transcript.HasTimes));
    }

    [Fact]
    public async Task ATT_T42_where_it_cannot_be_read_that_is_an_error()
    {
        await using var bench = await OpenAsync();
        bench.Sandbox.OnRequest = r => r.Path.EndsWith("/recording", StringComparison.Ordinal) ? SandboxFault.Respond(400, """{"error":"no"}""") : null;

        await Assert.ThrowsAsync<ProviderRefusedException>(() => bench.TranscriptAsync(AttendeeBench.Id));
    }

    [Theory]
    [InlineData("""[{"transcription":"Bare"},{"transcription":{"transcript":"Whole"}},{"transcription":{"words":[]}},{"transcription":null},7]""", "Bare,Whole")]
    [InlineData("[]", null)]
    [InlineData("""[{"transcription":{"transcript":""}}]""", null)]
    public async Task ATT_T43_older_servers_send_the_text_alone_and_an_empty_list_is_no_transcript(string body, string? texts)
    {
        await using var bench = await OpenAsync();
        bench.Sandbox.OnRequest = r => r.Path.EndsWith("/transcript", StringComparison.Ordinal) ? SandboxFault.Respond(200, body) : null;

        if (texts is null) Assert.Equal("TranscriptMissing", (await Assert.ThrowsAsync<TranscriptException>(() => bench.TranscriptAsync(AttendeeBench.Id))).ErrorId);
        else Assert.Equal(texts, string.Join(',', (await bench.TranscriptAsync(AttendeeBench.Id)).Utterances.Select(u => u.Text)));
    }

    [Theory]
    [InlineData(404, """{"error":"No recording found for bot"}""", "TranscriptMissing")]
    [InlineData(404, "<html></html>", "RecordingNotFound")]
    [InlineData(400, """{"error":"no"}""", "ProviderRefused")]
    [InlineData(200, "{}", "ProviderResponseInvalid")]
    [InlineData(200, "[{", "ProviderResponseInvalid")]
    public async Task ATT_T44_none_is_told_from_what_could_not_be_read(int status, string body, string error)
    {
        await using var bench = await OpenAsync();
        (string, string) type = ("Content-Type", body.StartsWith('<') ? "text/html" : "application/json");
        bench.Sandbox.OnRequest = r => r.Path.EndsWith("/transcript", StringComparison.Ordinal) ? SandboxFault.Respond(status, body, type) : null;

        Assert.Equal(error, (await Assert.ThrowsAnyAsync<RecordingException>(() => bench.TranscriptAsync(AttendeeBench.Id))).ErrorId);
    }

    [Theory]
    [InlineData("ended", null)]
    [InlineData("fatal_error", "BotFailed")]
    [InlineData("data_deleted", "BotStateUnreachable")]
    public async Task ATT_T45_ended_is_finished_and_a_fatal_error_is_not(string state, string? error)
    {
        await using var bench = await OpenAsync(like: b => b with { State = state });

        var result = await bench.WaitAsync(AttendeeBench.Id);

        Assert.Equal((error, state), (result.Error?.ErrorId, result.Bot!.Status));
        Assert.Single(bench.Requests);
    }

    private static async Task<AttendeeBench> OpenAsync(string id = AttendeeBench.Id, Func<AttendeeBot, AttendeeBot>? like = null)
    {
        var bench = await AttendeeBench.OpenAsync();
        var bot = AttendeeBench.Bot(id) with { Transcript = Said, StartTimestampMs = Start, RecordingUrl = MediaLink.To(id, "r.mp4") };
        bench.Seed(like?.Invoke(bot) ?? bot);
        return bench;
    }
}
