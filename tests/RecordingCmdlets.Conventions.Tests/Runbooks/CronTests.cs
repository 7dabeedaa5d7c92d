using System.Diagnostics;

namespace RecordingCmdlets.Conventions.Tests.Runbooks;

/// <summary>The cron file, read by a cron parser; what it runs, run by a shell.</summary>
public sealed class CronTests
{
    private const string File = "samples/schedules/cron/recording-retention";

    private static IReadOnlyList<string> Lines { get; } = [.. House.Read(File).Split('\n').Where(l => l.Length > 0 && l[0] != '#')];

    private static string Job { get; } = Assert.Single(Lines, l => char.IsAsciiDigit(l[0]) || l[0] == '*');

    private static string Expression => string.Join(' ', Job.Split(' ').Take(5));

    private static string Command => string.Join(' ', Job.Split(' ').Skip(6));

    [Fact]
    public void The_line_fires_every_seven_days() => Assert.True(Schedule.IsWeekly(Expression), Expression);

    [Theory]
    [InlineData("17 3 * * 0", true)]
    [InlineData("* * 7 * *", false)] // every minute of the 7th
    [InlineData("17 3 7 * *", false)] // monthly
    [InlineData("17 3 */7 * *", false)] // the 1st, 8th, 15th, 22nd, 29th, and then the 1st again
    [InlineData("* 3 * * 0", false)] // sixty times in an hour
    [InlineData("17 3 7 * 0", false)] // a 7th that is a Sunday
    [InlineData("30 2 * * 0", false)] // an hour that one Sunday in spring does not have
    public void What_is_not_weekly_is_found(string expression, bool isWeekly) => Assert.Equal(isWeekly, Schedule.IsWeekly(expression));

    // Files with a dot in their names, and a last line without an end, are passed over in silence.
    [Fact]
    public void The_file_is_one_that_cron_reads()
    {
        Assert.Matches("^[A-Za-z0-9_-]+$", Path.GetFileName(File));
        Assert.EndsWith("\n", House.Read(File), StringComparison.Ordinal);
        Assert.DoesNotContain('\r', House.Read(File));
        Assert.Equal("recording-retention", Job.Split(' ')[5]);
        // An unescaped one is a line end to cron.
        Assert.DoesNotContain('%', Command);
        // No variable is expanded in the assignments of a crontab.
        Assert.All(Lines.Where(l => l != Job), l => Assert.Matches(@"^[A-Z_]+=[^$]*$", l));
    }

    [Theory]
    [InlineData(0, "ran: run --time-limit 5h\n")]
    [InlineData(3, "ran: run --time-limit 5h\nrecording-retention ended with exit code 3\n")]
    public async Task The_command_says_with_which_code_the_run_ended(int exitCode, string said)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no /bin/sh.");
        var folder = Directory.CreateTempSubdirectory("recordingcmdlets-cron-").FullName;
        try
        {
            await AddProgramAsync(folder, "recording-retention", $"echo \"ran: $*\"; exit {exitCode}");
            await AddProgramAsync(folder, "shuf", "[ \"$*\" = '-i 0-3600 -n 1' ] && echo 1234");
            await AddProgramAsync(folder, "sleep", "[ \"$*\" = 1234 ]");
            var start = new ProcessStartInfo("/bin/sh", ["-c", Command]) { RedirectStandardOutput = true };
            start.Environment["PATH"] = folder;
            using var shell = Process.Start(start)!;
            Assert.Equal(said, await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task AddProgramAsync(string folder, string name, string script)
    {
        var path = Path.Combine(folder, name);
        await System.IO.File.WriteAllTextAsync(path, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows()) System.IO.File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }
}
