using System.Text.RegularExpressions;
using RecordingCmdlets.Engine.Http;

namespace RecordingCmdlets.Engine.Providers.Attendee;

/// <summary>
/// Attendee bots and the data they captured (API v1). The numbers ATT-E, ATT-X and ATT-T are the facts in
/// docs/services/attendee.md that each line relies on. The call that removes a scheduled bot is not declared (ATT-T10).
/// </summary>
internal static partial class AttendeeProvider
{
    private static readonly string[] Ended = ["ended", "fatal_error"];

    public static ProviderDeclaration Declaration { get; } = new()
    {
        Name = "Attendee",
        DisplayName = "Attendee bots",
        BaseUris = new Dictionary<string, Uri> { [""] = new("https://app.attendee.dev/api/v1") },
        Auth = new AuthDeclaration
        {
            Scheme = "Token",
            Forms = [CredentialForm.ApiKey],
            EnvironmentVariables = new Dictionary<CredentialPart, string> { [CredentialPart.ApiKey] = "ATTENDEE_API_KEY" },
        },
        SettingVariables = new Dictionary<ConnectionSetting, string> { [ConnectionSetting.BaseUri] = "ATTENDEE_BASE_URL" },
        Limits = new Dictionary<string, RateLimit> { [""] = new(5, TimeSpan.FromSeconds(1)) },
        ReadError = AttendeeErrors.Read,
        Advice = new Dictionary<int, string>
        {
            [401] = "Check the key: it belongs to one project, and may have been disabled. For your own server, check -BaseUri too.",
            [404] = "Check the id, with its upper and lower case: a bot of another project is not known to this key.",
        },
        Deletion = "Permanent: everything that a bot captured. The bot, its metadata and its meeting's address stay, as do copies in your own storage.",
        LimitsText = "None for these calls. At most 5 requests a second are made.",
        DeletionsPerMinute = 300,
        Resources =
        [
            new ResourceDeclaration
            {
                Kind = RecordingKinds.BotMedia,
                Id = new IdRule(IdPattern(), "bot_ or app_ and 16 letters or digits"),
                IsBot = true,
                HoldsData = static r => Ended.Contains(r.Status),
                IsAppSession = static r => r.Id.StartsWith("app_", StringComparison.Ordinal),
                List = new ListDeclaration
                {
                    Route = new Route("ATT-E1", HttpMethod.Get, "bots", RouteEffect.Reads),
                    Paging = new CursorPaging(["next"], ["cursor"], SurvivesDeletion: true),
                    ItemsPath = ["results"],
                    Status = new StatusFilter("states", IsRepeated: true, Ended),
                    Filters = ListDeclaration.Keys(("deduplication_key", new("deduplication_key"))),
                },
                Get = new Route("ATT-E2", HttpMethod.Get, "bots/{id}", RouteEffect.Reads),
                IsUnknown = AttendeeErrors.IsUnknownBot,
                Delete = new RemovalDeclaration
                {
                    Route = new Route("ATT-E3", HttpMethod.Post, "bots/{id}/delete_data", RouteEffect.Destroys),
                    // Nothing to say, but said in JSON (ATT-T37).
                    WriteBody = static (_, _) => [],
                    Permanence = "delete all data permanently",
                    Note = "everything that the bot captured; the bot itself stays",
                    MustBeSeen = true,
                    EndsLater = true,
                    LooksBeforeRetry = true,
                    LeavesTrace = true,
                    DoubtfulRefusals = new HashSet<int> { 400, 404 },
                    IsGone = static r => r.Status == "data_deleted",
                    WhyNotEligible = static r => Ended.Contains(r.Status) ? null : $"The bot is {r.Status ?? "in an unknown state"}: data are removed only once it has ended.",
                },
                Labels = new LabelDeclaration { Metadata = [new(["metadata"])] },
                Media = Media("ATT-E5", "bots/{id}/recording", Media("ATT-E11", "app_sessions/{id}/media", null)),
                Transcript = new TranscriptDeclaration
                {
                    Look = AttendeeTranscripts.Look,
                    Content = new Route("ATT-E6", HttpMethod.Get, "bots/{id}/transcript", RouteEffect.Reads),
                    Clock = new Route("ATT-E5", HttpMethod.Get, "bots/{id}/recording", RouteEffect.Reads),
                    ReadClock = AttendeeTranscripts.ReadClock,
                    Read = AttendeeTranscripts.Read,
                    OfAppSession = new TranscriptDeclaration
                    {
                        Content = new Route("ATT-E12", HttpMethod.Get, "app_sessions/{id}/transcript", RouteEffect.Reads),
                        Clock = new Route("ATT-E11", HttpMethod.Get, "app_sessions/{id}/media", RouteEffect.Reads),
                        ReadClock = AttendeeTranscripts.ReadClock,
                        Read = AttendeeTranscripts.Read,
                    },
                },
                Life = new BotLife
                {
                    States =
                    [
                        .. Ended, "data_deleted", "scheduled", "staged", "ready", "joining", "waiting_room", "joined_not_recording", "joined_recording", "joined_recording_paused",
                        "joined_recording_permission_denied", "joining_breakout_room", "leaving_breakout_room", "leaving", "post_processing", "connecting", "connected", "disconnecting",
                    ],
                    Finished = ["ended"],
                    Failed = ["fatal_error"],
                    Followers = new Dictionary<string, IReadOnlyList<string>>
                    {
                        ["post_processing"] = [.. Ended, "data_deleted"],
                        ["ended"] = ["data_deleted"],
                        ["fatal_error"] = ["data_deleted"],
                        ["data_deleted"] = [],
                    },
                },
                NeverTold = RecordFacts.Title | RecordFacts.Owner | RecordFacts.Duration,
                Map = AttendeeJson.Map,
            },
        ],
    };

    private static MediaDeclaration Media(string number, string path, MediaDeclaration? ofAppSession) => new()
    {
        Source = new Route(number, HttpMethod.Get, path, RouteEffect.Reads),
        Read = AttendeeJson.ReadMedia,
        SaysNone = AttendeeErrors.IsWithoutMedia,
        OfAppSession = ofAppSession,
    };

    [GeneratedRegex("^(bot|app)_[A-Za-z0-9]{16}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex IdPattern();
}
