using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using RecordingCmdlets.Engine.Ledger;
using RecordingCmdlets.Engine.Tests.Providers;
using RecordingCmdlets.Engine.Tests.Support;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.FaultMatrix;

/// <summary>
/// One cell of the matrix: the real engine lists at one service and removes two items of every three, and meets one fault
/// in one stage of it.
/// </summary>
internal sealed partial class FaultCell : ServiceBench
{
    /// <summary>Only a run that hangs takes so long.</summary>
    private static readonly TimeSpan Guard = TimeSpan.FromMinutes(Scale.Of(2, 20));

    /// <summary>What may lie in the buffers of both ends when the client hangs up.</summary>
    private const long OnItsWay = 24 * 1024 * 1024;

    private static readonly RemovalOutcome[] Gone = [RemovalOutcome.Deleted, RemovalOutcome.Recycled, RemovalOutcome.AlreadyGone];
    private static readonly RemovalOutcome[] Unsure = [RemovalOutcome.Unknown, RemovalOutcome.Accepted];
    private static readonly RemovalOutcome[] NotDone = [RemovalOutcome.Failed, RemovalOutcome.NotSent];

    private readonly FaultRow row;
    private readonly FaultColumn column;
    private readonly CannedServer elsewhere = new(CannedServer.Ok("{}"));
    private readonly List<string> asked = [];
    private readonly List<string> bystanders = [];
    private readonly object state = new();
    private readonly HashSet<string> tries = new(StringComparer.Ordinal);
    private readonly Random dice;
    private Stage stage;
    private int met;
    private int played;
    private int removals;
    private SandboxHttpResponse? firstPage;

    private FaultCell(FaultRow row, FaultColumn column, SandboxServer sandbox, TimeProvider time)
        : base(column.Provider, sandbox, time: time)
    {
        this.row = row;
        this.column = column;
        Time = time;
        dice = new Random(row.Items);
        for (var i = 0; i < row.Items * 3 / 2; i++) (i % 3 == 2 ? bystanders : asked).Add(column.Seed(sandbox, i));
        sandbox.OnRequest = OnRequest;
        sandbox.EchoSecretInErrors = true;
    }

    public TimeProvider Time { get; }

    /// <summary>How much of each endless body was sent.</summary>
    public ConcurrentBag<long> Taken { get; } = [];

    public static async Task RunAsync(FaultRow row, FaultColumn column, Stage faulty)
    {
        var sandbox = SandboxServer.Start(new SandboxOptions { RecordingCount = 0, Now = Now }, [column.Provider]);
        await using var cell = new FaultCell(row, column, sandbox, new SwiftTime(row.Speed));
        await cell.ConnectAsync(column.Connecting(sandbox));
        await cell.RunAsync(faulty).WaitAsync(Guard, Cancellation);
    }

    /// <summary>An address of another origin for the same request: another port of this host, or another host.</summary>
    public string Elsewhere(SandboxRequestContext request) =>
        $"http://{(request.Sequence % 2 == 0 ? "127.0.0.1" : "localhost")}:{elsewhere.BaseUri.Port}{request.Path}?{request.Query}";

    /// <summary>The same page, whose links lead to another origin.</summary>
    public SandboxHttpResponse Redirect(SandboxHttpResponse page, SandboxRequestContext request)
    {
        var (own, other) = (Sandbox.GetBaseUri(Provider).Authority, new Uri(Elsewhere(request)).Authority);
        var body = Encoding.UTF8.GetString(page.Body.Span).Replace(own, other, StringComparison.Ordinal);
        var moved = new SandboxHttpResponse(page.Status, body);
        foreach (var (name, value) in page.Headers) moved.With(name, value.Replace(own, other, StringComparison.Ordinal));
        return moved;
    }

    /// <summary>The first page in place of every other.</summary>
    public SandboxHttpResponse SameAgain(SandboxHttpResponse page)
    {
        lock (state) firstPage ??= page;
        return FaultRow.With(firstPage, firstPage.Body);
    }

    /// <summary>The credential is refused from here on.</summary>
    /// <param name="forGood">Whether no other can be had.</param>
    public SandboxFault Expire(bool forGood)
    {
        if (column.TakesTokens)
        {
            column.Tokens(Sandbox).RevokeAccess();
            // After a listing the same connection goes on to remove.
            if (forGood && stage != Stage.Listing) column.Tokens(Sandbox).RevokeRefresh();
        }

        var key = Sandbox.ApiKey.Reveal();
        return SandboxFault.Respond(401, $$"""{"error":"{{key}}","detail":"{{key}}","message":"{{key}}","errors":[{"detail":"{{key}}","description":"{{key}}"}]}""");
    }

    /// <summary>No token that is out there, or is granted from here on, is good for anything.</summary>
    public SandboxFault? SpoilTokens()
    {
        column.Tokens(Sandbox).AccessLifetime = TimeSpan.Zero;
        column.Tokens(Sandbox).RevokeAccess();
        return null;
    }

    /// <summary>A quarter of all requests meets something.</summary>
    public SandboxFault? Storm(SandboxRequestContext request)
    {
        FaultRow? drawn;
        lock (state) drawn = dice.Next(4) == 0 ? FaultRow.Weather[dice.Next(FaultRow.Weather.Count)] : null;
        return drawn?.Play(this, request);
    }

    private async Task RunAsync(Stage faulty)
    {
        var mustFinish = row.MustFinish(faulty, column);
        var listed = await ListAsync(faulty, mustFinish);
        var wanted = asked.ToHashSet(StringComparer.Ordinal);
        if (faulty != Stage.Listing) stage = faulty;
        var results = await RemoveAsync(listed.Where(r => wanted.Contains(r.Id)), Options with { Action = column.Action });
        stage = Stage.None;
        AssertTruth(results);
        AssertSecret(string.Join('\n', results.Select(r => $"{r.Reason} {r.CorrelationId} {r.Error} {r.Error?.RecommendedAction} {r.Error?.CorrelationId}")));
        Assert.True(played > 0 || (row.ShowsLater && results.Exists(r => !Gone.Contains(r.Outcome))), "No request met the fault.");
        Assert.Equal(0, elsewhere.Connections);
        if (row.Takes is { } mebibytes) Assert.All(Taken, taken => Assert.InRange(taken, 0, (mebibytes * 1024L * 1024) + OnItsWay));
        // What is proved or disproved is told as such: a fault that passes may not leave a doubt.
        if (mustFinish) Assert.DoesNotContain(results, r => Unsure.Contains(r.Outcome));
        if (faulty != Stage.Proving && (mustFinish || faulty == Stage.Listing)) Assert.All(results, r => Assert.Contains(r.Outcome, Gone));
    }

    /// <summary>Lists in full; first with the fault, where it is in listings, and then without.</summary>
    private async Task<List<Recording>> ListAsync(Stage faulty, bool mustFinish)
    {
        // Only Webex cannot list without a beginning; elsewhere what lost its date is to come too.
        var query = new RecordingQuery { Now = Now, After = Provider == "Webex" ? Now - FaultColumn.Span : null };
        var all = asked.Concat(bystanders).Order(StringComparer.Ordinal);
        if (faulty == Stage.Listing)
        {
            stage = faulty;
            List<string> came = [];
            try
            {
                await ListAsync(query, r => came.Add(r.Id));
                // What ends without an error is the whole of it, or says that it is not.
                if (mustFinish || !Notices.Warnings.Any(w => w.Contains("passed over", StringComparison.Ordinal))) Assert.Equal(all, came.Order(StringComparer.Ordinal));
                if (row.HasNoEnd) Assert.Fail("A listing without an end came to one.");
            }
            catch (RecordingException fault) when (!mustFinish)
            {
                AssertSecret($"{fault} {fault.RecommendedAction} {fault.CorrelationId}");
                Assert.IsNotType<InternalRuleException>(fault);
                if (row.Complaint is { } complaint) Assert.Contains(complaint, fault.Message, StringComparison.Ordinal);
            }

            Assert.Equal(came.Count, came.Distinct(StringComparer.Ordinal).Count());
            Assert.Subset(all.ToHashSet(StringComparer.Ordinal), came.ToHashSet(StringComparer.Ordinal));
            stage = Stage.None;
        }

        var listed = await ListAsync(query);
        Assert.Equal(all, listed.Select(r => r.Id).Order(StringComparer.Ordinal));
        return listed;
    }

    private SandboxFault? OnRequest(SandboxRequestContext request)
    {
        if (request.Path is "/token" or "/v1/access_token") return row.PlayGrants is { } play && IsFirst(request) ? play(this, request) : null;
        var isRemoval = request.Method != "GET";
        if (stage == Stage.Proving && isRemoval) return Doubt();
        if (stage == Stage.None || (isRemoval != (stage == Stage.Removing) && !row.IsStorm)) return null;
        FaultMoment moment;
        lock (state) moment = new FaultMoment(stage, ++met, IsFirst(request));
        if (!row.Meets(moment) || row.Play(this, request) is not { } fault) return null;
        Interlocked.Increment(ref played);
        return fault;
    }

    private bool IsFirst(SandboxRequestContext request)
    {
        lock (state) return tries.Add($"{request.Method} {request.Path}?{request.Query} {request.Body}");
    }

    /// <summary>An answer that proves nothing, so that the engine has to look: two of three requests are carried out.</summary>
    private SandboxFault Doubt() => Interlocked.Increment(ref removals) % 3 == 0
        ? SandboxFault.Respond(200, "ok", ("Content-Type", "text/plain"))
        : SandboxFault.RespondAfterActing(200, "ok", ("Content-Type", "text/plain"));

    /// <summary>What must be true after every run, whatever it met.</summary>
    private void AssertTruth(List<RemovalResult> results)
    {
        var there = Sandbox.GetRecordingIds(Provider).ToHashSet(StringComparer.Ordinal);
        var done = Requests.SelectMany(r => r.Deleted).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(asked.Order(StringComparer.Ordinal), results.Select(r => r.Id).Order(StringComparer.Ordinal));
        Assert.Subset(there, bystanders.ToHashSet(StringComparer.Ordinal));
        Assert.Subset(asked.ToHashSet(StringComparer.Ordinal), done);
        foreach (var result in results)
        {
            Assert.Contains(result.Outcome, (RemovalOutcome[])[.. Gone, .. Unsure, .. NotDone]);
            if (Gone.Contains(result.Outcome)) Assert.True(!there.Contains(result.Id) && done.Contains(result.Id), $"{result.Id} is called {result.Outcome} and is there.");
            if (NotDone.Contains(result.Outcome)) Assert.True(there.Contains(result.Id), $"{result.Id} is called {result.Outcome} and is gone.");
            Assert.IsNotType<InternalRuleException>(result.Error);
        }

        if (column.Action == RemovalAction.Recycle) Assert.Subset(Sandbox.Room<WebexRoom>().BinIds.ToHashSet(StringComparer.Ordinal), done);
        Assert.Equal(results.Select(r => (r.Id, r.Outcome, r.Evidence)).Order(), Ledger().Select(e => (e.Id, e.Outcome, e.Evidence)).Order());
        Assert.Equal([AuditState.Sealed], new AuditArchive(AuditPath).Verify(null, null).Select(v => v.State));
    }

    /// <summary>No key and no token, in what is given or in anything that was said or written.</summary>
    private void AssertSecret(string text)
    {
        Assert.DoesNotMatch(Keys(), text);
        Assert.DoesNotMatch(Keys(), Notices.All);
        if (!Directory.Exists(AuditPath)) return;
        foreach (var file in Directory.EnumerateFiles(AuditPath)) Assert.DoesNotMatch(Keys(), File.ReadAllText(file));
    }

    [GeneratedRegex("(KEYsandbox|access|refresh)[0-9A-Fa-f]{16}")]
    private static partial Regex Keys();
}
