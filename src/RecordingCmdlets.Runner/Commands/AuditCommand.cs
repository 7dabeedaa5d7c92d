using System.CommandLine;
using RecordingCmdlets.Engine;
using RecordingCmdlets.Runner.Configuration;
using RecordingCmdlets.Runner.Output;

namespace RecordingCmdlets.Runner.Commands;

/// <summary>Checks ledgers, and settles what a run could not learn.</summary>
internal static class AuditCommand
{
    public static Command Create(RunnerHost host) => new("audit", "Ledgers: whether they are as they were written, and what became of what a run could not learn.")
    {
        CreateVerify(host),
        CreateResolve(host),
    };

    private static Argument<string?> PathArgument(RunnerHost host) => new("path")
    {
        Description = "A folder of ledgers or one .jsonl file; the one of RECORDING_RETENTION_AUDIT, or the user's own folder, when left out.",
        Arity = ArgumentArity.ZeroOrOne,
        DefaultValueFactory = _ => host.Variables.GetValueOrDefault(OptionVariables.Prefix + "AUDIT") is { } set && set != AuditOptions.StandardOutput && !string.IsNullOrWhiteSpace(set) ? set : null,
    };

    private static Command CreateVerify(RunnerHost host)
    {
        var path = PathArgument(host);
        var head = OptionSet.Text("--head", "The head that was given out at the end of the run.", "hash");
        var keyFile = AuditChoice.KeyFileOption();
        var logs = new LogOptions();
        var command = new Command("verify", "Checks that ledgers are as they were written.") { path, head, keyFile };
        logs.AddTo(command);
        command.SetAction((parsed, _) =>
        {
            var log = logs.Open(parsed, host);
            return Ending.OfAsync(log, () => Task.FromResult(Verify(parsed.GetValue(path), parsed.GetValue(head), AuditChoice.ReadKey(parsed.GetValue(keyFile), log), log)));
        });
        return command;
    }

    private static Command CreateResolve(RunnerHost host)
    {
        var path = PathArgument(host);
        var connections = new ConnectionChoice();
        var audit = new AuditChoice();
        var logs = new LogOptions();
        var command = new Command("resolve", "Asks the services what became of deletions whose outcome was not learned. Deletes nothing.") { path };
        connections.AddTo(command);
        audit.AddTo(command, withPath: false);
        logs.AddTo(command);
        command.SetAction((parsed, stop) =>
        {
            var log = logs.Open(parsed, host);
            return Ending.OfAsync(log, async () =>
            {
                var engine = new RecordingEngine();
                var open = engine.OpenAudit(parsed.GetValue(path)).ReadEntries().Where(e => e.NeedsResolution).ToList();
                if (open.Count == 0)
                {
                    log.Say("resolved", "Nothing is open.", ("open", 0));
                    return ExitCode.Done;
                }

                using var connected = await connections.ConnectAsync(engine, parsed, host, log, stop);
                // Where the entries came from is where their answers belong.
                var options = audit.Make(parsed, Path.GetDirectoryName(open[0].Path), log);
                return await ResolveAsync(connected.Session, open, options, log, stop);
            });
        });
        return command;
    }

    private static int Verify(string? path, string? head, Secret? key, RunLog log)
    {
        var table = new TextTable(("State", 8, false), ("Lines", 7, true), ("Broken", 6, true), ("Open", 5, true), ("Head", 12, false), ("File", 60, false));
        var (files, bad) = (0, 0);
        foreach (var found in new RecordingEngine().OpenAudit(path).Verify(head, key))
        {
            files++;
            if (!found.IsIntact) bad++;
            table.Add(found.State.ToString(), RunLog.Number(found.Lines), found.FirstBrokenLine is { } broken ? RunLog.Number(broken) : "", RunLog.Number(found.UnresolvedIntents), found.Head is { Length: > 12 } hash ? hash[..12] : "", Path.GetFileName(found.Path));
            log.Record(
                found.IsIntact ? "info" : "error",
                "ledger",
                $"{found.Path}: {found.State}. {found.Message}",
                ("path", found.Path), ("run", found.RunId), ("state", found.State), ("intact", found.IsIntact), ("lines", found.Lines), ("brokenLine", found.FirstBrokenLine), ("open", found.UnresolvedIntents), ("head", found.Head));
        }

        if (files > 0) log.Show(table);
        log.Say("verified", bad == 0 ? $"Nothing speaks against {RunLog.Count(files, "ledger", "ledgers")}." : $"Of {RunLog.Count(files, "ledger", "ledgers")} {RunLog.Number(bad)} are not as they were written.", ("ledgers", files), ("bad", bad));
        return bad == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private static async Task<int> ResolveAsync(IEngineSession session, List<AuditEntry> open, AuditOptions audit, RunLog log, CancellationToken stop)
    {
        var left = 0;
        await foreach (var entry in session.ResolveAsync(open, audit, log, stop))
        {
            if (entry.NeedsResolution) left++;
            log.Say(
                "settled",
                $"{entry.Provider} {entry.Kind} {entry.Id}: {entry.Outcome}. {entry.Reason}",
                ("provider", entry.Provider), ("connection", entry.Connection), ("kind", entry.Kind), ("id", entry.Id), ("outcome", entry.Outcome), ("evidence", entry.Evidence), ("reason", entry.Reason), ("run", entry.RunId));
        }

        log.Say("resolved", $"{RunLog.Number(open.Count)} were open, {RunLog.Number(left)} still are.", ("open", open.Count), ("left", left));
        return left == 0 ? ExitCode.Done : ExitCode.Incomplete;
    }

}
