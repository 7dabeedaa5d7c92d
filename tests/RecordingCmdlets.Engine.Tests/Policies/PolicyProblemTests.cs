using System.Text;
using RecordingCmdlets.Engine.Tests.Support;

namespace RecordingCmdlets.Engine.Tests.Policies;

/// <summary>Everything that can be wrong with a policy is told, with its place.</summary>
public sealed class PolicyProblemTests : IDisposable
{
    private readonly PolicyDesk desk = new();

    public void Dispose() => desk.Dispose();

    [Theory]
    [InlineData("""{ "action": "keep" }""", 1, "rules[0].name", "missing")]
    [InlineData("""{ "name": "a" }""", 1, "rules[0].action", "missing")]
    [InlineData("""{ "name": "", "action": "keep" }""", 11, "rules[0].name", "empty")]
    [InlineData("""{ "name": 7, "action": "keep" }""", 11, "rules[0].name", "a text")]
    [InlineData("""{ "name": null, "action": "keep" }""", 11, "rules[0].name", "null")]
    [InlineData("""{ "name": "a", "action": "keep", "title": "x" }""", 34, "rules[0].title", "Did you mean 'titles'?")]
    [InlineData("""{ "name": "a", "action": "keep", "Titles": "x" }""", 34, "rules[0].Titles", "Did you mean 'titles'?")]
    [InlineData("""{ "name": "a", "action": "keep", "name": "b" }""", 34, "rules[0].name", "twice")]
    [InlineData("""{ "name": "a", "action": "keep", "NAME": "b" }""", 34, "rules[0].NAME", "twice")]
    [InlineData("""{ "name": "a", "action": "delet", "olderThan": "30d" }""", 26, "rules[0].action", "Did you mean 'delete'?")]
    [InlineData("""{ "name": "a", "action": "Delete", "olderThan": "30d" }""", 26, "rules[0].action", "Did you mean 'delete'?")]
    [InlineData("""{ "name": "a", "action": "delete" }""", 1, "rules[0].olderThan", "needs an age")]
    [InlineData("""{ "name": "a", "action": "delete", "olderThan": 30 }""", 49, "rules[0].olderThan", "bare number")]
    [InlineData("""{ "name": "a", "action": "delete", "olderThan": "30" }""", 49, "rules[0].olderThan", "30d")]
    [InlineData("""{ "name": "a", "action": "delete", "olderThan": "0h" }""", 49, "rules[0].olderThan", "under an hour")]
    [InlineData("""{ "name": "a", "action": "keep", "olderThan": "30d" }""", 47, "rules[0].olderThan", "contradicts")]
    [InlineData("""{ "name": "a", "action": "keep", "keepIf": { "tags": "x" } }""", 44, "rules[0].keepIf", "contradicts")]
    [InlineData("""{ "name": "a", "action": "keep", "backup": { "path": "x" } }""", 44, "rules[0].backup", "contradicts")]
    [InlineData("""{ "name": "a", "action": "keep", "fuse": { "maximum": 1 } }""", 42, "rules[0].fuse", "contradicts")]
    [InlineData("""{ "name": "a", "action": "keep", "minimumDuration": "2h", "maximumDuration": "1h" }""", 53, "rules[0].minimumDuration", "longer")]
    [InlineData("""{ "name": "a", "action": "keep", "minimumDuration": 30 }""", 53, "rules[0].minimumDuration", "bare number")]
    [InlineData("""{ "name": "a", "action": "keep", "minimumDuration": "1.5h" }""", 53, "rules[0].minimumDuration", "30s, 10m or 1h")]
    [InlineData("""{ "name": "a", "action": "keep", "providers": "Telnix" }""", 47, "rules[0].providers", "Did you mean 'Telnyx'?")]
    [InlineData("""{ "name": "a", "action": "keep", "providers": [] }""", 47, "rules[0].providers", "empty list")]
    [InlineData("""{ "name": "a", "action": "keep", "providers": ["Telnyx", 5] }""", 58, "rules[0].providers[1]", "a text")]
    [InlineData("""{ "name": "a", "action": "keep", "connections": [" "] }""", 50, "rules[0].connections[0]", "empty")]
    [InlineData("""{ "name": "a", "action": "keep", "connections": "a\u001b[2J" }""", 49, "rules[0].connections", "cannot be shown")]
    [InlineData("""{ "name": "a", "action": "keep", "kinds": "Recordings" }""", 43, "rules[0].kinds", "Did you mean 'Recording'?")]
    [InlineData("""{ "name": "a", "action": "keep", "providers": "Telnyx", "kinds": "BotMedia" }""", 66, "rules[0].kinds", "Telnyx has Recording")]
    [InlineData("""{ "name": "a", "action": "keep", "providers": ["Telnyx", "Attendee"], "kinds": "BotMedia" }""", 80, "rules[0].kinds", "Telnyx has Recording")]
    [InlineData("""{ "name": "a", "action": "keep", "titles": "[x" }""", 44, "rules[0].titles", "not a wildcard")]
    [InlineData("""{ "name": "a", "action": "keep", "providers": "Recall", "metadata": { "team": "[" } }""", 79, "rules[0].metadata.team", "not a wildcard")]
    [InlineData("""{ "name": "a", "action": "keep", "providers": "Recall", "metadata": { "team": 5 } }""", 79, "rules[0].metadata.team", "a text")]
    [InlineData("""{ "name": "a", "action": "keep", "providers": ["Telnyx", "Attendee"], "titles": "x" }""", 81, "rules[0].titles", "not for BotMedia of Attendee")]
    [InlineData("""{ "name": "a", "action": "keep", "providers": "Telnyx", "owners": "x" }""", 67, "rules[0].owners", "not for Recording of Telnyx: only Recording of Webex, OnDemand of Vonage has an owner")]
    [InlineData("""{ "name": "a", "action": "keep", "providers": "Recall", "kinds": "BotMedia", "maximumDuration": "1m" }""", 97, "rules[0].maximumDuration", "not for BotMedia of Recall")]
    [InlineData("""{ "name": "a", "action": "keep", "metadata": {} }""", 46, "rules[0].metadata", "is empty")]
    [InlineData("""{ "name": "a", "action": "keep", "metadata": { "team": "x" } }""", 46, "rules[0].metadata", "Recording of Telnyx")]
    [InlineData("""{ "name": "a", "action": "keep", "providers": "Webex", "metadata": { "team": "x" } }""", 68, "rules[0].metadata", "not for Recording of Webex")]
    [InlineData("""{ "name": "a", "action": "recycle", "olderThan": "30d" }""", 26, "rules[0].action", "only Recording of Webex has a recycle bin")]
    [InlineData("""{ "name": "a", "action": "delete", "olderThan": "30d", "keepIf": { "actionItems": true } }""", 66, "rules[0].keepIf", "only BotMedia of Recall tells of action items")]
    [InlineData("""{ "name": "a", "action": "delete", "olderThan": "30d", "keepIf": { "actionItems": "yes" } }""", 83, "rules[0].keepIf.actionItems", "true or false")]
    [InlineData("""{ "name": "a", "action": "delete", "olderThan": "30d", "providers": "Vonage", "keepIf": { "tags": "x" } }""", 89, "rules[0].keepIf", "not for Company of Vonage, OnDemand of Vonage")]
    [InlineData("""{ "name": "a", "action": "delete", "olderThan": "30d", "backup": {} }""", 66, "rules[0].backup", "is empty")]
    [InlineData("""{ "name": "a", "action": "delete", "olderThan": "30d", "backup": { "path": "" } }""", 76, "rules[0].backup.path", "is empty")]
    [InlineData("""{ "name": "a", "action": "delete", "olderThan": "30d", "backup": { "path": "x", "include": ["Video"] } }""", 92, "rules[0].backup.include", "Media, Transcript, Metadata")]
    [InlineData("""{ "name": "a", "action": "delete", "olderThan": "30d", "backup": { "path": "x", "name": "{Title}" } }""", 89, "rules[0].backup.name", "{Id}")]
    [InlineData("""{ "name": "a", "action": "delete", "olderThan": "30d", "backup": { "path": "x", "name": "{Ids} {Id}" } }""", 89, "rules[0].backup.name", "no placeholder {Ids}")]
    [InlineData("""{ "name": "a", "action": "delete", "olderThan": "30d", "backup": { "path": "x", "include": "Transcript" } }""", 66, "rules[0].backup", "not for Company of Vonage, OnDemand of Vonage")]
    [InlineData("""{ "name": "a", "action": "delete", "olderThan": "30d", "fuse": { "maximum": 0 } }""", 77, "rules[0].fuse.maximum", "from 1")]
    [InlineData("""{ "name": "a", "action": "delete", "olderThan": "30d", "fuse": { "maximum": 1.5 } }""", 77, "rules[0].fuse.maximum", "whole number")]
    [InlineData("""{ "name": "a", "action": "delete", "olderThan": "30d", "fuse": { "maximum": 1e999 } }""", 77, "rules[0].fuse.maximum", "whole number")]
    [InlineData("""{ "name": "a", "action": "delete", "olderThan": "30d", "fuse": { "maximumShare": 20 } }""", 82, "rules[0].fuse.maximumShare", "0.2 is a fifth")]
    [InlineData("""{ "name": "a", "action": "delete", "olderThan": "30d", "fuse": { "maximumShare": 0 } }""", 82, "rules[0].fuse.maximumShare", "more than 0")]
    [InlineData("""{ "name": "a", "action": "delete", "olderThan": "30d", "kinds": ["Recording", "BotMedia"] }""", 65, "rules[0].kinds", "both Recording and BotMedia of Recall")]
    [InlineData("5", 1, "rules[0]", "an object")]
    public void One_slip_is_told_once_with_its_place(string rule, int column, string location, string words)
    {
        var problem = Assert.Single(desk.Problems(rule));

        Assert.Equal((2, column, location), (problem.Line, problem.Column, problem.Location));
        Assert.Contains(words, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "format", "missing")]
    [InlineData("""{ "format": "recordingcmdlets-policy/1" }""", "rules", "is empty")]
    [InlineData("""{ "format": "recordingcmdlets-policy/1", "rules": [] }""", "rules", "is empty")]
    [InlineData("""{ "format": "recordingcmdlets-policy/1", "rules": {} }""", "rules", "a list")]
    [InlineData("""{ "format": "recordingcmdlets-policy/2", "rules": [{ "name": "a", "action": "keep" }] }""", "format", "must be 'recordingcmdlets-policy/1'")]
    [InlineData("""{ "format": "recordingcmdlets-policy/1", "fuse": { "maximumShare": 1.1 }, "rules": [{ "name": "a", "action": "keep" }] }""", "fuse.maximumShare", "at most 1")]
    [InlineData("""{ "format": "recordingcmdlets-policy/1", "rule": [], "rules": [{ "name": "a", "action": "keep" }] }""", "rule", "Did you mean 'rules'?")]
    [InlineData("[]", "", "must be an object")]
    public void What_is_wrong_at_the_top_is_told(string text, string location, string words)
    {
        var problem = Assert.Single(desk.Test(text).Problems, p => p.Location == location);
        Assert.Contains(words, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 1, 1)]
    [InlineData("{ \"format\": }", 1, 13)]
    [InlineData("{\n  \"näme\": 1,\n}", 3, 1)]
    [InlineData("{\n  \"ä\": tru }", 2, 11)]
    [InlineData("{} {}", 1, 4)]
    [InlineData("// comment\n{}", 1, 1)]
    [InlineData("{ \"a\": \"\\ud800\" }", 1, 8)]
    [InlineData("{ \"\\ud800\": 1 }", 1, 3)]
    public void What_is_no_JSON_is_told_with_its_place(string text, int line, int column)
    {
        var problem = Assert.Single(desk.Test(text).Problems);
        Assert.Equal((line, column, ""), (problem.Line, problem.Column, problem.Location));
        Assert.DoesNotContain("LineNumber", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_problems_come_at_once_in_the_order_of_the_file()
    {
        var problems = desk.Problems("""
            { "name": "a", "action": "delete", "olderThan": 5, "providers": "Teln" },
            { "name": "A", "action": "delete", "olderThan": "30d", "fuse": { "maximum": 0, "max": 1 } },
            { "action": "keep", "minimumDuration": "1h", "maximumDuration": "1m" }
            """);

        Assert.Equal(
            [(2, "rules[0].olderThan"), (2, "rules[0].providers"), (3, "rules[1].name"), (3, "rules[1].fuse.maximum"), (3, "rules[1].fuse.max"), (4, "rules[2].name")],
            problems.Select(p => (p.Line, p.Location)));
    }

    [Theory]
    // A rule before that selects all that the later one would.
    [InlineData("""{ "name": "a", "action": "keep" }, { "name": "b", "action": "delete", "olderThan": "1d" }""", true)]
    [InlineData("""{ "name": "a", "action": "delete", "olderThan": "90d" }, { "name": "b", "action": "delete", "olderThan": "1d" }""", true)]
    [InlineData("""{ "name": "a", "action": "keep", "titles": ["x", "sales*"] }, { "name": "b", "action": "keep", "titles": "SALES-*-eu" }""", true)]
    [InlineData("""{ "name": "a", "action": "keep", "titles": "*" }, { "name": "b", "action": "keep", "titles": ["x", "y?"] }""", true)]
    [InlineData("""{ "name": "a", "action": "keep", "minimumDuration": "1m" }, { "name": "b", "action": "keep", "minimumDuration": "2m", "maximumDuration": "1h" }""", true)]
    [InlineData("""{ "name": "a", "action": "keep", "connections": ["p", "q"] }, { "name": "b", "action": "keep", "connections": "Q" }""", true)]
    [InlineData("""{ "name": "a", "action": "keep", "providers": "Recall", "metadata": { "team": "s*" } }, { "name": "b", "action": "keep", "providers": "Recall", "metadata": { "Team": "sales", "x": "y" } }""", true)]
    // One that does not.
    [InlineData("""{ "name": "a", "action": "keep", "titles": "x*" }, { "name": "b", "action": "keep" }""", false)]
    [InlineData("""{ "name": "a", "action": "keep", "titles": "x?" }, { "name": "b", "action": "keep", "titles": "x*" }""", false)]
    [InlineData("""{ "name": "a", "action": "keep", "titles": "[ab]" }, { "name": "b", "action": "keep", "titles": "a" }""", false)]
    [InlineData("""{ "name": "a", "action": "keep", "titles": "x*" }, { "name": "b", "action": "keep", "titles": ["xy", "y"] }""", false)]
    [InlineData("""{ "name": "a", "action": "keep", "titles": "a*" }, { "name": "b", "action": "keep", "titles": "[a]x" }""", false)]
    [InlineData("""{ "name": "a", "action": "keep", "owners": "x*" }, { "name": "b", "action": "keep", "titles": "x*" }""", false)]
    [InlineData("""{ "name": "a", "action": "keep", "minimumDuration": "2m" }, { "name": "b", "action": "keep", "minimumDuration": "1m" }""", false)]
    [InlineData("""{ "name": "a", "action": "keep", "maximumDuration": "2m" }, { "name": "b", "action": "keep", "minimumDuration": "1m" }""", false)]
    [InlineData("""{ "name": "a", "action": "keep", "connections": "p" }, { "name": "b", "action": "keep" }""", false)]
    [InlineData("""{ "name": "a", "action": "keep", "connections": "p" }, { "name": "b", "action": "keep", "connections": ["p", "q"] }""", false)]
    [InlineData("""{ "name": "a", "action": "keep", "providers": "Telnyx" }, { "name": "b", "action": "keep" }""", false)]
    [InlineData("""{ "name": "a", "action": "delete", "olderThan": "1d" }, { "name": "b", "action": "keep" }""", false)]
    [InlineData("""{ "name": "a", "action": "keep", "providers": "Recall", "metadata": { "team": "s*", "x": "*" } }, { "name": "b", "action": "keep", "providers": "Recall", "metadata": { "team": "sales" } }""", false)]
    public void A_rule_that_can_never_decide_is_told_of(string rules, bool isShadowed)
    {
        var problems = desk.Problems(rules);

        if (isShadowed) Assert.Contains("the rule 'a' before it", Assert.Single(problems).Message, StringComparison.Ordinal);
        else Assert.Empty(problems);
    }

    [Theory]
    [InlineData("""{ "name": "a", "action": "delete", "olderThan": "1d", "providers": "Recall", "kinds": "BotMedia" }, { "name": "b", "action": "delete", "olderThan": "1d" }""", true)]
    [InlineData("""{ "name": "a", "action": "keep", "titles": "x", "kinds": "Recording" }, { "name": "b", "action": "delete", "olderThan": "1d", "kinds": "BotMedia" }""", true)]
    [InlineData("""{ "name": "a", "action": "delete", "olderThan": "1d", "connections": "p" }, { "name": "b", "action": "delete", "olderThan": "1d", "kinds": "BotMedia", "connections": ["q", "P"] }""", true)]
    [InlineData("""{ "name": "a", "action": "delete", "olderThan": "1d", "connections": "p" }, { "name": "b", "action": "delete", "olderThan": "1d", "kinds": "BotMedia", "connections": "q" }""", false)]
    [InlineData("""{ "name": "a", "action": "keep", "titles": "x" }, { "name": "b", "action": "delete", "olderThan": "1d", "kinds": "BotMedia" }""", false)]
    [InlineData("""{ "name": "a", "action": "delete", "olderThan": "1d", "providers": "Telnyx" }, { "name": "b", "action": "delete", "olderThan": "1d", "kinds": "BotMedia" }""", false)]
    public void What_is_part_of_the_other_is_not_decided_on_twice(string rules, bool isRefused)
    {
        var problems = desk.Problems(rules);

        if (isRefused) Assert.Contains("removing BotMedia removes each Recording in it", Assert.Single(problems).Message, StringComparison.Ordinal);
        else Assert.Empty(problems);
    }

    [Fact]
    public void A_policy_with_anything_wrong_is_an_error_that_names_the_first_and_has_all()
    {
        var fault = Assert.Throws<PolicyException>(() => desk.Read(PolicyDesk.Policy("{ \"name\": \"a\", \"action\": \"x\", \"olderThan\": 5 }")));

        Assert.Equal("PolicyInvalid", fault.ErrorId);
        Assert.Contains("policy.json, line 2, column 26: 'rules[0].action'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("1 more", fault.Message, StringComparison.Ordinal);
        Assert.Equal(2, fault.Problems.Count);
    }

    [Fact]
    public void A_file_that_is_no_text_of_a_page_or_two_is_unreadable()
    {
        var sound = PolicyDesk.Policy("""{ "name": "ä", "action": "keep" }""");
        byte[][] others =
        [
            [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(sound)],
            [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(sound)],
            Encoding.Unicode.GetBytes(sound),
            Encoding.Latin1.GetBytes(sound),
            [.. Encoding.UTF8.GetBytes(sound), .. Enumerable.Repeat((byte)' ', 1 << 20)],
        ];

        Assert.All(others, bytes =>
        {
            File.WriteAllBytes(desk.Folder.File("other.json"), bytes);
            Assert.Equal("PolicyUnreadable", Assert.Throws<PolicyException>(() => desk.Engine.TestPolicy(desk.Folder.File("other.json"))).ErrorId);
        });
        Assert.Equal("PolicyUnreadable", Assert.Throws<PolicyException>(() => desk.Engine.TestPolicy(desk.Folder.File("missing.json"))).ErrorId);
        Assert.Equal("PolicyUnreadable", Assert.Throws<PolicyException>(() => desk.Engine.TestPolicy(desk.Folder.Path)).ErrorId);
        Assert.Equal("PolicyUnreadable", Assert.Throws<PolicyException>(() => desk.Test(sound, "policy.yaml")).ErrorId);
        // What Windows programs put in front of UTF-8 says nothing.
        File.WriteAllBytes(desk.Folder.File("marked.json"), [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(sound)]);
        Assert.True(desk.Engine.TestPolicy(desk.Folder.File("marked.json")).IsValid);
    }

    [Fact]
    public void A_file_of_countless_rules_is_looked_through_in_bounded_time()
    {
        var rules = string.Join(",", Enumerable.Range(0, 12_000).Select(i => $$"""{"name":"r{{i}}","action":"keep","titles":"t{{i}}"}"""));

        Assert.Contains("more than 500 rules", Assert.Single(desk.Problems(rules)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_file_says_is_told_as_plain_text()
    {
        var problem = Assert.Single(desk.Problems("""{ "name": "a", "action": "keep", "\u001b[2J\u202e": 1 }"""));

        Assert.True(Hostile.IsPlain(problem.Location + problem.Message));
    }
}
