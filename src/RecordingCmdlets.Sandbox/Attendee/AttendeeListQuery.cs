namespace RecordingCmdlets.Sandbox;

/// <summary>The parameters of a list, read and checked in the order of the service. Those that it does not document are ignored, but kept in links.</summary>
internal sealed class AttendeeListQuery
{
    private readonly List<KeyValuePair<string, string>> parameters = [];
    private readonly string[] states;

    /// <summary>Reads a query.</summary>
    public AttendeeListQuery(string rawQuery)
    {
        foreach (var part in rawQuery.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = part.Split('=', 2);
            parameters.Add(new(UrlText.Decode(pair[0], plusIsSpace: true), pair.Length == 1 ? "" : UrlText.Decode(pair[1], plusIsSpace: true)));
        }

        states = [.. parameters.Where(parameter => parameter.Key == "states").Select(parameter => parameter.Value)];
        if (Array.Find(states, state => !AttendeeStates.All.Contains(state)) is { } unknown)
        {
            Problem = $"Invalid state: {unknown}. Valid states are: {string.Join(", ", AttendeeStates.All)}";
        }

        JoinAfter = Time("join_at_after");
        JoinBefore = Time("join_at_before");
        MeetingUrl = Text("meeting_url");
        DeduplicationKey = Text("deduplication_key");
        Cursor = Text("cursor");
    }

    /// <summary>The first thing wrong with the query; null if nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary><c>cursor</c>.</summary>
    public string? Cursor { get; }

    private string? MeetingUrl { get; }

    private string? DeduplicationKey { get; }

    private DateTimeOffset? JoinAfter { get; }

    private DateTimeOffset? JoinBefore { get; }

    /// <summary>Whether a bot passes all filters; one without a time to join passes none that is about it.</summary>
    public bool Matches(AttendeeBot bot, DateTimeOffset? joinAt) =>
        (states.Length == 0 || states.Contains(bot.State))
        && (MeetingUrl is null || bot.MeetingUrl == MeetingUrl)
        && (DeduplicationKey is null || bot.DeduplicationKey == DeduplicationKey)
        && (JoinAfter is null || joinAt > JoinAfter)
        && (JoinBefore is null || joinAt < JoinBefore);

    /// <summary>The query of a link: this one with another cursor, its parameters by name.</summary>
    public string With(string cursor) => string.Join('&', parameters
        .Where(parameter => parameter.Key != "cursor")
        .Append(new("cursor", cursor))
        .OrderBy(parameter => parameter.Key, StringComparer.Ordinal)
        .Select(parameter => $"{Uri.EscapeDataString(parameter.Key)}={Uri.EscapeDataString(parameter.Value)}"));

    /// <summary>The last value of a parameter; an empty one counts as none.</summary>
    private string? Text(string name) => parameters.FindLast(parameter => parameter.Key == name).Value is { Length: > 0 } value ? value : null;

    private DateTimeOffset? Time(string name)
    {
        if (Text(name) is not { } text) return null;
        var time = IsoTime.Parse(text);
        if (time is null) Problem ??= $"Invalid {name} format. Use ISO 8601 format (e.g., 2024-01-18T12:34:56Z)";
        return time;
    }
}
