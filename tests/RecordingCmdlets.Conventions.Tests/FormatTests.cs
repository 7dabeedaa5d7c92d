using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace RecordingCmdlets.Conventions.Tests;

/// <summary>What the views show: of every type that comes out, the same everywhere, and of texts that somebody else wrote only what is read.</summary>
public sealed partial class FormatTests
{
    private const int NarrowestTerminal = 80;
    private const int LeastElastic = 4;
    private const string LineEnds = @"[\t\r\n]";
    private const string Unfit = @"[\p{Cc}\u2028-\u202e\u2066-\u2069]";

    /// <summary>What makes a text plain, by operators: where the language is constrained a method would not run.</summary>
    private const string MakesPlain = $" -replace '{LineEnds}', ' ' -replace '{Unfit}', '?'";

    /// <summary>Texts that may be shown as they are, and why.</summary>
    private static readonly Dictionary<string, string> Ours = new()
    {
        ["Recording.Provider"] = "our own name of the service",
        ["RecordingBot.Provider"] = "our own name of the service",
        ["TranscriptUtterance.Provider"] = "our own name of the service",
        ["BotIntelligence.Provider"] = "our own name of the service",
        ["ConnectionInfo.Provider"] = "our own name of the service",
        ["ConnectionInfo.CredentialSource"] = "the name of a parameter or variable",
        ["ConnectionInfo.CredentialFingerprint"] = "hex digits",
        ["ProviderInfo.Name"] = "our own name of the service",
        ["ProviderInfo.DisplayName"] = "our own text",
        ["ProviderInfo.Deletion"] = "our own text",
        ["ProviderInfo.Limits"] = "our own text",
        ["RemovalResult.Reason"] = "plain already",
        ["RemovalResult.RunId"] = "made here",
        ["RestoreResult.Reason"] = "plain already",
        ["AuditEntry.Reason"] = "plain already",
        ["AuditVerification.Head"] = "hex digits",
        ["Hold.Covers"] = "plain already",
        ["SandboxRequest.Provider"] = "our own name of the service",
        ["SandboxRequest.Method"] = "of a sandbox on this machine",
        ["SandboxRequest.Path"] = "of a sandbox on this machine",
        ["SandboxRequest.Query"] = "of a sandbox on this machine",
        ["SandboxRequest.Body"] = "of a sandbox on this machine",
        ["SandboxRequest.Range"] = "of a sandbox on this machine",
        ["SandboxRequest.Fault"] = "of a sandbox on this machine",
        ["SandboxRequest.Deleted"] = "of a sandbox on this machine",
    };

    private static XDocument Format { get; } = XDocument.Parse(House.Read("module/RecordingCmdlets.Format.ps1xml"));

    private static IEnumerable<Type> Outputs { get; } =
    [
        .. House.Module.GetTypes().SelectMany(t => t.CustomAttributes).Where(a => a.AttributeType.Name == "OutputTypeAttribute")
            .SelectMany(a => a.ConstructorArguments)
            .SelectMany(a => a.Value is IEnumerable<System.Reflection.CustomAttributeTypedArgument> list ? list.Select(i => i.Value) : [a.Value])
            .OfType<Type>()
            .Where(t => t.Assembly == House.Abstractions)
            .Distinct(),
    ];

    public static TheoryData<Type> AllOutputs => [.. Outputs];

    [Theory]
    [MemberData(nameof(AllOutputs))]
    public void What_comes_out_has_a_table_a_list_and_a_default_set_of_properties(Type type)
    {
        var controls = Format.Descendants("View").Where(v => TypeOf(v) == type).SelectMany(v => v.Elements()).Select(e => e.Name.LocalName).ToList();
        var set = XDocument.Parse(House.Read("module/RecordingCmdlets.Types.ps1xml")).Descendants("Type")
            .Single(t => t.Element("Name")!.Value == type.FullName).Descendants("ReferencedProperties").Single().Elements().Select(e => e.Value).ToList();

        Assert.Single(controls, "TableControl");
        Assert.Single(controls, "ListControl");
        Assert.InRange(set.Count, 2, 6);
        Assert.All(set, name => Assert.True(name == "Age" || type.GetProperty(name) is not null, $"{type.Name} has no {name}."));
    }

    [Fact]
    public void A_table_fits_into_eighty_columns_and_grows_in_one_or_two()
    {
        var tables = Format.Descendants("TableControl").ToList();

        Assert.NotEmpty(tables);
        Assert.All(tables, table =>
        {
            var widths = table.Descendants("TableColumnHeader").Select(h => (int?)h.Element("Width")).ToList();
            var name = table.Parent!.Element("Name")!.Value;
            Assert.InRange(widths.Count, 2, 6);
            Assert.InRange(widths.Count(w => w is null), 1, 2);
            Assert.True(widths.Sum(w => w ?? LeastElastic) + widths.Count - 1 <= NarrowestTerminal, $"The table of {name} is too wide.");
        });
    }

    [Fact]
    public void A_text_that_somebody_else_wrote_is_shown_as_plain_text()
    {
        var bare = Format.Descendants("View").SelectMany(TextsAsTheyAre).Distinct().ToList();

        Assert.NotEmpty(bare);
        Assert.Empty(bare.Except(Ours.Keys));
        Assert.Empty(Ours.Keys.Except(bare));
    }

    [Fact]
    public void What_makes_a_text_plain_in_a_view_is_what_makes_it_plain_elsewhere()
    {
        for (var c = 0; c <= char.MaxValue; c++)
        {
            var text = ((char)c).ToString();
            Assert.Equal(PlainText.Of(text), Regex.Replace(Regex.Replace(text, LineEnds, " "), Unfit, "?"));
        }
    }

    private static Type TypeOf(XElement view) =>
        House.Abstractions.GetType(view.Element("ViewSelectedBy")!.Element("TypeName")!.Value, throwOnError: true)!;

    private static IEnumerable<string> TextsAsTheyAre(XElement view)
    {
        var type = TypeOf(view);
        var shown = view.Descendants("PropertyName").Select(p => p.Value);
        // A condition shows nothing; everything else that a script reads it shows.
        var read = view.Descendants("ScriptBlock").Where(s => s.Parent!.Name.LocalName != "ItemSelectionCondition" && !IsMadePlain(s.Value))
            .SelectMany(s => Read().Matches(s.Value)).Where(m => m.Groups[2].Value != "Count").Select(m => m.Groups[1].Value);
        return shown.Concat(read)
            .Select(name => type.GetProperty(name) ?? throw new InvalidOperationException($"{type.Name} has no {name}."))
            .Where(p => p.PropertyType == typeof(string) || p.PropertyType.IsAssignableTo(typeof(IEnumerable<string>)))
            .Select(p => $"{type.Name}.{p.Name}");
    }

    private static bool IsMadePlain(string script) => script.EndsWith(MakesPlain, StringComparison.Ordinal) || script.EndsWith($"{MakesPlain} -join \"`n\"", StringComparison.Ordinal);

    [GeneratedRegex(@"\$_\.(\w+)(?:\.(\w+))?")]
    private static partial Regex Read();
}
