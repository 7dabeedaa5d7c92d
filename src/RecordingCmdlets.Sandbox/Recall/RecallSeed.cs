using System.Collections.Immutable;
using System.Globalization;

namespace RecordingCmdlets.Sandbox;

/// <summary>Invents the bots and recordings of a Recall.ai workspace. The same seed and moment give the same ones.</summary>
internal sealed class RecallSeed(SandboxOptions options)
{
    private static readonly IReadOnlyDictionary<string, string>[] Teams =
        [.. new[] { "sales", "support", "hiring" }.Select(team => new Dictionary<string, string> { ["team"] = team })];

    private static readonly string[] Platforms = ["zoom", "google_meet", "microsoft_teams", "webex"];

    private readonly DateTimeOffset now = options.Now ?? TimeProvider.System.GetUtcNow();
    private readonly Random random = new(options.Seed);

    /// <summary>Adds as many recordings as the options ask for, with their bots, and some bots that have none.</summary>
    public void Fill(RecallRoom room)
    {
        string? botId = null;
        var created = now;
        for (var i = 0; i < options.RecordingCount; i++)
        {
            // Some bots have a second recording, a little after the first.
            var isSecond = i % 20 is 2 or 6;
            created = isSecond ? created.AddMinutes(20) : now - Age(i);
            if (i % 20 == 7)
            {
                room.Add(Recording(i, created, botId: null));
                continue;
            }

            if (!isSecond) room.AddBot(Bot(i, botId = Uuid(random), created));
            room.Add(Recording(i, created, botId));
            if (BotWithoutRecordings(i) is { } bot) room.AddBot(bot);
        }
    }

    private static RecallStatusChange At(DateTimeOffset time, string code, string? subCode = null) =>
        new(code, RecallTime.Format(time), subCode);

    private static bool IsInCall(int index) => index % 20 == 11;

    /// <summary>How the log of a bot goes on after it was in the call; null while it still is.</summary>
    private static string? LastStatus(int index) => (index % 40) switch
    {
        11 or 31 => null,
        15 or 35 => "fatal",
        9 or 29 => "analysis_done",
        19 => "analysis_failed",

        // Of a kind that nobody was told of.
        33 => "summary_ready",
        _ => "done",
    };

    private static RecallBot NewBot(int index, string id, DateTimeOffset joined, IReadOnlyList<RecallStatusChange> changes) => new()
    {
        Id = id,
        CreatedAt = RecallTime.Format(joined),

        // Not in step with the twenties, which decide on everything else.
        Platform = Platforms[(index + (index / 20)) % Platforms.Length],
        StatusChanges = changes,
        RecordingConfig = index % 6 == 0 ? null : index % 10 == 3
            ? """{"retention":{"type":"timed","hours":8760}}"""
            : """{"retention":{"type":"forever"}}""",
        Metadata = index % 7 == 3 ? ImmutableDictionary<string, string>.Empty : Teams[index % Teams.Length],
    };

    private TimeSpan Age(int index)
    {
        // Exactly three in twenty are older than 30 days, and none is so near to 30 that a slow run would find it on the other side.
        if (index % 20 < 3) return TimeSpan.FromDays(30.5 + (random.NextDouble() * 89));
        return IsInCall(index) ? TimeSpan.FromMinutes(5 + random.Next(60)) : TimeSpan.FromDays(0.1 + (random.NextDouble() * 29.3));
    }

    private RecallRecording Recording(int index, DateTimeOffset created, string? botId)
    {
        var isRunning = IsInCall(index);
        var isFailed = index % 20 == 15;
        var ended = created.AddSeconds(random.Next(30, 900));
        var updatedAt = RecallTime.Format(isRunning ? created : ended.AddSeconds(60));
        var id = Uuid(random);
        return new()
        {
            Id = id,
            BotId = botId,
            DesktopSdkUploadId = botId is null ? Uuid(random) : null,
            CreatedAt = RecallTime.Format(created),
            StartedAt = isFailed ? null : RecallTime.Format(created.AddSeconds(2)),
            CompletedAt = isRunning || isFailed ? null : RecallTime.Format(ended),
            ExpiresAt = index % 10 == 3 ? RecallTime.Format(now.AddDays(365)) : null,
            Status = isFailed ? "failed" : !isRunning ? "done" : index % 40 == 31 ? "paused" : "processing",
            SubCode = isFailed ? "no_media_received" : null,
            UpdatedAt = updatedAt,
            MediaShortcuts = isRunning || isFailed || index % 40 == 38 ? null : Shortcuts(index, id, updatedAt),
        };
    }

    private RecallShortcuts Shortcuts(int index, string recordingId, string updatedAt) => new(
        Artifact(recordingId, "mp4", updatedAt),
        index % 3 == 0 ? null : WithProviderData(recordingId, Artifact(recordingId, null, updatedAt)),
        index % 5 == 0 ? Artifact(recordingId, null, updatedAt) : null,
        AudioMixed: index % 8 == 0 ? Artifact(recordingId, "mp3", updatedAt) : null);

    private RecallArtifact Artifact(string recordingId, string? format, string updatedAt)
    {
        var id = Uuid(random);
        var link = MediaLink.To(recordingId, $"{random.NextInt64():x16}.{format ?? "json"}");
        return new(id, link, format, UpdatedAt: updatedAt);
    }

    private static RecallArtifact WithProviderData(string recordingId, RecallArtifact transcript) =>
        transcript with { ProviderDataDownloadUrl = MediaLink.To(recordingId, $"{transcript.Id}-provider.json") };

    private RecallBot Bot(int index, string id, DateTimeOffset created)
    {
        var joined = created.AddSeconds(-20);
        List<RecallStatusChange> changes = [At(joined, "joining_call"), At(created, "in_call_recording")];
        if (LastStatus(index) is { } last) changes.Add(At(created.AddMinutes(40), last, last == "fatal" ? "bot_errored" : null));
        if (index % 20 == 17) changes.Reverse();
        if (index % 40 == 13) changes.Clear();

        // The address is cleared some days after the bot has joined.
        return WithMeeting(index, NewBot(index, id, joined, [.. changes]), isKept: now - created < TimeSpan.FromDays(7));
    }

    private RecallBot? BotWithoutRecordings(int index)
    {
        // Not recordings, but of the same ages.
        var joined = now - Age(index % 40 == 8 ? 0 : index);
        return (index % 20) switch
        {
            5 => NewBot(index, Uuid(random), joined, [At(joined, "done"), At(joined.AddDays(0.05), RecallStore.Expired)]),
            8 => NewBot(index, Uuid(random), joined, [At(joined, "joining_call"), At(joined.AddMinutes(3), "fatal", "meeting_not_found")]),
            12 => WithMeeting(index, NewBot(index, Uuid(random), joined, [At(joined, "ready")]), isKept: true) with
            {
                JoinAt = RecallTime.Format(now.AddDays(1 + random.Next(20))),
            },
            14 => WithMeeting(index, NewBot(index, Uuid(random), now.AddSeconds(-40), [At(now.AddSeconds(-40), "joining_call")]), isKept: true),
            _ => null,
        };
    }

    private RecallBot WithMeeting(int index, RecallBot bot, bool isKept)
    {
        var number = random.NextInt64(10_000_000_000, 99_999_999_999).ToString(CultureInfo.InvariantCulture);
        var password = random.NextInt64().ToString("x16", CultureInfo.InvariantCulture);
        if (!isKept) return bot;
        var url = $"https://meet.sandbox.example/{bot.Platform}/{number}?pwd={password}";
        return bot with { MeetingUrl = url, Meeting = index % 10 == 6 ? null : new(bot.Platform, Parts(bot.Platform!, number, password)) };
    }

    private Dictionary<string, string?> Parts(string platform, string number, string password) => platform switch
    {
        "google_meet" => new() { ["meeting_id"] = number },
        "webex" => new() { ["meeting_subdomain"] = "sandbox", ["meeting_mtid"] = password, ["meeting_path"] = null },
        "microsoft_teams" => new()
        {
            ["meeting_id"] = number,
            ["meeting_password"] = password,
            ["organizer_id"] = Uuid(random),
            ["tenant_id"] = Uuid(random),
            ["message_id"] = "0",
            ["thread_id"] = null,
            ["business_meeting_id"] = null,
            ["business_meeting_password"] = null,
        },
        _ => new() { ["meeting_id"] = number, ["meeting_password"] = password },
    };

    /// <summary>A random id.</summary>
    internal static string Uuid(Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
