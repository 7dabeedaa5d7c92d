using System.Collections.Concurrent;

namespace RecordingCmdlets.Engine.Http;

/// <summary>What all calls of one command share: who hears of it, and when it ends.</summary>
/// <param name="Notices">Receives warnings and request lines.</param>
/// <param name="Stop">Nothing new is sent once this fires; waits end.</param>
/// <param name="Abandon">What is in flight is given up once this fires.</param>
internal sealed record CallScope(INotices Notices, CancellationToken Stop, CancellationToken Abandon)
{
    private readonly ConcurrentDictionary<string, bool> said = new(StringComparer.Ordinal);

    public INotices Notices { get; } = new PlainNotices(Notices);

    public CallScope(INotices notices, CancellationToken stop) : this(notices, stop, stop)
    {
    }

    /// <summary>Warns once in this scope, however often it is called.</summary>
    public void WarnOnce(string key, string message)
    {
        if (said.TryAdd(key, true)) Notices.Warn(message);
    }

    /// <summary>Says what services wrote as plain text.</summary>
    private sealed class PlainNotices(INotices notices) : INotices
    {
        public void Warn(string message) => notices.Warn(PlainText.Of(message));

        public void Verbose(string message) => notices.Verbose(PlainText.Of(message));

        public void Debug(string message) => notices.Debug(PlainText.Of(message));
    }
}
