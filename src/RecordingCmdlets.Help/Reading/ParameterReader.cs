using System.Globalization;
using System.Reflection;
using RecordingCmdlets.Help.Model;

namespace RecordingCmdlets.Help.Reading;

/// <summary>Reads the parameters of a cmdlet's class and of what it inherits.</summary>
internal sealed class ParameterReader(XmlDocs docs, DocText text, InitialValues initialValues)
{
    private static readonly ParameterHelp WhatIf = Added("WhatIf", "wi", "Shows what would be done, and does nothing.");
    private static readonly ParameterHelp Confirm = Added("Confirm", "cf", "Asks before anything is done. -Confirm:$false does not ask.");

    public IReadOnlyList<ParameterHelp> Read(Type cmdlet, bool supportsShouldProcess)
    {
        var parameters = new List<ParameterHelp>();
        for (var type = cmdlet; type is not null && !type.Is("PSCmdlet") && !type.Is("Cmdlet"); type = type.BaseType)
        {
            parameters.AddRange(
                from property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
                where property.Get("Parameter").Any(a => !a.Named<bool>("DontShow")) && parameters.TrueForAll(p => p.Name != property.Name)
                select Read(property));
        }

        if (supportsShouldProcess) parameters.AddRange([WhatIf, Confirm]);
        return parameters;
    }

    private ParameterHelp Read(PropertyInfo property)
    {
        var type = property.PropertyType;
        var element = type.IsArray ? type.GetElementType()! : Nullable(type) ?? type;
        var values = ReadValues(property, element);
        return new ParameterHelp
        {
            Name = property.Name,
            SourceFile = $"{property.DeclaringType!.Name.Split('`')[0]}.cs",
            Text = text.Paragraphs(docs.Find(property)?.Element("summary")),
            TypeName = NameOf(type),
            IsSwitch = type.Is("SwitchParameter"),
            IsArray = type.IsArray,
            TakesWildcards = property.Has("SupportsWildcards"),
            DefaultValue = DefaultText(initialValues.Find(property), element),
            Aliases = [.. property.Get("Alias").SelectMany(a => a.Arguments()).OfType<string>()],
            Values = values,
            Bindings = [.. property.Get("Parameter").Select(ReadBinding)],
        };
    }

    private static ParameterBinding ReadBinding(CustomAttributeData attribute) => new()
    {
        SetName = attribute.Named<string>("ParameterSetName") ?? ParameterBinding.AllSets,
        IsMandatory = attribute.Named<bool>("Mandatory"),
        Position = attribute.NamedArguments.Any(a => a.MemberName == "Position") && attribute.Named<int>("Position") is var position and >= 0 ? position : null,
        ByValue = attribute.Named<bool>("ValueFromPipeline"),
        ByPropertyName = attribute.Named<bool>("ValueFromPipelineByPropertyName"),
    };

    private IReadOnlyList<TypeHelp> ReadValues(PropertyInfo property, Type element)
    {
        if (element.IsEnum)
            return [.. element.GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => new TypeHelp(f.Name, text.Paragraphs(docs.FindField(element, f.Name)?.Element("summary"))))];
        return [.. property.Get("ValidateSet").SelectMany(a => a.Arguments()).OfType<string>().Select(v => new TypeHelp(v, []))];
    }

    private static string? DefaultText(object? value, Type type) => value switch
    {
        null or "" or 0L or 0.0 => null,
        long number when type.IsEnum => type.GetFields(BindingFlags.Public | BindingFlags.Static)
            .FirstOrDefault(f => Convert.ToInt64(f.GetRawConstantValue(), CultureInfo.InvariantCulture) == number)?.Name,
        long when type.FullName == "System.Boolean" => "True",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    private static string NameOf(Type type)
    {
        if (type.IsArray) return $"{NameOf(type.GetElementType()!)}[]";
        if (Nullable(type) is { } inner) return NameOf(inner);
        return type.IsConstructedGenericType ? $"{type.Name.Split('`')[0]}[{string.Join(",", type.GetGenericArguments().Select(NameOf))}]" : type.Name;
    }

    private static Type? Nullable(Type type) =>
        type.IsConstructedGenericType && type.GetGenericTypeDefinition().FullName == "System.Nullable`1" ? type.GetGenericArguments()[0] : null;

    private static ParameterHelp Added(string name, string alias, string text) => new()
    {
        Name = name,
        SourceFile = "",
        Text = [text],
        TypeName = "SwitchParameter",
        IsSwitch = true,
        Aliases = [alias],
        Bindings = [new ParameterBinding()],
    };
}
