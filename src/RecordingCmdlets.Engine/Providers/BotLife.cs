namespace RecordingCmdlets.Engine.Providers;

/// <summary>The states that a bot goes through, as far as they are known. Others may come at any time, and are waited on.</summary>
internal sealed record BotLife
{
    /// <summary>Every state that is known.</summary>
    public required IReadOnlyList<string> States { get; init; }

    /// <summary>The states in which a bot has ended well and its data are complete.</summary>
    public required IReadOnlyList<string> Finished { get; init; }

    /// <summary>The states in which a bot has failed.</summary>
    public required IReadOnlyList<string> Failed { get; init; }

    /// <summary>The states after which only these can come. After any other state any may.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Followers { get; init; }

    /// <summary>Whether nothing more is recorded or made of it in this state.</summary>
    public bool IsOver(string? state) =>
        state is not null && (Finished.Contains(state) || Failed.Contains(state) || (Followers.TryGetValue(state, out var next) && next.Count == 0));

    /// <summary>Whether a bot in a state can still get to one of those wanted.</summary>
    public bool CanReach(string? state, IReadOnlySet<string> wanted) =>
        state is null || !Followers.TryGetValue(state, out var next) || next.Any(wanted.Contains);
}
