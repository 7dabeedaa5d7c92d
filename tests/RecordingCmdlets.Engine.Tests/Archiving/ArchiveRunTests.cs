using System.Text.Json;
using RecordingCmdlets.Engine.Ledger;
using RecordingCmdlets.Engine.Providers;
using RecordingCmdlets.Engine.Storage;
using RecordingCmdlets.Engine.Tests.Providers;
using RecordingCmdlets.Engine.Tests.Support;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Archiving;

/// <summary>A run that saves: what counts as saved, what its manifest says, and how it ends.</summary>
public sealed class ArchiveRunTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_manifest_names_every_file_with_its_hash_and_no_link()
    {
        await using var bench = await ServiceBench.OpenAsync("Telnyx", recordings: 12);
        using var backup = new Backup();

        var results = await backup.SaveAsync(bench, await bench.ListAsync());

        var manifest = Assert.Single(Directory.GetFiles(backup.Path, "*.jsonl"));
        var lines = LedgerReader.ReadLines(manifest).ToList();
        Assert.Equal(("backup", backup.Path), (lines[0].Text("purpose"), lines[0].Text("folder")));
        var files = lines.Where(l => l.Text("type") == "file").ToList();
        Assert.Equal(
            results.SelectMany(r => r.Files.Select(f => (r.Id, f.Part.ToString(), Path.GetRelativePath(backup.Path, f.Path), f.SizeBytes, f.Sha256))).Order(),
            files.Select(l => (l.Text("id")!, l.Text("part")!, l.Text("path")!, l.Integer("size")!.Value, l.Text("sha256")!)).Order());
        Assert.Equal(results.Select(r => (r.Id, r.Outcome.ToString())).Order(), lines.Where(l => l.Text("type") == "saved").Select(l => (l.Text("id")!, l.Text("outcome")!)).Order());
        Assert.All(files, l => Assert.NotNull(l.Moment("created")));
        var said = backup.Manifests + bench.Notices.All + string.Concat(backup.Files.Where(f => f.EndsWith(".json", StringComparison.Ordinal)).Select(f => File.ReadAllText(Path.Combine(backup.Path, f))));
        Assert.DoesNotContain("Signature", said, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("/media/", said, StringComparison.Ordinal);
        Assert.DoesNotContain(bench.Sandbox.ApiKey.Reveal(), said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metadata_are_what_the_service_tells_without_what_opens_anything()
    {
        await using var bench = await WebexBench.OpenAsync();
        bench.Seed(topic: "Weekly \"sync\"");
        using var backup = new Backup();
        var item = Assert.Single(await bench.ListAsync(WebexBench.Month()));

        var result = Assert.Single(await backup.SaveAsync(bench, [item], backup.Options with { Include = ArchiveParts.Metadata }));

        using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(Assert.Single(result.Files).Path, Cancellation));
        Assert.Equal(("Webex", item.Id, "Weekly \"sync\""), (Text("Provider"), Text("Id"), Text("Title")));
        Assert.Equal(item.CreatedAt, json.RootElement.GetProperty("CreatedAt").GetDateTimeOffset());
        var service = json.RootElement.GetProperty("Service");
        Assert.Equal(item.Service.Keys.Order(), service.EnumerateObject().Select(m => m.Name).Order());
        Assert.DoesNotContain(service.EnumerateObject(), m => m.Name is "password" or "downloadUrl" or "playbackUrl" or "temporaryDirectDownloadLinks");

        string? Text(string name) => json.RootElement.GetProperty(name).GetString();
    }

    [Fact]
    public async Task A_file_that_was_changed_or_taken_away_since_is_saved_again_and_nothing_is_overwritten()
    {
        await using var bench = await ServiceBench.OpenAsync("Telnyx", recordings: 3);
        using var backup = new Backup();
        var items = (await bench.ListAsync()).Where(i => HasMedia(bench, i)).Take(2).ToList();
        var first = await backup.SaveAsync(bench, items);
        var (changed, gone) = (Media(first[0]), Media(first[1]));
        await File.WriteAllTextAsync(changed, "somebody's own", Cancellation);
        File.Delete(gone);

        var second = await backup.SaveAsync(bench, items);

        Assert.All(second, r => Assert.Equal(ArchiveOutcome.Saved, r.Outcome));
        Assert.Equal("somebody's own", await File.ReadAllTextAsync(changed, Cancellation));
        Assert.NotEqual(changed, Media(second.Single(r => r.Id == first[0].Id)));
        Assert.All(second, r => Assert.Equal(bench.Sandbox.GetMedia("Telnyx", r.Id).ToArray(), File.ReadAllBytes(Media(r))));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_manifest_that_was_changed_is_not_believed(bool cutsTheEnd)
    {
        await using var bench = await ServiceBench.OpenAsync("Telnyx", recordings: 3);
        using var backup = new Backup();
        var items = (await bench.ListAsync()).Where(i => HasMedia(bench, i)).ToList();
        await backup.SaveAsync(bench, items);
        var manifest = Assert.Single(Directory.GetFiles(backup.Path, "*.jsonl"));
        var lines = await File.ReadAllLinesAsync(manifest, Cancellation);
        await File.WriteAllLinesAsync(manifest, cutsTheEnd ? lines[..^2] : [.. lines.Select(l => l.Replace("\"size\":", "\"size\": ", StringComparison.Ordinal))], Cancellation);

        var second = await backup.SaveAsync(bench, items);

        Assert.All(second, r => Assert.Equal(ArchiveOutcome.Saved, r.Outcome));
        Assert.Contains(bench.Notices.Warnings, w => w.Contains("is not believed", StringComparison.Ordinal));
        // What lies there is the same, so it is not kept twice.
        Assert.DoesNotContain(backup.Files, f => f.Contains('~', StringComparison.Ordinal));
    }

    [Fact]
    public async Task With_a_key_only_manifests_that_it_vouches_for_are_believed()
    {
        await using var bench = await ServiceBench.OpenAsync("Telnyx", recordings: 3);
        using var backup = new Backup();
        var items = (await bench.ListAsync()).Where(i => HasMedia(bench, i)).ToList();
        var keyed = backup.Options with { Manifest = new AuditOptions { Key = new Secret("a long key of the archive") } };
        await backup.SaveAsync(bench, items);

        Assert.All(await backup.SaveAsync(bench, items, keyed), r => Assert.Equal(ArchiveOutcome.Saved, r.Outcome));
        Assert.All(await backup.SaveAsync(bench, items, keyed), r => Assert.Equal(ArchiveOutcome.AlreadySaved, r.Outcome));
    }

    [Fact]
    public async Task An_archive_that_was_moved_is_still_known()
    {
        await using var bench = await ServiceBench.OpenAsync("Telnyx", recordings: 3);
        using var backup = new Backup();
        using var other = new TempFolder();
        var items = (await bench.ListAsync()).Where(i => HasMedia(bench, i)).ToList();
        await backup.SaveAsync(bench, items);
        Directory.Move(backup.Path, other.File("moved"));

        var second = await backup.SaveAsync(bench, items, backup.Options with { Path = other.File("moved") });

        Assert.All(second, r => Assert.Equal(ArchiveOutcome.AlreadySaved, r.Outcome));
    }

    [Fact]
    public async Task Two_kinds_with_one_id_get_two_names_also_in_a_later_run()
    {
        await using var bench = await VonageBench.OpenAsync();
        var asked = 0;
        bench.Seed("7", change: r => r with { FileSizeInBytes = null });
        using var backup = new Backup();
        var one = Assert.Single(await bench.ListAsync(VonageBench.All));
        var other = new Recording { Provider = one.Provider, Connection = one.Connection, Kind = RecordingKinds.OnDemand, Id = "7", Owner = "self", CreatedAt = one.CreatedAt, ListedBy = one.ListedBy };
        Recording[] items = [one, other];
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(200, $"one {Interlocked.Increment(ref asked)}", ("Content-Type", "audio/mpeg"));
        var options = backup.Options with { NameTemplate = "{Id}" };

        var together = await backup.SaveAsync(bench, items, options);
        var apart = new List<ArchiveResult>();
        using var second = new Backup();
        foreach (var item in items) apart.AddRange(await second.SaveAsync(bench, [item], options with { Path = second.Path }));

        Assert.All(together.Concat(apart), r => Assert.Equal(ArchiveOutcome.Saved, r.Outcome));
        Assert.Equal(4, together.SelectMany(r => r.Files).Select(f => f.Path).Distinct().Count());
        Assert.Equal(4, apart.SelectMany(r => r.Files).Select(f => f.Path).Distinct().Count());
    }

    [Fact]
    public async Task A_bot_that_recorded_more_since_is_not_called_saved()
    {
        await using var bench = await RecallBench.OpenAsync(recordings: 30);
        using var backup = new Backup();
        var bot = (await bench.ListBotsAsync()).First(b => b.RecordingIds.Count == 1 && b.Status == "done");
        Assert.Equal(ArchiveOutcome.Saved, Assert.Single(await backup.SaveAsync(bench, [bot])).Outcome);
        var more = (await bench.ListBotsAsync()).First(b => b.RecordingIds.Count == 1 && b.Status == "done" && b.Id != bot.Id).RecordingIds[0];
        var facts = new Recording
        {
            Provider = bot.Provider,
            Connection = bot.Connection,
            Kind = bot.Kind,
            Id = bot.Id,
            CreatedAt = bot.CreatedAt,
            Bot = new BotFacts(null, null, [.. bot.RecordingIds, more]),
            ListedBy = bot.Media.ListedBy,
        };
        bench.Sandbox.ClearRequests();

        await backup.SaveAsync(bench, [RemovalTarget.For(facts)], backup.Options with { IsForBots = true });

        Assert.Contains(bench.Requests, r => r.Path.EndsWith($"/bot/{bot.Id}/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_said_in_what_a_bot_recorded_since_is_not_called_saved()
    {
        await using var bench = await RecallBench.OpenAsync(recordings: 30);
        using var backup = new Backup();
        var options = backup.Options with { IsForBots = true, Include = ArchiveParts.Transcript };
        var bots = (await bench.ListBotsAsync()).Where(b => b.RecordingIds.Count == 1 && b.Status == "done").ToList();
        var saved = (await backup.SaveAsync(bench, bots, options)).First(r => r.Outcome == ArchiveOutcome.Saved);
        var bot = bots.Single(b => b.Id == saved.Id);
        Assert.Equal(ArchiveOutcome.AlreadySaved, Assert.Single(await backup.SaveAsync(bench, [bot], options)).Outcome);
        var facts = new Recording
        {
            Provider = bot.Provider,
            Connection = bot.Connection,
            Kind = bot.Kind,
            Id = bot.Id,
            CreatedAt = bot.CreatedAt,
            Bot = new BotFacts(null, null, [.. bot.RecordingIds, bots.First(b => b.Id != bot.Id).RecordingIds[0]]),
            ListedBy = bot.Media.ListedBy,
        };

        Assert.NotEqual(ArchiveOutcome.AlreadySaved, Assert.Single(await backup.SaveAsync(bench, [RemovalTarget.For(facts)], options)).Outcome);
    }

    [Fact]
    public async Task The_sound_alone_is_not_called_the_video()
    {
        await using var bench = await ServiceBench.OpenAsync("Telnyx", recordings: 3);
        using var backup = new Backup();
        var item = (await bench.ListAsync()).First(i => HasMedia(bench, i));
        var links = (Mp3: $"{bench.Sandbox.GetMediaUri("Telnyx")}/a.mp3", Wav: $"{bench.Sandbox.GetMediaUri("Telnyx")}/a.wav");
        bench.Sandbox.OnRequest = r =>
            r.Path.StartsWith("/media", StringComparison.Ordinal) ? SandboxFault.Respond(200, r.Path, ("Content-Type", "audio/any"))
            : SandboxFault.Respond(200, $$$$"""{"data":{"id":"{{{{item.Id}}}}","download_urls":{"wav":"{{{{links.Wav}}}}","mp3":"{{{{links.Mp3}}}}"}}}""");
        var options = backup.Options with { Include = ArchiveParts.Media };
        Assert.EndsWith(".wav", Media(Assert.Single(await backup.SaveAsync(bench, [item], options with { Format = "wav" }))), StringComparison.Ordinal);

        var best = Assert.Single(await backup.SaveAsync(bench, [item], options));
        var again = Assert.Single(await backup.SaveAsync(bench, [item], options with { Format = "WAV" }));

        Assert.Equal(ArchiveOutcome.Saved, best.Outcome);
        Assert.EndsWith(".mp3", Media(best), StringComparison.Ordinal);
        Assert.Equal(ArchiveOutcome.AlreadySaved, again.Outcome);
        Assert.EndsWith(".wav", Media(again), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_run_can_write_no_file_that_is_whole_and_has_no_name_yet()
    {
        await using var bench = await ServiceBench.OpenAsync("Telnyx", recordings: 3);
        using var backup = new Backup();
        var disks = new List<ContestedDisk>();
        using var session = await OpenAsync(bench, path =>
        {
            disks.Add(new ContestedDisk(path));
            return disks[^1];
        });
        await using var run = await session.BeginArchiveAsync(backup.Options, bench.Notices, Cancellation);

        var result = await run.SaveAsync(RemovalTarget.For((await bench.ListAsync()).First(i => HasMedia(bench, i))));

        Assert.Equal(ArchiveOutcome.Saved, result.Outcome);
        Assert.Equal(result.Files.Count, disks.Sum(d => d.Refused));
        Assert.All(result.Files, f => Assert.Equal(f.SizeBytes, new FileInfo(f.Path).Length));
    }

    [Fact]
    public async Task What_nobody_foresaw_is_a_result_too_and_the_others_go_on()
    {
        await using var bench = await ServiceBench.OpenAsync("Telnyx", recordings: 6);
        using var backup = new Backup();
        using var session = await OpenAsync(bench, static path => new OddDisk(path));
        await using var run = await session.BeginArchiveAsync(backup.Options, bench.Notices, Cancellation);
        var items = (await bench.ListAsync()).Where(i => HasMedia(bench, i)).ToList();
        foreach (var item in items) await run.SubmitAsync(RemovalTarget.For(item));

        await run.CompleteAsync();

        var results = new List<ArchiveResult>();
        while (run.TryTakeResult(out var result, out _)) results.Add(result);
        Assert.Equal(items.Select(i => i.Id).Order(), results.Select(r => r.Id).Order());
        var odd = Assert.Single(results, r => !r.IsSafe);
        Assert.Equal((ArchiveOutcome.Failed, "ArchiveItemFailed"), (odd.Outcome, odd.Error!.ErrorId));
        Assert.DoesNotContain("geheim", odd.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_is_read_first_and_saved_as_what_the_service_says_of_it()
    {
        await using var bench = await ServiceBench.OpenAsync("Telnyx", recordings: 5);
        using var backup = new Backup();
        var listed = (await bench.ListAsync()).First(i => HasMedia(bench, i));

        var results = await backup.SaveAsync(bench, [bench.Bare(listed.Id), bench.Bare("nobody-knows-this"), bench.Bare("../x")]);

        Assert.Equal(ArchiveOutcome.Saved, results.Single(r => r.Id == listed.Id).Outcome);
        Assert.Equal(listed.Title, results.Single(r => r.Id == listed.Id).Title);
        Assert.Equal("RecordingNotFound", results.Single(r => r.Id == "nobody-knows-this").Error!.ErrorId);
        Assert.Equal("RecordingIdInvalid", results.Single(r => r.Id == "../x").Error!.ErrorId);
        Assert.DoesNotContain(bench.Requests, r => r.Path.Contains("..", StringComparison.Ordinal) || r.Path.Contains("%2E", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_full_disk_ends_the_run_and_nothing_more_is_begun()
    {
        await using var bench = await ServiceBench.OpenAsync("Telnyx", recordings: 20);
        using var backup = new Backup();
        using var session = new EngineSession(ProviderRegistry.All, static _ => null, new HurriedTime(50)) { OpenArchiveFolder = path => new SmallDisk(path) { Room = 10_000 } };
        await session.ConnectAsync(new ConnectionOptions { Provider = "Telnyx", ApiKey = bench.Sandbox.ApiKey, BaseUri = bench.Sandbox.GetBaseUri("Telnyx"), IsSandbox = true, SkipValidation = true }, bench.Notices, Cancellation);
        await using var run = await session.BeginArchiveAsync(backup.Options with { ThrottleLimit = 1 }, bench.Notices, Cancellation);
        await foreach (var item in session.ListAsync(new RecordingQuery { Now = ServiceBench.Now }, bench.Notices, Cancellation)) await run.SubmitAsync(RemovalTarget.For(item));

        await run.CompleteAsync();

        Assert.Equal("ArchiveDiskFull", run.Fault!.ErrorId);
        var results = new List<ArchiveResult>();
        while (run.TryTakeResult(out var result, out _)) results.Add(result);
        Assert.Equal(20, results.Count);
        Assert.Contains(results, r => r.Outcome == ArchiveOutcome.NotBegun);
        Assert.All(results.Where(r => r.IsSafe), r => Assert.All(r.Files, f => Assert.Equal(f.SizeBytes, new FileInfo(f.Path).Length)));
        Assert.Equal(results.Where(r => r.IsSafe).Sum(r => r.Files.Count), backup.Files.Count(f => !f.EndsWith(".part", StringComparison.Ordinal) && !f.EndsWith(".tag", StringComparison.Ordinal)) - Orphans(results, backup));
    }

    [Fact]
    public async Task After_the_time_limit_nothing_is_begun_and_every_item_has_a_result()
    {
        var time = new ManualTime();
        await using var bench = await ServiceBench.OpenAsync("Telnyx", recordings: 5);
        using var backup = new Backup();
        using var session = new EngineSession(ProviderRegistry.All, static _ => null, time);
        await session.ConnectAsync(new ConnectionOptions { Provider = "Telnyx", ApiKey = bench.Sandbox.ApiKey, BaseUri = bench.Sandbox.GetBaseUri("Telnyx"), IsSandbox = true, SkipValidation = true }, bench.Notices, Cancellation);
        await using var run = await session.BeginArchiveAsync(backup.Options with { TimeLimit = TimeSpan.FromMinutes(10) }, bench.Notices, Cancellation);
        time.Advance(TimeSpan.FromMinutes(11));

        var result = await run.SaveAsync(bench.Bare("any"));

        Assert.Equal((ArchiveOutcome.NotBegun, "The time limit was reached."), (result.Outcome, result.Reason));
        Assert.False(result.IsSafe);
        Assert.Empty(bench.Requests);
    }

    [Fact]
    public async Task A_refused_credential_is_not_tried_for_every_item()
    {
        await using var bench = await ServiceBench.OpenAsync("Telnyx", recordings: 30);
        using var backup = new Backup();
        var items = await bench.ListAsync();
        bench.Sandbox.ClearRequests();
        bench.Sandbox.OnRequest = _ => SandboxFault.Respond(401, "");

        var results = await backup.SaveAsync(bench, items, backup.Options with { ThrottleLimit = 2 });

        Assert.InRange(bench.Requests.Count, 1, 2);
        Assert.Equal(30, results.Count);
        Assert.All(results, r => Assert.False(r.IsSafe));
        Assert.Contains(results, r => r.Outcome == ArchiveOutcome.NotBegun);
    }

    [Fact]
    public async Task Stopped_halfway_a_run_leaves_nothing_under_a_final_name_that_is_not_whole()
    {
        await using var bench = await ServiceBench.OpenAsync("Webex", recordings: 40);
        using var backup = new Backup();
        var items = await bench.ListAsync(new RecordingQuery { Now = ServiceBench.Now, After = ServiceBench.Now.AddDays(-700) });
        using var stop = new CancellationTokenSource();
        var media = 0;
        bench.Sandbox.OnRequest = r =>
        {
            if (r.Path.StartsWith("/media", StringComparison.Ordinal) && ++media == 8) stop.Cancel();
            return null;
        };
        var run = await bench.Session.BeginArchiveAsync(backup.Options, bench.Notices, stop.Token);
        foreach (var item in items) await run.SubmitAsync(RemovalTarget.For(item));
        await run.DisposeAsync();

        var results = new List<ArchiveResult>();
        while (run.TryTakeResult(out var result, out _)) results.Add(result);
        Assert.Equal(items.Count, results.Count);
        Assert.Contains(results, r => r.Outcome == ArchiveOutcome.NotBegun);
        foreach (var file in backup.Files.Where(f => f.EndsWith(".mp4", StringComparison.Ordinal) || f.EndsWith(".arf", StringComparison.Ordinal)))
            Assert.Equal(bench.Sandbox.GetMedia("Webex", items.Single(i => file.Contains(i.Id, StringComparison.Ordinal)).Id).ToArray(), backup.Read(file));
        Assert.All(backup.Verify(), v => Assert.Equal(AuditState.Sealed, v.State));

        bench.Sandbox.OnRequest = null;
        var again = await backup.SaveAsync(bench, items);
        Assert.Equal(results.Where(r => r.IsSafe).Select(r => r.Id).Order(), again.Where(r => r.Outcome == ArchiveOutcome.AlreadySaved).Select(r => r.Id).Order());
        Assert.DoesNotContain(backup.Files, f => f.EndsWith(".part", StringComparison.Ordinal) || f.EndsWith(".tag", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_folder_inside_that_is_a_link_is_not_followed()
    {
        await using var bench = await ServiceBench.OpenAsync("Telnyx", recordings: 3);
        using var backup = new Backup();
        using var elsewhere = new TempFolder();
        Directory.CreateDirectory(backup.Path);
        Directory.CreateSymbolicLink(Path.Combine(backup.Path, "Telnyx"), elsewhere.Path);

        var results = await backup.SaveAsync(bench, (await bench.ListAsync()).Where(i => HasMedia(bench, i)));

        Assert.All(results, r => Assert.False(r.IsSafe));
        Assert.Contains(results, r => r.Error?.ErrorId == "ArchiveWriteFailed");
        Assert.Empty(Directory.EnumerateFileSystemEntries(elsewhere.Path));
    }

    [Fact]
    public async Task A_manifest_cannot_have_a_file_elsewhere_taken_for_saved()
    {
        await using var bench = await ServiceBench.OpenAsync("Telnyx", recordings: 3);
        using var backup = new Backup();
        using var elsewhere = new TempFolder();
        var item = (await bench.ListAsync()).First(i => HasMedia(bench, i));
        await File.WriteAllTextAsync(elsewhere.File("x.mp3"), "x", Cancellation);
        Directory.CreateDirectory(backup.Path);
        await using (var ledger = await RunLedger.OpenAsync(LedgerPurpose.Backup, new AuditOptions { Path = backup.Path }, TimeProvider.System, h => h with { Folder = backup.Path }))
        {
            var path = Path.GetRelativePath(backup.Path, elsewhere.File("x.mp3")).Replace('\\', '/');
            ledger.NoteFile(new SavedFile(item, ArchiveParts.Media, 1, "", path, 1, "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881", ""));
        }

        Assert.Equal(ArchiveOutcome.Saved, Assert.Single(await backup.SaveAsync(bench, [item])).Outcome);
    }

    [Fact]
    public async Task Files_and_folders_are_for_their_owner_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has access lists.");
        if (OperatingSystem.IsWindows()) return;
        await using var bench = await ServiceBench.OpenAsync("Telnyx", recordings: 3);
        using var backup = new Backup();
        await backup.SaveAsync(bench, await bench.ListAsync());

        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        foreach (var file in Directory.GetFileSystemEntries(backup.Path, "*", SearchOption.AllDirectories)) Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(file) & others);
    }

    [Fact]
    public async Task Progress_counts_items_and_bytes()
    {
        await using var bench = await ServiceBench.OpenAsync("Telnyx", recordings: 10);
        using var backup = new Backup();
        await using var run = await bench.Session.BeginArchiveAsync(backup.Options with { Include = ArchiveParts.Media }, bench.Notices, Cancellation);
        foreach (var item in await bench.ListAsync()) await run.SubmitAsync(RemovalTarget.For(item));
        await run.CompleteAsync();

        var (now, end) = (run.GetProgress(), run.GetSummary());

        Assert.Equal((10, 10), (now.Asked, now.Settled));
        Assert.Equal(now.Failed, end.Counts.GetValueOrDefault(ArchiveOutcome.Failed));
        Assert.Equal((end.Bytes, end.Bytes), (now.Bytes, now.BytesExpected));
        Assert.Equal(end.ManifestHead, Assert.Single(backup.Verify()).Head);
    }

    [Theory]
    [InlineData("mp3", null)]
    [InlineData("wav", null)]
    [InlineData("flac", "is not to be had as flac")]
    public async Task A_form_that_is_asked_for_is_taken_where_it_is_to_be_had(string format, string? warning)
    {
        await using var bench = await ServiceBench.OpenAsync("Telnyx", recordings: 3);
        using var backup = new Backup();
        var item = (await bench.ListAsync()).First(i => HasMedia(bench, i));
        var links = (Mp3: $"{bench.Sandbox.GetMediaUri("Telnyx")}/a.mp3", Wav: $"{bench.Sandbox.GetMediaUri("Telnyx")}/a.wav");
        bench.Sandbox.OnRequest = r =>
            r.Path.StartsWith("/media", StringComparison.Ordinal) ? SandboxFault.Respond(200, r.Path, ("Content-Type", "audio/any"))
            : SandboxFault.Respond(200, $$$$"""{"data":{"id":"{{{{item.Id}}}}","download_urls":{"wav":"{{{{links.Wav}}}}","mp3":"{{{{links.Mp3}}}}"}}}""");

        var result = Assert.Single(await backup.SaveAsync(bench, [item], backup.Options with { Format = format, Include = ArchiveParts.Media }));

        Assert.EndsWith(format == "wav" ? ".wav" : ".mp3", Media(result), StringComparison.Ordinal);
        Assert.Equal(format == "wav" ? "/media/a.wav" : "/media/a.mp3", await File.ReadAllTextAsync(Media(result), Cancellation));
        Assert.Equal(warning is not null, bench.Notices.Warnings.Any(w => warning is not null && w.Contains(warning, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("{Title}")]
    [InlineData("../{Id}")]
    public async Task A_template_that_will_not_do_is_refused_before_anything_is_made(string template)
    {
        await using var bench = await ServiceBench.OpenAsync("Telnyx", recordings: 1);
        using var backup = new Backup();

        var fault = await Assert.ThrowsAsync<RecordingArgumentException>(() => bench.Session.BeginArchiveAsync(backup.Options with { NameTemplate = template }, bench.Notices, Cancellation));

        Assert.Equal("NameTemplateInvalid", fault.ErrorId);
        Assert.False(Directory.Exists(backup.Path));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_told_before_anything_is_asked()
    {
        await using var bench = await ServiceBench.OpenAsync("Telnyx", recordings: 1);
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("taken"), "", Cancellation);

        var fault = await Assert.ThrowsAsync<ArchiveException>(() => bench.Session.BeginArchiveAsync(new ArchiveOptions { Path = folder.File("taken") }, bench.Notices, Cancellation));

        Assert.Equal("ArchiveWriteFailed", fault.ErrorId);
        Assert.Empty(bench.Requests);
    }

    [Fact]
    public async Task An_item_that_comes_twice_is_saved_once_and_both_are_told_so()
    {
        await using var bench = await ServiceBench.OpenAsync("Telnyx", recordings: 20);
        using var backup = new Backup();
        var item = (await bench.ListAsync()).First(i => HasMedia(bench, i));
        await using var run = await bench.Session.BeginArchiveAsync(backup.Options, bench.Notices, Cancellation);
        // Time for the second to come while the first is still being fetched.
        bench.Sandbox.OnRequest = _ =>
        {
            SpinWait.SpinUntil(() => run.GetProgress().Settled > 0, 300);
            return null;
        };

        for (var i = 0; i < 3; i++) await run.SubmitAsync(RemovalTarget.For(item));
        await run.CompleteAsync();

        var results = new List<ArchiveResult>();
        while (run.TryTakeResult(out var result, out _)) results.Add(result);
        Assert.Equal(3, results.Count);
        Assert.All(results, r => Assert.True(r.IsSafe, r.Reason));
        Assert.Single(results.Select(Media).Distinct());
        Assert.Equal(2, backup.Files.Count);
    }

    private static async Task<EngineSession> OpenAsync(ServiceBench bench, Func<string, ArchiveFolder> openFolder)
    {
        var session = new EngineSession(ProviderRegistry.All, static _ => null, new HurriedTime(50)) { OpenArchiveFolder = openFolder };
        await session.ConnectAsync(new ConnectionOptions { Provider = "Telnyx", ApiKey = bench.Sandbox.ApiKey, BaseUri = bench.Sandbox.GetBaseUri("Telnyx"), IsSandbox = true, SkipValidation = true }, bench.Notices, Cancellation);
        return session;
    }

    private static bool HasMedia(ServiceBench bench, Recording item)
    {
        try
        {
            return bench.Sandbox.GetMedia(item.Provider, item.Id).Length > 0;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static string Media(ArchiveResult result) => Assert.Single(result.Files, f => f.Part == ArchiveParts.Media).Path;

    // Media that were whole when the disk filled up under their metadata.
    private static int Orphans(List<ArchiveResult> results, Backup backup) =>
        backup.Files.Count(f => !f.EndsWith(".part", StringComparison.Ordinal) && !f.EndsWith(".tag", StringComparison.Ordinal) && !results.Exists(r => r.IsSafe && r.Files.Any(s => s.Path.EndsWith(f, StringComparison.Ordinal))));
}

/// <summary>A disk on which another run comes for each file right before that has its name.</summary>
internal sealed class ContestedDisk(string path) : ArchiveFolder(path)
{
    public int Refused { get; private set; }

    public override bool TryPublish(string part, string full)
    {
        try
        {
            using var other = OpenPart(part);
            other.SetLength(0);
        }
        catch (IOException fault) when (IsBusy(fault))
        {
            Refused++;
        }

        return base.TryPublish(part, full);
    }
}

/// <summary>A disk that fails once, in a way that nobody foresaw.</summary>
internal sealed class OddDisk(string path) : ArchiveFolder(path)
{
    private int asked;

    public override long? FreeBytes() => Interlocked.Increment(ref asked) == 2 ? throw new InvalidOperationException("https://media.invalid/x?sig=geheim") : null;
}
