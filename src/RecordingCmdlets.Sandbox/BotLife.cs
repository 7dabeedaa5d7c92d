namespace RecordingCmdlets.Sandbox;

/// <summary>What is still to come for a bot: it goes on each time it is looked at, or as time goes by.</summary>
/// <param name="steps">What comes, in order.</param>
/// <param name="pace">How long each state lasts; null when looks decide.</param>
internal sealed class BotLife<T>(IReadOnlyList<T> steps, TimeSpan? pace)
{
    private DateTimeOffset last = TimeProvider.System.GetUtcNow();
    private bool isSeen;
    private int next;

    /// <summary>What has come since it was asked for last; one caller at a time.</summary>
    /// <param name="isLook">Whether the bot itself is looked at, and not a list.</param>
    public List<T> Due(bool isLook)
    {
        List<T> due = [];
        if (pace is { } time)
        {
            for (; next < steps.Count && TimeProvider.System.GetUtcNow() - last >= time; last += time) due.Add(steps[next++]);
        }
        else if (isLook && isSeen && next < steps.Count)
        {
            due.Add(steps[next++]);
        }

        // The first look finds it as it was.
        isSeen |= isLook;
        return due;
    }
}
