using System.Collections.Concurrent;
using System.Management.Automation;

namespace RecordingCmdlets.Pipeline;

/// <summary>Carries the engine's notices from its threads to the pipeline thread, where alone the host may be spoken to.</summary>
internal sealed class NoticeQueue : INotices
{
    private readonly ConcurrentQueue<(Action<Cmdlet, string> Write, string Message)> waiting = new();

    public void Warn(string message) => Add(static (cmdlet, text) => cmdlet.WriteWarning(text), message);

    public void Verbose(string message) => Add(static (cmdlet, text) => cmdlet.WriteVerbose(text), message);

    public void Debug(string message) => Add(static (cmdlet, text) => cmdlet.WriteDebug(text), message);

    public void Drain(Cmdlet cmdlet)
    {
        while (waiting.TryDequeue(out var notice)) notice.Write(cmdlet, notice.Message);
    }

    // A notice may quote what a service or a file says.
    private void Add(Action<Cmdlet, string> write, string message) => waiting.Enqueue((write, PlainText.Of(message)));
}
