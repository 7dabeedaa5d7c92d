using System.CommandLine;
using RecordingCmdlets.Runner.Output;

namespace RecordingCmdlets.Runner.Commands;

/// <summary>Reads <c>rehearse</c> from the command line.</summary>
internal static class RehearseCommand
{
    public const string Name = "rehearse";

    public static Command Create(RunnerHost host)
    {
        var recordings = new Option<int>("--recordings") { Description = "Recordings to seed for each service.", DefaultValueFactory = _ => 240 };
        recordings.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 1_000_000) result.AddError("--recordings takes a number from 1 to 1000000.");
        });
        var olderThan = new Option<string>("--older-than") { Description = "The age from which recordings go: 12h, 30d or 4w.", DefaultValueFactory = _ => "30d" };
        olderThan.Validators.Add(result =>
        {
            try
            {
                RetentionAge.Parse(result.GetValueOrDefault<string>() ?? "");
            }
            catch (FormatException fault)
            {
                result.AddError(fault.Message);
            }
        });
        var seed = new Option<int>("--seed") { Description = "Seeds the data.", DefaultValueFactory = _ => 1 };
        var audit = new Option<string?>("--audit") { Description = "A folder to keep the ledger in, or 'stdout'; thrown away when left out." };
        var command = new Command(Name, "Rehearses a purge against a sandbox in this process: nothing real is touched.") { recordings, olderThan, seed, audit };
        command.SetAction((parsed, cancellation) => RunAsync(
            Rehearsal.MakeOptions(parsed.GetValue(recordings), parsed.GetValue(seed)),
            RetentionAge.Parse(parsed.GetValue(olderThan)!),
            parsed.GetValue(audit),
            host,
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(SandboxOptions options, TimeSpan olderThan, string? audit, RunnerHost host, CancellationToken cancellation)
    {
        // Where the ledger has standard output to itself, what people read goes to standard error.
        var output = audit == AuditOptions.StandardOutput ? host.Error : host.Output;
        return await Ending.OfAsync(new TextLog(output, host.Error, LogDetail.Usual, new OptionNames(["--audit"])), async () =>
        {
            var folder = Directory.CreateTempSubdirectory("recording-rehearsal-");
            try
            {
                using var rehearsal = new Rehearsal(options, olderThan, audit, folder.FullName, output);
                return await rehearsal.RunAsync(cancellation);
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        });
    }
}
