using System.Reflection;
using System.Text.RegularExpressions;

namespace RecordingCmdlets.Conventions.Tests;

/// <summary>What every cmdlet keeps to. Attributes are read and never made: the stubs of PowerShell do not run.</summary>
public sealed partial class CmdletTests
{
    private const string Folder = "src/RecordingCmdlets/Cmdlets";
    private const int LongestFile = 160;

    private static readonly HashSet<string> Destroying = new(StringComparer.Ordinal) { "Remove", "Clear", "Reset" };

    public static TheoryData<Type> All => [.. House.Module.GetTypes().Where(t => Attribute(t, "CmdletAttribute") is not null).OrderBy(t => t.Name, StringComparer.Ordinal)];

    [Fact]
    public void Every_file_of_the_folder_is_a_cmdlet_and_every_cmdlet_has_its_file()
    {
        var files = House.Files(Folder, "*.cs").Select(f => Path.GetFileNameWithoutExtension(f)).Where(f => f != "Nouns");

        Assert.Equal(All.Select(t => t.Data.Name), files);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_cmdlet_is_sealed_and_named_after_its_verb_and_noun(Type type)
    {
        Assert.True(type.IsSealed && type.IsPublic, $"{type.Name} is not sealed and public.");
        Assert.Equal($"{Name(type).Replace("-", "", StringComparison.Ordinal)}Command", type.Name);
        Assert.Equal("RecordingCmdlets.Cmdlets", type.Namespace);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_cmdlets_file_holds_one_class_and_is_short(Type type)
    {
        var file = Source(type);

        Assert.Single(TypeDeclaration().Matches(file.Code));
        Assert.InRange(file.Text.Count(c => c == '\n'), 1, LongestFile - 1);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_cmdlet_says_what_it_gives(Type type) => Assert.NotNull(Attribute(type, "OutputTypeAttribute"));

    [Theory]
    [MemberData(nameof(All))]
    public void A_cmdlet_has_a_summary_and_three_examples(Type type)
    {
        var text = Source(type).Text;
        var examples = Example().Matches(text).Select(m => m.Groups[1].Value).ToList();

        Assert.Matches(@"/// <summary>\w", text);
        Assert.True(examples.Count >= 3, $"{Name(type)} has {examples.Count} examples.");
        // One may show how to do without it.
        Assert.True(examples.Count(e => !e.Contains(Name(type), StringComparison.Ordinal)) <= 1, $"The examples of {Name(type)} do not use it.");
        Assert.Equal(examples.Distinct(), examples);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Every_parameter_is_described(Type type)
    {
        var text = Source(type).Text;
        foreach (var parameter in Parameters(type).Where(p => p.DeclaringType == type))
            Assert.Matches($@"/// <summary>[^\n]+</summary>\s+(\[[^\n]+\]\s+)+public [^\n]+ {parameter.Name} {{", text);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void What_can_be_completed_is_completed(Type type)
    {
        string[] names = ["Provider", "Connection", "Kind", "Id", "Status", "Filter", "Region", "Role", "FaultRate"];
        Assert.All(Parameters(type).Where(p => names.Contains(p.Name)), parameter => Assert.True(
            parameter.CustomAttributes.Any(a => a.AttributeType.Name == "ArgumentCompleterAttribute"), $"{Name(type)} -{parameter.Name} is not completed."));
    }

    [Fact]
    public void What_destroys_asks_and_asks_loudly()
    {
        var destroying = All.Select(t => t.Data).Where(IsDestroying).ToList();

        Assert.Contains(destroying, t => Name(t) == "Remove-Recording");
        Assert.Contains(destroying, t => Name(t) == "Remove-RecordingHold");
        Assert.All(destroying, type =>
        {
            Assert.True(Named(type, "SupportsShouldProcess") is true, $"{Name(type)} does not support ShouldProcess.");
            Assert.Equal((int)System.Management.Automation.ConfirmImpact.High, Named(type, "ConfirmImpact"));
        });
    }

    [Theory]
    [MemberData(nameof(All))]
    public void What_supports_ShouldProcess_calls_it(Type type)
    {
        var calls = Regex.IsMatch(Source(type).Code, @"\bShouldProcess\(") || type.IsAssignableTo(typeof(Pipeline.BrakedCmdlet)) || type.IsAssignableTo(typeof(Pipeline.ArchiveCmdlet));

        Assert.Equal(Named(type, "SupportsShouldProcess") is true, calls);
    }

    [Fact]
    public void The_manifest_exports_the_cmdlets_and_nothing_else()
    {
        var manifest = House.Read("RecordingCmdlets.psd1");
        var exported = Quoted().Matches(CmdletsToExport().Match(manifest).Groups[1].Value).Select(m => m.Groups[1].Value).ToList();

        Assert.Equal(All.Select(t => Name(t.Data)).Order(StringComparer.Ordinal), exported);
        foreach (var kind in (string[])["FunctionsToExport", "VariablesToExport", "AliasesToExport"])
            Assert.Matches($@"\b{kind}\s*=\s*@\(\)", manifest);
    }

    [Fact]
    public void The_manifest_and_the_build_have_one_version()
    {
        var built = Regex.Match(House.Read("Directory.Build.props"), "<Version>([^<-]+)").Groups[1].Value;

        Assert.NotEmpty(built);
        Assert.Equal(built, Regex.Match(House.Read("RecordingCmdlets.psd1"), @"ModuleVersion\s*=\s*'([^']+)'").Groups[1].Value);
    }

    [Fact]
    public void No_type_of_the_module_inherits_or_implements_a_type_of_the_engine()
    {
        Assert.NotEmpty(House.Module.GetTypes());
        Assert.All(House.Module.GetTypes(), type => Assert.All(
            Bases(type), b => Assert.True(b.Assembly != House.Engine && b.Assembly != House.Sandbox, $"{type.Name} is a {b.Name}.")));
    }

    [Fact]
    public void What_the_module_shows_is_of_the_base_library_PowerShell_or_Abstractions()
    {
        var shown = House.Module.GetExportedTypes().SelectMany(type => Surface(type).Select(part => (type.Name, Part: part))).Distinct().ToList();

        Assert.NotEmpty(shown);
        Assert.DoesNotContain(shown, s => !IsShowable(s.Part));
        Assert.False(IsShowable(typeof(Engine.RecordingEngine)));
        Assert.False(IsShowable(typeof(IAsyncEnumerable<Sandbox.SandboxServer>).GenericTypeArguments[0]));
        Assert.True(IsShowable(typeof(Recording)));
    }

    private static bool IsShowable(Type type) =>
        type.Assembly == House.Module || type.Assembly == House.Abstractions || type.Assembly == typeof(System.Management.Automation.PSCmdlet).Assembly
        || type.Assembly.GetName().Name!.StartsWith("System.", StringComparison.Ordinal);

    private static IEnumerable<Type> Surface(Type type)
    {
        const BindingFlags own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var methods = type.GetMethods(own).Where(IsVisible).ToList();
        var types = Bases(type)
            .Concat(methods.Select(m => m.ReturnType))
            .Concat(methods.SelectMany(m => m.GetParameters()).Select(p => p.ParameterType))
            .Concat(type.GetConstructors(own).Where(IsVisible).SelectMany(c => c.GetParameters()).Select(p => p.ParameterType))
            .Concat(type.GetFields(own).Where(f => f.IsPublic || f.IsFamily).Select(f => f.FieldType))
            .Concat(type.GetCustomAttributesData().Concat(type.GetProperties(own).SelectMany(p => p.GetCustomAttributesData())).SelectMany(NamedTypes));
        return types.SelectMany(Parts);
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static IEnumerable<Type> NamedTypes(CustomAttributeData attribute) =>
        attribute.ConstructorArguments.SelectMany(a => a.Value is IReadOnlyCollection<CustomAttributeTypedArgument> list ? list.Select(i => i.Value) : [a.Value]).OfType<Type>();

    private static IEnumerable<Type> Parts(Type type) =>
        type.HasElementType ? Parts(type.GetElementType()!)
        : type.IsGenericParameter ? []
        : type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition())
        : [type];

    private static IEnumerable<Type> Bases(Type type)
    {
        for (var at = type.BaseType; at is not null; at = at.BaseType) yield return at;
        foreach (var implemented in type.GetInterfaces()) yield return implemented;
    }

    private static bool IsDestroying(Type type) => Destroying.Contains(Name(type).Split('-')[0]) || type.IsAssignableTo(typeof(Pipeline.BrakedCmdlet));

    private static IEnumerable<PropertyInfo> Parameters(Type type) =>
        type.GetProperties().Where(p => p.CustomAttributes.Any(a => a.AttributeType.Name == "ParameterAttribute"));

    private static SourceFile Source(Type type)
    {
        var path = $"{Folder}/{type.Name}.cs";
        return new SourceFile(path, House.Read(path));
    }

    private static CustomAttributeData? Attribute(Type type, string name) => type.CustomAttributes.FirstOrDefault(a => a.AttributeType.Name == name);

    private static string Name(Type type) => string.Join('-', Attribute(type, "CmdletAttribute")!.ConstructorArguments.Select(a => a.Value));

    private static object? Named(Type type, string name) => Attribute(type, "CmdletAttribute")!.NamedArguments.FirstOrDefault(a => a.MemberName == name).TypedValue.Value;

    [GeneratedRegex(@"^\s*(?:public|internal|private|file)?\s*(?:static |sealed |abstract |partial )*(?:class|record|struct|interface|enum) \w+", RegexOptions.Multiline)]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex(@"/// <example>\s+/// <code>(.+?)</code>", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex(@"CmdletsToExport\s*=\s*@\(([^)]*)\)")]
    private static partial Regex CmdletsToExport();

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex Quoted();
}
