using System.Text.Json;
using RecordingCmdlets.Engine.Json;

namespace RecordingCmdlets.Engine.Providers.Recall;

/// <summary>Transcripts of Recall.ai: where a recording names its own (RCL-E6), the list of them (RCL-E8), and their files.</summary>
internal static class RecallTranscripts
{
    private static readonly string[] Over = ["done", "failed", RecallJson.Deleted];

    /// <summary>What a recording tells of its transcript (RCL-T43).</summary>
    public static TranscriptLead Look(Recording recording, JsonElement record)
    {
        if (recording.Status == RecallJson.Deleted) return TranscriptLead.None;
        if (!Over.Contains(recording.Status)) return TranscriptLead.Pending;
        return JsonValues.Member(record, "media_shortcuts") is { } shortcuts && JsonValues.Member(shortcuts, "transcript") is { ValueKind: JsonValueKind.Object } own
            ? new TranscriptLead { Parts = [Part(own)] }
            : new TranscriptLead { Query = [("recording_id", recording.Id)] };
    }

    public static TranscriptPart Part(JsonElement artifact)
    {
        var state = JsonValues.Member(artifact, "status") is { } status ? JsonValues.Text(status, "code") : null;
        return new TranscriptPart(state switch { "done" => TranscriptState.Ready, "failed" or RecallJson.Deleted => TranscriptState.Gone, _ => TranscriptState.Pending })
        {
            Link = JsonValues.Member(artifact, "data") is { } data ? JsonValues.Text(data, "download_url") : null,
            About = JsonValues.Text(artifact, "recording_id") ?? (JsonValues.Member(artifact, "recording") is { } recording ? JsonValues.Text(recording) ?? JsonValues.Text(recording, "id") : null),
        };
    }

    /// <summary>The file behind the link: who spoke, and each word with its seconds from the beginning (RCL-T44).</summary>
    public static IReadOnlyList<TranscriptUtterance> Read(ReadOnlyMemory<byte> file, long? clock)
    {
        using var document = JsonDocument.Parse(file);
        if (document.RootElement.ValueKind != JsonValueKind.Array) throw new JsonException("It is no list.");
        return [.. document.RootElement.EnumerateArray().Select(Utterance).Where(u => u.Text.Length > 0)];
    }

    private static TranscriptUtterance Utterance(JsonElement spoken)
    {
        var who = JsonValues.Member(spoken, "participant") ?? default;
        var words = JsonValues.Items(spoken, "words").ToList();
        return new TranscriptUtterance
        {
            Speaker = JsonValues.Text(who, "name"),
            Email = JsonValues.Text(who, "email"),
            IsHost = JsonValues.Flag(who, "is_host"),
            Language = JsonValues.Text(spoken, "language_code"),
            Start = words.Count > 0 ? Moment(words[0], "start_timestamp") : null,
            End = words.Count > 0 ? Moment(words[^1], "end_timestamp") : null,
            Text = string.Join(' ', words.Select(w => JsonValues.Text(w, "text")).Where(w => !string.IsNullOrWhiteSpace(w))),
        };
    }

    private static TimeSpan? Moment(JsonElement word, string name) => JsonValues.Member(word, name) is { } moment ? JsonValues.Seconds(moment, "relative") : null;
}
