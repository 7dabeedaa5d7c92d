namespace RecordingCmdlets.Sandbox;

/// <summary>The parameters of a list, read and checked. Parameters that the service does not document are ignored.</summary>
internal sealed class RecallListQuery
{
    private readonly SandboxHttpRequest request;
    private readonly List<(string Raw, string Name, string Value)> parts = [];

    /// <summary>Reads the query of a request.</summary>
    public RecallListQuery(SandboxHttpRequest request)
    {
        this.request = request;
        foreach (var raw in request.RawQuery.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = raw.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = equals < 0 ? (raw, "") : (raw[..equals], raw[(equals + 1)..]);
            parts.Add((raw, UrlText.Decode(name, plusIsSpace: true), UrlText.Decode(value, plusIsSpace: true)));
        }
    }

    /// <summary>The first parameter that is wrong, and why; null if none is.</summary>
    public (string Field, string Message)? Problem { get; private set; }

    /// <summary>All names and values, in the order sent.</summary>
    public IEnumerable<(string Name, string Value)> Parameters => parts.Select(part => (part.Name, part.Value));

    /// <summary>A parameter's last value; null when it is absent.</summary>
    public string? Text(string name) => parts.FindLast(part => part.Name == name).Value;

    /// <summary>The values of a parameter that may come several times; null when it is absent.</summary>
    public string[]? Choices(string name, string[] allowed)
    {
        string[] values = [.. parts.Where(part => part.Name == name).Select(part => part.Value)];
        if (Array.Find(values, value => !allowed.Contains(value)) is { } wrong)
            Problem ??= (name, $"Select a valid choice. {wrong} is not one of the available choices.");
        return values.Length == 0 ? null : values;
    }

    /// <summary>The range that <c>name_after</c> and <c>name_before</c> describe.</summary>
    public TickRange Range(string name) => TickRange.Between(Time(name + "_after"), Time(name + "_before"));

    /// <summary>The address of the list as it was asked for.</summary>
    public string Self() => Address(request.RawQuery);

    /// <summary>The address of the list with a parameter set, or taken out if null.</summary>
    public string With(string name, string? value)
    {
        var kept = parts.Where(part => part.Name != name).Select(part => part.Raw);
        return Address(string.Join('&', value is null ? kept : kept.Append($"{name}={Uri.EscapeDataString(value)}")));
    }

    private string Address(string query) =>
        $"http://{request.GetHeader("Host")}{request.RawPath}{(query.Length == 0 ? "" : "?" + query)}";

    private DateTimeOffset? Time(string name)
    {
        if (Text(name) is not { } text) return null;
        var time = IsoTime.Parse(text);
        if (time is null) Problem ??= (name, "Enter a valid date/time.");
        return time;
    }
}
