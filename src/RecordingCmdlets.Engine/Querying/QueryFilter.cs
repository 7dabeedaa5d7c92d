using System.Globalization;
using RecordingCmdlets.Engine.Providers;

namespace RecordingCmdlets.Engine.Querying;

/// <summary>
/// The whole query, checked again on what the service sent: a filter that a service ignores or reads otherwise must not
/// widen what is deleted. A value that is missing never matches.
/// </summary>
internal sealed class QueryFilter(RecordingQuery query, ResourceDeclaration resource, string? site)
{
    private readonly Wildcard[] titles = [.. query.Titles.Select(t => new Wildcard(t))];
    private readonly Wildcard[] owners = [.. query.Owners.Select(o => new Wildcard(o))];

    public bool Matches(Recording recording) =>
        (query.After is not { } after || recording.CreatedAt >= after)
        && (query.Before is not { } before || recording.CreatedAt < before)
        && (titles.Length == 0 || titles.Any(t => t.Matches(recording.Title)))
        && (owners.Length == 0 || owners.Any(o => o.Matches(recording.Owner)))
        && (site is null || string.Equals(site, recording.Site, StringComparison.OrdinalIgnoreCase))
        && (query.MinimumDuration is not { } least || recording.Duration >= least)
        && (query.MaximumDuration is not { } most || recording.Duration <= most)
        && (query.IncludeAppSessions || !resource.IsAppSession(recording))
        && (query.Statuses.Count == 0 || query.Statuses.Contains(recording.Status, StringComparer.OrdinalIgnoreCase))
        && query.Filter.All(f => recording.Service.TryGetValue(f.Key, out var value) && value is not null
            && string.Equals(Convert.ToString(value, CultureInfo.InvariantCulture), f.Value, StringComparison.Ordinal));
}
