using System.Text.RegularExpressions;
using RecordingCmdlets.Engine.Http;

namespace RecordingCmdlets.Engine.Providers.Recall;

/// <summary>
/// Recall.ai recordings and bots (API v1). The numbers RCL-E, RCL-X and RCL-T are the facts in docs/services/recall.md that
/// each line relies on. The call that removes a scheduled bot looks like a deletion of media, is none, and is not declared.
/// </summary>
internal static partial class RecallProvider
{
    private const string Lists = "lists";
    private const string Items = "items";
    private const string MediaExpired = "media_expired";
    private static readonly string[] Finished = ["done", "fatal", "analysis_done", "analysis_failed"];
    private static readonly string[] Complete = ["done", "failed"];
    private static readonly string[] BotStates =
    [
        .. Finished, MediaExpired, "ready", "joining_call", "in_waiting_room", "in_call_not_recording", "recording_permission_allowed",
        "recording_permission_denied", "in_call_recording", "recording_done", "call_ended",
    ];

    private static readonly Route Intelligence = new("RCL-E11", HttpMethod.Get, "bot/{id}/intelligence/", RouteEffect.Reads, Items);

    public static ProviderDeclaration Declaration { get; } = new()
    {
        Name = "Recall",
        DisplayName = "Recall.ai",
        // Regions know nothing of each other, so none is the usual one.
        BaseUris = ((string[])["us-east-1", "us-west-2", "eu-central-1", "ap-northeast-1"]).ToDictionary(r => r, r => new Uri($"https://{r}.recall.ai/api/v1")),
        Auth = new AuthDeclaration
        {
            Scheme = "Token",
            Forms = [CredentialForm.ApiKey],
            EnvironmentVariables = new Dictionary<CredentialPart, string> { [CredentialPart.ApiKey] = "RECALL_API_KEY" },
        },
        SettingVariables = new Dictionary<ConnectionSetting, string> { [ConnectionSetting.Region] = "RECALL_REGION" },
        Limits = new Dictionary<string, RateLimit> { [Lists] = RateLimit.PerMinuteOf(60), [Items] = RateLimit.PerMinuteOf(300) },
        // A reading call may meet another operation (RCL-X11); a removal is never repeated without a look (RCL-T16).
        AlsoTransient = new HashSet<int> { 409 },
        ReadError = RecallErrors.Read,
        Advice = new Dictionary<int, string>
        {
            [401] = "Check the key, and that it belongs to this region: a key of another one is refused. -Region names another.",
            [403] = "The service's firewall refused the request. Check that nothing on the way changes it.",
            [404] = "Check the id and the region: another region does not know it. The id of a bot is for Get-RecordingBot and Remove-BotMedia, that of a recording for Get-Recording and Remove-Recording.",
        },
        Deletion = "Permanent. Remove-Recording removes one recording with its files; Remove-BotMedia removes everything that a bot captured. The bot itself stays.",
        LimitsText = "60 listing requests and 300 item requests a minute.",
        // One request removes, another proves.
        DeletionsPerMinute = 150,
        Resources =
        [
            new ResourceDeclaration
            {
                Kind = RecordingKinds.Recording,
                Id = Uuid,
                List = new ListDeclaration
                {
                    Route = new Route("RCL-E5", HttpMethod.Get, "recording/", RouteEffect.Reads, Lists),
                    Paging = new CursorPaging(["next"], ["cursor"], SurvivesDeletion: false),
                    ItemsPath = ["results"],
                    CreatedFromKey = "created_at_after",
                    CreatedToKey = "created_at_before",
                    Moments = MomentFormat.Seconds with { Slack = TimeSpan.FromSeconds(1) },
                },
                Get = new Route("RCL-E6", HttpMethod.Get, "recording/{id}/", RouteEffect.Reads, Items),
                Delete = new RemovalDeclaration
                {
                    Route = new Route("RCL-E7", HttpMethod.Delete, "recording/{id}/", RouteEffect.Destroys, Items),
                    Permanence = "delete permanently",
                    Note = "only this recording: what else its bot captured stays",
                    MustBeSeen = true,
                    EndsLater = true,
                    LooksBeforeRetry = true,
                    DoubtfulRefusals = new HashSet<int> { 404, 409 },
                    IsGone = static r => r.Status == RecallJson.Deleted,
                    WhyNotEligible = static r => Complete.Contains(r.Status) ? null : $"The recording is {r.Status ?? "in an unknown state"}: it is removed only once it is complete.",
                },
                Labels = new LabelDeclaration { Metadata = [new(["metadata"]), new(["bot", "metadata"])] },
                Media = new MediaDeclaration { Read = RecallJson.ReadRecordingMedia, Listing = Audio },
                Transcript = new TranscriptDeclaration
                {
                    Look = RecallTranscripts.Look,
                    Listing = new TranscriptListing(
                        new Route("RCL-E8", HttpMethod.Get, "transcript/", RouteEffect.Reads, Lists), "results", RecallTranscripts.Part) { CursorKeys = ["cursor"] },
                    Read = RecallTranscripts.Read,
                },
                NeverTold = RecordFacts.Title | RecordFacts.Owner,
                Map = RecallJson.Recordings,
            },
            new ResourceDeclaration
            {
                Kind = RecordingKinds.BotMedia,
                Id = Uuid,
                IsBot = true,
                // Its recordings are listed already.
                IsListedAsRecording = false,
                List = new ListDeclaration
                {
                    Route = new Route("RCL-E1", HttpMethod.Get, "bot/", RouteEffect.Reads, Lists),
                    Paging = new CursorPaging(["next"], ["cursor", "page"], SurvivesDeletion: false),
                    ItemsPath = ["results"],
                    Status = new StatusFilter("status", IsRepeated: true, [.. Finished, MediaExpired]) { Values = BotStates },
                },
                Get = new Route("RCL-E2", HttpMethod.Get, "bot/{id}/", RouteEffect.Reads, Items),
                Delete = new RemovalDeclaration
                {
                    Route = new Route("RCL-E3", HttpMethod.Post, "bot/{id}/delete_media/", RouteEffect.Destroys, Items),
                    Permanence = "delete all media permanently",
                    Note = "everything that the bot captured; the bot itself stays",
                    MustBeSeen = true,
                    EndsLater = true,
                    LooksBeforeRetry = true,
                    LeavesTrace = true,
                    DoubtfulRefusals = new HashSet<int> { 404, 409 },
                    IsGone = static r => r.Status == MediaExpired || r.Bot is { AreRecordingsGone: true },
                    // Recordings can be removed one by one, and then the rest of the media is still there (RCL-T14).
                    NeedsNoRequest = static r => r.Status == MediaExpired,
                    WhyNotEligible = static r => Finished.Contains(r.Status) ? null : $"The bot is {r.Status ?? "in an unknown state"}: media are removed only once it has finished.",
                },
                Labels = new LabelDeclaration { Metadata = [new(["metadata"]), new(["recordings", "metadata"], MayBeAbsent: true)] },
                Media = new MediaDeclaration { Read = RecallJson.ReadBotMedia, Listing = Audio },
                ActionItems = new ActionItemDeclaration(Intelligence, RecallJson.CountActionItems),
                Intelligence = new IntelligenceDeclaration(Intelligence, RecallConclusions.Read),
                Transcript = new TranscriptDeclaration { OfKind = RecordingKinds.Recording },
                Life = new BotLife
                {
                    States = BotStates,
                    Finished = ["done", "analysis_done", "analysis_failed"],
                    Failed = ["fatal"],
                    Followers = new Dictionary<string, IReadOnlyList<string>>
                    {
                        ["call_ended"] = ["recording_done", .. Finished, MediaExpired],
                        ["done"] = ["analysis_done", "analysis_failed", MediaExpired],
                        ["analysis_failed"] = ["analysis_done", MediaExpired],
                        ["analysis_done"] = [MediaExpired],
                        ["fatal"] = [MediaExpired],
                        [MediaExpired] = [],
                    },
                },
                NeverTold = RecordFacts.Owner | RecordFacts.Duration,
                Map = RecallJson.Bots,
            },
        ],
    };

    /// <summary>Older records name no audio, though there is some (RCL-T60).</summary>
    private static MediaListing Audio => new(
        new Route("RCL-E10", HttpMethod.Get, "audio_mixed/", RouteEffect.Reads, Lists), static recording => $"recording_id={Uri.EscapeDataString(recording)}", RecallJson.ReadListedAudio);

    private static IdRule Uuid => new(UuidPattern(), "a uuid in small letters, such as 3f0c9a52-6a1d-4a0e-9b61-7b7f5e0e2a11");

    [GeneratedRegex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex UuidPattern();
}
