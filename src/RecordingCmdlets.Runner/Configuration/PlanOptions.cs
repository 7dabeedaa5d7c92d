using System.CommandLine;

namespace RecordingCmdlets.Runner.Configuration;

/// <summary>What a plan is made of and where it goes.</summary>
internal sealed class PlanOptions
{
    private readonly Option<string?> policy = OptionSet.Text("--policy", "The policy file, .json or .psd1.", "file", isRequired: true);
    private readonly Option<string?> output = OptionSet.Text("--out", "A folder for the plan, or a new .jsonl file; the user's own state folder when left out.", "folder|file.jsonl");
    private readonly Option<bool> withoutCsv = new("--no-csv") { Description = "Without the table for people." };

    public void AddTo(Command command)
    {
        command.Add(policy);
        command.Add(output);
        command.Add(withoutCsv);
    }

    public string Policy(ParseResult parsed) => parsed.GetValue(policy)!;

    public RetentionPlanOptions Make(ParseResult parsed, RetentionPolicy read, Connected connected, AuditOptions audit) => new()
    {
        Policy = read,
        Path = parsed.GetValue(output),
        WithoutCsv = parsed.GetValue(withoutCsv),
        Connections = [.. connected.Connections.Select(c => c.Name)],
        ConnectionsElsewhere = connected.Elsewhere,
        Audit = audit,
    };
}
