namespace RecordingCmdlets;

/// <summary>What is waited for.</summary>
public sealed record class BotWaitOptions
{
    /// <summary>
    /// The word for every state in which a bot has ended well and its data are complete, whatever the service calls it. A bot
    /// that has failed is not finished.
    /// </summary>
    public const string Finished = "finished";

    /// <summary>The states, any of them, in the service's own words, or <see cref="Finished"/>.</summary>
    public IReadOnlyList<string> States { get; init; } = [Finished];

    /// <summary>How long is waited at the most; for ever when null.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>How often each bot is looked at, at the most.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>How a wait for one bot ended.</summary>
/// <param name="Reference">The bot.</param>
/// <param name="Bot">The bot as it was seen last; null when it was never seen.</param>
/// <param name="Error">Why it is not in one of the states: it cannot get there any more, the time was up, or it could not be looked at. Null when it is.</param>
public sealed record BotWaitResult(RecordingReference Reference, RecordingBot? Bot, RecordingException? Error);

/// <summary>Where a wait stands.</summary>
/// <param name="Waiting">Bots still waited for.</param>
/// <param name="Done">Bots whose wait has ended.</param>
/// <param name="LastSeen">The state that was seen last, with the bot's id.</param>
public sealed record BotWaitProgress(int Waiting, int Done, string? LastSeen);
