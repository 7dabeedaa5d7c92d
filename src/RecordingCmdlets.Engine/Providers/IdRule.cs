using System.Text.RegularExpressions;

namespace RecordingCmdlets.Engine.Providers;

/// <summary>
/// What an id of a service may look like. An id that is empty or climbs the path would address the collection instead of
/// an item, so those are refused whatever the rule says.
/// </summary>
/// <param name="Pattern">What the whole id must match.</param>
/// <param name="Description">The rule in words, for the error.</param>
/// <param name="Reserved">Words that stand in the place of an id in another route.</param>
internal sealed record IdRule(Regex Pattern, string Description, params string[] Reserved)
{
    /// <summary>Says what is wrong with an id; null when nothing is.</summary>
    public string? WhyInvalid(string id)
    {
        if (string.IsNullOrWhiteSpace(id)) return "The id is empty.";
        if (id is "." or "..") return $"'{id}' is a step in a path and not an id.";
        if (Reserved.Contains(id, StringComparer.OrdinalIgnoreCase)) return $"'{id}' is a word of the service's own paths and not an id.";
        return Pattern.IsMatch(id) ? null : $"'{Shown(id)}' is not an id of this service: {Description}.";
    }

    // An id from a file can be anything; an error shows enough of it to be found again.
    private static string Shown(string id) => PlainText.Of(new string([.. id.Take(60)])) + (id.Length > 60 ? "..." : "");
}
