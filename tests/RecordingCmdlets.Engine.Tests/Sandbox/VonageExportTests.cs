using System.IO.Compression;
using System.Text.Json;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Sandbox;

/// <summary>Exports of Vonage: a job that is waited for, and then an archive.</summary>
public sealed class VonageExportTests : IDisposable
{
    private const string Company = "api/accounts/self/company_call_recordings";
    private const string OnDemand = "api/accounts/self/users/self/call_recordings";

    private readonly RoomBench bench = new("Vonage", new() { RecordingCount = 60 });

    private VonageRoom Room => bench.Sandbox.Room<VonageRoom>();

    [Theory]
    [InlineData(Company, "{}")]
    [InlineData(Company, """{"start:lte":"2099-01-01T00:00:00+0000","call_direction":"INBOUND"}""")]
    [InlineData(OnDemand, "")]
    public async Task A_job_is_complete_after_some_looks_and_leads_to_an_archive(string list, string filters)
    {
        var job = await StartAsync(list, filters);
        var states = new List<string?>();
        JsonElement told = default;
        for (var i = 0; i < 4; i++)
        {
            told = await bench.JsonAsync($"{OnDemand}/jobs/{job}");
            states.Add(told.GetProperty("status").GetString());
        }

        Assert.Equal(["pending", "in_progress", "complete", "complete"], states);
        Assert.Equal(told.GetProperty("files_total").GetInt32(), told.GetProperty("files_completed").GetInt32());
        Assert.Equal(job, (await bench.JsonAsync($"{OnDemand}/jobs?status=complete")).GetProperty("_embedded").GetProperty("jobs")[0].GetProperty("id").GetString());
        using var answer = await bench.SendAsync("GET", told.GetProperty("download_url").GetString()!);
        Assert.Equal(("application/zip", "attachment"), (answer.Content.Headers.ContentType!.MediaType, answer.Content.Headers.ContentDisposition!.DispositionType));
        using ZipArchive zip = new(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var wanted = Room.Ids.Select(id => Room.Find(id)!)
            .Where(r => list == Company ? r.UserId is null : r.UserId == Room.SelfUserId)
            .Where(r => !filters.Contains("INBOUND", StringComparison.Ordinal) || (r.CallDirection == "INBOUND" && r.Start is not null))
            .ToList();
        Assert.NotEmpty(wanted);
        Assert.Equal(wanted.Select(r => r.FileName).Order(StringComparer.Ordinal), zip.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal));
        foreach (var recording in wanted)
        {
            using MemoryStream content = new();
            await using var stream = await zip.GetEntry(recording.FileName!)!.OpenAsync(TestContext.Current.CancellationToken);
            await stream.CopyToAsync(content, TestContext.Current.CancellationToken);
            Assert.Equal(bench.Sandbox.GetMedia("Vonage", recording.Id).ToArray(), content.ToArray());
        }
    }

    [Fact]
    public async Task An_archive_is_not_there_before_it_is_complete_nor_after_its_time()
    {
        Room.ExportLifetime = TimeSpan.FromSeconds(-1);
        var late = await StartAsync(Company, "{}");
        Room.ExportLifetime = TimeSpan.FromDays(1);
        var job = await StartAsync(Company, "{}");

        Assert.False((await bench.JsonAsync($"{OnDemand}/jobs/{job}")).TryGetProperty("download_url", out _));
        Assert.Equal(404, (await bench.TextAsync($"api/bulkDownload/retrieve?jobId={job}")).Status);
        Assert.Equal(404, (await bench.TextAsync($"{OnDemand}/jobs/{Guid.NewGuid()}")).Status);
        for (var i = 0; i < 3; i++) _ = await bench.JsonAsync($"{OnDemand}/jobs");
        Assert.Equal(200, (await bench.TextAsync($"api/bulkDownload/retrieve?job_id={job}&login_name=x")).Status);
        Assert.Equal(404, (await bench.TextAsync($"api/bulkDownload/retrieve?jobId={late}")).Status);
        Assert.Equal(404, (await bench.TextAsync($"api/bulkDownload/retrieve?jobId={job}", "DELETE")).Status);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"start:lte":"yesterday"}""")]
    [InlineData("""{"call_direction":"UP"}""")]
    public async Task Filters_that_make_no_sense_are_refused(string body) => Assert.Equal(400, (await bench.TextAsync($"{Company}/export", "POST", body)).Status);

    [Fact]
    public async Task What_is_recorded_is_downloaded_with_the_key_only()
    {
        var id = Room.Ids.First();
        using HttpClient stranger = new();
        var address = $"{bench.Sandbox.GetBaseUri("Vonage")}/api/audio/recording/{id}";
        using var refused = await stranger.GetAsync(new Uri(address), TestContext.Current.CancellationToken);

        Assert.Equal(401, (int)refused.StatusCode);
        Assert.Equal(200, (await bench.TextAsync(address)).Status);
        Assert.Equal(404, (await bench.TextAsync("api/audio/recording/0")).Status);
        Room.ForbidOtherUsers = true;
        var others = Room.Ids.First(i => Room.Find(i)!.UserId is { } user && user != Room.SelfUserId);
        Assert.Equal(404, (await bench.TextAsync($"api/audio/recording/{others}")).Status);
    }

    public void Dispose() => bench.Dispose();

    private async Task<string> StartAsync(string list, string filters)
    {
        var (status, text) = await bench.TextAsync($"{list}/export", "POST", filters);
        Assert.Equal(202, status);
        return JsonDocument.Parse(text).RootElement.GetProperty("job_ids")[0].GetString()!;
    }
}
