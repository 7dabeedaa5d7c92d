using System.CommandLine;
using RecordingCmdlets.Engine;
using RecordingCmdlets.Runner.Configuration;

namespace RecordingCmdlets.Runner.Commands;

/// <summary>Removes exactly what an approved plan says.</summary>
internal static class ApplyCommand
{
    public static Command Create(RunnerHost host)
    {
        var file = OptionSet.Text("--plan", "The plan.", "file.jsonl", isRequired: true);
        var hash = OptionSet.Text("--plan-hash", "The hash that was approved.", "hash", isRequired: true);
        var age = OptionSet.Age("--max-plan-age", "An older plan is refused; 7d when left out.");
        var connections = new ConnectionChoice();
        var brakes = new BrakeOptions();
        var logs = new LogOptions();
        var command = new Command("apply", "Removes what an approved plan says, after holds and states were looked at again. It can be interrupted and run again.") { file, hash, age };
        brakes.AddTo(command);
        connections.AddTo(command);
        logs.AddTo(command);
        command.SetAction((parsed, stop) =>
        {
            var log = logs.Open(parsed, host, brakes.LeavesOutput(parsed));
            return Ending.OfAsync(log, async () =>
            {
                var engine = new RecordingEngine();
                using var job = await LockedJob.OpenAsync(engine, connections, brakes, parsed, host, log, stop);
                if (job is null) return ExitCode.Locked;
                var options = new RetentionRunOptions { PlanPath = parsed.GetValue(file)!, PlanHash = parsed.GetValue(hash), Removal = brakes.Make(parsed, job.TimeLeft, log) };
                return await job.Job.ApplyAsync(parsed.GetValue(age) is { } most ? options with { MaxPlanAge = most } : options, stop);
            });
        });
        return command;
    }
}
