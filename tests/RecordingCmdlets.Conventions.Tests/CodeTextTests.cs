namespace RecordingCmdlets.Conventions.Tests;

public sealed class CodeTextTests
{
    [Theory]
    [InlineData("a // b\nc", "a \nc")]
    [InlineData("a /* b\n */ c", "a \n c")]
    [InlineData("x = \"http://a\"; // b", "x = \"http://a\"; ")]
    [InlineData("x = @\"a\"\"//\"; // b", "x = @\"a\"\"//\"; ")]
    [InlineData("x = \"\\\"//\"; // b", "x = \"\\\"//\"; ")]
    [InlineData("x = $\"{(a ? $\"//{b /* c */}\" : \"\")}//\"; // d", "x = $\"{(a ? $\"//{b }\" : \"\")}//\"; ")]
    [InlineData("x = $\"{{//{b}//}}\"; // d", "x = $\"{{//{b}//}}\"; ")]
    [InlineData("x = \"\"\"//\"a\" // b\"\"\"; // d", "x = \"\"\"//\"a\" // b\"\"\"; ")]
    [InlineData("x = $$\"\"\"{//}{{a /* b */}}\"\"\"; // d", "x = $$\"\"\"{//}{{a }}\"\"\"; ")]
    [InlineData("x = ['\"', '\\'', '/']; // d", "x = ['\"', '\\'', '/']; ")]
    [InlineData("x = \"\"; // d", "x = \"\"; ")]
    public void Comments_go_and_strings_stay(string text, string code) => Assert.Equal(code, CodeText.WithoutComments(text));

    [Fact]
    public void Every_source_keeps_its_lines() =>
        Assert.All(House.Sources("src"), file => Assert.Equal(file.Text.Count(c => c == '\n'), file.Code.Count(c => c == '\n')));

    [Fact]
    public void No_source_keeps_a_documentation_comment() =>
        Assert.All(House.Sources("src"), file => Assert.DoesNotContain("/// <", file.Code, StringComparison.Ordinal));
}
