using RecordingCmdlets.Engine.Querying;
using RecordingCmdlets.Engine.Tests.Support;

namespace RecordingCmdlets.Engine.Tests;

public sealed class QueryFilterTests
{
    private static readonly DateTimeOffset Moment = Given.Moment("2026-01-15T10:00:00Z");

    [Fact]
    public void A_query_without_conditions_matches_everything() =>
        Assert.True(Matches(new RecordingQuery { Now = Moment }, Given.Recording()));

    [Fact]
    public void A_missing_value_matches_no_condition()
    {
        var bare = Given.Recording(service: "{\"to\":null}");
        RecordingQuery[] queries =
        [
            new() { Now = Moment, After = DateTimeOffset.MinValue },
            new() { Now = Moment, Before = DateTimeOffset.MaxValue },
            new() { Now = Moment, Titles = ["*"] },
            new() { Now = Moment, Titles = [""] },
            new() { Now = Moment, Owners = ["*"] },
            new() { Now = Moment, Site = "" },
            new() { Now = Moment, Site = "x" },
            new() { Now = Moment, Statuses = [""] },
            new() { Now = Moment, Statuses = ["completed"] },
            new() { Now = Moment, Filter = new Dictionary<string, string> { ["from"] = "" } },
            new() { Now = Moment, Filter = new Dictionary<string, string> { ["to"] = "" } },
        ];
        Assert.All(queries, q => Assert.False(Matches(q, bare)));
    }

    [Fact]
    public void After_is_inclusive_and_Before_is_exclusive()
    {
        var item = Given.Recording(created: Moment);
        Assert.True(Matches(new RecordingQuery { Now = Moment, After = Moment }, item));
        Assert.False(Matches(new RecordingQuery { Now = Moment, After = Moment.AddTicks(1) }, item));
        Assert.False(Matches(new RecordingQuery { Now = Moment, Before = Moment }, item));
        Assert.True(Matches(new RecordingQuery { Now = Moment, Before = Moment.AddTicks(1) }, item));
        Assert.False(Matches(new RecordingQuery { Now = Moment, After = Moment, Before = Moment }, item));
    }

    [Fact]
    public void Bounds_compare_moments_and_not_clock_faces() =>
        Assert.True(Matches(new RecordingQuery { Now = Moment, After = Moment.ToOffset(TimeSpan.FromHours(9)) }, Given.Recording(created: Moment)));

    [Fact]
    public void Every_condition_must_hold_and_any_pattern_of_one_is_enough()
    {
        var item = Given.Recording(title: "Weekly sync", owner: "a@example.org", status: "Completed", site: "S1", created: Moment, service: "{\"from\":\"+1\",\"n\":9007199254740993}");
        Assert.True(Matches(
            new RecordingQuery
            {
                Now = Moment,
                Titles = ["nothing", "WEEKLY*"],
                Owners = ["*@example.org"],
                Statuses = ["failed", "completed"],
                Site = "s1",
                Filter = new Dictionary<string, string> { ["FROM"] = "+1", ["n"] = "9007199254740993" },
            },
            item));
        Assert.False(Matches(new RecordingQuery { Now = Moment, Titles = ["Weekly*"], Owners = ["b*"] }, item));
        Assert.False(Matches(new RecordingQuery { Now = Moment, Site = "S2" }, item));
        Assert.False(Matches(new RecordingQuery { Now = Moment, Statuses = ["complete"] }, item));
        Assert.False(Matches(new RecordingQuery { Now = Moment, Filter = new Dictionary<string, string> { ["from"] = "+12" } }, item));
        Assert.False(Matches(new RecordingQuery { Now = Moment, Filter = new Dictionary<string, string> { ["from"] = "+1", ["to"] = "+2" } }, item));
    }

    [Fact]
    public void A_filter_on_a_number_does_not_depend_on_the_country()
    {
        using var scope = new CultureScope("de-DE");
        Assert.True(Matches(
            new RecordingQuery { Now = Moment, Filter = new Dictionary<string, string> { ["x"] = "1.5" } }, Given.Recording(service: "{\"x\":1.5}")));
    }

    private static bool Matches(RecordingQuery query, Recording recording) => new QueryFilter(query, Given.Resource, query.Site).Matches(recording);
}
