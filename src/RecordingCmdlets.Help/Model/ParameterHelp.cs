using System.Globalization;

namespace RecordingCmdlets.Help.Model;

/// <summary>All that is said about one parameter.</summary>
internal sealed record ParameterHelp
{
    public required string Name { get; init; }

    public required string SourceFile { get; init; }

    public required IReadOnlyList<string> Text { get; init; }

    /// <summary>The type as syntax lines show it.</summary>
    public required string TypeName { get; init; }

    public bool IsSwitch { get; init; }

    public bool IsArray { get; init; }

    public bool TakesWildcards { get; init; }

    public string? DefaultValue { get; init; }

    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The values it accepts, where they are a closed set.</summary>
    public IReadOnlyList<TypeHelp> Values { get; init; } = [];

    /// <summary>Its part in each parameter set.</summary>
    public required IReadOnlyList<ParameterBinding> Bindings { get; init; }

    /// <summary>Its part where it matters most: where it is mandatory.</summary>
    public ParameterBinding MainBinding => Bindings.FirstOrDefault(b => b.IsMandatory) ?? Bindings[0];
}

/// <summary>What one [Parameter] says.</summary>
internal sealed record ParameterBinding
{
    public const string AllSets = "__AllParameterSets";

    public string SetName { get; init; } = AllSets;

    public bool IsMandatory { get; init; }

    public int? Position { get; init; }

    public bool ByValue { get; init; }

    public bool ByPropertyName { get; init; }

    public string PositionText => Position?.ToString(CultureInfo.InvariantCulture) ?? "named";

    /// <summary>As PowerShell writes it.</summary>
    public string PipelineText => (ByValue, ByPropertyName) switch
    {
        (true, true) => "True (ByPropertyName, ByValue)",
        (true, false) => "True (ByValue)",
        (false, true) => "True (ByPropertyName)",
        _ => "False",
    };
}
