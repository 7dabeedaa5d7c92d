using System.Globalization;

namespace RecordingCmdlets.Engine.Providers;

/// <summary>How a kind is listed.</summary>
internal sealed class ListDeclaration
{
    public required Route Route { get; init; }

    public required Paging Paging { get; init; }

    /// <summary>Where the records stand in a page.</summary>
    public required IReadOnlyList<string> ItemsPath { get; init; }

    /// <summary>Whether a page without a list is an empty one, provided that it tells the total.</summary>
    public bool MayOmitItems { get; init; }

    /// <summary>The query key for "created at or after"; null when the service cannot filter so.</summary>
    public string? CreatedFromKey { get; init; }

    /// <summary>The query key for "created up to", inclusive; null when the service cannot filter so.</summary>
    public string? CreatedToKey { get; init; }

    /// <summary>How the bounds are written.</summary>
    public MomentFormat Moments { get; init; } = MomentFormat.Milliseconds;

    /// <summary>The query keys for the shortest and the longest duration in milliseconds; null when the service cannot filter so.</summary>
    public (string From, string To)? DurationKeys { get; init; }

    /// <summary>The query key for the site; null where there are no sites.</summary>
    public string? SiteKey { get; init; }

    /// <summary>What to warn of when no site is named; null for nothing.</summary>
    public string? NoSiteWarning { get; init; }

    /// <summary>How states are asked for; null when only what comes is looked at.</summary>
    public StatusFilter? Status { get; init; }

    /// <summary>
    /// The keys that <c>-Filter</c> takes. Each is the name of a field of the record, so that it can be checked again here: a
    /// service that ignores a filter lists everything. Only keys that deletion does not change.
    /// </summary>
    public IReadOnlyDictionary<string, FilterKey> Filters { get; init; } = new Dictionary<string, FilterKey>();

    /// <summary>The query of the cheapest page there is: one item, and of a listing by spans the last day.</summary>
    public string ProbeQuery(DateTimeOffset now) => Paging switch
    {
        PageNumberPaging paging => $"{Uri.EscapeDataString(paging.NumberKey)}=1&{Uri.EscapeDataString(paging.SizeKey)}=1",
        WindowPaging paging => $"{paging.SizeKey}=1&{CreatedFromKey}={Uri.EscapeDataString(Moments.WriteFrom(now.AddDays(-1)))}&{CreatedToKey}={Uri.EscapeDataString(Moments.WriteTo(now))}",
        _ => "",
    };

    /// <summary>Filters in their usual form: the field and the query key each is sent under.</summary>
    public static IReadOnlyDictionary<string, FilterKey> Keys(params (string Field, FilterKey Key)[] keys) =>
        keys.ToDictionary(k => k.Field, k => k.Key, StringComparer.OrdinalIgnoreCase);
}

/// <summary>A key of <c>-Filter</c>.</summary>
/// <param name="QueryKey">What it is sent under.</param>
/// <param name="Values">The values that the service takes; others are looked for here only. Null for any.</param>
internal sealed record FilterKey(string QueryKey, params string[]? Values)
{
    public bool IsSent(string value) => Values is not { Length: > 0 } || Values.Contains(value, StringComparer.Ordinal);
}

/// <summary>How a listing is asked for states.</summary>
/// <param name="Key">The query key.</param>
/// <param name="IsRepeated">Whether one request takes several; otherwise there is a listing for each.</param>
/// <param name="ChangedByDeletion">The states that deletion changes. A listing by these would shift under deletion, so they are looked for here.</param>
internal sealed record StatusFilter(string Key, bool IsRepeated, params string[] ChangedByDeletion)
{
    /// <summary>The states that the service takes; with another one, all are looked for here only. Null for any.</summary>
    public IReadOnlyList<string>? Values { get; init; }
}

/// <summary>How a moment is written in a query.</summary>
/// <param name="Pattern">The pattern, for UTC.</param>
/// <param name="Unit">The smallest span it can tell.</param>
/// <param name="Slack">How far a bound is pushed out, where it is not documented whether it belongs to the range. Every item is checked again.</param>
internal sealed record MomentFormat(string Pattern, TimeSpan Unit, TimeSpan Slack = default)
{
    public static MomentFormat Milliseconds { get; } = new("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", TimeSpan.FromMilliseconds(1));

    public static MomentFormat Seconds { get; } = new("yyyy-MM-dd'T'HH:mm:ss'Z'", TimeSpan.FromSeconds(1));

    /// <summary>A lower bound, never later than the moment.</summary>
    public string WriteFrom(DateTimeOffset moment) => Write(Shift(moment.UtcTicks - (moment.UtcTicks % Unit.Ticks) - Slack.Ticks));

    /// <summary>An upper bound, never earlier than the moment.</summary>
    public string WriteTo(DateTimeOffset moment) => Write(Shift(moment.UtcTicks + ((Unit.Ticks - (moment.UtcTicks % Unit.Ticks)) % Unit.Ticks) + Slack.Ticks));

    private string Write(DateTime moment) => moment.ToString(Pattern, CultureInfo.InvariantCulture);

    private DateTime Shift(long ticks) => new(Math.Clamp(ticks, 0, DateTime.MaxValue.Ticks - (DateTime.MaxValue.Ticks % Unit.Ticks)), DateTimeKind.Utc);
}

/// <summary>How a listing is cut into pages.</summary>
internal abstract record Paging;

/// <summary>Pages by number, with totals in each answer.</summary>
/// <param name="NumberKey">The query key of the page number.</param>
/// <param name="SizeKey">The query key of the page size.</param>
/// <param name="Size">The largest page size that the service takes.</param>
/// <param name="TotalPagesPath">Where an answer says how many pages there are.</param>
internal sealed record PageNumberPaging(string NumberKey, string SizeKey, int Size, IReadOnlyList<string> TotalPagesPath) : Paging
{
    /// <summary>Where an answer says how many items there are; empty where it does not.</summary>
    public IReadOnlyList<string> TotalItemsPath { get; init; } = [];

    /// <summary>Whether it is not certain that the first page is number 1: then page 0 is looked at as well when items are missing.</summary>
    public bool MayCountFromZero { get; init; }
}

/// <summary>Pages that name the next one in the body, as an address. Only its cursor is taken from there.</summary>
/// <param name="NextPath">Where an answer names the next page.</param>
/// <param name="CursorKeys">The query keys that may hold the position.</param>
/// <param name="SurvivesDeletion">Whether deleting listed items moves nothing; otherwise a last pass looks for what was skipped.</param>
internal sealed record CursorPaging(IReadOnlyList<string> NextPath, IReadOnlyList<string> CursorKeys, bool SurvivesDeletion) : Paging;

/// <summary>Spans of time, newest first, each read whole before any of it is handed out; within one, pages by a <c>Link</c> header.</summary>
/// <param name="SizeKey">The query key of the page size.</param>
/// <param name="Size">The largest page size that the service takes.</param>
/// <param name="Longest">The longest span of one request.</param>
/// <param name="Floor">How far back a listing goes that has no lower bound.</param>
internal sealed record WindowPaging(string SizeKey, int Size, TimeSpan Longest, TimeSpan Floor) : Paging
{
    /// <summary>The lower bound is this much earlier than asked for, where it is not documented which date of an item it is about.</summary>
    public TimeSpan Slack { get; init; }
}
