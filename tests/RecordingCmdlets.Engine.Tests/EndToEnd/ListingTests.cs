using System.Text.Json;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.EndToEnd;

/// <summary>Listing over the wire while things change.</summary>
public sealed class ListingTests
{
    private const int PageSize = 250;

    [Theory]
    [InlineData(0, false)]
    [InlineData(50, false)]
    [InlineData(90, false)]
    [InlineData(50, true)]
    public async Task Deleting_what_is_listed_skips_nothing_and_repeats_nothing(int percentKept, bool othersToo)
    {
        await using var rig = await Rig.ConnectedAsync();
        var matching = new HashSet<string>();
        for (var i = 0; i < 5000; i++)
        {
            // Many share one moment, so that no order between them can be relied upon.
            var id = rig.Seed($"2026-01-{1 + (i % 20):00}T09:00:00.000Z");
            if (i % 100 >= percentKept) matching.Add(id);
        }

        var bystanders = new Queue<string>(rig.Sandbox.Telnyx.Ids.Where(id => !matching.Contains(id)).Take(1000));
        var seen = new List<string>();
        await using var run = await rig.Session.BeginRemovalAsync(rig.Options, rig.Notices, TestContext.Current.CancellationToken);
        await foreach (var recording in rig.Session.ListAsync(new RecordingQuery { Now = DateTimeOffset.UtcNow }, rig.Notices, TestContext.Current.CancellationToken))
        {
            if (othersToo && seen.Count % 5 == 0)
            {
                if (bystanders.TryDequeue(out var gone)) rig.Sandbox.Telnyx.Remove(gone);
                rig.Seed(DateTimeOffset.UtcNow.AddMinutes(1).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture));
            }

            if (!matching.Contains(recording.Id)) continue;
            seen.Add(recording.Id);
            var decision = await run.DecideAsync(RemovalTarget.For(recording));
            await run.SubmitAsync(decision);
        }

        var listRequests = rig.Sandbox.GetRequests().Count(r => r.Method == "GET" && r.Path == "/v2/recordings" && !r.Query.Contains("gte", StringComparison.Ordinal));
        await run.CompleteAsync();

        Assert.Equal(matching.Count, seen.Count);
        Assert.Equal(matching, seen.ToHashSet());
        Assert.DoesNotContain(matching, rig.Sandbox.Telnyx.Contains);
        Assert.True(listRequests <= (5000 / PageSize) + 2, $"{listRequests} requests");
        Assert.Equal(matching.Count, Rig.Take(run).Count(r => r.Outcome == RemovalOutcome.Deleted));
    }

    [Fact]
    public async Task The_first_n_are_read_whole_before_they_are_handed_out()
    {
        await using var rig = await Rig.ConnectedAsync(recordings: 1000);

        var first = await rig.ListAsync(new RecordingQuery { Now = DateTimeOffset.UtcNow, First = 300 });

        Assert.Equal(300, first.Count);
        Assert.Equal(first.OrderByDescending(r => r.CreatedAt).Select(r => r.Id), first.Select(r => r.Id));
        Assert.Equal(2, rig.Sandbox.GetRequests().Count);
    }

    [Fact]
    public async Task Who_stops_reading_stops_the_asking()
    {
        await using var rig = await Rig.ConnectedAsync(recordings: 2000);

        await foreach (var _ in rig.Session.ListAsync(new RecordingQuery { Now = DateTimeOffset.UtcNow }, rig.Notices, TestContext.Current.CancellationToken)) break;

        // The first page, the last, and perhaps the one before it, which was on its way.
        Assert.InRange(rig.Sandbox.GetRequests().Count, 2, 3);
    }

    [Fact]
    public async Task Common_fields_are_typed_and_the_services_own_stay_exact_without_signed_links()
    {
        await using var rig = await Rig.ConnectedAsync();
        rig.Sandbox.Telnyx.Add(new TelnyxRecording
        {
            Id = "abc",
            CreatedAt = "2026-03-02T09:41:00.521Z",
            RecordingStartedAt = "2026-03-02T09:40:00Z",
            RecordingEndedAt = "2026-03-02T09:41:00Z",
            DurationMillis = 60000,
            From = "+15551234567",
            To = "+15557654321",
            ConnectionId = "175237942907135762",
            DownloadMp3 = "https://bucket.example/r.mp3?X-Amz-Signature=CANARY",
        });

        var recording = Assert.Single(await rig.ListAsync());

        Assert.Equal(new DateTimeOffset(2026, 3, 2, 9, 41, 0, 521, TimeSpan.Zero), recording.CreatedAt);
        Assert.Equal(TimeSpan.Zero, recording.CreatedAt!.Value.Offset);
        Assert.Equal(TimeSpan.FromMinutes(1), recording.Duration);
        Assert.Equal("+15551234567 to +15557654321", recording.Title);
        Assert.Equal("175237942907135762", recording.Service["connection_id"]);
        Assert.Equal(60000L, recording.Service["duration_millis"]);
        Assert.DoesNotContain("CANARY", JsonSerializer.Serialize(recording), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_filter_that_the_service_ignores_does_not_widen_the_listing()
    {
        await using var rig = await Rig.ConnectedAsync();
        rig.Sandbox.Telnyx.Add(new TelnyxRecording { Id = "right", CreatedAt = "2026-01-01T00:00:00Z", ConnectionId = "1" });
        rig.Sandbox.Telnyx.Add(new TelnyxRecording { Id = "wrong", CreatedAt = "2026-01-01T00:00:00Z", ConnectionId = "2" });
        rig.Sandbox.Telnyx.Add(new TelnyxRecording { Id = "young", CreatedAt = "2026-06-01T00:00:00Z", ConnectionId = "1" });
        rig.Sandbox.OnRequest = _ => SandboxFault.Respond(
            200,
            """{"data":[{"id":"right","connection_id":"1","created_at":"2026-01-01T00:00:00Z"},{"id":"wrong","connection_id":"2","created_at":"2026-01-01T00:00:00Z"},{"id":"young","connection_id":"1","created_at":"2026-06-01T00:00:00Z"},{"id":"undated","connection_id":"1"}],"meta":{"total_pages":1}}""",
            ("Content-Type", "application/json"));

        var listed = await rig.ListAsync(new RecordingQuery
        {
            Now = DateTimeOffset.UtcNow,
            Before = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero),
            Filter = new Dictionary<string, string> { ["connection_id"] = "1" },
        });

        Assert.Equal(["right"], listed.Select(r => r.Id));
    }

    [Theory]
    [InlineData("<html>nginx</html>", "text/html")]
    [InlineData("{\"data\":[{\"id\":\"a\"", "application/json")]
    [InlineData("[]", "application/json")]
    [InlineData("", "application/json")]
    public async Task An_answer_that_cannot_be_read_is_a_named_error(string body, string type)
    {
        await using var rig = await Rig.ConnectedAsync();
        rig.Sandbox.OnRequest = _ => SandboxFault.Respond(200, body, ("Content-Type", type));

        var fault = await Assert.ThrowsAsync<ProviderResponseException>(() => rig.ListAsync());

        Assert.Equal("ProviderResponseInvalid", fault.ErrorId);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_the_key_does_not_travel()
    {
        await using var rig = await Rig.ConnectedAsync();
        var reached = 0;
        using var elsewhere = new SandboxHttpServer((_, _) =>
        {
            Interlocked.Increment(ref reached);
            return ValueTask.FromResult(new SandboxReply(new SandboxHttpResponse(200, "{}")));
        });
        rig.Sandbox.OnRequest = _ => SandboxFault.Respond(302, "", ("Location", $"http://127.0.0.1:{elsewhere.Port}/v2/recordings"));

        await Assert.ThrowsAsync<ProviderResponseException>(() => rig.ListAsync());

        Assert.Equal(0, reached);
    }
}
