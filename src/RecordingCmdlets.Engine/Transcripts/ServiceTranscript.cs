namespace RecordingCmdlets.Engine.Transcripts;

/// <summary>What was said in an item, as its service has it and as users see it.</summary>
/// <param name="Bytes">The content as the service has it; of several transcripts, one after the other in the same form.</param>
/// <param name="Extension">The form: <c>.json</c>, <c>.vtt</c> or <c>.txt</c>.</param>
/// <param name="Utterances">What was said, in order.</param>
internal sealed record ServiceTranscript(ReadOnlyMemory<byte> Bytes, string Extension, IReadOnlyList<TranscriptUtterance> Utterances)
{
    private static readonly byte[] BlankLine = "\n\n"u8.ToArray();

    /// <summary>Several as one.</summary>
    public static ServiceTranscript Join(IReadOnlyList<ServiceTranscript> parts) => parts.Count == 1
        ? parts[0]
        : new ServiceTranscript(
            parts[0].Extension == ".json" ? JoinArrays(parts) : JoinTexts(parts), parts[0].Extension, [.. parts.SelectMany(p => p.Utterances)]);

    private static byte[] JoinArrays(IReadOnlyList<ServiceTranscript> parts)
    {
        var elements = parts.Select(p => Trim(p.Bytes)).Where(e => e.Length > 0).ToList();
        return [(byte)'[', .. elements.SelectMany((e, i) => i == 0 ? e : [(byte)',', .. e]), (byte)']'];
    }

    // In WebVTT too a heading in the middle is a block without times, which readers pass over.
    private static byte[] JoinTexts(IReadOnlyList<ServiceTranscript> parts) =>
        [.. parts.SelectMany((p, i) => i == 0 ? p.Bytes.ToArray() : [.. BlankLine, .. p.Bytes.Span])];

    /// <summary>What stands between the brackets of a list.</summary>
    private static byte[] Trim(ReadOnlyMemory<byte> list)
    {
        var text = list.Span;
        return text[(text.IndexOf((byte)'[') + 1)..text.LastIndexOf((byte)']')].Trim(" \t\r\n"u8).ToArray();
    }
}
