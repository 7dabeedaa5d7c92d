using System.Security.Cryptography;
using System.Text;

namespace RecordingCmdlets.Sandbox;

/// <content>Bots that live: they go from state to state while they are watched.</content>
public sealed partial class RecallRoom
{
    private readonly Dictionary<string, BotLife<RecallStatusChange>> lives = new(StringComparer.Ordinal);
    private readonly TimeSpan? pace;

    /// <summary>
    /// Has a bot go on: each further look at it adds a status to its log. With <c>in_call_recording</c> comes a recording that is
    /// processing, with <c>done</c> its media.
    /// </summary>
    /// <param name="id">The id of the bot.</param>
    /// <param name="codes">What is to come, in order; after a colon, the sub-code.</param>
    public void GoesOn(string id, params IReadOnlyList<string> codes)
    {
        ArgumentNullException.ThrowIfNull(codes);
        lock (gate) lives[id] = new([.. codes.Select(code => new RecallStatusChange(code.Split(':')[0], null, code.Contains(':', StringComparison.Ordinal) ? code.Split(':')[1] : null))], pace);
    }

    /// <summary>An id that always goes with a text.</summary>
    private static string IdOf(string text) => RecallSeed.Uuid(new(BitConverter.ToInt32(SHA256.HashData(Encoding.UTF8.GetBytes(text)))));

    private void Seed(SandboxOptions options)
    {
        Random random = new(options.Seed + 7);
        for (var i = 0; i < options.LiveBotCount; i++)
        {
            var (id, joined) = (RecallSeed.Uuid(random), RecallTime.Format(Now().AddSeconds(-60 - i)));
            AddBot(new() { Id = id, BotName = "Live notetaker", Metadata = new Dictionary<string, string> { ["live"] = "yes" }, CreatedAt = joined, MeetingUrl = $"https://meet.sandbox.example/zoom/{random.Next()}", Platform = "zoom", StatusChanges = [new("joining_call", joined)] });
            if (i % 3 == 2) GoesOn(id, "in_waiting_room", "fatal:timeout_exceeded_waiting_room");
            else GoesOn(id, "in_waiting_room", "in_call_not_recording", "in_call_recording", "call_ended", "recording_done", "done");
        }
    }

    /// <summary>Lets what is due come about, for one bot that is looked at or for all in a list.</summary>
    private void Live(string? id = null)
    {
        foreach (var (botId, life) in lives)
        {
            if (id is not null && id != botId) continue;
            foreach (var step in life.Due(isLook: id is not null)) Step(botId, step);
        }
    }

    private void Step(string botId, RecallStatusChange step)
    {
        if (FindBot(botId) is not { } bot) return;

        // Later than all that came before, whatever the clock says.
        var latest = (bot.StatusChanges ?? []).Select(change => IsoTime.Parse(change.CreatedAt)).Max();
        var time = RecallTime.Format(latest >= Now() ? latest.Value.AddSeconds(1) : Now());
        store.Add(bot with { StatusChanges = [.. bot.StatusChanges ?? [], step with { CreatedAt = time }] });
        var recordingId = store.LiveOf(botId).FirstOrDefault()?.Item.Id ?? IdOf(botId);
        if (step.Code == "in_call_recording") Add(new() { Id = recordingId, BotId = botId, CreatedAt = time, StartedAt = time, Status = "processing", UpdatedAt = time });
        if (step.Code != "done") return;
        Add((Find(recordingId) ?? new() { Id = recordingId, BotId = botId, CreatedAt = time, StartedAt = time }) with
        {
            Status = "done",
            CompletedAt = time,
            UpdatedAt = time,
            MediaShortcuts = new(
                new(IdOf(recordingId + "v"), MediaLink.To(recordingId, "video.mp4"), "mp4", UpdatedAt: time),
                new(IdOf(recordingId + "t"), MediaLink.To(recordingId, "transcript.json"), UpdatedAt: time, ProviderDataDownloadUrl: MediaLink.To(recordingId, "provider.json"))),
        });
    }
}
