using System.CommandLine;
using RecordingCmdlets.Runner.Commands;

namespace RecordingCmdlets.Runner.Configuration;

/// <summary>
/// Options as environment variables: <c>RECORDING_RETENTION_MAX_DELETE</c> is <c>--max-delete</c>. What the command line says wins.
/// A variable that is no option's is refused: a brake with a slip in its name would be none. So is a brake that is empty.
/// </summary>
internal static class OptionVariables
{
    public const string Prefix = "RECORDING_RETENTION_";

    /// <summary>The arguments, with an option more for each variable that speaks of one not given.</summary>
    public static IReadOnlyList<string> Complete(RootCommand root, ParseResult given, IReadOnlyList<string> args, IReadOnlyDictionary<string, string> variables)
    {
        var set = variables.Where(v => v.Key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && !string.IsNullOrWhiteSpace(v.Value)).ToDictionary();
        if (set.Keys.FirstOrDefault(v => !AllOptions(root).Any(o => NameOf(o) == v)) is { } unknown)
        {
            throw new RecordingArgumentException(
                "VariableUnknown", $"{unknown} is the variable of no option.", $"Correct its name, or take it away. There are: {string.Join(", ", AllOptions(root).Select(NameOf).Distinct().Order(StringComparer.Ordinal))}.");
        }

        if (IsRehearsal(given.CommandResult.Command)) return args;
        var open = given.CommandResult.Command.Options.Where(o => given.GetResult(o) is null or { Implicit: true }).ToList();
        if (open.Find(o => BrakeOptions.IsBrake(o) && variables.ContainsKey(NameOf(o)) && !set.ContainsKey(NameOf(o))) is { } brake)
            throw new RecordingArgumentException("VariableEmpty", $"{NameOf(brake)} is empty, and would hold nothing back.", $"Give it a value, or take it away where {brake.Name} is not wanted.");
        var more = open
            .Where(o => set.ContainsKey(NameOf(o)))
            .SelectMany(o => ValuesOf(o, set[NameOf(o)]).Select(value => $"{o.Name}={value}"));
        // Before what may stand after "--".
        var end = args.ToList().IndexOf("--");
        return end < 0 ? [.. args, .. more] : [.. args.Take(end), .. more, .. args.Skip(end)];
    }

    /// <summary>The variable of an option.</summary>
    public static string NameOf(Option option) => Prefix + option.Name.TrimStart('-').Replace('-', '_').ToUpperInvariant();

    private static IEnumerable<Option> AllOptions(Command command) =>
        command.Options.Where(o => !IsBuiltIn(o)).Concat(command.Subcommands.Where(c => !IsRehearsal(c)).SelectMany(AllOptions));

    // A rehearsal touches nothing real, and so takes nothing from an environment that is meant for what is real.
    private static bool IsRehearsal(Command command) => command.Name == RehearseCommand.Name;

    private static bool IsBuiltIn(Option option) => option.Name is "--help" or "--version";

    // Where an option may be given several times, the variable has a list.
    private static string[] ValuesOf(Option option, string value) =>
        option.Arity.MaximumNumberOfValues > 1 ? value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [value.Trim()];
}
