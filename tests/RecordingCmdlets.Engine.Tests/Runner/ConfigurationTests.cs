using RecordingCmdlets.Runner;
using RecordingCmdlets.Sandbox;

namespace RecordingCmdlets.Engine.Tests.Runner;

/// <summary>Where the runner takes its options and its accounts from, and which it leaves alone.</summary>
public sealed class ConfigurationTests
{
    [Fact]
    public async Task What_the_command_line_says_wins_over_a_variable()
    {
        using var rig = new RunnerRig();
        rig.Variables["RECORDING_RETENTION_MAX_DELETE"] = "1";

        var braked = await rig.RunHereAsync("run", "--policy", rig.Policy);
        var freed = await rig.RunHereAsync("run", "--policy", rig.Policy, "--max-delete", "1000");

        Assert.True(braked.Exit == ExitCode.Fuse, braked.All);
        Assert.True(freed.Exit == ExitCode.Done, freed.All);
    }

    [Theory]
    [InlineData("RECORDING_RETENTION_MAX_DELET", "1")]
    [InlineData("RECORDING_RETENTION_max_delete", "1")]
    [InlineData("RECORDING_RETENTION_HELP", "1")]
    [InlineData("RECORDING_RETENTION_SEED", "1")]
    public async Task A_variable_with_a_slip_in_its_name_is_refused_and_not_passed_over(string name, string value)
    {
        using var rig = new RunnerRig();
        rig.Variables[name] = value;

        var end = await rig.RunHereAsync("run", "--policy", rig.Policy);

        Assert.True(end.Exit == ExitCode.Usage, end.All);
        Assert.Contains($"VariableUnknown: {name}", end.Error, StringComparison.Ordinal);
        Assert.Empty(rig.Sandbox.GetRequests());
    }

    [Theory]
    [InlineData("RECORDING_RETENTION_MAX_DELETE", "many")]
    [InlineData("RECORDING_RETENTION_TIME_LIMIT", "90")]
    [InlineData("RECORDING_RETENTION_LOG", "xml")]
    [InlineData("RECORDING_RETENTION_DRY_RUN", "perhaps")]
    public async Task A_variable_is_held_to_what_its_option_is_held_to(string name, string value)
    {
        using var rig = new RunnerRig();
        rig.Variables[name] = value;

        var end = await rig.RunHereAsync("run", "--policy", rig.Policy);

        Assert.True(end.Exit == ExitCode.Usage, end.All);
        Assert.Empty(rig.Sandbox.GetRequests());
    }

    [Fact]
    public async Task A_dry_run_may_be_a_variable()
    {
        using var rig = new RunnerRig();
        rig.Variables["RECORDING_RETENTION_DRY_RUN"] = "true";
        rig.Variables["RECORDING_RETENTION_POLICY"] = rig.Policy;

        Assert.Equal(ExitCode.Done, (await rig.RunHereAsync("run")).Exit);
        Assert.Empty(rig.Changes);
        Assert.Equal(ExitCode.Done, (await rig.RunHereAsync("run", "--dry-run", "false")).Exit);
        Assert.NotEmpty(rig.Changes);
    }

    [Fact]
    public async Task Of_several_connections_only_those_named_are_touched()
    {
        using var rig = new RunnerRig(providers: ["Telnyx", "Attendee"]);

        var end = await rig.RunHereAsync("plan", "--policy", rig.Policy, "--connection", "ATTENDEE-ONE");

        Assert.True(end.Exit == ExitCode.Done, end.All);
        Assert.Equal(["Attendee"], rig.Sandbox.GetRequests().Select(r => r.Provider).Distinct());
    }

    [Theory]
    [InlineData(0, "Attendee")]
    [InlineData(1, "Telnyx")]
    public async Task A_job_with_an_index_works_on_the_connection_at_that_place(int index, string provider)
    {
        using var rig = new RunnerRig(providers: ["Telnyx", "Attendee"]);

        var end = await rig.RunHereAsync("plan", "--policy", rig.Policy, "--connection-index", $"{index}");

        Assert.True(end.Exit == ExitCode.Done, end.All);
        Assert.Equal([provider], rig.Sandbox.GetRequests().Select(r => r.Provider).Distinct());
    }

    [Theory]
    [InlineData("--connection-index", "2")]
    [InlineData("--connection", "nobody")]
    public async Task A_connection_that_is_not_there_is_a_slip_and_not_nothing_to_do(string option, string value)
    {
        using var rig = new RunnerRig(providers: ["Telnyx", "Attendee"]);

        var end = await rig.RunHereAsync("run", "--policy", rig.Policy, option, value);

        Assert.True(end.Exit == ExitCode.Usage, end.All);
        Assert.Contains("ConnectionUnknown", end.Output, StringComparison.Ordinal);
        Assert.Empty(rig.Sandbox.GetRequests());
    }

    [Fact]
    public async Task With_a_file_of_connections_an_account_of_the_environment_is_not_there()
    {
        using var rig = new RunnerRig(providers: ["Telnyx"]);
        using var other = new RunnerRig(recordings: 20, providers: ["Attendee"]);
        foreach (var at in (RunnerRig[])[rig, other])
        {
            at.Variables["ATTENDEE_API_KEY"] = other.Sandbox.ApiKey.Reveal();
            at.Variables["ATTENDEE_BASE_URL"] = other.Sandbox.GetBaseUri("Attendee").AbsoluteUri;
        }

        other.Variables.Remove("RECORDING_RETENTION_CONNECTIONS");
        var planned = RunCommandTests.Event((await other.RunHereAsync("plan", "--policy", other.Policy)).Output, "planned");
        other.Sandbox.ClearRequests();

        // What the plan names is an account of the environment, and the file of connections does not know it.
        var end = await rig.RunHereAsync("apply", "--plan", planned.GetProperty("plan").GetString()!, "--plan-hash", planned.GetProperty("hash").GetString()!);
        await rig.RunHereAsync("plan", "--policy", other.Policy);

        Assert.True(end.Exit == ExitCode.Usage, end.All);
        Assert.Empty(other.Sandbox.GetRequests());
    }

    [Fact]
    public async Task Without_one_the_services_own_variables_connect_also_as_mounted_files()
    {
        using var rig = new RunnerRig(recordings: 5, providers: ["Attendee"]);
        rig.Variables.Remove("RECORDING_RETENTION_CONNECTIONS");
        rig.Variables["ATTENDEE_API_KEY_FILE"] = rig.Key;
        rig.Variables["ATTENDEE_BASE_URL"] = rig.Sandbox.GetBaseUri("Attendee").AbsoluteUri;

        var end = await rig.RunHereAsync("plan", "--policy", rig.Policy);

        Assert.True(end.Exit == ExitCode.Done, end.All);
        Assert.Equal("Attendee", RunCommandTests.Event(end.Output, "connected").GetProperty("connection").GetString());
    }

    [Fact]
    public async Task Without_any_account_it_says_which_variables_there_are()
    {
        using var rig = new RunnerRig();
        rig.Variables.Remove("RECORDING_RETENTION_CONNECTIONS");

        var end = await rig.RunHereAsync("plan", "--policy", rig.Policy);

        Assert.True(end.Exit == ExitCode.Usage, end.All);
        Assert.Contains("TELNYX_API_KEY", end.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rehearsal_takes_nothing_from_the_environment()
    {
        using var rig = new RunnerRig();

        var end = await rig.RunHereAsync("rehearse", "--recordings", "20");

        Assert.True(end.Exit is ExitCode.Done or ExitCode.Fuse, end.All);
        Assert.False(Directory.Exists(rig.Ledgers));
    }

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    public async Task No_key_is_in_anything_that_is_said_or_written_even_when_a_service_repeats_it(string form)
    {
        using var rig = new RunnerRig(recordings: 30);
        var key = rig.Sandbox.ApiKey.Reveal();
        var said = new List<string>();
        async Task RunAsync(params string[] arguments) => said.Add((await rig.RunHereAsync([.. arguments, "--log", form, "--verbose"])).All);

        rig.Sandbox.EchoSecretInErrors = true;
        await RunAsync("plan", "--policy", rig.Policy, "--out", rig.Plans);
        await RunAsync("run", "--policy", rig.Policy);
        await RunAsync("audit", "verify", rig.Ledgers);
        rig.Sandbox.OnRequest = _ => SandboxFault.Respond(403, $$"""{"errors":[{"title":"{{key}}","detail":"{{key}}"}]}""");
        await RunAsync("run", "--policy", rig.Policy);
        await File.WriteAllTextAsync(rig.Key, key + "-wrong", TestContext.Current.CancellationToken);
        rig.Sandbox.OnRequest = null;
        await RunAsync("run", "--policy", rig.Policy);

        var written = Directory.GetFiles(rig.File(""), "*", SearchOption.AllDirectories).Where(f => f != rig.Key).Select(File.ReadAllText).ToList();
        Assert.True(written.Count > 4);
        Assert.All(said.Concat(written), text => Assert.DoesNotContain(key, text, StringComparison.Ordinal));
    }
}
