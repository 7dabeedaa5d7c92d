using System.Globalization;
using System.Text.Json;

namespace RecordingCmdlets.Engine.Tests;

public sealed class SecretTests
{
    private const string Plain = "KEY0123/abc+def==";
    private static readonly JsonSerializerOptions WithFields = new() { IncludeFields = true };

    [Fact]
    public void A_secret_never_prints()
    {
        var secret = new Secret(Plain);
        string[] printed =
        [
            secret.ToString(),
            $"{secret}",
            $"{secret,40}",
            string.Format(CultureInfo.InvariantCulture, "{0}", secret),
            "" + secret,
            string.Concat(secret),
            Convert.ToString((object)secret, CultureInfo.InvariantCulture)!,
            JsonSerializer.Serialize(secret),
            JsonSerializer.Serialize((object)secret),
            JsonSerializer.Serialize(new { Key = secret }),
            JsonSerializer.Serialize(new ConnectionOptions { Provider = "Telnyx", ApiKey = secret, Password = secret }),
            JsonSerializer.Serialize(secret, WithFields),
        ];
        Assert.All(printed, text =>
        {
            Assert.DoesNotContain("KEY0123", text, StringComparison.OrdinalIgnoreCase);
            Assert.Contains(Secret.Mask, text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void No_member_that_a_formatter_shows_holds_the_plain_text() =>
        Assert.DoesNotContain(typeof(Secret).GetProperties(), p => p.GetMethod?.IsStatic == false);

    [Fact]
    public void A_secret_is_not_read_from_JSON() =>
        Assert.Throws<NotSupportedException>(() => JsonSerializer.Deserialize<Secret>("\"abc\""));

    [Fact]
    public void Only_Reveal_gives_the_plain_text() => Assert.Equal(Plain, new Secret(Plain).Reveal());

    [Fact]
    public void White_space_around_a_pasted_key_is_not_part_of_it() => Assert.Equal("abc", new Secret(" \tabc\r\n").Reveal());

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n")]
    [InlineData("abc\ndef")]
    [InlineData("abc\0def")]
    [InlineData("abc\u001bdef")]
    [InlineData("abc\u0085def")]
    public void A_text_that_cannot_be_a_header_is_refused_without_being_shown(string text)
    {
        var refusal = Assert.Throws<ArgumentException>(() => new Secret(text));
        Assert.DoesNotContain("abc", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Redaction_removes_every_occurrence()
    {
        var text = new Secret(Plain).RedactFrom($"a {Plain} b {Plain}{Plain}");
        Assert.Equal($"a {Secret.Mask} b {Secret.Mask}{Secret.Mask}", text);
    }

    [Fact]
    public void Redaction_removes_the_url_escaped_form_in_either_case()
    {
        var escaped = Uri.EscapeDataString(Plain);
        Assert.NotEqual(Plain, escaped);
        var lower = escaped.Replace("%2F", "%2f", StringComparison.Ordinal).Replace("%3D", "%3d", StringComparison.Ordinal);
        Assert.Equal($"?a={Secret.Mask}&b={Secret.Mask}", new Secret(Plain).RedactFrom($"?a={escaped}&b={lower}"));
    }

    [Fact]
    public void Redaction_removes_the_form_that_a_token_endpoint_gets() =>
        Assert.Equal($"password={Secret.Mask}&b={Secret.Mask}", new Secret("my p@ss word").RedactFrom("password=my+p%40ss+word&b=my%20p%40ss%20word"));

    [Fact]
    public void Redaction_leaves_everything_else_as_it_is() => Assert.Equal("nothing here", new Secret(Plain).RedactFrom("nothing here"));

    [Fact]
    public void The_fingerprint_tells_two_secrets_apart_and_gives_neither_away()
    {
        var print = new Secret(Plain).GetFingerprint();
        Assert.Matches("^[0-9a-f]{16}$", print);
        Assert.Equal(print, new Secret(Plain).GetFingerprint());
        Assert.NotEqual(print, new Secret(Plain + "x").GetFingerprint());
    }

    [Fact]
    public void Secrets_are_equal_by_value()
    {
        Assert.Equal(new Secret(Plain), new Secret(Plain));
        Assert.Equal(new Secret(Plain).GetHashCode(), new Secret(Plain).GetHashCode());
        Assert.NotEqual(new Secret(Plain), new Secret("other"));
        Assert.False(new Secret(Plain).Equals((Secret?)null));
        Assert.False(new Secret(Plain).Equals((object)Plain));
    }
}
