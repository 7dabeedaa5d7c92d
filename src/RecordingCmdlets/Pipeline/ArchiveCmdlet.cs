using System.Management.Automation;
using System.Security;
using RecordingCmdlets.Binding;

namespace RecordingCmdlets.Pipeline;

/// <summary>
/// What the cmdlets that save share. Items are saved by the engine's workers while the pipeline goes on; what was saved and
/// verified is handed on here, on the pipeline thread, as the very object that came in.
/// </summary>
public abstract class ArchiveCmdlet : RecordingCmdlet
{
    private readonly Dictionary<RemovalTarget, object> inputs = new(ReferenceEqualityComparer.Instance);
    private IArchiveRun? run;
    private ArchiveProgressBar? progress;

    /// <summary>The folder to save into. It is made if it is missing.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>What is saved of each item: Media, Transcript, Metadata. An item counts as saved only with all that is named here.</summary>
    [Parameter]
    public ArchiveParts Include { get; set; } = ArchiveParts.Media | ArchiveParts.Metadata;

    /// <summary>The names of the files below the folder, without extension. Must hold {Id}; also {Provider}, {Connection}, {Kind}, {Title}, {Owner} and {Created:yyyy-MM}. A slash makes a folder.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string NameTemplate { get; set; } = ArchiveOptions.DefaultName;

    /// <summary>The form that is wanted where a service has several, such as mp3 or wav. What is not to be had so is saved as it is, with a warning.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Format { get; set; }

    /// <summary>Items saved at one time.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 4;

    /// <summary>After this long nothing new is begun. Run the command again to go on. 90s, 15m, 2h or a TimeSpan object.</summary>
    [Parameter]
    [Duration]
    public TimeSpan? TimeLimit { get; set; }

    /// <summary>Why this is saved; goes into the manifest.</summary>
    [Parameter]
    public string? Reason { get; set; }

    /// <summary>The ticket or case that asks for it; goes into the manifest.</summary>
    [Parameter]
    public string? Ticket { get; set; }

    /// <summary>A key for an HMAC in the manifest's seal. With it only manifests that were sealed with it are believed.</summary>
    [Parameter]
    public SecureString? ManifestKey { get; set; }

    /// <summary>Hands on each item of which everything is on disk and was verified, as it came in, and no other.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected abstract bool IsForBots { get; }

    private protected virtual bool UsesExports => false;

    /// <inheritdoc/>
    protected override void EndProcessing() => Guard(() => Run(() =>
    {
        if (run is null) return;
        Wait(run.CompleteAsync());
        Tell();
        progress?.Close();
        ThrowIfBroken();
        Conclude(run.GetSummary());
    }));

    /// <summary>Takes what came down the pipeline, or says why it is not taken.</summary>
    private protected void SavePiped(PSObject input)
    {
        RemovalTarget? target = null;
        RunForItem(() => target = RemovalTargets.Read(input, IsForBots), input);
        if (target is not null) Save(target, input);
    }

    /// <summary>Hands one item in.</summary>
    private protected void Save(RemovalTarget target, object input) => Guard(() => Run(() =>
    {
        if (!ShouldProcess(Describe(target), $"Save {Include} to {Path}")) return;
        run ??= Begin();
        inputs[target] = input;
        Wait(run.SubmitAsync(target));
        Tell();
        ThrowIfBroken();
    }));

    /// <inheritdoc/>
    private protected override void OnTick()
    {
        Drain();
        progress?.Update();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // The run first: its manifest must be settled before anything else is let go.
        run?.Dispose();
        base.Dispose(disposing);
    }

    private static string Describe(RemovalTarget target) =>
        PlainText.Of(target.Recording is { Title: { } title } ? $"{target.Reference} \"{title}\"" : target.Reference.ToString());

    private IArchiveRun Begin()
    {
        var begun = Wait(Session.Engine.BeginArchiveAsync(
            new ArchiveOptions
            {
                Path = FilePath(Path)!,
                Include = Include,
                NameTemplate = NameTemplate,
                Format = Format?.TrimStart('.'),
                IsForBots = IsForBots,
                UsesExports = UsesExports,
                ThrottleLimit = ThrottleLimit,
                TimeLimit = TimeLimit,
                Manifest = AuditParameters.Make(this, null, isDisabled: false, Secrets.From(ManifestKey, nameof(ManifestKey)), Reason, Ticket),
            },
            Notices,
            Stop));
        progress = new ArchiveProgressBar(this, begun);
        return begun;
    }

    private void Drain()
    {
        while (run is not null && run.TryTakeResult(out var result, out var target))
        {
            inputs.Remove(target, out var input);
            if (PassThru && result.IsSafe) WriteObject(input);
            if (result.Error is not null && result.Error != run.Fault) WriteError(ErrorMapper.ToRecord(result.Error, input ?? result.Reference));
        }
    }

    private void ThrowIfBroken()
    {
        if (run?.Fault is { } fault) throw fault;
    }

    private void Conclude(ArchiveSummary summary)
    {
        if (summary.Counts.GetValueOrDefault(ArchiveOutcome.NotBegun) is > 0 and var left)
            WriteWarning(FormattableString.Invariant($"{left} items were not begun. Run the command again to go on: what is saved is not fetched again."));
        WriteInformation(summary, ["RecordingCmdlets", "ArchiveSummary"]);
    }

    /// <summary>Whatever ends the command, the bar does not stay behind.</summary>
    private void Guard(Action action)
    {
        try
        {
            action();
        }
        catch
        {
            progress?.Close();
            throw;
        }
    }
}
