using FsCheck;
using FsCheck.Fluent;
using RecordingCmdlets.Engine.Json;
using RecordingCmdlets.Engine.Providers;
using RecordingCmdlets.Engine.Tests.Support;

namespace RecordingCmdlets.Engine.Tests.Policies;

/// <summary>What a policy decides about an item, and why.</summary>
public sealed class PlannerTests : IDisposable
{
    private const string Sales = """{ "name": "sales", "titles": "sales*", "olderThan": "90d", "action": "delete" }""";
    private const string Rest = """{ "name": "rest", "olderThan": "30d", "action": "delete" }""";

    private readonly PolicyDesk desk = new();

    public void Dispose() => desk.Dispose();

    [Theory]
    [InlineData("sales call", 200, "sales", true, "200 days old; the rule 'sales' removes after 90 days.")]
    [InlineData("SALES", 60, "sales", false, "60 days old; the rule 'sales' removes after 90 days.")]
    [InlineData("support", 60, "rest", true, "60 days old; the rule 'rest' removes after 30 days.")]
    [InlineData("support", 1, "rest", false, "24 hours old; the rule 'rest' removes after 30 days.")]
    [InlineData("support", -5, "rest", false, "Its date lies ahead; the rule 'rest' removes after 30 days.")]
    [InlineData(null, 900, "sales", false, "Its title is not known, so it cannot be told whether the rule 'sales' is for it.")]
    [InlineData("sales", null, "sales", false, "No date, so its age cannot be told.")]
    public void The_first_rule_that_selects_decides(string? title, int? days, string rule, bool isRemoved, string reason)
    {
        var line = Plan($"{Sales}, {Rest}", Item(title: title, days: days));

        Assert.Equal((rule, isRemoved ? PlanDecision.Remove : PlanDecision.Keep), (line.Rule, line.Decision));
        Assert.Equal([reason], line.Reasons);
        Assert.Equal((title, PolicyDesk.Now.AddDays(-days ?? 0)), (line.Title, line.CreatedAt ?? PolicyDesk.Now));
    }

    [Fact]
    public void The_age_itself_is_not_older_and_the_least_moment_more_is()
    {
        var policy = desk.Read(PolicyDesk.Policy(Rest));
        PlanLine At(TimeSpan age) => desk.Engine.Plan(policy, Item(created: PolicyDesk.Now - age), PolicyDesk.Now);

        Assert.Equal(PlanDecision.Keep, At(TimeSpan.FromDays(30)).Decision);
        Assert.Equal(PlanDecision.Remove, At(TimeSpan.FromDays(30) + TimeSpan.FromTicks(1)).Decision);
    }

    [Theory]
    [InlineData("delete", "true", false)]
    [InlineData("recycle", "true", false)]
    [InlineData("delete", "false", true)]
    [InlineData("recycle", "false", true)]
    public void What_can_never_be_removed_by_whoever_lists_it_is_kept_and_the_plan_says_why(string action, string shared, bool isRemoved)
    {
        var rule = $$"""{ "name": "r", "providers": "Webex", "olderThan": "30d", "action": "{{action}}" }""";

        var line = Plan(rule, Bot("Webex", $$"""{"shareToMe":{{shared}}}"""));

        Assert.Equal(isRemoved ? PlanDecision.Remove : PlanDecision.Keep, line.Decision);
        Assert.Equal(!isRemoved, line.Reasons[0].EndsWith("but it cannot be removed from here: It is somebody else's, who shared it: only the host can remove it.", StringComparison.Ordinal));
    }

    [Fact]
    public void What_no_rule_selects_is_kept_and_names_no_rule()
    {
        var line = Plan(Sales, Item(title: "support", days: 900));

        Assert.Equal((null, PlanDecision.Keep, "No rule selects it."), (line.Rule, line.Decision, Assert.Single(line.Reasons)));
    }

    [Theory]
    // Provider, kind and connection.
    [InlineData("""{ "name": "r", "providers": "Telnyx", "olderThan": "1d", "action": "delete" }""", true)]
    [InlineData("""{ "name": "r", "providers": "Webex", "olderThan": "1d", "action": "delete" }""", false)]
    [InlineData("""{ "name": "r", "kinds": "Company", "olderThan": "1d", "action": "delete" }""", false)]
    [InlineData("""{ "name": "r", "connections": ["x", "TELNYX"], "olderThan": "1d", "action": "delete" }""", true)]
    [InlineData("""{ "name": "r", "connections": "x", "olderThan": "1d", "action": "delete" }""", false)]
    // Title and owner: any of them.
    [InlineData("""{ "name": "r", "titles": ["x", "t?tle"], "olderThan": "1d", "action": "delete" }""", true)]
    [InlineData("""{ "name": "r", "owners": ["x", "*@example.com"], "olderThan": "1d", "action": "delete" }""", true)]
    [InlineData("""{ "name": "r", "owners": "x", "olderThan": "1d", "action": "delete" }""", false)]
    // Duration, both ends included: the item lasts ten minutes.
    [InlineData("""{ "name": "r", "minimumDuration": "10m", "maximumDuration": "600s", "olderThan": "1d", "action": "delete" }""", true)]
    [InlineData("""{ "name": "r", "minimumDuration": "601s", "olderThan": "1d", "action": "delete" }""", false)]
    [InlineData("""{ "name": "r", "maximumDuration": "599s", "olderThan": "1d", "action": "delete" }""", false)]
    // All conditions together.
    [InlineData("""{ "name": "r", "titles": "title", "owners": "x", "olderThan": "1d", "action": "delete" }""", false)]
    public void A_rule_selects_by_all_its_conditions(string rule, bool isSelected)
    {
        var line = Plan(rule, Item(title: "title", owner: "ann@example.com", days: 10, duration: TimeSpan.FromMinutes(10)));

        Assert.Equal((isSelected ? "r" : null, isSelected ? PlanDecision.Remove : PlanDecision.Keep), (line.Rule, line.Decision));
    }

    [Theory]
    [InlineData("titles", "title")]
    [InlineData("owners", "owner")]
    [InlineData("minimumDuration", "duration")]
    public void What_cannot_be_told_is_kept_whatever_later_rules_say(string key, string what)
    {
        var value = key == "minimumDuration" ? "1m" : "x*";
        var line = Plan($$"""{ "name": "r", "{{key}}": "{{value}}", "action": "keep" }, {{Rest}}""", Item(days: 900));

        Assert.Equal((PlanDecision.Keep, "r"), (line.Decision, line.Rule));
        Assert.Contains($"Its {what} is not known", Assert.Single(line.Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public void What_certainly_does_not_match_is_not_unknown_for_want_of_something_else()
    {
        var line = Plan($$"""{ "name": "r", "titles": "x", "owners": "boss", "action": "keep" }, {{Rest}}""", Item(owner: "ann", days: 900));

        Assert.Equal((PlanDecision.Remove, "rest"), (line.Decision, line.Rule));
    }

    [Theory]
    [InlineData("""{"metadata":{"team":"sales-eu"}}""", true)]
    [InlineData("""{"metadata":{"TEAM":"Sales"}}""", true)]
    [InlineData("""{"metadata":{"team":"legal"}}""", false)]
    [InlineData("""{"metadata":{}}""", false)]
    [InlineData("""{"metadata":null}""", false)]
    // Told in a way that says nothing certain.
    [InlineData("""{}""", null)]
    [InlineData("""{"metadata":["team"]}""", null)]
    [InlineData("""{"metadata":{"team":{"name":"sales"}}}""", null)]
    [InlineData("""{"metadata":{"team":null}}""", null)]
    [InlineData("""{"metadata":{"team":"sales","Team":"legal"}}""", null)]
    [InlineData("""{"metadata":{"\ud800":"x"}}""", null)]
    public void Metadata_select_where_they_are_certain(string record, bool? selects)
    {
        var line = Plan("""{ "name": "r", "providers": "Attendee", "metadata": { "team": "sales*" }, "olderThan": "1d", "action": "delete" }""", Bot("Attendee", record));

        Assert.Equal(selects is true ? PlanDecision.Remove : PlanDecision.Keep, line.Decision);
        Assert.Equal(selects is false ? null : "r", line.Rule);
        Assert.Equal(selects is null, line.Reasons[0].Contains("metadata is not known", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Attendee", """{"metadata":{"keep":"no"}}""", "it carries 'keep=no'")]
    [InlineData("Attendee", """{"metadata":{"legal":"case 7"}}""", "it carries 'legal=case 7'")]
    [InlineData("Attendee", """{"metadata":{"legal":7,"x":"y"}}""", "it carries 'legal=7'")]
    [InlineData("Attendee", """{"metadata":{"legal":{"case":7}}}""", "the value of 'legal' is not known")]
    [InlineData("Attendee", """{"metadata":{"keep":{}}}""", "it carries 'keep'")]
    [InlineData("Attendee", """{"metadata":{"legal":"case 7","Legal":"none"}}""", "it carries 'legal=case 7'")]
    [InlineData("Attendee", """{}""", "it cannot be told what tags it carries")]
    [InlineData("Attendee", """{"metadata":"keep"}""", "it cannot be told what tags it carries")]
    [InlineData("Attendee", """{"metadata":{"keeper":"x","legal":""}}""", "")]
    [InlineData("Attendee", """{"metadata":null}""", null)]
    [InlineData("Webex", """{"integrationTags":["a","KEEP"]}""", "it carries the tag 'KEEP'")]
    [InlineData("Webex", """{"integrationTags":["legal=7"]}""", "it carries the tag 'legal=7'")]
    [InlineData("Webex", """{"integrationTags":["a","keeper"]}""", null)]
    [InlineData("Webex", """{"integrationTags":[]}""", null)]
    [InlineData("Webex", """{}""", null)]
    [InlineData("Webex", """{"integrationTags":[7,{}]}""", "it cannot be told what tags it carries")]
    [InlineData("Webex", """{"integrationTags":"keep"}""", "it cannot be told what tags it carries")]
    [InlineData("Recall", """{"metadata":{},"bot":{"metadata":{"keep":"1"}}}""", "it carries 'keep=1'")]
    [InlineData("Recall", """{"metadata":{"keep":"1"},"bot":null}""", "it carries 'keep=1'")]
    [InlineData("Recall", """{"metadata":{},"bot":{}}""", "it cannot be told what tags it carries")]
    [InlineData("Recall", """{"metadata":{},"bot":null}""", null)]
    public void A_tag_keeps_and_so_does_not_knowing(string provider, string record, string? why)
    {
        // The last letters of a value that is empty are none: "legal=?*" asks for one at least.
        var rule = $$"""{ "name": "r", "providers": "{{provider}}", "olderThan": "1d", "keepIf": { "tags": ["keep", "legal=?*"] }, "action": "delete" }""";
        var line = Plan(rule, Bot(provider, record));

        Assert.Equal(string.IsNullOrEmpty(why) ? PlanDecision.Remove : PlanDecision.Keep, line.Decision);
        Assert.EndsWith(string.IsNullOrEmpty(why) ? "removes after 24 hours." : $", but {why}.", Assert.Single(line.Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public void A_tag_on_a_recording_keeps_the_whole_of_its_bot()
    {
        const string rule = """{ "name": "r", "providers": "Recall", "kinds": "BotMedia", "olderThan": "1d", "keepIf": { "tags": "keep" }, "action": "delete" }""";
        var bot = Bot("Recall", """{"metadata":{},"recordings":[{"id":"a"},{"id":"b","metadata":{"keep":"1"}}]}""", RecordingKinds.BotMedia);

        Assert.Equal(PlanDecision.Keep, Plan(rule, bot).Decision);
    }

    [Fact]
    public void A_line_says_how_it_is_removed_and_what_is_asked_before()
    {
        var bot = Plan("""{ "name": "r", "providers": "Recall", "kinds": "BotMedia", "olderThan": "1d", "keepIf": { "actionItems": true }, "action": "delete" }""", Bot("Recall", """{"metadata":{}}""", RecordingKinds.BotMedia));
        var meeting = Plan("""{ "name": "r", "providers": "Webex", "olderThan": "1d", "action": "recycle" }""", Bot("Webex", "{}"));

        Assert.Equal((RemovalAction.Delete, true), (bot.Action, bot.UnlessActionItem));
        Assert.Equal((RemovalAction.Recycle, false), (meeting.Action, meeting.UnlessActionItem));
        Assert.Contains("recycles after", meeting.Reasons[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_is_not_taken_apart_for_a_policy_that_asks_for_nothing_in_it()
    {
        var item = Item(title: "sales", days: 900, readLabels: () => throw new InvalidOperationException("It was."));

        Assert.Equal(PlanDecision.Remove, Plan($"{Sales}, {Rest}", item).Decision);
    }

    [Fact]
    public void What_is_kept_at_an_age_was_kept_at_every_younger_one() => Properties.Hold(
        from item in AnyItem from policy in Gen.Elements(Policies) from first in Gen.Choose(0, 400) from second in Gen.Choose(0, 400) select (item, policy, Young: Math.Min(first, second), Old: Math.Max(first, second)),
        c =>
        {
            var policy = Compiled[c.policy].Value;
            var young = Decide(policy, c.item, c.Young);
            var old = Decide(policy, c.item, c.Old);
            // The same rule decides at any age, and older never turns removal into keeping.
            Assert.Equal(young.Rule, old.Rule);
            Assert.True(young.Decision == PlanDecision.Keep || old.Decision == PlanDecision.Remove);
        });

    [Fact]
    public void Nothing_goes_that_has_no_date_or_that_no_rule_has_selected() => Properties.Hold(
        from item in AnyItem from policy in Gen.Elements(Policies) from days in Gen.Choose(-10, 4000) from dated in Gen.Elements(true, false) select (item, policy, days, dated),
        c =>
        {
            var policy = Compiled[c.policy].Value;
            var line = Decide(policy, c.item, c.dated ? c.days : null);
            if (line.Decision == PlanDecision.Keep) return;
            var rule = policy.Rules.Single(r => r.Name == line.Rule);
            Assert.True(c.dated && TimeSpan.FromDays(c.days) > rule.OlderThan);
            Assert.NotEqual(RetentionAction.Keep, rule.Action);
            // Without the rules behind it, and without those before it, it decides the same: those did not select.
            var index = policy.Rules.ToList().IndexOf(rule);
            Assert.Equal(PlanDecision.Remove, Decide(With(policy, [.. policy.Rules.Take(index + 1)]), c.item, c.days).Decision);
            Assert.Equal(PlanDecision.Remove, Decide(With(policy, [rule]), c.item, c.days).Decision);
            Assert.Null(Decide(With(policy, [.. policy.Rules.Take(index)]), c.item, c.days).Rule);
        });

    private static readonly string[] Policies =
    [
        Sales,
        Rest,
        $"{Sales}, {Rest}",
        $$"""{ "name": "k", "titles": "*legal*", "action": "keep" }, {{Sales}}, {{Rest}}""",
        $$"""{ "name": "short", "maximumDuration": "1m", "olderThan": "2d", "action": "delete" }, { "name": "mine", "owners": "ann*", "action": "keep" }, {{Rest}}""",
        $$"""{ "name": "a", "connections": "Telnyx", "minimumDuration": "2m", "olderThan": "10d", "action": "delete" }, {{Sales}}""",
    ];

    private static readonly Dictionary<string, Lazy<RetentionPolicy>> Compiled = Policies.ToDictionary(p => p, p => new Lazy<RetentionPolicy>(() =>
    {
        using var desk = new PolicyDesk();
        return desk.Read(PolicyDesk.Policy(p));
    }));

    private static Gen<(string? Title, string? Owner, int? Seconds)> AnyItem =>
        from title in Gen.Elements(null, "", "sales", "Sales EU", "legal", "sales legal", "support")
        from owner in Gen.Elements(null, "ann@x", "bob@x")
        from seconds in Gen.Elements<int?>(null, 0, 59, 60, 61, 120, 4000)
        select (title, owner, seconds);

    private static PlanLine Decide(RetentionPolicy policy, (string? Title, string? Owner, int? Seconds) item, int? days) => new RecordingEngine().Plan(
        policy, Item(item.Title, item.Owner, days, item.Seconds is { } s ? TimeSpan.FromSeconds(s) : null), PolicyDesk.Now);

    private static RetentionPolicy With(RetentionPolicy policy, IReadOnlyList<RetentionRule> rules) => new() { Path = policy.Path, Hash = policy.Hash, Name = policy.Name, Rules = rules };

    private PlanLine Plan(string rules, Recording item) => desk.Engine.Plan(desk.Read(PolicyDesk.Policy(rules)), item, PolicyDesk.Now);

    private static Recording Item(string? title = null, string? owner = null, int? days = null, TimeSpan? duration = null, DateTimeOffset? created = null, Func<RecordingLabels>? readLabels = null) => new()
    {
        Provider = "Telnyx",
        Connection = "Telnyx",
        Kind = RecordingKinds.Recording,
        Id = "r1",
        Title = title,
        Owner = owner,
        CreatedAt = created ?? (days is { } age ? PolicyDesk.Now.AddDays(-age) : null),
        Duration = duration,
        ReadLabels = readLabels,
    };

    /// <summary>An item of a service, with a record read where that service's declaration says.</summary>
    private static Recording Bot(string provider, string record, string? kind = null)
    {
        var resource = ProviderRegistry.Require(ProviderRegistry.All, provider).Resources.First(r => kind is null || r.Kind == kind);
        return new Recording
        {
            Provider = provider,
            Connection = provider,
            Kind = resource.Kind,
            Id = "b1",
            CreatedAt = PolicyDesk.Now.AddDays(-100),
            ReadLabels = () => LabelReader.Read(Given.Bytes(record), resource.Labels!),
            ReadService = () => ServiceDictionary.Read(Given.Bytes(record), resource.Map.Hidden),
        };
    }
}
