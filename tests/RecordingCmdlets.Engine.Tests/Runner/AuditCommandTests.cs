using RecordingCmdlets.Runner;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Runner;

public sealed class AuditCommandTests
{
    [Fact]
    public async Task A_ledger_is_verified_by_itself_and_by_its_head_and_one_changed_byte_is_a_failure()
    {
        using var rig = new RunnerRig();
        var head = RunCommandTests.Event((await rig.RunHereAsync("run", "--policy", rig.Policy)).Output, "applied").GetProperty("head").GetString()!;
        var ledger = Assert.Single(Directory.GetFiles(rig.Ledgers, "*.jsonl"));

        Assert.Equal(ExitCode.Done, (await rig.RunHereAsync("audit", "verify")).Exit);
        Assert.Equal(ExitCode.Done, (await rig.RunHereAsync("audit", "verify", ledger, "--head", head)).Exit);
        var other = await rig.RunHereAsync("audit", "verify", ledger, "--head", new string('0', 64));
        Assert.True(other.Exit == ExitCode.Failed, other.All);
        var text = await File.ReadAllTextAsync(ledger, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(ledger, text.Replace("Deleted", "deleted", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var broken = await rig.RunHereAsync("audit", "verify");

        Assert.True(broken.Exit == ExitCode.Failed, broken.All);
        Assert.Equal("Broken", RunCommandTests.Event(broken.Output, "ledger").GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_key_in_a_file_seals_ledgers_and_proves_them()
    {
        using var rig = new RunnerRig();
        await File.WriteAllTextAsync(rig.File("hmac"), "a key of some length\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(rig.File("other"), "another key\n", TestContext.Current.CancellationToken);

        var run = await rig.RunHereAsync("run", "--policy", rig.Policy, "--key-file", rig.File("hmac"));

        Assert.True(run.Exit == ExitCode.Done, run.All);
        Assert.Equal(ExitCode.Done, (await rig.RunHereAsync("audit", "verify", "--key-file", rig.File("hmac"))).Exit);
        Assert.Equal(ExitCode.Failed, (await rig.RunHereAsync("audit", "verify", "--key-file", rig.File("other"))).Exit);
        Assert.Equal(ExitCode.Usage, (await rig.RunHereAsync("audit", "verify", "--key-file", rig.File("none"))).Exit);
    }

    [Fact]
    public async Task What_a_run_could_not_learn_is_asked_about_later()
    {
        using var rig = new RunnerRig(inBatches: false);
        // Carried out and never told of.
        rig.Sandbox.OnRequest = request => request.Method == "DELETE" ? SandboxFault.Stall : null;
        using (var process = rig.Start("run", "--policy", rig.Policy))
        {
            while (rig.Changes.Count < 3) await Task.Delay(20, TestContext.Current.CancellationToken);
            process.Kill();
            await process.WaitAsync();
        }

        rig.Sandbox.OnRequest = null;
        var open = rig.Archive.ReadEntries().Count(e => e.NeedsResolution);
        Assert.True(open >= 3);
        var resolved = await rig.RunHereAsync("audit", "resolve");
        var again = await rig.RunHereAsync("audit", "resolve");

        Assert.True(resolved.Exit == ExitCode.Done, resolved.All);
        Assert.Equal(open, RunCommandTests.Events(resolved.Output).Count(e => RunCommandTests.Name(e) == "settled"));
        Assert.Equal(0, RunCommandTests.Event(again.Output, "resolved").GetProperty("open").GetInt32());
        Assert.Contains(rig.Archive.ReadEntries(), e => e.Outcome == RemovalOutcome.AlreadyGone);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_a_failure_and_not_nothing_to_complain_of()
    {
        using var rig = new RunnerRig();

        var end = await rig.RunHereAsync("audit", "verify", rig.File("none"));

        Assert.True(end.Exit == ExitCode.Failed, end.All);
    }
}
