using System.Net;
using RecordingCmdlets.Engine.Reporting;
using RecordingCmdlets.Engine.Tests.Support;

namespace RecordingCmdlets.Engine.Tests.Reporting;

/// <summary>The counters and the writer that a report is made of.</summary>
public sealed class ReportPartsTests
{
    private static readonly DateTimeOffset Now = Given.Moment("2026-03-01T12:00:00Z");

    [Fact]
    public void What_stands_in_a_hole_is_text_whatever_it_is() =>
        Properties.Hold(Hostile.WholeText, text =>
        {
            var written = new StringWriter();
            new HtmlWriter(written).Write($"<p title=\"{text}\">{text}</p>");

            var parts = written.ToString().Split('"');
            Assert.Equal(3, parts.Length);
            Assert.Equal(["<p title=", ">", "</p>"], [parts[0], parts[2][..1], parts[2][^4..]]);
            Assert.All((string[])[parts[1], parts[2][1..^4]], inner =>
            {
                Assert.DoesNotContain(inner, c => c is '<' or '>' or '"' or '\'');
                Assert.Equal(PlainText.Of(text), WebUtility.HtmlDecode(inner));
                Assert.True(Hostile.IsPlain(inner));
            });
        });

    [Fact]
    public void A_limit_is_the_border_of_two_steps_and_at_the_border_is_not_past_it()
    {
        var limit = TimeSpan.FromDays(45);
        var ages = new AgeHistogram(limit);

        ages.Add(limit, 1);
        ages.Add(limit + TimeSpan.FromTicks(1), 10);
        ages.Add(TimeSpan.FromDays(-3), 100);
        ages.Add(TimeSpan.FromDays(100_000), null);
        ages.Add(null, 1000);

        Assert.Equal((2, 10L), (ages.PastLimit.Items, ages.PastLimit.Bytes));
        Assert.Equal(
            ["up to 7 days: 1", "7 days to 30 days: 0", "30 days to 45 days: 1", "45 days to 90 days: 1!", "90 days to 180 days: 0!", "180 days to 1 year: 0!", "1 year to 2 years: 0!", "2 years to 5 years: 0!", "over 5 years: 1!"],
            ages.Steps.Select(s => $"{ReportWords.Step(s)}: {s.Tally.Items}{(s.IsPastLimit ? "!" : "")}"));
        Assert.Equal(1000, ages.Undated.Bytes);
    }

    [Theory]
    [InlineData("1h", "up to 1 hour", "1 hour to 7 days")]
    [InlineData("12h", "up to 12 hours", "12 hours to 7 days")]
    [InlineData("91d", "30 days to 91 days", "91 days to 180 days")]
    [InlineData("3650d", "5 years", "over 10 years")]
    [InlineData("90d", "30 days to 90 days", "90 days to 180 days")]
    public void A_limit_stands_for_the_usual_borders_right_beside_it(string limit, string before, string after)
    {
        var steps = new AgeHistogram(RetentionAge.Parse(limit)).Steps;
        var past = steps.ToList().FindIndex(s => s.IsPastLimit);

        Assert.Matches($"^{before}( to .*)?$", ReportWords.Step(steps[past - 1]));
        Assert.Equal(after, ReportWords.Step(steps[past]));
    }

    [Fact]
    public void Without_a_limit_nothing_is_past_it()
    {
        var ages = new AgeHistogram(null);
        ages.Add(TimeSpan.FromDays(100_000), 1);

        Assert.DoesNotContain(ages.Steps, s => s.IsPastLimit);
        Assert.Equal(0, ages.PastLimit.Items);
    }

    [Fact]
    public void Growth_shows_two_years_month_by_month_and_what_lies_outside_of_them_in_a_line_each()
    {
        var growth = new Growth();
        foreach (var date in (string[])["0001-01-01T00:00:00Z", "2024-03-31T23:59:59Z", "2024-04-01T00:00:00Z", "2026-03-01T01:00:00+02:00", "2026-03-31T00:00:00Z", "9999-12-31T23:59:59Z"]) growth.Add(Given.Moment(date), 10);
        growth.Add(null, 10);

        var lines = growth.Lines(Now);

        Assert.Equal(26, lines.Count);
        Assert.Equal(
            [("earlier", 2, 2, 20), ("2024-04", 1, 3, 30), ("2026-02", 1, 4, 40), ("2026-03", 1, 5, 50), ("later", 1, 6, 60)],
            lines.Where(l => l.Tally.Items > 0).Select(l => (l.Month is { } m ? ReportWords.Month(m) : l.IsLater ? "later" : "earlier", (int)l.Tally.Items, (int)l.Items, (int)l.Bytes)));
        Assert.Equal(1, growth.Undated.Items);
    }

    [Fact]
    public void Growth_begins_where_the_items_begin()
    {
        var growth = new Growth();
        growth.Add(Given.Moment("2026-01-15T00:00:00Z"), null);

        Assert.Equal(["2026-01", "2026-02", "2026-03"], growth.Lines(Now).Select(l => ReportWords.Month(l.Month!.Value)));
        Assert.Empty(new Growth().Lines(Now));
    }

    [Fact]
    public void A_sum_of_sizes_never_wraps_around_and_leaves_out_what_is_no_size()
    {
        var tally = new Tally();
        foreach (var size in (long?[])[5, null, -7, long.MaxValue]) tally.Add(size);
        var twice = new Tally();
        twice.Add(tally);
        twice.Add(tally);

        Assert.Equal((4, 2, long.MaxValue), (tally.Items, tally.Sized, tally.Bytes));
        Assert.Equal((8, 4, long.MaxValue), (twice.Items, twice.Sized, twice.Bytes));
    }

    [Fact]
    public void The_page_has_room_for_what_goes_and_then_for_what_is_oldest()
    {
        var shelf = new RowShelf(3);
        foreach (var (day, goes, number) in ((int?, bool, int)[])[(5, false, 0), (null, false, 1), (1, false, 2), (9, true, 3), (1, false, 4), (3, false, 5), (2, false, 6)])
            shelf.Add(new ReportRow(Given.Reference($"r{number}")) { Number = number, IsToGo = goes, CreatedAt = day is { } d ? Now.AddDays(d) : null });

        Assert.Equal(["r3", "r2", "r4"], shelf.Rows.Select(r => r.Reference.Id));
        Assert.True(shelf.IsOverfull);
        Assert.Equal(7, shelf.Count);
    }

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1024, "1.0 KiB")]
    [InlineData(1536, "1.5 KiB")]
    [InlineData(1024L * 1024 * 1024 * 5 / 2, "2.5 GiB")]
    [InlineData(long.MaxValue, "8.0 EiB")]
    public void Sizes_are_said_in_steps_of_1024(long bytes, string shown) => Assert.Equal(shown, ReportWords.Size(bytes));
}
