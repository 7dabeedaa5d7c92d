using System.CommandLine;
using System.Reflection;
using RecordingCmdlets.Engine;

namespace RecordingCmdlets.Runner.Configuration;

/// <summary>Where ledgers go, and what stands in their headers.</summary>
internal sealed class AuditChoice
{
    private readonly Option<string?> path = OptionSet.Text("--audit", "A folder for the ledger, a new .jsonl file, or 'stdout': then everything else goes to standard error.", "folder|file.jsonl|stdout");
    private readonly Option<string?> keyFile = KeyFileOption();
    private readonly Option<string?> reason = OptionSet.Text("--reason", "Why; goes into the ledger.", "text");
    private readonly Option<string?> ticket = OptionSet.Text("--ticket", "The ticket or case; goes into the ledger.", "text");

    public static Option<string?> KeyFileOption() => OptionSet.Text("--key-file", "A file with the key that ledgers and plans are sealed with.", "file");

    public void AddTo(Command command, bool withPath = true)
    {
        if (withPath) command.Add(path);
        command.Add(keyFile);
        command.Add(reason);
        command.Add(ticket);
    }

    /// <summary>Whether standard output belongs to the ledger.</summary>
    public bool TakesOutput(ParseResult parsed) => parsed.GetValue(path) == AuditOptions.StandardOutput;

    public AuditOptions Make(ParseResult parsed, INotices notices) => Make(parsed, parsed.GetValue(path), notices);

    public AuditOptions Make(ParseResult parsed, string? folder, INotices notices) => new()
    {
        Path = folder,
        Key = ReadKey(parsed.GetValue(keyFile), notices),
        Reason = parsed.GetValue(reason),
        Ticket = parsed.GetValue(ticket),
        Host = HostName,
        ParameterNames = [.. parsed.CommandResult.Command.Options.Where(o => parsed.GetResult(o) is { Implicit: false }).Select(o => o.Name).Order(StringComparer.Ordinal)],
    };

    /// <summary>The key of a file; null for none.</summary>
    public static Secret? ReadKey(string? file, INotices notices)
    {
        if (file is null) return null;
        const string name = "KEY";
        var read = new RecordingEngine().OpenVariables(v => v == $"{name}_FILE" ? file : null, notices);
        try
        {
            return new Secret(read(name)!);
        }
        catch (ArgumentException)
        {
            throw new RecordingArgumentException("CredentialInvalid", "The file of --key-file holds a control character.", "Give a file with one line of text.");
        }
    }

    public static string HostName { get; } =
        $"recording-retention {typeof(AuditChoice).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]}";
}
