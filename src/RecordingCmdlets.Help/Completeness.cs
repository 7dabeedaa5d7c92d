using System.Globalization;
using RecordingCmdlets.Help.Model;

namespace RecordingCmdlets.Help;

/// <summary>What help must have before it may be written.</summary>
internal static class Completeness
{
    private const int LeastExamples = 3;

    public static IReadOnlyList<string> Check(IEnumerable<CmdletHelp> cmdlets) => [.. cmdlets.SelectMany(Check).Distinct(StringComparer.Ordinal)];

    private static IEnumerable<string> Check(CmdletHelp cmdlet)
    {
        if (cmdlet.Synopsis.Length == 0) yield return Fault(cmdlet.SourceFile, 1, $"{cmdlet.Name} has no synopsis: write the <summary> of its class.");
        if (cmdlet.Description.Count == 0) yield return Fault(cmdlet.SourceFile, 2, $"{cmdlet.Name} has no description: write the <remarks> of its class, or at least the <summary>.");
        if (cmdlet.Examples.Count < LeastExamples)
        {
            var count = cmdlet.Examples.Count.ToString(CultureInfo.InvariantCulture);
            yield return Fault(cmdlet.SourceFile, 3, $"{cmdlet.Name} has {count} examples; its class needs at least three <example> elements, each with <code> and <para>.");
        }

        for (var i = 0; i < cmdlet.Examples.Count; i++)
        {
            var example = cmdlet.Examples[i];
            if (example.Code.Length > 0 && (example.Output.Length > 0 || example.Remarks.Count > 0)) continue;
            yield return Fault(cmdlet.SourceFile, 4, $"{cmdlet.Name}: example {(i + 1).ToString(CultureInfo.InvariantCulture)} lacks its <code>, or a <para> that says what comes of it.");
        }

        foreach (var parameter in cmdlet.Parameters)
            if (parameter.Text.Count == 0) yield return Fault(parameter.SourceFile, 5, $"{cmdlet.Name} -{parameter.Name} has no text: write the <summary> of its property.");
    }

    private static string Fault(string file, int number, string text) => $"{file} : error HELP{number.ToString("000", CultureInfo.InvariantCulture)}: {text}";
}
