using System.Text.RegularExpressions;
using RecordingCmdlets.Engine.Ledger;
using RecordingCmdlets.Engine.Providers;
using RecordingCmdlets.Engine.Tests.Support;
using RecordingCmdlets.Sandbox;
using RecordingCmdlets.Victim;

namespace RecordingCmdlets.Engine.Tests.Durability;

/// <summary>What a request names: ids are told apart by service alone.</summary>
internal readonly record struct Item(string Provider, string Id);

/// <summary>
/// A seeded sandbox, of which every other item that can go is asked for and the rest are bystanders. Its own data tell what
/// is gone, and its own reading of a request tells what that is about: the engine is not asked.
/// </summary>
internal sealed partial class Scene : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TempFolder folder = new();
    private readonly Way way;
    private HashSet<Item> known = [];

    private Scene(Way way, int items)
    {
        this.way = way;
        Sandbox = SandboxServer.Start(new SandboxOptions { RecordingCount = items, Now = Now }, way.Provider is { } one ? [one] : null);
        var key = Sandbox.ApiKey.Reveal();
        File.WriteAllText(folder.File("holds.json"), """{"format":"recordingcmdlets-holds/1","holds":[]}""");
        Errand = new Errand
        {
            Accounts = [.. Sandbox.Providers.Select(p => new Account(p, Sandbox.GetBaseUri(p), key, way.BulkSize))],
            Now = Now,
            HoldPath = folder.File("holds.json"),
            AuditPath = folder.File("audit"),
            Action = way.Action,
            IsForBots = way.IsForBots,
        };
    }

    public SandboxServer Sandbox { get; }

    /// <summary>The removal of what is asked for.</summary>
    public Errand Errand { get; private set; }

    public IReadOnlyList<RecordingReference> Rows { get; private set; } = [];

    public HashSet<Item> Asked { get; private set; } = [];

    public HashSet<Item> Bystanders => [.. known.Except(Asked)];

    public AuditArchive Archive => new(Errand.AuditPath);

    /// <summary>The requests that change anything.</summary>
    public IReadOnlyList<SandboxRequest> Changes => [.. Sandbox.GetRequests().Where(r => r.Method != "GET")];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<Scene> SetAsync(string way, int items = 40)
    {
        var scene = new Scene(Way.Of(way), items);
        scene.FillBin();
        scene.known = scene.Left();
        using var session = await scene.OpenAsync();
        var removable = await scene.Errand.RemoveAsync(session, Cancellation, isTrial: true);
        scene.Rows = [.. removable
            .Where(r => r.Outcome == RemovalOutcome.WouldRemove)
            .Select(r => r.Reference)
            .GroupBy(r => r.Provider)
            .SelectMany(own => own.OrderBy(r => r.Id, StringComparer.Ordinal).Where((_, i) => i % 2 == 0))];
        scene.Asked = [.. scene.Rows.Select(r => new Item(r.Provider, r.Id))];
        scene.Errand = scene.Errand with { Ids = [.. scene.Rows.Select(r => r.Id)] };
        scene.Sandbox.ClearRequests();
        Assert.All(scene.Sandbox.Providers, p => Assert.True(scene.Asked.Count(i => i.Provider == p) >= 5, $"{p} has too little to remove"));
        Assert.NotEmpty(scene.Bystanders);
        return scene;
    }

    /// <summary>A session of this process that is connected to the sandbox.</summary>
    public async Task<EngineSession> OpenAsync(Func<string, ILedgerSink>? openSink = null)
    {
        var session = new EngineSession(ProviderRegistry.All, static _ => null, TimeProvider.System) { OpenLedgerSink = openSink };
        await Errand.ConnectAsync(session, Cancellation);
        return session;
    }

    /// <summary>What has not been removed, by the sandbox's own data.</summary>
    public HashSet<Item> Left() => [.. Sandbox.Providers.SelectMany(p => LeftAt(p).Select(id => new Item(p, id)))];

    /// <summary>What a request is about, by its path and its body.</summary>
    public HashSet<Item> Named(string provider, string path, string body) =>
        [.. IdPattern().Matches($"{path} {body}").Select(m => new Item(provider, m.Value)).Where(known.Contains)];

    public HashSet<Item> Named(SandboxRequest request) => Named(request.Provider, request.Path, request.Body);

    public HashSet<Item> Named(SandboxRequestContext request) => Named(request.Provider, request.Path, request.Body);

    /// <summary>All that was asked for is gone, and nothing else.</summary>
    public void AssertExactlyTheAskedAreGone()
    {
        Assert.Equal(Bystanders.Order(ById), Left().Order(ById));
        // What goes into the bin must be there afterwards, and not be gone for good.
        if (way.Action == RemovalAction.Recycle) Assert.Subset(Sandbox.Room<WebexRoom>().BinIds.ToHashSet(), Asked.Select(i => i.Id).ToHashSet());
    }

    public void Dispose()
    {
        Sandbox.Dispose();
        folder.Dispose();
    }

    private static Comparer<Item> ById => Comparer<Item>.Create((a, b) => string.CompareOrdinal($"{a}", $"{b}"));

    private void FillBin()
    {
        if (way.Action != RemovalAction.Purge) return;
        var room = Sandbox.Room<WebexRoom>();
        foreach (var id in room.Ids) room.Add(room.Find(id)! with { Status = "deleted" });
    }

    private IReadOnlyCollection<string> LeftAt(string provider) => way switch
    {
        { Action: RemovalAction.Purge } => Sandbox.Room<WebexRoom>().BinIds,
        { IsForBots: true } => Sandbox.Room<RecallRoom>().BotIdsWithMedia,
        _ => Sandbox.GetRecordingIds(provider),
    };

    [GeneratedRegex("[A-Za-z0-9_-]+")]
    private static partial Regex IdPattern();
}
