using System.Reflection;
using System.Text.RegularExpressions;
using RecordingCmdlets.Help.Model;

namespace RecordingCmdlets.Help.Reading;

/// <summary>Reads all cmdlets of a built module without loading it for execution.</summary>
internal sealed partial class ModuleReader : IDisposable
{
    private readonly MetadataLoadContext context;
    private readonly InitialValues initialValues;
    private readonly XmlDocs docs;
    private readonly DocText text;
    private readonly ParameterReader parameters;
    private readonly ExampleReader examples;
    private readonly ErrorPage errors;
    private readonly List<(Type Type, string Verb, string Noun, bool SupportsShouldProcess, string? DefaultSet)> cmdlets;

    public ModuleReader(string module, string powerShell, ErrorPage errors)
    {
        var folder = Path.GetDirectoryName(module)!;
        // One file a name: where the runtime and the module both have one, the module's own.
        var assemblies = Directory.GetFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.dll").Append(powerShell).Concat(Directory.GetFiles(folder, "*.dll"))
            .GroupBy(Path.GetFileName, StringComparer.OrdinalIgnoreCase)
            .Select(g => g.Last());
        context = new MetadataLoadContext(new PathAssemblyResolver(assemblies));
        initialValues = new InitialValues(module);
        docs = new XmlDocs(folder);
        text = new DocText(NameOf);
        parameters = new ParameterReader(docs, text, initialValues);
        examples = new ExampleReader(text);
        this.errors = errors;
        cmdlets =
        [
            .. from type in context.LoadFromAssemblyPath(module).GetExportedTypes()
               where !type.IsAbstract
               from attribute in type.Get("Cmdlet")
               let name = attribute.Arguments().OfType<string>().ToList()
               select (type, name[0], name[1], attribute.Named<bool>("SupportsShouldProcess"), attribute.Named<string>("DefaultParameterSetName")),
        ];
    }

    public IReadOnlyList<CmdletHelp> Read()
    {
        var all = cmdlets.OrderBy(c => c.Verb + "-" + c.Noun, StringComparer.Ordinal).Select(c => Read(c.Type, c.Verb, c.Noun, c.SupportsShouldProcess, c.DefaultSet)).ToList();
        return [.. all.Select(c => c with { Links = LinksOf(c, all) })];
    }

    /// <summary>What the list of errors names and there is not.</summary>
    public IEnumerable<string> StrayErrors =>
        errors.Strays(cmdlets.SelectMany(c => SelfAndBases(c.Type)).Select(t => t.Name));

    public void Dispose()
    {
        context.Dispose();
        initialValues.Dispose();
    }

    private CmdletHelp Read(Type type, string verb, string noun, bool supportsShouldProcess, string? defaultSet)
    {
        var member = docs.Find(type);
        var synopsis = text.Paragraphs(member?.Element("summary"));
        var remarks = text.Paragraphs(member?.Element("remarks"));
        var found = parameters.Read(type, supportsShouldProcess);
        return new CmdletHelp
        {
            Verb = verb,
            Noun = noun,
            SourceFile = $"{type.Name}.cs",
            Synopsis = string.Join(' ', synopsis),
            Description = remarks.Count > 0 ? remarks : synopsis,
            Parameters = found,
            ParameterSets = Syntax.Make(found, defaultSet),
            Inputs = InputsOf(type, found),
            Outputs = OutputsOf(type),
            Examples = examples.Read(member),
            Errors = errors.Find(type),
        };
    }

    private static IEnumerable<Type> SelfAndBases(Type type)
    {
        for (var at = type; at is not null; at = at.BaseType) yield return at;
    }

    private static IReadOnlyList<TypeHelp> InputsOf(Type type, IReadOnlyList<ParameterHelp> found) =>
    [
        .. from parameter in found
           let ways = new[]
           {
               parameter.Bindings.Any(b => b.ByValue) ? "as the object itself" : null,
               parameter.Bindings.Any(b => b.ByPropertyName) ? "from a property of that name" : null,
           }.OfType<string>().ToList()
           where ways.Count > 0
           let property = type.GetProperty(parameter.Name)!.PropertyType
           select new TypeHelp(property.ToString(), [$"For -{parameter.Name}, {string.Join(" or ", ways)}. {string.Join(' ', parameter.Text)}"]),
    ];

    private IReadOnlyList<TypeHelp> OutputsOf(Type type) =>
    [
        .. type.Get("OutputType").SelectMany(a => a.Arguments()).Select(o => o switch
        {
            Type { FullName: not "System.Void" } output => new TypeHelp(output.ToString(), text.Paragraphs(docs.Find(output)?.Element("summary"))),
            string name => new TypeHelp(name, []),
            _ => null,
        }).OfType<TypeHelp>(),
    ];

    /// <summary>The cmdlets with the same noun, then those that the text names.</summary>
    private static IReadOnlyList<string> LinksOf(CmdletHelp cmdlet, IReadOnlyList<CmdletHelp> all)
    {
        var prose = string.Join(' ', [cmdlet.Synopsis, .. cmdlet.Description, .. cmdlet.Parameters.SelectMany(p => p.Text), .. cmdlet.Examples.SelectMany(e => e.Remarks.Append(e.Code))]);
        var named = CmdletName().Matches(prose).Select(m => m.Value).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return
        [
            .. all.Where(c => c.Name != cmdlet.Name && (c.Noun == cmdlet.Noun || named.Contains(c.Name)))
                .OrderBy(c => c.Noun != cmdlet.Noun)
                .Select(c => c.Name),
        ];
    }

    /// <summary>A cmdlet under its name, one of its parameters with a dash.</summary>
    private string? NameOf(string cref)
    {
        foreach (var (type, verb, noun, _, _) in cmdlets)
        {
            var id = XmlDocs.IdOf(type);
            if (cref == $"T:{id}") return $"{verb}-{noun}";
            if (cref.StartsWith($"P:{id}.", StringComparison.Ordinal)) return $"-{cref[(id.Length + 3)..]}";
        }

        return null;
    }

    [GeneratedRegex(@"\b[A-Z][a-z]+-[A-Z][A-Za-z]+\b")]
    private static partial Regex CmdletName();
}
