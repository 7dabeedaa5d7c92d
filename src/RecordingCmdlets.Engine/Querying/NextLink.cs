using RecordingCmdlets.Engine.Http;

namespace RecordingCmdlets.Engine.Querying;

/// <summary>Takes from a next page's address what is needed of it. The address itself is never followed.</summary>
internal static class NextLink
{
    /// <summary>The position that an address names, whatever host it is written for: the page is asked for at our own.</summary>
    /// <exception cref="ProviderResponseException">It names none.</exception>
    public static (string Key, string Value) Position(string next, IReadOnlyList<string> keys)
    {
        foreach (var (key, value) in Pairs(next))
            if (keys.Contains(key, StringComparer.Ordinal) && value.Length > 0) return (key, value);
        throw Refused("names no position");
    }

    /// <summary>The query of an address on the same origin and path, with what it lost of the original one added again.</summary>
    /// <param name="next">The address.</param>
    /// <param name="current">The address of the listing.</param>
    /// <param name="own">The query of the first page.</param>
    /// <exception cref="ProviderResponseException">It leads elsewhere.</exception>
    public static string Query(string next, Uri current, IEnumerable<(string Key, string Value)> own)
    {
        if (!Uri.TryCreate(current, next, out var target) || !Origins.AreSame(target, current) || target.AbsolutePath != current.AbsolutePath)
            throw Refused("leads to another place");
        var kept = Pairs(next).Select(p => p.Key).ToHashSet(StringComparer.Ordinal);
        var lost = ListQuery.Write(own.Where(p => !kept.Contains(p.Key)));
        return string.Join('&', ((string[])[target.Query.TrimStart('?'), lost]).Where(q => q.Length > 0));
    }

    private static IEnumerable<(string Key, string Value)> Pairs(string address)
    {
        var start = address.IndexOf('?', StringComparison.Ordinal);
        if (start < 0) yield break;
        foreach (var pair in address[(start + 1)..].Split('#')[0].Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            yield return (Decode(parts[0]), parts.Length > 1 ? Decode(parts[1]) : "");
        }
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private static ProviderResponseException Refused(string how) =>
        new($"The service's link to the next page {how}; it is not followed.", "Nothing more is listed. Check -BaseUri; if it is right, report this.");
}
