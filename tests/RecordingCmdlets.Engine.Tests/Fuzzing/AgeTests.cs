using System.Globalization;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using RecordingCmdlets.Engine.Policy;
using RecordingCmdlets.Engine.Tests.Support;

namespace RecordingCmdlets.Engine.Tests.Fuzzing;

/// <summary>Ages, whatever is written for one and however old things are.</summary>
public sealed partial class AgeTests
{
    [Fact]
    public void A_text_is_a_number_with_a_unit_of_an_hour_to_200_years_or_no_age_at_all()
    {
        var almost = from before in Gen.Elements("", "", "", " ", "-", "+", "0", ".", "\u00a0")
                     from count in Gen.OneOf(Gen.Choose(0, int.MaxValue).Select(n => n.ToString(CultureInfo.InvariantCulture)), Gen.Choose(0, 400).Select(n => n.ToString(CultureInfo.InvariantCulture)), Gen.Elements("", "1.5", "1e3", "0x1F", "99999999999999999999", "٣", "1 0"))
                     from unit in Gen.Elements("h", "d", "w", "H", "D", "W", "", "m", "s", "y", "dd", " d", "ħ", "ｄ", "\0", "d\n")
                     from after in Gen.Elements("", "", "", " ", "\0", "h")
                     select before + count + unit + after;
        Properties.Hold(Gen.OneOf(almost, almost, Hostile.Text), text =>
        {
            TimeSpan age;
            try
            {
                age = RetentionAge.Parse(text);
            }
            catch (FormatException)
            {
                return;
            }

            var parts = Form().Match(text);
            Assert.True(parts.Success, $"'{text}' was taken for {age}");
            var hours = double.Parse(parts.Groups[1].Value, CultureInfo.InvariantCulture) * (char.ToLowerInvariant(parts.Groups[2].Value[0]) switch { 'h' => 1, 'd' => 24, _ => 168 });
            Assert.Equal(hours, age.TotalHours);
            Assert.InRange(age, TimeSpan.FromHours(1), TimeSpan.FromDays(200 * 365));
        }, always: 3_000);
    }

    [Fact]
    public void Every_number_and_unit_within_an_hour_and_200_years_is_an_age_and_more_is_older() =>
        Properties.Hold(from count in Gen.Choose(1, 10_427) from unit in Gen.Elements('h', 'd', 'w') select (count, unit), c =>
        {
            var age = RetentionAge.Parse(string.Create(CultureInfo.InvariantCulture, $"{c.count}{c.unit}"));
            Assert.True(RetentionAge.Parse(string.Create(CultureInfo.InvariantCulture, $"{c.count + 1}{c.unit}")) > age);
            Assert.Equal(age, RetentionAge.Check(age));
        });

    [Fact]
    public void What_goes_by_its_age_goes_too_when_it_is_older_and_when_less_is_asked_for()
    {
        var cases = from created in Moments
                    from earlier in Gen.Choose(0, int.MaxValue)
                    from now in Moments
                    from hours in Gen.Choose(1, 200 * 365 * 24)
                    from fewer in Gen.Choose(1, 200 * 365 * 24)
                    select (created, earlier, now, hours, fewer);
        Properties.Hold(cases, c =>
        {
            var age = TimeSpan.FromHours(c.hours);
            var line = AgeRule.Plan(Given.Recording(created: c.created), age, c.now);
            Assert.Equal(c.now - c.created > age ? PlanDecision.Remove : PlanDecision.Keep, line.Decision);
            Assert.True(Hostile.IsPlain(Assert.Single(line.Reasons)));
            Assert.Equal(PlanDecision.Keep, AgeRule.Plan(Given.Recording(), age, c.now).Decision);
            if (line.Decision == PlanDecision.Keep) return;
            var older = new DateTimeOffset(Math.Max(0, c.created.UtcTicks - c.earlier), TimeSpan.Zero);
            Assert.Equal(PlanDecision.Remove, AgeRule.Plan(Given.Recording(created: older), TimeSpan.FromHours(Math.Min(c.hours, c.fewer)), c.now).Decision);
        });
    }

    [Fact]
    public void No_age_under_an_hour_is_worked_with() =>
        Properties.Hold(ArbMap.Default.GeneratorFor<long>().Select(t => TimeSpan.FromTicks(t % TimeSpan.TicksPerHour)), age =>
        {
            Assert.Throws<FormatException>(() => RetentionAge.Check(age));
            Assert.Throws<FormatException>(() => AgeRule.Plan(Given.Recording(created: DateTimeOffset.MinValue), age, DateTimeOffset.MaxValue));
        });

    private static Gen<DateTimeOffset> Moments => Gen.OneOf(
        Gen.Elements(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, DateTimeOffset.UnixEpoch),
        ArbMap.Default.GeneratorFor<long>().Select(t => new DateTimeOffset(Math.Abs(t % DateTime.MaxValue.Ticks), TimeSpan.Zero)),
        Gen.Choose(0, int.MaxValue).Select(s => DateTimeOffset.UnixEpoch.AddSeconds(s)));

    [GeneratedRegex(@"^\s*([0-9]+)([hdwHDW])\s*\z")]
    private static partial Regex Form();
}
