using System.Globalization;
using System.Text;

namespace RecordingCmdlets.Sandbox;

/// <summary>
/// Cursors, opaque to the client. One names a place and not an item, so it stays good when the item is deleted.
/// </summary>
internal static class TelnyxCursor
{
    private const string Version = "v1:";

    /// <summary>The cursor of a place.</summary>
    public static string Write(StorePosition position) => Version
        + Convert.ToHexString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{position.Key} {position.Id}")));

    /// <summary>The place of a cursor; null when it is not one of ours.</summary>
    public static StorePosition? Read(string cursor)
    {
        if (!cursor.StartsWith(Version, StringComparison.Ordinal)) return null;
        try
        {
            var parts = Encoding.UTF8.GetString(Convert.FromHexString(cursor.AsSpan(Version.Length))).Split(' ', 2);
            return parts.Length == 2 && long.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var key)
                ? new(key, parts[1])
                : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
