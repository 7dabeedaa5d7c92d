using RecordingCmdlets.Engine.Tests.Providers;
using RecordingCmdlets.Engine.Tests.Support;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Archiving;

/// <summary>
/// What can go wrong with a download, at each service: an item is called saved only when its very bytes are on disk, and
/// under a final name lies nothing else.
/// </summary>
public sealed class ArchiveFaultTests
{
    private static readonly string[] Services = ["Telnyx", "Webex", "Vonage", "Recall", "Attendee"];

    /// <summary>Each fault, and whether it may pass when the file is asked for again.</summary>
    private static readonly Dictionary<string, (SandboxFault Fault, bool Passes)> Faults = new()
    {
        ["throttled"] = (SandboxFault.Respond(429, "", ("Retry-After", "0")), true),
        ["failed"] = (SandboxFault.ServerError, true),
        ["busy"] = (SandboxFault.Respond(503, "", ("Retry-After", "0")), true),
        ["reset before"] = (SandboxFault.ResetBefore, true),
        ["reset after"] = (SandboxFault.ResetAfter, true),
        ["cut off"] = (SandboxFault.Truncate, true),
        ["silent midway"] = (SandboxFault.StallMidway, true),
        ["silent"] = (SandboxFault.StallBefore, true),
        ["empty"] = (SandboxFault.EmptyMedia, false),
        ["a page"] = (SandboxFault.Respond(200, "<html><body>Log in</body></html>", ("Content-Type", "text/html")), false),
        ["a page that calls itself a video"] = (SandboxFault.Respond(200, "<!DOCTYPE html><html></html>", ("Content-Type", "video/mp4")), false),
        ["json"] = (SandboxFault.Respond(200, """{"error":"no"}"""), false),
        ["gone"] = (SandboxFault.Respond(410, ""), false),
        ["no content"] = (SandboxFault.Respond(204, ""), false),
        ["refused"] = (SandboxFault.Respond(400, ""), false),
        ["sent in circles"] = (SandboxFault.Redirect("/media/again"), false),
    };

    // Silence takes its time: each run tries it over a link and at a service itself, a nightly one everywhere.
    public static TheoryData<string, string> Cells =>
        [.. from service in Services from fault in Faults.Keys where Scale.IsNightly || service is "Telnyx" or "Vonage" || !fault.StartsWith("silent", StringComparison.Ordinal) select (service, fault)];

    public static TheoryData<string, string> Sized => [.. from service in (string[])["Webex", "Vonage"] from fault in (string[])["ShortMedia", "LongMedia"] select (service, fault)];

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task What_stays_wrong_is_an_error_and_no_file(string service, string name)
    {
        await using var bench = await OpenAsync(service);
        using var backup = new Backup();
        var item = await FindAsync(bench);
        bench.Sandbox.OnRequest = r => IsMedia(r) ? Faults[name].Fault : null;

        var result = Assert.Single(await backup.SaveAsync(bench, [RemovalTarget.For(item)], backup.Options with { Include = ArchiveParts.Media }));

        // What is cut off each time, and gone on with each time, comes in the end.
        if (name == "cut off" && result.IsSafe)
        {
            Assert.Equal(bench.Sandbox.GetMedia(service, item.Id).ToArray(), await File.ReadAllBytesAsync(result.Files[0].Path, TestContext.Current.CancellationToken));
            return;
        }

        Assert.Equal(ArchiveOutcome.Failed, result.Outcome);
        Assert.NotNull(result.Error);
        Assert.Empty(result.Files);
        Assert.All(backup.Files, f => Assert.Matches(@"\.part(\.tag)?\z", f));
        Assert.DoesNotContain("Signature", bench.Notices.All + result.Error + backup.Manifests, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task What_passes_is_passed_over_and_the_file_is_whole(string service, string name)
    {
        await using var bench = await OpenAsync(service);
        using var backup = new Backup();
        var item = await FindAsync(bench);
        var asked = 0;
        bench.Sandbox.OnRequest = r => IsMedia(r) && Interlocked.Increment(ref asked) == 1 ? Faults[name].Fault : null;

        var result = Assert.Single(await backup.SaveAsync(bench, [RemovalTarget.For(item)], backup.Options with { Include = ArchiveParts.Media }));

        // A link that is refused is asked for anew; at the service itself there is none to ask for.
        Assert.Equal(Faults[name].Passes || (name is "gone" or "sent in circles" && service != "Vonage"), result.IsSafe);
        if (result.IsSafe) Assert.Equal(bench.Sandbox.GetMedia(service, item.Id).ToArray(), await File.ReadAllBytesAsync(result.Files[0].Path, TestContext.Current.CancellationToken));
        else Assert.All(backup.Files, f => Assert.Matches(@"\.part(\.tag)?\z", f));
    }

    [Theory]
    [MemberData(nameof(Sized))]
    public async Task Where_the_service_tells_a_size_the_file_must_have_it(string service, string name)
    {
        await using var bench = await OpenAsync(service);
        using var backup = new Backup();
        var item = await FindAsync(bench);
        bench.Sandbox.OnRequest = r => IsMedia(r) ? name == "ShortMedia" ? SandboxFault.ShortMedia : SandboxFault.LongMedia : null;

        var result = Assert.Single(await backup.SaveAsync(bench, [RemovalTarget.For(item)], backup.Options with { Include = ArchiveParts.Media }));

        Assert.Equal("MediaIncomplete", result.Error?.ErrorId);
        Assert.Empty(backup.Files);
    }

    [Theory]
    [InlineData("Telnyx")]
    [InlineData("Webex")]
    [InlineData("Recall")]
    [InlineData("Attendee")]
    public async Task A_link_that_has_run_out_is_asked_for_once_more_and_not_for_ever(string service)
    {
        await using var bench = await OpenAsync(service);
        using var backup = new Backup();
        var item = await FindAsync(bench);
        var media = 0;
        bench.Sandbox.OnRequest = r => IsMedia(r) && Interlocked.Increment(ref media) == 1 ? SandboxFault.ExpiredLink : null;
        Assert.True(Assert.Single(await backup.SaveAsync(bench, [RemovalTarget.For(item)])).IsSafe);
        Assert.Equal(2, media);

        using var second = new Backup();
        bench.Sandbox.ClearRequests();
        bench.Sandbox.OnRequest = r => IsMedia(r) ? SandboxFault.ExpiredLink : null;
        var result = Assert.Single(await second.SaveAsync(bench, [RemovalTarget.For(item)], second.Options));
        Assert.Equal("MediaUnavailable", result.Error?.ErrorId);
        Assert.Equal(2, bench.Requests.Count(r => r.Path.StartsWith("/media", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Telnyx")]
    [InlineData("Recall")]
    [InlineData("Webex")]
    public async Task An_answer_about_another_item_is_not_saved_as_this_one(string service)
    {
        await using var bench = await OpenAsync(service);
        using var backup = new Backup();
        var (item, other) = (await FindAsync(bench), (await ListAsync(bench)).Last());
        bench.Sandbox.OnRequest = r => r.Path.Contains(item.Id, StringComparison.Ordinal) && !IsMedia(r)
            ? SandboxFault.Change(answer => new SandboxHttpResponse(answer.Status, System.Text.Encoding.UTF8.GetString(answer.Body.Span).Replace(item.Id, other.Id, StringComparison.Ordinal)))
            : null;

        var result = Assert.Single(await backup.SaveAsync(bench, [RemovalTarget.For(item)]));

        Assert.Equal("ProviderResponseInvalid", result.Error?.ErrorId);
        Assert.Empty(backup.Files);
    }

    // What the service itself gives is waited for as long as a connection allows.
    private static Task<ServiceBench> OpenAsync(string service) =>
        ServiceBench.OpenAsync(service, recordings: 12, configure: static o => new ConnectionOptions
        {
            Provider = o.Provider,
            ApiKey = o.ApiKey,
            AccessToken = o.AccessToken,
            BaseUri = o.BaseUri,
            IsSandbox = true,
            SkipValidation = true,
            MaxThrottleWait = TimeSpan.FromSeconds(2),
        });

    private static bool IsMedia(SandboxRequestContext request) =>
        request.Path.StartsWith("/media", StringComparison.Ordinal) || request.Path.Contains("/audio/recording/", StringComparison.Ordinal);

    private static async Task<Recording> FindAsync(ServiceBench bench)
    {
        foreach (var item in await ListAsync(bench))
        {
            try
            {
                if (bench.Sandbox.GetMedia(item.Provider, item.Id).Length > 100) return item;
            }
            catch (ArgumentException)
            {
                // It has none; the next one may.
            }
        }

        throw new InvalidOperationException("Nothing that was invented has media.");
    }

    private static Task<List<Recording>> ListAsync(ServiceBench bench) =>
        bench.ListAsync(new RecordingQuery { Now = ServiceBench.Now, After = ServiceBench.Now.AddDays(-700), Statuses = bench.Provider == "Recall" ? ["done"] : [] });
}
