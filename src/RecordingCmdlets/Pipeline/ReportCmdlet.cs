using System.Management.Automation;

namespace RecordingCmdlets.Pipeline;

/// <summary>Makes a report while items pass. Whatever ends the command before its time, no half of one is left.</summary>
public abstract class ReportCmdlet : RecordingCmdlet
{
    private IReportRun? run;

    private protected void Begin(ReportOptions options) => run = Wait(Engine.BeginReportAsync(options, Stop));

    /// <summary>Takes in what came down the pipeline, or says why it is not taken.</summary>
    private protected void Take(PSObject? input) => Run(
        () =>
        {
            switch (input?.BaseObject)
            {
                case Recording recording:
                    run?.Add(recording);
                    break;
                case RecordingBot bot:
                    run?.Add(bot);
                    break;
                default:
                    // A report that silently lacks something would be a wrong one.
                    throw new RecordingArgumentException(
                        "ReportInputUnsupported",
                        $"{(input is null ? "$null" : $"A {input.TypeNames.FirstOrDefault()}")} is nothing that a report is made of.",
                        "Pipe in what Get-Recording or Get-RecordingBot gives in this session: in a job or a remote session, make the report there. Plans and ledgers are named by -PlanPath and -AuditPath.");
            }
        },
        input);

    private protected void End(bool isPassedThru) => Run(() =>
    {
        if (run is null) return;
        foreach (var file in Wait(run.CompleteAsync()))
        {
            WriteVerbose($"Wrote {file}.");
            // As Get-Item gives it, with all that PowerShell shows of a file.
            if (isPassedThru) WriteObject(InvokeProvider.Item.Get([file], force: true, literalPath: true), enumerateCollection: true);
        }
    });

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        run?.Dispose();
        base.Dispose(disposing);
    }
}
