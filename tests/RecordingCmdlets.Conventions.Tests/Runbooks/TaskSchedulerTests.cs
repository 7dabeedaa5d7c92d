using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;

namespace RecordingCmdlets.Conventions.Tests.Runbooks;

/// <summary>The task of the Windows Task Scheduler, held against a schema of its format.</summary>
public sealed class TaskSchedulerTests
{
    private const string File = "samples/schedules/windows/RecordingRetention.xml";
    private static readonly XNamespace Ns = "http://schemas.microsoft.com/windows/2004/02/mit/task";

    private static XElement Task { get; } = XDocument.Parse(House.Read(File)).Root!;

    [Fact]
    public void It_is_of_the_format() => Assert.Empty(Faults(House.Read(File)));

    [Theory]
    [InlineData("<Sunday />", "<Sundays />")]
    [InlineData(">IgnoreNew<", ">Ignore<")]
    [InlineData(">PT6H<", ">6h<")]
    [InlineData("Context=\"Purge\"", "Context=\"Other\"")]
    [InlineData("<RandomDelay>PT1H</RandomDelay>", "<Delay>PT1H</Delay>")]
    public void A_slip_is_found(string right, string wrong)
    {
        Assert.Contains(right, House.Read(File), StringComparison.Ordinal);
        Assert.NotEmpty(Faults(House.Read(File).Replace(right, wrong, StringComparison.Ordinal)));
    }

    [Fact]
    public void It_fires_on_one_day_of_every_week()
    {
        var trigger = Assert.Single(Task.Descendants(Ns + "CalendarTrigger"));
        var day = Assert.Single(trigger.Descendants(Ns + "DaysOfWeek").Elements()).Name.LocalName;
        var start = DateTime.Parse(Text("StartBoundary"), CultureInfo.InvariantCulture);

        Assert.Equal("1", Text("WeeksInterval"));
        Assert.Equal(start.DayOfWeek.ToString(), day);
        // Neither skipped nor repeated when clocks change.
        Assert.Equal(3, start.Hour);
    }

    [Fact]
    public void It_never_runs_beside_itself_and_ends_by_itself()
    {
        Assert.Equal("IgnoreNew", Text("MultipleInstancesPolicy"));
        Assert.True(Schedule.TimeLimit(Text("Arguments")) + Schedule.Room <= XmlConvert.ToTimeSpan(Text("ExecutionTimeLimit")));
        Assert.Contains("-NonInteractive", Text("Arguments"), StringComparison.Ordinal);
    }

    [Fact]
    public void It_gives_the_script_what_it_asks_for_and_nothing_else()
    {
        var script = Regex.Match(Text("Arguments"), @"-File ""[^""]*\\([\w-]+\.ps1)"" (.*)$");
        var given = Regex.Matches(script.Groups[2].Value, @"(?:^| )-([A-Za-z]+)").Select(m => m.Groups[1].Value).ToList();
        var declared = Regex.Matches(House.Read($"samples/{script.Groups[1].Value}"), @"(?m)^    (\[Parameter\(Mandatory\)\] )?\[\w+\] \$(\w+)").Select(m => (Name: m.Groups[2].Value, IsMandatory: m.Groups[1].Success)).ToList();

        Assert.Empty(given.Except(declared.Select(d => d.Name)));
        Assert.Empty(declared.Where(d => d.IsMandatory).Select(d => d.Name).Except(given));
        Assert.NotEmpty(given);
    }

    // The scheduler's own cmdlet takes text in memory, which is UTF-16: any other declaration is refused there.
    [Fact]
    public void It_declares_no_encoding() => Assert.DoesNotContain("<?xml", House.Read(File), StringComparison.Ordinal);

    private static string Text(string name) => Assert.Single(Task.Descendants(Ns + name)).Value;

    private static List<string> Faults(string xml)
    {
        var schemas = new XmlSchemaSet();
        using var schema = XmlReader.Create(new StringReader(House.Read("tests/RecordingCmdlets.Conventions.Tests/Runbooks/Task.xsd")));
        schemas.Add(null, schema);
        var faults = new List<string>();
        XDocument.Parse(xml).Validate(schemas, (_, fault) => faults.Add(fault.Message));
        return faults;
    }
}
