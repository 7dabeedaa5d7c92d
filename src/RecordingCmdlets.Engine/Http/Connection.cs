using System.Text.Json;
using RecordingCmdlets.Engine.Json;
using RecordingCmdlets.Engine.Providers;

namespace RecordingCmdlets.Engine.Http;

/// <summary>What a connection was told, or found in the environment, besides its credential.</summary>
/// <param name="Region">The region.</param>
/// <param name="BaseUri">Another base address than the service's own.</param>
/// <param name="AccountId">The account that paths name.</param>
/// <param name="SiteUrl">The site that listings are about.</param>
/// <param name="Role">The capacity to act in.</param>
internal sealed record ConnectionSettings(string? Region, Uri? BaseUri, string? AccountId, string? SiteUrl, string? Role);

/// <summary>What decides which items a connection can see.</summary>
/// <param name="Address">The base address that requests go to.</param>
/// <param name="Credential">The fingerprint of the credential.</param>
/// <param name="AccountId">The account that paths name.</param>
/// <param name="Role">The capacity it acts in.</param>
internal sealed record ConnectionView(string? Address, string? Credential, string? AccountId, string? Role);

/// <summary>Whether an item is there, as far as a look at it tells.</summary>
internal enum Presence
{
    /// <summary>It could not be learned.</summary>
    Unknown,

    /// <summary>The service shows it.</summary>
    There,

    /// <summary>The service shows it as removed.</summary>
    Gone,

    /// <summary>The service does not know it.</summary>
    Missing,
}

/// <summary>An opened connection: one account at one service.</summary>
internal sealed class Connection(
    string name, ProviderDeclaration provider, Uri baseUri, ConnectionOptions options, ConnectionSettings settings, Credential credential, ServiceClient client,
    DateTimeOffset connectedAt)
    : IDisposable
{
    private long removals;
    private readonly SemaphoreSlim pathTurn = new(1);
    private int pathTried;
    private volatile bool isPathFound;
    private volatile bool wasPathSought;
    private readonly Lazy<LinkClient> links = new(() => new LinkClient(baseUri, options.Proxy));

    public string Name { get; } = name;

    public ProviderDeclaration Provider { get; } = provider;

    public ServiceClient Client { get; } = client;

    public Uri BaseUri { get; } = baseUri;

    public string CredentialFingerprint => credential.Fingerprint;

    /// <summary>Follows the signed links of this service, without its credential.</summary>
    public LinkClient Links => links.Value;

    /// <summary>What is seen from here: the address that requests go to, the account and the role. Elsewhere a 404 proves nothing.</summary>
    public ConnectionView View => new(Client.Address, credential.Fingerprint, settings.AccountId, settings.Role);

    /// <summary>The kinds that the credential's role can reach.</summary>
    public IReadOnlyList<ResourceDeclaration> Resources { get; } = [.. provider.ResourcesFor(settings.Role)];

    /// <summary>Whether a 404 can be about the item: where there are two paths, one must have served a listing.</summary>
    private bool IsPathKnown => isPathFound || Client.OtherPath is null;

    /// <summary>The site that listings are about; null for the service's own choice.</summary>
    public string? SiteUrl => settings.SiteUrl;

    /// <summary>Counts removals as they leave and as they are answered: a listing that is under way may be shifted by them.</summary>
    public long Removals => Interlocked.Read(ref removals);

    public void NoteRemoval() => Interlocked.Increment(ref removals);

    /// <summary>The pace of deletions, as far as it is known.</summary>
    public RateGate Pace => Client.Gate(Resources[0].Delete.Route.LimitClass);

    public int BulkSize(RemovalDeclaration? method) => method?.Batch is { } batch ? Math.Min(options.BulkSize ?? batch.Size, batch.Size) : 1;

    public string Path(Route route, RecordingReference? reference) => PathTemplate.Fill(route, reference, settings.AccountId, Provider.Self);

    /// <summary>The one kind that a name means; the empty name means the only one.</summary>
    /// <param name="kind">The name.</param>
    /// <param name="isWanted">What is asked about: bots or recordings.</param>
    /// <exception cref="RecordingArgumentException">There is none, or there are several.</exception>
    public ResourceDeclaration RequireResource(string kind, Func<ResourceDeclaration, bool> isWanted)
    {
        var wanted = Resources.Where(isWanted).ToList();
        var found = kind.Length == 0
            ? wanted.Where(r => wanted.Count == 1 || r.Kind == RecordingKinds.Recording).ToList()
            : wanted.Where(r => string.Equals(r.Kind, kind, StringComparison.OrdinalIgnoreCase)).ToList();
        if (found.Count == 1) return found[0];
        var kinds = string.Join(", ", wanted.Select(r => r.Kind));
        throw new RecordingArgumentException(
            "RecordingKindMismatch",
            wanted.Count == 0 ? $"{Provider.Name} has nothing that this command is for. Nothing was sent."
            : kind.Length == 0 ? $"{Provider.Name} has several kinds, and an id belongs to one of them. Nothing was sent."
            : $"{Provider.Name} has no '{kind}' that this command is for. Nothing was sent.",
            Resources.FirstOrDefault(r => string.Equals(r.Kind, kind, StringComparison.OrdinalIgnoreCase)) is { } other
                ? other.IsBot ? "Bots are for Get-RecordingBot and Remove-BotMedia." : "Recordings are for Get-Recording and Remove-Recording."
            : wanted.Count == 0 ? "Recordings are for Get-Recording and Remove-Recording, bots for Get-RecordingBot and Remove-BotMedia."
            : $"It has: {kinds}; name one with -Kind or in the row's Kind column.");
    }

    /// <summary>Says what is wrong with an id or owner; throws before it can become part of a path.</summary>
    /// <exception cref="RecordingArgumentException">Something is wrong.</exception>
    public static void RequireValid(ResourceDeclaration resource, RecordingReference item)
    {
        var invalid = resource.Id.WhyInvalid(item.Id) ?? (string.IsNullOrEmpty(item.Owner) ? null : resource.Owner?.WhyInvalid(item.Owner));
        if (invalid is not null)
            throw new RecordingArgumentException("RecordingIdInvalid", $"{invalid} Nothing was sent.", "Correct the id; pipe from Get-Recording or Get-RecordingBot where you can.");
    }

    /// <summary>Reads a page of a listing. Where the service is published under two paths, the other is tried once.</summary>
    /// <exception cref="RecordingException">The service refused or could not be reached.</exception>
    public async Task<ServiceAnswer> ReadListAsync(ServiceRequest request, CallScope scope)
    {
        var answer = await Client.SendAsync(request, scope);
        if (answer.StatusCode == 404 && Client.OtherPath is { } path && Interlocked.Exchange(ref pathTried, 1) == 0)
        {
            // Until it has answered nothing else goes there: a deletion sent to a path that is none would look like one done already.
            ServiceAnswer other;
            try
            {
                other = await Client.SendAsync(request with { BasePath = path, Trace = new CallTrace() }, scope);
            }
            catch (OperationCanceledException)
            {
                Interlocked.Exchange(ref pathTried, 0);
                throw;
            }

            if (other.IsSuccess)
            {
                Client.BasePath = path;
                isPathFound = true;
                return other;
            }
        }

        if (!answer.IsSuccess) throw Client.Explain(answer);
        isPathFound = true;
        Interlocked.Exchange(ref pathTried, 1);
        return answer;
    }

    /// <summary>
    /// Has a listing find the path, where there are two and none has succeeded yet: at a path that is none every item would
    /// seem to be gone.
    /// </summary>
    public async Task FindPathAsync(ResourceDeclaration resource, RecordingReference reference, CallScope scope)
    {
        if (IsPathKnown || wasPathSought) return;
        await pathTurn.WaitAsync(scope.Stop);
        try
        {
            if (!IsPathKnown && !wasPathSought)
                await ReadListAsync(new ServiceRequest(resource.List.Route, Path(resource.List.Route, reference), resource.List.ProbeQuery(connectedAt)), scope);
            wasPathSought = true;
        }
        catch (RecordingException)
        {
            // Whatever it is, it is for the call that was asked for to say it.
            wasPathSought = true;
        }
        finally
        {
            pathTurn.Release();
        }
    }

    /// <summary>Makes what users see of a record; null when it has no id and so cannot be named.</summary>
    /// <param name="resource">Its kind.</param>
    /// <param name="fields">What was read.</param>
    /// <param name="owner">The owner in the path that it was read by, where the record does not name one.</param>
    public Recording? Make(ResourceDeclaration resource, RecordingFields fields, string? owner = null)
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
            Owner = fields.Owner ?? owner,
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
            ReadLabels = resource.Labels is { } labels ? () => LabelReader.Read(raw, labels) : null,
            Bot = fields.Bot,
            RelatedIds = fields.Bot is { } facts ? (facts.NamesAllRecordings ? facts.RecordingIds : null) : fields.BotId is { } bot ? [bot] : fields.IsBotUnknown ? null : [],
            ListedBy = this,
        };
    }

    /// <summary>Whether a 404 or 410 is about the item. A page says that nobody answers there, and a path that is none knows nothing.</summary>
    public bool SaysUnknown(ResourceDeclaration resource, ServiceAnswer answer) =>
        answer is { StatusCode: 404 or 410, IsPage: false } && IsPathKnown && resource.IsUnknown(answer.Words);

    /// <summary>Reads one item; null when the service answers that it does not know it.</summary>
    /// <exception cref="RecordingException">The service refused or could not be reached.</exception>
    public async Task<Recording?> GetAsync(ResourceDeclaration resource, RecordingReference reference, CallScope scope) =>
        (await ReadAsync(resource, reference, scope))?.Item;

    /// <summary>Reads one item with the record that it was made of, which may hold secrets; null when the service answers that it does not know it.</summary>
    /// <exception cref="RecordingException">The service refused or could not be reached.</exception>
    public async Task<(Recording Item, byte[] Record)?> ReadAsync(ResourceDeclaration resource, RecordingReference reference, CallScope scope)
    {
        await FindPathAsync(resource, reference, scope);
        var answer = await Client.SendAsync(new ServiceRequest(resource.Get, Path(resource.Get, reference), resource.GetQuery(reference)), scope);
        if (SaysUnknown(resource, answer)) return null;
        if (!answer.IsSuccess) throw Client.Explain(answer);
        try
        {
            var owner = resource.Get.Path.Contains("{owner}", StringComparison.Ordinal) ? OwnerOf(reference) : null;
            var fields = PageReader.ReadOne(answer.Body, resource.GetPath, resource.Map);
            var recording = fields is null ? null : Make(resource, fields, owner);
            // The answer to a question for one id must speak of that id, or nothing can be concluded from it.
            if (recording?.Id != reference.Id) throw new JsonException("The answer is about another item.");
            isPathFound = true;
            return (recording, fields!.Raw);
        }
        catch (JsonException fault)
        {
            throw ErrorTable.Unreadable(Provider, answer, fault);
        }
    }

    /// <summary>Whether an object was listed by this very account, from where it can be seen now. Otherwise it is a name and no more.</summary>
    public bool HasListed(Recording? recording) => recording?.ListedBy is Connection lister && lister.Provider == Provider && lister.View == View;

    /// <summary>What is known of an item: by its listing, or else by a look.</summary>
    /// <exception cref="RecordingException">It was listed elsewhere, is not known, or cannot be looked at.</exception>
    public async Task<Recording> RequireFactsAsync(ResourceDeclaration resource, RecordingReference item, Recording? recording, CallScope scope)
    {
        if (HasListed(recording) && recording!.Reference == item) return recording;
        if (recording?.ListedBy is Connection) throw ListedElsewhere(item);
        return await GetAsync(resource, item, scope) ?? throw Unknown(item);
    }

    /// <summary>The refusal of an object that another account listed.</summary>
    public RecordingArgumentException ListedElsewhere(RecordingReference item) => new(
        "ConnectionMismatch", $"{item} was listed over another account or address than the connection '{Name}' has now. Nothing was sent for it.", "List it again over this connection.");

    /// <summary>The error for an item that the service does not know.</summary>
    public RecordingNotFoundException Unknown(RecordingReference reference) => new(
        $"{Provider.DisplayName} does not know the id '{reference.Id}'.",
        Client.Place + (Provider.Advice.GetValueOrDefault(404) ?? "Check the id and the connection: another account does not know it."))
    { StatusCode = 404 };

    /// <summary>Looks whether an item is still there for this way of removing it. Never throws for what the service does.</summary>
    public async Task<(Presence Presence, Recording? Facts)> LookAsync(
        ResourceDeclaration resource, RemovalDeclaration method, RecordingReference reference, CallScope scope, Recording? before = null)
    {
        try
        {
            var facts = await GetAsync(resource, reference, scope);
            return (facts is null ? Presence.Missing : method.IsGoneSince(before, facts) ? Presence.Gone : Presence.There, facts);
        }
        catch (Exception fault) when (fault is RecordingException or OperationCanceledException)
        {
            return (Presence.Unknown, null);
        }
    }

    /// <summary>The owner that a path names for an item.</summary>
    public string? OwnerOf(RecordingReference? reference) => string.IsNullOrEmpty(reference?.Owner) ? Provider.Self : reference.Owner;

    public ConnectionInfo Describe() => new()
    {
        Name = Name,
        Provider = Provider.Name,
        BaseUri = BaseUri,
        Region = settings.Region,
        AccountId = settings.AccountId,
        SiteUrl = settings.SiteUrl,
        Role = settings.Role,
        CredentialSource = credential.Source,
        CredentialFingerprint = credential.Fingerprint,
        RequestsPerMinute = Pace.Current?.PerMinute,
        BulkSize = Resources.Max(r => Math.Max(BulkSize(r.Delete), BulkSize(r.Recycle))),
        ConnectedAt = connectedAt,
    };

    public void Dispose()
    {
        Client.Dispose();
        if (links.IsValueCreated) links.Value.Dispose();
        pathTurn.Dispose();
    }
}
