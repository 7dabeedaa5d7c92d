using System.IO.Compression;
using System.Text;
using System.Text.Json;
using RecordingCmdlets.Engine.Archiving;
using RecordingCmdlets.Engine.Providers;
using RecordingCmdlets.Engine.Storage;
using RecordingCmdlets.Engine.Tests.Providers;
using RecordingCmdlets.Engine.Tests.Support;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Archiving;

/// <summary>
/// Saving by archives of many files. Whatever an archive is, and whatever becomes of it, each item ends with its very own bytes
/// on disk or is not called saved.
/// </summary>
public sealed class ExportTests
{
    private const string Retrieve = "/bulkDownload/retrieve";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public Task VBC_E4_one_order_brings_the_files_of_company_recordings() => OneOrderBringsAllAsync(null, "company_call_recordings");

    [Fact]
    public Task VBC_E8_one_order_brings_the_files_of_a_user() => OneOrderBringsAllAsync("4711", "users/4711/call_recordings");

    [Theory]
    [InlineData(null, "self")]
    [InlineData("4711", "4711")]
    public async Task VBC_E10_a_job_is_looked_at_where_jobs_are_told_until_it_is_complete(string? user, string asked)
    {
        await using var bench = await VonageBench.OpenAsync();
        using var backup = new Backup();
        bench.Room.ExportLooks = 4;

        await SaveAsync(bench, backup, await SeedAsync(bench, 12, user));

        var looks = bench.Requests.Where(r => r.Path.Contains("/jobs/", StringComparison.Ordinal)).ToList();
        Assert.Equal(5, looks.Count);
        Assert.Matches($"^{VonageBench.Root}/users/{asked}/call_recordings/jobs/[0-9a-f-]{{36}}$", Assert.Single(looks.Select(l => $"{l.Path}{l.Query}").Distinct()));
    }

    [Fact]
    public async Task VBC_E12_the_archive_is_fetched_once_with_the_token()
    {
        await using var bench = await VonageBench.OpenAsync();
        using var backup = new Backup();

        await SaveAsync(bench, backup, await SeedAsync(bench, 12));

        var asked = Assert.Single(bench.Requests, IsRetrieval);
        Assert.True(asked.Authorized);
        Assert.Matches("^jobId=[0-9a-f-]{36}$", asked.Query);
    }

    [Fact]
    public async Task VBC_T48_without_being_told_to_and_for_a_few_no_archive_is_made()
    {
        await using var bench = await VonageBench.OpenAsync();
        var items = await SeedAsync(bench, 20);
        using var first = new Backup();
        using var second = new Backup();

        Assert.All(await first.SaveAsync(bench, items), r => Assert.True(r.IsSafe));
        Assert.All(await SaveAsync(bench, second, items.Take(7)), r => Assert.True(r.IsSafe));

        Assert.DoesNotContain(bench.Requests, r => r.Method == "POST");
        Assert.Equal(27, Singles(bench).Count());
    }

    [Theory]
    [InlineData("complete", 0, 20, true)]
    [InlineData("COMPLETE", 3, 3, true)]
    [InlineData("finished", 20, 20, true)]
    [InlineData("in_progress", 19, 20, false)]
    public async Task VBC_T49_a_job_is_complete_by_its_state_or_by_its_files(string status, int done, int total, bool isComplete)
    {
        await using var bench = await VonageBench.OpenAsync(time: new HurriedTime(100));
        using var backup = new Backup();
        var items = await SeedAsync(bench, 20);
        bench.Room.ExportLooks = 0;
        bench.Sandbox.OnRequest = r => !r.Path.Contains("/jobs/", StringComparison.Ordinal) ? null : Rewrite(text =>
        {
            using var job = JsonDocument.Parse(text);
            return JsonSerializer.Serialize(new
            {
                id = job.RootElement.GetProperty("id").GetString(),
                status,
                files_completed = done,
                files_total = total,
                download_url = job.RootElement.GetProperty("download_url").GetString(),
            });
        });

        var results = await SaveAsync(bench, backup, items);

        AssertWhole(bench, results, items);
        Assert.Equal(isComplete ? 1 : 0, bench.Requests.Count(IsRetrieval));
        Assert.Equal(isComplete ? 0 : 20, Singles(bench).Count());
        Assert.Equal(!isComplete, bench.Notices.All.Contains("nothing has moved", StringComparison.Ordinal));
    }

    /// <summary>What an archive may be like, and how many of the twenty files it brings.</summary>
    public static TheoryData<string, int> Archives => new()
    {
        { "as it should be", 20 },
        { "in folders", 20 },
        { "with names that climb", 20 },
        { "packed", 20 },
        { "with more in it", 20 },
        { "one file twice", 19 },
        { "one file longer", 19 },
        { "one file shorter", 19 },
        { "one file empty", 19 },
        { "one file damaged", 19 },
        { "one file of another length than it says", 19 },
        { "one file missing", 0 },
        { "all names changed", 0 },
        { "cut off", 0 },
        { "empty", 0 },
        { "a page", 0 },
        { "some bytes", 0 },
        { "a text", 0 },
    };

    [Theory]
    [MemberData(nameof(Archives))]
    public async Task VBC_T50_only_what_is_an_items_own_beyond_doubt_is_taken_from_an_archive(string kind, int brought)
    {
        await using var bench = await VonageBench.OpenAsync();
        using var backup = new Backup();
        var items = await SeedAsync(bench, 20);
        bench.Sandbox.OnRequest = r => IsRetrieval(r.Path) ? SandboxFault.Change(answer => answer.Status == 200 ? Make(kind, answer) : answer) : null;

        var results = await SaveAsync(bench, backup, items);

        AssertWhole(bench, results, items);
        Assert.Equal(20 - brought, Singles(bench).Count());
        Assert.DoesNotContain(backup.Everything, f => f.EndsWith(".part", StringComparison.Ordinal));
        Assert.Equal(40, backup.Files.Count);
        Assert.Equal(brought < 20, bench.Notices.All.Contains("fetched singly", StringComparison.Ordinal));
    }

    [Fact]
    public async Task VBC_T51_two_recordings_whose_files_have_one_name_are_fetched_singly()
    {
        await using var bench = await VonageBench.OpenAsync();
        using var backup = new Backup();
        var items = await SeedAsync(bench, 20, change: (r, i) => i < 2 ? r with { FileName = "same.mp3" } : r);

        var results = await SaveAsync(bench, backup, items);

        AssertWhole(bench, results, items);
        Assert.Equal(2, Singles(bench).Count());
    }

    [Fact]
    public async Task VBC_T51_a_recording_without_name_or_size_is_fetched_singly()
    {
        await using var bench = await VonageBench.OpenAsync();
        using var backup = new Backup();
        var items = await SeedAsync(bench, 20, change: (r, i) => i switch { 0 => r with { FileName = null }, 1 => r with { FileSizeInBytes = null }, _ => r });

        var results = await SaveAsync(bench, backup, items);

        AssertWhole(bench, results, items);
        Assert.Equal(2, Singles(bench).Count());
    }

    [Theory]
    [InlineData("http://127.0.0.1:9/api/bulkDownload/retrieve?jobId=1")]
    [InlineData("{base}/api/bulkDownload/other?jobId=1")]
    [InlineData("{base}/api/accounts/self/company_call_recordings/193228?jobId=1")]
    [InlineData("{user}/api/bulkDownload/retrieve?jobId=1")]
    [InlineData("/api/bulkDownload/retrieve?jobId=1")]
    [InlineData("nonsense")]
    [InlineData(null)]
    public async Task VBC_T52_the_archive_is_asked_for_at_the_services_own_address_only(string? link)
    {
        await using var bench = await VonageBench.OpenAsync();
        using var backup = new Backup();
        var items = await SeedAsync(bench, 12);
        var own = bench.Sandbox.GetBaseUri("Vonage").ToString().TrimEnd('/');
        var led = link?.Replace("{base}", own, StringComparison.Ordinal).Replace("{user}", own.Replace("://", "://jane@", StringComparison.Ordinal), StringComparison.Ordinal);
        bench.Sandbox.OnRequest = r => r.Path.Contains("/jobs/", StringComparison.Ordinal)
            ? Rewrite(text => text.Contains("download_url", StringComparison.Ordinal) ? WithLink(text, led) : text)
            : null;

        var results = await SaveAsync(bench, backup, items);

        AssertWhole(bench, results, items);
        Assert.Equal(12, Singles(bench).Count());
        Assert.DoesNotContain(bench.Requests, r => r.Query.Contains("jobId", StringComparison.Ordinal));
        Assert.Contains(bench.Notices.Warnings, w => w.Contains("address", StringComparison.Ordinal));
    }

    [Fact]
    public async Task VBC_T53_a_link_that_has_run_out_is_asked_for_once_more()
    {
        await using var bench = await VonageBench.OpenAsync();
        using var backup = new Backup();
        var items = await SeedAsync(bench, 12);
        var asked = 0;
        bench.Sandbox.OnRequest = r => IsRetrieval(r.Path) && Interlocked.Increment(ref asked) == 1 ? SandboxFault.Respond(404, "") : null;

        AssertWhole(bench, await SaveAsync(bench, backup, items), items);

        Assert.Equal(2, asked);
        Assert.Empty(Singles(bench));
    }

    [Theory]
    [InlineData("order", 403)]
    [InlineData("order", 404)]
    [InlineData("order", 500)]
    [InlineData("jobs", 404)]
    [InlineData("jobs", 500)]
    [InlineData("archive", 403)]
    [InlineData("archive", 500)]
    public async Task VBC_T54_where_archives_are_refused_each_file_is_fetched_and_a_warning_says_so(string what, int status)
    {
        await using var bench = await VonageBench.OpenAsync();
        using var backup = new Backup();
        var items = await SeedAsync(bench, 12);
        bench.Sandbox.OnRequest = r =>
            (what == "order" ? r.Method == "POST" : what == "jobs" ? r.Path.Contains("/jobs/", StringComparison.Ordinal) : IsRetrieval(r.Path)) ? SandboxFault.Respond(status, "", ("Retry-After", "0")) : null;

        AssertWhole(bench, await SaveAsync(bench, backup, items), items);

        Assert.Equal(12, Singles(bench).Count());
        Assert.Contains(bench.Notices.Warnings, w => w.Contains("12 items are fetched singly", StringComparison.Ordinal));
        Assert.DoesNotContain(backup.Everything, f => f.Contains("export-", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"job_ids":[]}""")]
    [InlineData("""{"job_ids":["../../company_call_recordings"]}""")]
    [InlineData("""{"job_ids":[null]}""")]
    [InlineData("""{"job_ids":7}""")]
    [InlineData("""[]""")]
    [InlineData("""{"job_ids":["a""")]
    public async Task VBC_T54_an_order_that_names_no_job_is_none(string answer)
    {
        await using var bench = await VonageBench.OpenAsync();
        using var backup = new Backup();
        var items = await SeedAsync(bench, 12);
        bench.Sandbox.OnRequest = r => r.Method == "POST" ? SandboxFault.Respond(202, answer) : null;

        AssertWhole(bench, await SaveAsync(bench, backup, items), items);

        Assert.Equal(12, Singles(bench).Count());
        Assert.DoesNotContain(bench.Requests, r => r.Path.Contains("/jobs/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task VBC_T55_an_archive_of_far_more_than_is_wanted_is_not_fetched()
    {
        await using var bench = await VonageBench.OpenAsync();
        using var backup = new Backup();
        var all = await SeedAsync(bench, 200);
        var items = all.Where((_, i) => i % 20 == 0).ToList();

        AssertWhole(bench, await SaveAsync(bench, backup, items), items);

        Assert.DoesNotContain(bench.Requests, IsRetrieval);
        Assert.Equal(items.Count, Singles(bench).Count());
    }

    [Fact]
    public async Task VBC_T55_what_was_not_asked_for_is_not_saved_from_an_archive_that_has_it()
    {
        await using var bench = await VonageBench.OpenAsync();
        using var backup = new Backup();
        var items = (await SeedAsync(bench, 40)).Where((_, i) => i % 2 == 0).ToList();

        AssertWhole(bench, await SaveAsync(bench, backup, items), items);

        Assert.Empty(Singles(bench));
        Assert.Equal(40, backup.Files.Count);
    }

    [Fact]
    public async Task VBC_T56_an_order_may_make_several_jobs()
    {
        await using var bench = await VonageBench.OpenAsync();
        using var backup = new Backup();
        var items = await SeedAsync(bench, 24);
        // The second half is another job, which the sandbox makes when it is ordered by hand.
        var cut = items.Select(i => i.CreatedAt!.Value).Order().ElementAt(12);
        var nested = false;
        var second = "";
        bench.Sandbox.OnRequest = r => r.Method == "POST" && !nested ? Rewrite(text => $$"""{"job_ids":["{{JsonDocument.Parse(text).RootElement.GetProperty("job_ids")[0].GetString()}}","{{second}}"]}""") : null;
        nested = true;
        using HttpClient http = new();
        using HttpRequestMessage request = new(HttpMethod.Post, $"{bench.Sandbox.GetBaseUri("Vonage")}/api/accounts/self/company_call_recordings/export")
        {
            Content = new StringContent($$"""{"start:gte":"{{VonageBench.Iso(cut)}}"}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new("Bearer", bench.Sandbox.ApiKey.Reveal());
        using var answer = await http.SendAsync(request, Cancellation);
        second = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).RootElement.GetProperty("job_ids")[0].GetString()!;
        nested = false;

        AssertWhole(bench, await SaveAsync(bench, backup, items), items);

        // What is in both is nobody's beyond doubt.
        Assert.Equal(2, bench.Requests.Where(IsRetrieval).Select(r => r.Query).Distinct().Count());
        Assert.Equal(12, Singles(bench).Count());
    }

    [Fact]
    public async Task What_was_saved_before_is_not_ordered_again()
    {
        await using var bench = await VonageBench.OpenAsync();
        using var backup = new Backup();
        var items = await SeedAsync(bench, 12);
        await SaveAsync(bench, backup, items);
        bench.Sandbox.ClearRequests();

        var results = await SaveAsync(bench, backup, items);

        Assert.All(results, r => Assert.Equal(ArchiveOutcome.AlreadySaved, r.Outcome));
        Assert.Empty(bench.Requests);
    }

    [Fact]
    public async Task Nothing_is_ordered_for_what_cannot_be_saved_as_asked()
    {
        await using var bench = await VonageBench.OpenAsync();
        using var backup = new Backup();
        var items = await SeedAsync(bench, 12);

        var results = await backup.SaveAsync(bench, items, backup.Options with { UsesExports = true, Include = ArchiveParts.Media | ArchiveParts.Transcript });
        var metadata = await backup.SaveAsync(bench, items, backup.Options with { UsesExports = true, Include = ArchiveParts.Metadata });

        Assert.All(results, r => Assert.Equal("ArchivePartUnsupported", r.Error?.ErrorId));
        Assert.All(metadata, r => Assert.True(r.IsSafe));
        Assert.Empty(bench.Requests);
    }

    [Fact]
    public async Task After_a_refused_credential_nothing_more_is_ordered()
    {
        await using var bench = await VonageBench.OpenAsync();
        using var backup = new Backup();
        var items = await SeedAsync(bench, 2020);
        bench.Sandbox.OnRequest = static _ => SandboxFault.Respond(401, "");

        var results = await SaveAsync(bench, backup, items);

        Assert.All(results, r => Assert.False(r.IsSafe));
        Assert.InRange(bench.Requests.Count, 1, 12);
    }

    [Fact]
    public async Task Users_have_orders_of_their_own()
    {
        await using var bench = await VonageBench.OpenAsync();
        using var backup = new Backup();
        var items = (await SeedAsync(bench, 10, "4711")).Concat(await SeedAsync(bench, 10, "4712", from: 500)).Concat(await SeedAsync(bench, 10, from: 900)).ToList();

        AssertWhole(bench, await SaveAsync(bench, backup, items), items);

        Assert.Equal(3, bench.Requests.Count(r => r.Method == "POST"));
        Assert.Empty(Singles(bench));
    }

    [Fact]
    public async Task Services_that_make_no_archives_are_asked_for_each_file()
    {
        await using var bench = await ServiceBench.OpenAsync("Telnyx", recordings: 12);
        using var backup = new Backup();
        var items = (await bench.ListAsync()).Where(i => bench.Sandbox.GetMedia("Telnyx", i.Id).Length > 0).ToList();

        var results = await backup.SaveAsync(bench, items, backup.Options with { UsesExports = true });

        Assert.NotEmpty(results);
        Assert.All(results.Where(r => r.IsSafe), r => Assert.Equal(bench.Sandbox.GetMedia("Telnyx", r.Id).ToArray(), File.ReadAllBytes(r.Files[0].Path)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_run_that_ends_while_it_waits_has_a_result_for_each_and_leaves_nothing_behind(bool isStopped)
    {
        await using var bench = await VonageBench.OpenAsync();
        using var backup = new Backup();
        var items = await SeedAsync(bench, 30);
        bench.Room.ExportLooks = int.MaxValue;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var looks = 0;
        bench.Sandbox.OnRequest = r =>
        {
            if (isStopped && r.Path.Contains("/jobs/", StringComparison.Ordinal) && ++looks == 3) stop.Cancel();
            return null;
        };

        await using var run = await bench.Session.BeginArchiveAsync(
            backup.Options with { UsesExports = true, TimeLimit = isStopped ? null : TimeSpan.FromMinutes(1) }, bench.Notices, stop.Token);
        foreach (var item in items) await run.SubmitAsync(RemovalTarget.For(item));
        await run.CompleteAsync();

        Assert.Equal(30, run.GetSummary().Counts[ArchiveOutcome.NotBegun]);
        Assert.Empty(Singles(bench));
        Assert.Empty(backup.Files);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData(Retrieve)]
    public async Task After_a_stop_nothing_more_is_ordered_nor_kept(string at)
    {
        await using var bench = await VonageBench.OpenAsync();
        using var backup = new Backup();
        var items = await SeedAsync(bench, 12, "4711");
        items.AddRange(await SeedAsync(bench, 12, "4712", from: 500));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        bench.Sandbox.OnRequest = r =>
        {
            if (r.Method == at || r.Path.EndsWith(at, StringComparison.Ordinal)) stop.Cancel();
            return null;
        };

        await using var run = await bench.Session.BeginArchiveAsync(backup.Options with { UsesExports = true }, bench.Notices, stop.Token);
        foreach (var item in items) await run.SubmitAsync(RemovalTarget.For(item));
        await run.CompleteAsync();

        Assert.Equal(24, run.GetSummary().Counts[ArchiveOutcome.NotBegun]);
        Assert.Single(bench.Requests, r => r.Method == "POST");
        Assert.Empty(backup.Files);
    }

    [Fact]
    public async Task A_caller_who_leaves_while_an_archive_is_waited_for_still_gets_a_line_for_each_item()
    {
        await using var bench = await VonageBench.OpenAsync();
        using var backup = new Backup();
        var items = await SeedAsync(bench, 1000);
        bench.Room.ExportLooks = int.MaxValue;
        Task last;
        await using (var run = await bench.Session.BeginArchiveAsync(backup.Options with { UsesExports = true }, bench.Notices, Cancellation))
        {
            foreach (var item in items.Take(999)) await run.SubmitAsync(RemovalTarget.For(item));
            last = run.SubmitAsync(RemovalTarget.For(items[999]));
            while (!bench.Requests.Any(r => r.Path.Contains("/jobs/", StringComparison.Ordinal))) await Task.Delay(10, Cancellation);
        }

        await last;
        Assert.Equal(1000, backup.Manifests.Split('\n').Count(l => l.Contains("\"NotBegun\"", StringComparison.Ordinal)));
        Assert.True(Assert.Single(backup.Verify()).IsIntact);
    }

    [Theory]
    [InlineData("{0}.mp3", "{0} (1).mp3")]
    [InlineData("{0}.mp3", "other.txt")]
    public async Task VBC_T51_a_file_that_two_recordings_could_own_is_neithers(string first, string second)
    {
        await using var bench = await VonageBench.OpenAsync();
        using var backup = new Backup();
        var items = await SeedAsync(bench, 20, change: (r, i) => i < 2 ? r with { FileName = "same.mp3", FileSizeInBytes = 4_000 } : r);
        // As what makes archives does with two files of one name: one is renamed, or left out.
        bench.Sandbox.OnRequest = r => IsRetrieval(r.Path) ? SandboxFault.Change(right =>
        {
            var files = Unpack(right);
            var names = new Queue<string>([string.Format(System.Globalization.CultureInfo.InvariantCulture, first, "same"), string.Format(System.Globalization.CultureInfo.InvariantCulture, second, "same")]);
            return new SandboxHttpResponse(200, Pack([.. files.Select(f => (f.Name == "same.mp3" ? names.Dequeue() : f.Name, f.Content))], CompressionLevel.NoCompression)) { ContentType = "application/zip" };
        }) : null;

        var results = await SaveAsync(bench, backup, items);

        AssertWhole(bench, results, items);
        Assert.Equal(2, Singles(bench).Count());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("null")]
    public async Task VBC_T50_an_archive_of_which_nobody_tells_how_many_files_it_has_is_not_fetched(string total)
    {
        await using var bench = await VonageBench.OpenAsync();
        using var backup = new Backup();
        var items = await SeedAsync(bench, 12);
        bench.Sandbox.OnRequest = r => r.Path.Contains("/jobs/", StringComparison.Ordinal) ? Rewrite(text => With(text, "files_total", total)) : null;

        AssertWhole(bench, await SaveAsync(bench, backup, items), items);

        Assert.DoesNotContain(bench.Requests, IsRetrieval);
        Assert.Equal(12, Singles(bench).Count());
    }

    [Fact]
    public async Task VBC_T49_a_job_in_which_only_the_link_changes_does_not_move()
    {
        await using var bench = await VonageBench.OpenAsync(time: new HurriedTime(100));
        using var backup = new Backup();
        var items = await SeedAsync(bench, 12);
        bench.Room.ExportLooks = int.MaxValue;
        var looks = 0;
        bench.Sandbox.OnRequest = r => r.Path.Contains("/jobs/", StringComparison.Ordinal)
            ? Rewrite(text => ++looks < 200 ? With(text, "download_url", $"\"https://api.vonage.com/later/{looks}\"") : With(text, "status", "\"complete\""))
            : null;

        AssertWhole(bench, await SaveAsync(bench, backup, items), items);

        Assert.InRange(looks, 10, 60);
        Assert.Contains("nothing has moved", bench.Notices.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task VBC_T56_a_job_that_is_named_twice_is_one_and_far_too_many_are_none()
    {
        await using var bench = await VonageBench.OpenAsync();
        var items = await SeedAsync(bench, 12);
        using var first = new Backup();
        using var second = new Backup();
        bench.Sandbox.OnRequest = r => r.Method == "POST" ? Rewrite(text => text.Replace("]", "," + text[(text.IndexOf('[', StringComparison.Ordinal) + 1)..text.IndexOf(']', StringComparison.Ordinal)] + "]", StringComparison.Ordinal)) : null;
        AssertWhole(bench, await SaveAsync(bench, first, items), items);
        Assert.Single(bench.Requests, IsRetrieval);
        Assert.Empty(Singles(bench));

        bench.Sandbox.ClearRequests();
        bench.Sandbox.OnRequest = r => r.Method == "POST" ? SandboxFault.Respond(202, JsonSerializer.Serialize(new { job_ids = Enumerable.Range(0, 10_000).Select(i => $"job-{i}") })) : null;
        AssertWhole(bench, await SaveAsync(bench, second, items), items);
        Assert.DoesNotContain(bench.Requests, r => r.Path.Contains("/jobs/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_archive_of_another_run_is_left_alone()
    {
        await using var bench = await VonageBench.OpenAsync();
        using var backup = new Backup();
        var items = await SeedAsync(bench, 12);
        var folder = new ArchiveFolder(backup.Path);
        var theirs = folder.Full($"export-{ItemArchiver.Mark(items[0].Reference with { Id = "" })}-1.part");
        await using (var other = folder.OpenPart(theirs))
        {
            AssertWhole(bench, await SaveAsync(bench, backup, items), items);
            Assert.True(File.Exists(theirs));
        }

        Assert.Equal(12, Singles(bench).Count());
        Assert.Contains(bench.Notices.Warnings, w => w.Contains("another run", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(90_000, 0, 0)] // Less than the archive and its files need.
    [InlineData(170_000, 60_000, 1)] // Enough at first; the archive was longer than its files.
    public async Task Where_an_archive_does_not_fit_beside_its_files_they_are_fetched_singly(long free, long later, int retrievals)
    {
        await using var bench = await VonageBench.OpenAsync();
        using var backup = new Backup();
        var items = await SeedAsync(bench, 20);
        using EngineSession session = new(ProviderRegistry.All, static _ => null, new HurriedTime(50)) { OpenArchiveFolder = path => new NarrowFolder(path, free, later) };
        await session.ConnectAsync(new ConnectionOptions { Provider = "Vonage", AccessToken = bench.Sandbox.ApiKey, BaseUri = bench.Sandbox.GetBaseUri("Vonage"), IsSandbox = true, SkipValidation = true }, bench.Notices, Cancellation);
        await using (var run = await session.BeginArchiveAsync(backup.Options with { UsesExports = true }, bench.Notices, Cancellation))
        {
            foreach (var item in items) await run.SubmitAsync(RemovalTarget.For(item));
            await run.CompleteAsync();
            Assert.Equal(20, run.GetSummary().Counts[ArchiveOutcome.Saved]);
        }

        Assert.Equal(retrievals, bench.Requests.Count(IsRetrieval));
        Assert.Equal(20, Singles(bench).Count());
        Assert.Contains(bench.Notices.Warnings, w => w.Contains("no space for an archive", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_an_export_waits_for_is_not_told_any_more_when_it_has_failed()
    {
        await using var bench = await VonageBench.OpenAsync();
        using var backup = new Backup();
        var items = await SeedAsync(bench, 12);
        bench.Sandbox.OnRequest = r => r.Path.Contains("/jobs/", StringComparison.Ordinal) && bench.Requests.Count(q => q.Path.Contains("/jobs/", StringComparison.Ordinal)) > 2 ? SandboxFault.Respond(404, "") : null;
        bench.Room.ExportLooks = int.MaxValue;

        await using var run = await bench.Session.BeginArchiveAsync(backup.Options with { UsesExports = true }, bench.Notices, Cancellation);
        foreach (var item in items) await run.SubmitAsync(RemovalTarget.For(item));
        await run.CompleteAsync();

        Assert.Equal(12, run.GetSummary().Counts[ArchiveOutcome.Saved]);
        Assert.Null(run.GetProgress().Note);
    }

    private static async Task OneOrderBringsAllAsync(string? user, string list)
    {
        await using var bench = await VonageBench.OpenAsync();
        using var backup = new Backup();
        var items = await SeedAsync(bench, 30, user);

        var results = await SaveAsync(bench, backup, items);

        Assert.All(results, r => Assert.Equal(ArchiveOutcome.Saved, r.Outcome));
        AssertWhole(bench, results, items);
        var order = Assert.Single(bench.Requests, r => r.Method == "POST");
        Assert.EndsWith($"/accounts/self/{list}/export", order.Path, StringComparison.Ordinal);
        using var body = JsonDocument.Parse(order.Body);
        Assert.Equal(["start:gte", "start:lte"], body.RootElement.EnumerateObject().Select(m => m.Name));
        Assert.Equal(VonageBench.Iso(items.Min(i => i.CreatedAt!.Value)), body.RootElement.GetProperty("start:gte").GetString());
        Assert.Equal(VonageBench.Iso(items.Max(i => i.CreatedAt!.Value)), body.RootElement.GetProperty("start:lte").GetString());
        Assert.Single(bench.Requests, IsRetrieval);
        Assert.Empty(Singles(bench));
        Assert.Equal(items.Count * 2, backup.Files.Count);
        Assert.DoesNotContain(backup.Everything, f => f.Contains("export-", StringComparison.Ordinal));
        Assert.True(Assert.Single(backup.Verify()).IsIntact);
    }

    private static Task<List<ArchiveResult>> SaveAsync(ServiceBench bench, Backup backup, IEnumerable<Recording> items) => backup.SaveAsync(bench, items, backup.Options with { UsesExports = true });

    private static bool IsRetrieval(SandboxRequest request) => IsRetrieval(request.Path);

    private static bool IsRetrieval(string path) => path.EndsWith(Retrieve, StringComparison.Ordinal);

    private static IEnumerable<SandboxRequest> Singles(ServiceBench bench) => bench.Requests.Where(r => r.Path.Contains("/audio/recording/", StringComparison.Ordinal));

    private static void AssertWhole(VonageBench bench, List<ArchiveResult> results, IReadOnlyList<Recording> items)
    {
        Assert.Equal(items.Select(i => i.Id).Order(StringComparer.Ordinal), results.Select(r => r.Id).Order(StringComparer.Ordinal));
        Assert.All(results, r => Assert.True(r.IsSafe, r.Reason));
        Assert.All(results, r => Assert.Equal(bench.Sandbox.GetMedia("Vonage", r.Id).ToArray(), File.ReadAllBytes(r.Files.Single(f => f.Part == ArchiveParts.Media).Path)));
    }

    private static async Task<List<Recording>> SeedAsync(VonageBench bench, int count, string? user = null, int from = 0, Func<VonageRecording, int, VonageRecording>? change = null)
    {
        var ids = new HashSet<string>();
        for (var i = 0; i < count; i++)
        {
            var id = (100_000 + from + i).ToString(System.Globalization.CultureInfo.InvariantCulture);
            ids.Add(bench.Seed(id, user, ServiceBench.Now.AddMinutes(-1 - i), r =>
            {
                var own = r with { FileName = $"{id}.f{i}.mp3", FileSizeInBytes = 4_000 + i };
                return change?.Invoke(own, i) ?? own;
            }));
        }

        var listed = new List<Recording>();
        listed.AddRange((await bench.ListAsync(user is null ? VonageBench.All : new RecordingQuery { Now = ServiceBench.Now, Owners = [user], Kinds = [RecordingKinds.OnDemand] })).Where(i => ids.Contains(i.Id)));
        Assert.Equal(count, listed.Count);
        bench.Sandbox.ClearRequests();
        return listed;
    }

    private static SandboxFault Rewrite(Func<string, string> change) => SandboxFault.Change(answer => new SandboxHttpResponse(answer.Status, change(Encoding.UTF8.GetString(answer.Body.Span))));

    private static string With(string job, string field, string value)
    {
        var fields = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(job)!;
        fields[field] = JsonSerializer.Deserialize<JsonElement>(value);
        return JsonSerializer.Serialize(fields);
    }

    private static string WithLink(string job, string? link)
    {
        var fields = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(job)!;
        fields.Remove("download_url");
        if (link is not null) fields["download_url"] = JsonSerializer.SerializeToElement(link);
        return JsonSerializer.Serialize(fields);
    }

    private static List<(string Name, byte[] Content)> Unpack(SandboxHttpResponse archive)
    {
        var files = new List<(string Name, byte[] Content)>();
        using ZipArchive zip = new(new MemoryStream(archive.Body.ToArray()));
        foreach (var entry in zip.Entries)
        {
            using MemoryStream content = new();
            using var stream = entry.Open();
            stream.CopyTo(content);
            files.Add((entry.FullName, content.ToArray()));
        }

        return files;
    }

    /// <summary>Another archive in the place of the right one.</summary>
    private static SandboxHttpResponse Make(string kind, SandboxHttpResponse right)
    {
        var files = Unpack(right);
        var (name, bytes) = files[0];
        byte[]? other = null;
        switch (kind)
        {
            case "in folders": files = [.. files.Select(f => ($"2026/03/{f.Name}", f.Content))]; break;
            case "with names that climb": files = [.. files.Select((f, i) => (i % 2 == 0 ? $"../../../{f.Name}" : $"..\\{f.Name}", f.Content))]; break;
            case "with more in it": files.Add(("readme.txt", "x"u8.ToArray())); break;
            case "one file twice": files.Add((name, [.. bytes.Select(b => (byte)~b)])); break;
            case "one file longer": files[0] = (name, [.. bytes, 1]); break;
            case "one file shorter": files[0] = (name, bytes[..^1]); break;
            case "one file empty": files[0] = (name, []); break;
            case "one file missing": files.RemoveAt(0); break;
            case "all names changed": files = [.. files.Select((f, i) => ($"{i}.mp3", f.Content))]; break;
            case "empty": other = []; break;
            case "a page": other = "<!DOCTYPE html><html>Log in</html>"u8.ToArray(); break;
            case "a text": return new SandboxHttpResponse(200, """{"error":"busy"}""");
            case "some bytes": other = [.. Enumerable.Repeat((byte)7, 5000)]; break;
            default: break;
        }

        other ??= Pack(files, kind == "packed" ? CompressionLevel.Optimal : CompressionLevel.NoCompression);
        if (kind == "cut off") other = other[..(other.Length / 2)];
        if (kind == "one file damaged") other[Find(other, bytes) + (bytes.Length / 2)] ^= 0x40;
        if (kind == "one file of another length than it says")
        {
            // The first file's own record in the directory says one byte less, as the service does not.
            var at = Find(other, [0x50, 0x4b, 0x01, 0x02]);
            BitConverter.TryWriteBytes(other.AsSpan(at + 24), bytes.Length - 1);
            BitConverter.TryWriteBytes(other.AsSpan(at + 20), bytes.Length - 1);
        }

        return new SandboxHttpResponse(200, other) { ContentType = "application/zip" };
    }

    private static byte[] Pack(List<(string Name, byte[] Content)> files, CompressionLevel level)
    {
        using MemoryStream packed = new();
        using (ZipArchive zip = new(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var stream = zip.CreateEntry(name, level).Open();
                stream.Write(content);
            }
        }

        return packed.ToArray();
    }

    private static int Find(byte[] all, byte[] part) => all.AsSpan().IndexOf(part);

    /// <summary>A disk on which less is free at the second look, and plenty for what comes singly.</summary>
    private sealed class NarrowFolder(string path, long first, long later) : ArchiveFolder(path)
    {
        private int asked;

        public override long? FreeBytes() => Interlocked.Increment(ref asked) switch { 1 => first, 3 when later > 0 => later, _ => null };
    }
}
