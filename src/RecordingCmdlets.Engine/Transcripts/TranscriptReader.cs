using System.Text;
using System.Text.Json;
using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Json;
using RecordingCmdlets.Engine.Providers;
using RecordingCmdlets.Engine.Querying;

namespace RecordingCmdlets.Engine.Transcripts;

/// <summary>Reads what was said in an item, by the steps that its service declares.</summary>
internal sealed class TranscriptReader(TimeProvider time)
{
    /// <summary>No item has as many pages of transcripts.</summary>
    private const int MostPages = 100;

    /// <summary>Reads the transcript of an item.</summary>
    /// <returns>The transcript; null when the service says that there is none.</returns>
    /// <exception cref="TranscriptException">It is still being made.</exception>
    /// <exception cref="RecordingException">It could not be read.</exception>
    public async Task<ServiceTranscript?> ReadAsync(Connection connection, ResourceDeclaration resource, RecordingReference item, CallScope scope)
    {
        var declared = resource.Transcript ?? throw new InternalRuleException($"{resource.Kind} of {connection.Provider.Name} has no transcripts.");
        return (declared.OfKind is { } kind
            ? await ReadBotAsync(connection, resource, kind, item, scope)
            : await ReadItemAsync(connection, resource, declared, item, scope)).Transcript;
    }

    /// <summary>A bot's transcript is that of its recordings, one after the other.</summary>
    private async Task<Found> ReadBotAsync(Connection connection, ResourceDeclaration resource, string kind, RecordingReference item, CallScope scope)
    {
        var bot = await connection.GetAsync(resource, item, scope) ?? throw connection.Unknown(item);
        if (bot.Bot is not { NamesAllRecordings: true } facts)
            throw new ProviderResponseException($"{connection.Provider.DisplayName} does not tell which recordings {item} made.", "Give the recordings themselves.");
        var recordings = connection.RequireResource(kind, static r => !r.IsBot);
        var found = new List<Found>();
        foreach (var id in facts.RecordingIds)
        {
            var recording = item with { Kind = kind, Id = id };
            Connection.RequireValid(recordings, recording);
            found.Add(await ReadItemAsync(connection, recordings, recordings.Transcript!, recording, scope));
        }

        var spoken = found.Where(f => f.Transcript is not null).OrderBy(f => f.Item!.StartedAt).ToList();
        if (spoken.Count > 0) return new Found(bot, ServiceTranscript.Join([.. spoken.Select(f => Shift(f, spoken[0]))]));
        if (resource.Life?.IsOver(bot.Status) == false) throw NotReady(connection, item);
        return new Found(bot, null);
    }

    /// <summary>Times of a later recording count from the beginning of the first; where that cannot be told, there are none.</summary>
    private static ServiceTranscript Shift(Found later, Found first)
    {
        var by = ReferenceEquals(later, first) ? TimeSpan.Zero : later.Item!.StartedAt - first.Item!.StartedAt;
        return by == TimeSpan.Zero ? later.Transcript! : later.Transcript! with
        {
            Utterances = [.. later.Transcript!.Utterances.Select(u => u with { Start = u.Start + by, End = u.End + by })],
        };
    }

    private async Task<Found> ReadItemAsync(Connection connection, ResourceDeclaration resource, TranscriptDeclaration declared, RecordingReference item, CallScope scope)
    {
        for (var isFresh = false; ; isFresh = true)
        {
            try
            {
                return await ReadOnceAsync(connection, resource, declared, item, scope);
            }
            catch (LinkExpiredException) when (!isFresh)
            {
                scope.Notices.Verbose($"The link to the transcript of {item} had run out; a fresh one is asked for.");
            }
            catch (LinkExpiredException)
            {
                throw new ProviderRefusedException($"The media host refuses the link to the transcript of {item}, also a fresh one.", "Try again later.");
            }
        }
    }

    private async Task<Found> ReadOnceAsync(Connection connection, ResourceDeclaration resource, TranscriptDeclaration declared, RecordingReference item, CallScope scope)
    {
        Recording? seen = null;
        var lead = new TranscriptLead();
        if (declared.Look is { } look)
        {
            var (recording, record) = await connection.ReadAsync(resource, item, scope) ?? throw connection.Unknown(item);
            seen = recording;
            if (resource.IsAppSession(seen) && declared.OfAppSession is { } ofSession) declared = ofSession;
            using var document = JsonDocument.Parse(record);
            lead = look(seen, document.RootElement);
        }

        var parts = lead.Parts ?? await ListAsync(connection, declared, lead, item, scope);
        // Half a transcript is none: who saves it before a deletion would believe it whole.
        if (parts.Any(p => p.State == TranscriptState.Pending)) throw NotReady(connection, item);
        var ready = parts.Where(p => p.State == TranscriptState.Ready).ToList();
        if (ready.Count == 0) return new Found(seen, null);
        long? clock = declared.Clock is { } route ? await ReadClockAsync(connection, declared, route, item, scope) : null;
        var read = new List<ServiceTranscript>();
        foreach (var part in ready)
            if (await ReadPartAsync(connection, declared, part, clock, item, scope) is { } transcript) read.Add(transcript);
        return new Found(seen, read.Count == 0 || read.TrueForAll(t => t.Utterances.Count == 0) ? null : ServiceTranscript.Join(read));
    }

    private static async Task<List<TranscriptPart>> ListAsync(
        Connection connection, TranscriptDeclaration declared, TranscriptLead lead, RecordingReference item, CallScope scope)
    {
        var query = lead.Query ?? declared.Listing?.WriteQuery?.Invoke(item).ToList();
        if (declared.Listing is not { } listing || query is null)
            throw new ProviderResponseException($"{connection.Provider.DisplayName} does not tell where the transcript of {item} is to be looked for.", "Try again; if it stays so, report it.");
        var (first, about) = (ListQuery.Write(query), lead.About ?? item.Id);
        var found = new List<TranscriptPart>();
        var asked = new HashSet<string>(StringComparer.Ordinal);
        for (var next = first; next is not null;)
        {
            if (!asked.Add(next) || asked.Count > MostPages) throw CursorWalk.Endless();
            var page = new ServiceRequest(listing.Route, connection.Path(listing.Route, item), next);
            var answer = await connection.Client.ReadAsync(page, scope);
            (var parts, next) = Parse(connection, answer, body => (Members(body, listing.ItemsPath).Select(listing.Read).ToList(), Next(connection, listing, page, answer, body, query)));
            // A filter that is ignored brings everybody's; what does not say whose it is cannot be told from them.
            if (parts.Exists(p => p.About is null)) throw ErrorTable.Unreadable(connection.Provider, answer, null);
            found.AddRange(parts.Where(p => p.About == about));
            if (next is null && found.Count == 0 && parts.Count >= listing.LinkedSize) throw CursorWalk.Cut();
        }

        return found;
    }

    /// <summary>The query of the next page; null at the end.</summary>
    private static string? Next(
        Connection connection, TranscriptListing listing, ServiceRequest page, ServiceAnswer answer, JsonElement body, IReadOnlyList<(string Key, string Value)> query)
    {
        if (listing.LinkedSize is not null)
            return LinkHeader.Find(answer.Link, "next") is { } address ? NextLink.Query(address, connection.Client.BuildUri(page), query) : null;
        (string, string)? position = listing.CursorKeys.Count == 0 ? listing.Next(body)
            : JsonValues.Text(body, "next") is { } next ? NextLink.Position(next, listing.CursorKeys)
            : null;
        return position is { } at ? ListQuery.Write([.. query, at]) : null;
    }

    private async Task<ServiceTranscript?> ReadPartAsync(
        Connection connection, TranscriptDeclaration declared, TranscriptPart part, long? clock, RecordingReference item, CallScope scope)
    {
        ReadOnlyMemory<byte> bytes;
        if (part.Text is { } text) bytes = Encoding.UTF8.GetBytes(text);
        else if (part.Link is { } link) bytes = await FollowAsync(connection, link, scope);
        else if (declared.Content is { } route)
        {
            var named = part.Id is { } id ? item with { Id = id } : item;
            if (part.Id is not null && declared.Id?.WhyInvalid(part.Id) is not null)
                throw new ProviderResponseException($"{connection.Provider.DisplayName} names a transcript of {item} by something that is no id.", "Nothing was asked for by it. Report it.");
            var answer = await connection.Client.SendAsync(new ServiceRequest(route, connection.Path(route, named), declared.WriteContentQuery(item)), scope);
            if (answer is { StatusCode: 404, IsPage: false } && part.Id is null) return null;
            bytes = answer.IsSuccess ? answer.Body : throw connection.Client.Explain(answer);
        }
        else
        {
            throw new ProviderResponseException($"{connection.Provider.DisplayName} has a transcript of {item} and gives neither its text nor a link to it.", "Try again later.");
        }

        try
        {
            return new ServiceTranscript(bytes, declared.Extension, declared.Read(bytes, clock));
        }
        catch (Exception fault) when (fault is JsonException or FormatException)
        {
            throw new ProviderResponseException($"The transcript of {item} is in no form that can be read.", "Try again; if it stays so, the service has changed: report it.", fault);
        }
    }

    private async Task<ReadOnlyMemory<byte>> FollowAsync(Connection connection, string link, CallScope scope)
    {
        var content = await LinkedText.ReadAsync(connection.Links, link, time, scope);
        return content.StatusCode switch
        {
            200 => content.Bytes,
            403 => throw new LinkExpiredException(),
            >= 500 => throw new ProviderFailedException($"The media host of the transcript answered {content.StatusCode}.", "Try again later.") { StatusCode = content.StatusCode },
            _ => throw new ProviderRefusedException($"The media host of the transcript answered {content.StatusCode}.", "Try again later.") { StatusCode = content.StatusCode },
        };
    }

    /// <summary>The moment that times count from. Where there is no recording there is none.</summary>
    private static async Task<long?> ReadClockAsync(Connection connection, TranscriptDeclaration declared, Route route, RecordingReference item, CallScope scope)
    {
        var answer = await connection.Client.SendAsync(new ServiceRequest(route, connection.Path(route, item)), scope);
        if (answer.StatusCode == 404) return null;
        return answer.IsSuccess ? Parse(connection, answer, declared.ReadClock) : throw connection.Client.Explain(answer);
    }

    private static T Parse<T>(Connection connection, ServiceAnswer answer, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(answer.Body);
            return read(document.RootElement);
        }
        catch (JsonException fault)
        {
            throw ErrorTable.Unreadable(connection.Provider, answer, fault);
        }
    }

    private static JsonElement.ArrayEnumerator Members(JsonElement body, string name) =>
        JsonValues.Member(body, name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : throw new JsonException("The answer has no list of transcripts.");

    private static TranscriptException NotReady(Connection connection, RecordingReference item) => new(
        "TranscriptNotReady", $"The transcript of {item} is not complete yet at {connection.Provider.DisplayName}.", "Try again later; Wait-RecordingBot waits for a bot to finish.");

    private sealed record Found(Recording? Item, ServiceTranscript? Transcript);

    /// <summary>A signed link was refused: it has run out.</summary>
    private sealed class LinkExpiredException : Exception;
}
