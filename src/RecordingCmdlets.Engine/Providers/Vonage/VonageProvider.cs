using System.Text.RegularExpressions;
using RecordingCmdlets.Engine.Http;

namespace RecordingCmdlets.Engine.Providers.Vonage;

/// <summary>
/// Vonage Business Communications call recordings. The numbers VBC-E, VBC-X and VBC-T are the facts in
/// docs/services/vonage.md that each line relies on.
/// </summary>
internal static partial class VonageProvider
{
    private const string Self = "self";
    private const string Version = "/v1";

    /// <summary>The path is made of the id; the address in the record is not asked (VBC-T46).</summary>
    private static Route Audio { get; } = new("VBC-E11", HttpMethod.Get, "api/audio/recording/{id}", RouteEffect.Reads);

    /// <summary>Jobs of both kinds are told here (VBC-E10): of company recordings at the token's own user.</summary>
    private static Route Job { get; } = new("VBC-E10", HttpMethod.Get, "api/accounts/{account}/users/{owner}/call_recordings/jobs/{id}", RouteEffect.Reads);

    private static Route Archive { get; } = new("VBC-E12", HttpMethod.Get, "api/bulkDownload/retrieve", RouteEffect.Reads);

    public static ProviderDeclaration Declaration { get; } = new()
    {
        Name = "Vonage",
        DisplayName = "Vonage call recordings",
        BaseUris = new Dictionary<string, Uri> { [""] = new("https://api.vonage.com/t/vbc.prod/call_recording/v1") },
        OtherPath = static path => path.EndsWith(Version, StringComparison.Ordinal) ? path[..^Version.Length] : path + Version,
        Auth = new AuthDeclaration
        {
            Scheme = "Bearer",
            Forms = [CredentialForm.Password, CredentialForm.RefreshToken, CredentialForm.AccessToken],
            EnvironmentVariables = new Dictionary<CredentialPart, string>
            {
                [CredentialPart.UserName] = "VBC_USERNAME",
                [CredentialPart.Password] = "VBC_PASSWORD",
                [CredentialPart.ClientId] = "VBC_CLIENT_ID",
                [CredentialPart.ClientSecret] = "VBC_CLIENT_SECRET",
            },
            TokenPath = "/token",
            ReplacesRefreshToken = true,
            UserNameSuffix = "@vbc.prod",
        },
        Account = new IdRule(NumberPattern(), "digits, or 'self'"),
        Self = Self,
        ThrottlePause = TimeSpan.FromMinutes(1),
        Limits = new Dictionary<string, RateLimit> { [""] = RateLimit.PerMinuteOf(10) },
        CorrelationHeaders = ["x-request-id", "activityid"],
        ReadError = VonageErrors.Read,
        Advice = new Dictionary<int, string>
        {
            [401] = "Check user name (it ends in @vbc.prod), password, client id and client secret. Single sign-on must be off for this user.",
            [403] = "Company recordings need an account administrator; whether an administrator may act for another user is not documented.",
            [404] = "Check the id and the kind: an on-demand recording is not known as a company one, and belongs to one user (-Owner).",
        },
        Deletion = "Permanent: the recording. Entries of call logs are not removed.",
        LimitsText = "10 requests a minute unless your app has a higher quota: say so with -RequestsPerMinute when connecting.",
        DeletionsPerMinute = 10,
        Resources =
        [
            Make(RecordingKinds.Company, "api/accounts/{account}/company_call_recordings", 1),
            Make(RecordingKinds.OnDemand, "api/accounts/{account}/users/{owner}/call_recordings", 5),
        ],
    };

    private static ResourceDeclaration Make(string kind, string path, int number) => new()
    {
        Kind = kind,
        Id = new IdRule(IdPattern(), "digits, without zeros in front"),
        Owner = new IdRule(NumberPattern(), "digits, or 'self'"),
        List = new ListDeclaration
        {
            Route = new Route($"VBC-E{number}", HttpMethod.Get, path, RouteEffect.Reads),
            Paging = new PageNumberPaging("page", "page_size", 100, ["total_pages"]) { TotalItemsPath = ["total_items"], MayCountFromZero = true },
            ItemsPath = ["_embedded", "recordings"],
            MayOmitItems = true,
            CreatedFromKey = "start:gte",
            CreatedToKey = "start:lte",
            Moments = new MomentFormat("yyyy-MM-dd'T'HH:mm:ss'+0000'", TimeSpan.FromSeconds(1)),
            DurationKeys = ("duration:gte", "duration:lte"),
            Filters = ListDeclaration.Keys(
                ("call_direction", new("call_direction", "INBOUND", "OUTBOUND", "INTRA_PBX")),
                ("call_id", new("call_id")),
                ("caller_id", new("caller_id")),
                ("cnam", new("cnam")),
                ("dnis", new("dnis"))),
        },
        Get = new Route($"VBC-E{number + 1}", HttpMethod.Get, $"{path}/{{id}}", RouteEffect.Reads),
        Delete = new RemovalDeclaration
        {
            Route = new Route($"VBC-E{number + 2}", HttpMethod.Delete, $"{path}/{{id}}", RouteEffect.Destroys),
            Permanence = "delete permanently",
        },
        Media = new MediaDeclaration { Content = Audio, Extension = "mp3" },
        Export = new ExportDeclaration
        {
            Order = new Route(kind == RecordingKinds.Company ? "VBC-E4" : "VBC-E8", HttpMethod.Post, $"{path}/export", RouteEffect.Writes),
            Job = Job,
            Content = Archive,
            JobId = new IdRule(JobPattern(), "letters, digits and dashes"),
            ReadOrder = VonageJson.ReadOrder,
            ReadJob = VonageJson.ReadJob,
            NameField = "file_name",
        },
        NeverTold = kind == RecordingKinds.Company ? RecordFacts.Owner : RecordFacts.None,
        Map = VonageJson.Map,
    };

    // One spelling for one number: a hold on 7 must not be passed by as 07.
    [GeneratedRegex("^(0|[1-9][0-9]{0,18})\\z", RegexOptions.CultureInvariant)]
    private static partial Regex IdPattern();

    [GeneratedRegex("^[A-Za-z0-9-]{1,64}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex JobPattern();

    [GeneratedRegex("^(self|0|[1-9][0-9]{0,18})\\z", RegexOptions.CultureInvariant)]
    private static partial Regex NumberPattern();
}
