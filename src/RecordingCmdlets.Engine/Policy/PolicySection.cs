using System.Globalization;
using RecordingCmdlets.Engine.Json;

namespace RecordingCmdlets.Engine.Policy;

/// <summary>An object of the policy, read key by key. What is not as it should be is told with its place, and read as absent.</summary>
internal sealed class PolicySection
{
    private readonly Dictionary<string, PolicyMember> members;
    private readonly string location;
    private readonly PolicyPlace at;
    private readonly PolicyProblems problems;
    private readonly StringComparer comparer;

    private PolicySection(PolicyObject node, string location, IReadOnlyList<string>? keys, PolicyProblems problems, StringComparer comparer)
    {
        (at, this.location, this.problems, this.comparer) = (node.At, location, problems, comparer);
        members = new Dictionary<string, PolicyMember>(comparer);
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var member in node.Members)
        {
            // Names that differ in case alone are one name to PowerShell, and to people.
            if (!seen.Add(member.Name)) Tell(member.At, member.Name, "stands here twice.");
            else if (keys?.Contains(member.Name, comparer) == false) Tell(member.At, member.Name, $"is not known here.{PolicyKeys.Meant(member.Name, keys)}");
            else members[member.Name] = member;
        }
    }

    /// <summary>Opens an object.</summary>
    /// <param name="node">What stands there.</param>
    /// <param name="location">Its place in the policy.</param>
    /// <param name="keys">The keys it may have; null for any.</param>
    /// <param name="problems">Hears what is wrong.</param>
    /// <param name="comparer">Whether case matters in keys and words.</param>
    /// <returns>Null when it is no object.</returns>
    public static PolicySection? Open(PolicyNode node, string location, IReadOnlyList<string>? keys, PolicyProblems problems, StringComparer comparer)
    {
        if (node is PolicyObject found) return new PolicySection(found, location, keys, problems, comparer);
        problems.Add(node.At, location, $"{Name(location)} must be an object.");
        return null;
    }

    public IEnumerable<string> Keys => members.Keys;

    public bool Has(string key) => members.ContainsKey(key);

    /// <summary>Tells what is wrong with a key, or with the object for want of it.</summary>
    public void Wrong(string key, string message) => Tell(members.TryGetValue(key, out var member) ? member.Value.At : at, key, message);

    public string? Text(string key)
    {
        if (Node<PolicyText>(key, "a text") is not { } text) return null;
        return IsFit(text, Place(key)) ? text.Value : null;
    }

    /// <summary>A text that must be there.</summary>
    public string? RequiredText(string key)
    {
        if (!Has(key)) Wrong(key, "is missing.");
        return Text(key);
    }

    /// <summary>A list of texts; a single text is a list of one. An array, since PowerShell cannot index whatever else a list may be made of.</summary>
    public string[] Texts(string key)
    {
        if (!members.TryGetValue(key, out var member)) return [];
        if (member.Value is PolicyText single) return IsFit(single, Place(key)) ? [single.Value] : [];
        if (Node<PolicyList>(key, "a text or a list of texts") is not { } list) return [];
        if (list.Items.Count == 0) Wrong(key, "is an empty list. Leave it out where it does not matter.");
        var texts = new List<string>();
        foreach (var (item, place) in list.Items.Select((item, i) => (item, $"{Place(key)}[{i.ToString(CultureInfo.InvariantCulture)}]")))
        {
            if (item is not PolicyText text) problems.Add(item.At, place, $"{Name(place)} must be a text.");
            else if (IsFit(text, place)) texts.Add(text.Value);
        }

        return [.. texts];
    }

    /// <summary>A word out of a few.</summary>
    public string? Word(string key, IReadOnlyList<string> words) =>
        Text(key) is { } text ? KnownWord(key, text, words) : null;

    /// <summary>Words out of a few.</summary>
    public string[] Words(string key, IReadOnlyList<string> words) =>
        [.. Texts(key).Select(text => KnownWord(key, text, words)).OfType<string>()];

    public bool? Flag(string key) => Node<PolicyFlag>(key, "true or false")?.Value;

    public double? Number(string key) => Node<PolicyNumber>(key, "a number")?.Value;

    public TimeSpan? Age(string key) => Time(key, RetentionAge.Parse, "12h, 30d or 4w");

    public TimeSpan? Duration(string key) => Time(key, PolicyDuration.Parse, PolicyDuration.Forms);

    public PolicySection? Object(string key, IReadOnlyList<string>? keys)
    {
        if (!members.TryGetValue(key, out var member)) return null;
        if (member.Value is not PolicyObject { Members.Count: 0 }) return Open(member.Value, Place(key), keys, problems, comparer);
        Wrong(key, "is empty. Leave it out where it does not matter.");
        return null;
    }

    /// <summary>What stands in a list.</summary>
    public IReadOnlyList<PolicyNode> Items(string key) => Node<PolicyList>(key, "a list")?.Items ?? [];

    private TimeSpan? Time(string key, Func<string, TimeSpan> parse, string forms)
    {
        if (members.TryGetValue(key, out var member) && member.Value is PolicyNumber)
        {
            Wrong(key, $"is a bare number. Write a whole number and a unit, as text: {forms}.");
            return null;
        }

        if (Text(key) is not { } text) return null;
        try
        {
            return parse(text);
        }
        catch (FormatException fault)
        {
            Wrong(key, $"cannot be read. {fault.Message}");
            return null;
        }
    }

    private string? KnownWord(string key, string text, IReadOnlyList<string> words)
    {
        var known = words.FirstOrDefault(w => comparer.Equals(w, text));
        if (known is null) Wrong(key, $"cannot be '{text}'. Use {string.Join(", ", words)}.{PolicyKeys.Meant(text, words)}");
        return known;
    }

    private T? Node<T>(string key, string what) where T : PolicyNode
    {
        if (!members.TryGetValue(key, out var member)) return null;
        if (member.Value is T node) return node;
        Wrong(key, member.Value is PolicyNull ? "is null. Leave it out where it does not matter." : $"must be {what}.");
        return null;
    }

    // An empty text, as an unset variable gives it, would select nothing or everything; and what cannot be shown cannot be checked.
    private bool IsFit(PolicyText text, string place)
    {
        var why = string.IsNullOrWhiteSpace(text.Value) ? "is empty. Leave it out where it does not matter."
            : PlainText.Of(text.Value) != text.Value || !JsonValues.IsEncodable(text.Value) ? "has a character in it that cannot be shown."
            : null;
        if (why is not null) problems.Add(text.At, place, $"{Name(place)} {why}");
        return why is null;
    }

    private string Place(string key) => location.Length == 0 ? key : $"{location}.{key}";

    private void Tell(PolicyPlace where, string key, string message) => problems.Add(where, Place(key), $"{Name(Place(key))} {message}");

    private static string Name(string place) => place.Length == 0 ? "The policy" : $"'{place}'";
}
