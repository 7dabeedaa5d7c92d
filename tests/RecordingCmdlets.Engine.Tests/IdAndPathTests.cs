using System.Text;
using System.Text.RegularExpressions;
using RecordingCmdlets.Engine.Providers;
using RecordingCmdlets.Engine.Providers.Telnyx;
using RecordingCmdlets.Engine.Tests.Support;

namespace RecordingCmdlets.Engine.Tests;

public sealed partial class IdAndPathTests
{
    private static readonly IdRule Telnyx = TelnyxProvider.Declaration.Resources[0].Id;
    private static readonly IdRule Permissive = new(Anything(), "anything", "actions");

    public static TheoryData<string> BadIds =>
    [
        "", " ", "\t", "\u00a0", "\u200a", ".", "..", "actions", "Actions", "ACTIONS", "a/b", "/", "../x", "..\\x", "a\\b", "%2e%2e", "%2F", "a%2fb", "a b", "a?b",
        "a#b", "a;b", "a\0", "\0", "a\u001b[2J", "a\r", "a\n", "a\r\n", "\na", "a\u2028", "a\u0085", "é", "ａ", "\ud800", "😀", "*", new string('a', 129),
    ];

    [Theory]
    [MemberData(nameof(BadIds))]
    public void An_id_that_could_address_something_else_is_refused(string id)
    {
        var why = Telnyx.WhyInvalid(id);
        Assert.NotNull(why);
        Assert.DoesNotContain(why, c => char.IsControl(c));
        Assert.True(why.Length < 250);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("-")]
    [InlineData("_")]
    [InlineData("428c31b6-7af4-4bcb-b7f5-5013ef9657c1")]
    [InlineData("actions1")]
    [InlineData("0")]
    public void An_id_of_the_services_own_form_is_accepted(string id) => Assert.Null(Telnyx.WhyInvalid(id));

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("actions")]
    [InlineData("aCtIoNs")]
    public void Empty_climbing_and_reserved_ids_are_refused_whatever_the_pattern_says(string id) => Assert.NotNull(Permissive.WhyInvalid(id));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(".")]
    [InlineData("..")]
    public void A_path_is_not_filled_with_a_value_that_is_missing_or_climbs(string? id)
    {
        var reference = id is null ? null : Given.Reference(id);
        Assert.Throws<InternalRuleException>(() => PathTemplate.Fill(Given.Delete, reference, null));
    }

    [Fact]
    public void A_path_names_each_of_its_values_and_escapes_it()
    {
        var route = new Route("T", HttpMethod.Get, "accounts/{account}/users/{owner}/sites/{site}/recordings/{id}", RouteEffect.Reads);
        var reference = new RecordingReference("Testing", null, "Recording", "a/b?c#d%e", "me@example.org", "s;t");
        Assert.Equal("accounts/1%202/users/me%40example.org/sites/s%3Bt/recordings/a%2Fb%3Fc%23d%25e", PathTemplate.Fill(route, reference, "1 2"));
        Assert.Throws<InternalRuleException>(() => PathTemplate.Fill(route, reference with { Owner = null }, "1"));
        Assert.Throws<InternalRuleException>(() => PathTemplate.Fill(route, reference with { Site = ".." }, "1"));
        Assert.Throws<InternalRuleException>(() => PathTemplate.Fill(route, reference, null));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void What_is_not_named_is_the_services_own_word_and_nothing_else_ever_is(string? owner)
    {
        var route = new Route("T", HttpMethod.Get, "accounts/{account}/users/{owner}/recordings/{id}", RouteEffect.Reads);
        var reference = new RecordingReference("Testing", null, "Recording", "r1", owner);
        Assert.Equal("accounts/self/users/self/recordings/r1", PathTemplate.Fill(route, reference, owner, "self"));
        Assert.Equal("accounts/1/users/2/recordings/r1", PathTemplate.Fill(route, reference with { Owner = "2" }, "1", "self"));
        // An id, or an owner that was meant to be one, is never replaced.
        Assert.Throws<InternalRuleException>(() => PathTemplate.Fill(route, reference with { Id = "" }, "1", "self"));
        Assert.Throws<InternalRuleException>(() => PathTemplate.Fill(route, reference with { Owner = " " }, "1", "self"));
        Assert.Throws<InternalRuleException>(() => PathTemplate.Fill(route, reference with { Owner = ".." }, "1", "self"));
        Assert.Throws<InternalRuleException>(() => PathTemplate.Fill(route, null, "1", "self"));
        Assert.Throws<InternalRuleException>(() => PathTemplate.Fill(route, reference, null));
    }

    [Fact]
    public void Any_accepted_id_is_exactly_one_segment_of_the_address()
    {
        var random = new Random(20260301);
        var accepted = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var id = RandomText(random);
            foreach (var rule in (ReadOnlySpan<IdRule>)[Telnyx, Permissive])
            {
                if (rule.WhyInvalid(id) is not null) continue;
                accepted++;
                var path = PathTemplate.Fill(Given.Delete, Given.Reference(id), null);
                // As the client builds the address.
                var uri = new UriBuilder("https://api.example.org/v2") { Path = "/v2/" + path }.Uri;
                Assert.Equal(["/", "v2/", "recordings/"], uri.Segments[..^1]);
                Assert.Equal(4, uri.Segments.Length);
                Assert.DoesNotContain('/', uri.Segments[3]);
                Assert.Equal("/v2/" + path, uri.AbsolutePath);
                Assert.Equal("", uri.Query + uri.Fragment);
                // What cannot be encoded (half a surrogate pair) is the only thing that may not come back.
                if (IsText(id)) Assert.Equal(id, Uri.UnescapeDataString(uri.Segments[3]));
            }
        }

        Assert.True(accepted > 10_000, "The property was hardly tried.");
    }

    private static bool IsText(string text)
    {
        try
        {
            _ = new UTF8Encoding(false, throwOnInvalidBytes: true).GetByteCount(text);
            return true;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }

    private static string RandomText(Random random)
    {
        const string nasty = "./\\%?#;:@&=+~ \t\r\n\0\u001b'\"*[]{}|^`2e2fABCabc019-_é\u2028\u202e\ud83d\ude00\ud800";
        var length = random.Next(1, 12);
        var text = new StringBuilder();
        var plain = random.Next(3) == 0;
        for (var i = 0; i < length; i++)
        {
            text.Append(plain ? "abcXYZ019-_"[random.Next(11)] : random.Next(4) switch
            {
                0 => (char)random.Next(0x10000),
                1 => (char)random.Next(0x80),
                2 => '.',
                _ => nasty[random.Next(nasty.Length)],
            });
        }

        return text.ToString();
    }

    [GeneratedRegex("^.*\\z", RegexOptions.Singleline)]
    private static partial Regex Anything();
}
