using System.Globalization;

namespace RecordingCmdlets.Runner.Output;

/// <summary>A table that a person likes to read: aligned, cut to fit, the same under every culture.</summary>
internal sealed class TextTable(params (string Title, int Width, bool AlignRight)[] columns)
{
    private readonly List<string[]> rows = [];

    public void Add(params string[] cells) => rows.Add(cells);

    public void Write(TextWriter output)
    {
        output.WriteLine(Line([.. columns.Select(c => c.Title)]));
        output.WriteLine(string.Join("  ", columns.Select(c => new string('-', c.Width))));
        foreach (var row in rows) output.WriteLine(Line(row));
    }

    public static string Age(TimeSpan age) => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(age.TotalDays):0} d");

    public static string Size(long? bytes) => bytes switch
    {
        null => "not told",
        // Something is never shown as nothing.
        > 0 and < 104_858 => "< 0.1 MB",
        { } known => string.Create(CultureInfo.InvariantCulture, $"{known / 1048576.0:0.0} MB"),
    };

    private string Line(string[] cells) => string.Join("  ", columns.Zip(cells, (column, cell) => Fit(cell, column.Width, column.AlignRight))).TrimEnd();

    private static string Fit(string cell, int width, bool alignRight)
    {
        var clean = PlainText.Of(cell);
        if (clean.Length > width) clean = clean[..(width - 3)] + "...";
        return alignRight ? clean.PadLeft(width) : clean.PadRight(width);
    }
}
