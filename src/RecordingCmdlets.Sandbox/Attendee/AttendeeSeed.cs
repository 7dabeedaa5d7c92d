using System.Globalization;

namespace RecordingCmdlets.Sandbox;

/// <summary>Invents the bots of an Attendee project. The same seed and moment give the same ones.</summary>
internal sealed class AttendeeSeed(SandboxOptions options)
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string LettersAndDigits = Letters + "0123456789";

    private static readonly string[] Ends = ["auto_leave_silence", "auto_leave_only_participant_in_meeting", "user_requested", "auto_leave_max_uptime_exceeded"];
    private static readonly string[] Refusals = ["request_to_join_denied", "meeting_not_found", "waiting_room_timeout_exceeded", "login_required"];
    private static readonly string[] Breakdowns = ["heartbeat_timeout", "process_terminated", "attendee_internal_error"];

    private static readonly AttendeeUtterance Opening = new()
    {
        SpeakerName = "Ana Ruiz",
        SpeakerUuid = "16778240",
        SpeakerIsHost = true,
        OffsetMs = 1079,
        DurationMs = 7710,
        Text = "Let us start.",
        Words = [new("Let", 0, 210), new("us", 240, 400), new("start.", 420, 900)],
    };

    private static readonly AttendeeUtterance Reply = new() { SpeakerUuid = "16778241", SpeakerUserUuid = "u-81", OffsetMs = 9300, DurationMs = 2150, Text = "Gern, grüß dich." };
    private static readonly AttendeeUtterance Farewell = new() { SpeakerName = "Bo Lind", SpeakerUuid = "16778242", OffsetMs = 12_000, DurationMs = 1_400, Text = "Bis dann.", IsBareText = true };
    private static readonly AttendeeUtterance[][] Transcripts = [[Opening, Reply, Farewell], [Opening], [Reply], []];

    /// <summary>What is said where somebody was there.</summary>
    public static IReadOnlyList<AttendeeUtterance> Talk => Transcripts[0];

    private readonly DateTimeOffset now = options.Now ?? TimeProvider.System.GetUtcNow();

    /// <summary>As many bots with data as the options ask for, and a tenth more that are something else.</summary>
    public IEnumerable<AttendeeBot> Bots()
    {
        Random random = new(options.Seed);
        string? twin = null;
        for (var i = 0; i < options.RecordingCount; i++)
        {
            // One that is old enough and one that is not, and but for the case of letters their ids are the same.
            var id = i == 3 ? SwapCase(twin!) : Id("bot_", random);
            if (i == 2) twin = id;
            yield return Done(random, i, id);
        }

        Random others = new(options.Seed + 1);
        for (var i = 0; i < (options.RecordingCount + 9) / 10; i++) yield return Other(others, i);
    }

    private AttendeeBot Done(Random random, int index, string id)
    {
        // Exactly three in twenty are older than 30 days, and none is so near to 30 that a slow run would find it on the
        // other side; none is so young that it would not be over.
        var age = TimeSpan.FromDays(index % 20 < 3 ? 30.5 + (random.NextDouble() * 89.5) : 0.5 + (random.NextDouble() * 29));
        var bot = Ended(random, id, now - age);
        return index switch
        {
            // Broken before anything was noted: nothing tells its age.
            _ when index % 60 == 39 => bot with { State = AttendeeStates.FatalError, Events = [], JoinAt = null },
            _ when index % 20 == 7 => Refused(random, bot),
            _ when index % 20 == 17 => bot with
            {
                State = AttendeeStates.FatalError,
                Events = [.. bot.Events!.Take(3), new("fatal_error", bot.Events![^1].CreatedAt, Breakdowns[random.Next(Breakdowns.Length)])],
                TranscriptionState = "failed",
                RecordingState = "failed",
            },
            _ when index % 30 == 11 => bot with { TranscriptionState = null, RecordingState = null, RecordingUrl = null, StartTimestampMs = null, Transcript = [] },

            // Made days before it joined.
            _ when index % 8 == 5 => bot with { Created = now - age - TimeSpan.FromDays(random.Next(1, 6)), JoinAt = AttendeeTime.Format(now - age + TimeSpan.FromMinutes(1)) },
            _ => bot,
        };
    }

    private AttendeeBot Other(Random random, int index)
    {
        var isOld = index % 12 < 6;
        var started = now - (isOld ? TimeSpan.FromDays(31 + (random.NextDouble() * 89)) : TimeSpan.FromDays(0.5 + (random.NextDouble() * 28)));
        var recent = now - TimeSpan.FromMinutes(random.Next(150, 300));
        var id = Id("bot_", random);
        return (index % 6) switch
        {
            0 => AppSession(random, started),
            1 => Waiting(random, id, started) with { State = AttendeeStates.Scheduled, JoinAt = AttendeeTime.Format(now + TimeSpan.FromHours(random.Next(1, 240))) },
            2 => Emptied(Ended(random, id, started)),
            3 => Joined(random, id, recent),
            4 => PostProcessing(random, id, isOld ? started : recent),
            _ => Waiting(random, id, started),
        };
    }

    private static AttendeeBot Ended(Random random, string id, DateTimeOffset started)
    {
        var recorded = started.AddSeconds(random.Next(20, 300)).AddMicroseconds(random.Next(1_000_000));
        var ended = recorded.AddSeconds(random.Next(60, 7200)).AddMicroseconds(random.Next(1_000_000));
        return new()
        {
            Id = id,
            Created = started,
            Metadata = random.Next(4) == 0 ? null : string.Create(CultureInfo.InvariantCulture, $$"""{"customer_id":"c-{{random.Next(100)}}"}"""),
            MeetingUrl = MeetingUrl(random),
            Events =
            [
                new("join_requested", AttendeeTime.Format(started)),
                new("joined_meeting", AttendeeTime.Format(recorded.AddSeconds(-3))),
                new("recording_permission_granted", AttendeeTime.Format(recorded)),
                random.Next(2) == 0
                    ? new("meeting_ended", AttendeeTime.Format(ended))
                    : new("leave_requested", AttendeeTime.Format(ended), Ends[random.Next(Ends.Length)]),
                new("post_processing_completed", AttendeeTime.Format(ended.AddSeconds(random.Next(20, 180)))),
            ],
            DeduplicationKey = random.Next(6) == 0 ? string.Create(CultureInfo.InvariantCulture, $"calendar {random.Next(1000)}/{id[^4..]}") : null,
            RecordingUrl = File(random, id),
            StartTimestampMs = random.Next(12) == 0 ? null : recorded.ToUnixTimeMilliseconds(),
            Transcript = Transcripts[random.Next(Transcripts.Length)],
        };
    }

    private static string File(Random random, string id)
    {
        var kind = random.Next(3) == 0 ? "webm" : "mp4";
        return MediaLink.To(id, $"{random.NextInt64():x16}.{kind}");
    }

    private static AttendeeBot Refused(Random random, AttendeeBot bot) => Bare(bot) with
    {
        State = AttendeeStates.FatalError,
        Events = [bot.Events![0], new("could_not_join_meeting", bot.Events![1].CreatedAt, Refusals[random.Next(Refusals.Length)])],
    };

    private static AttendeeBot Waiting(Random random, string id, DateTimeOffset created) =>
        Bare(Ended(random, id, created)) with { State = "ready", Events = [] };

    /// <summary>A bot that is about to join.</summary>
    public static AttendeeBot Joining(Random random, DateTimeOffset asked)
    {
        var bot = Ended(random, Id("bot_", random), asked);
        return Bare(bot) with { State = "joining", Metadata = """{"live":"yes"}""", Events = [bot.Events![0]] };
    }

    private static AttendeeBot Joined(Random random, string id, DateTimeOffset started)
    {
        var bot = Ended(random, id, started);
        return bot with
        {
            State = "joined_recording",
            Events = [.. bot.Events!.Take(3)],
            TranscriptionState = "in_progress",
            RecordingState = "in_progress",
            RecordingUrl = null,
        };
    }

    private static AttendeeBot PostProcessing(Random random, string id, DateTimeOffset started)
    {
        var bot = Ended(random, id, started);
        return bot with { State = "post_processing", Events = [.. bot.Events!.SkipLast(1)], TranscriptionState = "in_progress", RecordingUrl = null };
    }

    private static AttendeeBot AppSession(Random random, DateTimeOffset started)
    {
        var bot = Ended(random, Id("app_", random), started);
        return bot with
        {
            MeetingUrl = "app_session",
            Events =
            [
                new("app_session_connection_requested", bot.Events![0].CreatedAt),
                new("app_session_connected", bot.Events![2].CreatedAt),
                new("app_session_disconnected", bot.Events![3].CreatedAt),
                bot.Events![4],
            ],
        };
    }

    private static AttendeeBot Emptied(AttendeeBot bot) => bot with
    {
        State = AttendeeStates.DataDeleted,
        Events = [.. bot.Events!, new("data_deleted", bot.Events![^1].CreatedAt)],
        RecordingUrl = null,
        Transcript = [],
    };

    private static AttendeeBot Bare(AttendeeBot bot) => bot with
    {
        TranscriptionState = "not_started",
        RecordingState = "not_started",
        RecordingUrl = null,
        StartTimestampMs = null,
        Transcript = [],
    };

    private static string MeetingUrl(Random random) => random.Next(4) switch
    {
        0 => $"https://meet.google.com/{Word(random, 3)}-{Word(random, 4)}-{Word(random, 3)}",
        1 => $"https://teams.microsoft.com/l/meetup-join/19%3ameeting_{Id("", random)}%40thread.v2/0?context=%7b%22Tid%22%3a%22{random.NextInt64():x16}%22%7d&p={Word(random, 6)}",
        _ => $"https://zoom.us/j/{random.NextInt64(90_000_000_000, 99_999_999_999)}?pwd={Id("", random)}.1",
    };

    private static string Word(Random random, int length) => new(random.GetItems(Letters.AsSpan(26), length));

    /// <summary>A prefix and 16 letters and digits, at least the first of them a letter.</summary>
    private static string Id(string prefix, Random random) =>
        $"{prefix}{Letters[random.Next(Letters.Length)]}{new string(random.GetItems<char>(LettersAndDigits, 15))}";

    private static string SwapCase(string id) =>
        id[..4] + string.Concat(id[4..].Select(letter => char.IsUpper(letter) ? char.ToLowerInvariant(letter) : char.ToUpperInvariant(letter)));
}
