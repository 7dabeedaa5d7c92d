namespace RecordingCmdlets.Help.Model;

/// <summary>All that is said about one cmdlet. Every text is plain; a list of texts is a list of paragraphs.</summary>
internal sealed record CmdletHelp
{
    public required string Verb { get; init; }

    public required string Noun { get; init; }

    public string Name => $"{Verb}-{Noun}";

    public required string SourceFile { get; init; }

    public required string Synopsis { get; init; }

    public required IReadOnlyList<string> Description { get; init; }

    /// <summary>The default set first.</summary>
    public required IReadOnlyList<ParameterSetHelp> ParameterSets { get; init; }

    /// <summary>In the order of the source: the cmdlet's own, what it inherits, what PowerShell adds.</summary>
    public required IReadOnlyList<ParameterHelp> Parameters { get; init; }

    public required IReadOnlyList<TypeHelp> Inputs { get; init; }

    public required IReadOnlyList<TypeHelp> Outputs { get; init; }

    public required IReadOnlyList<ExampleHelp> Examples { get; init; }

    /// <summary>In the order of the page about errors.</summary>
    public IReadOnlyList<ErrorHelp> Errors { get; init; } = [];

    /// <summary>Names of other cmdlets.</summary>
    public IReadOnlyList<string> Links { get; init; } = [];
}

/// <summary>One way to call a cmdlet, its parameters in the order of PowerShell's own syntax lines.</summary>
internal sealed record ParameterSetHelp(string Name, IReadOnlyList<(ParameterHelp Parameter, ParameterBinding Binding)> Parameters);

/// <summary>A type that goes in or comes out.</summary>
internal sealed record TypeHelp(string Name, IReadOnlyList<string> Text);

/// <summary>An error, in the words of the page about errors, which are Markdown.</summary>
internal sealed record ErrorHelp(string Id, string Meaning, string Remedy);

/// <summary>A command, what it prints, and what there is to say about it.</summary>
internal sealed record ExampleHelp(string Code, string Output, IReadOnlyList<string> Remarks);
