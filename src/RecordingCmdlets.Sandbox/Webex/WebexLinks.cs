using System.Globalization;

namespace RecordingCmdlets.Sandbox;

/// <summary>The <c>Link</c> header of a page.</summary>
internal static class WebexLinks
{
    /// <summary>The parameter that says where a page begins; to the client it means nothing.</summary>
    public const string Offset = "offset";

    /// <summary>The address of another page of the same list.</summary>
    public static string Address(SandboxHttpRequest request, int offset, bool keepFilters)
    {
        var kept = keepFilters
            ? request.RawQuery.Split('&', StringSplitOptions.RemoveEmptyEntries).Where(part => part.Split('=')[0] != Offset)
            : [];
        var query = string.Join('&', kept.Append(string.Create(CultureInfo.InvariantCulture, $"{Offset}={offset}")));
        return $"http://{request.GetHeader("Host")}{request.RawPath}?{query}";
    }

    /// <summary>Adds the links that there are.</summary>
    public static SandboxHttpResponse Add(SandboxHttpResponse response, IEnumerable<(string Relation, string Address)> links)
    {
        var value = string.Join(", ", links.Select(link => $"<{link.Address}>; rel=\"{link.Relation}\""));
        return value.Length == 0 ? response : response.With("Link", value);
    }
}
