namespace RecordingCmdlets.Engine.Policy;

/// <summary>An item as rules look at it. Its metadata are read when a rule first asks for them, which most policies never do.</summary>
internal sealed class RuleFacts(Recording recording)
{
    private static readonly RecordingLabels None = new([], [], IsComplete: true);

    private RecordingLabels? labels;

    public Recording Recording => recording;

    public RecordingLabels Labels => labels ??= recording.ReadLabels?.Invoke() ?? None;
}
