using FsCheck.Fluent;
using RecordingCmdlets.Engine.Querying;
using RecordingCmdlets.Engine.Tests.Support;

namespace RecordingCmdlets.Engine.Tests;

public sealed class LinkHeaderTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("<https://a/b?c=1>; rel=\"next\"", "https://a/b?c=1")]
    [InlineData("<https://a/b?c=1>; rel=next", "https://a/b?c=1")]
    [InlineData("<https://a/b?c=1>;REL=NEXT", "https://a/b?c=1")]
    [InlineData("< https://a/b >; rel = \"next\"", "https://a/b")]
    [InlineData("<p>; rel=\"prev\", <n>; rel=\"next\"", "n")]
    [InlineData("<n>; rel=\"next\", <p>; rel=\"prev\"", "n")]
    [InlineData("<a,b;c=\"d>; rel=next", "a,b;c=\"d")]
    [InlineData("<n>; title=\"a, <x>; rel=next\"; rel=\"first\"", null)]
    [InlineData("<n>; title=\"a \\\" b, <x>; rel=next\"; rel=\"first\"", null)]
    [InlineData("<n>; title=\"x; rel=next\"; rel=prev", null)]
    [InlineData("<n>; title=\"; rel=next; \"", null)]
    [InlineData("<n>; rel=\"first next\"", "n")]
    [InlineData("<n>; rel=first; rel=next", null)]
    [InlineData("<n>; rel=\"nextest\"", null)]
    [InlineData("<n>; rev=next", null)]
    [InlineData("<n>; rel", null)]
    [InlineData("<n>; rel=", null)]
    [InlineData("<n>", null)]
    [InlineData("<n; rel=next", null)]
    [InlineData("n>; rel=next", null)]
    [InlineData("<>; rel=next", "")]
    [InlineData("<a>; rel=\"unfinished, <n>; rel=next", null)]
    [InlineData("junk, <n>; rel=next, junk", "n")]
    public void The_address_of_the_next_page_is_found_however_it_is_written(string? header, string? next) => Assert.Equal(next, LinkHeader.Find(header, "next"));

    [Fact]
    public void Any_text_is_read_to_an_end_and_what_is_found_stands_in_it()
    {
        // Of the characters that mean something, so that much of it is nearly right.
        var hostile = Gen.ArrayOf(Gen.Elements("<>;,=\"\\ relnxtfis\t\0é\ud800".ToCharArray())).Select(c => new string(c));
        var almost = from parts in Gen.ListOf(Gen.Elements("<a>", "<b?x=1,2>", "; rel=next", ";rel=\"next\"", ";title=\"", "\"", ",", " ", ";", "rel=prev", "\\"))
                     select string.Concat(parts);
        Properties.Hold(Gen.OneOf(hostile, almost), text =>
        {
            var found = LinkHeader.Find(text, "next");
            return found is null || (text.Contains('<' + found, StringComparison.Ordinal) || text.Contains(found, StringComparison.Ordinal)) && !found.Contains('>', StringComparison.Ordinal);
        });
    }

    [Fact]
    public void A_link_is_found_among_any_others_with_any_titles()
    {
        var title = Gen.ArrayOf(Gen.Elements("ab,;<>=\"\\ next".ToCharArray())).Select(c => new string(c).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal));
        var other = from text in title select $"<other>; title=\"{text}\"; rel=\"prev\"";
        var cases = from before in Gen.ListOf(other)
                    from text in title
                    from after in Gen.ListOf(other)
                    select string.Join(", ", before.Append($"<wanted>; title=\"{text}\"; rel=\"next\"").Concat(after));
        Properties.Hold(cases, header => LinkHeader.Find(header, "next") == "wanted");
    }
}
