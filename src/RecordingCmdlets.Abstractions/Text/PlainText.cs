namespace RecordingCmdlets;

/// <summary>
/// Text from elsewhere, fit to be shown: services, files and rows may hold escape sequences that a terminal would obey, line
/// ends that would forge a line, or marks that turn the direction of what follows.
/// </summary>
public static class PlainText
{
    /// <summary>The text with nothing in it but what is read.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>The same text, with a space for each line end or tab and a question mark for everything else that is not read; empty for null.</returns>
    public static string Of(string? text) =>
        text is null || IsFit(text) ? text ?? "" : string.Create(text.Length, text, static (shown, from) =>
        {
            for (var i = 0; i < shown.Length; i++) shown[i] = !IsUnfit(from[i]) ? from[i] : from[i] is '\t' or '\r' or '\n' ? ' ' : '?';
        });

    /// <summary>An exception that goes along with another is printed with it; null for one with something in it that is not fit.</summary>
    internal static Exception? Of(Exception? inner)
    {
        for (var fault = inner; fault is not null; fault = fault.InnerException)
            if (fault.Message.Any(c => IsUnfit(c) && c is not ('\r' or '\n'))) return null;
        return inner;
    }

    // Each item of a run passes here several times: without an enumerator.
    private static bool IsFit(string text)
    {
        foreach (var c in text)
            if (IsUnfit(c)) return false;
        return true;
    }

    // Control characters; the separators of lines and paragraphs; and the marks that embed, override or isolate a direction.
    private static bool IsUnfit(char c) =>
        char.IsControl(c) || c is (>= '\u2028' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
}
