using System.CommandLine;

namespace RecordingCmdlets.Runner.Configuration;

/// <summary>What every command that removes must be told, since nobody is there to ask.</summary>
internal sealed class BrakeOptions
{
    private readonly Option<string?> holds = OptionSet.Text("--holds", "The holds file. It must exist: an empty list says that nothing is on hold.", "file", isRequired: true);
    private readonly Option<int?> maxDelete = OptionSet.Number("--max-delete", "A plan that removes more than this is not applied at all.", 1);
    private readonly Option<TimeSpan?> timeLimit = OptionSet.Duration("--time-limit", "After this long nothing new is sent: exit code 3. Run it again to go on.");
    private readonly Option<string?> lockFile = OptionSet.Text("--lock", "A file that keeps a second run away; one for each account, in the state folder, when left out.", "file");
    private readonly Option<bool> dryRun = new("--dry-run") { Description = "Does everything but remove, and says what would be removed." };
    private readonly AuditChoice audit = new();

    /// <summary>Whether an option is a brake: one that is set to nothing would be none.</summary>
    public static bool IsBrake(Option option) => option.Name is "--max-delete" or "--time-limit" or "--dry-run";

    public void AddTo(Command command)
    {
        command.Add(holds);
        command.Add(maxDelete);
        command.Add(timeLimit);
        command.Add(lockFile);
        command.Add(dryRun);
        audit.AddTo(command);
    }

    /// <summary>Whether standard output belongs to the ledger: a dry run writes none.</summary>
    public bool LeavesOutput(ParseResult parsed) => audit.TakesOutput(parsed) && !parsed.GetValue(dryRun);

    public string Holds(ParseResult parsed) => parsed.GetValue(holds)!;

    public string? LockFile(ParseResult parsed) => parsed.GetValue(lockFile);

    public TimeSpan? TimeLimit(ParseResult parsed) => parsed.GetValue(timeLimit);

    public AuditOptions Audit(ParseResult parsed, INotices notices) => audit.Make(parsed, notices);

    /// <summary>The brakes of a run.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="timeLeft">What is left of the time limit.</param>
    /// <param name="notices">Hears warnings.</param>
    public RemovalOptions Make(ParseResult parsed, TimeSpan? timeLeft, INotices notices) => new()
    {
        IsUnattended = true,
        IsTrial = parsed.GetValue(dryRun),
        HoldPath = parsed.GetValue(holds),
        MaximumDeletions = parsed.GetValue(maxDelete),
        TimeLimit = timeLeft,
        Audit = audit.Make(parsed, notices),
    };
}
