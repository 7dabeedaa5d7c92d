using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace RecordingCmdlets.Runner;

/// <summary>The usual help, with what schedulers need to know under it.</summary>
internal sealed class HelpWithExitCodes(HelpAction help) : SynchronousCommandLineAction
{
    /// <summary>Puts it in the place of the usual help.</summary>
    public static void AddTo(RootCommand root)
    {
        foreach (var option in root.Options.OfType<HelpOption>())
            if (option.Action is HelpAction usual) option.Action = new HelpWithExitCodes(usual);
    }

    public override int Invoke(ParseResult parseResult)
    {
        var exit = help.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output.WriteLine(
            $"""
            {ExitCode.Explanation}

            Each option may come as an environment variable: --time-limit as {Configuration.OptionVariables.Prefix}TIME_LIMIT. The command line wins.

            """);
        return exit;
    }
}
