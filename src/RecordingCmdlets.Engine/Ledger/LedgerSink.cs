using Microsoft.Win32.SafeHandles;
using RecordingCmdlets.Engine.Storage;

namespace RecordingCmdlets.Engine.Ledger;

/// <summary>Where a ledger's bytes go.</summary>
internal interface ILedgerSink : IDisposable
{
    /// <summary>The file, or <c>stdout</c>.</summary>
    string Path { get; }

    /// <summary>Takes whole lines and returns when they will outlive this process and this machine's power.</summary>
    void WriteDurably(ReadOnlySpan<byte> lines);
}

/// <summary>A new file that nobody else writes.</summary>
internal sealed class FileLedgerSink(string path) : ILedgerSink
{
    private readonly FileStream file = StateFolder.OpenForWriting(path, FileMode.CreateNew, FileShare.Read);

    public string Path { get; } = path;

    public void WriteDurably(ReadOnlySpan<byte> lines)
    {
        file.Write(lines);
        file.Flush(flushToDisk: true);
    }

    public void Dispose() => file.Dispose();
}

/// <summary>Standard output, for a host without a disk: whoever collects the lines must keep them.</summary>
internal sealed class StandardOutputLedgerSink : ILedgerSink
{
    // .NET's console stream keeps silent when the reader has gone; a ledger nobody reads must stop the run instead.
    private readonly Stream output = OperatingSystem.IsWindows()
        ? Console.OpenStandardOutput()
        : new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);

    public string Path => AuditOptions.StandardOutput;

    public void WriteDurably(ReadOnlySpan<byte> lines)
    {
        output.Write(lines);
        output.Flush();
    }

    public void Dispose() => output.Dispose();
}
