using System.Management.Automation;
using RecordingCmdlets.Binding;
using RecordingCmdlets.Completion;
using RecordingCmdlets.Pipeline;

namespace RecordingCmdlets.Cmdlets;

/// <summary>Waits until bots have finished, or are in a state that is named, and writes each as it gets there.</summary>
/// <remarks>
/// Each bot is looked at at once and then once an interval, inside the pace of its service. It is written as the service shows it
/// then, so that the next command can go on with it. "finished" means that the bot ended well and its data are complete: done,
/// analysis_done or analysis_failed at Recall.ai, ended at Attendee. A bot that failed, whose data are gone or that the service does
/// not know is an error at once, and so is one that has passed the state wanted and will not come back to it. A state that is new
/// is waited on. A short outage does not end a wait. Nothing is changed at the service.
/// </remarks>
/// <example>
/// <code>Wait-RecordingBot -Provider Recall -Id 3f0c9a52-6a1d-4a0e-9b61-7b7f5e0e2a11 -Timeout 2h</code>
/// <para>Provider Name                           Status              Age Id</para>
/// <para>Recall   Notetaker                      done                 1h 3f0c9a52-6a1d-4a0e-9b61-7b7f5e0e2a11</para>
/// <para>Waits for one bot for two hours at the most.</para>
/// </example>
/// <example>
/// <code>Get-RecordingBot -Provider Attendee -Status joined_recording | Wait-RecordingBot | Get-BotTranscript -AsText</code>
/// <para>Reads what was said in each meeting as soon as it is over. Bots are looked at while others are still listed.</para>
/// </example>
/// <example>
/// <code>Wait-RecordingBot -Provider Recall -Id 3f0c9a52-6a1d-4a0e-9b61-7b7f5e0e2a11 -For done, fatal | Select-Object -ExpandProperty Status</code>
/// <para>fatal</para>
/// <para>Takes a bot that failed as well as one that is done. Without fatal it would be the error BotFailed.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Wait, Nouns.Bot, DefaultParameterSetName = ByObject)]
[OutputType(typeof(RecordingBot))]
public sealed class WaitRecordingBotCommand : ItemCmdlet
{
    private Feed<RecordingReference, BotWaitResult>? feed;
    private WaitProgressBar? bar;

    /// <summary>The states to wait for, any of them: finished, or the service's own words. Words that no service has are refused.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(BotStateCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] For { get; set; } = [BotWaitOptions.Finished];

    /// <summary>How long is waited at the most, for all together: 90s, 15m, 2h, 1d or a TimeSpan object. A day when left out; with 0s each is looked at once.</summary>
    [Parameter]
    [Duration]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How often each bot is looked at: at most once a second, and once in ten seconds when left out.</summary>
    [Parameter]
    [Duration]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        bar = new WaitProgressBar(this);
        var options = new BotWaitOptions { States = For, Timeout = Timeout, Interval = Interval };
        feed = new(bots => Session.Engine.Bots.WaitAsync(bots, options, bar, Notices, Stop), Stop);
        WriteReady();
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        base.ProcessRecord();
        WriteReady();
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Run(() => Each(feed!.RestAsync(Stop), Write));
        bar?.Close();
    }

    private protected override void Take(RecordingReference item, object target) => feed!.Add(item);

    private protected override void OnTick() => bar?.Update();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        feed?.Close();
    }

    private void WriteReady() => Run(() =>
    {
        Tell();
        while (feed!.TryTake(out var result)) Write(result);
    });

    private void Write(BotWaitResult result)
    {
        if (result.Error is { } error) WriteError(ErrorMapper.ToRecord(error, (object?)result.Bot ?? result.Reference));
        else WriteObject(result.Bot);
    }
}
