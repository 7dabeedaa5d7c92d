using System.Globalization;

namespace RecordingCmdlets.Engine.Querying;

/// <summary>
/// The whole query, checked again on what the service sent: a filter that a service ignores or reads otherwise must not
/// widen what is deleted. A value that is missing never matches.
/// </summary>
internal sealed class QueryFilter(RecordingQuery query)
{
    private readonly Wildcard[] titles = [.. query.Titles.Select(t => new Wildcard(t))];
    private readonly Wildcard[] owners = [.. query.Owners.Select(o => new Wildcard(o))];

    public bool Matches(Recording recording) =>
        (query.After is not { } after || recording.CreatedAt >= after)
        && (query.Before is not { } before || recording.CreatedAt < before)
        && (titles.Length == 0 || titles.Any(t => t.Matches(recording.Title)))
        && (owners.Length == 0 || owners.Any(o => o.Matches(recording.Owner)))
        && (query.Site is null || string.Equals(query.Site, recording.Site, StringComparison.OrdinalIgnoreCase))
        && (query.Statuses.Count == 0 || query.Statuses.Contains(recording.Status, StringComparer.OrdinalIgnoreCase))
        && query.Filter.All(f => recording.Service.TryGetValue(f.Key, out var value) && value is not null
            && string.Equals(Convert.ToString(value, CultureInfo.InvariantCulture), f.Value, StringComparison.Ordinal));
}
