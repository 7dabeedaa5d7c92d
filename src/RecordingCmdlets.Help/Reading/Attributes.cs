using System.Reflection;

namespace RecordingCmdlets.Help.Reading;

/// <summary>Attributes of an assembly that is only looked at, by their names.</summary>
internal static class Attributes
{
    private const string Automation = "System.Management.Automation.";

    /// <param name="member">What bears them.</param>
    /// <param name="name">The name within PowerShell's namespace, without its ending.</param>
    public static IEnumerable<CustomAttributeData> Get(this MemberInfo member, string name) =>
        member.CustomAttributes.Where(a => a.AttributeType.FullName == $"{Automation}{name}Attribute");

    public static bool Has(this MemberInfo member, string name) => member.Get(name).Any();

    public static T? Named<T>(this CustomAttributeData attribute, string name) =>
        attribute.NamedArguments.Where(a => a.MemberName == name).Select(a => a.TypedValue.Value).OfType<T>().FirstOrDefault();

    /// <summary>The constructor's arguments, with an array's elements each for itself.</summary>
    public static IEnumerable<object> Arguments(this CustomAttributeData attribute) => attribute.ConstructorArguments
        .SelectMany(a => a.Value is IEnumerable<CustomAttributeTypedArgument> list ? list.Select(e => e.Value) : [a.Value])
        .OfType<object>();

    public static bool Is(this Type type, string name) => type.FullName == Automation + name;
}
