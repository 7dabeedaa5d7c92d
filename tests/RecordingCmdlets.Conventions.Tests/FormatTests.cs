using System.Xml.Linq;

namespace RecordingCmdlets.Conventions.Tests;

/// <summary>What the tables show of texts that somebody else wrote.</summary>
public sealed class FormatTests
{
    /// <summary>Texts that may stand in a table as they are, and why.</summary>
    private static readonly Dictionary<string, string> Ours = new()
    {
        ["Recording.Provider"] = "our own name of the service",
        ["RecordingBot.Provider"] = "our own name of the service",
        ["ConnectionInfo.Provider"] = "our own name of the service",
        ["ConnectionInfo.CredentialSource"] = "the name of a parameter or variable",
        ["ProviderInfo.Name"] = "our own name of the service",
        ["RemovalResult.Reason"] = "plain already",
        ["RestoreResult.Reason"] = "plain already",
        ["AuditEntry.Reason"] = "plain already",
        ["Hold.Covers"] = "plain already",
        ["SandboxRequest.Method"] = "of a sandbox on this machine",
        ["SandboxRequest.Path"] = "of a sandbox on this machine",
        ["SandboxRequest.Fault"] = "of a sandbox on this machine",
    };

    private static XDocument Format { get; } = XDocument.Parse(House.Read("module/RecordingCmdlets.Format.ps1xml"));

    [Fact]
    public void A_text_that_somebody_else_wrote_is_shown_as_plain_text()
    {
        var bare = Format.Descendants("View").SelectMany(TextsAsTheyAre).ToList();

        Assert.NotEmpty(bare);
        Assert.Empty(bare.Except(Ours.Keys));
        Assert.Empty(Ours.Keys.Except(bare));
    }

    [Fact]
    public void Titles_ids_and_names_of_others_are_columns_that_are_made_plain()
    {
        var scripts = Format.Descendants("ScriptBlock").Select(s => s.Value).Where(s => s.Contains("PlainText", StringComparison.Ordinal)).ToList();

        Assert.True(scripts.Count > 10);
        Assert.All(scripts, script => Assert.StartsWith($"[{typeof(PlainText).FullName}]::{nameof(PlainText.Of)}($_.", script, StringComparison.Ordinal));
    }

    private static IEnumerable<string> TextsAsTheyAre(XElement view)
    {
        var type = House.Abstractions.GetType(view.Element("ViewSelectedBy")!.Element("TypeName")!.Value, throwOnError: true)!;
        return view.Descendants("PropertyName")
            .Select(p => type.GetProperty(p.Value) ?? throw new InvalidOperationException($"{type.Name} has no {p.Value}."))
            .Where(p => p.PropertyType == typeof(string))
            .Select(p => $"{type.Name}.{p.Name}");
    }
}
