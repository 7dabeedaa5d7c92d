using System.Text;
using System.Text.RegularExpressions;
using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Json;
using RecordingCmdlets.Engine.Providers;
using RecordingCmdlets.Engine.Providers.Telnyx;
using RecordingCmdlets.Engine.Removal;

namespace RecordingCmdlets.Engine.Tests.Support;

/// <summary>A service that exists only in the tests, and what is made of it.</summary>
internal static partial class Given
{
    public static readonly Route List = new("T-LIST", HttpMethod.Get, "recordings", RouteEffect.Reads);
    public static readonly Route Get = new("T-GET", HttpMethod.Get, "recordings/{id}", RouteEffect.Reads);
    public static readonly Route Delete = new("T-DELETE", HttpMethod.Delete, "recordings/{id}", RouteEffect.Destroys);
    public static readonly Route DeleteBatch = new("T-BATCH", HttpMethod.Post, "recordings/actions/delete", RouteEffect.Destroys);
    public static readonly Route UndeclaredPost = new("T-UNDECLARED", HttpMethod.Post, "recordings/actions/purge", RouteEffect.Undeclared);

    public static ResourceDeclaration Resource { get; } = new()
    {
        Kind = RecordingKinds.Recording,
        Id = new IdRule(IdPattern(), "letters, digits, '-' and '_'", "actions"),
        List = new ListDeclaration { Route = List, Paging = new PageNumberPaging("page", "size", 20, ["meta", "total_pages"]), ItemsPath = ["data"] },
        Get = Get,
        GetPath = ["data"],
        Delete = new RemovalDeclaration
        {
            Route = Delete,
            Permanence = "delete permanently",
            Batch = new BatchDeclaration(DeleteBatch, 50, items => Encoding.UTF8.GetBytes(string.Join(',', items.Select(i => i.Id)))),
            WhyNotEligible = static r => r.Status == "processing" ? "It is still being processed." : null,
        },
        Map = TelnyxJson.Map,
    };

    public static ProviderDeclaration Provider { get; } = new()
    {
        Name = "Testing",
        DisplayName = "Testing service",
        BaseUris = new Dictionary<string, Uri> { [""] = new("https://testing.invalid/v2") },
        Auth = new AuthDeclaration
        {
            Scheme = "Bearer",
            Forms = [CredentialForm.ApiKey],
            EnvironmentVariables = new Dictionary<CredentialPart, string> { [CredentialPart.ApiKey] = "TESTING_KEY" },
        },
        ReadError = TelnyxErrors.Read,
        Resources = [Resource],
        Deletion = "Permanent.",
        LimitsText = "None.",
    };

    public static Credential Credential(string? key = null) => new FixedCredential("Bearer", "test", new Secret(key ?? Guid.NewGuid().ToString("N")));

    public static ServiceClient Client(Uri? baseUri = null, TimeProvider? time = null) =>
        new(Provider, baseUri ?? Provider.BaseUris[""], Credential(), new ConnectionOptions { Provider = "Testing", MaxThrottleWait = TimeSpan.FromMinutes(1) }, time ?? TimeProvider.System);

    public static Connection Connection(Uri? baseUri = null, string name = "Testing") =>
        Connection(Client(baseUri), baseUri, name);

    public static Connection Connection(ServiceClient client, Uri? baseUri = null, string name = "Testing") => new(
        name, Provider, baseUri ?? Provider.BaseUris[""], new ConnectionOptions { Provider = "Testing" }, new ConnectionSettings(null, null, null, null, null), Credential(), client,
        DateTimeOffset.UnixEpoch);

    public static CallScope Scope(CancellationToken stop) => new(SilentNotices.Instance, stop);

    public static RecordingReference Reference(string id = "r1", string? connection = "Testing") => new("Testing", connection, RecordingKinds.Recording, id);

    public static Recording Recording(
        string id = "r1",
        string? title = null,
        string? owner = null,
        DateTimeOffset? created = null,
        string? status = null,
        string? site = null,
        string? service = null,
        string[]? participants = null,
        bool namesAll = false) => new()
        {
            Provider = "Testing",
            Connection = "Testing",
            Kind = RecordingKinds.Recording,
            Id = id,
            Title = title,
            Owner = owner,
            CreatedAt = created,
            Status = status,
            Site = site,
            Participants = participants,
            NamesAllParticipants = namesAll,
            ReadService = service is null ? null : () => ServiceDictionary.Read(Encoding.UTF8.GetBytes(service), new HashSet<string>()),
        };

    public static Hold Hold(string holdId = "h1") => new() { HoldId = holdId, Ticket = "CASE-1", CreatedBy = "test", CreatedAt = Moment("2026-01-01T00:00:00Z"), All = true };

    public static HoldSet Holds(params Hold[] holds) => new("holds.json", "", holds);

    public static WorkItem Item(bool wasListed, Connection connection, string id = "r1") =>
        new(Reference(id), connection, Resource, Resource.Delete, wasListed ? Recording(id) : null, wasListed, Holds());

    public static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The body of an answer.</summary>
    public static ReceivedBody Body(string text = "")
    {
        var bytes = Bytes(text);
        var body = new ReceivedBody(System.Buffers.ArrayPool<byte>.Shared, bytes.Length + 1);
        bytes.CopyTo(body.Free);
        body.Take(bytes.Length);
        return body;
    }

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    [GeneratedRegex("^[A-Za-z0-9_-]{1,128}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex IdPattern();
}
