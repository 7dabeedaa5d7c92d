using System.Globalization;

namespace RecordingCmdlets.Sandbox;

/// <summary>The parameters of a list, read and checked. Parameters that the service does not document are ignored.</summary>
internal sealed class WebexListQuery
{
    private const int DefaultMax = 10;
    private const int MaxMax = 100;
    private const long DefaultWindow = 7 * TimeSpan.TicksPerDay;
    private const long LongestWindow = 30 * TimeSpan.TicksPerDay;

    private static readonly string[] Formats = ["MP4", "ARF"];
    private static readonly string[] ServiceTypes = ["MeetingCenter", "EventCenter", "TrainingCenter", "SupportCenter"];
    private static readonly string[] States = ["available", "deleted", "purged"];

    private readonly Dictionary<string, string> parameters;

    /// <summary>Reads a query.</summary>
    public WebexListQuery(string rawQuery)
    {
        parameters = UrlText.ParseQuery(rawQuery);
        Max = Whole("max", 1, MaxMax) ?? DefaultMax;
        Offset = Whole(WebexLinks.Offset, 0, int.MaxValue);
        MeetingId = Text("meetingId");
        Format = OneOf("format", Formats);
        ServiceType = OneOf("serviceType", ServiceTypes);
        State = (WebexState)Math.Max(0, Array.IndexOf(States, OneOf("status", States)));
        SiteUrl = Text("siteUrl");
        if (SiteUrl?.AsSpan().ContainsAny('/', ':') == true) Problem ??= "The value of siteUrl is no host name.";
    }

    /// <summary>The first thing wrong with the query; null if nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary><c>max</c>.</summary>
    public int Max { get; }

    /// <summary>How many items come before the page; null on the first one.</summary>
    public int? Offset { get; }

    /// <summary><c>meetingId</c>: of a series, a meeting in it or an instance.</summary>
    public string? MeetingId { get; }

    /// <summary><c>siteUrl</c>.</summary>
    public string? SiteUrl { get; }

    /// <summary><c>format</c>.</summary>
    public string? Format { get; }

    /// <summary><c>serviceType</c>.</summary>
    public string? ServiceType { get; }

    /// <summary><c>status</c>.</summary>
    public WebexState State { get; }

    /// <summary>A parameter's value; null when it is absent.</summary>
    public string? Text(string name) => parameters.GetValueOrDefault(name);

    /// <summary>The window from <c>from</c> until before <c>to</c>: seven days where one of them is left out.</summary>
    public TickRange Window(DateTimeOffset now, bool isLimited, bool refuseFractions)
    {
        var from = Time("from", refuseFractions);
        var to = Time("to", refuseFractions);
        var end = to ?? from + DefaultWindow ?? now.UtcTicks;
        var start = from ?? end - DefaultWindow;
        if (start > end) Problem ??= "The value of from is later than the value of to.";
        if (isLimited && end - start > LongestWindow) Problem ??= "The interval between from and to is longer than 30 days.";
        return new(start, end - 1);
    }

    private int? Whole(string name, int min, int max)
    {
        if (Text(name) is not { } text) return null;
        var isWhole = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value);
        if (isWhole && value >= min && value <= max) return value;
        Problem ??= $"The value of {name} is not allowed.";
        return null;
    }

    private string? OneOf(string name, string[] allowed)
    {
        if (Text(name) is not { } text) return null;
        if (!allowed.Contains(text, StringComparer.Ordinal)) Problem ??= $"The value of {name} is not allowed.";
        return text;
    }

    private long? Time(string name, bool refuseFractions)
    {
        if (Text(name) is not { } text) return null;
        var time = IsoTime.Parse(text);
        var isRefused = refuseFractions && text.Contains('.', StringComparison.Ordinal);
        if (time is null || isRefused) Problem ??= $"The value of {name} is no ISO 8601 time.";
        return time?.UtcTicks;
    }
}
