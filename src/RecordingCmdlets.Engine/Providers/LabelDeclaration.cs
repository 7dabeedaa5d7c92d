namespace RecordingCmdlets.Engine.Providers;

/// <summary>Where a record carries what its owner wrote on it for purposes of his own.</summary>
internal sealed class LabelDeclaration
{
    /// <summary>Objects of names and values.</summary>
    public IReadOnlyList<LabelPath> Metadata { get; init; } = [];

    /// <summary>Lists of words.</summary>
    public IReadOnlyList<LabelPath> Tags { get; init; } = [];
}

/// <summary>What a rule may look at in a record, and some services do not have.</summary>
[Flags]
internal enum RecordFacts
{
    None = 0,
    Title = 1,
    Owner = 2,
    Duration = 4,
}

/// <summary>A place in a record.</summary>
/// <param name="Steps">The fields that lead there.</param>
/// <param name="MayBeAbsent">Whether absence means that nothing is written there; otherwise only null does, and absence tells nothing.</param>
internal sealed record LabelPath(IReadOnlyList<string> Steps, bool MayBeAbsent = false);
