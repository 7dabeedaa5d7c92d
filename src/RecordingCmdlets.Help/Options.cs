namespace RecordingCmdlets.Help;

/// <summary>What the build tells this tool.</summary>
internal sealed class Options
{
    public const string Usage =
        """
        usage: RecordingCmdlets.Help --module <dll> --powershell <dll> --maml <file> --pages <folder> --errors <md> --error-list <xml> [--check]
          --module      the module's root assembly; its documentation file and its dependencies are beside it
          --powershell  the reference assembly System.Management.Automation.dll
          --maml        the help file to write
          --pages       the folder of the Markdown pages to write
          --errors      the page that explains the errors
          --error-list  which errors the classes of cmdlets can give
          --check       writes no page, and fails when one differs from what would be written
        """;

    public required string Module { get; init; }

    public required string PowerShell { get; init; }

    public required string Maml { get; init; }

    public required string Pages { get; init; }

    public required string Errors { get; init; }

    public required string ErrorList { get; init; }

    public bool Check { get; init; }

    /// <returns>Null when something is missing or unknown.</returns>
    public static Options? Parse(IReadOnlyList<string> arguments)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var check = false;
        for (var i = 0; i < arguments.Count; i++)
        {
            if (arguments[i] == "--check") check = true;
            else if (arguments[i] is "--module" or "--powershell" or "--maml" or "--pages" or "--errors" or "--error-list" && i + 1 < arguments.Count) values[arguments[i]] = arguments[++i];
            else return null;
        }

        if (values.Count != 6) return null;
        return new Options
        {
            Module = Path.GetFullPath(values["--module"]),
            PowerShell = Path.GetFullPath(values["--powershell"]),
            Maml = Path.GetFullPath(values["--maml"]),
            Pages = Path.GetFullPath(values["--pages"]),
            Errors = Path.GetFullPath(values["--errors"]),
            ErrorList = Path.GetFullPath(values["--error-list"]),
            Check = check,
        };
    }
}
