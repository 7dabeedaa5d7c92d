using System.Text;
using System.Text.Json;
using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Json;
using RecordingCmdlets.Engine.Providers;
using RecordingCmdlets.Engine.Tests.Support;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Fuzzing;

/// <summary>Every kind of every service, with a record and a page of it in the shape that the service documents.</summary>
internal sealed class Shape : IDisposable
{
    private const string RecallRecording = """
        {"id":"7d2b1c40-0f3e-4c57-8a0b-1f5a6f9d0c02","created_at":"2026-03-02T09:01:00.000000Z","started_at":"2026-03-02T09:01:00Z","completed_at":"2026-03-02T09:40:00Z","expires_at":null,
         "status":{"code":"done","sub_code":null,"updated_at":"2026-03-02T09:41:00Z"},"media_shortcuts":null,"metadata":{"team":"sales"},
         "bot":{"id":"3f0c9a52-6a1d-4a0e-9b61-7b7f5e0e2a11","metadata":{}},"desktop_sdk_upload":null}
        """;

    private const string RecallBot = """
        {"id":"3f0c9a52-6a1d-4a0e-9b61-7b7f5e0e2a11","bot_name":"Notetaker","meeting_url":{"meeting_id":"1","platform":"zoom","meeting_password":"x"},"join_at":null,
         "status_changes":[{"code":"joining_call","message":null,"sub_code":null,"created_at":"2026-03-02T09:00:01.120000Z"},{"code":"done","message":null,"created_at":"2026-03-02T09:41:10.004000Z"}],
         "recordings":[{"id":"7d2b1c40-0f3e-4c57-8a0b-1f5a6f9d0c02","created_at":"2026-03-02T09:01:00.000000Z","started_at":"2026-03-02T09:01:00.000000Z","completed_at":"2026-03-02T09:40:00Z",
           "status":{"code":"done","sub_code":null},"media_shortcuts":{"video_mixed":{"data":{"download_url":"https://bucket.example/v.mp4?X-Amz-Expires=21600"}}}}],
         "metadata":{"team":"sales"}}
        """;

    private const string AttendeeBot = """
        {"id":"bot_Q1w2E3r4T5y6U7i8","metadata":{"customer_id":"c-17"},"meeting_url":"https://zoom.us/j/91234567890?pwd=x","state":"ended",
         "events":[{"type":"join_requested","created_at":"2026-03-02T09:00:00.120345Z"},{"type":"post_processing_completed","created_at":"2026-03-02T09:41:02.500000Z"}],
         "transcription_state":"complete","recording_state":"complete","join_at":"2026-03-02T08:59:00Z","deduplication_key":null}
        """;

    private const string VonageRecording = """
        {"_links":{"self":{"href":"https://api.example/193228"}},"id":193228,"call_id":"c91150a6-8cc4-4e73-9fef-17fd925c6448","call_direction":"INBOUND","caller_id":"17325550100","cnam":"JANE ROE",
         "dnis":"17325550111","start":"2026-01-05T09:00:00+0000","end":"2026-01-05T09:01:00+0000","duration":60000,"extensions":["999"],"rule_ids":[1989],"file_size_in_bytes":100000}
        """;

    private const string TelnyxRecording = """
        {"id":"3fa85f64-5717-4562-b3fc-2c963f66afa6","record_type":"recording","status":"completed","source":"call","channels":"dual","created_at":"2026-01-05T09:02:00.521Z","updated_at":"2026-01-05T09:02:05.000Z",
         "recording_started_at":"2026-01-05T09:00:00.000Z","recording_ended_at":"2026-01-05T09:01:00.000Z","duration_millis":60000,"download_urls":{"mp3":"https://bucket.example/r.mp3?X-Amz-Expires=600"},
         "conference_id":null,"connection_id":"175237942907135762","from":"+15551234567","to":"+15557654321"}
        """;

    private const string WebexRecording = """
        {"id":"4f914b1dfe3c4d11a61730f18c0f5387","meetingId":"f91b6edc_I_1666","topic":"Weekly sync","createTime":"2026-03-02T10:11:35Z","timeRecorded":"2026-03-02T09:05:35Z","siteUrl":"site4-example.webex.com",
         "downloadUrl":"https://site4-example.webex.com/lsr.php?RCID=b9","password":"********","format":"MP4","hostEmail":"ana.ruiz@example.com","durationSeconds":3600,"sizeBytes":168103000,"shareToMe":false,"status":"available"}
        """;

    private Shape(ResourceDeclaration resource, ProviderDeclaration provider, string record, string page)
    {
        Resource = resource;
        Record = record;
        PageText = page.Replace("RECORD", record, StringComparison.Ordinal);
        var address = provider.BaseUris.Values.First();
        Connection = new Connection(
            provider.Name, provider, address, new ConnectionOptions { Provider = provider.Name }, new ConnectionSettings(null, null, null, null, resource.Role), Given.Credential(), Given.Client(address),
            DateTimeOffset.UnixEpoch);
    }

    /// <summary>The names of all, for theories.</summary>
    public static TheoryData<string> All => [.. ProviderRegistry.All.SelectMany(p => p.Resources.Select(r => Name(p, r)))];

    public static bool IsBotOf(string name) => ProviderRegistry.All.SelectMany(p => p.Resources.Select(r => (Name: Name(p, r), r.IsBot))).Single(x => x.Name == name).IsBot;

    public ResourceDeclaration Resource { get; }

    public Connection Connection { get; }

    /// <summary>One record.</summary>
    public string Record { get; }

    /// <summary>A page that holds it.</summary>
    public string PageText { get; }

    public ReadOnlyMemory<byte> Page(string record) => Encoding.UTF8.GetBytes(PageText.Replace(Record, record, StringComparison.Ordinal));

    public Page Read(ReadOnlyMemory<byte> page) => PageReader.Read(page, Resource.List, fields => Connection.Make(Resource, fields), Resource.Map);

    public static Shape Of(string name)
    {
        var (provider, resource) = ProviderRegistry.All.SelectMany(p => p.Resources.Select(r => (p, r))).Single(x => Name(x.p, x.r) == name);
        return provider.Name switch
        {
            "Telnyx" => new(resource, provider, TelnyxRecording, """{"data":[RECORD],"meta":{"page_number":1,"page_size":250,"total_pages":1,"total_results":1}}"""),
            "Vonage" => new(resource, provider, VonageRecording, """{"_embedded":{"recordings":[RECORD]},"_links":{"self":{"href":"x"}},"page":1,"page_size":100,"total_items":1,"total_pages":1}"""),
            "Webex" => new(resource, provider, WebexRecording, """{"items":[RECORD]}"""),
            "Attendee" => new(resource, provider, AttendeeBot, """{"next":null,"previous":null,"results":[RECORD]}"""),
            "Recall" => new(resource, provider, resource.IsBot ? RecallBot : RecallRecording, """{"count":1,"next":"https://other.example/?cursor=cD0yMDI2","previous":null,"results":[RECORD]}"""),
            _ => AsServed(resource, provider),
        };
    }

    public void Dispose() => Connection.Dispose();

    /// <summary>As the sandbox writes it, for a service whose documented form is not written out above.</summary>
    private static Shape AsServed(ResourceDeclaration resource, ProviderDeclaration provider)
    {
        using var sandbox = SandboxServer.Start(new SandboxOptions { RecordingCount = 1 }, [provider.Name]);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{sandbox.GetBaseUri(provider.Name)}/{resource.List.Route.Path}");
        request.Headers.Authorization = new(provider.Auth.Scheme, sandbox.ApiKey.Reveal());
        using var client = new HttpClient();
        using var answer = client.Send(request);
        using var page = JsonDocument.Parse(answer.Content.ReadAsStream());
        var items = resource.List.ItemsPath.Aggregate(page.RootElement, (at, step) => at.GetProperty(step));
        var record = items[0].GetRawText();
        return new(resource, provider, record, page.RootElement.GetRawText().Replace(record, "RECORD", StringComparison.Ordinal));
    }

    private static string Name(ProviderDeclaration provider, ResourceDeclaration resource) => $"{provider.Name}{resource.Role}{resource.Kind}";
}
