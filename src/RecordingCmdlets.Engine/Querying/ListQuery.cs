using System.Globalization;
using RecordingCmdlets.Engine.Providers;

namespace RecordingCmdlets.Engine.Querying;

/// <summary>What is asked of the service: the part of a query that it can be trusted with, under its own keys.</summary>
/// <param name="List">How the kind is listed.</param>
/// <param name="Query">What to list.</param>
/// <param name="Site">The site, where one is named.</param>
internal sealed record ListQuery(ListDeclaration List, RecordingQuery Query, string? Site)
{
    /// <summary>The state that a listing is about, where one listing takes one state.</summary>
    public string? Status { get; init; }

    /// <summary>Bounds in place of the query's own: a window.</summary>
    public (DateTimeOffset From, DateTimeOffset To)? Window { get; init; }

    /// <summary>Whether the listing is read to its end before anything is handed out, so that no filter can be shifted by deletion.</summary>
    public bool IsReadFirst { get; init; }

    /// <summary>Whether what does not come counts as gone.</summary>
    public bool IsProof { get; init; }

    /// <summary>The query without the paging, unescaped.</summary>
    public IEnumerable<(string Key, string Value)> Pairs()
    {
        var (from, to) = Bounds();
        if (List.CreatedToKey is { } toKey && to is { } upTo) yield return (toKey, List.Moments.WriteTo(upTo));
        if (List.CreatedFromKey is { } fromKey && from is { } after) yield return (fromKey, List.Moments.WriteFrom(after));
        if (List.DurationKeys is { } durations)
        {
            if (Query.MinimumDuration is { } least) yield return (durations.From, Milliseconds(least));
            if (Query.MaximumDuration is { } most) yield return (durations.To, Milliseconds(most));
        }

        if (List.SiteKey is { } siteKey && Site is not null) yield return (siteKey, Site);
        foreach (var status in Statuses()) yield return (List.Status!.Key, status);
        foreach (var (field, value) in Query.Filter)
            if (List.Filters[field] is var key && key.IsSent(value)) yield return (key.QueryKey, value);
    }

    private (DateTimeOffset? From, DateTimeOffset? To) Bounds()
    {
        if (Window is { } window) return window;
        // Numbered pages are pinned to the run's start, so that what is recorded meanwhile does not push items from page to page.
        var pin = List.Paging is PageNumberPaging ? Query.Now : (DateTimeOffset?)null;
        return (Query.After, Query.Before is { } before && !(pin < before) ? before : pin);
    }

    private List<string> Statuses()
    {
        if (List.Status is not { } filter) return [];
        if (!filter.IsRepeated) return Status is null ? [] : [Status];
        var wanted = Query.Statuses.Select(s => s.ToLowerInvariant()).Distinct(StringComparer.Ordinal).ToList();
        return filter.Values?.Intersect(wanted).Count() < wanted.Count || (!IsReadFirst && wanted.Any(filter.ChangedByDeletion.Contains)) ? [] : wanted;
    }

    // Whole milliseconds, inclusive on both sides as far as the services say; every item is checked again.
    private static string Milliseconds(TimeSpan duration) => ((long)duration.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);

    /// <summary>Writes pairs as a query, escaped.</summary>
    public static string Write(IEnumerable<(string Key, string Value)> pairs) =>
        string.Join('&', pairs.Select(p => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}"));
}
