using System.CommandLine;
using RecordingCmdlets.Runner.Output;

namespace RecordingCmdlets.Runner.Configuration;

/// <summary>What is said, and in which form.</summary>
internal sealed class LogOptions
{
    private readonly Option<string> form = new Option<string>("--log") { Description = "For people (text) or one JSON object a line (json).", DefaultValueFactory = _ => "text" }.AcceptOnlyFromAmong("text", "json");
    private readonly Option<bool> quiet = new("--quiet") { Description = "Without lines of progress." };
    private readonly Option<bool> verbose = new("--verbose") { Description = "With a line for each request and each item." };

    public void AddTo(Command command)
    {
        command.Add(form);
        command.Add(quiet);
        command.Add(verbose);
    }

    /// <summary>The log that was asked for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="host">Where it goes to.</param>
    /// <param name="leavesOutput">Standard output belongs to the ledger.</param>
    public RunLog Open(ParseResult parsed, RunnerHost host, bool leavesOutput = false)
    {
        var detail = parsed.GetValue(verbose) ? LogDetail.Verbose : parsed.GetValue(quiet) ? LogDetail.Quiet : LogDetail.Usual;
        var names = new OptionNames(parsed.CommandResult.Command.Options.Select(o => o.Name));
        return RunLog.Create(parsed.GetValue(form) == "json", detail, host, names, leavesOutput);
    }
}
