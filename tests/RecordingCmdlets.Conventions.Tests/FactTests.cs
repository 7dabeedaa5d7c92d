using System.Text.RegularExpressions;
using RecordingCmdlets.Engine.Providers;

namespace RecordingCmdlets.Conventions.Tests;

/// <summary>The numbered facts about the services: none without a test, no test without a fact.</summary>
public sealed partial class FactTests
{
    private static IReadOnlyList<string> Stated { get; } =
        [.. House.Files("docs/services", "*.md").SelectMany(file => RowNumber().Matches(House.Read(file)).Select(m => m.Groups[1].Value))];

    private static IReadOnlyList<string> Tested { get; } =
        [.. House.Sources("tests/RecordingCmdlets.Engine.Tests").SelectMany(file => TestName().Matches(file.Code).Select(m => $"{m.Groups[1].Value}-{m.Groups[2].Value}")).Distinct()];

    [Fact]
    public void Every_fact_has_a_test_with_its_number_and_every_such_test_has_a_fact()
    {
        Assert.NotEmpty(Stated);
        Assert.Equal(Stated.Order(StringComparer.Ordinal), Tested.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_number_stands_for_two_facts() => Assert.Equal(Stated.Distinct(), Stated);

    [Fact]
    public void Every_number_that_is_mentioned_anywhere_is_a_fact()
    {
        string[] texts = [.. House.Files("src", "*.cs"), .. House.Files("docs", "*.md"), .. House.Files("tests", "*.cs").Where(f => !f.EndsWith("/FactTests.cs", StringComparison.Ordinal))];
        var mentioned = texts.SelectMany(file => Mention().Matches(House.Read(file)).Select(m => m.Value)).Distinct().ToList();

        Assert.NotEmpty(mentioned);
        Assert.Subset(Stated.ToHashSet(), mentioned.ToHashSet());
    }

    [Fact]
    public void Every_route_bears_the_number_of_its_fact()
    {
        var routes = ProviderRegistry.All.SelectMany(LayerTests.RoutesOf).ToList();

        Assert.NotEmpty(routes);
        // One call may be declared for several roles, each with a scope of its own.
        Assert.All(routes.GroupBy(r => r.Name), same => Assert.Single(same.Select(r => (r.Method, r.Path, r.Effect, r.LimitClass)).Distinct()));
        Assert.Subset(Stated.Where(n => n.Contains("-E", StringComparison.Ordinal)).ToHashSet(), routes.Select(r => r.Name).ToHashSet());
    }

    [Theory]
    [InlineData("public async Task TEL_T4_brackets_are_escaped()", "TEL", "T4")]
    [InlineData("public void TEL_X12_b()", "TEL", "X12")]
    public void A_test_name_gives_its_number(string code, string service, string number)
    {
        var match = TestName().Match(code);

        Assert.Equal((service, number), (match.Groups[1].Value, match.Groups[2].Value));
        Assert.DoesNotMatch(TestName(), code.Replace("public", "private", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^\| ([A-Z]{3}-[EXT]\d+) \|", RegexOptions.Multiline)]
    private static partial Regex RowNumber();

    [GeneratedRegex(@"public (?:async Task|Task|void) ([A-Z]{3})_([EXT]\d+)_\w+\(")]
    private static partial Regex TestName();

    [GeneratedRegex(@"\b[A-Z]{3}-[EXT]\d+\b")]
    private static partial Regex Mention();
}
