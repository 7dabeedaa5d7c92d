using System.Text;

namespace RecordingCmdlets.Engine.Providers;

/// <summary>Fills a route's path. Every value becomes one escaped path segment.</summary>
internal static class PathTemplate
{
    public static string Fill(Route route, RecordingReference? reference, string? account)
    {
        var filled = new StringBuilder();
        foreach (var segment in route.Path.Split('/'))
        {
            if (filled.Length > 0) filled.Append('/');
            filled.Append(segment switch
            {
                "{id}" => Escape(route, segment, reference?.Id),
                "{owner}" => Escape(route, segment, reference?.Owner),
                "{site}" => Escape(route, segment, reference?.Site),
                "{account}" => Escape(route, segment, account),
                _ => segment,
            });
        }

        return filled.ToString();
    }

    private static string Escape(Route route, string name, string? value)
    {
        // A second lock behind IdRule: an empty or climbing value would turn an item's path into its collection's.
        if (string.IsNullOrWhiteSpace(value) || value is "." or "..")
            throw new InternalRuleException($"Route {route.Name} needs a value for {name} and was given '{value}'.");
        return Uri.EscapeDataString(value);
    }
}
