using System.CommandLine;
using System.CommandLine.Invocation;
using RecordingCmdlets.Runner.Commands;
using RecordingCmdlets.Runner.Configuration;

namespace RecordingCmdlets.Runner;

/// <summary>The commands, and what is the same for all of them: variables in place of options, and the end.</summary>
internal static class CommandLine
{
    // A reason may begin with @, which would be read as the name of a file with more arguments.
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    public static async Task<int> RunAsync(IReadOnlyList<string> args, RunnerHost host)
    {
        var root = CreateRoot(host);
        IReadOnlyList<string> all;
        try
        {
            all = OptionVariables.Complete(root, root.Parse(args, Parsing), args, host.Variables);
        }
        catch (RecordingArgumentException fault)
        {
            await host.Error.WriteLineAsync($"Error: {fault.ErrorId}: {fault.Message} {fault.RecommendedAction}");
            return ExitCode.Usage;
        }

        var parsed = root.Parse(all, Parsing);
        // In a log a page of help hides what is wrong.
        if (parsed.Action is ParseErrorAction error) error.ShowHelp = args.Count == 0;
        // Signals and exceptions are the runner's own business.
        var exit = await parsed.InvokeAsync(
            new InvocationConfiguration { Output = host.Output, Error = host.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, host.Stop);
        // Whoever asks for help has not called it wrongly, whatever is missing.
        return parsed.Action is ParseErrorAction ? ExitCode.Usage : exit;
    }

    private static RootCommand CreateRoot(RunnerHost host)
    {
        var root = new RootCommand("Retention of meeting and call recordings, without PowerShell.")
        {
            RehearseCommand.Create(host),
            ValidateCommand.Create(host),
            PlanCommand.Create(host),
            ApplyCommand.Create(host),
            RunCommand.Create(host),
            AuditCommand.Create(host),
        };
        HelpWithExitCodes.AddTo(root);
        return root;
    }
}
