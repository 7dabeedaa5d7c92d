using System.Globalization;
using FsCheck.Fluent;
using RecordingCmdlets.Engine.Providers;
using RecordingCmdlets.Engine.Querying;
using RecordingCmdlets.Engine.Tests.Support;

namespace RecordingCmdlets.Engine.Tests;

public sealed class ListQueryTests
{
    private static readonly DateTimeOffset Now = Given.Moment("2026-03-01T12:00:00Z");
    private static readonly PageNumberPaging Numbers = new("page", "size", 20, ["total"]);
    private static readonly CursorPaging Cursor = new(["next"], ["cursor"], SurvivesDeletion: true);

    [Fact]
    public void Numbered_pages_are_pinned_to_the_runs_start_and_cursors_are_not()
    {
        Assert.Equal("to=2026-03-01T12:00:00.000Z", Write(List(Numbers), new RecordingQuery { Now = Now }));
        Assert.Equal("to=2026-03-01T12:00:00.000Z", Write(List(Numbers), new RecordingQuery { Now = Now, Before = Now.AddYears(1) }));
        Assert.Equal("to=2026-02-01T12:00:00.000Z", Write(List(Numbers), new RecordingQuery { Now = Now, Before = Now.AddDays(-28) }));
        Assert.Equal("", Write(List(Cursor), new RecordingQuery { Now = Now }));
        Assert.Equal("to=2027-03-01T12:00:00.000Z", Write(List(Cursor), new RecordingQuery { Now = Now, Before = Now.AddYears(1) }));
    }

    [Fact]
    public void A_window_takes_the_place_of_the_querys_own_bounds()
    {
        var query = new ListQuery(List(Cursor), new RecordingQuery { Now = Now, After = Now.AddDays(-9), Before = Now }, null) { Window = (Now.AddDays(-2), Now.AddDays(-1)) };
        Assert.Equal(["to=2026-02-28T12:00:00.000Z", "from=2026-02-27T12:00:00.000Z"], query.Pairs().Select(p => $"{p.Key}={p.Value}"));
    }

    [Fact]
    public void Bounds_are_never_narrower_than_what_was_asked_for()
    {
        var moments = from ticks in ArbMap.Default.GeneratorFor<long>()
                      from unit in Gen.Elements(TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(1))
                      from slack in Gen.Elements(TimeSpan.Zero, TimeSpan.FromSeconds(1))
                      select (Moment: new DateTimeOffset(Math.Abs(ticks % DateTime.MaxValue.Ticks), TimeSpan.Zero), Format: new MomentFormat("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", unit, slack));
        Properties.Hold(moments, c =>
        {
            var (from, to) = (Parse(c.Format.WriteFrom(c.Moment)), Parse(c.Format.WriteTo(c.Moment)));
            return from <= c.Moment && c.Moment - from <= c.Format.Unit + c.Format.Slack
                && (to >= c.Moment || to.AddDays(1) > DateTimeOffset.MaxValue.AddDays(-1)) && to - c.Moment <= c.Format.Unit + c.Format.Slack;
        });
        Assert.Equal("0001-01-01T00:00:00Z", (MomentFormat.Seconds with { Slack = TimeSpan.FromSeconds(1) }).WriteFrom(DateTimeOffset.MinValue));
        Assert.Equal("9999-12-31T23:59:59Z", (MomentFormat.Seconds with { Slack = TimeSpan.FromSeconds(1) }).WriteTo(DateTimeOffset.MaxValue));

        static DateTimeOffset Parse(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData("ar-SA")]
    [InlineData("th-TH")]
    [InlineData("fa-IR")]
    public void Moments_read_the_same_in_every_country(string culture)
    {
        using var scope = new CultureScope(culture);
        Assert.Equal("2026-03-01T12:00:00Z", MomentFormat.Seconds.WriteFrom(Now.ToOffset(TimeSpan.FromHours(7))));
        Assert.Equal("to=2026-03-01T12:00:00.000Z", Write(List(Numbers), new RecordingQuery { Now = Now }));
    }

    [Fact]
    public void A_state_that_deletion_changes_is_asked_for_only_where_nothing_is_handed_out_before_the_end()
    {
        var list = List(Cursor, new StatusFilter("state", IsRepeated: true, "ended"));

        Assert.Equal("state=joining&state=ready", Write(list, new RecordingQuery { Now = Now, Statuses = ["Joining", "ready", "READY"] }));
        Assert.Equal("", Write(list, new RecordingQuery { Now = Now, Statuses = ["ready", "Ended"] }));
        Assert.Equal("state=ended", Write(list, new RecordingQuery { Now = Now, Statuses = ["Ended"] }, isReadFirst: true));
        Assert.Equal("", Write(List(Cursor), new RecordingQuery { Now = Now, Statuses = ["ended"] }));
    }

    [Fact]
    public void Where_one_listing_takes_one_state_it_is_the_one_of_its_part()
    {
        var list = List(Cursor, new StatusFilter("status", IsRepeated: false));
        var query = new RecordingQuery { Now = Now, Statuses = ["a", "b"] };

        Assert.Equal("", Write(list, query));
        Assert.Equal([("status", "b")], new ListQuery(list, query, null) { Status = "b" }.Pairs());
    }

    [Fact]
    public void A_filter_goes_under_its_own_key_and_only_with_a_value_that_the_service_takes()
    {
        var list = List(Cursor, null, ListDeclaration.Keys(("topic", new("topic")), ("direction", new("filter[dir]", "IN", "OUT"))));

        Assert.Equal("topic=a%26b%3Dc", Write(list, Filter(("topic", "a&b=c"))));
        Assert.Equal("filter%5Bdir%5D=IN", Write(list, Filter(("DIRECTION", "IN"))));
        Assert.Equal("", Write(list, Filter(("direction", "in"))));
        Assert.Equal("", Write(list, Filter(("direction", "other"))));

        static RecordingQuery Filter(params (string Key, string Value)[] pairs) => new() { Now = Now, Filter = pairs.ToDictionary(p => p.Key, p => p.Value) };
    }

    [Fact]
    public void Durations_and_site_go_along_where_the_service_knows_them()
    {
        var list = new ListDeclaration
        {
            Route = Given.List,
            Paging = Cursor,
            ItemsPath = ["data"],
            DurationKeys = ("least", "most"),
            SiteKey = "siteUrl",
        };
        var query = new RecordingQuery { Now = Now, MinimumDuration = TimeSpan.FromSeconds(1.5), MaximumDuration = TimeSpan.FromHours(30) };

        Assert.Equal([("least", "1500"), ("most", "108000000"), ("siteUrl", "x")], new ListQuery(list, query, "x").Pairs());
        Assert.Equal("", Write(List(Cursor), query));
    }

    [Fact]
    public void Whatever_is_written_is_one_pair_each()
    {
        var texts = ArbMap.Default.GeneratorFor<string>().Select(t => t ?? "").Where(t => !t.Any(char.IsSurrogate));
        var pairs = Gen.ListOf(from key in texts from value in texts select (Key: key, Value: value));
        Properties.Hold(pairs, all =>
        {
            var list = all.Select(p => (p.Key, p.Value)).ToList();
            var written = ListQuery.Write(list);
            var read = written.Length == 0 && list.Count == 0 ? [] : written.Split('&').Select(p => p.Split('=')).Select(p => (Uri.UnescapeDataString(p[0]), Uri.UnescapeDataString(p[1])));
            return read.SequenceEqual(list);
        });
    }

    private static ListDeclaration List(Paging paging, StatusFilter? status = null, IReadOnlyDictionary<string, FilterKey>? filters = null) => new()
    {
        Route = Given.List,
        Paging = paging,
        ItemsPath = ["data"],
        CreatedFromKey = "from",
        CreatedToKey = "to",
        Status = status,
        Filters = filters ?? ListDeclaration.Keys(),
    };

    private static string Write(ListDeclaration list, RecordingQuery query, bool isReadFirst = false) =>
        ListQuery.Write(new ListQuery(list, query, null) { IsReadFirst = isReadFirst }.Pairs()).Replace("%3A", ":", StringComparison.Ordinal);
}
