namespace RecordingCmdlets.Runner.Output;

/// <summary>Short sentences and tables. What went wrong goes to standard error.</summary>
internal sealed class TextLog(TextWriter output, TextWriter error, LogDetail detail, OptionNames names) : RunLog(detail, names)
{
    private readonly Lock turn = new();

    public override void Show(TextTable table)
    {
        lock (turn)
        {
            output.WriteLine();
            table.Write(output);
            output.WriteLine();
        }
    }

    public override void Explain(IReadOnlyList<string> sentences)
    {
        lock (turn)
            foreach (var sentence in sentences) output.WriteLine($"  {PlainText.Of(sentence)}");
    }

    protected override bool ShowsRecords => false;

    protected override void Write(string level, string name, string text, IReadOnlyList<(string Name, object? Value)> fields)
    {
        var line = PlainText.Of(text);
        lock (turn) (level == "info" ? output : error).WriteLine(level == "warning" ? $"Warning: {line}" : level == "error" ? $"Error: {line}" : line);
    }
}
