using RecordingCmdlets.Help.Model;

namespace RecordingCmdlets.Help.Reading;

/// <summary>Sorts parameters into the sets that can be called.</summary>
internal static class Syntax
{
    public static IReadOnlyList<ParameterSetHelp> Make(IReadOnlyList<ParameterHelp> parameters, string? defaultSet)
    {
        var names = parameters.SelectMany(p => p.Bindings).Select(b => b.SetName).Where(s => s != ParameterBinding.AllSets).Distinct(StringComparer.Ordinal)
            .OrderBy(s => s != defaultSet)
            .ToList();
        return [.. names.DefaultIfEmpty(ParameterBinding.AllSets).Select(name => new ParameterSetHelp(name, Sort(parameters, name)))];
    }

    private static IReadOnlyList<(ParameterHelp, ParameterBinding)> Sort(IReadOnlyList<ParameterHelp> parameters, string set) =>
    [
        .. from parameter in parameters
           let binding = parameter.Bindings.FirstOrDefault(b => b.SetName == set) ?? parameter.Bindings.FirstOrDefault(b => b.SetName == ParameterBinding.AllSets)
           where binding is not null
           orderby binding.Position ?? int.MaxValue, !binding.IsMandatory
           select (parameter, binding),
    ];
}
