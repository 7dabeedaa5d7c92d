namespace RecordingCmdlets;

/// <summary>What a report is made from, and where it goes.</summary>
public sealed record class ReportOptions
{
    /// <summary>So many rows a page shows unless told otherwise.</summary>
    public const int DefaultMaximumRows = 5000;

    /// <summary>The file, ending in .html or .htm.</summary>
    public required string Path { get; init; }

    /// <summary>The heading.</summary>
    public string Title { get; init; } = "Recordings";

    /// <summary>Whether items will be added. If so, the plan tells what would become of them; if not, its own items are shown.</summary>
    public bool HasListing { get; init; }

    /// <summary>The age that items are held against; none when null.</summary>
    public TimeSpan? OlderThan { get; init; }

    /// <summary>A plan; none when null.</summary>
    public string? PlanPath { get; init; }

    /// <summary>Ledgers, or folders of them.</summary>
    public IReadOnlyList<string> AuditPaths { get; init; } = [];

    /// <summary>The holds file; the default one when null.</summary>
    public string? HoldPath { get; init; }

    /// <summary>The key that plan and ledgers were sealed with; none is asked for when null.</summary>
    public Secret? Key { get; init; }

    /// <summary>So many rows are shown on the page. When there are more, all of them go into a table beside it.</summary>
    public int MaximumRows { get; init; } = DefaultMaximumRows;

    /// <summary>Leaves a file alone that is there already.</summary>
    public bool NoClobber { get; init; }

    /// <summary>Replaces a file that may not be written, and a table beside the report that is none of a report.</summary>
    public bool Force { get; init; }
}
