using System.Globalization;
using RecordingCmdlets.Engine.Tests.Providers;
using RecordingCmdlets.Engine.Tests.Support;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.FaultMatrix;

/// <summary>A service and a way of removing there: a column of the matrix.</summary>
/// <param name="Name">What the tests call it.</param>
/// <param name="Provider">The service.</param>
/// <param name="Seed">Puts one item into the service; items of one run of numbers are created in that order.</param>
internal sealed record FaultColumn(string Name, string Provider, Func<SandboxServer, int, string> Seed)
{
    // The span of the query that lists them: one window of Webex, and room for what a night removes.
    public static readonly TimeSpan Span = TimeSpan.FromDays(28);

    public static IReadOnlyList<FaultColumn> All { get; } =
    [
        new("Telnyx", "Telnyx", Telnyx) { Batch = 10 },
        new("Telnyx singly", "Telnyx", Telnyx) { Batch = 1 },
        new("Webex", "Webex", Webex) { TakesTokens = true },
        new("Webex bin", "Webex", Webex) { TakesTokens = true, Batch = 10, Action = RemovalAction.Recycle },
        new("Vonage", "Vonage", Vonage) { TakesTokens = true },
        new("Recall", "Recall", Recall),
        new("Attendee", "Attendee", Attendee),
    ];

    public RemovalAction Action { get; private init; }

    /// <summary>The size of a batch where the service has them: small, so that even a short run has several.</summary>
    public int? Batch { get; private init; }

    public bool HasBatches => Batch > 1;

    /// <summary>Whether tokens are granted, which can run out.</summary>
    public bool TakesTokens { get; private init; }

    /// <summary>How to connect; every secret is the sandbox's key.</summary>
    public ConnectionOptions Connecting(SandboxServer sandbox) => new()
    {
        Provider = Provider,
        ApiKey = TakesTokens ? null : sandbox.ApiKey,
        RefreshToken = TakesTokens ? sandbox.ApiKey : null,
        ClientId = TakesTokens ? "client" : null,
        ClientSecret = TakesTokens ? sandbox.ApiKey : null,
        BaseUri = sandbox.GetBaseUri(Provider),
        BulkSize = Scale.IsNightly && HasBatches ? null : Batch,
        IsSandbox = true,
        SkipValidation = true,
    };

    /// <summary>The tokens that the service grants.</summary>
    public TokenDesk Tokens(SandboxServer sandbox) => Provider == "Webex" ? sandbox.Room<WebexRoom>().Tokens : sandbox.Room<VonageRoom>().Tokens;

    private static DateTimeOffset At(int number) => ServiceBench.Now - Span + TimeSpan.FromHours(1) + TimeSpan.FromMinutes(number);

    private static string Telnyx(SandboxServer sandbox, int number)
    {
        var id = $"rec-{number:D5}";
        sandbox.Telnyx.Add(new TelnyxRecording { Id = id, CreatedAt = TelnyxBench.Iso(At(number)), Source = "call", From = "+15550100", To = "+15550111" });
        return id;
    }

    private static string Webex(SandboxServer sandbox, int number)
    {
        var room = sandbox.Room<WebexRoom>();
        var id = WebexBench.Id(number + 1);
        room.Add(new WebexRecording
        {
            Id = id,
            CreateTime = WebexBench.Iso(At(number)),
            TimeRecorded = WebexBench.Iso(At(number)),
            HostEmail = room.UserEmail,
            SiteUrl = room.PreferredSite,
            Status = "available",
        });
        return id;
    }

    private static string Vonage(SandboxServer sandbox, int number)
    {
        var id = (100_000 + number).ToString(CultureInfo.InvariantCulture);
        sandbox.Room<VonageRoom>().Add(new VonageRecording { Id = id, CallDirection = "INBOUND", Start = VonageBench.Iso(At(number)), Duration = 60_000 });
        return id;
    }

    private static string Recall(SandboxServer sandbox, int number)
    {
        var id = RecallBench.RecordingId(number);
        sandbox.Room<RecallRoom>().Add(new RecallRecording { Id = id, CreatedAt = RecallBench.Iso(At(number)) });
        return id;
    }

    private static string Attendee(SandboxServer sandbox, int number)
    {
        var id = AttendeeBench.IdOf(number);
        sandbox.Room<AttendeeRoom>().Add(AttendeeBench.Bot(id, At(number)));
        return id;
    }
}
