namespace RecordingCmdlets;

/// <summary>What the owner of an item wrote on it for purposes of his own.</summary>
/// <param name="Metadata">Names and values, each as often as it stands there; a value is null when it is neither text, number nor flag.</param>
/// <param name="Tags">Words.</param>
/// <param name="IsComplete">Whether the service told all of them.</param>
internal sealed record RecordingLabels(IReadOnlyList<KeyValuePair<string, string?>> Metadata, IReadOnlyList<string> Tags, bool IsComplete);
