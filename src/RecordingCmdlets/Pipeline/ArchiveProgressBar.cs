using System.Globalization;
using System.Management.Automation;

namespace RecordingCmdlets.Pipeline;

/// <summary>The one bar of a run that saves, however many files come at one time: at most five updates a second.</summary>
internal sealed class ArchiveProgressBar(Cmdlet cmdlet, IArchiveRun run)
{
    private const int ActivityId = 0x5EC1;
    private const double Megabyte = 1024 * 1024;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    // A run that is over in a moment shows no bar at all.
    private long lastUpdate = TimeProvider.System.GetTimestamp();
    private bool isShown;

    public void Update()
    {
        if (TimeProvider.System.GetElapsedTime(lastUpdate) < Interval) return;
        lastUpdate = TimeProvider.System.GetTimestamp();
        var now = run.GetProgress();
        var status = string.Create(CultureInfo.InvariantCulture, $"{now.Settled:N0} of {now.Asked:N0} items, {now.Failed:N0} failed; {now.Bytes / Megabyte:N1} of {now.BytesExpected / Megabyte:N1} MiB");
        cmdlet.WriteProgress(new ProgressRecord(ActivityId, "Saving recordings", status)
        {
            CurrentOperation = now.Note ?? "",
            PercentComplete = now.BytesExpected > 0 ? (int)Math.Clamp(100 * now.Bytes / now.BytesExpected, 0, 100) : -1,
        });
        isShown = true;
    }

    public void Close()
    {
        if (!isShown) return;
        isShown = false;
        try
        {
            cmdlet.WriteProgress(new ProgressRecord(ActivityId, "Saving recordings", "Done") { RecordType = ProgressRecordType.Completed });
        }
        catch (PipelineStoppedException)
        {
            // The host takes the bar away itself when the pipeline is stopped.
        }
    }
}
