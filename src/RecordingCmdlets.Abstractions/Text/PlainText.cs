namespace RecordingCmdlets;

/// <summary>
/// Text of services and files, made fit for a terminal. It must neither act on what a stranger named a meeting nor show a
/// sentence in another order than it is meant in.
/// </summary>
internal static class PlainText
{
    /// <summary>Puts a blank for each tab or line end, and a question mark for each other character that a terminal acts on.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>A line of text that can only be read.</returns>
    public static string Of(string text) => Is(text) ? text : new string([.. text.Select(c => !IsActive(c) ? c : char.IsWhiteSpace(c) ? ' ' : '?')]);

    /// <summary>Whether a text is one already.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>True when it can only be read.</returns>
    public static bool Is(string text) => !text.Any(IsActive);

    // Controls, separators of lines, and the marks that turn the direction of writing.
    private static bool IsActive(char c) =>
        char.IsControl(c) || c is '\u061c' or '\u200e' or '\u200f' or (>= '\u2028' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
}
