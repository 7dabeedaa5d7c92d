namespace RecordingCmdlets.Engine.Tests;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData("500ms", 0.5)]
    [InlineData("90s", 90)]
    [InlineData("15m", 900)]
    [InlineData("2h30m", 9000)]
    [InlineData("1D", 86400)]
    [InlineData("1h2m3s4ms", 3723.004)]
    [InlineData("0:15:00", 900)]
    public void A_number_with_its_unit_is_a_duration(string text, double seconds)
    {
        Assert.True(DurationText.TryParse(text, out var duration));
        Assert.Equal(seconds, duration.TotalSeconds, 6);
    }

    [Theory]
    [InlineData("")]
    [InlineData("90")]
    [InlineData("m")]
    [InlineData("-5m")]
    [InlineData("-0:15")]
    [InlineData("1.5h")]
    [InlineData("5 m")]
    [InlineData("30m2h")]
    [InlineData("1h1h")]
    [InlineData("5y")]
    [InlineData("2147483647d")]
    [InlineData("99999999999s")]
    [InlineData("1:0\0")]
    public void What_has_no_unit_or_two_meanings_is_none(string text) => Assert.False(DurationText.TryParse(text, out _));
}
