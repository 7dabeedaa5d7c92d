using System.Text;

namespace RecordingCmdlets.Engine.Providers;

/// <summary>Fills a route's path. Every value becomes one escaped path segment.</summary>
internal static class PathTemplate
{
    /// <param name="route">The route.</param>
    /// <param name="reference">The item, or for a listing its owner; null where the path names none.</param>
    /// <param name="account">The account.</param>
    /// <param name="self">What stands for an account or owner that is not named.</param>
    public static string Fill(Route route, RecordingReference? reference, string? account, string? self = null)
    {
        var filled = new StringBuilder();
        foreach (var segment in route.Path.Split('/'))
        {
            if (filled.Length > 0) filled.Append('/');
            filled.Append(segment switch
            {
                "{id}" => Escape(route, segment, reference?.Id),
                "{owner}" => Escape(route, segment, Known(reference?.Owner) ?? self),
                "{site}" => Escape(route, segment, reference?.Site),
                "{account}" => Escape(route, segment, Known(account) ?? self),
                _ => segment,
            });
        }

        return filled.ToString();
    }

    private static string? Known(string? value) => string.IsNullOrEmpty(value) ? null : value;

    private static string Escape(Route route, string name, string? value)
    {
        // A second lock behind IdRule: an empty or climbing value would turn an item's path into its collection's.
        if (string.IsNullOrWhiteSpace(value) || value is "." or "..")
            throw new InternalRuleException($"Route {route.Name} needs a value for {name} and was given '{value}'.");
        return Uri.EscapeDataString(value);
    }
}
