using System.CommandLine;
using RecordingCmdlets.Engine;
using RecordingCmdlets.Runner.Configuration;
using RecordingCmdlets.Runner.Output;

namespace RecordingCmdlets.Runner.Commands;

/// <summary>Says of policy files what is wrong with them, or what they do.</summary>
internal static class ValidateCommand
{
    public static Command Create(RunnerHost host)
    {
        var files = new Argument<string[]>("policy") { Description = "Policy files, .json or .psd1.", Arity = ArgumentArity.OneOrMore };
        var logs = new LogOptions();
        var command = new Command("validate", "Says what is wrong with policies, or in plain sentences what they do.") { files };
        logs.AddTo(command);
        command.SetAction((parsed, _) =>
        {
            var log = logs.Open(parsed, host);
            return Ending.OfAsync(log, () => Task.FromResult(Validate(parsed.GetValue(files)!, log)));
        });
        return command;
    }

    private static int Validate(string[] files, RunLog log)
    {
        var engine = new RecordingEngine();
        var exit = ExitCode.Done;
        foreach (var file in files)
        {
            var report = engine.TestPolicy(file);
            // The form that editors and build servers make links of.
            foreach (var problem in report.Problems)
            {
                log.Record(
                    "error",
                    "problem",
                    FormattableString.Invariant($"{report.Path}({problem.Line},{problem.Column}): {(problem.Location.Length > 0 ? $"{problem.Location}: " : "")}{problem.Message}"),
                    ("path", report.Path), ("line", problem.Line), ("column", problem.Column), ("location", problem.Location));
            }

            if (!report.IsValid) exit = ExitCode.Failed;
            log.Say(
                "validated",
                report.IsValid ? $"{report.Path} is valid." : $"{report.Path} cannot be used: {RunLog.Count(report.Problems.Count, "problem", "problems")}.",
                ("path", report.Path), ("valid", report.IsValid), ("problems", report.Problems.Count), ("hash", report.Policy?.Hash), ("explanation", report.Explanation));
            log.Explain(report.Explanation);
        }

        return exit;
    }
}
