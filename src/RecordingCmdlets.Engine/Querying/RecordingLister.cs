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
    /// <summary>All matches, each once; memory holds a page.</summary>
    /// <param name="query">What to list.</param>
    /// <param name="isProof">Whether what does not come counts as gone: then a listing that contradicts itself is an error at once.</param>
    /// <param name="cancellation">Stops between two pages.</param>
    public async IAsyncEnumerable<Recording> ListAsync(RecordingQuery query, bool isProof = false, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var filter = new QueryFilter(query);
        var pages = resource.List.Paging switch
        {
            PageNumberPaging paging => PageNumberWalk.LastToFirstAsync(
                n => FetchAsync(query, paging, n), paging.Size, isProof ? 0 : PageNumberWalk.EmptyPagesAllowed, cancellation),
            _ => throw new InternalRuleException($"{connection.Provider.Name} declares a kind of paging that is not known."),
        };
        await foreach (var page in pages)
            foreach (var recording in page)
                if (filter.Matches(recording)) yield return recording;
    }

    /// <summary>The first matches in the service's own order, newest first as a rule. Read whole before it is handed out, so that it survives deletion.</summary>
    public async Task<List<Recording>> ListFirstAsync(RecordingQuery query, int count, CancellationToken cancellation)
    {
        var filter = new QueryFilter(query);
        var found = new List<Recording>();
        var paging = (PageNumberPaging)resource.List.Paging;
        await foreach (var page in PageNumberWalk.FirstToLastAsync(n => FetchAsync(query, paging, n), paging.Size, cancellation))
        {
            found.AddRange(page.Where(filter.Matches).Take(count - found.Count));
            if (found.Count >= count) break;
        }

        return found;
    }

    /// <summary>How many pages a query has now; null when the service does not say.</summary>
    public async Task<long?> CountPagesAsync(RecordingQuery query) => (await FetchAsync(query, (PageNumberPaging)resource.List.Paging, 1)).TotalPages;

    private async Task<Page> FetchAsync(RecordingQuery query, PageNumberPaging paging, long number)
    {
        var request = new ServiceRequest(resource.List.Route, connection.Path(resource.List.Route, null), BuildQuery(query, paging, number));
        var answer = await connection.Client.ReadAsync(request, scope);
        try
        {
            return PageReader.Read(answer.Body, resource.List.ItemsPath, paging.TotalPagesPath, fields => connection.Make(resource, fields), resource.Map);
        }
        catch (JsonException fault)
        {
            throw ErrorTable.Unreadable(connection.Provider, answer, fault);
        }
    }

    private string BuildQuery(RecordingQuery query, PageNumberPaging paging, long number)
    {
        var list = resource.List;
        // Pinned to the run's start, so that what is recorded meanwhile does not push items from page to page.
        var upTo = query.Before is { } before && before < query.Now ? before : query.Now;
        var pairs = new List<(string Key, string Value)>
        {
            (paging.NumberKey, number.ToString(CultureInfo.InvariantCulture)),
            (paging.SizeKey, paging.Size.ToString(CultureInfo.InvariantCulture)),
        };
        if (list.CreatedToKey is { } toKey) pairs.Add((toKey, Moment(upTo.AddTicks(TimeSpan.TicksPerMillisecond - 1))));
        if (list.CreatedFromKey is { } fromKey && query.After is { } after) pairs.Add((fromKey, Moment(after)));
        foreach (var (key, value) in query.Filter) pairs.Add((list.Filters[key], value));
        return string.Join('&', pairs.Select(p => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}"));
    }

    // Cut to the millisecond, which services keep; the upper bound was raised by one before, so that nothing is lost.
    private static string Moment(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
