using System.Reflection;
using System.Xml.Linq;

namespace RecordingCmdlets.Help.Reading;

/// <summary>The documentation files beside the module's assemblies, by member.</summary>
internal sealed class XmlDocs
{
    private readonly Dictionary<string, XElement> members = new(StringComparer.Ordinal);

    public XmlDocs(string folder)
    {
        foreach (var file in Directory.GetFiles(folder, "*.xml").Order(StringComparer.Ordinal))
        {
            if (XDocument.Load(file, LoadOptions.PreserveWhitespace).Root?.Element("members") is not { } list) continue;
            foreach (var member in list.Elements("member"))
                if (member.Attribute("name") is { } name) members[name.Value] = member;
        }
    }

    public XElement? Find(Type type) => members.GetValueOrDefault($"T:{IdOf(type)}");

    public XElement? FindField(Type type, string name) => members.GetValueOrDefault($"F:{IdOf(type)}.{name}");

    /// <summary>The docs of a property, or of the one it overrides where it has none of its own.</summary>
    public XElement? Find(PropertyInfo property)
    {
        for (var type = property.DeclaringType; type is not null; type = type.BaseType)
            if (members.GetValueOrDefault($"P:{IdOf(type)}.{property.Name}") is { } found && found.Element("inheritdoc") is null) return found;
        return null;
    }

    public static string IdOf(Type type) => ((type.IsConstructedGenericType ? type.GetGenericTypeDefinition() : type).FullName ?? type.Name).Replace('+', '.');
}
