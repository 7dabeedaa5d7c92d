using System.Text;
using System.Text.RegularExpressions;
using RecordingCmdlets.Help.Model;

namespace RecordingCmdlets.Help.Writing;

/// <summary>Writes one cmdlet's page.</summary>
internal sealed partial class MarkdownWriter
{
    private const int SyntaxWidth = 110;
    private readonly StringBuilder page = new();

    private MarkdownWriter()
    {
    }

    public static string Write(CmdletHelp cmdlet)
    {
        var writer = new MarkdownWriter();
        writer.WritePage(cmdlet);
        return writer.page.ToString();
    }

    private void WritePage(CmdletHelp cmdlet)
    {
        page.Append("<!-- Made by src/RecordingCmdlets.Help from the documentation comments of the cmdlet's class. Change them, and build. -->\n");
        Block($"# {cmdlet.Name}");
        Block(Escape(cmdlet.Synopsis));
        Block("## Syntax");
        foreach (var set in cmdlet.ParameterSets) Code("powershell", Wrap(SyntaxOf(cmdlet.Name, set)));
        Block("## Description");
        Paragraphs(cmdlet.Description);
        Block("## Examples");
        for (var i = 0; i < cmdlet.Examples.Count; i++) WriteExample(cmdlet.Examples[i], i + 1);
        Block("## Parameters");
        foreach (var parameter in cmdlet.Parameters) WriteParameter(parameter, cmdlet.ParameterSets.Count > 1);
        Block("And the [common parameters](https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_commonparameters).");
        WriteTypes("Inputs", cmdlet.Inputs);
        WriteTypes("Outputs", cmdlet.Outputs);
        WriteErrors(cmdlet.Errors);
        if (cmdlet.Links.Count == 0) return;
        Block("## Related links");
        Block(string.Join('\n', cmdlet.Links.Select(l => $"- [{l}]({l}.md)")));
    }

    private void WriteExample(ExampleHelp example, int number)
    {
        Block($"### Example {number}");
        Code("powershell", example.Code);
        if (example.Output.Length > 0) Code("text", example.Output);
        Paragraphs(example.Remarks);
    }

    private void WriteParameter(ParameterHelp parameter, bool hasSets)
    {
        var binding = parameter.MainBinding;
        Block($"### -{parameter.Name}");
        Paragraphs(parameter.Text);
        if (parameter.Values.Count > 0)
            Block(string.Join('\n', parameter.Values.Select(v => v.Text.Count > 0 ? $"- `{v.Name}`: {Escape(string.Join(' ', v.Text))}" : $"- `{v.Name}`")));
        var facts = new List<(string Name, string Value)> { ("Type", $"`{parameter.TypeName}`") };
        if (hasSets && binding.SetName != ParameterBinding.AllSets) facts.Add(("Set", string.Join(", ", parameter.Bindings.Select(b => b.SetName))));
        facts.Add(("Required", binding.IsMandatory ? "yes" : "no"));
        facts.Add(("Position", binding.PositionText));
        if (parameter.DefaultValue is { } value) facts.Add(("Default", $"`{value}`"));
        facts.Add(("Pipeline input", binding.PipelineText));
        facts.Add(("Wildcards", parameter.TakesWildcards ? "yes" : "no"));
        if (parameter.Aliases.Count > 0) facts.Add(("Aliases", string.Join(", ", parameter.Aliases)));
        Block($"| {string.Join(" | ", facts.Select(f => f.Name))} |\n|{string.Concat(facts.Select(_ => " --- |"))}\n| {string.Join(" | ", facts.Select(f => f.Value))} |");
    }

    private void WriteTypes(string title, IReadOnlyList<TypeHelp> types)
    {
        Block($"## {title}");
        if (types.Count == 0) Block("None.");
        foreach (var type in types)
        {
            Block($"`{type.Name}`");
            Paragraphs(type.Text);
        }
    }

    private void WriteErrors(IReadOnlyList<ErrorHelp> errors)
    {
        if (errors.Count == 0) return;
        Block("## Errors");
        Block("The first part of `FullyQualifiedErrorId`. [errors.md](../errors.md) has the types of the exceptions.");
        Block("| Id | Meaning | What to do |\n| --- | --- | --- |\n" + string.Join('\n', errors.Select(e => $"| `{e.Id}` | {FromHere(e.Meaning)} | {FromHere(e.Remedy)} |")));
    }

    // Links of the page about errors count from its folder, which is the one above.
    private static string FromHere(string markdown) => markdown.Replace("](", "](../", StringComparison.Ordinal);

    private void Paragraphs(IEnumerable<string> paragraphs)
    {
        foreach (var paragraph in paragraphs) Block(Escape(paragraph));
    }

    private void Code(string language, string code) => Block($"```{language}\n{code}\n```");

    private void Block(string text) => page.Append(page.Length > 0 && page[^1] == '\n' ? "\n" : "").Append(text).Append('\n');

    private static IEnumerable<string> SyntaxOf(string name, ParameterSetHelp set)
    {
        yield return name;
        foreach (var (parameter, binding) in set.Parameters)
        {
            var option = binding.Position is null ? $"-{parameter.Name}" : $"[-{parameter.Name}]";
            var text = parameter.IsSwitch ? option : $"{option} {(parameter.Values.Count > 0 ? $"{{{string.Join(" | ", parameter.Values.Select(v => v.Name))}}}" : $"<{parameter.TypeName}>")}";
            yield return binding.IsMandatory ? text : $"[{text}]";
        }

        yield return "[<CommonParameters>]";
    }

    private static string Wrap(IEnumerable<string> words)
    {
        var lines = new List<string>();
        foreach (var word in words)
        {
            if (lines.Count > 0 && lines[^1].Length + word.Length < SyntaxWidth) lines[^1] += $" {word}";
            else lines.Add(lines.Count == 0 ? word : $"    {word}");
        }

        return string.Join('\n', lines);
    }

    private static string Escape(string text) => Special().Replace(text, @"\$0");

    [GeneratedRegex(@"[\\*<>`\[\]|]|(?<!\w)_|_(?!\w)")]
    private static partial Regex Special();
}
