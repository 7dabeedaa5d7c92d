using System.Globalization;
using System.Text;

namespace RecordingCmdlets.Sandbox;

/// <summary>
/// A cursor, opaque to the client. It names a place and not an item, so it stays good when the item is deleted.
/// </summary>
/// <param name="Position">The place.</param>
/// <param name="IsBack">Whether it leads to what comes before the place.</param>
internal readonly record struct RecallCursor(StorePosition Position, bool IsBack)
{
    private const string Back = "r=1&";
    private const string Mark = "p=";

    /// <summary>Reads a cursor; null when it is not one of ours.</summary>
    public static RecallCursor? Read(string text)
    {
        try
        {
            var plain = Encoding.UTF8.GetString(Convert.FromBase64String(text));
            var isBack = plain.StartsWith(Back, StringComparison.Ordinal);
            if (isBack) plain = plain[Back.Length..];
            if (!plain.StartsWith(Mark, StringComparison.Ordinal)) return null;
            var parts = plain[Mark.Length..].Split(' ', 2);
            return parts.Length == 2 && long.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var key)
                ? new(new(key, parts[1]), isBack)
                : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Convert.ToBase64String(Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{(IsBack ? Back : "")}{Mark}{Position.Key} {Position.Id}")));
}
