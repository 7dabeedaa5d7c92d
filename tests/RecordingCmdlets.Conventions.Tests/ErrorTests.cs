using System.Text.RegularExpressions;

namespace RecordingCmdlets.Conventions.Tests;

/// <summary>Ids that scripts rely on: one place where errors are made, every id known and explained.</summary>
public sealed partial class ErrorTests
{
    private const string Exceptions = "src/RecordingCmdlets.Abstractions/Errors/RecordingException.cs";
    private const string Page = "docs/errors.md";

    /// <summary>Each id in the sources, with the exception that bears it.</summary>
    private static HashSet<(string Id, string Type)> Used { get; } = [.. House.Sources("src").SelectMany(file => UsesIn(file.Code))];

    /// <summary>Each row of the page: the id, and the exception in brackets.</summary>
    private static List<(string Id, string Type)> Explained { get; } =
        [.. Row().Matches(House.Read(Page)).Select(m => (m.Groups[1].Value, m.Groups[2].Value))];

    private static IReadOnlyList<Type> Types { get; } = [.. House.Abstractions.GetTypes().Where(t => t.IsSubclassOf(typeof(RecordingException)))];

    [Fact]
    public void Every_id_is_explained_with_its_exception_and_none_that_is_not_used()
    {
        Assert.NotEmpty(Used);
        Assert.Equal(Used.Order(), Explained.Order());
    }

    [Fact]
    public void Every_row_says_what_it_means_and_what_to_do()
    {
        var rows = House.Read(Page).Split('\n').Where(l => l.StartsWith("| `", StringComparison.Ordinal)).ToList();

        Assert.Equal(Explained.Count, rows.Count);
        Assert.All(rows, row => Assert.All(row.Trim('|').Split('|'), cell => Assert.True(cell.Trim().Length > 5, row)));
    }

    [Fact]
    public void No_id_is_put_together_at_run_time()
    {
        // Where the id is not a literal it could not be found here, and nobody could look it up.
        var taking = string.Join('|', Types.Where(TakesId).Select(t => t.Name));
        var made = $@"new (?:{taking})\(\s*(?!"")[^\s)]";

        Assert.Empty(House.Find(House.Sources("src"), made));
        Assert.Single(House.Find([new SourceFile("x", "throw new HoldsException(id, message);")], made));
    }

    [Fact]
    public void An_id_is_what_and_why_and_belongs_to_one_kind_of_failure()
    {
        Assert.All(Used, use => Assert.Matches("^([A-Z][a-z]+){2,}$", use.Id));
        Assert.Equal(Used.Select(u => u.Id).Distinct().Count(), Used.Count);
    }

    [Fact]
    public void Every_exception_is_sealed_and_its_comment_names_its_ids()
    {
        var text = House.Read(Exceptions);

        Assert.NotEmpty(Types);
        Assert.All(Types, type =>
        {
            Assert.True(type.IsSealed, $"{type.Name} is not sealed.");
            var comment = Regex.Match(text, $@"/// <summary>([^\n]+)</summary>\npublic sealed class {type.Name}\(").Groups[1].Value;
            var used = Used.Where(u => u.Type == type.Name).Select(u => u.Id).Order(StringComparer.Ordinal).ToList();
            Assert.NotEmpty(used);
            // Two bear ids of many parts of the house; the page has them all.
            if (comment.Contains("The id names", StringComparison.Ordinal)) return;
            Assert.Equal(used, Regex.Match(comment, @"Ids?: ([\w, ]+)\.").Groups[1].Value.Split(", ").Order(StringComparer.Ordinal));
        });
    }

    [Fact]
    public void No_two_exceptions_with_an_id_of_their_own_share_it()
    {
        var own = FixedId().Matches(House.Read(Exceptions)).Select(m => m.Groups[2].Value).ToList();

        Assert.NotEmpty(own);
        Assert.Equal(own.Distinct(), own);
        Assert.Equal(Types.Count(t => !TakesId(t)), own.Count);
    }

    [Fact]
    public void One_mapper_makes_all_error_records() =>
        Assert.Equal(
            ["src/RecordingCmdlets/Pipeline/ErrorMapper.cs"],
            House.Find(House.Sources("src"), @"\bErrorRecord\b").Select(f => f.Split(':')[0]).Distinct());

    [Fact]
    public void The_mapper_knows_every_exception()
    {
        var mapper = House.Read("src/RecordingCmdlets/Pipeline/ErrorMapper.cs");

        // The fault of our own is the one that has no category.
        Assert.All(Types.Where(t => t != typeof(InternalRuleException)), type => Assert.Matches($@"\b{type.Name}\b", mapper));
    }

    [Theory]
    [InlineData("throw new HoldsException(\n    \"HoldsLost\", message)", "HoldsLost", "HoldsException")]
    [InlineData("private static HoldsException Lost(string a) =>\n new(\"HoldsLost\", a)", "HoldsLost", "HoldsException")]
    [InlineData("class HoldsLostException(string m) : RecordingException(\"HoldsLost\", m)", "HoldsLost", "HoldsLostException")]
    public void An_id_is_found_however_it_is_written(string code, string id, string type) => Assert.Equal([(id, type)], UsesIn(code));

    private static bool TakesId(Type type) => type.GetConstructors().Any(c => c.GetParameters()[0].Name == "errorId");

    private static IEnumerable<(string Id, string Type)> UsesIn(string code) =>
        Made().Matches(code).Concat(Inferred().Matches(code)).Concat(FixedId().Matches(code)).Select(m => (m.Groups[2].Value, m.Groups[1].Value));

    [GeneratedRegex("""new (\w+Exception)\(\s*"([A-Z]\w+)"\s*,""")]
    private static partial Regex Made();

    [GeneratedRegex("""\b(\w+Exception) \w+\([^)]*\)\s*=>\s*new\(\s*"([A-Z]\w+)"\s*,""")]
    private static partial Regex Inferred();

    [GeneratedRegex("""class (\w+Exception)\([^)]*\)\s*:\s*RecordingException\("([A-Z]\w+)"\s*,""")]
    private static partial Regex FixedId();

    [GeneratedRegex(@"^\| `(\w+)` \|[^|]*\(`(\w+)`[^|)]*\)[^|]*\|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
