using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using RecordingCmdlets.Help.Model;

namespace RecordingCmdlets.Help.Writing;

/// <summary>Writes the help file that Get-Help reads.</summary>
internal static partial class MamlWriter
{
    private static readonly XNamespace Msh = "http://msh";
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    public static string Write(IEnumerable<CmdletHelp> cmdlets)
    {
        var text = new Utf8Writer();
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, NewLineChars = "\n" }))
            new XElement(Msh + "helpItems", new XAttribute("schema", "maml"), cmdlets.Select(Write)).Save(writer);
        return text.ToString() + "\n";
    }

    private static XElement Write(CmdletHelp cmdlet) => new(
        Command + "command",
        new XAttribute(XNamespace.Xmlns + "maml", Maml.NamespaceName),
        new XAttribute(XNamespace.Xmlns + "command", Command.NamespaceName),
        new XAttribute(XNamespace.Xmlns + "dev", Dev.NamespaceName),
        new XElement(
            Command + "details",
            new XElement(Command + "name", cmdlet.Name),
            Description([cmdlet.Synopsis]),
            new XElement(Command + "verb", cmdlet.Verb),
            new XElement(Command + "noun", cmdlet.Noun)),
        Description(cmdlet.Description),
        new XElement(Command + "syntax", cmdlet.ParameterSets.Select(s => WriteSyntax(cmdlet, s))),
        new XElement(Command + "parameters", cmdlet.Parameters.Select(p => WriteParameter(p, p.MainBinding, isSyntax: false))),
        new XElement(Command + "inputTypes", Types(cmdlet.Inputs).Select(t => WriteType("inputType", t))),
        new XElement(Command + "returnValues", Types(cmdlet.Outputs).Select(t => WriteType("returnValue", t))),
        WriteErrors(cmdlet.Errors),
        new XElement(Command + "examples", cmdlet.Examples.Select(WriteExample)),
        cmdlet.Links.Count == 0 ? null : new XElement(
            Maml + "relatedLinks",
            cmdlet.Links.Select(l => new XElement(Maml + "navigationLink", new XElement(Maml + "linkText", l), new XElement(Maml + "uri")))));

    private static XElement WriteSyntax(CmdletHelp cmdlet, ParameterSetHelp set) => new(
        Command + "syntaxItem",
        new XElement(Maml + "name", cmdlet.Name),
        set.Parameters.Select(p => WriteParameter(p.Parameter, p.Binding, isSyntax: true)));

    private static XElement WriteParameter(ParameterHelp parameter, ParameterBinding binding, bool isSyntax) => new(
        Command + "parameter",
        new XAttribute("required", Bool(binding.IsMandatory)),
        new XAttribute("variableLength", Bool(parameter.IsArray)),
        new XAttribute("globbing", Bool(parameter.TakesWildcards)),
        new XAttribute("pipelineInput", binding.PipelineText),
        new XAttribute("position", binding.PositionText),
        new XAttribute("aliases", parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases)),
        new XElement(Maml + "name", parameter.Name),
        Description(parameter.Text),
        isSyntax && parameter.Values.Count > 0 ? new XElement(Command + "parameterValueGroup", parameter.Values.Select(v => WriteValue(parameter, v.Name))) : null,
        // A switch has its type among its details, and no value in a syntax line.
        isSyntax && parameter.IsSwitch ? null : WriteValue(parameter, parameter.TypeName),
        new XElement(Dev + "type", new XElement(Maml + "name", parameter.TypeName), new XElement(Maml + "uri")),
        parameter.DefaultValue is null ? null : new XElement(Dev + "defaultValue", parameter.DefaultValue),
        isSyntax || parameter.Values.Count == 0 ? null : new XElement(
            Dev + "possibleValues",
            parameter.Values.Select(v => new XElement(Dev + "possibleValue", new XElement(Dev + "value", v.Name), Description(v.Text)))));

    private static XElement WriteValue(ParameterHelp parameter, string value) => new(
        Command + "parameterValue",
        new XAttribute("required", Bool(!parameter.IsSwitch)),
        new XAttribute("variableLength", Bool(parameter.IsArray)),
        value);

    /// <summary>As notes: what else there is for errors is shown by no view of PowerShell.</summary>
    private static XElement? WriteErrors(IReadOnlyList<ErrorHelp> errors) => errors.Count == 0 ? null : new XElement(
        Maml + "alertSet",
        new XElement(Maml + "alert", Paragraphs([
            "The errors that this command can give, by the first part of FullyQualifiedErrorId, with what to do:",
            .. errors.Select(e => Plain($"{e.Id}: {e.Meaning} {e.Remedy}")),
        ])));

    private static string Plain(string markdown) => Link().Replace(markdown, "$1").Replace("`", "", StringComparison.Ordinal);

    private static XElement WriteType(string name, TypeHelp type) => new(
        Command + name,
        new XElement(Dev + "type", new XElement(Maml + "name", type.Name)),
        Description(type.Text));

    private static XElement WriteExample(ExampleHelp example, int index) => new(
        Command + "example",
        new XElement(Maml + "title", $"-------------------------- Example {index + 1} --------------------------"),
        new XElement(Maml + "introduction", new XElement(Maml + "para", "PS > ")),
        new XElement(Dev + "code", example.Code),
        example.Output.Length == 0 ? null : new XElement(Dev + "results", example.Output),
        new XElement(Dev + "remarks", Paragraphs(Spaced(example))));

    /// <summary>PowerShell prints an empty paragraph as an empty line: one after the output, and one before the next example.</summary>
    private static string[] Spaced(ExampleHelp example)
    {
        if (example.Remarks.Count == 0) return [""];
        var text = string.Join("\n\n", example.Remarks);
        return example.Output.Length > 0 ? ["", text] : [text, ""];
    }

    private static IEnumerable<TypeHelp> Types(IReadOnlyList<TypeHelp> types) => types.Count > 0 ? types : [new TypeHelp("None", [])];

    private static XElement Description(IEnumerable<string> paragraphs) => new(Maml + "description", Paragraphs(paragraphs));

    private static IEnumerable<XElement> Paragraphs(IEnumerable<string> paragraphs) => paragraphs.Select(p => new XElement(Maml + "para", p));

    private static string Bool(bool value) => value ? "true" : "false";

    [GeneratedRegex(@"\[([^\]]+)\]\([^)]+\)")]
    private static partial Regex Link();

    private sealed class Utf8Writer() : StringWriter(System.Globalization.CultureInfo.InvariantCulture)
    {
        public override Encoding Encoding => Encoding.UTF8;
    }
}
