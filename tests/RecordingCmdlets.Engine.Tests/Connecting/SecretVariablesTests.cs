using System.Text;
using RecordingCmdlets.Engine.Tests.EndToEnd;
using RecordingCmdlets.Engine.Tests.Support;

namespace RecordingCmdlets.Engine.Tests.Connecting;

/// <summary>Variables that come as mounted files. What is in them, and what was given in place of a path, is never repeated.</summary>
public sealed class SecretVariablesTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly CollectingNotices notices = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("secret", "secret")]
    [InlineData("secret\n", "secret")]
    [InlineData("secret\r\n", "secret")]
    [InlineData("secret\n\n", "secret\n")]
    [InlineData(" secret ", " secret ")]
    [InlineData("\ufeffsecret\n", "secret")]
    public void One_line_end_is_not_part_of_a_secret(string text, string secret) => Assert.Equal(secret, Open(("A_FILE", Write(text)))("A"));

    [Fact]
    public void A_variable_that_is_given_twice_means_neither()
    {
        var read = Open(("A", "x"), ("A_FILE", Write("y")));

        Assert.Equal("VariableAmbiguous", Assert.Throws<RecordingArgumentException>(() => read("A")).ErrorId);
        Assert.Equal("x", Open(("A", "x"), ("A_FILE", " "))("A"));
        Assert.Null(Open()("A"));
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("KEY0123456789ABCDEF0123456789ABCDEF_hidden")]
    [InlineData("no\0path")]
    [InlineData(".")]
    public void What_was_given_in_place_of_a_path_is_not_repeated(string path)
    {
        var fault = Assert.Throws<RecordingArgumentException>(() => Open(("A_FILE", Path.Combine(folder.Path, path)))("A"));

        Assert.Equal("SecretFileInvalid", fault.ErrorId);
        Assert.Contains("A_FILE", fault.Message, StringComparison.Ordinal);
        if (path.Length > 1) Assert.DoesNotContain(path, $"{fault}{fault.RecommendedAction}", StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_secret_is_refused_and_not_shown()
    {
        var empty = Write("\n");
        var large = Write(new string('x', 70_000));
        var binary = folder.File("binary");
        File.WriteAllBytes(binary, [.. Encoding.ASCII.GetBytes("hidden"), 0xff, 0xfe]);

        foreach (var file in (string[])[empty, large, binary])
        {
            var fault = Assert.Throws<RecordingArgumentException>(() => Open(("A_FILE", file))("A"));
            Assert.Equal("SecretFileInvalid", fault.ErrorId);
            Assert.DoesNotContain("hidden", $"{fault}", StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_secret_that_everybody_may_read_is_warned_of_once_and_through_links_too()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has access lists in place of modes.");
        var (own, open, link) = (Write("own"), Write("open"), folder.File("link"));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(open, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        // As orchestrators mount secrets: the mode of a link says nothing.
        File.CreateSymbolicLink(link, own);
        var read = Open(("OWN_FILE", own), ("OPEN_FILE", open), ("LINK_FILE", link));

        Assert.Equal(("own", "own"), (read("OWN"), read("LINK")));
        Assert.Empty(notices.Said);
        Assert.Equal(("open", "open"), (read("OPEN"), read("OPEN")));
        Assert.Contains("OPEN_FILE", Assert.Single(notices.Said), StringComparison.Ordinal);
    }

    private Func<string, string?> Open(params (string Name, string Value)[] variables)
    {
        var set = variables.ToDictionary(v => v.Name, v => v.Value);
        return new RecordingEngine().OpenVariables(set.GetValueOrDefault, notices);
    }

    private string Write(string text)
    {
        var file = folder.File(Guid.NewGuid().ToString("N"));
        File.WriteAllText(file, text);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return file;
    }
}
