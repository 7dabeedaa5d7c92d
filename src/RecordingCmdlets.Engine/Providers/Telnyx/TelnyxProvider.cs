using System.Text.Json;
using System.Text.RegularExpressions;
using RecordingCmdlets.Engine.Http;

namespace RecordingCmdlets.Engine.Providers.Telnyx;

/// <summary>
/// Telnyx call recordings (API v2). The numbers TEL-E, TEL-X and TEL-T are the facts in docs/services/telnyx.md that each
/// line relies on.
/// </summary>
internal static partial class TelnyxProvider
{
    private static readonly Route List = new("TEL-E1", HttpMethod.Get, "recordings", RouteEffect.Reads);
    private static readonly Route Get = new("TEL-E2", HttpMethod.Get, "recordings/{id}", RouteEffect.Reads);
    private static readonly Route Delete = new("TEL-E3", HttpMethod.Delete, "recordings/{id}", RouteEffect.Destroys);
    private static readonly Route DeleteBatch = new("TEL-E4", HttpMethod.Post, "recordings/actions/delete", RouteEffect.Destroys);

    private static readonly Route Transcriptions = new("TEL-E5", HttpMethod.Get, "recording_transcriptions", RouteEffect.Reads);

    public static ProviderDeclaration Declaration { get; } = new()
    {
        Name = "Telnyx",
        DisplayName = "Telnyx call recordings",
        BaseUris = new Dictionary<string, Uri> { [""] = new("https://api.telnyx.com/v2") },
        Auth = new AuthDeclaration
        {
            Scheme = "Bearer",
            Forms = [CredentialForm.ApiKey],
            EnvironmentVariables = new Dictionary<CredentialPart, string> { [CredentialPart.ApiKey] = "TELNYX_API_KEY" },
        },
        ThrottleHeaders = new ThrottleHeaders("x-ratelimit-limit", "x-ratelimit-reset"),
        ReadError = TelnyxErrors.Read,
        Advice = new Dictionary<int, string>
        {
            [401] = "Check the API v2 key (it usually starts with KEY) in the Telnyx portal, then run Connect-RecordingProvider -Provider Telnyx again.",
            [403] = "The key is valid but may not do this. Give it access to call recordings in the Telnyx portal.",
        },
        Deletion = "Permanent: the recording and its hosted files. Transcriptions and copies in your own storage bucket are not removed.",
        LimitsText = "Not published. The pace is learned from the x-ratelimit headers and from 429 answers.",
        Resources =
        [
            new ResourceDeclaration
            {
                Kind = RecordingKinds.Recording,
                Id = new IdRule(IdPattern(), "letters, digits, '-' and '_', at most 128", "actions"),
                List = new ListDeclaration
                {
                    Route = List,
                    Paging = new PageNumberPaging("page[number]", "page[size]", 250, ["meta", "total_pages"]),
                    ItemsPath = ["data"],
                    CreatedFromKey = "filter[created_at][gte]",
                    CreatedToKey = "filter[created_at][lte]",
                    Filters = ListDeclaration.Keys(
                        ("from", new("filter[from]")),
                        ("to", new("filter[to]")),
                        ("connection_id", new("filter[connection_id]")),
                        ("call_control_id", new("filter[call_control_id]")),
                        ("call_leg_id", new("filter[call_leg_id]")),
                        ("call_session_id", new("filter[call_session_id]")),
                        ("conference_id", new("filter[conference_id]"))),
                },
                Get = Get,
                GetPath = ["data"],
                Delete = new RemovalDeclaration
                {
                    Route = Delete,
                    Permanence = "delete permanently",
                    Batch = new BatchDeclaration(DeleteBatch, 50, WriteIds),
                },
                Media = new MediaDeclaration { Read = TelnyxJson.ReadMedia },
                Transcript = new TranscriptDeclaration
                {
                    Listing = new TranscriptListing(Transcriptions, "data", TelnyxTranscripts.Part) { Next = TelnyxTranscripts.Next, WriteQuery = TelnyxTranscripts.Query },
                    Extension = ".txt",
                    Read = static (text, _) => TelnyxTranscripts.Read(text),
                },
                NeverTold = RecordFacts.Owner,
                Map = TelnyxJson.Map,
            },
        ],
    };

    private static byte[] WriteIds(IReadOnlyList<RecordingReference> items) =>
        JsonSerializer.SerializeToUtf8Bytes(new { ids = items.Select(i => i.Id) });

    [GeneratedRegex("^[A-Za-z0-9_-]{1,128}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex IdPattern();
}
