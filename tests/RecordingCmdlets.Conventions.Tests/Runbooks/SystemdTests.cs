using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace RecordingCmdlets.Conventions.Tests.Runbooks;

/// <summary>The units, read by systemd itself where it is installed.</summary>
public sealed class SystemdTests
{
    private const string Folder = "samples/schedules/systemd";

    [Fact]
    public async Task Systemd_has_nothing_to_say_against_the_units()
    {
        var (exit, said) = await VerifyAsync(static text => text);

        Assert.True(exit == 0 && said.Length == 0, said);
    }

    [Theory]
    [InlineData("OnCalendar=Sun *-*-* 03:17:00", "OnCalendar=Sun *-*-* 25:17:00")]
    [InlineData("ProtectSystem=strict", "ProtectSystm=strict")]
    [InlineData("TimeoutStartSec=6h", "TimeoutStartSec=six")]
    [InlineData("ExecStart=/", "ExecStart=")]
    public async Task A_slip_is_found(string right, string wrong)
    {
        Assert.Contains(House.Files(Folder, "*"), file => House.Read(file).Contains(right, StringComparison.Ordinal));
        var (exit, said) = await VerifyAsync(text => text.Replace(right, wrong, StringComparison.Ordinal));

        Assert.False(exit == 0 && said.Length == 0);
    }

    [Fact]
    public async Task The_timer_fires_every_seven_days()
    {
        var calendar = Value("recording-retention.timer", "OnCalendar");
        var (_, said) = await RunAsync(["calendar", "--iterations=10", "--base-time=2026-01-01", calendar]);
        var times = Regex.Matches(said, @"\w{3} (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) ")
            .Select(m => DateTime.ParseExact(m.Groups[1].Value, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture))
            .Distinct()
            .ToList();

        Assert.Equal(10, times.Count);
        Assert.All(times.Zip(times.Skip(1)), pair => Assert.Equal(TimeSpan.FromDays(7), pair.Second - pair.First));
    }

    [Fact]
    public void The_run_ends_by_itself_before_it_is_ended()
    {
        Assert.True(Schedule.TimeLimit(Value("recording-retention.service", "ExecStart")) + Schedule.Room <= TimeSpan.FromHours(Hours(Value("recording-retention.service", "TimeoutStartSec"))));
        Assert.Equal("SIGTERM", Value("recording-retention.service", "KillSignal"));
    }

    [Fact]
    public void The_key_stands_in_no_unit()
    {
        var service = House.Read($"{Folder}/recording-retention.service");

        Assert.Matches(@"(?m)^LoadCredential=telnyx-api-key:", service);
        Assert.DoesNotMatch(@"(?m)^Environment=\w*(KEY|TOKEN|SECRET|PASSWORD)=", service);
    }

    private static string Value(string unit, string key) =>
        Regex.Match(House.Read($"{Folder}/{unit}"), $@"(?m)^{key}=(.+)$") is { Success: true } match ? match.Groups[1].Value : throw new InvalidOperationException($"{unit} has no {key}.");

    private static int Hours(string text) => int.Parse(Regex.Match(text, @"^(\d+)h$").Groups[1].Value, CultureInfo.InvariantCulture);

    /// <summary>Has systemd read copies of the units, in which programs that exist stand for those that are not installed here.</summary>
    private static async Task<(int Exit, string Said)> VerifyAsync(Func<string, string> change)
    {
        var folder = Directory.CreateTempSubdirectory("recordingcmdlets-units-").FullName;
        try
        {
            var units = House.Files(Folder, "*").Select(file => (Path: Path.Combine(folder, Path.GetFileName(file)), Text: House.Read(file))).ToList();
            foreach (var (path, text) in units)
                await File.WriteAllTextAsync(path, Regex.Replace(change(text), @"(?m)^ExecStart=/\S+", "ExecStart=/bin/true"));
            return await RunAsync(["verify", "--man=no", .. units.Select(u => u.Path)]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(int Exit, string Said)> RunAsync(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("systemd-analyze", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LC_ALL"] = "C";
        start.Environment["TZ"] = "UTC";
        try
        {
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return (process.ExitCode, (output + await error).Trim());
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("systemd-analyze is not installed here.");
            throw;
        }
    }
}
