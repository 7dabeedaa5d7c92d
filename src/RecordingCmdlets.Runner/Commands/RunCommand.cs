using System.CommandLine;
using RecordingCmdlets.Engine;
using RecordingCmdlets.Runner.Configuration;

namespace RecordingCmdlets.Runner.Commands;

/// <summary>Plans and applies in one go, for schedules that nobody watches.</summary>
internal static class RunCommand
{
    public static Command Create(RunnerHost host)
    {
        var plan = new PlanOptions();
        var connections = new ConnectionChoice();
        var brakes = new BrakeOptions();
        var logs = new LogOptions();
        var command = new Command("run", "Makes a plan by a policy and applies it at once, within the policy's fuse.");
        plan.AddTo(command);
        brakes.AddTo(command);
        connections.AddTo(command);
        logs.AddTo(command);
        command.SetAction((parsed, stop) =>
        {
            var log = logs.Open(parsed, host, brakes.LeavesOutput(parsed));
            return Ending.OfAsync(log, async () =>
            {
                var engine = new RecordingEngine();
                var policy = engine.ReadPolicy(plan.Policy(parsed));
                using var job = await LockedJob.OpenAsync(engine, connections, brakes, parsed, host, log, stop);
                if (job is null) return ExitCode.Locked;
                var made = await job.Job.PlanAsync(plan.Make(parsed, policy, job.Connected, brakes.Audit(parsed, log)), job.Stop);
                return await job.Job.ApplyAsync(
                    new RetentionRunOptions { PlanPath = made.Path, PlanHash = made.Hash, Removal = brakes.Make(parsed, job.TimeLeft, log) }, stop);
            });
        });
        return command;
    }
}
