using System.Globalization;
using System.Management.Automation;

namespace RecordingCmdlets.Pipeline;

/// <summary>The bar of a wait: at most five updates a second, and closed however the wait ends.</summary>
internal sealed class WaitProgressBar(Cmdlet cmdlet) : IProgress<BotWaitProgress>
{
    private const int ActivityId = 0x5EC1;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private long lastUpdate = TimeProvider.System.GetTimestamp();
    private volatile BotWaitProgress? latest;
    private bool isShown;

    public void Report(BotWaitProgress value) => latest = value;

    public void Update()
    {
        if (latest is not { } now || TimeProvider.System.GetElapsedTime(lastUpdate) < Interval) return;
        lastUpdate = TimeProvider.System.GetTimestamp();
        var status = string.Create(CultureInfo.InvariantCulture, $"{now.Done:N0} done, {now.Waiting:N0} waited for{(now.LastSeen is null ? "" : $"; last seen: {PlainText.Of(now.LastSeen)}")}");
        cmdlet.WriteProgress(new ProgressRecord(ActivityId, "Waiting for bots", status)
        {
            PercentComplete = (int)Math.Clamp(100L * now.Done / Math.Max(1, now.Done + now.Waiting), 0, 100),
        });
        isShown = true;
    }

    public void Close()
    {
        if (!isShown) return;
        isShown = false;
        try
        {
            cmdlet.WriteProgress(new ProgressRecord(ActivityId, "Waiting for bots", "Done") { RecordType = ProgressRecordType.Completed });
        }
        catch (PipelineStoppedException)
        {
            // The host takes the bar away itself when the pipeline is stopped.
        }
    }
}
