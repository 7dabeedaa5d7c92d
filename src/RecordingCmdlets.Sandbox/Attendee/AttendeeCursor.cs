using System.Globalization;
using System.Text;

namespace RecordingCmdlets.Sandbox;

/// <summary>
/// A cursor, opaque to the client, as base64 whose signs have to be escaped. It names a place and not a bot, so it
/// stays good when the bot is gone.
/// </summary>
/// <param name="Position">The place.</param>
/// <param name="IsReverse">Whether what comes before it is meant.</param>
internal readonly record struct AttendeeCursor(StorePosition Position, bool IsReverse)
{
    /// <summary>The cursor as text.</summary>
    public string Write() => Convert.ToBase64String(Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{(IsReverse ? 'r' : 'p')} {Position.Key} {Position.Id}")));

    /// <summary>The cursor of a text; null when it is not one of ours.</summary>
    public static AttendeeCursor? Read(string text)
    {
        try
        {
            var parts = Encoding.UTF8.GetString(Convert.FromBase64String(text)).Split(' ', 3);
            return parts is ["r" or "p", var created, var id] && long.TryParse(created, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var key)
                ? new(new(key, id), parts[0] == "r")
                : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
