using System.Globalization;
using System.Text;

namespace RecordingCmdlets.Engine.Archiving;

/// <summary>
/// Makes one name of a file or folder out of text from anywhere: a name that every file system takes, that means itself and
/// nothing else, and that shows on a terminal as it is.
/// </summary>
internal static class SafeName
{
    /// <summary>With what is put behind a name (a label, an extension, <c>.part</c>) it stays below the 255 bytes that file systems take.</summary>
    public const int LongestName = 160;

    private const string Forbidden = "<>:\"/\\|?*";

    private static readonly string[] Reserved =
        ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", .. from port in (string[])["COM", "LPT"] from number in "0123456789¹²³" select $"{port}{number}"];

    /// <summary>A value as a part of a name. What cannot stand there becomes an underscore.</summary>
    public static string Part(string value)
    {
        var safe = new StringBuilder(value.Length);
        foreach (var rune in value.EnumerateRunes()) safe.Append(IsFit(rune) ? rune.ToString() : "_");
        // Two spellings of one text are one name on some file systems.
        return safe.ToString().Normalize(NormalizationForm.FormC);
    }

    /// <summary>A whole name: not empty, no step in a path, no device, no leading mark that hides it or makes it an option.</summary>
    public static string Whole(string name)
    {
        var safe = Part(name).Trim(' ').TrimEnd('.', ' ');
        if (safe.Length == 0 || safe[0] is '.' or '-' or '~') safe = "_" + safe.TrimStart('.', '-', '~');
        var stem = safe.Split('.')[0].TrimEnd(' ');
        return Reserved.Contains(stem, StringComparer.OrdinalIgnoreCase) ? "_" + safe : safe;
    }

    /// <summary>An extension without its dot; <c>bin</c> for what is none, or would be taken for a manifest or for a file of ours that is not whole.</summary>
    public static string Extension(string? extension)
    {
        var plain = (extension ?? "").TrimStart('.').ToLowerInvariant();
        return plain.Length is > 0 and <= 8 && plain.All(char.IsAsciiLetterOrDigit) && plain is not ("jsonl" or "part" or "tag") ? plain : "bin";
    }

    public static int Bytes(string text) => Encoding.UTF8.GetByteCount(text);

    /// <summary>The beginning of a text, at most so long in UTF-8; no letter is torn apart.</summary>
    public static string Cut(string text, int mostBytes)
    {
        if (Bytes(text) <= mostBytes) return text;
        var kept = new StringBuilder();
        var left = mostBytes;
        var letters = StringInfo.GetTextElementEnumerator(text);
        while (letters.MoveNext() && (left -= Bytes(letters.GetTextElement())) >= 0) kept.Append(letters.GetTextElement());
        return kept.ToString();
    }

    private static bool IsFit(Rune rune) =>
        rune != Rune.ReplacementChar && !(rune.IsBmp && Forbidden.Contains((char)rune.Value, StringComparison.Ordinal)) && Rune.GetUnicodeCategory(rune) is not (
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
        // Every blank is a plain one, or could not be told from it.
        && (Rune.GetUnicodeCategory(rune) != UnicodeCategory.SpaceSeparator || rune.Value == ' ');
}
