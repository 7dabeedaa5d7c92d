using System.Globalization;
using System.Management.Automation;

namespace RecordingCmdlets.Pipeline;

/// <summary>The one bar of a removal run: at most five updates a second, and closed however the run ends.</summary>
internal sealed class RunProgressBar(Cmdlet cmdlet, Func<RemovalProgress> progress, long total = 0)
{
    private const int ActivityId = 0x5EC0;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    // A run that is over in a moment shows no bar at all.
    private long lastUpdate = TimeProvider.System.GetTimestamp();
    private bool isShown;

    public void Update()
    {
        if (TimeProvider.System.GetElapsedTime(lastUpdate) < Interval) return;
        lastUpdate = TimeProvider.System.GetTimestamp();
        var now = progress();
        var asked = Math.Max(total, now.Asked);
        var status = string.Create(CultureInfo.InvariantCulture, $"{now.Settled:N0} of {asked:N0} settled, {now.Deleted:N0} deleted, {now.Problems:N0} failed or unknown, {now.PerSecond:0.#}/s");
        if (now.Throttle is { } throttle) status += $"; {throttle}";
        var left = asked - now.Settled;
        cmdlet.WriteProgress(new ProgressRecord(ActivityId, "Removing recordings", status)
        {
            PercentComplete = asked > 0 ? (int)Math.Clamp(100 * now.Settled / asked, 0, 100) : -1,
            SecondsRemaining = now.PerSecond > 0 ? (int)Math.Min(left / now.PerSecond, int.MaxValue) : -1,
        });
        isShown = true;
    }

    public void Close()
    {
        if (!isShown) return;
        isShown = false;
        try
        {
            cmdlet.WriteProgress(new ProgressRecord(ActivityId, "Removing recordings", "Done") { RecordType = ProgressRecordType.Completed });
        }
        catch (PipelineStoppedException)
        {
            // The host takes the bar away itself when the pipeline is stopped.
        }
    }
}
