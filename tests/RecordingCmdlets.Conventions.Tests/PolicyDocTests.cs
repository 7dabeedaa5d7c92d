using System.Text.Json;
using System.Text.RegularExpressions;
using RecordingCmdlets.Engine;
using RecordingCmdlets.Engine.Policy;
using RecordingCmdlets.Engine.Providers;

namespace RecordingCmdlets.Conventions.Tests;

/// <summary>The schema, the page and the samples of policies say what the reader of policies takes.</summary>
public sealed partial class PolicyDocTests
{
    private const string Page = "docs/policy.md";

    private static JsonElement Schema { get; } = JsonDocument.Parse(House.Read("module/recording-retention.schema.json")).RootElement;

    private static JsonElement Rule => Schema.GetProperty("$defs").GetProperty("rule");

    public static TheoryData<string> Samples => [.. House.Files("samples/policies", "*")];

    [Fact]
    public void The_schema_has_the_keys_of_the_reader_and_no_others()
    {
        Assert.Equal(PolicyKeys.Policy.Order(StringComparer.Ordinal), KeysOf(Schema));
        Assert.Equal(PolicyKeys.Rule.Order(StringComparer.Ordinal), KeysOf(Rule));
        Assert.Equal(PolicyKeys.KeepIf.Order(StringComparer.Ordinal), KeysOf(Rule.GetProperty("properties").GetProperty("keepIf")));
        Assert.Equal(PolicyKeys.Backup.Order(StringComparer.Ordinal), KeysOf(Rule.GetProperty("properties").GetProperty("backup")));
        Assert.Equal(PolicyKeys.Fuse.Order(StringComparer.Ordinal), KeysOf(Schema.GetProperty("$defs").GetProperty("fuse")));
        Assert.Equal(PolicyKeys.Format, Schema.GetProperty("properties").GetProperty("format").GetProperty("const").GetString());
    }

    [Fact]
    public void The_schema_has_the_words_of_the_reader_and_no_others()
    {
        Assert.Equal(ProviderRegistry.All.Select(p => p.Name), WordsOf(Schema.GetProperty("$defs").GetProperty("provider")));
        Assert.Equal(ProviderRegistry.All.SelectMany(p => p.Resources).Select(r => r.Kind).Distinct(), WordsOf(Schema.GetProperty("$defs").GetProperty("kind")));
        Assert.Equal(PolicyKeys.Parts, WordsOf(Schema.GetProperty("$defs").GetProperty("part")));
        Assert.Equal(PolicyKeys.Actions, WordsOf(Rule.GetProperty("properties").GetProperty("action")));
        Assert.Equal(PolicyKeys.Parts, Enum.GetNames<ArchiveParts>().Except([nameof(ArchiveParts.None)]));
        Assert.Equal(PolicyKeys.Actions, Enum.GetNames<RetentionAction>().Select(a => a.ToLowerInvariant()));
    }

    [Fact]
    public void Every_object_of_the_schema_is_closed_and_every_key_described()
    {
        var objects = Descend(Schema).Where(e => e.TryGetProperty("type", out var type) && type.ValueEquals("object")).ToList();

        Assert.Equal(6, objects.Count);
        Assert.All(objects, o => Assert.True(o.TryGetProperty("additionalProperties", out _)));
        Assert.All(objects.Where(o => o.TryGetProperty("properties", out _)).SelectMany(o => o.GetProperty("properties").EnumerateObject()), key => Assert.True(
            key.Name is "format" or "rules" || key.Value.TryGetProperty("description", out _), key.Name));
    }

    [Theory]
    [InlineData("""{ "name": "a", "action": "keep" }""", true)]
    [InlineData("""{ "name": "a", "action": "delete", "olderThan": "30d" }""", true)]
    [InlineData("""{ "name": "a", "action": "delete" }""", false)]
    [InlineData("""{ "name": "a", "action": "keep", "olderThan": "30d" }""", false)]
    [InlineData("""{ "name": "a", "action": "keep", "fuse": { "maximum": 5 } }""", false)]
    [InlineData("""{ "name": "a", "action": "delete", "olderThan": 30 }""", false)]
    [InlineData("""{ "name": "a", "action": "delete", "olderThan": "30" }""", false)]
    [InlineData("""{ "name": "a", "action": "Delete", "olderThan": "30d" }""", false)]
    [InlineData("""{ "name": "a", "action": "delete", "olderthan": "30d" }""", false)]
    [InlineData("""{ "name": " ", "action": "keep" }""", false)]
    [InlineData("""{ "action": "keep" }""", false)]
    [InlineData("""{ "name": "a", "action": "keep", "titles": [] }""", false)]
    [InlineData("""{ "name": "a", "action": "keep", "titles": ["x", 5] }""", false)]
    [InlineData("""{ "name": "a", "action": "keep", "titles": ["x", "y"], "owners": "z" }""", true)]
    [InlineData("""{ "name": "a", "action": "keep", "providers": "telnyx" }""", false)]
    [InlineData("""{ "name": "a", "action": "keep", "providers": ["Telnyx", "Vonage"], "kinds": ["Recording", "Company"] }""", true)]
    [InlineData("""{ "name": "a", "action": "keep", "metadata": {} }""", false)]
    [InlineData("""{ "name": "a", "action": "keep", "providers": "Recall", "metadata": { "team": "x" } }""", true)]
    [InlineData("""{ "name": "a", "action": "keep", "providers": "Recall", "metadata": { "team": null } }""", false)]
    [InlineData("""{ "name": "a", "action": "keep", "minimumDuration": "30s", "maximumDuration": "1h" }""", true)]
    [InlineData("""{ "name": "a", "action": "keep", "minimumDuration": "1d" }""", false)]
    [InlineData("""{ "name": "a", "action": "delete", "olderThan": "30d", "keepIf": {} }""", false)]
    [InlineData("""{ "name": "a", "action": "delete", "olderThan": "30d", "providers": "Webex", "keepIf": { "tags": "x" } }""", true)]
    [InlineData("""{ "name": "a", "action": "delete", "olderThan": "30d", "providers": "Webex", "keepIf": { "tags": "x", "tag": "y" } }""", false)]
    [InlineData("""{ "name": "a", "action": "delete", "olderThan": "30d", "backup": { "include": "Media" } }""", false)]
    [InlineData("""{ "name": "a", "action": "delete", "olderThan": "30d", "providers": "Telnyx", "backup": { "path": "x", "include": ["Media"], "name": "{Id}" } }""", true)]
    [InlineData("""{ "name": "a", "action": "delete", "olderThan": "30d", "backup": { "path": "x", "name": "{Title}" } }""", false)]
    [InlineData("""{ "name": "a", "action": "delete", "olderThan": "30d", "fuse": { "maximum": 0 } }""", false)]
    [InlineData("""{ "name": "a", "action": "delete", "olderThan": "30d", "fuse": { "maximum": 1.5 } }""", false)]
    [InlineData("""{ "name": "a", "action": "delete", "olderThan": "30d", "fuse": { "maximumShare": 0 } }""", false)]
    [InlineData("""{ "name": "a", "action": "delete", "olderThan": "30d", "fuse": { "maximumShare": 1.5 } }""", false)]
    [InlineData("""{ "name": "a", "action": "delete", "olderThan": "30d", "fuse": { "maximum": 5, "maximumShare": 1 } }""", true)]
    [InlineData("5", false)]
    public void The_schema_and_the_reader_take_the_same(string rule, bool isTaken)
    {
        var text = $$"""{ "format": "recordingcmdlets-policy/1", "rules": [{{rule}}] }""";

        Assert.Equal(isTaken, SmallSchema.Takes(Schema, text));
        Assert.Equal(isTaken, Report(text).IsValid);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_sample_is_sound(string path)
    {
        var report = new RecordingEngine().TestPolicy(Path.Combine(House.Root, path));

        Assert.Empty(report.Problems);
        Assert.True(!path.EndsWith(".json", StringComparison.Ordinal) || SmallSchema.Takes(Schema, House.Read(path)));
        Assert.Contains(report.Policy!.Rules, r => r.Action != RetentionAction.Keep);
    }

    [Fact]
    public void The_examples_of_the_page_are_sound_and_the_sentences_below_the_first_are_its_own()
    {
        var text = House.Read(Page);
        var examples = Fenced().Matches(text).Where(m => m.Groups[1].Value is "json" or "powershell").Select(m => (Form: m.Groups[1].Value, Text: m.Groups[2].Value)).ToList();
        var reports = examples.Where(e => e.Text.Contains(PolicyKeys.Format, StringComparison.Ordinal)).Select(e => Report(e.Text, e.Form == "json" ? ".json" : ".psd1")).ToList();

        Assert.Equal(2, reports.Count);
        Assert.All(reports, r => Assert.Empty(r.Problems));
        Assert.True(SmallSchema.Takes(Schema, examples[0].Text));
        var sentences = Fenced().Matches(text).Single(m => m.Groups[1].Value == "text").Groups[2].Value;
        var folder = Path.GetDirectoryName(reports[0].Path) + Path.DirectorySeparatorChar;
        Assert.Equal(sentences.Trim(), string.Join('\n', reports[0].Explanation).Replace(folder, "", StringComparison.Ordinal));
        // The whole form: the example shows every key.
        Assert.All(PolicyKeys.Policy.Concat(PolicyKeys.Rule).Concat(PolicyKeys.KeepIf).Concat(PolicyKeys.Backup).Concat(PolicyKeys.Fuse), key => Assert.Contains($"\"{key}\"", examples[0].Text, StringComparison.Ordinal));
    }

    [Fact]
    public void The_page_explains_every_key()
    {
        var text = House.Read(Page);

        Assert.All(PolicyKeys.Policy.Concat(PolicyKeys.Rule), key => Assert.Contains($"\n| `{key}` |", text, StringComparison.Ordinal));
    }

    private static RetentionPolicyReport Report(string text, string extension = ".json")
    {
        var path = Path.ChangeExtension(Path.GetTempFileName(), extension);
        try
        {
            File.WriteAllText(path, text);
            return new RecordingEngine().TestPolicy(path);
        }
        finally
        {
            File.Delete(path);
            File.Delete(Path.ChangeExtension(path, ".tmp"));
        }
    }

    private static IEnumerable<string> KeysOf(JsonElement schema) => schema.GetProperty("properties").EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal);

    private static IEnumerable<string?> WordsOf(JsonElement schema) => schema.GetProperty("enum").EnumerateArray().Select(w => w.GetString());

    private static IEnumerable<JsonElement> Descend(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => Descend(p.Value)).Prepend(element),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Descend),
        _ => [],
    };

    [GeneratedRegex(@"^```(\w+)\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fenced();
}
