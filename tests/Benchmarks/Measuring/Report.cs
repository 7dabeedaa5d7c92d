using System.Globalization;

namespace RecordingCmdlets.Benchmarks.Measuring;

/// <summary>The table, in Markdown, a row as soon as it is known.</summary>
/// <param name="output">Where to.</param>
/// <param name="judges">Whether what was measured says anything about the aims.</param>
internal sealed class Report(TextWriter output, bool judges)
{
    private bool hasBegun;

    /// <summary>Writes a row.</summary>
    /// <param name="what">What was measured.</param>
    /// <param name="measured">The number, with its unit.</param>
    /// <param name="aim">The aim; none when the number is there to compare with.</param>
    /// <param name="isMet">Whether the aim was met.</param>
    public void Add(string what, FormattableString measured, string aim = "", bool? isMet = null)
    {
        if (!hasBegun) output.WriteLine("| What | Measured | Aim | |\n|---|---|---|---|");
        hasBegun = true;
        output.WriteLine($"| {what} | {measured.ToString(CultureInfo.InvariantCulture)} | {aim} | {(judges ? isMet : null) switch { true => "met", false => "missed", null => "" }} |");
    }

    public void Skip(string what, string why) => Add(what, $"skipped: {why}");
}
