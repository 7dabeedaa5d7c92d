using System.Text.RegularExpressions;
using RecordingCmdlets.Engine.Http;

namespace RecordingCmdlets.Engine.Providers.Webex;

/// <summary>
/// Webex Meetings recordings (REST API v1). The numbers WBX-E, WBX-X and WBX-T are the facts in docs/services/webex.md that
/// each line relies on.
/// </summary>
internal static partial class WebexProvider
{
    private const string User = "User";
    private const string Admin = "Admin";
    private const string ComplianceOfficer = "ComplianceOfficer";
    private const string Recycled = "deleted";
    private const string Purged = "purged";
    private const int MostInBatch = 100;
    private const int LongestComment = 255;

    /// <summary>What the calls on the recycle bin may answer for an item that is there already.</summary>
    private static IReadOnlySet<int> DoubtfulInBin { get; } = new HashSet<int> { 404, 409, 410 };

    public static ProviderDeclaration Declaration { get; } = new()
    {
        Name = "Webex",
        DisplayName = "Webex recordings",
        BaseUris = new Dictionary<string, Uri> { [""] = new("https://webexapis.com/v1") },
        Auth = new AuthDeclaration
        {
            Scheme = "Bearer",
            Forms = [CredentialForm.RefreshToken, CredentialForm.AccessToken],
            EnvironmentVariables = new Dictionary<CredentialPart, string>
            {
                [CredentialPart.AccessToken] = "WEBEX_ACCESS_TOKEN",
                [CredentialPart.ClientId] = "WEBEX_CLIENT_ID",
                [CredentialPart.ClientSecret] = "WEBEX_CLIENT_SECRET",
                [CredentialPart.RefreshToken] = "WEBEX_REFRESH_TOKEN",
            },
            TokenPath = "/v1/access_token",
        },
        SettingVariables = new Dictionary<ConnectionSetting, string>
        {
            [ConnectionSetting.Role] = "WEBEX_ROLE",
            [ConnectionSetting.SiteUrl] = "WEBEX_SITE_URL",
        },
        Roles = [User, Admin, ComplianceOfficer],
        ThrottlePause = TimeSpan.FromSeconds(30),
        Limits = new Dictionary<string, RateLimit> { [""] = new(5, TimeSpan.FromSeconds(1)) },
        AlsoTransient = new HashSet<int> { 423 },
        CorrelationHeaders = ["trackingid"],
        ReadError = WebexErrors.Read,
        Advice = new Dictionary<int, string>
        {
            [401] = "The access token has run out or is wrong. Connect with a new one, or with -ClientId, -ClientSecret and -RefreshToken so that it is renewed.",
            [403] = "Admin scopes count only for the account of an administrator; -Role says in which capacity to act.",
            [404] = "It may be another host's: act with -Role Admin, and name the host with -Owner. Otherwise check the id.",
        },
        Deletion = "Permanent with Remove-Recording: the recycle bin is not involved. With -ToRecycleBin it can be restored. Transcripts are not removed; a Compliance Officer can go on reaching a recording.",
        LimitsText = "Not published. At most 5 requests a second are made; Retry-After is kept to.",
        DeletionsPerMinute = 300,
        Resources = [Make(User), Make(Admin), Make(ComplianceOfficer)],
    };

    private static ResourceDeclaration Make(string role)
    {
        var isAdmin = role == Admin;
        var scopes = role switch { User => "meeting:recordings", Admin => "meeting:admin_recordings", _ => "spark-compliance:meetings" };
        string Host(RecordingReference item) => isAdmin && !string.IsNullOrEmpty(item.Owner) ? $"hostEmail={Uri.EscapeDataString(item.Owner)}" : "";
        return new ResourceDeclaration
        {
            Kind = RecordingKinds.Recording,
            Role = role,
            Id = new IdRule(IdPattern(), "32 hexadecimal digits"),
            Owner = new IdRule(AddressPattern(), "an e-mail address"),
            List = new ListDeclaration
            {
                Route = role == User
                    ? new Route("WBX-E1", HttpMethod.Get, "recordings", RouteEffect.Reads) { Scope = $"{scopes}_read" }
                    : new Route("WBX-E2", HttpMethod.Get, "admin/recordings", RouteEffect.Reads) { Scope = $"{scopes}_read" },
                Paging = new WindowPaging("max", 100, TimeSpan.FromDays(30), TimeSpan.FromDays(5 * 365)) { Slack = TimeSpan.FromDays(1) },
                ItemsPath = ["items"],
                CreatedFromKey = "from",
                CreatedToKey = "to",
                Moments = MomentFormat.Seconds,
                SiteKey = "siteUrl",
                NoSiteWarning = role == User ? null : "only the preferred site is listed. Name a site with -Site, or with -SiteUrl when connecting, to see another.",
                Status = new StatusFilter("status", IsRepeated: false),
                Filters = ListDeclaration.Keys(("topic", new("topic")), ("format", new("format", "MP4", "ARF")), ("serviceType", new("serviceType"))),
            },
            Get = new Route("WBX-E3", HttpMethod.Get, "recordings/{id}", RouteEffect.Reads) { Scope = $"{scopes}_read" },
            GetQuery = Host,
            // Without the host an administrator reads only the own ones (WBX-T15).
            IsInSight = item => !isAdmin || !string.IsNullOrEmpty(item.Owner),
            Delete = new RemovalDeclaration
            {
                Route = isAdmin
                    ? new Route("WBX-E5", HttpMethod.Delete, "admin/recordings/{id}", RouteEffect.Destroys) { Scope = $"{scopes}_write" }
                    : new Route("WBX-E4", HttpMethod.Delete, "recordings/{id}", RouteEffect.Destroys) { Scope = $"{scopes}_write" },
                Permanence = "delete permanently",
                WriteBody = role == ComplianceOfficer ? static (_, words) => WebexJson.WriteReason(words) : static (_, _) => null,
                NeedsReason = role == ComplianceOfficer,
                LongestComment = role == ComplianceOfficer ? LongestComment : null,
                MustBeSeen = !isAdmin,
                IsGone = static r => r.Status == Purged,
                WhyNotEligible = r => WhyNotMine(r) ?? (r.Status != Recycled ? null
                    : role == ComplianceOfficer ? "It is in the recycle bin or was deleted already: an officer sees both."
                    : "It is in the recycle bin: Clear-RecordingRecycleBin removes it for good, Restore-Recording brings it back."),
            },
            Recycle = role == ComplianceOfficer ? null : new RemovalDeclaration
            {
                Route = SoftDelete(scopes),
                Permanence = "move to the recycle bin",
                Outcome = RemovalOutcome.Recycled,
                WriteQuery = Host,
                WriteBody = static (item, _) => WebexJson.WriteBatch([item], null),
                Batch = Batch(SoftDelete(scopes), null),
                MustBeSeen = true,
                LooksBeforeRetry = true,
                DoubtfulRefusals = DoubtfulInBin,
                IsGone = static r => r.Status == Recycled,
                WhyNotEligible = static r => WhyNotMine(r) ?? (r.Status == Purged ? "It has been purged." : null),
                ProofStatus = Recycled,
                IsProvedByPresence = true,
            },
            Purge = role == ComplianceOfficer ? null : new RemovalDeclaration
            {
                Route = PurgeRoute(scopes),
                Permanence = "remove from the recycle bin permanently",
                WriteQuery = Host,
                WriteBody = static (item, _) => WebexJson.WriteBatch([item], "purgeAll"),
                Batch = Batch(PurgeRoute(scopes), "purgeAll"),
                MustBeSeen = true,
                LooksBeforeRetry = true,
                DoubtfulRefusals = DoubtfulInBin,
                IsGone = static r => r.Status == Purged,
                WhyNotEligible = static r => WhyNotMine(r) ?? (r.Status != Recycled ? "It is not in the recycle bin." : null),
                ProofStatus = Recycled,
            },
            Restore = role == ComplianceOfficer
                ? null
                : Batch(new Route("WBX-E7", HttpMethod.Post, "recordings/restore", RouteEffect.Writes) { Scope = $"{scopes}_write" }, "restoreAll"),
            Labels = new LabelDeclaration { Tags = [new(["integrationTags"], MayBeAbsent: true)] },
            WhyNever = WhyNotMine,
            Media = new MediaDeclaration { Read = WebexJson.ReadMedia },
            Transcript = MakeTranscript(role, Host),
            Map = WebexJson.Map,
        };

        BatchDeclaration Batch(Route route, string? allFlag) => new(route, MostInBatch, items => WebexJson.WriteBatch(items, allFlag))
        {
            WriteQuery = Host,
            GroupBy = static item => (item.Site, item.Owner),
        };
    }

    private static TranscriptDeclaration MakeTranscript(string role, Func<RecordingReference, string> host)
    {
        var scope = role switch { User => "meeting:transcripts_read", Admin => "meeting:admin_transcripts_read", _ => "spark-compliance:meetings_read" };
        return new TranscriptDeclaration
        {
            Look = role == User ? WebexTranscripts.LookByMeeting : WebexTranscripts.LookBySite,
            Listing = new TranscriptListing(
                role == User
                    ? new Route("WBX-E9", HttpMethod.Get, "meetingTranscripts", RouteEffect.Reads) { Scope = scope }
                    : new Route("WBX-E10", HttpMethod.Get, "admin/meetingTranscripts", RouteEffect.Reads) { Scope = scope },
                "items",
                WebexTranscripts.Part)
            { LinkedSize = WebexTranscripts.PageSize },
            Id = new IdRule(TranscriptIdPattern(), "letters, digits, '-' and '_'"),
            Content = new Route("WBX-E11", HttpMethod.Get, "meetingTranscripts/{id}/download", RouteEffect.Reads) { Scope = scope, Accept = "text/vtt" },
            WriteContentQuery = item => host(item) is { Length: > 0 } named ? $"format=vtt&{named}" : "format=vtt",
            Extension = ".vtt",
            Read = static (text, _) => VttText.Read(text),
        };
    }

    private static Route SoftDelete(string scopes) =>
        new("WBX-E6", HttpMethod.Post, "recordings/softDelete", RouteEffect.Destroys) { Scope = $"{scopes}_write" };

    private static Route PurgeRoute(string scopes) =>
        new("WBX-E8", HttpMethod.Post, "recordings/purge", RouteEffect.Destroys) { Scope = $"{scopes}_write" };

    private static string? WhyNotMine(Recording recording) =>
        WebexJson.IsSharedToMe(recording) ? "It is somebody else's, who shared it: only the host can remove it." : null;

    [GeneratedRegex("^[A-Za-z0-9_-]{1,128}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex TranscriptIdPattern();

    [GeneratedRegex("^[0-9A-Fa-f]{32}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex IdPattern();

    [GeneratedRegex("^[^@\\s]{1,200}@[^@\\s]{1,200}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex AddressPattern();
}
