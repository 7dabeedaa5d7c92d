using System.Globalization;
using System.Text.Json;

namespace RecordingCmdlets.Sandbox;

/// <summary>The parameters of a list, read and checked. Parameters that the service does not document are ignored.</summary>
internal sealed class VonageListQuery
{
    private const string Offset = "+0000";

    private static readonly string[] Directions = ["INBOUND", "OUTBOUND", "INTRA_PBX"];

    private static readonly (string Parameter, Func<VonageRecording, string?> Field)[] ExactFilters =
    [
        ("call_direction", recording => recording.CallDirection),
        ("call_id", recording => recording.CallId),
        ("caller_id", recording => recording.CallerId),
        ("cnam", recording => recording.Cnam),
        ("dnis", recording => recording.Dnis),
    ];

    private readonly Dictionary<string, string> parameters;
    private readonly int firstPage;

    /// <summary>Reads a query.</summary>
    /// <param name="rawQuery">The query, still escaped.</param>
    /// <param name="firstPage">The number of the first page.</param>
    /// <param name="maxSize">What a larger page size comes down to.</param>
    public VonageListQuery(string rawQuery, int firstPage, int maxSize)
    {
        parameters = UrlText.ParseQuery(rawQuery);
        this.firstPage = firstPage;
        Page = (int)(Whole("page", firstPage, int.MaxValue) ?? firstPage);
        Size = (int)Math.Min(Whole("page_size", 1, int.MaxValue) ?? 10, maxSize);
        Started = TickRange.Between(Time("start:gte"), Time("start:lte"));
        IsAscending = Order();
        Filter = ReadFilter();
    }

    /// <summary>Reads the body of an export: the same parameters, as JSON. Null when it is no object.</summary>
    public static VonageListQuery? FromBody(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty) return new("", 1, 1);
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind != JsonValueKind.Object ? null : new(
                string.Join('&', json.RootElement.EnumerateObject().Select(part => $"{Uri.EscapeDataString(part.Name)}={Uri.EscapeDataString(part.Value.ToString())}")), 1, 1);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The first thing wrong with the query; null if nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary><c>page</c>.</summary>
    public int Page { get; }

    /// <summary><c>page_size</c> as it is granted.</summary>
    public int Size { get; }

    /// <summary>What <c>start:gte</c> and <c>start:lte</c> describe.</summary>
    public TickRange Started { get; }

    /// <summary>Whether the oldest come first.</summary>
    public bool IsAscending { get; }

    /// <summary>What the other parameters ask for; null when they ask for nothing.</summary>
    public Func<VonageRecording, bool>? Filter { get; }

    /// <summary>How many items come before the page.</summary>
    public long Skip => (Page - (long)firstPage) * Size;

    private string? Text(string name) => parameters.GetValueOrDefault(name);

    private long? Whole(string name, long min, long max)
    {
        if (Text(name) is not { } text) return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max) return value;
        Problem ??= $"The value of {name} is not allowed.";
        return null;
    }

    private DateTimeOffset? Time(string name)
    {
        if (Text(name) is not { } text) return null;

        // No other offset and no other form of this one: a plus that came as a space is noticed.
        if (text.EndsWith(Offset, StringComparison.Ordinal)
            && DateTimeOffset.TryParseExact(
                text.AsSpan(0, text.Length - Offset.Length), "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return time;
        }

        Problem ??= $"The value of {name} is not of the form yyyy-MM-ddTHH:mm:ss+0000.";
        return null;
    }

    private bool Order()
    {
        var order = Text("order");
        if (order is not (null or "start:DESC" or "start:ASC")) Problem ??= "The value of order is not allowed.";
        return order is "start:ASC";
    }

    private Func<VonageRecording, bool>? ReadFilter()
    {
        List<Func<VonageRecording, bool>> tests = [];
        foreach (var (parameter, field) in ExactFilters)
        {
            if (Text(parameter) is not { } wanted) continue;
            tests.Add(recording => string.Equals(field(recording), wanted, StringComparison.Ordinal));
        }

        if (Text("call_direction") is { } direction && !Directions.Contains(direction)) Problem ??= "The value of call_direction is not allowed.";
        if (Text("extension") is { } extension) tests.Add(recording => recording.Extensions?.Contains(extension) == true);
        if (Whole("duration:gte", 0, long.MaxValue) is { } shortest) tests.Add(recording => recording.Duration >= shortest);
        if (Whole("duration:lte", 0, long.MaxValue) is { } longest) tests.Add(recording => recording.Duration <= longest);
        return tests.Count == 0 ? null : recording => tests.TrueForAll(test => test(recording));
    }
}
