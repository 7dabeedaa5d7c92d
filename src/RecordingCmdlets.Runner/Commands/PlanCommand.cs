using System.CommandLine;
using RecordingCmdlets.Engine;
using RecordingCmdlets.Runner.Configuration;

namespace RecordingCmdlets.Runner.Commands;

/// <summary>Makes a plan for somebody to approve. Removes nothing.</summary>
internal static class PlanCommand
{
    public static Command Create(RunnerHost host)
    {
        var plan = new PlanOptions();
        var connections = new ConnectionChoice();
        var audit = new AuditChoice();
        var logs = new LogOptions();
        var command = new Command("plan", "Lists what a policy is about and writes a plan: remove or keep, with reasons for every item. Removes nothing.");
        plan.AddTo(command);
        connections.AddTo(command);
        audit.AddTo(command, withPath: false);
        logs.AddTo(command);
        command.SetAction((parsed, stop) =>
        {
            var log = logs.Open(parsed, host);
            return Ending.OfAsync(log, async () =>
            {
                var engine = new RecordingEngine();
                var policy = engine.ReadPolicy(plan.Policy(parsed));
                var header = audit.Make(parsed, folder: null, log);
                using var connected = await connections.ConnectAsync(engine, parsed, host, log, stop);
                var made = await new RetentionJob(connected.Session, log, host.Time).PlanAsync(plan.Make(parsed, policy, connected, header), stop);
                if (made.FuseBlown is { } blown)
                {
                    log.Warn($"This plan would not be applied: {blown}");
                    return ExitCode.Fuse;
                }

                if (made.ToRemove > 0) log.Explain([$"Apply it: recording-retention apply --plan {made.Path} --plan-hash {made.Hash} --holds <file>"]);
                return ExitCode.Done;
            });
        });
        return command;
    }
}
