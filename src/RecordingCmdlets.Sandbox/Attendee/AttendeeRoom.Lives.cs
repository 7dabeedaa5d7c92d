namespace RecordingCmdlets.Sandbox;

/// <summary>A step in the life of a bot.</summary>
/// <param name="State">The <c>state</c> that it goes to.</param>
/// <param name="Event">The <c>type</c> of the event that tells of it; none when null.</param>
/// <param name="SubType">The <c>sub_type</c> of the event.</param>
public sealed record class AttendeeStep(string State, string? Event = null, string? SubType = null);

/// <content>Bots that live: they go from state to state while they are watched.</content>
public sealed partial class AttendeeRoom
{
    private static readonly AttendeeStep[] WholeLife =
    [
        new("joined_not_recording", "joined_meeting"),
        new("joined_recording", "recording_permission_granted"),
        new("leaving", "leave_requested", "auto_leave_silence"),
        new("post_processing", "left_meeting"),
        new(AttendeeStates.Ended, "post_processing_completed"),
    ];

    private static readonly AttendeeStep[] ShortLife =
    [
        new("waiting_room", "put_in_waiting_room"),
        new(AttendeeStates.FatalError, "could_not_join_meeting", "waiting_room_timeout_exceeded"),
    ];

    private readonly Dictionary<string, BotLife<AttendeeStep>> lives = new(StringComparer.Ordinal);
    private readonly TimeSpan? pace;

    /// <summary>Has a bot go on: each further look at it brings the next state. When it is ended it has a recording and a transcript.</summary>
    /// <param name="id">The id of the bot.</param>
    /// <param name="steps">What is to come, in order.</param>
    public void GoesOn(string id, params IReadOnlyList<AttendeeStep> steps)
    {
        lock (gate) lives[id] = new(steps, pace);
    }

    private void Seed(SandboxOptions options)
    {
        Random random = new(options.Seed + 7);
        for (var i = 0; i < options.LiveBotCount; i++)
        {
            var bot = AttendeeSeed.Joining(random, Now().AddSeconds(-60 - i));
            Add(bot);
            GoesOn(bot.Id, i % 3 == 2 ? ShortLife : WholeLife);
        }
    }

    private DateTimeOffset Now() => now ?? TimeProvider.System.GetUtcNow();

    /// <summary>Lets what is due come about, for one bot that is looked at or for all in a list.</summary>
    private void Live(string? id = null)
    {
        lock (gate)
        {
            foreach (var (botId, life) in lives)
            {
                if (id is not null && id != botId) continue;
                foreach (var step in life.Due(isLook: id is not null)) Step(botId, step);
            }
        }
    }

    private void Step(string id, AttendeeStep step)
    {
        if (bots.Find(id) is not { } item) return;
        var bot = item.Bot;

        // Later than all that came before, whatever the clock says.
        var latest = (bot.Events ?? []).Select(happened => IsoTime.Parse(happened.CreatedAt)).Max();
        var time = latest >= Now() ? latest.Value.AddSeconds(1) : Now();
        bot = bot with { State = step.State };
        if (step.Event is { } type) bot = bot with { Events = [.. bot.Events ?? [], new(type, AttendeeTime.Format(time), step.SubType)] };
        item.Bot = step.State switch
        {
            "joined_recording" => bot with { RecordingState = "in_progress", TranscriptionState = "in_progress", StartTimestampMs = time.ToUnixTimeMilliseconds() },
            AttendeeStates.Ended => bot with
            {
                RecordingState = "complete",
                TranscriptionState = "complete",
                RecordingUrl = MediaLink.To(id, "recording.mp4"),
                Transcript = AttendeeSeed.Talk,
            },
            _ => bot,
        };
    }
}
