using FsCheck.Fluent;
using RecordingCmdlets.Engine.Querying;
using RecordingCmdlets.Engine.Tests.Support;

namespace RecordingCmdlets.Engine.Tests;

public sealed class WildcardTests
{
    [Theory]
    [InlineData("*", "")]
    [InlineData("*", "any\nthing")]
    [InlineData("", "")]
    [InlineData("weekly", "WEEKLY")]
    [InlineData("week*", "Weekly sync")]
    [InlineData("*sync", "Weekly sync")]
    [InlineData("*ekl*", "Weekly sync")]
    [InlineData("?", "x")]
    [InlineData("?", "\n")]
    [InlineData("a?c", "abc")]
    [InlineData("[a-c]x", "Bx")]
    [InlineData("[abc]x", "cx")]
    [InlineData("[A-C]x", "bx")]
    [InlineData("[^a]", "^")]
    [InlineData("[^a]", "a")]
    [InlineData("[a-]", "-")]
    [InlineData("[-a]", "-")]
    [InlineData("[a\\d]", "\\")]
    [InlineData("[a\\d]", "d")]
    [InlineData("[[]x", "[x")]
    [InlineData("[]]x", "]x")]
    [InlineData("[a`]b]", "]")]
    [InlineData("[a`]b]", "b")]
    [InlineData("[a`-c]", "-")]
    [InlineData("[a-c-e]", "-")]
    [InlineData("[a-c-e]", "e")]
    [InlineData("`[draft`]*", "[draft] x")]
    [InlineData("`*", "*")]
    [InlineData("`?", "?")]
    [InlineData("``", "`")]
    [InlineData("a`", "a`")]
    [InlineData("`a", "a")]
    [InlineData("a.b", "a.b")]
    [InlineData("a]b", "a]b")]
    [InlineData("(a|b)+$", "(a|b)+$")]
    [InlineData("\\d", "\\d")]
    [InlineData("Straße*", "STRAßE 1")]
    public void A_pattern_matches_what_it_matches_in_PowerShell(string pattern, string text) => Assert.True(new Wildcard(pattern).Matches(text));

    [Theory]
    [InlineData("", "x")]
    [InlineData("weekly", "weekly ")]
    [InlineData("weekly", "weekly\n")]
    [InlineData("weekly", "my weekly")]
    [InlineData("?", "")]
    [InlineData("?", "xy")]
    [InlineData("a.b", "axb")]
    [InlineData("a+", "aa")]
    [InlineData("[a-c]", "d")]
    [InlineData("[^a]", "b")]
    [InlineData("[a`-c]", "b")]
    [InlineData("[a-c-e]", "d")]
    [InlineData("[a\\d]", "5")]
    [InlineData("[]]x", "[]]x")]
    [InlineData("`*", "x")]
    [InlineData("`?", "x")]
    [InlineData("`[a]", "a")]
    [InlineData("\\d", "5")]
    [InlineData("$", "")]
    public void A_pattern_matches_nothing_else(string pattern, string text) => Assert.False(new Wildcard(pattern).Matches(text));

    [Theory]
    [InlineData("*")]
    [InlineData("")]
    [InlineData("?")]
    public void A_missing_value_never_matches(string pattern) => Assert.False(new Wildcard(pattern).Matches(null));

    [Theory]
    [InlineData("[z-a]")]
    [InlineData("[a")]
    [InlineData("draft [")]
    [InlineData("[]")]
    [InlineData("[a`]")]
    public void A_pattern_that_PowerShell_refuses_is_refused_by_name(string pattern) =>
        Assert.Equal("WildcardInvalid", Assert.Throws<RecordingArgumentException>(() => new Wildcard(pattern)).ErrorId);

    [Theory]
    [InlineData("tr-TR")]
    [InlineData("az-Latn-AZ")]
    [InlineData("de-DE")]
    public void Case_does_not_depend_on_the_country(string culture)
    {
        using var scope = new CultureScope(culture);
        Assert.True(new Wildcard("title*").Matches("TITLE I"));
        Assert.True(new Wildcard("[i]").Matches("I"));
        Assert.False(new Wildcard("i").Matches("ı"));
    }

    [Fact]
    public void A_hostile_pattern_is_either_refused_by_name_or_answers_in_linear_time()
    {
        var text = new string('a', 50_000);
        string[] patterns =
        [
            string.Concat(Enumerable.Repeat("a*", 300)) + "b",
            string.Concat(Enumerable.Repeat("*?", 200)) + "b",
            new string('*', 20_000) + "b",
            new string('a', 60_000) + "b",
            string.Concat(Enumerable.Repeat("[a-z]", 5_000)) + "!",
        ];
        foreach (var pattern in patterns)
        {
            try
            {
                Assert.False(new Wildcard(pattern).Matches(text));
            }
            catch (RecordingArgumentException refused)
            {
                Assert.Equal("WildcardInvalid", refused.ErrorId);
            }
        }
    }

    [Fact]
    public void A_random_pattern_never_fails_in_another_way_than_by_name()
    {
        var letters = Gen.Elements("ab*?[]`-^\\.()|+$#{}&~ \n\0\u2028\ud800".ToCharArray());
        var texts = from pattern in Gen.ArrayOf(letters).Resize(12) from text in Gen.ArrayOf(letters).Resize(7) select (Pattern: new string(pattern), Text: new string(text));
        Properties.Hold(texts, c =>
        {
            try
            {
                Assert.Equal(Reference.IsMatch(c.Pattern, c.Text), new Wildcard(c.Pattern).Matches(c.Text));
            }
            catch (RecordingArgumentException refused)
            {
                Assert.Equal("WildcardInvalid", refused.ErrorId);
                Assert.Null(Reference.IsMatch(c.Pattern, c.Text));
            }
        }, always: 5_000);
    }

    /// <summary>PowerShell's rules written down a second time, as plainly as can be; null for a pattern that is refused.</summary>
    private static class Reference
    {
        public static bool? IsMatch(string pattern, string text) => Parse(pattern) is { } parts ? Match(parts, 0, text, 0) : null;

        private static List<Func<char, bool>?>? Parse(string pattern)
        {
            var parts = new List<Func<char, bool>?>();
            for (var i = 0; i < pattern.Length; i++)
            {
                var c = pattern[i];
                if (c == '*')
                {
                    parts.Add(null);
                }
                else if (c == '?')
                {
                    parts.Add(_ => true);
                }
                else if (c == '[')
                {
                    var set = new List<(char Char, bool IsDash)>();
                    for (i++; ; i++)
                    {
                        if (i >= pattern.Length) return null;
                        if (pattern[i] == ']' && set.Count > 0) break;
                        var isEscaped = pattern[i] == '`';
                        if (isEscaped && ++i >= pattern.Length) return null;
                        set.Add((pattern[i], pattern[i] == '-' && !isEscaped));
                    }

                    var ranges = new List<(char From, char To)>();
                    for (var k = 0; k < set.Count; k++)
                    {
                        if (k + 2 < set.Count && set[k + 1].IsDash)
                        {
                            if (set[k].Char > set[k + 2].Char) return null;
                            ranges.Add((set[k].Char, set[k + 2].Char));
                            k += 2;
                        }
                        else
                        {
                            ranges.Add((set[k].Char, set[k].Char));
                        }
                    }

                    parts.Add(x => ranges.Exists(r => x >= r.From && x <= r.To));
                }
                else
                {
                    if (c == '`' && i + 1 < pattern.Length) c = pattern[++i];
                    parts.Add(x => x == c);
                }
            }

            return parts;
        }

        private static bool Match(List<Func<char, bool>?> parts, int part, string text, int at)
        {
            if (part == parts.Count) return at == text.Length;
            if (parts[part] is { } one) return at < text.Length && one(text[at]) && Match(parts, part + 1, text, at + 1);
            return Enumerable.Range(at, text.Length - at + 1).Any(next => Match(parts, part + 1, text, next));
        }
    }
}
