using RecordingCmdlets.Engine.Tests.Support;

namespace RecordingCmdlets.Engine.Tests;

public sealed class PlainTextTests
{
    [Theory]
    [InlineData("a\u001b[2Jb", "a?[2Jb")]
    [InlineData("a\u009b31mb", "a?31mb")]
    [InlineData("bell\u0007 zero\0 del\u007f", "bell? zero? del?")]
    [InlineData("two\r\nlines\tand more\u2028or\u2029so", "two  lines and more?or?so")]
    [InlineData("invoice\u202egpj.exe\u202c \u2066x\u2069", "invoice?gpj.exe? ?x?")]
    public void What_a_terminal_would_obey_is_not_in_it(string text, string shown) => Assert.Equal(shown, PlainText.Of(text));

    [Theory]
    [InlineData("")]
    [InlineData("Weekly sync, \"Q3\" (50 %) – Müller & Söhne")]
    [InlineData("会議 👨‍👩‍👧 پشت\u200cصحنه \u200fשלום")]
    public void What_is_read_stays_as_it_is(string text) => Assert.Same(text, PlainText.Of(text));

    [Fact]
    public void No_text_is_empty() => Assert.Equal("", PlainText.Of((string?)null));

    [Fact]
    public void Whatever_says_something_in_an_error_says_it_in_plain_text()
    {
        const string hostile = "x\u001b]0;y\u0007\u202ez";
        var fault = new RecordingArgumentException("X", hostile, hostile);
        var item = new RecordingReference("P", hostile, hostile, hostile);
        string[] said =
        [
            fault.Message, fault.RecommendedAction, fault.ToString(), item.ToString(), (item with { Kind = "" }).ToString(),
            new RemovalResult { Reference = item, Reason = hostile, Outcome = default, Evidence = default, Time = default, RunId = "" }.Reason,
            new RestoreResult { Reference = item, Reason = hostile, IsRestored = false }.Reason,
            new Hold { HoldId = hostile, Ticket = hostile, CreatedBy = hostile, CreatedAt = default }.ToString(),
            new Hold { HoldId = "", Ticket = "", CreatedBy = "", CreatedAt = default, Title = hostile }.Covers,
        ];

        Assert.All(said, text => Assert.DoesNotMatch("[\u001b\u0007\u202e]", text));
        Assert.All(said, text => Assert.Contains("x?]0;y??z", text, StringComparison.Ordinal));
    }

    [Fact]
    public void An_inner_exception_goes_along_only_when_it_is_fit_to_be_printed()
    {
        Assert.Equal("two\nlines", Outer(new IOException("two\nlines")).InnerException?.Message);
        Assert.Null(Outer(new IOException("a\u001b[2J")).InnerException);
        Assert.Null(Outer(new IOException("outer", new IOException("a\u001b[2J"))).InnerException);

        static ProviderUnreachableException Outer(Exception inner) => new("m", "a", inner);
    }

    [Fact]
    public void An_id_that_is_refused_is_quoted_in_plain_text_and_not_at_length()
    {
        var why = Given.Resource.Id.WhyInvalid("\u001b[2J" + new string('x', 1000));

        Assert.NotNull(why);
        Assert.DoesNotContain('\u001b', why);
        Assert.True(why.Length < 200);
    }
}
