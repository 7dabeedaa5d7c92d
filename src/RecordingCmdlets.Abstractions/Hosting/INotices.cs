namespace RecordingCmdlets;

/// <summary>Where the engine says what a person should hear. May be called from any thread; must not block.</summary>
public interface INotices
{
    /// <summary>Something the person should know of.</summary>
    /// <param name="message">A sentence without secrets.</param>
    void Warn(string message);

    /// <summary>What is being done, a line a request.</summary>
    /// <param name="message">A line without secrets.</param>
    void Verbose(string message);

    /// <summary>Details for the hunt after a fault.</summary>
    /// <param name="message">A line without secrets.</param>
    void Debug(string message);
}

/// <summary>Notices that nobody reads.</summary>
public sealed class SilentNotices : INotices
{
    /// <summary>The one instance.</summary>
    public static SilentNotices Instance { get; } = new();

    private SilentNotices()
    {
    }

    /// <inheritdoc/>
    public void Warn(string message)
    {
    }

    /// <inheritdoc/>
    public void Verbose(string message)
    {
    }

    /// <inheritdoc/>
    public void Debug(string message)
    {
    }
}
