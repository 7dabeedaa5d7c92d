using System.Text.RegularExpressions;

namespace RecordingCmdlets.Conventions.Tests;

/// <summary>What stands in no text of the repository.</summary>
public sealed class TextTests
{
    private const string MachinePath = @"(?<![\w/.:~$}\])])/(?:home|root|Users|tmp|work|mnt|opt|srv|var/folders)/\w|\b[A-Z]:\\(?:Users|Temp|work)\b";

    private static readonly string[] Extensions = ["*.cs", "*.md", "*.csproj", "*.targets", "*.props", "*.ps1xml", "*.psd1", "*.ps1", "*.txt", "*.json", "*.xml", "*.yml", "*.yaml", "*.service", "*.timer"];

    // A test may well talk of such paths; and the .git of a work tree is a file that has one.
    private static IReadOnlyList<string> Texts { get; } =
        [.. ((string[])["src", "docs", "module", "samples"])
            .SelectMany(folder => Extensions.SelectMany(e => Directory.EnumerateFiles(Path.Combine(House.Root, folder), e, SearchOption.AllDirectories)))
            .Concat(Directory.EnumerateFiles(House.Root))
            .Select(file => Path.GetRelativePath(House.Root, file).Replace('\\', '/'))
            .Where(file => file != ".git" && !file.Split('/').Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal)];

    [Fact]
    public void No_text_names_a_path_of_somebodys_machine()
    {
        Assert.True(Texts.Count > 50);
        Assert.Empty(Texts.SelectMany(t => Regex.Matches(House.Read(t), MachinePath).Select(m => $"{t}: {m.Value}")));
    }

    [Theory]
    [InlineData("see /home/ann/x", true)]
    [InlineData("\"/tmp/ledger\"", true)]
    [InlineData(@"C:\Users\ann", true)]
    [InlineData("https://host/home/x", false)]
    [InlineData("~/.local/share", false)]
    [InlineData("/etc/cron.d", false)]
    public void A_path_of_a_machine_is_recognized(string text, bool isOne) => Assert.Equal(isOne, Regex.IsMatch(text, MachinePath));

    [Fact]
    public void No_text_holds_a_key_of_a_service() =>
        Assert.Empty(Texts.SelectMany(t => Regex.Matches(House.Read(t), @"\bKEY0[0-9A-F]{16,}[_\w]*|\bBearer [A-Za-z0-9._-]{24,}").Select(m => $"{t}: {m.Value}")));
}
