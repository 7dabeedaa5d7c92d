using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Providers;

/// <summary>What was said in calls, at Telnyx, and at Vonage, which does not tell.</summary>
public sealed class TelnyxTranscriptFactsTests
{
    [Fact]
    public async Task TEL_E5_transcriptions_are_listed_by_the_recording_and_bring_their_text()
    {
        await using var bench = await TelnyxBench.OpenAsync();
        var id = bench.Seed();
        Add(bench, id, "Good morning.\n\n Who is\u001b[2J calling?");
        Add(bench, bench.Seed(), "Another call.");

        var transcript = await bench.TranscriptAsync(id);

        Assert.Equal(["Good morning.", "Who is?[2J calling?"], transcript.Utterances.Select(u => u.Text));
        Assert.False(transcript.HasTimes);
        Assert.Equal($"GET /v2/recording_transcriptions?filter%5Brecording_id%5D={id}&page%5Bsize%5D=100 -> 200", Assert.Single(bench.Requests).ToString());
    }

    [Theory]
    [InlineData("TranscriptMissing")]
    [InlineData(null, "completed")]
    [InlineData(null, "completed", "completed")]
    [InlineData("TranscriptNotReady", "in-progress")]
    [InlineData("TranscriptNotReady", "completed", "in-progress")]
    [InlineData("TranscriptNotReady", "new-state")]
    public async Task TEL_T37_all_of_a_recording_must_be_complete(string? error, params string[] states)
    {
        await using var bench = await TelnyxBench.OpenAsync();
        var id = bench.Seed();
        foreach (var state in states) Add(bench, id, "Good morning.", state);

        var transcript = (RecordingTranscript?)null;
        var thrown = await Record.ExceptionAsync(async () => transcript = await bench.TranscriptAsync(id));

        Assert.Equal((error, error is null ? states.Length : null), ((thrown as RecordingException)?.ErrorId, transcript?.Utterances.Count));
    }

    [Theory]
    [InlineData("""{"cursors":{"after":"v1:a b","before":"x"},"next":"/v2/recording_transcriptions?page[after]=zz"}""", "page%5Bafter%5D=v1%3Aa%20b")]
    [InlineData("""{"page_number":1,"total_pages":2}""", "page%5Bnumber%5D=2")]
    public async Task TEL_T38_pages_go_on_by_cursor_or_by_number_whichever_the_answer_tells(string meta, string asked)
    {
        await using var bench = await TelnyxBench.OpenAsync();
        var id = bench.Seed();
        Add(bench, id, "Second page.");
        bench.Sandbox.OnRequest = r => r.Count == 1 ? SandboxFault.Respond(200, Page($$"""{"recording_id":"{{id}}","status":"completed","transcription_text":"First page."}""", meta))
            : SandboxFault.Respond(200, Page($$"""{"recording_id":"{{id}}","status":"completed","transcription_text":"Second page."}""", """{"cursors":{"after":"v1:z"},"next":null,"page_number":2,"total_pages":2}"""));

        Assert.Equal(["First page.", "Second page."], (await bench.TranscriptAsync(id)).Utterances.Select(u => u.Text));

        Assert.Equal(2, bench.Requests.Count);
        Assert.Equal($"filter%5Brecording_id%5D={id}&page%5Bsize%5D=100&{asked}", bench.Requests[1].Query);
    }

    [Theory]
    [InlineData("""{"recording_id":"other","status":"completed","transcription_text":"Not mine."}""", "{}", "TranscriptMissing")]
    [InlineData("""{"status":"completed","transcription_text":"Whose?"}""", "{}", "ProviderResponseInvalid")]
    [InlineData("""{"recording_id":"ID","status":"completed"}""", "{}", "ProviderResponseInvalid")]
    [InlineData("""{"recording_id":"ID","status":"completed","transcription_text":" "}""", "{}", "TranscriptMissing")]
    [InlineData("""{"recording_id":"other"}""", """{"next":"/v2/x","cursors":{}}""", "ProviderResponseInvalid")]
    [InlineData("""{"recording_id":"other"}""", """{"next":"/v2/x","cursors":{"after":"same"}}""", "ProviderResponseInvalid")]
    public async Task TEL_T39_a_filter_that_is_ignored_and_a_page_that_leads_nowhere_are_noticed(string record, string meta, string error)
    {
        await using var bench = await TelnyxBench.OpenAsync();
        var id = bench.Seed();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(200, Page(record.Replace("ID", id, StringComparison.Ordinal), meta));

        Assert.Equal(error, (await Assert.ThrowsAnyAsync<RecordingException>(() => bench.TranscriptAsync(id))).ErrorId);
        Assert.InRange(bench.Requests.Count, 1, 2);
    }

    [Theory]
    [InlineData(404, "RecordingNotFound")]
    [InlineData(500, "ProviderFailed")]
    public async Task TEL_T39_a_refusal_is_not_taken_for_none(int status, string error)
    {
        await using var bench = await ServiceBench.OpenAsync("Telnyx");
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(status, "{}");

        Assert.Equal(error, (await Assert.ThrowsAnyAsync<RecordingException>(() => bench.TranscriptAsync("rec-1"))).ErrorId);
    }

    [Fact]
    public async Task VBC_T47_there_are_no_transcripts_and_nothing_is_asked()
    {
        await using var bench = await ServiceBench.OpenAsync("Vonage", recordings: 3);

        var error = await Assert.ThrowsAsync<RecordingArgumentException>(() => bench.TranscriptAsync("1"));

        Assert.Equal("TranscriptUnsupported", error.ErrorId);
        Assert.Empty(bench.Requests);
    }

    [Theory]
    [InlineData("Telnyx", "rec-1", "RecordingKindMismatch")]
    [InlineData("Attendee", "bot_0000000000000000", "BotIntelligenceUnsupported")]
    public async Task Conclusions_are_told_by_one_service_alone(string provider, string id, string error)
    {
        await using var bench = await ServiceBench.OpenAsync(provider);

        var thrown = await Assert.ThrowsAsync<RecordingArgumentException>(
            () => bench.Session.Bots.GetIntelligenceAsync(bench.Bare(id).Reference, bench.Notices, TestContext.Current.CancellationToken));

        Assert.Equal(error, thrown.ErrorId);
        Assert.Empty(bench.Requests);
    }

    private static void Add(TelnyxBench bench, string id, string text, string status = "completed") => bench.Sandbox.Telnyx.AddTranscription(new TelnyxTranscription
    {
        Id = Guid.NewGuid().ToString(),
        RecordingId = id,
        Status = status,
        TranscriptionText = status == "completed" ? text : null,
        CreatedAt = TelnyxBench.Iso(ServiceBench.Now),
    });

    private static string Page(string record, string meta) => $$"""{"data":[{{record}}],"meta":{{meta}}}""";
}
