using RecordingCmdlets.Engine.Tests.Support;

namespace RecordingCmdlets.Engine.Tests;

public sealed class RetentionAgeTests
{
    public static TheoryData<string> Cultures => ["", "en-US", "tr-TR", "ar-SA", "th-TH", "de-DE"];

    [Theory]
    [InlineData("1h", 1)]
    [InlineData("12h", 12)]
    [InlineData("30d", 30 * 24)]
    [InlineData("30D", 30 * 24)]
    [InlineData("4w", 4 * 7 * 24)]
    [InlineData("4W", 4 * 7 * 24)]
    [InlineData("36H", 36)]
    [InlineData("007d", 7 * 24)]
    [InlineData("  30d\r\n", 30 * 24)]
    public void A_whole_number_with_a_unit_is_that_age(string text, int hours) =>
        Assert.Equal(TimeSpan.FromHours(hours), RetentionAge.Parse(text));

    [Theory]
    [InlineData("30")]
    [InlineData("1:00")]
    [InlineData("30.00:00:00")]
    [InlineData("PT30H")]
    [InlineData("P30D")]
    [InlineData("-30d")]
    [InlineData("+30d")]
    [InlineData("−30d")]
    [InlineData("1.5d")]
    [InlineData("1,5d")]
    [InlineData("1,000h")]
    [InlineData("1.000h")]
    [InlineData("1e3d")]
    [InlineData("0x10d")]
    [InlineData("30 d")]
    [InlineData("30m")]
    [InlineData("30min")]
    [InlineData("30s")]
    [InlineData("30y")]
    [InlineData("30\0d")]
    [InlineData("30dd")]
    [InlineData("30d12h")]
    [InlineData("d")]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("\t\n")]
    [InlineData("٣٠d")]
    [InlineData("３０d")]
    [InlineData("0h")]
    [InlineData("0d")]
    [InlineData("0w")]
    [InlineData("2147483648h")]
    [InlineData("99999999999999999999d")]
    [InlineData("1752001h")]
    [InlineData("73001d")]
    [InlineData("10429w")]
    [InlineData("2147483647w")]
    public void Anything_else_is_refused(string text) => Assert.Throws<FormatException>(() => RetentionAge.Parse(text));

    [Theory]
    [InlineData("1752000h")]
    [InlineData("73000d")]
    [InlineData("10428w")]
    public void Two_hundred_years_are_still_an_age(string text) => Assert.True(RetentionAge.Parse(text) <= TimeSpan.FromDays(200 * 365));

    [Fact]
    public void No_text_is_no_age() => Assert.Throws<ArgumentNullException>(() => RetentionAge.Parse(null!));

    [Theory]
    [MemberData(nameof(Cultures))]
    public void An_age_is_the_same_in_every_country(string culture)
    {
        using var scope = new CultureScope(culture);
        Assert.Equal(TimeSpan.FromDays(30), RetentionAge.Parse("30d"));
        Assert.Equal(TimeSpan.FromHours(12), RetentionAge.Parse("12H"));
        Assert.Equal(TimeSpan.FromDays(28), RetentionAge.Parse("4W"));
        Assert.Throws<FormatException>(() => RetentionAge.Parse("30"));
        Assert.Throws<FormatException>(() => RetentionAge.Parse("-30d"));
        Assert.Throws<FormatException>(() => RetentionAge.Parse("1,5d"));
        Assert.Throws<FormatException>(() => RetentionAge.Parse("1:00"));
        Assert.Contains("00:59:59", Assert.Throws<FormatException>(() => RetentionAge.Check(new TimeSpan(0, 59, 59))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_least_age_is_an_hour()
    {
        Assert.Equal(TimeSpan.FromHours(1), RetentionAge.Check(TimeSpan.FromHours(1)));
        Assert.Throws<FormatException>(() => RetentionAge.Check(TimeSpan.FromHours(1) - TimeSpan.FromTicks(1)));
        Assert.Throws<FormatException>(() => RetentionAge.Check(TimeSpan.FromTicks(30)));
        Assert.Throws<FormatException>(() => RetentionAge.Check(TimeSpan.Zero));
        Assert.Throws<FormatException>(() => RetentionAge.Check(-TimeSpan.FromDays(30)));
        Assert.Throws<FormatException>(() => RetentionAge.Check(TimeSpan.MinValue));
    }
}
