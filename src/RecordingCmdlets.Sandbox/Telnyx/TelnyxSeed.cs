using System.Globalization;

namespace RecordingCmdlets.Sandbox;

/// <summary>Invents the recordings of a Telnyx account. The same seed and moment give the same ones.</summary>
internal sealed class TelnyxSeed(SandboxOptions options)
{
    private static readonly string[] Connections = ["175237942907135762", "175237942907135763", "2219841177420923905"];
    private static readonly string[] CallStarters = ["DialVerb", "OutboundAPI", "Trunking", "RecordVerb", "StartCallRecordingAPI"];
    private static readonly string[] ConferenceStarters = ["Conference", "StartConferenceRecordingAPI"];
    private static readonly string[] Texts =
    [
        "Good morning. This call may be recorded.",
        "I am calling about the order from last week.",
        "Thank you, that is all for today.",
    ];

    private readonly DateTimeOffset now = options.Now ?? TimeProvider.System.GetUtcNow();

    // Apart from the recordings' own, so that they do not change with what is said in them.
    private readonly Random speech = new(options.Seed + 1);

    /// <summary>As many recordings as the options ask for.</summary>
    public IEnumerable<TelnyxRecording> Recordings()
    {
        Random random = new(options.Seed);
        for (var i = 0; i < options.RecordingCount; i++) yield return Recording(random, i);
    }

    /// <summary>The transcriptions of a recording: two, one, or mostly none; ask in the order of the recordings.</summary>
    public IEnumerable<TelnyxTranscription> TranscriptionsOf(TelnyxRecording recording)
    {
        var count = speech.Next(20) switch { 0 => 2, < 5 => 1, _ => 0 };
        for (var i = 0; i < count; i++)
        {
            var isDone = speech.Next(10) > 0;
            yield return new()
            {
                Id = Uuid(speech),
                RecordingId = recording.Id,
                Status = isDone ? "completed" : "in-progress",
                TranscriptionText = isDone ? Texts[speech.Next(Texts.Length)] : null,
                DurationMillis = recording.DurationMillis,
                CreatedAt = recording.UpdatedAt,
                UpdatedAt = recording.UpdatedAt,
            };
        }
    }

    private TelnyxRecording Recording(Random random, int index)
    {
        // Exactly three in twenty are older than 30 days, and none is so near to 30 that a slow run would find it on the other side.
        var age = TimeSpan.FromDays(index % 20 < 3 ? 30.5 + (random.NextDouble() * 89.5) : random.NextDouble() * 29.5);
        var created = now - age;
        var createdAt = IsoTime.Format(created);
        var duration = random.Next(5_000, 7_200_000);
        var ended = created.AddSeconds(-random.Next(2, 30));
        var id = Uuid(random);
        var isConference = index % 4 == 3;

        // A recorded leg without parties is what the record verb leaves behind.
        var isAnonymous = isConference || index % 10 == 5;
        var starters = isConference ? ConferenceStarters : CallStarters;
        return new()
        {
            Id = id,
            Source = isConference ? "conference" : "call",
            Channels = random.Next(2) == 0 ? "single" : "dual",
            InitiatedBy = starters[random.Next(starters.Length)],
            CreatedAt = index % 120 == 59 ? null : createdAt,
            UpdatedAt = createdAt,
            RecordingStartedAt = IsoTime.Format(ended.AddMilliseconds(-duration)),
            RecordingEndedAt = IsoTime.Format(ended),
            DurationMillis = duration,
            DownloadMp3 = Mp3(random, id, index),
            DownloadWav = index % 6 == 4 ? MediaLink.To(id, $"{id}.wav") : null,
            CallControlId = $"v3:{random.NextInt64():x16}",
            CallLegId = Uuid(random),
            CallSessionId = Uuid(random),
            ConferenceId = isConference ? Uuid(random) : null,
            ConnectionId = Connections[random.Next(Connections.Length)],
            From = isAnonymous ? null : PhoneNumber(random),
            To = isAnonymous ? null : PhoneNumber(random),
        };
    }

    private static string? Mp3(Random random, string id, int index)
    {
        var link = MediaLink.To(id, $"{random.NextInt64():x16}.mp3");

        // A few have the other form only.
        return index % 30 == 22 ? null : link;
    }

    private static string PhoneNumber(Random random) => string.Create(CultureInfo.InvariantCulture, $"+1555{random.Next(10_000_000):D7}");

    private static string Uuid(Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
