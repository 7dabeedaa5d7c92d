using System.Text.Json;
using RecordingCmdlets.Engine.Json;
using RecordingCmdlets.Engine.Providers;

namespace RecordingCmdlets.Engine.Http;

/// <summary>An opened connection: one account at one service.</summary>
internal sealed class Connection(
    string name, ProviderDeclaration provider, Uri baseUri, ConnectionOptions options, Credential credential, ServiceClient client, DateTimeOffset connectedAt)
    : IDisposable
{
    public string Name { get; } = name;

    public ProviderDeclaration Provider { get; } = provider;

    public ServiceClient Client { get; } = client;

    public Uri BaseUri { get; } = baseUri;

    public string CredentialFingerprint => credential.Fingerprint;

    public int BulkSize(ResourceDeclaration resource) => resource.Batch is { } batch ? Math.Min(options.BulkSize ?? batch.Size, batch.Size) : 1;

    public string Path(Route route, RecordingReference? reference) => PathTemplate.Fill(route, reference, options.AccountId);

    /// <summary>Makes what users see of a record; null when it has no id and so cannot be named.</summary>
    public Recording? Make(ResourceDeclaration resource, RecordingFields fields)
    {
        if (string.IsNullOrEmpty(fields.Id)) return null;
        var raw = fields.Raw;
        var hidden = resource.Map.Hidden;
        var participants = resource.Map.Participants?.Invoke(fields);
        return new Recording
        {
            Provider = Provider.Name,
            Connection = Name,
            Kind = resource.Kind,
            Id = fields.Id,
            Title = fields.Title ?? resource.Map.Title?.Invoke(fields),
            Owner = fields.Owner,
            Site = fields.Site,
            Status = fields.Status,
            CreatedAt = fields.CreatedAt,
            StartedAt = fields.StartedAt,
            EndedAt = fields.EndedAt,
            Duration = fields.Duration,
            SizeBytes = fields.SizeBytes,
            Participants = participants?.OfType<string>().ToArray(),
            NamesAllParticipants = participants is not null && !participants.Contains(null),
            ReadService = () => ServiceDictionary.Read(raw, hidden),
            ListedBy = this,
        };
    }

    /// <summary>Reads one item; null when the service answers that it does not know it.</summary>
    /// <exception cref="RecordingException">The service refused or could not be reached.</exception>
    public async Task<Recording?> GetAsync(ResourceDeclaration resource, RecordingReference reference, CallScope scope)
    {
        var answer = await Client.SendAsync(new ServiceRequest(resource.Get, Path(resource.Get, reference)), scope);
        if (answer.StatusCode is 404 or 410) return null;
        if (!answer.IsSuccess) throw Client.Explain(answer);
        try
        {
            var recording = PageReader.ReadOne(answer.Body, resource.GetPath, resource.Map) is { } fields ? Make(resource, fields) : null;
            // The answer to a question for one id must speak of that id, or nothing can be concluded from it.
            return recording?.Id == reference.Id ? recording : throw new JsonException("The answer is about another item.");
        }
        catch (JsonException fault)
        {
            throw ErrorTable.Unreadable(Provider, answer, fault);
        }
    }

    public ConnectionInfo Describe() => new()
    {
        Name = Name,
        Provider = Provider.Name,
        BaseUri = BaseUri,
        Region = options.Region,
        AccountId = options.AccountId,
        CredentialSource = credential.Source,
        CredentialFingerprint = credential.Fingerprint,
        RequestsPerMinute = Client.Gate(Provider.Resources[0].Delete.Route.LimitClass).Current?.PerMinute,
        BulkSize = Provider.Resources.Max(BulkSize),
        ConnectedAt = connectedAt,
    };

    public void Dispose() => Client.Dispose();
}
