using System.Globalization;
using System.Management.Automation;

namespace RecordingCmdlets.Pipeline;

/// <summary>Counts what is listed while a plan is made; how much will come, no service says.</summary>
internal sealed class ListingProgressBar(Cmdlet cmdlet) : IProgress<long>
{
    private const int ActivityId = 0x5EC1;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private long lastUpdate = TimeProvider.System.GetTimestamp();
    private long listed;
    private bool isShown;

    public void Report(long value) => Interlocked.Exchange(ref listed, value);

    public void Update()
    {
        if (TimeProvider.System.GetElapsedTime(lastUpdate) < Interval) return;
        lastUpdate = TimeProvider.System.GetTimestamp();
        cmdlet.WriteProgress(new ProgressRecord(ActivityId, "Planning", string.Create(CultureInfo.InvariantCulture, $"{Interlocked.Read(ref listed):N0} listed")));
        isShown = true;
    }

    public void Close()
    {
        if (!isShown) return;
        isShown = false;
        try
        {
            cmdlet.WriteProgress(new ProgressRecord(ActivityId, "Planning", "Done") { RecordType = ProgressRecordType.Completed });
        }
        catch (PipelineStoppedException)
        {
            // The host takes the bar away itself when the pipeline is stopped.
        }
    }
}
