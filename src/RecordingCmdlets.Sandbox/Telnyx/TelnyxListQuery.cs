using System.Globalization;

namespace RecordingCmdlets.Sandbox;

/// <summary>The parameters of a list, read and checked. Parameters that the service does not document are ignored.</summary>
internal sealed class TelnyxListQuery
{
    private const int MaxSize = 250;

    private readonly Dictionary<string, string> parameters;

    /// <summary>Reads a query.</summary>
    public TelnyxListQuery(string rawQuery)
    {
        parameters = UrlText.ParseQuery(rawQuery);
        Number = Whole("page[number]", 1, int.MaxValue);
        Size = Whole("page[size]", 20, MaxSize);
    }

    /// <summary>The first thing wrong with the query; null if nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary><c>page[number]</c>, from 1.</summary>
    public int Number { get; }

    /// <summary><c>page[size]</c>.</summary>
    public int Size { get; }

    /// <summary>How many items come before the page.</summary>
    public long Skip => (Number - 1L) * Size;

    /// <summary>A parameter's value; null when it is absent.</summary>
    public string? Text(string name) => parameters.GetValueOrDefault(name);

    /// <summary>The range that <c>filter[name][gte]</c> and <c>filter[name][lte]</c> describe.</summary>
    public TickRange Range(string name) => TickRange.Between(Time($"filter[{name}][gte]"), Time($"filter[{name}][lte]"));

    private int Whole(string name, int fallback, int max)
    {
        if (Text(name) is not { } text) return fallback;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= 1 && value <= max) return value;
        Problem ??= $"The value of {name} is not allowed.";
        return fallback;
    }

    private DateTimeOffset? Time(string name)
    {
        if (Text(name) is not { } text) return null;
        var time = IsoTime.Parse(text);
        if (time is null) Problem ??= $"The value of {name} is no ISO 8601 time.";
        return time;
    }
}
