using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using RecordingCmdlets.Engine.Http;
using RecordingCmdlets.Engine.Json;
using RecordingCmdlets.Engine.Providers;

namespace RecordingCmdlets.Engine.Querying;

/// <summary>Lists one kind over one connection: pushes down what is safe, walks the pages, checks the rest here.</summary>
internal sealed class RecordingLister(Connection connection, ResourceDeclaration resource, CallScope scope)
{
    private const int SmallestWindowPage = 10;

    /// <summary>A run that lasts longer is announced.</summary>
    private static readonly TimeSpan LongRun = TimeSpan.FromMinutes(2);

    private readonly ListDeclaration list = resource.List;

    /// <summary>All matches, each once; memory holds a page or a window.</summary>
    /// <param name="query">What to list.</param>
    /// <param name="isProof">
    /// Whether what does not come counts as gone: then a listing that contradicts itself is an error at once, and whatever
    /// comes is given out, since an item that is shown in any way is not gone.
    /// </param>
    /// <param name="cancellation">Stops between two pages.</param>
    public async IAsyncEnumerable<Recording> ListAsync(RecordingQuery query, bool isProof = false, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var filter = new QueryFilter(query, resource, Site(query));
        foreach (var (part, owner) in Parts(query, isReadFirst: false, isProof))
            await foreach (var page in PagesAsync(part, owner, isProof, cancellation))
                foreach (var recording in page)
                    if (isProof || filter.Matches(recording)) yield return recording;
    }

    /// <summary>The first matches in the service's own order, newest first as a rule. Read whole before it is handed out, so that it survives deletion.</summary>
    /// <param name="query">What to list.</param>
    /// <param name="count">How many.</param>
    /// <param name="isWanted">What else must hold.</param>
    /// <param name="cancellation">Stops between two pages.</param>
    public async Task<List<Recording>> ListFirstAsync(RecordingQuery query, int count, Func<Recording, bool> isWanted, CancellationToken cancellation)
    {
        var filter = new QueryFilter(query, resource, Site(query));
        var found = new List<Recording>();
        foreach (var (part, owner) in Parts(query, isReadFirst: true))
        {
            await foreach (var page in PagesAsync(part, owner, isProof: false, cancellation))
            {
                found.AddRange(page.Where(r => filter.Matches(r) && isWanted(r)).Take(count - found.Count));
                if (found.Count >= count) return found;
            }
        }

        return found;
    }

    /// <summary>How many requests a listing takes now, at the least; null when it cannot be told beforehand.</summary>
    public async Task<long?> CountRequestsAsync(RecordingQuery query) => list.Paging switch
    {
        PageNumberPaging paging => (await ReceiveNumberedAsync(Parts(query, isReadFirst: false).First().Part, Parts(query, isReadFirst: false).First().Owner, paging, 1))().TotalPages,
        WindowPaging paging => WindowWalk.Split(Bounds(query, paging).From, Bounds(query, paging).To, paging.Longest).Count(),
        _ => null,
    };

    /// <summary>A listing takes one owner, and at some services one state.</summary>
    private IEnumerable<(ListQuery Part, string? Owner)> Parts(RecordingQuery query, bool isReadFirst, bool isProof = false)
    {
        var site = Site(query);
        if (list.SiteKey is not null && site is null && list.NoSiteWarning is { } warning) scope.WarnOnce($"site:{connection.Name}", $"{connection.Name}: {warning}");
        var statuses = list.Status is { IsRepeated: false } && query.Statuses.Count > 0
            ? query.Statuses.Select(s => s.ToLowerInvariant()).Distinct(StringComparer.Ordinal)
            : (IEnumerable<string?>)[null];
        foreach (var owner in Owners(query))
            foreach (var status in statuses)
                yield return (new ListQuery(list, query, site) { Status = status, IsReadFirst = isReadFirst, IsProof = isProof }, owner);
    }

    private string? Site(RecordingQuery query) => list.SiteKey is null ? query.Site : query.Site is { } site ? ConnectionFactory.SiteName(site) : connection.SiteUrl;

    /// <summary>The owners whose listings are asked for, where a listing is an owner's; otherwise none in particular.</summary>
    private IEnumerable<string?> Owners(RecordingQuery query)
    {
        if (!list.Route.Path.Contains("{owner}", StringComparison.Ordinal)) return [null];
        if (query.Owners.Count == 0) return [connection.Provider.Self];
        var patterns = query.Owners.Where(o => o.IndexOfAny(['*', '?', '[', '`']) >= 0).ToList();
        // Whatever its case, the word for the token's own user is that word.
        var named = query.Owners.Except(patterns).Select(o => string.Equals(o, connection.Provider.Self, StringComparison.OrdinalIgnoreCase) ? connection.Provider.Self! : o);
        var (exact, invalid) = (new List<string>(), new List<string>());
        foreach (var owner in named.Distinct(StringComparer.OrdinalIgnoreCase)) (resource.Owner?.WhyInvalid(owner) is null ? exact : invalid).Add(owner);
        // Other services may know these owners, so it is no error; but an empty answer to a slip reads like "nothing there".
        if (invalid.Count > 0)
            scope.WarnOnce($"no-owner:{connection.Name}", $"{connection.Name}: {resource.Kind} is listed by owner, and this names none: {string.Join(", ", invalid)}. An owner is {resource.Owner!.Description}.");
        if (patterns.Count == 0) return exact;
        scope.WarnOnce($"owner:{connection.Name}", $"{connection.Name}: {resource.Kind} is listed by owner, and owners cannot be found by pattern: only {connection.Provider.Self} is looked at. Name others exactly.");
        return exact.Append(connection.Provider.Self).Distinct(StringComparer.OrdinalIgnoreCase);
    }

    private IAsyncEnumerable<List<Recording>> PagesAsync(ListQuery part, string? owner, bool isProof, CancellationToken cancellation) => list.Paging switch
    {
        PageNumberPaging paging when part.IsReadFirst => PageNumberWalk.FirstToLastAsync(
            n => ReceiveNumberedAsync(part, owner, paging, n), paging.Size, paging.MayCountFromZero, WarnOfShort, cancellation),
        PageNumberPaging paging => PageNumberWalk.LastToFirstAsync(
            n => ReceiveNumberedAsync(part, owner, paging, n), paging.Size, isProof ? 0 : PageNumberWalk.EmptyPagesAllowed, paging.MayCountFromZero, WarnOfShort, cancellation),
        CursorPaging paging => CursorWalk.WalkAsync(
            next => FetchNextAsync(part, owner, paging, next), paging.SurvivesDeletion || part.IsReadFirst ? null : () => connection.Removals, cancellation),
        WindowPaging paging => WalkWindowsAsync(part, owner, paging, isProof, cancellation),
        _ => throw new InternalRuleException($"{connection.Provider.Name} declares a kind of paging that is not known."),
    };

    private void WarnOfShort(long missing) =>
        scope.WarnOnce($"short:{connection.Name}", string.Create(
            CultureInfo.InvariantCulture, $"{connection.Name}: {missing} recordings were announced and did not come. Others may be deleting; list again to be sure."));

    private async Task<Func<Page>> ReceiveNumberedAsync(ListQuery part, string? owner, PageNumberPaging paging, long number)
    {
        var pairs = part.Pairs().Prepend((paging.SizeKey, Number(paging.Size))).Prepend((paging.NumberKey, Number(number)));
        var answer = await connection.ReadListAsync(Request(ListQuery.Write(pairs), owner), scope);
        return () =>
        {
            var page = Read(answer, part, owner);
            AnnounceLongRun(page);
            return page;
        };
    }

    private async Task<Page> FetchNextAsync(ListQuery part, string? owner, CursorPaging paging, string? next) =>
        (await FetchAsync(part, ListQuery.Write(next is null ? part.Pairs() : part.Pairs().Append(NextLink.Position(next, paging.CursorKeys))), owner)).Page;

    private async IAsyncEnumerable<List<Recording>> WalkWindowsAsync(
        ListQuery part, string? owner, WindowPaging paging, bool isProof, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var (from, to) = Bounds(part.Query, paging);
        // Who wants the first few hears of the floor only when it was reached.
        if (!part.IsReadFirst) WarnOfFloor();
        await foreach (var page in WindowWalk.WalkAsync(window => FetchLinkedAsync(part with { Window = window }, owner, paging, isProof, cancellation), from, to, paging, cancellation))
            yield return page;
        WarnOfFloor();

        void WarnOfFloor()
        {
            if (part.Query.After is not null) return;
            scope.WarnOnce($"floor:{connection.Name}", string.Create(
                CultureInfo.InvariantCulture,
                $"{connection.Name} is listed back to {from.UtcDateTime:yyyy-MM-dd}. {(part.Query.Further > TimeSpan.Zero ? "What is older is not looked at." : "Give -After to say how far back to look.")}"));
        }
    }

    private static (DateTimeOffset From, DateTimeOffset To) Bounds(RecordingQuery query, WindowPaging paging)
    {
        var to = query.Before is { } before && before < query.Now ? before : query.Now;
        var from = query.After is { } after ? after.UtcTicks - paging.Slack.Ticks : Math.Max(JsonValues.Earliest.UtcTicks, to.UtcTicks - paging.Floor.Ticks - query.Further.Ticks);
        // Whole seconds, so that windows meet where the service can tell.
        return (Cut(from), Cut(to.UtcTicks + TimeSpan.TicksPerSecond - 1));
    }

    private static DateTimeOffset Cut(long ticks)
    {
        var known = Math.Clamp(ticks, 0, DateTimeOffset.MaxValue.UtcTicks);
        return new(known - (known % TimeSpan.TicksPerSecond), TimeSpan.Zero);
    }

    /// <summary>The pages of one window, by the links that the service gives.</summary>
    private async IAsyncEnumerable<List<Recording>> FetchLinkedAsync(
        ListQuery part, string? owner, WindowPaging paging, bool isProof, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var (page, link, own) = await FetchFirstOfWindowAsync(part, owner, paging);
        var (known, size) = (new HashSet<string>(StringComparer.Ordinal) { ListQuery.Write(own) }, page.Count);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return page.Items;
            if (link is null)
            {
                // A proxy may have taken the link away: a full page is no end that absence could be concluded from.
                if (isProof && size > 1 && page.Count >= size) throw CursorWalk.Cut();
                yield break;
            }

            var query = NextLink.Query(link, connection.Client.BuildUri(Request("", owner)), own);
            if (!known.Add(query)) throw CursorWalk.Endless();
            (page, link) = await FetchAsync(part, query, owner);
        }
    }

    /// <summary>Asks for smaller pages when the service cannot make a large one in time.</summary>
    private async Task<(Page Page, string? Link, List<(string Key, string Value)> Own)> FetchFirstOfWindowAsync(ListQuery part, string? owner, WindowPaging paging)
    {
        for (var size = paging.Size; ; size /= 2)
        {
            var own = part.Pairs().Prepend((paging.SizeKey, Number(size))).ToList();
            try
            {
                var (page, link) = await FetchAsync(part, ListQuery.Write(own), owner);
                return (page, link, own);
            }
            catch (ProviderTimeoutException slow) when (slow.StatusCode == 504 && size / 2 >= SmallestWindowPage)
            {
                scope.Notices.Verbose($"{connection.Name}: asking for pages of {size / 2} after a gateway time-out.");
            }
        }
    }

    private ServiceRequest Request(string query, string? owner) =>
        new(list.Route, connection.Path(list.Route, new RecordingReference(connection.Provider.Name, connection.Name, resource.Kind, "", owner)), query);

    private async Task<(Page Page, string? Link)> FetchAsync(ListQuery part, string query, string? owner)
    {
        var answer = await connection.ReadListAsync(Request(query, owner), scope);
        return (Read(answer, part, owner), LinkHeader.Find(answer.Link, "next"));
    }

    /// <summary>Reads an answer, and gives its buffer back.</summary>
    private Page Read(ServiceAnswer answer, ListQuery part, string? owner)
    {
        try
        {
            var page = PageReader.Read(answer.Body, list, fields => connection.Make(resource, fields, owner), resource.Map);
            // What cannot be named is not listed, and must be neither taken for gone nor kept quiet about.
            if (page.Items.Count < page.Count && part.IsProof) throw new JsonException("A record has no id.");
            if (page.Items.Count < page.Count)
                scope.WarnOnce($"unnamed:{connection.Name}:{resource.Kind}", $"{connection.Name}: some records have no id and are passed over. There may be more items of kind {resource.Kind} than are listed.");
            return page;
        }
        catch (JsonException fault)
        {
            throw ErrorTable.Unreadable(connection.Provider, answer, fault);
        }
        finally
        {
            answer.Received.Dispose();
        }
    }

    /// <summary>Says how long it takes before it has taken it.</summary>
    private void AnnounceLongRun(Page page)
    {
        if (page.TotalItems is not { } items || connection.Client.Gate(list.Route.LimitClass).Current is not { } pace) return;
        var removalPace = connection.Pace.Current ?? pace;
        var listing = Span((page.TotalPages ?? 1) / pace.PerMinute);
        var removing = Span(items / removalPace.PerMinute);
        if (listing + removing < LongRun) return;
        scope.WarnOnce($"estimate:{connection.Name}:{resource.Kind}", string.Create(
            CultureInfo.InvariantCulture,
            $"{connection.Name}: {items:N0} items of kind {resource.Kind} at {pace.PerMinute:0.#} requests a minute: listing takes about {listing:d\\.hh\\:mm\\:ss}, removing all of them about {removing:d\\.hh\\:mm\\:ss}. Connect with -RequestsPerMinute if your quota is higher."));
    }

    // Totals are what a service says, and need not be any that a span can be made of.
    private static TimeSpan Span(double minutes) => TimeSpan.FromMinutes(Math.Clamp(minutes, 0, TimeSpan.FromDays(36_500).TotalMinutes));

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
