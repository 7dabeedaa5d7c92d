namespace RecordingCmdlets.Engine.Policy;

/// <summary>The words of a policy file. The schema that ships with the module has the same.</summary>
internal static class PolicyKeys
{
    public const string Format = "recordingcmdlets-policy/1";

    public static IReadOnlyList<string> Policy { get; } = ["$schema", "format", "name", "reason", "ticket", "fuse", "rules"];

    public static IReadOnlyList<string> Rule { get; } =
    [
        "name", "providers", "connections", "kinds", "titles", "owners", "metadata", "minimumDuration", "maximumDuration", "olderThan", "keepIf", "backup", "action", "fuse",
        "reason",
    ];

    public static IReadOnlyList<string> KeepIf { get; } = ["actionItems", "tags"];

    public static IReadOnlyList<string> Backup { get; } = ["path", "include", "name"];

    public static IReadOnlyList<string> Fuse { get; } = ["maximum", "maximumShare"];

    public static IReadOnlyList<string> Actions { get; } = ["keep", "delete", "recycle"];

    public static IReadOnlyList<string> Parts { get; } = ["Media", "Transcript", "Metadata"];

    /// <summary>What somebody probably meant, as a sentence to add; nothing when no word is near.</summary>
    public static string Meant(string word, IEnumerable<string> words) =>
        words.Select(w => (Word: w, Distance: Distance(word, w))).Where(w => w.Distance <= 2).OrderBy(w => w.Distance).FirstOrDefault().Word is { } near
            ? $" Did you mean '{near}'?"
            : "";

    // Letters to add, drop or exchange, whatever their case. A word that is much longer is none of ours.
    private static int Distance(string one, string other)
    {
        if (Math.Abs(one.Length - other.Length) > 2) return int.MaxValue;
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var corner = row[0]++;
            for (var k = 1; k <= other.Length; k++)
            {
                var cost = corner + (char.ToUpperInvariant(one[i - 1]) == char.ToUpperInvariant(other[k - 1]) ? 0 : 1);
                corner = row[k];
                row[k] = Math.Min(cost, Math.Min(row[k], row[k - 1]) + 1);
            }
        }

        return row[^1];
    }
}
