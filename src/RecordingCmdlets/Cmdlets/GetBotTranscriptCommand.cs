using System.Management.Automation;
using RecordingCmdlets.Completion;
using RecordingCmdlets.Pipeline;

namespace RecordingCmdlets.Cmdlets;

/// <summary>Reads what was said in a bot's meeting or in a recording.</summary>
/// <remarks>
/// One object for each time somebody spoke, with the time from the beginning of the recording where the service tells it: Recall.ai,
/// Attendee and Webex do, Telnyx has the text alone, Vonage has none. That there is no transcript is the error TranscriptMissing; one
/// that is still being made is TranscriptNotReady, and never half of it. An id without -Kind is a bot's, where a service has bots.
/// Names and words are the service's own, shown as plain text.
/// </remarks>
/// <example>
/// <code>Get-BotTranscript -Provider Recall -Id 3f0c9a52-6a1d-4a0e-9b61-7b7f5e0e2a11</code>
/// <para>Start     Speaker              Text</para>
/// <para>0:00:01   Ana Ruiz             Let us start.</para>
/// <para>Shows who said what, and when.</para>
/// </example>
/// <example>
/// <code>Get-RecordingBot -Provider Attendee -Status ended | ForEach-Object { $_ | Get-BotTranscript -AsVtt | Set-Content "$($_.Id).vtt" }</code>
/// <para>Writes subtitles for each meeting.</para>
/// </example>
/// <example>
/// <code>Get-Recording -Provider Webex -OlderThan 30d | Get-BotTranscript | Group-Object Speaker | Sort-Object Count -Descending</code>
/// <para>Counts who spoke how often. Recordings have transcripts as well as bots.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, Nouns.BotTranscript, DefaultParameterSetName = ByObject)]
[OutputType(typeof(TranscriptUtterance), typeof(string))]
public sealed class GetBotTranscriptCommand : ItemCmdlet
{
    /// <summary>The kind, where the id is not a bot's.</summary>
    [Parameter(ParameterSetName = ById)]
    [ArgumentCompleter(typeof(KindCompleter))]
    [ValidateNotNullOrEmpty]
    public string Kind { get; set; } = "";

    /// <summary>The owner (host), where the service needs it to find the item.</summary>
    [Parameter(ParameterSetName = ById)]
    public string? Owner { get; set; }

    /// <summary>Writes one text for each item, a line each time somebody spoke.</summary>
    [Parameter]
    public SwitchParameter AsText { get; set; }

    /// <summary>Writes one text for each item: WebVTT subtitles.</summary>
    [Parameter]
    public SwitchParameter AsVtt { get; set; }

    /// <summary>Writes one text for each item: SubRip subtitles.</summary>
    [Parameter]
    public SwitchParameter AsSrt { get; set; }

    private TranscriptFormat? Format => AsVtt ? TranscriptFormat.Vtt : AsSrt ? TranscriptFormat.Srt : AsText ? TranscriptFormat.Text : null;

    /// <inheritdoc/>
    protected override void BeginProcessing() => Run(() =>
    {
        if (((bool[])[AsText, AsVtt, AsSrt]).Count(chosen => chosen) > 1)
            throw new RecordingArgumentException("TranscriptFormatAmbiguous", "A transcript is written in one form at a time.", "Give one of -AsText, -AsVtt and -AsSrt.");
    });

    private protected override RecordingReference Named(string id) => base.Named(id) with { Kind = Kind, Owner = Owner };

    private protected override void Take(RecordingReference item, object target)
    {
        var transcript = Wait(Session.Engine.Bots.GetTranscriptAsync(item, Notices, Stop));
        if (Format is { } format) WriteObject(Session.Engine.Bots.Write(transcript, format));
        else WriteObject(transcript.Utterances, enumerateCollection: true);
    }
}
