namespace RecordingCmdlets.Sandbox;

/// <summary>The bots and the recordings, which know of each other. One caller at a time.</summary>
internal sealed class RecallStore
{
    /// <summary>The status of a bot whose media is deleted.</summary>
    public const string Expired = "media_expired";

    // Also of what was deleted with its bot, so that the bot can still show it.
    private readonly Dictionary<string, List<string>> recordingsOfBots = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RecallRecording> deleted = new(StringComparer.Ordinal);
    private readonly HashSet<string> erased = new(StringComparer.Ordinal);

    /// <summary>The bots, by the time they join or joined.</summary>
    public OrderedStore<RecallEntry<RecallBot>> Bots { get; } = new();

    /// <summary>The recordings that are not deleted, by the time they were made.</summary>
    public OrderedStore<RecallEntry<RecallRecording>> Recordings { get; } = new();

    /// <summary>The bots that have recordings.</summary>
    public IEnumerable<string> BotsWithMedia => recordingsOfBots
        .Where(pair => Bots.Find(pair.Key) is not null && pair.Value.Exists(id => Recordings.Find(id) is not null))
        .Select(pair => pair.Key);

    /// <summary>Adds a bot; one with the same id gives way.</summary>
    public void Add(RecallBot bot)
    {
        erased.Remove(bot.Id);
        Put(bot);
    }

    /// <summary>Adds a recording; one with the same id gives way.</summary>
    public void Add(RecallRecording recording)
    {
        Remove(recording.Id);
        var time = IsoTime.Parse(recording.CreatedAt);
        Recordings.Add(recording.Id, time, new(recording, Position(time, recording.Id), recording.Status));
        if (recording.BotId is not { } botId) return;
        if (!recordingsOfBots.TryGetValue(botId, out var ids)) recordingsOfBots.Add(botId, ids = []);
        ids.Add(recording.Id);
    }

    /// <summary>Takes a recording out without a trace.</summary>
    public bool Remove(string id)
    {
        var found = Recordings.Remove(id)?.Item;
        Unlink(found ?? deleted.GetValueOrDefault(id));
        deleted.Remove(id);
        return found is not null;
    }

    /// <summary>Takes a bot out with its recordings.</summary>
    public bool RemoveBot(string id)
    {
        if (Bots.Remove(id) is null) return false;
        foreach (var recordingId in recordingsOfBots.GetValueOrDefault(id, []).ToArray()) Remove(recordingId);
        recordingsOfBots.Remove(id);
        return true;
    }

    /// <summary>A recording that was deleted; null when it was not or is not known.</summary>
    public RecallRecording? FindDeleted(string id) => deleted.GetValueOrDefault(id);

    /// <summary>The recordings of a bot that are not deleted.</summary>
    public IEnumerable<RecallEntry<RecallRecording>> LiveOf(string botId) =>
        recordingsOfBots.GetValueOrDefault(botId, []).Select(Recordings.Find).OfType<RecallEntry<RecallRecording>>();

    /// <summary>The recordings that a bot shows.</summary>
    public IEnumerable<RecallRecording> ShownBy(string botId, bool withDeleted) =>
        recordingsOfBots.GetValueOrDefault(botId, [])
            .Select(id => Recordings.Find(id)?.Item ?? (withDeleted ? FindDeleted(id) : null))
            .OfType<RecallRecording>();

    /// <summary>Whether the media of a bot is deleted.</summary>
    public bool IsErased(RecallEntry<RecallBot> bot) => bot.Status == Expired || erased.Contains(bot.Item.Id);

    /// <summary>Whether the call of a bot is over as far as deleting goes.</summary>
    public bool IsOver(RecallEntry<RecallBot> bot) => bot.Status switch
    {
        // Without a log only its recordings tell that it ran.
        null => LiveOf(bot.Item.Id).Any(),
        "ready" or "joining_call" or "in_waiting_room" or "in_call_not_recording" or "in_call_recording" => false,
        "recording_permission_allowed" or "recording_permission_denied" or "recording_done" or "call_ended" => false,
        _ => true,
    };

    /// <summary>Deletes a recording; its bot does not show it any more.</summary>
    public string[] Delete(string id, DateTimeOffset now)
    {
        if (Bury(id, now) is not { } recording) return [];
        Unlink(recording);
        return [id];
    }

    /// <summary>Deletes the recordings of a bot; which ones those were.</summary>
    public string[] DeleteMedia(string botId, DateTimeOffset now, bool marksBot)
    {
        string[] ids = [.. LiveOf(botId).Select(entry => entry.Item.Id)];
        foreach (var id in ids) Bury(id, now);
        erased.Add(botId);
        if (marksBot && Bots.Find(botId)?.Item is { } bot)
        {
            // Later than all that came before, whatever the clock says.
            var changes = bot.StatusChanges ?? [];
            var latest = changes.Select(change => IsoTime.Parse(change.CreatedAt)).Max();
            var time = latest >= now ? latest.Value.AddMilliseconds(1) : now;
            Put(bot with { StatusChanges = [.. changes, new(Expired, RecallTime.Format(time))] });
        }

        return ids;
    }

    private static StorePosition Position(DateTimeOffset? time, string id) => new(time?.UtcTicks ?? TickRange.Undated, id);

    private static string? CurrentStatus(IReadOnlyList<RecallStatusChange>? changes)
    {
        RecallStatusChange? current = null;
        DateTimeOffset? latest = null;
        foreach (var change in changes ?? [])
        {
            var time = IsoTime.Parse(change.CreatedAt);
            if (current is not null && (time ?? DateTimeOffset.MinValue) < (latest ?? DateTimeOffset.MinValue)) continue;
            (current, latest) = (change, time);
        }

        return current?.Code;
    }

    private void Put(RecallBot bot)
    {
        var time = IsoTime.Parse(bot.JoinAt ?? bot.CreatedAt);
        Bots.Add(bot.Id, time, new(bot, Position(time, bot.Id), CurrentStatus(bot.StatusChanges)));
    }

    private void Unlink(RecallRecording? recording)
    {
        if (recording?.BotId is { } botId) recordingsOfBots.GetValueOrDefault(botId)?.Remove(recording.Id);
    }

    private RecallRecording? Bury(string id, DateTimeOffset now)
    {
        if (Recordings.Remove(id)?.Item is not { } recording) return null;
        return deleted[id] = recording with
        {
            Status = "deleted",
            SubCode = null,
            UpdatedAt = RecallTime.Format(now),
            MediaShortcuts = null,
        };
    }
}
