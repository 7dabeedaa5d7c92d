using System.Text;
using FsCheck.Fluent;
using RecordingCmdlets.Engine.Policy;
using RecordingCmdlets.Engine.Tests.Policies;
using RecordingCmdlets.Engine.Tests.Support;

namespace RecordingCmdlets.Engine.Tests.Fuzzing;

/// <summary>A policy file, whatever stands in it: it is understood whole, or nothing is decided by it.</summary>
public sealed class PolicyFileTests : IDisposable
{
    private const string Json = """
        {"format":"recordingcmdlets-policy/1","name":"all","reason":"because","ticket":"CHG-1","fuse":{"maximum":100,"maximumShare":0.5},"rules":[
        {"name":"legal","titles":["legal*","[a-c]x"],"action":"keep"},
        {"name":"sales","providers":["Recall"],"kinds":["BotMedia"],"metadata":{"team":"sales*"},"olderThan":"90d","keepIf":{"actionItems":true,"tags":["keep"]},"action":"delete"},
        {"name":"calls","providers":["Telnyx"],"connections":["eu"],"titles":["+49*"],"minimumDuration":"30s","maximumDuration":"2h","olderThan":"4w",
        "backup":{"path":"saved","include":["Media"],"name":"{Id}"},"fuse":{"maximum":5},"action":"delete","reason":"old"},
        {"name":"meetings","providers":["Webex"],"olderThan":"36h","action":"recycle"}]}
        """;

    private const string Data = """
        # A policy.
        @{
            Format = 'recordingcmdlets-policy/1'; Fuse = @{ Maximum = 100; MaximumShare = 0.5 }
            Rules = @(
                @{ Name = 'legal'; Titles = 'legal*', "board `$5"; Action = 'keep' } <# first #>
                @{ Name = 'rest'; Providers = @('Telnyx'); Reason = @'
        old
        '@
                   OlderThan = '30d'; Action = 'delete' }
            )
        }
        """;

    private readonly PolicyDesk desk = new();

    public void Dispose() => desk.Dispose();

    [Fact]
    public void The_policies_that_are_damaged_here_are_sound()
    {
        Assert.NotNull(Read(Encoding.UTF8.GetBytes(Json), "p.json"));
        // The reason goes over a line end, which a policy refuses and its reader does not.
        Assert.Equal("rules[1].reason", Assert.Single(desk.Test(Data.Replace("old", "old\nnew", StringComparison.Ordinal), "p.psd1").Problems).Location);
        Assert.NotNull(Read(Encoding.UTF8.GetBytes(Data), "p.psd1"));
    }

    [Fact]
    public void Any_bytes_are_a_policy_or_a_refusal() => Properties.Hold(
        from name in Gen.Elements("p.json", "p.psd1")
        from bytes in Gen.Frequency((1, Hostile.Bytes), (4, Hostile.Damage(Encoding.UTF8.GetBytes(name == "p.json" ? Json : Data))))
        select (name, bytes),
        c => { Read(c.bytes, c.name); }, always: 3_000);

    [Fact]
    public void Nothing_that_stands_in_a_policy_that_is_taken_is_passed_over()
    {
        var sound = Read(Encoding.UTF8.GetBytes(Json), "p.json")!;
        Properties.Hold(JsonTree.Mutate(JsonTree.Parse(Json), Hostile.JsonValue).Select(t => t.ToString()), text =>
        {
            if (Read(Encoding.UTF8.GetBytes(text), "p.json") is not { } read) return;
            var tree = JsonPolicyReader.Read(text);
            var rules = (PolicyList)Member(tree, "rules")!;
            Assert.Equal(rules.Items.Count, read.Rules.Count);
            foreach (var (stands, rule) in rules.Items.Zip(read.Rules))
            {
                Assert.Equal(Texts(stands, "name"), [rule.Name]);
                Assert.Equal(Texts(stands, "providers"), rule.Providers);
                Assert.Equal(Texts(stands, "connections"), rule.Connections);
                Assert.Equal(Texts(stands, "kinds"), rule.Kinds);
                Assert.Equal(Texts(stands, "titles"), rule.Titles);
                Assert.Equal(Texts(stands, "owners"), rule.Owners);
                Assert.Equal(Texts(stands, "action"), [rule.Action.ToString().ToLowerInvariant()]);
                Assert.Equal((Member(stands, "metadata") as PolicyObject)?.Members.Count ?? 0, rule.Metadata.Count);
                Assert.Equal(Texts(Member(stands, "keepIf"), "tags"), rule.UnlessTags);
                Assert.Equal(Member(Member(stands, "keepIf"), "actionItems") is PolicyFlag { Value: true }, rule.UnlessActionItem);
                Assert.Equal(Member(stands, "olderThan") is not null, rule.OlderThan is not null);
                Assert.Equal(Member(stands, "minimumDuration") is not null, rule.MinimumDuration is not null);
                Assert.Equal(Member(stands, "maximumDuration") is not null, rule.MaximumDuration is not null);
                Assert.Equal(Member(stands, "backup") is not null, rule.Backup is not null);
                Assert.Equal(Member(stands, "fuse") is not null, rule.Fuse is not null);
            }
        }, always: 1_500);
        Assert.Equal(4, sound.Rules.Count);
    }

    /// <summary>A policy that explains itself and decides, or null for a refusal; anything else fails.</summary>
    private RetentionPolicy? Read(byte[] bytes, string name)
    {
        File.WriteAllBytes(desk.Folder.File(name), bytes);
        try
        {
            var report = desk.Engine.TestPolicy(desk.Folder.File(name));
            Assert.Equal(report.IsValid, report.Policy is not null);
            Assert.All(report.Problems, p => Assert.True(p.Line > 0 && p.Column > 0 && Hostile.IsPlain(p.Location + p.Message), p.ToString()));
            Assert.All(report.Explanation, line => Assert.True(Hostile.IsPlain(line), line));
            if (report.Policy is not { } policy) return null;
            Assert.All(policy.Rules, r => Assert.True(r.Action == RetentionAction.Keep || r.OlderThan >= RetentionAge.Minimum));
            var undated = Given.Recording(title: "legal");
            Assert.Equal(PlanDecision.Keep, desk.Engine.Plan(policy, undated, PolicyDesk.Now).Decision);
            return policy;
        }
        catch (PolicyException refused)
        {
            Assert.Equal("PolicyUnreadable", refused.ErrorId);
            return null;
        }
    }

    private static PolicyNode? Member(PolicyNode? node, string name) => (node as PolicyObject)?.Members.SingleOrDefault(m => m.Name == name)?.Value;

    private static IReadOnlyList<string> Texts(PolicyNode? node, string name) => Member(node, name) switch
    {
        PolicyText text => [text.Value],
        PolicyList list => [.. list.Items.Select(i => ((PolicyText)i).Value)],
        _ => [],
    };
}
