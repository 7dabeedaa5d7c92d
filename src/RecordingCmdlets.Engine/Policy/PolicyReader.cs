using System.Globalization;
using RecordingCmdlets.Engine.Archiving;
using RecordingCmdlets.Engine.Providers;
using RecordingCmdlets.Engine.Querying;

namespace RecordingCmdlets.Engine.Policy;

/// <summary>Makes a policy of what a file says, or tells everything that is wrong with it.</summary>
internal sealed class PolicyReader(IReadOnlyList<ProviderDeclaration> providers, PolicyFile file)
{
    private const int MostRules = 500;

    private readonly PolicyProblems problems = new();

    // PowerShell's own data files are as free with case as PowerShell is.
    private readonly StringComparer comparer = file.IsDataFile ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    /// <exception cref="PolicyException">The file cannot be read.</exception>
    public static RetentionPolicyReport Report(string path, IReadOnlyList<ProviderDeclaration> providers)
    {
        var file = PolicyFile.Read(path);
        var reader = new PolicyReader(providers, file);
        var policy = reader.Read();
        return new RetentionPolicyReport
        {
            Path = file.Path,
            Problems = reader.problems.All,
            Policy = policy,
            Explanation = policy is null ? [] : PolicyWords.Explain(policy),
        };
    }

    /// <summary>The error for a policy with something wrong: the first of it in words, and all of it as objects.</summary>
    public static PolicyException Invalid(RetentionPolicyReport report)
    {
        var first = report.Problems[0];
        var more = report.Problems.Count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" {report.Problems.Count - 1} more things are wrong with it.");
        return new PolicyException(
            "PolicyInvalid",
            string.Create(CultureInfo.InvariantCulture, $"{report.Path}, line {first.Line}, column {first.Column}: {first.Message}{more}"),
            "Nothing is planned by it. Test-RecordingRetentionPolicy tells all that is wrong, and where.")
        { Problems = report.Problems };
    }

    private RetentionPolicy? Read()
    {
        PolicyNode tree;
        try
        {
            tree = file.IsDataFile ? DataFileReader.Read(file.Text) : JsonPolicyReader.Read(file.Text);
        }
        catch (PolicySyntaxException fault)
        {
            problems.Add(fault.At, "", fault.Message);
            return null;
        }

        if (PolicySection.Open(tree, "", PolicyKeys.Policy, problems, comparer) is not { } root) return null;
        _ = root.Text("$schema");
        if (root.RequiredText("format") is { } format && format != PolicyKeys.Format) root.Wrong("format", $"must be '{PolicyKeys.Format}'.");
        var usual = new RetentionFuse(RemovalOptions.UnattendedMaximum, RemovalOptions.UnattendedMaximumShare);
        var policy = new RetentionPolicy
        {
            Path = file.Path,
            Hash = file.Hash,
            Name = root.Text("name") ?? System.IO.Path.GetFileNameWithoutExtension(file.Path),
            Reason = root.Text("reason"),
            Ticket = root.Text("ticket"),
            // A limit that is not mentioned is not lifted.
            Fuse = ReadFuse(root) is { } own ? new RetentionFuse(own.Maximum ?? usual.Maximum, own.MaximumShare ?? usual.MaximumShare) : usual,
            Rules = ReadRules(root),
        };
        return problems.Count == 0 ? policy : null;
    }

    private List<RetentionRule> ReadRules(PolicySection root)
    {
        var items = root.Items("rules");
        if (items.Count > MostRules) root.Wrong("rules", string.Create(CultureInfo.InvariantCulture, $"has more than {MostRules} rules, which nobody could check."));
        if (problems.Count == 0 && items.Count == 0) root.Wrong("rules", "is empty: without a rule nothing is said.");
        var check = new PolicyCheck(providers);
        var rules = new List<RetentionRule>();
        foreach (var (item, i) in items.Take(MostRules).Select((item, i) => (item, i)))
        {
            var before = problems.Count;
            var section = PolicySection.Open(item, string.Create(CultureInfo.InvariantCulture, $"rules[{i}]"), PolicyKeys.Rule, problems, comparer);
            if (section is null) continue;
            var rule = ReadRule(section);
            check.Look(rule, section, isSound: problems.Count == before);
            rules.Add(rule);
        }

        return rules;
    }

    private RetentionRule ReadRule(PolicySection section)
    {
        if (!section.Has("action")) section.Wrong("action", $"is missing. Use {string.Join(", ", PolicyKeys.Actions)}.");
        var keepIf = section.Object("keepIf", PolicyKeys.KeepIf);
        return new RetentionRule
        {
            Name = section.RequiredText("name") ?? "",
            Providers = section.Words("providers", [.. providers.Select(p => p.Name)]),
            Connections = section.Texts("connections"),
            Kinds = section.Words("kinds", [.. providers.SelectMany(p => p.Resources).Select(r => r.Kind).Distinct()]),
            Titles = Patterns(section, "titles"),
            Owners = Patterns(section, "owners"),
            Metadata = ReadMetadata(section),
            MinimumDuration = section.Duration("minimumDuration"),
            MaximumDuration = section.Duration("maximumDuration"),
            OlderThan = section.Age("olderThan"),
            Action = section.Word("action", PolicyKeys.Actions) is { } action ? Enum.Parse<RetentionAction>(action, ignoreCase: true) : RetentionAction.Keep,
            UnlessActionItem = keepIf?.Flag("actionItems") ?? false,
            UnlessTags = keepIf is null ? [] : Patterns(keepIf, "tags"),
            Backup = ReadBackup(section),
            Fuse = ReadFuse(section),
            Reason = section.Text("reason"),
        };
    }

    private static string[] Patterns(PolicySection section, string key) =>
        [.. section.Texts(key).Where(text => IsPattern(section, key, text))];

    private static Dictionary<string, string> ReadMetadata(PolicySection rule)
    {
        var patterns = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (rule.Object("metadata", null) is not { } section) return patterns;
        foreach (var key in section.Keys)
            if (section.Text(key) is { } text && IsPattern(section, key, text)) patterns[key] = text;
        return patterns;
    }

    private static bool IsPattern(PolicySection section, string key, string text)
    {
        try
        {
            _ = new Wildcard(text);
            return true;
        }
        catch (RecordingArgumentException fault)
        {
            section.Wrong(key, $"cannot be used: {fault.Message} {fault.RecommendedAction}");
            return false;
        }
    }

    private ArchiveOptions? ReadBackup(PolicySection rule)
    {
        if (rule.Object("backup", PolicyKeys.Backup) is not { } section) return null;
        var parts = section.Words("include", PolicyKeys.Parts).Aggregate(ArchiveParts.None, (all, part) => all | Enum.Parse<ArchiveParts>(part));
        var options = new ArchiveOptions { Path = section.RequiredText("path") is { } path ? System.IO.Path.GetFullPath(path, System.IO.Path.GetDirectoryName(file.Path)!) : "" };
        if (parts != ArchiveParts.None) options = options with { Include = parts };
        if (section.Text("name") is not { } name) return options;
        try
        {
            _ = NameTemplate.Parse(name);
        }
        catch (RecordingArgumentException fault)
        {
            section.Wrong("name", $"cannot be used: {fault.Message} {fault.RecommendedAction}");
        }

        return options with { NameTemplate = name };
    }

    private static RetentionFuse? ReadFuse(PolicySection owner)
    {
        if (owner.Object("fuse", PolicyKeys.Fuse) is not { } section) return null;
        var (maximum, share) = (section.Number("maximum"), section.Number("maximumShare"));
        if (maximum is { } count && (count < 1 || count > int.MaxValue || count != Math.Floor(count))) section.Wrong("maximum", "must be a whole number from 1.");
        if (share is <= 0 or > 1) section.Wrong("maximumShare", "must be more than 0 and at most 1: 0.2 is a fifth of what is listed.");
        return new RetentionFuse(maximum is { } whole ? (int)Math.Clamp(whole, 1, int.MaxValue) : null, share);
    }
}
