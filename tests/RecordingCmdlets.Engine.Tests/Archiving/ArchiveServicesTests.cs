using System.Security.Cryptography;
using RecordingCmdlets.Engine.Tests.Providers;

namespace RecordingCmdlets.Engine.Tests.Archiving;

/// <summary>Saving at all services, on what a sandbox invents of each: also what has no media, and what has it under several forms.</summary>
public sealed class ArchiveServicesTests
{
    public static TheoryData<string, bool> Services => new()
    {
        { "Telnyx", false },
        { "Webex", false },
        { "Vonage", false },
        { "Recall", false },
        { "Recall", true },
        { "Attendee", false },
        { "Attendee", true },
    };

    [Theory]
    [MemberData(nameof(Services))]
    public async Task What_is_saved_is_byte_for_byte_what_the_service_has(string service, bool areBots)
    {
        await using var bench = await ServiceBench.OpenAsync(service, recordings: 40);
        using var backup = new Backup();
        var items = await ListAsync(bench, areBots);

        var results = await backup.SaveAsync(bench, items, backup.Options with { IsForBots = areBots });

        Assert.Equal(items.Select(i => i.Reference.Id).Order(), results.Select(r => r.Id).Order());
        Assert.Contains(results, r => r.Outcome == ArchiveOutcome.Saved);
        foreach (var result in results)
        {
            if (result.Outcome == ArchiveOutcome.Failed)
            {
                Assert.Equal("MediaUnavailable", result.Error!.ErrorId);
                Assert.Throws<ArgumentException>(() => bench.Sandbox.GetMedia(service, result.Id));
                continue;
            }

            Assert.Equal(ArchiveOutcome.Saved, result.Outcome);
            var media = result.Files.Where(f => f.Part == ArchiveParts.Media).ToList();
            if (media.Count == 1) Assert.Equal(bench.Sandbox.GetMedia(service, result.Id).ToArray(), await File.ReadAllBytesAsync(media[0].Path, TestContext.Current.CancellationToken));
            Assert.Single(result.Files, f => f.Part == ArchiveParts.Metadata);
            Assert.All(result.Files, f =>
            {
                var bytes = File.ReadAllBytes(f.Path);
                Assert.Equal((f.SizeBytes, f.Sha256), (bytes.Length, Convert.ToHexString(SHA256.HashData(bytes)).ToLowerInvariant()));
            });
        }

        Assert.Equal(results.SelectMany(r => r.Files).Select(f => Path.GetRelativePath(backup.Path, f.Path)).Order(StringComparer.Ordinal), backup.Files);
        Assert.All(backup.Verify(), v => Assert.Equal(AuditState.Sealed, v.State));
        // A media host is asked without the credential; the service itself with it.
        Assert.All(bench.Requests.Where(r => r.Path.StartsWith("/media", StringComparison.Ordinal)), r => Assert.False(r.SentAuthorization));
        Assert.All(bench.Requests.Where(r => !r.Path.StartsWith("/media", StringComparison.Ordinal)), r => Assert.True(r.Authorized));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task What_was_saved_is_not_fetched_again(string service, bool areBots)
    {
        await using var bench = await ServiceBench.OpenAsync(service, recordings: 20);
        using var backup = new Backup();
        var items = await ListAsync(bench, areBots);
        var options = backup.Options with { IsForBots = areBots };
        var first = await backup.SaveAsync(bench, items, options);
        bench.Sandbox.ClearRequests();

        var second = await backup.SaveAsync(bench, items, options);

        var saved = first.Where(r => r.IsSafe).Select(r => r.Id).ToHashSet();
        Assert.Equal(saved, second.Where(r => r.Outcome == ArchiveOutcome.AlreadySaved).Select(r => r.Id).ToHashSet());
        Assert.DoesNotContain(bench.Requests, r => r.Path.StartsWith("/media", StringComparison.Ordinal) || r.Path.Contains("/audio/", StringComparison.Ordinal));
        Assert.Equal(Described(first), Described(second));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_service_has_transcripts_or_none_can_be_asked_for(string service, bool areBots)
    {
        await using var bench = await ServiceBench.OpenAsync(service, recordings: 20);
        using var backup = new Backup();
        var items = await ListAsync(bench, areBots);
        bench.Sandbox.ClearRequests();

        var results = await backup.SaveAsync(bench, items, backup.Options with { IsForBots = areBots, Include = ArchiveParts.Transcript });

        if (service == "Vonage")
        {
            Assert.All(results, r => Assert.Equal("ArchivePartUnsupported", r.Error?.ErrorId));
            Assert.Empty(bench.Requests);
            Assert.Empty(backup.Files);
            return;
        }

        Assert.Contains(results, r => r.Outcome == ArchiveOutcome.Saved);
        Assert.All(results.Where(r => r.Outcome != ArchiveOutcome.Saved), r => Assert.StartsWith("Transcript", r.Error!.ErrorId, StringComparison.Ordinal));
        Assert.All(results.SelectMany(r => r.Files), f => Assert.Matches(@"\.transcript\.(json|vtt|txt)\z", f.Path));
        Assert.All(results.SelectMany(r => r.Files), f => Assert.True(f.SizeBytes > 0));
    }

    private static string Described(IEnumerable<ArchiveResult> results) =>
        string.Join('\n', results.Where(r => r.IsSafe).OrderBy(r => r.Id, StringComparer.Ordinal).SelectMany(r => r.Files).Select(f => $"{f.Path} {f.SizeBytes} {f.Sha256}"));

    private static async Task<List<RemovalTarget>> ListAsync(ServiceBench bench, bool areBots) =>
        areBots
            ? [.. (await bench.ListBotsAsync()).Where(b => b.Status is "ended" or "done" or "analysis_done" or "fatal" or "fatal_error").Select(RemovalTarget.For)]
            : [.. (await bench.ListAsync(new RecordingQuery { Now = ServiceBench.Now, After = ServiceBench.Now.AddDays(-700) })).Select(RemovalTarget.For)];
}
