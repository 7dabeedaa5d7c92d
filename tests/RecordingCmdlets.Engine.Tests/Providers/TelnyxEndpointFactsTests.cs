using System.Text.Json;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Providers;

/// <summary>The calls in docs/services/telnyx.md, as they leave and as their answers are read.</summary>
public sealed class TelnyxEndpointFactsTests
{
    [Fact]
    public async Task TEL_E1_list_asks_for_a_page_and_reads_data_and_meta()
    {
        await using var bench = await TelnyxBench.OpenAsync();
        bench.Seed(new TelnyxRecording
        {
            Id = "3fa85f64-5717-4562-b3fc-2c963f66afa6",
            Source = "call",
            CreatedAt = "2026-01-05T09:02:00.521Z",
            RecordingStartedAt = "2026-01-05T09:00:00.000Z",
            RecordingEndedAt = "2026-01-05T09:01:00.000Z",
            From = "+15550100",
            To = "+15550111",
        });

        var listed = Assert.Single(await bench.ListAsync());

        var request = Assert.Single(bench.Requests);
        Assert.Equal(("GET", "/v2/recordings"), (request.Method, request.Path));
        Assert.Equal("page%5Bnumber%5D=1&page%5Bsize%5D=250&filter%5Bcreated_at%5D%5Blte%5D=2026-03-01T00%3A00%3A00.000Z", request.Query);
        Assert.Equal("3fa85f64-5717-4562-b3fc-2c963f66afa6", listed.Id);
        Assert.Equal("completed", listed.Status);
        Assert.Equal("+15550100 to +15550111", listed.Title);
        Assert.Equal(["+15550100", "+15550111"], listed.Participants);
        Assert.Equal(new DateTimeOffset(2026, 1, 5, 9, 2, 0, 521, TimeSpan.Zero), listed.CreatedAt);
        Assert.Equal(new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.Zero), listed.StartedAt);
        Assert.Equal(new DateTimeOffset(2026, 1, 5, 9, 1, 0, TimeSpan.Zero), listed.EndedAt);
        Assert.Equal("call", listed.Service["source"]);
    }

    [Fact]
    public async Task TEL_E1_connecting_lists_a_page_of_one()
    {
        await using var bench = TelnyxBench.Unconnected();

        await bench.ConnectAsync(new ConnectionOptions { Provider = "Telnyx", ApiKey = bench.Sandbox.ApiKey, BaseUri = bench.Sandbox.GetBaseUri("Telnyx") });

        var request = Assert.Single(bench.Requests);
        Assert.Equal("GET /v2/recordings?page%5Bnumber%5D=1&page%5Bsize%5D=1 -> 200", request.ToString());
    }

    [Fact]
    public async Task TEL_E2_get_reads_the_one_recording_under_data()
    {
        await using var bench = await TelnyxBench.OpenAsync();
        var id = bench.Seed();

        var read = await bench.GetAsync(id);

        Assert.Equal(id, read.Id);
        Assert.Equal(TelnyxBench.Now.AddDays(-1), read.CreatedAt);
        Assert.Equal($"GET /v2/recordings/{id} -> 200", Assert.Single(bench.Requests).ToString());
    }

    [Theory]
    [InlineData("""{"data":{"id":"another"}}""")]
    [InlineData("""{"data":null}""")]
    [InlineData("""{"id":"the-one"}""")]
    [InlineData("""{"data":[{"id":"the-one"}]}""")]
    public async Task TEL_E2_get_believes_only_an_answer_about_the_id_asked_for(string body)
    {
        await using var bench = await TelnyxBench.OpenAsync();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(200, body);

        await Assert.ThrowsAsync<ProviderResponseException>(() => bench.GetAsync("the-one"));
    }

    [Fact]
    public async Task TEL_E3_delete_names_the_recording_in_the_path_and_says_nothing_else()
    {
        await using var bench = await TelnyxBench.OpenAsync();
        var id = bench.Seed();
        var other = bench.Seed();

        var result = Assert.Single(await bench.RemoveAsync([TelnyxBench.Bare(id)]));

        Assert.Equal((RemovalOutcome.Deleted, RemovalEvidence.Response), (result.Outcome, result.Evidence));
        var request = Assert.Single(bench.Requests);
        Assert.Equal($"DELETE /v2/recordings/{id} -> 200", request.ToString());
        Assert.Equal("", request.Body);
        Assert.Equal([other], bench.Sandbox.Telnyx.Ids);
    }

    [Fact]
    public async Task TEL_E4_batch_posts_the_ids_as_json()
    {
        await using var bench = await TelnyxBench.OpenAsync();
        var ids = bench.SeedMany(3);
        string? type = null;
        bench.Sandbox.OnRequest = r =>
        {
            if (r.Method == "POST") type = r.GetHeader("Content-Type");
            return null;
        };

        var results = await bench.RemoveAsync(await bench.ListAsync());

        var request = Assert.Single(bench.Batches);
        Assert.Equal("POST /v2/recordings/actions/delete -> 200", request.ToString());
        Assert.Equal("application/json", type);
        using var body = JsonDocument.Parse(request.Body);
        var member = Assert.Single(body.RootElement.EnumerateObject());
        Assert.Equal("ids", member.Name);
        Assert.Equal(ids, member.Value.EnumerateArray().Select(i => i.GetString()).Order());
        Assert.All(results, r => Assert.Equal(RemovalOutcome.Deleted, r.Outcome));
        Assert.Empty(bench.Sandbox.Telnyx.Ids);
    }
}
