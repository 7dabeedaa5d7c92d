using System.Runtime.InteropServices;

namespace RecordingCmdlets.Runner;

/// <summary>
/// The first signal asks for an end: nothing new is sent, and what is under way is waited for. A second one of any kind is obeyed
/// at once; the ledger then has no seal.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly List<PosixSignalRegistration> registrations = [];
    private int received;

    public StopSignals()
    {
        foreach (var signal in (ReadOnlySpan<PosixSignal>)[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT, PosixSignal.SIGHUP])
            registrations.Add(PosixSignalRegistration.Create(signal, Receive));
    }

    public CancellationToken Token => source.Token;

    public void Dispose()
    {
        foreach (var registration in registrations) registration.Dispose();
        source.Dispose();
    }

    private void Receive(PosixSignalContext context)
    {
        if (Interlocked.Increment(ref received) > 1) return;
        context.Cancel = true;
        // Not on the thread that signals come by: whoever hears of it may take a while.
        _ = source.CancelAsync();
    }
}
